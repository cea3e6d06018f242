"""Deterministic cells: from counted flips to a p-value, an interval and the count that decides (DESIGN §5.3)."""

from dataclasses import dataclass
from functools import lru_cache

from promptfuzz.statistics.tails import (
    binomial_tail,
    exact_limits,
    fisher_tail,
    wilson_limits,
)

TRIALS_FIRST = 30
TRIALS_ALL = 60
PLACEBOS = 10
TOLERANCE = 0.10


@dataclass(frozen=True, slots=True)
class Flips:
    """`flips` of `trials` rewordings changed the answer, and `placebo_flips` of `placebos` did.

    `false_rate` is the oracle's false-different rate π0, 0..1.
    """

    flips: int
    trials: int
    placebo_flips: int
    placebos: int
    false_rate: float

    @property
    def placebo_share(self) -> float:
        """Share of placebos that changed the answer, 0..1."""
        return self.placebo_flips / self.placebos if self.placebos else 0.0

    @property
    def dependence(self) -> float:
        """Δ: the flip share minus the placebo share, -1..1."""
        return self.flips / self.trials - self.placebo_share if self.trials else 0.0


def flip_p_value(counts: Flips) -> float:
    """Return max(P[Bin(V, π0) ≥ f], one-sided Fisher of (f, V) against (b, m) where b ≥ 1), 0..1."""
    if not counts.trials or not counts.flips:
        return 1.0
    return _p_value(counts.flips, counts.trials, counts.placebo_flips, counts.placebos, counts.false_rate)


@lru_cache(maxsize=65536)
def _p_value(flips: int, trials: int, placebo_flips: int, placebos: int, false_rate: float) -> float:
    tail = binomial_tail(flips, trials, false_rate)
    return max(tail, fisher_greater(flips, trials, placebo_flips, placebos)) if placebo_flips else tail


def fisher_greater(hits: int, of: int, other_hits: int, other_of: int) -> float:
    """Return the one-sided Fisher p-value that the first share is not greater than the second, 0..1."""
    return fisher_tail(hits, of, other_hits, other_of)


def critical_count(counts: Flips, level: float, tolerance: float = TOLERANCE) -> int | None:
    """Return the flips of 60 trials from which a cell is dependent at `level`, None where no count is enough."""
    for flips in range(1, TRIALS_ALL + 1):
        full = Flips(flips, TRIALS_ALL, counts.placebo_flips, counts.placebos, counts.false_rate)
        if full.dependence > tolerance and flip_p_value(full) <= level:
            return flips
    return None


def share_interval(hits: int, of: int, confidence: float = 0.90) -> tuple[float, float]:
    """Return the two-sided Clopper–Pearson interval of a share (Clopper and Pearson 1934), 0..1."""
    if not of:
        return (0.0, 1.0)
    return exact_limits(hits, of, confidence)


def dependence_interval(counts: Flips, confidence: float = 0.90) -> tuple[float, float]:
    """Return the two-sided interval of Δ, -1..1.

    Without placebo flips it is that of the flip share (Clopper–Pearson), as the test is then against the oracle's
    error alone; with some, Wilson limits squared and added (Newcombe 1998, method 10).
    """
    if not counts.trials:
        return (-1.0, 1.0)
    if not counts.placebo_flips:
        return share_interval(counts.flips, counts.trials, confidence)
    share = counts.flips / counts.trials
    first_low, first_high = wilson_limits(share, counts.trials, confidence)
    second_low, second_high = wilson_limits(counts.placebo_share, counts.placebos, confidence)
    low = ((share - first_low) ** 2 + (second_high - counts.placebo_share) ** 2) ** 0.5
    high = ((first_high - share) ** 2 + (counts.placebo_share - second_low) ** 2) ** 0.5
    return (max(-1.0, counts.dependence - low), min(1.0, counts.dependence + high))


def is_stable(flips_first: int, trials: int, flips: int) -> bool:
    """Whether the flips allow ``stable``: none in the first 30 trials, or at most one in 60."""
    return (trials >= TRIALS_FIRST and flips_first == 0 and flips == 0) or (trials >= TRIALS_ALL and flips <= 1)
