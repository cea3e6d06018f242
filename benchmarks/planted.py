"""Planted models at a budget over seeds: found, shrunk, flagged, and the calls that it took.

Run it as ``python -m benchmarks.planted [--seeds 10] [--calls 400] [--json PATH]``.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import promptfuzz as pf
from tests.planted.building import Planted
from tests.planted.models import BRITTLE, IGNORING, ROBUST


def measure(planted: Planted, kind: str, seeds: int, calls: int) -> dict[str, object]:
    """Run one planted model over the seeds and count what came of it."""
    found = single = flagged = told = 0
    spent: list[int] = []
    edits: set[str] = set()
    for seed in range(seeds):
        report = pf.fuzz(
            planted.prompt,
            pf.model(planted.make(seed)),
            families=planted.families,
            budget=pf.Budget(calls=calls),
            seed=seed,
            oracle=pf.Oracle(embedder=pf.ToyEmbedder()),
        )
        spent.append(report.run.calls)
        wording = [f for f in report.findings if f.verdict is not pf.Verdict.IGNORES]
        found += bool(wording)
        flagged += bool(wording)
        single += bool(wording) and all(
            len(pf.Variant.from_json(f.variant).units) == 1 and planted.triggered(f.minimal.text) for f in wording
        )
        told += any(f.verdict is pf.Verdict.IGNORES for f in report.findings)
        edits |= {f"{e.before!r} → {e.after!r}"[:40] for f in wording for e in f.minimal.edits[:1]}
    return {
        "model": planted.name, "kind": kind, "seeds": seeds, "found": found, "one_edit": single, "flagged": flagged,
        "ignores_instruction": told, "calls_median": statistics.median(spent), "calls_max": max(spent),
        "edits": sorted(edits)[:3],
    }  # fmt: skip


def main() -> None:
    """Print the table, and write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--calls", type=int, default=400)
    parser.add_argument("--only", default="", help="part of the names of the models to run")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    started = time.perf_counter()
    groups = (("brittle", BRITTLE), ("robust", ROBUST), ("ignoring", IGNORING))
    rows = [
        measure(planted, kind, options.seeds, options.calls)
        for kind, group in groups
        for planted in group
        if options.only in planted.name
    ]
    head = f"{'found':>7}{'1 edit':>8}{'flagged':>9}{'ignores':>9}{'calls':>7}{'max':>6}"
    print(f"{'model':<38}{'kind':<10}{head}  for example")
    for row in rows:
        brittle, ignoring = row["kind"] == "brittle", row["kind"] == "ignoring"
        print(
            f"{row['model']:<38}{row['kind']:<10}"
            f"{str(row['found']) if brittle else '':>7}{str(row['one_edit']) if brittle else '':>8}"
            f"{'' if brittle else str(row['flagged']):>9}{str(row['ignores_instruction']) if ignoring else '':>9}"
            f"{row['calls_median']:>7}{row['calls_max']:>6}  {'; '.join(row['edits'])}"  # type: ignore[arg-type]
        )
    print(f"{options.seeds} seeds, {options.calls} calls a run, {time.perf_counter() - started:.0f} s")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
