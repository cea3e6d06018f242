"""Dose–response: from agreement at each dose to a falling curve, its area and the dose of half stability."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from promptfuzz.errors import UsageError
from promptfuzz.records.measurements import DoseResponse, Estimate

DRAWS = 1000
CLIFF = 0.5
# Nearer doses than this would be the same words damaged, in all but the longest prompts.
LEAST_GAP = 0.04
_TAIL = 0.05
# At dose 0 nothing is damaged, so the fit has to start at 1.
_ANCHOR = 1e6

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Counts:
    """What was asked, doses without answers left out: `agreed` of `trials` at each of `doses`."""

    doses: Floats
    agreed: Floats
    trials: Floats
    base: tuple[int, int]

    @property
    def relative(self) -> Floats:
        """R(s) = agree(s, base) / agree(base, base), as measured."""
        return self.agreed / self.trials * (self.base[1] / self.base[0])


def dose_response(
    doses: Sequence[float],
    agreed: Sequence[tuple[int, int]],
    base: tuple[int, int],
    calls: int,
    seed: int,
    *,
    sampling: bool = False,
) -> DoseResponse:
    """Return the dose–response curve with its area, its half dose and 90% intervals (MEASUREMENT §4).

    `agreed` holds (agreeing, asked) at each dose, `base` the same for fresh repeats of the base against its answer.
    A base that always agrees with itself is taken as exact unless the model is `sampling`. Doses of which nothing
    was asked are left out; `calls` is copied. The fit is the isotonic regression weighted by trials (Barlow and
    others 1972, Statistical Inference under Order Restrictions, §1.2). The area runs over the doses 0..1: the
    trapezoids of the measured means from 1 at dose 0, then the last fitted value carried on to dose 1, at most 1.
    Intervals are percentiles of two parametric bootstraps (Efron and Tibshirani 1993, §6.5), the hull of both: from
    the shrunk shares (y + ½)/(k + 1), which alone know that 10 of 10 need not be all, and from the shares as
    measured, as the shrunk ones alone miss an area whose shares are truly 0 or 1.

    Raises:
        UsageError: where nothing was asked, counts or doses make no sense, or the base never agreed with itself.
    """
    counts = _counted(doses, agreed, base)
    exact = not sampling and base[0] == base[1]
    return _measured(counts, calls, np.random.default_rng(seed), exact=exact)


def bisecting_doses(
    doses: Sequence[float], agreed: Sequence[tuple[int, int]], base: tuple[int, int]
) -> tuple[float, ...]:
    """Return up to two doses to ask as well, at the thirds of a cliff; empty where there is none, or it is narrow.

    A cliff is where the fitted curve crosses ½ between neighbouring doses (0 among them) that differ by more than ½.
    It is asked in the middle alone where its thirds would lie nearer than .04 to each other.

    Raises:
        UsageError: as `dose_response`.
    """
    counts = _counted(doses, agreed, base)
    places, values = _from_zero(counts.doses, _fit(counts.relative, counts.trials))
    for left, right, above, below in zip(places, places[1:], values, values[1:], strict=False):
        if above >= 0.5 > below and above - below > CLIFF:
            width = float(right - left)
            parts = 3 if width / 3 >= LEAST_GAP else 2
            if width / parts < LEAST_GAP:
                return ()
            return tuple(round(float(left) + width * part / parts, 4) for part in range(1, parts))
    return ()


def _measured(counts: _Counts, calls: int, rng: np.random.Generator, *, exact: bool) -> DoseResponse:
    fitted = _fit(counts.relative, counts.trials)
    area = _area(counts.doses, counts.relative, fitted)
    half = _half(counts.doses, fitted)
    drawn = _draws(counts, rng, exact=exact)
    # With ten answers a dose many draws are the same, and each is fitted once.
    distinct, which = np.unique(drawn, axis=0, return_inverse=True)
    curves = np.array([_fit(row, counts.trials) for row in distinct])[which]
    areas = [_area(counts.doses, row, curve, rng) for row, curve in zip(drawn, curves, strict=True)]
    halves = np.array([_half(counts.doses, curve, rng) for curve in curves])
    low, high = _reach(halves, half)
    bands = [_reach(curves[:, place], float(value)) for place, value in enumerate(fitted)]
    return DoseResponse(
        doses=tuple(counts.doses.tolist()),
        trials=tuple(int(number) for number in counts.trials),
        agreement=tuple(counts.relative.tolist()),
        fitted=tuple(fitted.tolist()),
        band=tuple(bands),
        area=Estimate(area, _reach(np.array(areas), area)),
        half=_seen(half),
        half_ci=(_seen(low), _seen(high)),
        calls=calls,
    )


def _counted(doses: Sequence[float], agreed: Sequence[tuple[int, int]], base: tuple[int, int]) -> _Counts:
    if len(doses) != len(agreed):
        raise UsageError(f"expected counts for each of {len(doses)} doses, got agreed={agreed!r}; give one pair a dose")
    asked = sorted((dose, hits, of) for dose, (hits, of) in zip(doses, agreed, strict=True) if of)
    if not asked:
        raise UsageError(f"expected answers at one dose or more, got agreed={agreed!r}; ask some first")
    if any(not 0 <= hits <= of for _, hits, of in asked) or not 0 <= base[0] <= base[1]:
        raise UsageError(f"expected (agreeing, asked) counts, got agreed={agreed!r}, base={base!r}; swap each pair?")
    levels = [dose for dose, _, _ in asked]
    if levels[0] <= 0 or levels[-1] > 1 or len(set(levels)) < len(levels):
        raise UsageError(f"expected distinct doses above 0 and up to 1, got doses={doses!r}; give repeats as base")
    if not base[0]:
        raise UsageError(f"expected a base that agrees with itself, got base={base!r}; such a prompt has no curve")
    columns = np.array(asked, dtype=np.float64).T
    return _Counts(columns[0], columns[1], columns[2], base)


def _fit(relative: Floats, trials: Floats) -> Floats:
    from scipy.optimize import isotonic_regression

    values, weights = np.concatenate([[1.0], relative]), np.concatenate([[_ANCHOR], trials])
    fitted: Floats = isotonic_regression(values, weights=weights, increasing=False).x[1:]
    return np.minimum(fitted, 1.0)


def _from_zero(doses: Floats, values: Floats) -> tuple[Floats, Floats]:
    return np.concatenate([[0.0], doses]), np.concatenate([[1.0], values])


def _area(doses: Floats, relative: Floats, fitted: Floats, rng: np.random.Generator | None = None) -> float:
    """Return the area under `relative`; with `rng`, a cliff falls anywhere between its doses, not in their middle."""
    places, values = _from_zero(doses, relative)
    above, below = values[:-1], values[1:]
    shares = np.full(len(below), 0.5)
    if rng is not None:
        shares = np.where(above - below > CLIFF, rng.random(len(below)), shares)
    inside = float(((below + (above - below) * shares) * np.diff(places)).sum())
    return min(1.0, inside + (1.0 - float(doses[-1])) * float(fitted[-1]))


def _half(doses: Floats, fitted: Floats, rng: np.random.Generator | None = None) -> float:
    """Return the dose at which `fitted` falls below ½, infinity where it never does.

    With `rng`, a drop of more than ½ between neighbours is placed anywhere between them: nothing was asked there, and
    an interpolated interval would be narrow and wrong (.10 coverage of a step at .15 in MEASUREMENT §4).
    """
    places, values = _from_zero(doses, fitted)
    below = np.flatnonzero(values < 0.5)
    if not below.size:
        return float("inf")
    right = int(below[0])
    start, drop = float(places[right - 1]), float(values[right - 1] - values[right])
    share = float(values[right - 1] - 0.5) / drop if rng is None or drop <= CLIFF else float(rng.random())
    return start + share * float(places[right] - start)


def _draws(counts: _Counts, rng: np.random.Generator, *, exact: bool) -> Floats:
    """Return drawn curves: first those from the shrunk shares, then as many from the shares as measured."""
    asked = counts.trials.astype(int)
    shares = np.stack([(counts.agreed + 0.5) / (counts.trials + 1), counts.agreed / counts.trials])
    drawn = rng.binomial(asked, np.repeat(shares, DRAWS // 2, axis=0)) / counts.trials
    agreeing, repeats = counts.base
    if exact:
        return drawn
    again = np.maximum(rng.binomial(repeats, (agreeing + 0.5) / (repeats + 1), DRAWS), 0.5) / repeats
    return np.asarray(drawn / again[:, None], dtype=np.float64)


def _reach(draws: Floats, value: float) -> tuple[float, float]:
    """Return the hull of the central 90% of either half of `draws` and of `value`; draws may be infinite."""
    halves = np.sort(draws.reshape(2, -1), axis=1)
    last = halves.shape[1] - 1
    low, high = halves[:, round(_TAIL * last)], halves[:, round((1 - _TAIL) * last)]
    return (min(float(low.min()), value), max(float(high.max()), value))


def _seen(dose: float) -> float | None:
    return None if dose == float("inf") else dose
