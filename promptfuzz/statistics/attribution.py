"""Word attribution: from which edits were on and what changed to the weight of each edit (DESIGN §5.13)."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from promptfuzz.errors import UsageError
from promptfuzz.records.measurements import Estimate
from promptfuzz.statistics.tails import t_quantile
from promptfuzz.statistics.threads import one_thread

ALPHA = 2.0
LEVEL = 0.05
STARTS = 4
# A pair is looked for among so many edits at most: the work grows with their square times the permutations.
MOST_PAIRED = 64

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@one_thread()
def design(count: int, rows: int, seed: int) -> Bools:
    """Return random half-sets of `count` edits, shape (rows, count), distinct and none of them empty.

    Each row is followed by its complement (foldover: Box and Wilson 1951), so that each edit is on in half of the
    rows and no interaction of two edits passes for the weight of a third; the rows are otherwise random ones, changed
    until edits go together as little as they can. An odd number of rows ends with one at random. There are at most
    2^count − 1 rows: where more are asked for, all of them come once and the caller repeats them.
    """
    if count < 1 or rows < 1:
        raise UsageError(f"expected one edit and one row at least, got count={count!r}, rows={rows!r}")
    rng = np.random.default_rng(seed)
    if count < 20 and rows >= 2**count - 1:
        everything = np.array(list(itertools.product((False, True), repeat=count))[1:], dtype=bool)
        return np.asarray(rng.permutation(everything), dtype=bool)
    halves = [_distinct(_exchanged(rng.random((rows // 2, count)) < 0.5), rng) for _ in range(STARTS)]
    half = min(halves, key=_togetherness)
    folded = np.stack([half, ~half], axis=1).reshape(-1, count)
    while len(folded) < rows:
        extra = rng.random(count) < 0.5
        if extra.any() and not (folded == extra).all(axis=1).any():
            folded = np.concatenate([folded, extra[None, :]])
    return folded


@one_thread()
def attribute(rows: Bools, changed: Floats, noise: float = 0.0, seed: int = 0) -> tuple[Estimate, ...]:
    """Return the weight of each edit with its 90% interval: the change rate with it minus that without it, -1..1.

    `rows` has shape (n, edits), `changed` shape (n,) in 0..1; `noise` is the rate at which single outputs change for
    no reason, 0 where the model is deterministic or `changed` holds means. The other edits being on or off at even
    odds, a sole cause of every flip weighs 1, and each of two causes that must come together, or of which either is
    enough, weighs ½. The fit is ridge regression (α = 2, intercept free), each weight divided by what the penalty
    left of it (Bühlmann 2013, Bernoulli 19, §2.1), its error from the residuals and one pseudo-residual of ½, Student's
    t on n − 1 − tr H degrees of freedom. The interval is unadjusted; an edit never on or never off gets (-1, 1).
    """
    del seed  # nothing is drawn: kept so that an interval by resampling could take this one's place
    _check(rows, changed)
    solver = _Solver.of(rows)
    weights, errors = solver.solve(changed[:, None], max(0.0, noise * (1 - noise)))
    reach = t_quantile(1 - LEVEL, solver.freedom) * errors[:, 0]
    return tuple(
        Estimate(_clipped(weight), (_clipped(weight - far), _clipped(weight + far))) if seen else Estimate(0.0, (-1, 1))
        for weight, far, seen in zip(weights[:, 0].tolist(), reach.tolist(), solver.seen.tolist(), strict=True)
    )


@one_thread()
def family_wise_p(rows: Bools, changed: Floats, seed: int, permutations: int = 999) -> tuple[float, ...]:
    """Return for each edit the p-value that it matters, 0..1, adjusted for all of them.

    Where one edit, or one pair by and, or, or but-not, explains every row and no other does, each of its edits is
    tested inside the strata of the other (permutation of `changed` within strata, largest correlation of any edit),
    and the rest get 1. Elsewhere: step-down max |t| over permutations of `changed` (Westfall and Young 1993, §2.6)
    of the weights of `attribute` over their errors.
    """
    _check(rows, changed)
    rng = np.random.default_rng(seed)
    if changed.min() == changed.max():
        return (1.0,) * int(rows.shape[1])
    causes = _explanation(rows, changed)
    if causes:
        p_values = np.ones(rows.shape[1])
        for cause in causes:
            strata: Bools = np.any(rows[:, [other for other in causes if other != cause]], axis=1)
            p_values[cause] = _within_p(rows, changed, strata, cause, permutations, rng)
        return tuple(float(p) for p in p_values)
    orders = rng.random((permutations, len(changed))).argsort(axis=1)
    weights, errors = _Solver.of(rows).solve(np.concatenate([changed[:, None], changed[orders].T], axis=1), 0.0)
    return _step_down(np.abs(weights / errors))


def confirmations(estimates: Sequence[Estimate], p_values: Sequence[float], most: int = 3) -> tuple[int, ...]:
    """Return the places of at most `most` edits to ask alone on fresh samples, the most telling first.

    First those with a family-wise p ≤ .05, then those whose interval alone lies above 0, each by falling weight:
    fresh samples judge them, so that a wrong candidate costs calls and nothing else. Where there are no more than
    `most` edits all of them are asked, as so few have too few half-sets to tell.
    """
    few = len(estimates) <= most
    found = [
        (p > LEVEL, -estimate.value, place)
        for place, (estimate, p) in enumerate(zip(estimates, p_values, strict=True))
        if few or (estimate.value > 0 and (p <= LEVEL or estimate.ci[0] > 0))
    ]
    return tuple(place for _, _, place in sorted(found)[:most])


def _check(rows: Bools, changed: Floats) -> None:
    if rows.ndim != 2 or changed.shape != rows.shape[:1] or not rows.size:
        raise UsageError(f"expected one `changed` a row, got rows.shape={rows.shape}, changed.shape={changed.shape}")


def _clipped(weight: float) -> float:
    return max(-1.0, min(1.0, weight))


def _signs(rows: Bools) -> Floats:
    return np.where(rows, 1.0, -1.0)


def _togetherness(half: Bools) -> float:
    gram = _signs(half).T @ _signs(half)
    return float((gram**2).sum() - (np.diag(gram) ** 2).sum())


def _exchanged(half: Bools) -> Bools:
    """Flip single entries as long as the columns' inner products shrink (Meyer and Nachtsheim 1995, exchange)."""
    signs = _signs(half)
    length, count = signs.shape
    gram = signs.T @ signs
    for _ in range(max(1, min(30, 20_000 // max(1, signs.size)))):
        before = gram.copy()
        for row in signs:
            for _ in range(count):
                gain = 4 * (length + count - 1 - row * (gram @ row))
                best = int(gain.argmin())
                if gain[best] >= 0:
                    break
                step = -2 * row[best] * row
                step[best] = 0
                gram[best] += step
                gram[:, best] += step
                row[best] *= -1
        if (gram == before).all():
            break
    return np.asarray(signs > 0)


def _distinct(half: Bools, rng: np.random.Generator) -> Bools:
    """Replace rows that are empty, full, or a copy or complement of one before them by random ones that are not."""
    seen = {np.zeros(half.shape[1], dtype=bool).tobytes(), np.ones(half.shape[1], dtype=bool).tobytes()}
    for row in half:
        while row.tobytes() in seen:
            row[:] = rng.random(len(row)) < 0.5
        seen |= {row.tobytes(), (~row).tobytes()}
    return half


@dataclass(frozen=True, slots=True)
class _Solver:
    """What the rows alone fix: `operator` gives weights, `residual` what they leave, with degrees of freedom."""

    operator: Floats
    residual: Floats
    freedom: float
    seen: Bools

    @classmethod
    def of(cls, rows: Bools) -> "_Solver":
        centred = rows - rows.mean(axis=0)
        gram = centred.T @ centred
        inverse = np.linalg.inv(gram + ALPHA * np.eye(len(gram)))
        kept = np.diag(inverse @ gram)
        seen = kept > 1e-9
        ridge = inverse @ centred.T
        hat = centred @ ridge
        freedom = max(1.0, len(rows) - 1 - float(np.trace(hat)))
        return cls(ridge / np.where(seen, kept, 1.0)[:, None], np.eye(len(rows)) - hat, freedom, seen)

    def solve(self, changed: Floats, least_variance: float) -> tuple[Floats, Floats]:
        """Return weights and standard errors, each of shape (edits, columns of `changed`)."""
        centred = changed - changed.mean(axis=0)
        squares = ((self.residual @ centred) ** 2).sum(axis=0)
        variance = np.maximum((squares + 0.25) / (self.freedom + 1), least_variance)
        spread = np.where(self.seen, (self.operator**2).sum(axis=1), 1.0)
        return self.operator @ centred, np.sqrt(np.outer(spread, variance))


def _step_down(statistics: Floats) -> tuple[float, ...]:
    """Return adjusted p-values from statistics of shape (edits, 1 + permutations), the observed ones first."""
    order = np.argsort(-statistics[:, 0], kind="stable")
    # The largest of an edit and all weaker ones, in each permutation.
    largest = np.maximum.accumulate(statistics[order][::-1, 1:], axis=0)[::-1]
    beaten = (largest >= statistics[order, :1] - 1e-9).sum(axis=1)
    p_values = np.empty(len(order))
    p_values[order] = np.maximum.accumulate((1 + beaten) / statistics.shape[1])
    return tuple(p_values.tolist())


def _explanation(rows: Bools, changed: Floats) -> tuple[int, ...]:
    """Return the one edit, or else the one pair, that says of every row whether it changed; empty without a single one.

    Two that explain the same rows cannot be told apart, so neither is returned.
    """
    if not np.isin(changed, (0.0, 1.0)).all():
        return ()
    flipped = changed.astype(bool)
    alone = np.flatnonzero((rows == flipped[:, None]).all(axis=0))
    if alone.size or rows.shape[1] > MOST_PAIRED:
        return (int(alone[0]),) if alone.size == 1 else ()
    pairs = [
        (first, second)
        for first in range(rows.shape[1])
        for second, explains in enumerate(_explains(rows, first, flipped).tolist())
        if explains
    ]
    unordered = {tuple(sorted(pair)) for pair in pairs}
    return unordered.pop() if len(unordered) == 1 else ()


def _explains(rows: Bools, first: int, flipped: Bools) -> Bools:
    """Whether `first` explains every row with each other edit, by and, or, or but-not."""
    own, wanted = rows[:, [first]], flipped[:, None]
    rules = np.stack([own & rows, own | rows, own & ~rows])
    missed = (rules != wanted).sum(axis=1)
    return np.asarray(missed.min(axis=0) == 0)


def _within_p(
    rows: Bools, changed: Floats, strata: Bools, cause: int, permutations: int, rng: np.random.Generator
) -> float:
    columns = np.repeat(changed[:, None], 1 + permutations, axis=1)
    features = rows.astype(np.float64)
    for stratum in (strata, ~strata):
        where = np.flatnonzero(stratum)
        if not where.size:
            continue
        columns[where, 1:] = changed[where][rng.random((permutations, where.size)).argsort(axis=1)].T
        columns[where] -= columns[where].mean(axis=0)
        features[where] -= features[where].mean(axis=0)
    lengths = np.sqrt((features**2).sum(axis=0))
    statistics = np.abs((features / np.where(lengths > 1e-9, lengths, np.inf)).T @ columns)
    return float((1 + (statistics[:, 1:].max(axis=0) >= statistics[cause, 0] - 1e-9).sum()) / (1 + permutations))
