"""What is found of planted faults, and what of none: recall, false alarms and calls, beside the rules that peers use.

Run it as ``python -m benchmarks.detection [--seeds 4] [--robust-runs 420] [--calls 80,200,400] [--only NAME]
[--workers 1] [--json PATH]``. Peers are given the wordings and the answers of the same run, with as many calls.
"""

import argparse
import json
import math
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

from benchmarks.detection_peers import peer_rules
from benchmarks.detection_runs import KINDS, Job, Row, run_job
from benchmarks.detection_tables import IGNORES, Peers, aims, alarms, groups, is_found, lines, misses, summary
from promptfuzz.measures import default_embedder


def jobs(options: argparse.Namespace) -> Iterator[Job]:
    """Yield the runs that `options` ask for; robust models get as many seeds as their runs need."""
    budgets = [int(calls) for calls in options.calls.split(",")]
    for kind, members in KINDS.items():
        seeds = {
            "brittle": options.seeds,
            "robust": math.ceil(options.robust_runs / len(members) / len(budgets)),
            "ignoring": options.seeds,
        }[kind]
        for place, planted in enumerate(members):
            if options.only in f"{kind} {planted.name}":
                yield from ((kind, place, calls, seed) for seed in range(seeds) for calls in budgets)


def run_all(wanted: list[Job], workers: int) -> list[Row]:
    """Run all jobs, on `workers` processes where that is more than one."""
    if workers < 2:
        return list(map(run_job, wanted))
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(run_job, wanted, chunksize=6))


def show(rows: list[Row], peers: Peers) -> dict[str, object]:
    """Print the tables and return them."""
    budgets = sorted({row.calls_given for row in rows})
    tables: dict[str, object] = {}
    for calls in budgets:
        given = [row for row in rows if row.calls_given == calls]
        found = {name: summary(members, peers) for name, members in groups(given).items()}
        tables[f"brittle at {calls}"] = found
        print("\n".join(lines(f"brittle models at {calls} calls", found, brittle=True)))
    for kind in ("robust", "ignoring"):
        some = [row for row in rows if row.kind == kind]
        if not some:
            continue
        table = {f"at {calls} calls": summary([r for r in some if r.calls_given == calls], peers) for calls in budgets}
        tables[kind] = table | {"all": summary(some, peers)}
        print("\n".join(lines(f"{kind} models", tables[kind], brittle=False)))
    for kind, brittle in (("brittle", True), ("robust", False)):
        names = dict.fromkeys((row.group, row.model) for row in rows if row.kind == kind)
        by_model = {}
        for group, model in names:
            mine = [row for row in rows if (row.kind, row.group, row.model) == (kind, group, model)]
            most = [row for row in mine if row.calls_given == budgets[-1]] if brittle else mine
            label = f"{model} [{group[:3]} {most[0].share:.0%}]" if brittle else model
            by_model[label] = summary(most, peers)
        tables[f"{kind} by model"] = by_model
        title = f"{kind}, at {budgets[-1]} calls [group, share]" if brittle else f"{kind}, at all calls"
        print("\n".join(lines(title, by_model, brittle=brittle)))
    ignoring = [row for row in rows if row.kind == "ignoring"]
    told = sum(is_found(row, IGNORES) for row in ignoring)
    print(f"\nignored instructions told: {told} of {len(ignoring)} runs")
    return tables


def main() -> None:
    """Run, print, and write JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=4, help="runs of each brittle and ignoring model at each budget")
    parser.add_argument("--robust-runs", type=int, default=420, help="runs of robust models in all, at least")
    parser.add_argument("--calls", default="80,200,400", help="budgets, separated by commas")
    parser.add_argument("--only", default="", help="part of the kind and name of the models to run")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--no-peers", action="store_true", help="leave out the rules of peers, which load MiniLM")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    started = time.perf_counter()
    rows = run_all(list(jobs(options)), options.workers)
    embedder = None if options.no_peers else default_embedder()
    peers = {} if embedder is None else {id(row): peer_rules(row.heard, embedder) for row in rows}
    tables = show(rows, peers)
    missed = misses(row for row in rows if row.calls_given == max(r.calls_given for r in rows))
    print("\nMissed, though it should be found:", *missed or ["nothing"], sep="\n")
    print("\nFalse alarms:", *alarms(rows) or ["none"], sep="\n")
    print("\nAims:", *aims(rows), sep="\n")
    print(f"\n{len(rows)} runs, {time.perf_counter() - started:.0f} s")
    if options.json:
        plain = [{**asdict(row), "heard": None, "peers": peers.get(id(row))} for row in rows]
        options.json.write_text(json.dumps({"tables": tables, "rows": plain}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
