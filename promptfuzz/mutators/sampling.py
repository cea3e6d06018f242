"""Seeded draws of variants from offered sites, for planners: without Hypothesis, without a model."""

import math
import random
from collections.abc import Iterator, Sequence

from promptfuzz.errors import UsageError
from promptfuzz.mutators.source import Site
from promptfuzz.records import Change, Move, Prompt, Variant, check_edits

PATIENCE = 60


def clash(first: Sequence[Change], second: Sequence[Change], prompt: Prompt) -> bool:
    """Whether two alternatives cannot stand in one variant."""
    if not any(isinstance(edit, Move) for edit in (*first, *second)):
        return any(_meet(one, other) for one in first for other in second)
    try:
        check_edits((*first, *second), prompt.sources)
    except UsageError:
        return True
    return False


def _meet(one: Change, other: Change) -> bool:
    """Whether two edits overlap, insert at one offset, or one inserts inside the other's span."""
    if one.part != other.part:
        return False
    if one.start == one.stop or other.start == other.stop:
        at, span = (one.start, other) if one.start == one.stop else (other.start, one)
        return span.start < at < span.stop or span.start == at == span.stop
    return one.start < other.stop and other.start < one.stop


class Sampler:
    """Draws distinct variants of `prompt` from `sites`; the number of sites is log-uniform from 1 to all.

    The draws are those of DESIGN §5.3: a share of them has one edit and a share has many, so that the flip
    share speaks of the family and not of its heaviest variant.
    """

    def __init__(self, prompt: Prompt, sites: Sequence[Site], rng: random.Random) -> None:
        self.prompt = prompt
        self.sites = tuple(sites)
        self.rng = rng
        self._clashes: dict[tuple[int, int, int, int], bool] = {}
        self._seen = {tuple(sorted(prompt.sources.items()))}

    def __iter__(self) -> Iterator[Variant]:
        """Yield distinct variants until `PATIENCE` draws in a row brought nothing new."""
        misses = 0
        while self.sites and misses < PATIENCE:
            variant = self._draw()
            key = tuple(sorted(variant.sources.items()))
            if key in self._seen:
                misses += 1
                continue
            misses = 0
            self._seen.add(key)
            yield variant

    def _draw(self) -> Variant:
        count = round(math.exp(self.rng.uniform(0, math.log(len(self.sites)))))
        taken: list[tuple[int, int]] = []
        edits: tuple[Change, ...] = ()
        for number in self.rng.sample(range(len(self.sites)), len(self.sites)):
            if len(taken) == count:
                break
            which = self.rng.randrange(len(self.sites[number].alternatives))
            if any(self._clash((number, which), other) for other in taken):
                continue
            taken.append((number, which))
            edits += self.sites[number].alternatives[which]
        return Variant(self.prompt, edits)

    def _clash(self, one: tuple[int, int], other: tuple[int, int]) -> bool:
        first, second = sorted((one, other))
        key = (*first, *second)
        if key not in self._clashes:
            edits = [self.sites[number].alternatives[which] for number, which in (first, second)]
            self._clashes[key] = clash(edits[0], edits[1], self.prompt)
        return self._clashes[key]
