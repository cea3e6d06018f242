"""Nested variants by dose: what is changed at a smaller share of the words is changed at every larger one, too."""

import random
from collections.abc import Sequence

from promptfuzz.mutators.offers import Offers
from promptfuzz.mutators.source import Site
from promptfuzz.records import Prompt, Variant
from promptfuzz.validation import check_share


def ladder(prompt: Prompt, sites: Sequence[Site] | Offers, doses: Sequence[float], rng: random.Random) -> list[Variant]:
    """Return one variant for each of `doses`, 0..1, in rising order; each has the edits of the one before it.

    A dose is the share of the instruction's words that may be damaged; a variant comes as near to it from below as
    its sites allow. Sites that damage no word, such as those of spaces and marks, are left out, so that a larger dose
    always damages more. The same generator gives the same ladder.

    Raises:
        UsageError: a dose is no share.
    """
    offers = sites if isinstance(sites, Offers) else Offers(prompt, sites)
    rungs = sorted(check_share("dose", dose) for dose in doses)
    waiting = _one_a_place(offers, rng)
    taken: list[int] = []
    damaged: set[tuple[str, int]] = set()
    barred = 0
    found = []
    for rung in rungs:
        left = []
        for offer in waiting:
            footprint = offers.footprint(offer)
            more = offers.damaged(offer) - damaged
            if footprint.covers & barred or not more:
                continue
            if len(damaged) + len(more) > rung * offers.words + 1e-9 or offers.variant([*taken, offer]) is None:
                left.append(offer)
                continue
            taken.append(offer)
            damaged |= more
            barred |= footprint.bars
        waiting = left
        found.append(offers.variant(taken) or Variant(prompt))
    return found


def _one_a_place(offers: Offers, rng: random.Random) -> list[int]:
    """Return for each place, in a random order, one of the offers there that damage words, any mutator as likely."""
    chosen = []
    for place in rng.sample(offers.by_mutator, len(offers.by_mutator)):
        groups = [damaging for group in place if (damaging := [offer for offer in group if offers.damaged(offer)])]
        if groups:
            chosen.append(rng.choice(rng.choice(groups)))
    return chosen
