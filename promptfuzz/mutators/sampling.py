"""Seeded draws of variants from offered sites, for planners: without Hypothesis, without a model."""

import math
import random
from collections.abc import Iterator, Mapping, Sequence

from promptfuzz.mutators.families import FAMILIES
from promptfuzz.mutators.offers import Offers
from promptfuzz.mutators.source import Site
from promptfuzz.records import Change, Edit, Prompt, Variant

PATIENCE = 60
FEW = 500  # sets of edits that are counted, so that drawing ends with the last of them
MOST = 256  # edits in one variant, however long the prompt


class Sampler:
    """Draws distinct variants of `prompt` from `sites`; the number of edits is log-uniform from 1 to all that fit.

    The draws are those of DESIGN §5.3: a share of them has one edit and a share has many, so that the flip
    share speaks of the family and not of its heaviest variant. Of several mutators at one place the one drawn
    least so far takes its turn; a family that people read up to a dose (:class:`promptfuzz.mutators.Family`) is not
    drawn beyond. Offers made of the sites once may be given in their place.
    """

    def __init__(self, prompt: Prompt, sites: Sequence[Site] | Offers, rng: random.Random) -> None:
        self.offers = sites if isinstance(sites, Offers) else Offers(prompt, sites)
        self.rng = rng
        # A place comes up as often as it has mutators, so that a busy one does not starve them.
        self._order = [place for place in self.offers.by_mutator for _ in place]
        self._parts = sorted({part for edits in self.offers.edits for edit in edits for part in _parts_of(edit)})
        self._dose = min((FAMILIES[site.family].dose for site in self.offers.sites), default=1.0)
        self._seen = {self._texts(prompt.sources)}
        self._drawn: set[frozenset[int]] = set()
        self._times = [0] * len(self.offers.edits)
        self._names = [self.offers.sites[site].mutator for site in self.offers.owners]
        self._by_name = dict.fromkeys(self._names, 0)

    def _texts(self, sources: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(sources[part] for part in self._parts)

    def __iter__(self) -> Iterator[Variant]:
        """Yield distinct variants until none is left, or `PATIENCE` draws in a row brought nothing new."""
        misses = 0
        total = self.offers.count(FEW)
        while misses < PATIENCE and len(self._drawn) < total:
            misses += 1
            taken = frozenset(self._draw())
            if taken in self._drawn:
                continue
            self._drawn.add(taken)
            variant = self.offers.variant(taken)
            texts = None if variant is None else self._texts(variant.sources)
            if variant is None or texts is None or texts in self._seen:
                continue
            misses = 0
            self._seen.add(texts)
            yield variant

    def _draw(self) -> list[int]:
        """Draw a number of edits, then places and alternatives until that many go together."""
        order, below, footprint, damage_of = self._order, self.rng.random, self.offers.footprint, self.offers.damage
        size = len(order)
        count = round(math.exp(below() * math.log(min(len(self.offers.places), MOST))))
        limited = self._dose < 1
        taken: list[int] = []
        barred, damage = 0, 0.0
        for step in range(size):
            # One step of a shuffle: every order is as likely, and a draw of few edits costs few steps.
            other = step + int(below() * (size - step))
            place = order[other]
            order[other] = order[step]
            order[step] = place
            offer = self._least_drawn(place)
            touched = footprint(offer)
            if touched.covers & barred:
                continue
            if limited:
                damage += damage_of(offer)
                if taken and damage > self._dose:
                    break
            taken.append(offer)
            self._times[offer] += 1
            self._by_name[self._names[offer]] += 1
            if len(taken) == count:
                break
            barred |= touched.bars
        return taken

    def _least_drawn(self, place: Sequence[Sequence[int]]) -> int:
        """Return an offer of a place: of the mutator drawn least so far, then the alternative drawn least.

        By chance alone one in ten cells would never draw the one mutator that matters, and be called stable.
        """
        names, by_name, times, below = self._names, self._by_name, self._times, self.rng.random
        if len(place) > 1:
            least = min([by_name[names[group[0]]] for group in place])
            place = [group for group in place if by_name[names[group[0]]] == least]
        group = place[0] if len(place) == 1 else place[int(below() * len(place))]
        if len(group) > 1:
            fewest = min([times[offer] for offer in group])
            group = [offer for offer in group if times[offer] == fewest]
        return group[0] if len(group) == 1 else group[int(below() * len(group))]


def _parts_of(edit: Change) -> tuple[str, ...]:
    return (edit.part,) if isinstance(edit, Edit) else (edit.part, edit.target)
