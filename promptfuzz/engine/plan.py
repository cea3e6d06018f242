"""What a run will ask: for each prompt its cases, placebos, contrasts, and a stream of variants for each family."""

import itertools
import math
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from promptfuzz.engine.guard import Guard
from promptfuzz.mutators import Offers, Sampler, Site, get_family, propose_sites
from promptfuzz.records import Change, Edit, Message, Prompt, Variant, slot_counts
from promptfuzz.statistics.contrasts import LEAST_CONTRASTS
from promptfuzz.statistics.flips import PLACEBOS

CONTRASTS_AIM = 6
_GOLDEN = (math.sqrt(5) - 1) / 2
_CASE = re.compile(r"cases\[(\d+)\]")


@dataclass(frozen=True)
class Settings:
    """What decides a run beside prompts, model and budget; `q` and `tolerance` are those of DESIGN §5.

    `samples` is how often a wording is asked of a model that samples, None for as often as is best. `weights` are those
    of families, in the calls of a budget that does not cover all, and of mutators, in the draws of their family.
    """

    families: tuple[str, ...]
    mutators: tuple[str, ...] | None = None
    tolerance: float = 0.10
    q: float = 0.05
    seed: int = 0
    anytime: bool = False
    strict: bool = False
    samples: int | None = None
    weights: tuple[tuple[str, float], ...] = ()

    def weight_of(self, name: str) -> float:
        """Return the weight of a family or a mutator, 1 where none was given."""
        return dict(self.weights).get(name, 1.0)

    def is_heavy(self, dependence: float, low: float) -> bool:
        """Whether Δ is too heavy a dependence: itself above the tolerance, or with ``strict`` its lower limit."""
        return (low if self.strict else dependence) > self.tolerance

    def rng(self, *purpose: object) -> random.Random:
        """Return a generator that depends on the seed and on what it is for, and on nothing else."""
        return random.Random("/".join(map(str, (self.seed, *purpose))))


@dataclass(frozen=True)
class CellPlan:
    """One family of one prompt: the sites it offers, and why alternatives were refused."""

    prompt: Prompt
    family: str
    sites: tuple[Site, ...]
    rejected: tuple[tuple[str, int], ...]
    settings: Settings

    def variants(self, purpose: str) -> Iterator[Variant]:
        """Yield the distinct variants of the cell; the same ones for the same seed and `purpose`.

        Edits of slot values keep to one case a variant, the cases in turn: on another case they would change nothing.
        """
        weights = dict(self.settings.weights)
        streams = []
        for case, offers in self._offers.items():
            rng = self.settings.rng(purpose, self.prompt.key, self.family, *_named(case))
            streams.append(iter(Sampler(self.prompt, offers, rng, weights)))
        rounds = itertools.zip_longest(*streams)
        drawn = (variant for round_ in rounds for variant in round_ if variant is not None)
        return filter(self.guard.passes, drawn)

    @cached_property
    def guard(self) -> Guard:
        """What refuses variants that no longer ask the same, with the count of those it refused."""
        return Guard(self.family)

    def put_away(self) -> None:
        """Forget what drawing takes, which is much beside the sites; whoever draws again has it made again."""
        self.__dict__.pop("_offers", None)

    def offers_of(self, case: int) -> Offers | None:
        """Return what the cell offers to change in `case` or in the instruction; None where there is nothing."""
        return self._offers.get(None) or self._offers.get(case)

    @cached_property
    def _offers(self) -> dict[int | None, Offers]:
        groups: dict[int | None, list[Site]] = {}
        for site in self.sites:
            groups.setdefault(_edited_case(site.alternatives[0]), []).append(site)
        return {case: Offers(self.prompt, sites) for case, sites in groups.items()}


@dataclass(frozen=True)
class Contrast:
    """An instruction that asks for something else, for one case; `variant` holds it as a prompt of its own.

    One that is `made` by a mutator, for want of the prompt's own, may be hard to follow: that a model keeps its answer
    is then no proof that it ignores its instruction.
    """

    variant: Variant
    text: str
    messages: tuple[Message, ...]
    case: int
    made: bool = False


@dataclass(frozen=True)
class PromptPlan:
    """One prompt of a run: its cells and its controls."""

    prompt: Prompt
    cells: tuple[CellPlan, ...]
    placebos: tuple[Variant, ...]
    contrasts: tuple[Contrast, ...]


def _edited_case(edits: Sequence[Change]) -> int | None:
    """Return the number of the case whose values the edits change; None where they change the instruction."""
    return next((int(found.group(1)) for edit in edits if (found := _CASE.match(edit.part))), None)


def _named(case: int | None) -> tuple[int, ...]:
    return () if case is None else (case,)


def cases_of(variant: Variant, cases: Sequence[int]) -> list[int]:
    """Return those of `cases` whose text the edits of `variant` change: all, unless they edit slot values."""
    edited = _edited_case(variant.edits)
    return [case for case in cases if edited is None or case == edited]


