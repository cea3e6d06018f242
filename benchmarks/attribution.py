"""Word attribution on known causes: exact recovery and interval coverage of random half-sets, beside leave-one-out.

Run it as ``python -m benchmarks.attribution [--edits 12 20] [--runs 200] [--json PATH]``. Where flips are certain two
calls a word are asked, where they are noisy four, and the peers get as many: word importance changes one word at a time
(`one on`: each edit alone, blind to causes that must come together; `one off`: all but one, blind to redundant ones).
`top` is how often the strongest edits, as many as there are causes, are the causes (MEASUREMENT §6's measure);
`found` how often the edits with a family-wise p ≤ .05 are the causes and nothing else; `held` the same after the
confirmations, each edit asked alone on eight fresh samples (once, where flips are certain) and tested against the
noise; `false` how often an edit that is no cause has p ≤ .05.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from promptfuzz.statistics.attribution import attribute, confirmations, design, family_wise_p

Bools = NDArray[np.bool_]
CAUSES = {"single": (1, 1.0), "or": (2, 0.5), "and": (2, 0.5), "none": (0, 0.0)}
NOISES = ((0.0, 1.0), (0.1, 0.7), (0.2, 0.6))
FRESH = 8
# MEASUREMENT §6, twenty edits at 40 calls (certain) and 80 (noisy): ridge at q = .5.
PROTOTYPE = {
    ("single", 0.0): 1.0, ("or", 0.0): 1.0, ("and", 0.0): 1.0,
    ("single", 0.1): 1.0, ("or", 0.1): 0.63, ("and", 0.1): 0.83,
    ("single", 0.2): 0.93, ("and", 0.2): 0.29,
}  # fmt: skip


def answers(rows: Bools, cause: str, places: NDArray[np.int64], rates: tuple[float, float], rng: Any) -> Any:
    """Return 1.0 for each row whose output changed."""
    held = rows[:, places[: CAUSES[cause][0]]]
    on = held.all(axis=1) if cause == "and" else held.any(axis=1)
    return (rng.random(len(rows)) < np.where(on, rates[1], rates[0])).astype(float)


def one_by_one(edits: int, calls: int, *, left_out: bool) -> Bools:
    """Return rows with one edit each, or with all but one, as often as calls allow."""
    alone = np.tile(np.eye(edits, dtype=bool), (calls // edits, 1))
    return ~alone if left_out else alone


def one_by_one_top(rows: Bools, changed: Any, count: int, rng: Any) -> set[int]:
    """Return the edits whose change rates differ most between on and off, ties at random."""
    differences = np.where(rows, 1.0, -1.0).T @ changed + rng.random(rows.shape[1]) * 1e-6
    return set(np.argsort(-differences)[:count].tolist())


def _confirmed(chosen: tuple[int, ...], fresh: int, edits: int, ask: Any, noise: float) -> set[int]:
    alone = np.eye(edits, dtype=bool)
    hits = {place: ask(np.tile(alone[place], (fresh, 1))).sum() for place in chosen}
    return {place for place, count in hits.items() if binom.sf(count - 1, fresh, noise) <= 0.05 / 3}


def one(edits: int, cause: str, rates: tuple[float, float], seed: int, least: int) -> dict[str, float]:
    """Return what came of one run, as numbers to be averaged."""
    # Another stream than the design's, which is drawn from the seed itself.
    rng = np.random.default_rng([seed, 1])
    count, share = CAUSES[cause]
    places = rng.choice(edits, 2, replace=False)
    wanted = set(places[:count].tolist())
    certain = rates == (0.0, 1.0)
    rows = design(edits, max(least, edits * (2 if certain else 4)), seed)
    if not certain:
        # Where there are fewer half-sets than calls, they are asked again; a certain answer need not be.
        rows = np.resize(rows, (max(least, edits * 4), edits))
    calls = len(rows)
    changed = answers(rows, cause, places, rates, rng)
    estimates = attribute(rows, changed, noise=rates[0])
    p_values = family_wise_p(rows, changed, seed)
    chosen = confirmations(estimates, p_values)
    found = {place for place, p in enumerate(p_values) if p <= 0.05}
    fresh = 1 if certain else FRESH
    held = found | _confirmed(chosen, fresh, edits, lambda alone: answers(alone, cause, places, rates, rng), rates[0])
    truth = [share * (rates[1] - rates[0]) if place in wanted else 0.0 for place in range(edits)]
    inside = [item.ci[0] - 1e-9 <= true <= item.ci[1] + 1e-9 for item, true in zip(estimates, truth, strict=True)]
    strongest = np.argsort([-item.value for item in estimates], kind="stable")[:count].tolist()
    peers = {
        name: one_by_one_top(singles, answers(singles, cause, places, rates, rng), count, rng) == wanted
        for name, left_out in (("one_on", False), ("one_off", True))
        for singles in [one_by_one(edits, calls, left_out=left_out)]
    }
    return {
        "top": set(strongest) == wanted,
        **peers,
        "found": found == wanted,
        "held": held == wanted,
        "false": bool(found - wanted),
        "coverage_causes": float(np.mean([inside[place] for place in wanted])) if wanted else float("nan"),
        "coverage_rest": float(np.mean([ok for place, ok in enumerate(inside) if place not in wanted])),
        "width": float(np.mean([item.ci[1] - item.ci[0] for item in estimates])),
        "calls": calls,
        "confirming": len(chosen) * fresh,
    }


def measure(edits: int, cause: str, rates: tuple[float, float], runs: int, least: int) -> dict[str, Any]:
    """Return the averages over runs of one cause at one noise."""
    seen = [one(edits, cause, rates, seed, least) for seed in range(runs)]
    prototype = PROTOTYPE.get((cause, rates[0])) if edits == 20 else None
    means = {name: float(np.mean([row[name] for row in seen])) for name in seen[0]}
    if cause == "none":
        means |= dict.fromkeys(("top", "one_on", "one_off"), float("nan"))
    return {"edits": edits, "cause": cause, "rates": rates, "prototype": prototype, **means}


def _cell(value: float | None) -> str:
    return "" if value is None or np.isnan(value) else f"{value:.2f}"


def main() -> None:
    """Print the table, and write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, nargs="+", default=[12, 20])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--least", type=int, default=0, help="calls at least, however few the edits")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    started = time.perf_counter()
    columns = (
        "top", "prototype", "one_on", "one_off", "found", "held", "false", "coverage_causes", "coverage_rest", "width"
    )  # fmt: skip
    heads = ("top", "proto", "one on", "one off", "found", "held", "false", "cov cause", "cov rest", "width")
    print(f"{'edits':<7}{'cause':<8}{'rates':<10}{'calls':>6}{'+':>6}" + "".join(f"{head:>10}" for head in heads))
    rows = []
    for edits in options.edits:
        for rates in NOISES:
            for cause in CAUSES:
                if cause == "none" and rates[0] == 0:
                    continue
                # Without a cause nothing raises the rate; the noise alone is left.
                row = measure(
                    edits, cause, (rates[0], rates[0]) if cause == "none" else rates, options.runs, options.least
                )
                rows.append(row)
                low, high = row["rates"]
                start = f"{edits:<7}{cause:<8}{low:.1f}→{high:<6.1f}{row['calls']:>6.0f}{row['confirming']:>6.1f}"
                print(start + "".join(f"{_cell(row[column]):>10}" for column in columns), flush=True)
    print(f"{options.runs} runs a row, {time.perf_counter() - started:.0f} s")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
