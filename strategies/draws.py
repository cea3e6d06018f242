"""Hypothesis strategies: from a prompt to drawn variants that shrink towards the prompt itself."""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

from promptfuzz.errors import UsageError
from promptfuzz.mutators import DEFAULT_FAMILIES, get_family
from promptfuzz.records import Prompt, Variant
from promptfuzz.strategies.draws_plan import Draft, Plan, lifted_plans, plan_of
from promptfuzz.validation import check_count, check_share, check_type

T = TypeVar("T")

# One boolean a place, and a number where one is taken: with more places than this a draw takes more than one and a
# half of the time of thirty booleans.
POOL = 24
# Hypothesis draws from a wider range mostly small numbers, a few of them over and over: two numbers make many pools.
POOLS = 120
# A contrast has one edit, for which a draw looks at few places: often it would be the prompt itself.
TRIES = 4
# Made once: looking strategies up takes a tenth of a draw.
_TAKE = st.booleans()
_POOL_NUMBERS = st.integers(0, POOLS)


@cache
def _which(last: int) -> st.SearchStrategy[int]:
    return st.integers(0, last)


def _checked_names(name: str, values: object) -> tuple[str, ...]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise UsageError(f"expected {name} to be a list of texts, got {name}={values!r}; write {name}=({values!r},)")
    return tuple(str(value) for value in values)


def _checked_dose(dose: object) -> tuple[float, float]:
    if not isinstance(dose, Sequence) or isinstance(dose, str) or len(dose) != 2:
        raise UsageError(f"expected dose to be (least, most), shares between 0 and 1, got dose={dose!r}")
    least, most = check_share("dose[0]", dose[0]), check_share("dose[1]", dose[1])
    if least > most:
        raise UsageError(f"expected the least dose not to exceed the most, got dose={dose!r}")
    # Edits of inputs may damage more words than the instruction has, which is no reason to leave them out.
    return least, most if most < 1 else math.inf


def _checked_draw(
    draw: Any,
    prompt: object,
    families: object,
    mutators: object,
    max_edits: int | None,
    dose: object,
) -> Variant:
    """Check the arguments of a strategy, which happens when it is drawn from, and draw."""
    check_type("prompt", prompt, Prompt, "a pf.Prompt; write pf.Prompt(template, slots={...})")
    assert isinstance(prompt, Prompt)
    names = tuple(get_family(name).name for name in _checked_names("families", families))
    wanted = None if mutators is None else _checked_names("mutators", mutators)
    limit = None if max_edits is None else check_count("max_edits", max_edits)
    plan, bounds = plan_of(prompt, names, wanted), _checked_dose(dose)
    if bounds[1] < 1 and plan.least > bounds[1] + 1e-9:
        enough = math.ceil(100 * plan.least - 1e-7) / 100
        raise UsageError(
            f"expected the most dose to leave room for an edit, got dose={bounds!r}, where the mildest edit of "
            f"{prompt.template!r} damages {plan.least:.3g} of its words, so that only the prompt itself (or with other "
            f"spaces and marks) would be drawn; write dose=({bounds[0]:g}, {enough:g}) or more, or add families=..."
        )
    return _drawn(draw, plan, limit, bounds)


def _drawn(draw: Any, plan: Plan, max_edits: int | None, dose: tuple[float, float]) -> Variant:
    """Draw for each place of a pool whether it is taken, keep what goes together, fill up to the least dose."""
    most = len(plan.places)
    limit = most if max_edits is None else max_edits
    # A tight limit would be used up by the first places of a big pool; a small pool gives every place its chance.
    size = min(POOL, max(2, 2 * min(limit, round(min(dose[1], 1) * plan.offers.words))), most)
    pool = plan.pool(draw(_POOL_NUMBERS), draw(_POOL_NUMBERS) if size < most else 0, size)
    draft = Draft(plan, limit, dose[1])
    for place in pool.places:
        if draw(_TAKE) and (offers := draft.fitting(place)):
            draft.take(_chosen(draw, plan.grouped(offers, pool.mutator if place == pool.left else None)))
    if draft.damage + 1e-9 < dose[0]:
        _fill(draft, pool.places, dose)
    return plan.variant(draft.taken)


def _chosen(draw: Any, families: Sequence[Sequence[Sequence[int]]]) -> int:
    """Draw a family that has offers at a place, then a mutator of it, then one of its offers.

    Drawn in one step, a mutator with two alternatives beside others with thirty would hardly ever have its turn, nor
    would another verb beside twenty kinds of typing slips.
    """
    return _one_of(draw, _one_of(draw, _one_of(draw, families)))


def _one_of(draw: Any, values: Sequence[T]) -> T:
    return values[draw(_which(len(values) - 1))] if len(values) > 1 else values[0]


def _fill(draft: Draft, pool: Sequence[int], dose: tuple[float, float]) -> None:
    """Add the first offers that damage a word until the least dose is reached; what damages none makes room for them.

    Raises:
        UsageError: the prompt has not enough to change.
    """
    plan = draft.plan
    draft.drop_harmless()
    for place in dict.fromkeys((*pool, *range(len(plan.places)))):
        if draft.damage + 1e-9 >= dose[0]:
            return
        for offer in draft.damaging(place)[:1]:
            draft.take(offer)
    if draft.damage + 1e-9 < dose[0]:
        given = (dose[0], min(dose[1], 1))
        raise UsageError(
            f"expected dose to be reachable, got dose={given!r}, where {len(plan.offers.sites)} sites reach "
            f"{draft.damage:.2f} with at most {draft.limit} edits; lower dose[0], raise max_edits or add families=..."
        )


