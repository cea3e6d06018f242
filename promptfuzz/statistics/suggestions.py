"""Whether a rewording answers better than the base, on cases and samples that had no part in choosing it."""

from collections.abc import Sequence

from promptfuzz.statistics.flips import fisher_greater
from promptfuzz.statistics.tails import binomial_tail


def better_share(base: Sequence[Sequence[bool]], reworded: Sequence[Sequence[bool]], *, sampling: bool) -> float:
    """Return the one-sided p-value that the rewording is not right more often, 0..1; rows are cases.

    One answer a case is compared case by case (exact McNemar 1947: of the cases on which they differ, as many either
    way by chance); samples of a model that samples are compared by their shares (Fisher 1934).
    """
    if not sampling:
        gained = sum(new[0] and not old[0] for old, new in zip(base, reworded, strict=True))
        lost = sum(old[0] and not new[0] for old, new in zip(base, reworded, strict=True))
        return binomial_tail(gained, gained + lost, 0.5)
    old, new = ([answer for row in table for answer in row] for table in (base, reworded))
    return fisher_greater(sum(new), len(new), sum(old), len(old))
