"""What draws of a prompt's variants share: numbered offers, and in a moment which of them go together."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate
from math import prod
from operator import itemgetter
from typing import NamedTuple

from promptfuzz.errors import UsageError
from promptfuzz.mutators.source import Site
from promptfuzz.records import Change, Move, Prompt, Variant, leave_slots, order_of, slot_spans
from promptfuzz.render import damaged_places, strained_words, words_of

WIDEST_KEPT = 40_000  # bits; of a prompt of 100 kB, the footprints of all sites would fill the memory
_KEY = itemgetter(0)
_POINTER = re.compile(r"\b(?:above|below|following|preceding|this|these)\b", re.IGNORECASE)


class Footprint(NamedTuple):
    """What edits cover and what they bar others from, as sets of bits, however many edits there are.

    Edits go together with others exactly where ``covers & barred == 0`` for what all the others bar. Both are a
    row of sets: one of places for each way in which two edits can meet, and one bit for contradictions.
    """

    covers: int
    bars: int


def _gap(at: int) -> int:
    return 1 << (2 * at)


def _inside(start: int, stop: int) -> int:
    """Return the characters of a span and the gaps between them."""
    return ((1 << (2 * (stop - start) - 1)) - 1) << (2 * start + 1)


class Ground:
    """A prompt's parts as bits: ``2 * x`` is the gap before character ``x``, ``2 * x + 1`` the character."""

    def __init__(self, prompt: Prompt) -> None:
        self.prompt = prompt
        lengths = list(accumulate((2 * len(text) + 2 for text in prompt.sources.values()), initial=0))
        self.shifts = dict(zip(prompt.sources, lengths, strict=False))
        self.size = lengths[-1]

    def footprint(self, edits: Iterable[Change], *, among_moves: bool = True) -> Footprint:
        """Return the footprint of `edits`; without moves among what it will meet, much less has to be kept."""
        changed = spans = moved = seams = arrivals = 0
        points = relocates = False
        for edit in edits:
            shift = self.shifts[edit.part]
            if isinstance(edit, Move):
                arrival = _gap(edit.to) << self.shifts[edit.target]
                moved |= (_inside(edit.start, edit.stop) << shift) | arrival
                seams |= ((_gap(edit.start) | _gap(edit.stop)) << shift) | arrival
                arrivals |= arrival
                relocates = relocates or self._passes_input(edit)
                continue
            inserts = edit.start == edit.stop
            place = (_gap(edit.start) if inserts else _inside(edit.start, edit.stop)) << shift
            changed |= place
            spans |= 0 if inserts else place
            points = points or _POINTER.search(edit.text) is not None
        if not among_moves:
            return Footprint(changed, changed)
        return Footprint(
            self._row(changed, moved, spans, seams, changed, arrivals, int(points), int(relocates)),
            self._row(changed, moved, seams, spans, arrivals, changed, int(relocates), int(points)),
        )

    def span(self, edit: Change) -> tuple[int, int]:
        """Return the first and the last bit that an edit or a move changes where it takes its text from."""
        shift = self.shifts[edit.part]
        if edit.start == edit.stop:
            return shift + 2 * edit.start, shift + 2 * edit.start
        return shift + 2 * edit.start + 1, shift + 2 * edit.stop - 1

    def _row(self, *sets: int) -> int:
        return sum(places << (number * self.size) for number, places in enumerate(sets))

    def _passes_input(self, move: Move) -> bool:
        """Whether "the review below" would become untrue."""
        if move.target != move.part:
            return True
        first, last = min(move.start, move.to), max(move.stop, move.to)
        return any(first <= start and stop <= last for start, stop in slot_spans(self.prompt.sources[move.part]))


def clash(first: Sequence[Change], second: Sequence[Change], prompt: Prompt) -> bool:
    """Whether two alternatives cannot stand in one variant, or would contradict each other."""
    ground = Ground(prompt)
    return bool(ground.footprint(first).covers & ground.footprint(second).bars)