def spread(cases: Sequence[int], most: int) -> list[int]:
    """Return `cases` as they are, or where they are more than `most`, so ordered that any first of them are of all.

    Corpora are often sorted by label or source: the first would then tell nothing of the rest. Multiples of the golden
    ratio are spread evenly over the unit circle whatever their number (Knuth, TAOCP 3, §6.4).
    """
    if len(cases) <= most:
        return list(cases)
    places = sorted(range(len(cases)), key=lambda place: place * _GOLDEN % 1)
    return [cases[place] for place in places]


def plan_prompt(prompt: Prompt, settings: Settings) -> PromptPlan:
    """Plan one prompt; nothing is asked yet."""
    cells = []
    for family in settings.families:
        wanted = settings.mutators
        names = None if wanted is None else [name for name in wanted if _belongs(name, family)]
        proposal = propose_sites(prompt, (family,), names)
        cells.append(CellPlan(prompt, family, proposal.sites, proposal.rejected, settings))
    return PromptPlan(prompt, tuple(cells), _placebos(prompt, settings), _contrasts(prompt, settings))


def _belongs(name: str, family: str) -> bool:
    from promptfuzz.mutators import MUTATORS

    return MUTATORS.get(name).family == family


def _placebos(prompt: Prompt, settings: Settings) -> tuple[Variant, ...]:
    """Return up to 10 placebos, single edits first: a placebo is to be as small as a change can be."""
    sites = list(propose_sites(prompt, ("placebo",)).sites)
    rng = settings.rng("placebo", prompt.key)
    rng.shuffle(sites)
    singles: dict[str, Variant] = {}
    for edits in (alternative for site in sites for alternative in site.alternatives):
        variant = Variant(prompt, edits)
        singles.setdefault(repr(variant.sources), variant)
    for variant in Sampler(prompt, sites, rng):
        if len(singles) >= PLACEBOS:
            break
        singles.setdefault(repr(variant.sources), variant)
    return tuple(singles.values())[:PLACEBOS]


def contrast_variant(prompt: Prompt, text: str) -> Variant:
    """Return `prompt` with its whole template replaced by `text`; as an edit where the slots allow it."""
    edit: Change = Edit(0, len(prompt.template), text, "contrast")
    if slot_counts(text) == slot_counts(prompt.template):
        return Variant(prompt, (edit,))
    used = slot_counts(text) + sum((slot_counts(m.content) for m in prompt.history), slot_counts(prompt.system or ""))
    cases = [{name: value for name, value in case.values if name in used} for case in prompt.cases]
    return Variant(Prompt(text, cases=cases, system=prompt.system, history=prompt.history, id=prompt.id))


def _contrasts(prompt: Prompt, settings: Settings) -> tuple[Contrast, ...]:
    """Return up to 6 contrast questions, every rendered text once: the prompt's own, and others where these are few."""
    cases = range(len(prompt.cases))
    own = ((contrast_variant(prompt, text), text, case) for case in cases for text in prompt.contrasts)
    found: dict[tuple[Message, ...], Contrast] = {}
    for variant, text, case in own:
        messages = variant.render(case)
        found.setdefault(messages, Contrast(variant, text, messages, case))
    if len(found) < LEAST_CONTRASTS:
        made = _made_contrasts(prompt, settings)
        for turn in range(len(made)):
            for case in cases:  # contrasts and cases in turn: neither few contrasts nor few cases are all that is asked
                variant = made[(case + turn) % len(made)]
                messages = variant.render(case)
                found.setdefault(messages, Contrast(variant, variant.sources["template"], messages, case, made=True))
    return tuple(found.values())[:CONTRASTS_AIM]


def _made_contrasts(prompt: Prompt, settings: Settings) -> list[Variant]:
    """Return what the family of contrasts makes of a prompt, its mutators in turn, in an order set by the seed."""
    rng = settings.rng("contrast", prompt.key)
    by_mutator: dict[str, list[Site]] = {}
    for site in propose_sites(prompt, ("contrast",)).sites:
        by_mutator.setdefault(site.mutator, []).append(site)
    queues = list(by_mutator.values())
    rng.shuffle(queues)
    rounds = itertools.zip_longest(*(rng.sample(queue, len(queue)) for queue in queues))
    return [Variant(prompt, site.alternatives[0]) for round_ in rounds for site in round_ if site is not None]


def plan_run(prompts: Sequence[Prompt], settings: Settings) -> tuple[PromptPlan, ...]:
    """Plan every prompt; families are checked by name first.

    Raises:
        UsageError: a family or a mutator is unknown.
    """
    for family in settings.families:
        get_family(family, controls=False)
    return tuple(plan_prompt(prompt, settings) for prompt in prompts)
