"""How good a judge of pairs is: from scores, verdicts and labels to areas, error rates, thresholds and agreement."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptfuzz.statistics.tails import upper_limit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RESAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `of` pairs; `upper` is the one-sided 95% limit of their share (Clopper and Pearson 1934), 0..1."""

    hits: int
    of: int
    upper: float

    @property
    def share(self) -> float | None:
        """Share of the pairs, 0..1; None where there are none."""
        return self.hits / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Area:
    """Area under the ROC curve, 0..1, with its two-sided 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Quality:
    """Verdicts beside labels; "different" is what is looked for, as a test looks for a difference.

    Attributes:
        pairs: how many there are.
        accuracy: share of the verdicts that are right, 0..1.
        precision: share of those called different that are, 0..1; None where none was called so.
        recall: share of those that are different that were called so, 0..1; None where there are none.
        false_different: pairs that mean the same and were called different.
        false_same: pairs that are different and were called the same.
        area: of the scores; None where one kind of pair is missing.
    """

    pairs: int
    accuracy: float
    precision: float | None
    recall: float | None
    false_different: Rate
    false_same: Rate
    area: Area | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Share of pairs on which two judges say the same, 0..1, and Cohen's `kappa`, -1..1 (None: it has no value)."""

    share: float
    kappa: float | None


def rate(hits: int, of: int) -> Rate:
    """Return the rate with its one-sided 95% upper limit; of no pairs it is 1."""
    if not of:
        return Rate(0, 0, 1.0)
    return Rate(hits, of, upper_limit(hits, of, 0.05))


def quality(scores: Sequence[float], verdicts: Sequence[bool], labels: Sequence[bool], seed: int = 0) -> Quality:
    """Return how good `scores` and `verdicts` (True: the same) are beside `labels`; at least one pair."""
    pairs = list(zip(verdicts, labels, strict=True))
    same, different = sum(labels), len(labels) - sum(labels)
    false_different = sum(label and not verdict for verdict, label in pairs)
    false_same = sum(verdict and not label for verdict, label in pairs)
    called = sum(not verdict for verdict in verdicts)
    return Quality(
        len(pairs),
        sum(verdict == label for verdict, label in pairs) / len(pairs),
        (different - false_same) / called if called else None,
        (different - false_same) / different if different else None,
        rate(false_different, same),
        rate(false_same, different),
        roc_area(scores, labels, seed),
    )


def roc_area(scores: Sequence[float], labels: Sequence[bool], seed: int = 0, resamples: int = RESAMPLES) -> Area | None:
    """Return the area under the ROC curve, ties counted half; None where one kind of pair is missing.

    It is U/mn of Mann and Whitney (Bamber 1975). The interval is the percentile bootstrap within each kind (Efron and
    Tibshirani 1993, ch. 13). Without a single misordered pair that interval would have no width, whatever the number
    of pairs; then the lower limit is Clopper and Pearson's for as many wins as there are disjoint pairs of both kinds.
    """
    import numpy as np

    values, is_same = np.asarray(scores, float), np.asarray(labels, bool)
    same, different = values[is_same], values[~is_same]
    if not same.size or not different.size:
        return None
    value = _area(same, different)
    if value in {0.0, 1.0}:
        reach = 0.025 ** (1 / min(same.size, different.size))
        return Area(value, reach, 1.0) if value else Area(value, 0.0, 1 - reach)
    rng = np.random.default_rng(seed)
    drawn = [_area(rng.choice(same, same.size), rng.choice(different, different.size)) for _ in range(resamples)]
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Area(value, float(low), float(high))


def _area(same: "NDArray[np.float64]", different: "NDArray[np.float64]") -> float:
    import numpy as np

    ordered = np.sort(different)
    below, up_to = (np.searchsorted(ordered, same, side=side).sum() for side in ("left", "right"))
    return float((below + up_to) / 2 / (same.size * different.size))


def pairs_needed(error: float, confidence: float = 0.95) -> int:
    """Return how many same-meaning pairs without a mistake put the upper limit of their rate at `error`, 0 < error < 1.

    ``ln(1 - confidence) / ln(1 - error)``: 59 at .05, the "rule of three".
    """
    return math.ceil(math.log(1 - confidence) / math.log(1 - error))


def threshold_at(same_scores: Sequence[float], error: float) -> float | None:
    """Return the highest threshold under which at most a share `error` of fresh same-meaning pairs is expected to fall.

    It is the k-th lowest score, k = ⌊error·(n + 1)⌋: a fresh score of the same kind lies under it with probability at
    most k/(n + 1) (Wilks 1941; as in split conformal prediction), whatever the distribution. None where k is 0:
    so few pairs cannot promise it.
    """
    rank = int(error * (len(same_scores) + 1) + 1e-9)
    return float(sorted(same_scores)[rank - 1]) if rank else None


def agreement(one: Sequence[bool], other: Sequence[bool]) -> Agreement:
    """Return how far the verdicts of two judges on the same pairs agree; at least one pair.

    Kappa is (p - e) / (1 - e) with the agreement e that their shares of "same" give by chance (Cohen 1960).
    """
    size = len(one)
    share = sum(a == b for a, b in zip(one, other, strict=True)) / size
    first, second = sum(one) / size, sum(other) / size
    chance = first * second + (1 - first) * (1 - second)
    return Agreement(share, None if chance == 1 else (share - chance) / (1 - chance))