@st.composite
def variants(
    draw: Any,
    prompt: Prompt,
    *,
    families: Iterable[str] = DEFAULT_FAMILIES,
    mutators: Iterable[str] | None = None,
    max_edits: int | None = None,
    dose: tuple[float, float] = (0, 1),
) -> Variant:
    """Draw variants of `prompt`, each with a subset of the edits that the mutators of `families` offer.

    Shrinks towards the prompt itself, by leaving edits out and towards the milder alternatives.

    Args:
        draw: given by Hypothesis.
        prompt: the prompt to reword.
        families: names of mutator families.
        mutators: names of mutators; None takes all of the families.
        max_edits: how many edits a variant has at most, linked ones counted once.
        dose: least and most share of the instruction's words that are damaged, 0..1; spaces and marks between words
            damage none, nor do words that are put in.

    Raises:
        UsageError: when drawn from: an argument is wrong, or the prompt has nothing to change.
    """
    return _checked_draw(draw, prompt, families, mutators, max_edits, dose)


@st.composite
def paraphrases(
    draw: Any,
    prompt: Prompt,
    *,
    mutators: Iterable[str] | None = None,
    max_edits: int | None = None,
    dose: tuple[float, float] = (0, 1),
) -> Variant:
    """Draw variants that say the same in other words. Shrinks towards the prompt itself."""
    return _checked_draw(draw, prompt, ("paraphrase",), mutators, max_edits, dose)


@st.composite
def reorderings(
    draw: Any,
    prompt: Prompt,
    *,
    mutators: Iterable[str] | None = None,
    max_edits: int | None = None,
    dose: tuple[float, float] = (0, 1),
) -> Variant:
    """Draw variants that say the same in another order. Shrinks towards the prompt itself."""
    return _checked_draw(draw, prompt, ("reorder",), mutators, max_edits, dose)


@st.composite
def degradations(
    draw: Any,
    prompt: Prompt,
    *,
    mutators: Iterable[str] | None = None,
    max_edits: int | None = None,
    dose: tuple[float, float] = (0, 1),
) -> Variant:
    """Draw variants that say the same with slips of a hurried writer. Shrinks towards the prompt itself."""
    return _checked_draw(draw, prompt, ("degrade",), mutators, max_edits, dose)


@st.composite
def reformattings(
    draw: Any,
    prompt: Prompt,
    *,
    mutators: Iterable[str] | None = None,
    max_edits: int | None = None,
    dose: tuple[float, float] = (0, 1),
) -> Variant:
    """Draw variants that say the same in another layout. Shrinks towards the prompt itself."""
    return _checked_draw(draw, prompt, ("format",), mutators, max_edits, dose)


@st.composite
def placebos(
    draw: Any,
    prompt: Prompt,
    *,
    mutators: Iterable[str] | None = None,
    max_edits: int | None = None,
) -> Variant:
    """Draw variants with a space or a newline more, which cannot matter. Shrinks towards the prompt itself."""
    return _checked_draw(draw, prompt, ("placebo",), mutators, max_edits, (0, 1))


@st.composite
def counterfactuals(
    draw: Any,
    prompt: Prompt,
    *,
    mutators: Iterable[str] | None = None,
    max_edits: int | None = None,
) -> Variant:
    """Draw variants in whose inputs people have other names, pronouns, ages or origins, which should not matter.

    Shrinks towards the prompt itself.
    """
    return _checked_draw(draw, prompt, ("counterfactual",), mutators, max_edits, (0, 1))


@st.composite
def contrasts(draw: Any, prompt: Prompt, *, mutators: Iterable[str] | None = None) -> Variant:
    """Draw variants that ask for something else, so that the answer must change, by one mutator each.

    Shrinks towards the prompt itself, which is no contrast: it has no edits.
    """
    # All are drawn, whichever is taken: the prompt itself stays the shortest draw, to which Hypothesis shrinks.
    drawn = [_checked_draw(draw, prompt, ("contrast",), mutators, 1, (0, 1)) for _ in range(TRIES)]
    return next((variant for variant in drawn if variant.edits), drawn[0])


@st.composite
def batches(draw: Any, strategy: st.SearchStrategy[Variant], *, size: int = 8) -> list[Variant]:
    """Draw lists of `size` variants, for models that answer in batches. Shrinks each towards its prompt."""
    check_type("strategy", strategy, st.SearchStrategy, "a strategy such as pfst.variants(prompt)")
    return [draw(strategy) for _ in range(check_count("size", size))]


@st.composite
def from_texts(draw: Any, prompt: Prompt, texts: Iterable[str]) -> Variant:
    """Draw variants from whole templates that reword `prompt`, each with a subset of the places that differ.

    Shrinks towards the prompt itself, by leaving places out and towards the first text.

    Raises:
        UsageError: when drawn from: no text rewords the prompt and keeps its slots and other protected spans.
    """
    check_type("prompt", prompt, Prompt, "a pf.Prompt; write pf.Prompt(template, slots={...})")
    plans = lifted_plans(prompt, _checked_names("texts", texts))
    plan = plans[draw(_which(len(plans) - 1))] if len(plans) > 1 else plans[0]
    return _drawn(draw, plan, None, (0.0, math.inf))
