"""Sampling cells: is the spread between wordings more than the spread within one? (DESIGN §5.4, MEASUREMENT §0).

Three statistics on each distance, combined by min-p on one set of label permutations, which exchanges labels only
inside blocks (case × look). Distances count only between samples of the same case.
"""

import itertools
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from promptfuzz.statistics.tails import t_quantile
from promptfuzz.statistics.threads import one_thread

BASE = 0
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_CHUNK = 256
_NO_SPREAD = 1e-9
# After so many permutations a cell is dull where so many of them did as well: later on 200, and at 249 so many that
# three looks make its p-value 1.
_CHECKS = ((249, 112), (999, 200))


@dataclass(frozen=True)
class Samples:
    """The samples of one cell.

    Attributes:
        wording: shape (n,); 0 is the base, 1.. are variants.
        case: shape (n,); number of the case.
        block: shape (n,); labels are exchanged inside a block only.
        distances: each of shape (n, n), symmetric, zero diagonal.
    """

    wording: Ints
    case: Ints
    block: Ints
    distances: tuple[Floats, ...]


def _permuted(samples: Samples, count: int, rng: np.random.Generator) -> Ints:
    """Return the samples by wording, after labels were exchanged inside blocks; shape (count, n)."""
    moved = np.empty((count, len(samples.wording)), dtype=np.int64)
    for block in np.unique(samples.block):
        where = np.flatnonzero(samples.block == block)
        rows = np.repeat(where[None, :], count, axis=0)
        moved[:, where] = rng.permuted(rows, axis=1, out=rows)
    return moved[:, samples.wording.argsort(kind="stable")]


class _Layout:
    """What no permutation changes: labels move inside blocks, so each wording keeps its number of samples a case."""

    def __init__(self, samples: Samples, same_case: Floats) -> None:
        wordings = int(samples.wording.max()) + 1
        onehot = (samples.wording[:, None] == np.arange(wordings)[None, :]).astype(np.float64)
        self.pairs = onehot.T @ same_case @ onehot
        sizes = onehot.sum(0).astype(int)
        self.starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self.base = int(sizes[0])
        inside = [
            (start + i, start + j, wording)
            for wording, (start, size) in enumerate(zip(self.starts, sizes, strict=True))
            if wording != BASE
            for i in range(size)
            for j in range(i)
        ]
        table = np.array(inside, dtype=int).reshape(-1, 3)
        self.first, self.second, owner = table[:, 0], table[:, 1], table[:, 2]
        self.owner = (owner[:, None] == np.arange(1, wordings)[None, :]).astype(np.float64)


def _statistics(order: Ints, masked: Floats, layout: _Layout) -> Floats:
    """Return pooled, max and between for each row of `order`, the samples by wording; shape (rows, 3)."""
    is_base = np.zeros(order.shape)
    np.put_along_axis(is_base, order[:, : layout.base], 1.0, axis=1)
    to_base = is_base @ masked
    grouped = np.add.reduceat(np.take_along_axis(to_base, order, axis=1), layout.starts, axis=1)
    base_within, base_to = grouped[:, 0], grouped[:, 1:]
    own = 2 * masked[order[:, layout.first], order[:, layout.second]] @ layout.owner
    variants = masked.sum() - base_within - 2 * base_to.sum(1)
    pairs = np.maximum(layout.pairs, 1)
    own_pairs = np.diagonal(layout.pairs)[1:]
    variant_pairs = layout.pairs[1:, 1:].sum()
    base_mean = base_within / pairs[0, 0]
    across_base = base_to.sum(1) / max(layout.pairs[0, 1:].sum(), 1)
    pooled = 2 * across_base - base_mean - variants / max(variant_pairs, 1)
    largest = (2 * base_to / pairs[0, 1:] - base_mean[:, None] - own / np.maximum(own_pairs, 1)).max(axis=1)
    apart = (variants - own.sum(1)) / max(variant_pairs - own_pairs.sum(), 1)
    between = apart - own.sum(1) / max(own_pairs.sum(), 1)
    return np.stack([pooled, largest, between], axis=1)


