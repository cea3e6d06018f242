"""How much of a change could be seen at all behind a model's own noise."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MAJORITY = 5 / 9


def visible_change(different: Floats, case: NDArray[np.int64], *, by_value: bool) -> float:
    """Return the Δ of a rewording that always gave the second most frequent answer of the base, -1..1.

    Of the base's samples with shares p, two differ with 1 − Σp², and a wording that always gives answer k differs from
    them with 1 − p_k: Δ = Σp² − p_2, averaged over the cases; 1 on a case where all samples agree. Where that is small,
    a Δ near 0 proves nothing.

    Args:
        different: shape (n, n), 1 where two samples of the base mean different things.
        case: shape (n,).
        by_value: whether samples of one meaning differ from just the same others, as typed answers do; else what
            differs from less than 5 of 9 others is taken for the usual answer.
    """
    found = [
        _of_case(different[np.ix_(case == number, case == number)], by_value=by_value) for number in np.unique(case)
    ]
    return float(np.mean(found)) if found else 0.0


def _of_case(different: Floats, *, by_value: bool) -> float:
    if len(different) < 2 or not different.any():
        return 1.0
    shares = different.sum(axis=1) / (len(different) - 1)
    floor = float(shares.mean())
    if by_value:
        rows = [row.tobytes() for row in np.ascontiguousarray(different)]
        by_count = sorted(sorted(set(rows)), key=rows.count, reverse=True)
        return float(shares[rows.index(by_count[1])]) - floor if len(by_count) > 1 else 1.0
    if shares.min() >= MAJORITY:
        return 0.0
    others = shares[shares >= MAJORITY]
    return float(others.min()) - floor if len(others) else 1.0
