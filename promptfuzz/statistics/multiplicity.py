"""Many cells at once: the false discovery rate over all that were planned (DESIGN §5.5)."""

from collections.abc import Sequence

Q_LEVEL = 0.05


def q_values(p_values: Sequence[float | None]) -> list[float]:
    """Return Benjamini–Hochberg q-values, 0..1 (Benjamini and Hochberg 1995); a cell not started enters with 1."""
    from scipy.stats import false_discovery_control

    if not p_values:
        return []
    return [float(q) for q in false_discovery_control([1.0 if p is None else p for p in p_values])]


def rejection_level(p_values: Sequence[float | None], own: int, q: float = Q_LEVEL) -> float:
    """Return the largest p-value at which Benjamini–Hochberg would reject cell `own`, the others being as they are.

    With r of the other cells rejected beside it, that is q·(r + 1)/M; the smallest level q/M is always enough.
    """
    others = sorted(1.0 if p is None else p for place, p in enumerate(p_values) if place != own)
    total = len(p_values)
    level = q / total
    for rank, p in enumerate(others, start=1):
        if p <= q * (rank + 1) / total:
            level = q * (rank + 1) / total
    return level


def e_bh(e_values: Sequence[float | None], q: float = Q_LEVEL) -> tuple[bool, ...]:
    """Return which cells are rejected at false discovery rate `q`, whatever their dependence (Wang and Ramdas 2022).

    The k largest are, for the largest k of which the smallest is at least M/(q·k). A cell not started enters with 1.
    Take values at the time of stopping, never the largest that a cell has had on the way.
    """
    return tuple(value <= q for value in e_q_values(e_values))


def e_q_values(e_values: Sequence[float | None]) -> list[float]:
    """Return for each e-value the smallest level at which e-BH rejects it, 0..1 (Wang and Ramdas 2022)."""
    values = [0.0 if e is None else e for e in e_values]
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [1.0] * len(values)
    smallest = 1.0
    for rank, place in zip(range(len(values), 0, -1), order, strict=True):
        smallest = min(smallest, len(values) / (rank * values[place]) if values[place] > 0 else 1.0)
        found[place] = smallest
    return found