class Offers:
    """The alternatives of `sites`, numbered: what a draw takes or leaves.

    Attributes:
        sites: the sites of the prompt.
        edits: the edits of each offer.
        owners: the number of the site of each offer.
        places: the offers in groups of which a variant takes one at most.
        by_mutator: the offers of each place, by mutator.
    """

    def __init__(self, prompt: Prompt, sites: Sequence[Site]) -> None:
        self.prompt = prompt
        self.sites = tuple(sites)
        self.edits = tuple(alternative for site in self.sites for alternative in site.alternatives)
        self.owners = tuple(number for number, site in enumerate(self.sites) for _ in site.alternatives)
        self._ground = Ground(prompt)
        self._moves = any(isinstance(edit, Move) for edits in self.edits for edit in edits)
        self._footprints: dict[int, Footprint] = {}
        self._damaged: list[frozenset[tuple[str, int]] | None] = [None] * len(self.edits)
        self._strains: list[float | None] = [None] * len(self.edits)
        self._keyed: list[tuple[tuple[tuple[object, ...], Change], ...] | None] = [None] * len(self.edits)
        self._unsure: set[int] = set()
        self.words = max(sum(len(words_of(prompt, part)) for part in {"template", "system"} & set(prompt.sources)), 1)
        self.places = self._grouped()
        self.by_mutator = [self._split(place) for place in self.places]

    def _grouped(self) -> tuple[tuple[int, ...], ...]:
        """Sweep over the places where each site surely changes something: what shares one excludes each other."""
        groups: list[list[int]] = []
        reach: dict[object, int] = {}  # of the open group of edits, and of that of moves: where it ends first
        open_: dict[object, list[int]] = {}
        for kind, start, stop, offers in sorted(self._cores(), key=lambda core: core[1]):
            if kind not in open_ or start > reach[kind]:
                open_[kind] = []
                groups.append(open_[kind])
                reach[kind] = stop
            open_[kind].extend(offers)
            reach[kind] = min(reach[kind], stop)
        return tuple(map(tuple, groups))

    def _split(self, place: Sequence[int]) -> list[list[int]]:
        grouped: dict[str, list[int]] = {}
        for offer in place:
            grouped.setdefault(self.sites[self.owners[offer]].mutator, []).append(offer)
        return list(grouped.values())

    def _cores(self) -> Iterator[tuple[object, int, int, list[int]]]:
        """Yield for each site the bits that all its alternatives change first, edits and moves apart."""
        first = 0
        for number, site in enumerate(self.sites):
            offers = list(range(first, first + len(site.alternatives)))
            first += len(offers)
            if site.family == "contrast":
                yield "contrast", 0, 0, offers  # two of them may cancel each other
                continue
            spans = [self._ground.span(edits[0]) for edits in site.alternatives]
            start, stop = max(span[0] for span in spans), min(span[1] for span in spans)
            kinds = {isinstance(edits[0], Move) for edits in site.alternatives}
            if start <= stop and len(kinds) == 1:
                yield kinds.pop(), start, stop, offers
            else:
                yield number, spans[0][0], spans[0][1], offers

    def sets(self, most: int) -> list[tuple[int, ...]] | None:
        """Return every set of offers that go together but the empty one; None where they may be more than `most`."""
        if prod(1 + len(place) for place in self.places) > most:
            return None
        sets: list[tuple[tuple[int, ...], int]] = [((), 0)]
        for place in self.places:
            footprints = [(offer, self.footprint(offer)) for offer in place]
            sets += [((*s, o), barred | f.bars) for s, barred in sets for o, f in footprints if not f.covers & barred]
        return [taken for taken, _ in sets[1:]]

    def footprint(self, offer: int) -> Footprint:
        """Return what an offer covers and bars."""
        known = self._footprints.get(offer)
        if known is None:
            known = self._ground.footprint(self.edits[offer], among_moves=self._moves)
            if self._ground.size < WIDEST_KEPT:
                self._footprints[offer] = known
        return known

    def damaged(self, offer: int) -> frozenset[tuple[str, int]]:
        """Return the words that an offer damages, each by its part and its number there."""
        known = self._damaged[offer]
        if known is None:
            places = ((edit.part, place) for edit in self.edits[offer] for place in damaged_places(edit, self.prompt))
            known = self._damaged[offer] = frozenset(places)
        return known

    def damage(self, offer: int) -> float:
        """Return the share of the instruction's words that an offer damages, as DESIGN §2 counts the dose."""
        return len(self.damaged(offer)) / self.words

    def strain(self, offer: int) -> float:
        """Return the share of the instruction's words over which a reader of an offer stumbles, its dose or more."""
        known = self._strains[offer]
        if known is None:
            strained = sum(strained_words(edit, self.prompt) for edit in self.edits[offer])
            known = self._strains[offer] = strained / self.words
        return known

    def variant(self, taken: Collection[int]) -> Variant | None:
        """Return the variant with offers that go together, or None where together they would make or break a slot."""
        keyed = [pair for offer in taken for pair in self._keyed[offer] or self._keys(offer)]
        if len(keyed) > 1:
            keyed.sort(key=_KEY)
        edits = tuple([edit for _, edit in keyed])
        if not self._unsure or self._unsure.isdisjoint(taken):
            return Variant.unchecked(self.prompt, edits)
        try:
            return Variant(self.prompt, edits)
        except UsageError:
            return None

    def _keys(self, offer: int) -> tuple[tuple[tuple[object, ...], Change], ...]:
        known = self._keyed[offer] = tuple((order_of(edit), edit) for edit in self.edits[offer])
        if not leave_slots(self.edits[offer], self.prompt.sources):
            self._unsure.add(offer)
        return known
