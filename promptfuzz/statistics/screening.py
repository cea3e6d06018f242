"""Screen and confirm: from samples of many rewordings to the few that surely change the answer (DESIGN §5.4)."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from promptfuzz.statistics.flips import TOLERANCE, fisher_greater


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One rewording tried on fresh samples against fresh ones of the base.

    Attributes:
        p_value: one-sided Fisher, adjusted for the number of tries (Holm 1979), 0..1.
        difference: share of its samples that are another answer minus the base's, -1..1.
        holds: whether `p_value` is at most the level and `difference` above the tolerance.
    """

    p_value: float
    difference: float
    holds: bool


def screened(shares: Sequence[float], most: int, seed: int = 0) -> tuple[int, ...]:
    """Return the numbers of the up to `most` variants that differ most, the first first; ties in an order by `seed`."""
    order = random.Random(seed).sample(range(len(shares)), len(shares))
    return tuple(sorted(order, key=lambda number: -shares[number])[: max(0, most)])


def confirmed(
    hits: Sequence[int],
    of: Sequence[int],
    base_hits: Sequence[int],
    base_of: Sequence[int],
    tries: int,
    level: float,
    tolerance: float = TOLERANCE,
) -> tuple[Confirmation, ...]:
    """Judge rewordings by fresh samples of each against fresh ones of the base, one-sided (Fisher 1934; Holm 1979).

    Hits are samples that give another answer than the base mostly gave *before*, so that they favour neither side.
    `tries` is how many were planned; those beyond the ones given count as failed, so that stopping early buys nothing.
    """
    counts = list(zip(hits, of, base_hits, base_of, strict=True))
    raw = [fisher_greater(*each) if each[1] and each[3] else 1.0 for each in counts]
    planned = max(tries, len(raw))
    adjusted = [1.0] * len(raw)
    highest = 0.0
    for rank, number in enumerate(sorted(range(len(raw)), key=raw.__getitem__)):
        highest = max(highest, min(1.0, (planned - rank) * raw[number]))
        adjusted[number] = highest
    differences = [
        hit / asked - base / base_asked if asked and base_asked else 0.0 for hit, asked, base, base_asked in counts
    ]
    return tuple(
        Confirmation(p, difference, p <= level and difference > tolerance)
        for p, difference in zip(adjusted, differences, strict=True)
    )
