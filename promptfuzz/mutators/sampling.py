"""Seeded draws of variants from offered sites, for planners: without Hypothesis, without a model."""

import math
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from promptfuzz.mutators.families import FAMILIES
from promptfuzz.mutators.offers import Offers
from promptfuzz.mutators.source import Site
from promptfuzz.records import Change, Edit, Prompt, Variant

PATIENCE = 30
FEW = 100  # sets of edits that are all put in order at once, so that drawing ends with the last of them
MOST = 256  # edits in one variant, however long the prompt
HEAVIEST = 100  # times the lightest mutator's weight, by which places are chosen


class Sampler:
    """Draws distinct variants of `prompt` from `sites`; the number of edits is log-uniform from 1 to all that fit.

    The draws are those of DESIGN §5.3: a share of them has one edit and a share has many, so that the flip
    share speaks of the family and not of its heaviest variant. Of several mutators at one place the one drawn
    least so far takes its turn; a family that people read up to a dose (:class:`promptfuzz.mutators.Family`) is not
    drawn beyond. Offers made of the sites once may be given in their place. A mutator with twice the weight of
    another is drawn twice as often, so far as its places allow; the weight is 1 where `weights` gives none.
    """

    def __init__(
        self,
        prompt: Prompt,
        sites: Sequence[Site] | Offers,
        rng: random.Random,
        weights: Mapping[str, float] = MappingProxyType({}),
    ) -> None:
        self.offers = sites if isinstance(sites, Offers) else Offers(prompt, sites)
        self.rng = rng
        self._parts = sorted({part for edits in self.offers.edits for edit in edits for part in _parts_of(edit)})
        self._dose = min((FAMILIES[site.family].dose for site in self.offers.sites), default=1.0)
        self._seen = {self._texts(prompt.sources)}
        self._drawn: set[frozenset[int]] = set()
        self._all = self.offers.sets(FEW)
        # Turns begin below one, at random: that settles ties for nothing.
        self._times = [rng.random() for _ in self.offers.edits]
        mutators = {site.mutator: number for number, site in enumerate(self.offers.sites)}
        self._turns = [rng.random() for _ in self.offers.sites]
        weight = {number: weights.get(self.offers.sites[number].mutator, 1.0) for number in mutators.values()}
        lightest = min(weight.values(), default=1.0)
        self._lasts = {number: lightest / given for number, given in weight.items()}
        self._places = [
            {mutators[self.offers.sites[self.offers.owners[group[0]]].mutator]: group for group in place}
            for place in self.offers.by_mutator
        ]
        # A place comes up as often as it has mutators, so that a busy one does not starve them.
        often = {number: min(HEAVIEST, round(given / lightest)) for number, given in weight.items()}
        self._order = [
            number for number, place in enumerate(self._places) for mutator in place for _ in range(often[mutator])
        ]

    def _texts(self, sources: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(sources[part] for part in self._parts)

    def __iter__(self) -> Iterator[Variant]:
        """Yield distinct variants until none is left, or `PATIENCE` draws in a row brought nothing new."""
        misses = 0
        for taken in self._draws():
            misses += 1
            variant = None if taken in self._drawn else self.offers.variant(taken)
            self._drawn.add(taken)
            texts = None if variant is None else self._texts(variant.sources)
            if variant is not None and texts is not None and texts not in self._seen:
                misses = 0
                self._seen.add(texts)
                yield variant
            if misses == PATIENCE and self._all is None:
                return

    def _draws(self) -> Iterator[frozenset[int]]:
        """Yield sets of offers: each of a few once, else one draw after another."""
        while self._all is None:
            yield frozenset(self._draw())
        yield from map(frozenset, self._in_order(self._all))

    def _in_order(self, sets: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
        """Order sets of offers by weighted draws without replacement (Efraimidis & Spirakis 2006, algorithm A).

        The weights make the sizes log-uniform, and the mutators of a place as likely as each other.
        """
        strain_of = self.offers.strain
        share = {
            offer: 1 / (len(group) * self._lasts[mutator])
            for place in self._places
            for mutator, group in place.items()
            for offer in group
        }
        sets = [taken for taken in sets if len(taken) == 1 or sum(map(strain_of, taken)) <= self._dose]
        weights = {taken: math.prod([share[offer] for offer in taken]) for taken in sets}
        of_size: defaultdict[int, float] = defaultdict(float)
        for taken, weight in weights.items():
            of_size[len(taken)] += weight
        keys = {t: math.log(1 - self.rng.random()) * len(t) * of_size[len(t)] / w for t, w in weights.items()}
        return sorted(sets, key=keys.__getitem__, reverse=True)

    def _draw(self) -> list[int]:
        """Draw a number of edits, then places and alternatives until that many go together."""
        order, below, footprint, strain_of = self._order, self.rng.random, self.offers.footprint, self.offers.strain
        turn_of, times_of = self._turns.__getitem__, self._times.__getitem__
        size = len(order)
        count = round(math.exp(below() * math.log(min(len(self._places), MOST))))
        limited, lasts = self._dose < 1, self._lasts
        taken: list[int] = []
        visited: set[int] = set()
        barred, strain = 0, 0.0
        for step in range(size):
            # One step of a shuffle: every order is as likely, and a draw of few edits costs few steps.
            other = step + int(below() * (size - step))
            number = order[other]
            order[other] = order[step]
            order[step] = number
            if number in visited:
                continue
            visited.add(number)
            # By chance alone one in ten cells would never draw the one mutator that matters, and be called stable.
            place = self._places[number]
            mutator = min(place, key=turn_of)
            offer = min(place[mutator], key=times_of)
            touched = footprint(offer)
            if touched.covers & barred:
                continue
            if limited:
                strain += strain_of(offer)
                if taken and strain > self._dose:
                    break
            taken.append(offer)
            self._times[offer] += 1
            self._turns[mutator] += lasts[mutator]
            if len(taken) == count:
                break
            barred |= touched.bars
        return taken


def _parts_of(edit: Change) -> tuple[str, ...]:
    return (edit.part,) if isinstance(edit, Edit) else (edit.part, edit.target)
