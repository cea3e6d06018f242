"""About how many more calls would decide an undecided cell, if it goes on as it began (DESIGN §2, verdict)."""

import math

from promptfuzz.statistics.flips import TOLERANCE, TRIALS_ALL, TRIALS_FIRST, Flips, critical_count, is_stable
from promptfuzz.statistics.tails import normal_quantile, t_quantile

STABLE_WORDINGS = 29
# Nearer to the tolerance than this no affordable number of calls tells on which side of it Δ lies.
NEAR = 0.02


def flip_calls_needed(counts: Flips, level: float, tolerance: float = TOLERANCE) -> int | None:
    """Return the further trials after which a deterministic cell would be decided at the flip share seen so far.

    None where even 60 trials would leave it undecided. `level` is the p-value that the cell has to reach.
    """
    critical = critical_count(counts, level, tolerance)
    rate = counts.flips / counts.trials if counts.trials else 0.0
    for trials in range(counts.trials + 1, TRIALS_ALL + 1):
        flips = counts.flips + math.floor(rate * (trials - counts.trials) + 1e-9)
        if critical is not None and flips >= critical:
            return trials - counts.trials
        if is_stable(flips if trials <= TRIALS_FIRST else counts.flips, trials, flips):
            return trials - counts.trials
    return None


def _wordings_below(tolerance: float) -> float:
    """Return how many wordings without a change put the 95% limit of their share under `tolerance`."""
    if not 0 < tolerance < 1:
        return math.inf if tolerance <= 0 else 0
    return math.ceil(math.log(0.05) / math.log1p(-tolerance))


def sample_calls_needed(
    dependence: float,
    error: float,
    calls: int,
    wordings: int,
    level: float,
    tolerance: float = TOLERANCE,
) -> int | None:
    """Return the further calls after which a sampling cell would be decided, its error falling as 1/√calls.

    Above the tolerance the test has to reach `level`, the p-value of one look from which the cell is dependent; below
    it the upper 90% limit has to fall under the tolerance, with 29 wordings. None within .02 of the tolerance, where
    it never would, and before anything was measured.
    """
    if calls < 1 or wordings < 1 or abs(dependence - tolerance) <= NEAR + 1e-12:
        return None
    if dependence > tolerance:
        wanted = calls * (-normal_quantile(level) * error / dependence) ** 2
    else:
        reach = t_quantile(0.95, max(STABLE_WORDINGS, wordings) - 1) * error
        enough = max(STABLE_WORDINGS, _wordings_below(tolerance))
        wanted = max(calls * (reach / (tolerance - dependence)) ** 2, calls * enough / wordings)
    return max(1, math.ceil(wanted - calls)) if math.isfinite(wanted) else None
