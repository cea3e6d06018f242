"""Dose–response on known curves: error of the area and of the half dose, coverage and width of their 90% intervals.

Run it as ``python -m benchmarks.dose [--runs 300] [--base .9] [--json PATH]``. Each curve is asked 10 times at each
of five doses and 10 times at dose 0, 60 calls in all, and then again with the bisecting doses, 10 calls each, where
there is a cliff. The area is compared with the integral of the true curve, so that what a coarse grid misses counts;
a half dose beyond 1 counts as 1 in errors and widths. `--base` is how often the base agrees with itself.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from promptfuzz.statistics.dose import bisecting_doses, dose_response

Floats = NDArray[np.float64]
DOSES = (0.2, 0.4, 0.6, 0.8, 1.0)
CALLS = 10
BEYOND = 1.0
NAMES = ("robust", "logistic .3", "logistic .6", "linear", "plateau .7", "step at .15")
# Area and half dose of the prototype: rmse, coverage, width (MEASUREMENT §4); its curves' exact slopes are not known.
PROTOTYPE = {
    "robust": ((0.025, 0.99, 0.10), (0.0, 1.0, 0.0)),
    "logistic .3": ((0.053, 0.84, 0.17), (0.058, 0.91, 0.19)),
    "logistic .6": ((0.054, 0.93, 0.21), (0.063, 0.91, 0.24)),
    "linear": ((0.063, 0.92, 0.22), (0.129, 0.91, 0.37)),
    "plateau .7": ((0.070, 0.88, 0.23), (0.067, 1.00, 0.17)),
    "step at .15": ((0.037, 0.99, 0.11), (0.048, 0.10, 0.05)),
}


def curve(name: str, doses: Floats) -> Floats:
    """Return the true agreement at `doses`, 1 at dose 0."""
    if name.startswith("logistic"):
        middle = float(name.split()[1])
        return (1 + np.exp(-middle / 0.08)) / (1 + np.exp((doses - middle) / 0.08))
    shapes = {
        "robust": np.ones_like(doses),
        "linear": 1 - doses,
        "plateau .7": np.maximum(0.7, 1 - 3 * doses),
        "step at .15": (doses < 0.15).astype(float),
    }
    return shapes[name]


def truth(name: str) -> tuple[float, float]:
    """Return the area under the true curve and its half dose, infinite where it never falls so low."""
    grid = np.linspace(0, 1, 20001)
    values = curve(name, grid)
    below = np.flatnonzero(values < 0.5)
    area = float(((values[1:] + values[:-1]) / 2).mean())
    return area, float(grid[below[0]]) if below.size else float("inf")


def ask(name: str, doses: tuple[float, ...], base: float, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Return (agreeing, asked) at each dose."""
    return [(int(rng.binomial(CALLS, base * share)), CALLS) for share in curve(name, np.array(doses))]


def measure(name: str, runs: int, base: float) -> list[dict[str, Any]]:
    """Return the row without and the row with bisecting doses of one curve."""
    area, half = truth(name)
    kept: dict[bool, list[tuple[float, ...]]] = {False: [], True: []}
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        repeats = (int(rng.binomial(CALLS, base)), CALLS)
        doses, agreed = DOSES, ask(name, DOSES, base, rng)
        for bisecting in (False, True):
            extra = bisecting_doses(doses, agreed, repeats) if bisecting else ()
            doses, agreed = doses + extra, agreed + ask(name, extra, base, rng)
            calls = CALLS * (1 + len(doses))
            found = dose_response(doses, agreed, repeats, calls, seed, sampling=base < 1)
            low, high = (BEYOND if end is None else end for end in found.half_ci)
            true_half = min(half, BEYOND)
            kept[bisecting].append((
                (found.area.value - area) ** 2,
                found.area.ci[0] - 1e-9 <= area <= found.area.ci[1] + 1e-9,
                found.area.ci[1] - found.area.ci[0],
                ((BEYOND if found.half is None else found.half) - true_half) ** 2,
                low - 1e-9 <= true_half <= high + 1e-9,
                high - low,
                calls,
            ))  # fmt: skip
    return [_row(name, np.array(values, dtype=float), bisecting=flag) for flag, values in kept.items()]


def _row(name: str, values: Floats, *, bisecting: bool) -> dict[str, Any]:
    means = [float(value) for value in values.mean(axis=0)]
    return {
        "curve": name,
        "bisecting": bisecting,
        "area": {"rmse": means[0] ** 0.5, "coverage": means[1], "width": means[2]},
        "half": {"rmse": means[3] ** 0.5, "coverage": means[4], "width": means[5]},
        "calls": means[6],
    }


def _cells(values: tuple[float, ...]) -> str:
    return f"{values[0]:.3f} / {values[1]:.2f} / {values[2]:.2f}"


def main() -> None:
    """Print the table, and write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--base", type=float, default=1.0, help="share of repeats that agree with the base, 0..1")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    started = time.perf_counter()
    rows = [row for name in NAMES for row in measure(name, options.runs, options.base)]
    print("rmse / coverage of the 90% interval / its width")
    print(f"{'curve':<13}{'':<11}{'calls':>6}  {'area':<21}{'prototype':<21}{'half dose':<21}prototype")
    for row in rows:
        area, half = (_cells(tuple(row[key].values())) for key in ("area", "half"))
        old_area, old_half = (_cells(values) for values in PROTOTYPE[row["curve"]])
        kind = "bisecting" if row["bisecting"] else "plain"
        print(f"{row['curve']:<13}{kind:<11}{row['calls']:>6.1f}  {area:<21}{old_area:<21}{half:<21}{old_half}")
    print(f"{options.runs} runs a curve, base {options.base:.2f}, {time.perf_counter() - started:.0f} s")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
