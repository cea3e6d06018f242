"""Packs what a cell offers into a few variants that hold as many edits at once as go together: its probes."""

import itertools
import re
from collections.abc import Iterator, Sequence

from promptfuzz.engine.evidence import CellEvidence
from promptfuzz.engine.guard import Guard
from promptfuzz.mutators import FAMILIES, Offers
from promptfuzz.records import Edit, Variant

MOST_PROBES = 6
# A prompt of 100 kB offers tens of thousands of sites; so many in one text tell nothing that fewer do not.
MOST_SITES = 400
SENTENCE_ENDS = frozenset("?!")
# The alternatives of one of their sites are steps of one move: the farthest contains most of what the nearer ones do.
FARTHEST_FIRST = frozenset({"reorder", "counterfactual"})
_WORD = re.compile(r"[^\W\d_]{4,}")


def probes_of(cell: CellEvidence, case: int) -> list[Variant]:
    """Return a few variants that hold every site of the cell between them, the fullest first."""
    offers = cell.plan.offers_of(case)
    if offers is None:
        return []
    guard = Guard(cell.plan.family)
    found = (variant for taken in _packed(offers) for variant in _passing(offers, taken, guard))
    return list(itertools.islice(found, MOST_PROBES))


def _packed(offers: Offers) -> Iterator[list[int]]:
    """Yield sets of offers that go together: until all were in one, one of every site first."""
    left = _in_order(offers)
    dose = min(FAMILIES[site.family].dose for site in offers.sites)
    for _ in range(MOST_PROBES):
        taken, left = _filled(offers, left, dose)
        if not taken:
            return
        yield taken
        if dose == 1:
            left = _new_ends_first(offers, taken, left)


def _filled(offers: Offers, left: Sequence[int], dose: float) -> tuple[list[int], list[int]]:
    """Return those of `left` that go together, each taken where it can be, and the others.

    What one edit puts in and another takes out stays as it is: opposites are kept apart.
    """
    taken: list[int] = []
    rest: list[int] = []
    barred, strain = 0, 0.0
    put_in: set[str] = set()
    taken_out: set[str] = set()
    for offer in left:
        touched = offers.footprint(offer)
        after = strain + (offers.strain(offer) if dose < 1 else 0.0)
        new, gone = _words_changed(offers, offer)
        if touched.covers & barred or (taken and after > dose) or new & taken_out or gone & put_in:
            rest.append(offer)
            continue
        taken.append(offer)
        barred, strain = barred | touched.bars, after
        put_in |= new
        taken_out |= gone
    return taken, rest


def _in_order(offers: Offers) -> list[int]:
    """Return the mildest offer of each site, then the other ones of each from the boldest on.

    The mutators take turns, each beginning at another of its sites: slips are offered at every word, and half of the
    words at most may have one; in turn, many kinds find a place.
    """
    owned: dict[int, list[int]] = {}
    for offer, owner in enumerate(offers.owners):
        owned.setdefault(owner, []).append(offer)
    by_mutator: dict[str, list[list[int]]] = {}
    for owner, own in owned.items():
        site = offers.sites[owner]
        turned = own[::-1] if site.family in FARTHEST_FIRST else [own[0], *own[:0:-1]]
        by_mutator.setdefault(site.mutator, []).append(turned)
    begun = [own[at % len(own) :] + own[: at % len(own)] for at, own in enumerate(by_mutator.values())]
    sites = [site for turn in itertools.zip_longest(*begun) for site in turn if site is not None]
    ranks = itertools.zip_longest(*sites)
    return [offer for rank in ranks for offer in rank if offer is not None][:MOST_SITES]


def _new_ends_first(offers: Offers, taken: Sequence[int], rest: Sequence[int]) -> list[int]:
    """Return `rest` with one offer of each sentence end that is new beside the prompt and `taken` before the others.

    Hardly anything makes a statement a question; where such an offer waited for its turn, its place was always taken.
    """
    known = set(offers.prompt.template).union(*(_ends(offers, offer) for offer in taken))
    first: list[int] = []
    for offer in rest:
        if not _ends(offers, offer) <= known:
            known |= _ends(offers, offer)
            first.append(offer)
    return [*first, *(offer for offer in rest if offer not in first)]


def _ends(offers: Offers, offer: int) -> set[str]:
    return {mark for edit in offers.edits[offer] if isinstance(edit, Edit) for mark in SENTENCE_ENDS & set(edit.text)}


def _words_changed(offers: Offers, offer: int) -> tuple[set[str], set[str]]:
    """Return the words that an offer puts in and takes out; short ones are in every text and tell nothing."""
    new: set[str] = set()
    gone: set[str] = set()
    for edit in offers.edits[offer]:
        if isinstance(edit, Edit):
            source = offers.prompt.sources[edit.part]
            new.update(_WORD.findall(edit.text.casefold()))
            gone.update(_WORD.findall(source[edit.start : edit.stop].casefold()))
    return new - gone, gone - new


def _passing(offers: Offers, taken: Sequence[int], guard: Guard) -> Iterator[Variant]:
    """Yield the variant of `taken` where it may be asked, else those of its halves that may."""
    variant = offers.variant(taken)
    if variant is not None and guard.passes(variant):
        yield variant
    elif len(taken) > 1:
        middle = len(taken) // 2
        yield from _passing(offers, taken[:middle], guard)
        yield from _passing(offers, taken[middle:], guard)
