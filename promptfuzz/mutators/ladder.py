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
    its sites allow. The same generator gives the same ladder.

    Raises:
        UsageError: a dose is no share.
    """
    offers = sites if isinstance(sites, Offers) else Offers(prompt, sites)
    rungs = sorted(check_share("dose", dose) for dose in doses)
    waiting = [rng.choice(rng.choice(place)) for place in rng.sample(offers.by_mutator, len(offers.by_mutator))]
    taken: list[int] = []
    barred, damage = 0, 0.0
    found = []
    for rung in rungs:
        left = []
        for offer in waiting:
            footprint = offers.footprint(offer)
            if footprint.covers & barred:
                continue
            if damage + offers.damage(offer) > rung + 1e-9 or offers.variant([*taken, offer]) is None:
                left.append(offer)
                continue
            taken.append(offer)
            damage += offers.damage(offer)
            barred |= footprint.bars
        waiting = left
        found.append(offers.variant(taken) or Variant(prompt))
    return found
