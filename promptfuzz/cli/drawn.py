"""What ``promptfuzz mutate`` shows: from a text to a prompt, and from offered sites to a few distinct variants."""

import random
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from promptfuzz.constraints import Rewording
    from promptfuzz.mutators import Refused, Site
    from promptfuzz.records import Change, Prompt, Variant

PATIENCE = 60


def prompt_of(text: str, system: str | None = None, slots: Mapping[str, str] | None = None) -> "Prompt":
    """Return `text` as a prompt; slots that are given no value are filled with their own names.

    Raises:
        UsageError: the text is blank, or a value is given for a slot that it lacks.
    """
    from promptfuzz.errors import UsageError
    from promptfuzz.records import Prompt, slot_counts

    if not text.strip():
        raise UsageError(f'expected a prompt, got {text!r}; write promptfuzz mutate "Classify ... {{review}}"')
    names = {name: name for name in (*slot_counts(text), *slot_counts(system or ""))}
    return Prompt(text, system=system, slots=names | dict(slots or {}))


def draw(
    prompt: "Prompt", sites: "Sequence[Site]", number: int, seed: int, edits: int = 1, first: Iterable[str] = ()
) -> "list[Variant]":
    """Return at most `number` distinct variants, spread evenly over the mutators, those named in `first` before others.

    Each takes `edits` sites, or as many as go together where there are fewer.
    """
    if edits == 1:
        drawn = _singles(prompt, _queues(sites, random.Random(seed), first))
    else:
        drawn = _several(prompt, sites, random.Random(seed), edits, first)
    chosen: list[Variant] = []
    seen = {tuple(prompt.sources.items())}
    misses = 0
    for variant in drawn:
        key = tuple(variant.sources.items())
        misses += 1
        if key not in seen:
            seen.add(key)
            chosen.append(variant)
            misses = 0
        if len(chosen) == number or (edits > 1 and misses == PATIENCE):
            break
    order = list(dict.fromkeys(site.mutator for site in sites))
    return sorted(chosen, key=lambda variant: order.index(variant.edits[0].mutator)) if edits == 1 else chosen


def rungs(prompt: "Prompt", sites: "Sequence[Site]", doses: Sequence[float], seed: int) -> "list[Variant]":
    """Return a ladder of variants by dose, without the rungs that change no more than the one below them."""
    from promptfuzz.mutators import ladder

    found = dict.fromkeys(ladder(prompt, sites, doses, random.Random(seed)))
    return [variant for variant in found if variant.edits]


def _queues(sites: "Iterable[Site]", rng: random.Random, first: Iterable[str]) -> "list[deque[tuple[Change, ...]]]":
    """Return the alternatives of each mutator in a random order, which is the same for the same seed."""
    queues: dict[str, list[tuple[Change, ...]]] = {name: [] for name in first}
    for site in sites:
        queues.setdefault(site.mutator, []).extend(site.alternatives)
    for queue in queues.values():
        rng.shuffle(queue)
    return [deque(queue) for queue in queues.values()]


def _in_turn(queues: "Iterable[deque[tuple[Change, ...]]]") -> "Iterator[tuple[Change, ...]]":
    waiting = deque(queues)
    while waiting:
        queue = waiting.popleft()
        if queue:
            yield queue.popleft()
            waiting.append(queue)


def _singles(prompt: "Prompt", queues: "Iterable[deque[tuple[Change, ...]]]") -> "Iterator[Variant]":
    for edits in _in_turn(queues):
        yield prompt.variant(*edits)


def _several(
    prompt: "Prompt", sites: "Sequence[Site]", rng: random.Random, number: int, first: Iterable[str]
) -> "Iterator[Variant]":
    from promptfuzz.errors import UsageError
    from promptfuzz.mutators import clash

    named = tuple(first)
    while sites:
        queues = _queues(sites, rng, named)
        own, others = queues[: len(named)], queues[len(named) :]
        rng.shuffle(others)
        taken: list[Change] = []
        sites_taken = 0
        for edits in _in_turn((*own, *others)):
            if not clash(taken, edits, prompt):
                taken += edits
                sites_taken += 1
            if sites_taken == number:
                break
        try:
            yield prompt.variant(*taken)
        except UsageError:  # together they would make or break a slot
            continue


def changed_parts(variant: "Variant") -> dict[str, str]:
    """Return the parts that differ from the base, as template source."""
    before = variant.prompt.sources
    return {part: text for part, text in variant.sources.items() if text != before[part]}


def mutators_in(variant: "Variant") -> tuple[str, ...]:
    """Return the mutators of the edits, in their order of place."""
    return tuple(dict.fromkeys(edit.mutator for edit in variant.edits))


def checks_of(variants: "Sequence[Variant]") -> "list[Rewording | None]":
    """Say of each variant whether its instruction still asks the same; None where only inputs differ. Loads a model."""
    from promptfuzz.constraints import check_rewording
    from promptfuzz.render import instruction

    pairs = [(instruction(variant.prompt.sources), instruction(variant.sources)) for variant in variants]
    asked = [pair for pair in pairs if pair[0] != pair[1]]
    judged = iter(check_rewording([base for base, _ in asked], [said for _, said in asked]) if asked else ())
    return [next(judged) if base != said else None for base, said in pairs]


def row(family: str, variant: "Variant", check: "Rewording | None" = None) -> dict[str, Any]:
    """Return a variant as JSON, with what a check said of it."""
    judged = {} if check is None else {
        "check": {"accepted": check.accepted, "score": check.score, "reasons": list(check.reasons)}
    }  # fmt: skip
    return {
        "family": family, "mutator": " + ".join(mutators_in(variant)), "source": variant.sources["template"],
        "parts": changed_parts(variant), "edits": [edit.to_dict() for edit in variant.edits], **judged,
    }  # fmt: skip


def refused_row(family: str, refused: "Refused") -> dict[str, Any]:
    """Return an alternative that was refused as JSON; it has no source, since it is not applied."""
    return {
        "family": family, "mutator": refused.mutator, "refused": refused.reason,
        "edits": [edit.to_dict() for edit in refused.edits],
    }  # fmt: skip