@one_thread()
def permutation_p_value(samples: Samples, permutations: int, seed: int) -> float:
    """Return the min-p permutation p-value over three statistics a distance, 0..1.

    Dull cells stop early (Besag and Clifford 1991): once 200 permutations did as well as the cell, more of them could
    not make it significant. That is looked at after 249 and 999 permutations, and whenever their number has doubled.
    """
    rng = np.random.default_rng(seed)
    if samples.wording.max() == BASE or not (samples.wording == BASE).any():
        return 1.0
    # Numbered without gaps: a wording whose calls failed has no samples.
    samples = replace(samples, wording=np.unique(samples.wording, return_inverse=True)[1])
    same_case = (samples.case[:, None] == samples.case[None, :]).astype(np.float64)
    np.fill_diagonal(same_case, 0.0)

    layout = _Layout(samples, same_case)
    masked = _unlike([distance * same_case for distance in samples.distances])

    def rows(order: Ints) -> Floats:
        return np.concatenate([_statistics(order, distance, layout) for distance in masked], axis=1)

    values = [rows(samples.wording.argsort(kind="stable")[None, :])]
    checks = itertools.chain(_CHECKS, ((_CHECKS[-1][0] * 2**n, _CHECKS[-1][1]) for n in itertools.count(1)))
    done = 0
    for check, enough in checks:
        while done < min(check, permutations):
            count = min(_CHUNK, min(check, permutations) - done)
            values.append(rows(_permuted(samples, count, rng)))
            done += count
        p = _min_p(np.concatenate(values))
        if done >= permutations or p * (done + 1) > enough:
            return p
    raise AssertionError("the checks go on for ever")


def _unlike(matrices: list[Floats]) -> list[Floats]:
    """Leave out multiples of an earlier matrix: they order the permutations alike, as where only two answers came."""
    kept: list[Floats] = []
    for matrix in matrices:
        largest = matrix.max(initial=0.0)
        if not any(
            largest > 0 and (most := other.max(initial=0.0)) > 0 and np.allclose(matrix * (most / largest), other)
            for other in kept
        ):
            kept.append(matrix)
    return kept


def _min_p(values: Floats) -> float:
    """Return the share of rows whose smallest per-column p-value is at most that of row 0 (ties count).

    Rows whose smallest are equal are told apart by the largest of their standardised values: each column has a best
    row, so that without this six columns could never give a p-value below six times the smallest one.
    """
    rounded = np.round(values, 10)
    total = len(rounded)
    p = np.empty_like(rounded)
    for column in range(rounded.shape[1]):
        order = np.sort(rounded[:, column])
        p[:, column] = (total - np.searchsorted(order, rounded[:, column], side="left")) / total
    smallest = np.rint(p.min(axis=1) * total)
    tied = rounded[smallest == smallest[0]]
    reach = ((tied - rounded.mean(axis=0)) / np.maximum(rounded.std(axis=0), 1e-9)).max(axis=1)
    return float(((smallest < smallest[0]).sum() + (reach >= reach[0] - 1e-9).sum()) / total)


@dataclass(frozen=True, slots=True)
class Excess:
    """Δ with its standard error and 90% interval, and the noise floor, from 0/1 differences."""

    dependence: float
    error: float
    interval: tuple[float, float]
    noise_floor: float
    upper: float


@one_thread()
def excess_change(samples: Samples, different: Floats) -> Excess:
    """Return Δ = P(differ | base, variant) − P(differ | base, base'), with a two-level jackknife (MEASUREMENT §0).

    `different` has shape (n, n) and holds 1 where two outputs of one case mean different things.
    """
    allowed = (samples.case[:, None] == samples.case[None, :]).astype(np.float64)
    np.fill_diagonal(allowed, 0.0)
    base, other = samples.wording == BASE, samples.wording != BASE
    names, owner = np.unique(samples.wording[other], return_inverse=True)
    rows = np.stack((different * allowed, allowed))[:, base]  # sums and counts of pairs with a sample of the base
    to_base, to_other = rows[:, :, base].sum(2), rows[:, :, other].sum(2)
    within, across = to_base.sum(1), to_other.sum(1)
    of_wording = rows[:, :, other].sum(1) @ (owner[:, None] == np.arange(len(names))[None, :])
    delta, floor = float(_ratio(across) - _ratio(within)), float(_ratio(within))
    left_out = [
        _ratio(across[:, None] - of_wording) - _ratio(within),
        _ratio(across[:, None] - to_other) - _ratio(within[:, None] - 2 * to_base),
    ]
    variance = sum((len(v) - 1) / len(v) * float(((v - v.mean()) ** 2).sum()) for v in left_out if len(v))
    error = float(np.sqrt(variance))
    reach = t_quantile(0.95, max(len(names) - 1, 1)) * error
    wordings = len(names)
    unseen = 1 - 0.05 ** (1 / wordings) if wordings else 1.0
    upper = max(delta + reach, unseen)
    if error < _NO_SPREAD:
        reach = unseen  # samples that all agree leave as much open as that many wordings can
    return Excess(delta, error, (max(-1.0, delta - reach), min(1.0, delta + reach)), floor, upper)


def _ratio(sums: Floats) -> Floats:
    """Return sums over counts, 0 where there are none; shape (2, ...) to (...)."""
    return np.where(sums[1] > 0, sums[0] / np.maximum(sums[1], 1), 0.0)
