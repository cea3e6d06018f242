"""False alarms and power of the test of sampling cells, on answers with real distances, beside the prototype's.

Run it as ``python -m benchmarks.power [--runs 240] [--workers 1] [--only TEXT] [--single] [--json PATH]``.

An answer has one of 4 meanings in one of 5 wordings (benchmarks/data/answer_bank.jsonl). A wording of the prompt gives
meaning 0 unless an effect moves it, with probability δ a sample: polite moves all variants to meaning 1, trigger half
of them, typo each by its severity, order half of them to a meaning each of their own. Noise then draws the wording of
the answer at random (low: half of the time, mid and high: always) and its meaning (low: never, mid: 10%, high: 30%).
The prototype's own answers and whether its noise came before or after the effect are not known; read this as the order
given here, in which noise undoes some of the effect.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from promptfuzz.statistics.permutation import Samples, permutation_p_value

BANK = Path(__file__).resolve().parent / "data/answer_bank.jsonl"
MEANINGS, WORDINGS = 4, 5
NOISE = {"low": (0.0, 0.5), "mid": (0.1, 1.0), "high": (0.3, 1.0)}
LEVEL, PERMUTATIONS = 0.05, 999
DESIGNS = {40: (20, 5, 4), 80: (40, 10, 4)}
"""Calls: base samples, variants, samples a variant."""


@dataclass(frozen=True)
class Effect:
    """One row: noise, kind of effect, its size, and the prototype's shares at 40 and 80 calls (MEASUREMENT §2)."""

    noise: str
    kind: str
    size: float
    prototype: tuple[float | None, float | None] = (None, None)

    @property
    def name(self) -> str:
        return f"{self.noise} null" if self.kind == "null" else f"{self.noise} {self.kind} {self.size:g}"


EFFECTS = (
    Effect("low", "null", 0.0, (0.05, 0.03)),
    Effect("mid", "null", 0.0),
    Effect("high", "null", 0.0, (0.03, 0.05)),
    Effect("low", "polite", 0.4, (0.79, 0.99)),
    Effect("low", "trigger", 0.8, (0.95, 0.99)),
    Effect("low", "order", 0.4, (0.44, 0.79)),
    Effect("low", "order", 0.8, (0.95, 1.00)),
    Effect("high", "polite", 0.4, (0.36, 0.68)),
    Effect("high", "trigger", 0.8, (0.66, 0.93)),
    Effect("high", "order", 0.4, (0.31, 0.29)),
    Effect("high", "order", 0.8, (0.79, 0.97)),
    Effect("mid", "polite", 0.4),
    Effect("mid", "trigger", 0.8),
    Effect("high", "typo", 0.8),
)


def load_distances() -> list[tuple[np.ndarray, np.ndarray]]:
    """Return a pair of matrices (20 × 20) a task: embedding distance √(2(1−cos)), and the oracle's verdict, 0/1."""
    from promptfuzz.measures import default_embedder
    from promptfuzz.oracle import Oracle

    embedder = default_embedder()
    if embedder is None:
        raise SystemExit("expected the packaged sentence embedder, found none; promptfuzz doctor says how to get it")
    oracle, found = Oracle(embedder=embedder), []
    for line in BANK.read_text(encoding="utf-8").splitlines():
        texts = [text for meaning in json.loads(line)["meanings"] for text in meaning]
        vectors = np.asarray(embedder.embed(texts), dtype=float)
        first, second = np.triu_indices(len(texts), 1)
        verdict = np.zeros((len(texts), len(texts)))
        compared = oracle.judge([(texts[i], texts[j]) for i, j in zip(first, second, strict=True)])
        verdict[first, second] = verdict[second, first] = [not item.same for item in compared]
        cosine = np.sqrt(2 * (1 - np.clip(vectors @ vectors.T, -1, 1)))
        np.fill_diagonal(cosine, 0)
        found.append((cosine, verdict))
    return found


def draw(effect: Effect, calls: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return the wording that each call asked, 0 the base, and the answer of each, as its place in the bank."""
    base, variants, each = DESIGNS[calls]
    wording = np.concatenate([np.zeros(base, int), np.repeat(np.arange(1, variants + 1), each)])
    order = rng.permutation(variants)
    half = np.concatenate([[False], order < variants / 2])
    chance = {
        "null": np.zeros(variants + 1),
        "polite": np.concatenate([[0.0], np.ones(variants)]),
        "trigger": half.astype(float),
        "typo": np.concatenate([[0.0], (order + 1) / variants]),
        "order": half.astype(float),
    }[effect.kind]
    own = np.concatenate([[0], 1 + order % (MEANINGS - 1)]) if effect.kind == "order" else np.ones(variants + 1, int)
    moved = rng.random(wording.size) < effect.size * chance[wording]
    meaning = np.where(moved, own[wording], 0)
    other, any_wording = NOISE[effect.noise]
    noisy = rng.random(wording.size) < other
    meaning = np.where(noisy, rng.integers(0, MEANINGS, wording.size), meaning)
    reworded = rng.random(wording.size) < any_wording
    said = np.where(reworded, rng.integers(0, WORDINGS, wording.size), 0)
    return wording, meaning * WORDINGS + said


def measure(effect: Effect, runs: int, seed: int, tasks: list, single: bool) -> dict[str, object]:  # noqa: FBT001
    """Return the share of runs with p ≤ .05, by calls and by distances."""
    columns = {"both": (0, 1)} | ({"cosine": (0,), "oracle": (1,)} if single else {})
    rejected = {f"{column}_{calls}": 0 for column in columns for calls in DESIGNS}
    for calls in DESIGNS:
        for run in range(runs):
            rng = np.random.default_rng([seed, calls, run])
            wording, answers = draw(effect, calls, rng)
            pair = [matrix[np.ix_(answers, answers)] for matrix in tasks[run % len(tasks)]]
            same = np.zeros(wording.size, int)
            for column, used in columns.items():
                samples = Samples(wording, same, same, tuple(pair[place] for place in used))
                p = permutation_p_value(samples, PERMUTATIONS, seed + run)
                rejected[f"{column}_{calls}"] += p <= LEVEL
    shares = {name: count / runs for name, count in rejected.items()}
    return {"case": effect.name, **shares, "prototype_40": effect.prototype[0], "prototype_80": effect.prototype[1]}


def results(effects: list[Effect], runs: int, workers: int, single: bool) -> Iterator[dict[str, object]]:  # noqa: FBT001
    """Yield a row an effect, in order, from up to two processes."""
    tasks = load_distances()
    jobs = ([effect, runs, 1000 * EFFECTS.index(effect), tasks, single] for effect in effects)
    if workers == 1:
        yield from (measure(*job) for job in jobs)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(measure, *zip(*jobs, strict=True))


def main() -> None:
    """Print the table, and write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=240, help="simulated cells a row and number of calls")
    parser.add_argument("--workers", type=int, choices=(1, 2), default=1)
    parser.add_argument("--only", default="", help="part of the names of the rows to run")
    parser.add_argument("--single", action="store_true", help="also each distance by itself")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    started = time.perf_counter()
    rows = []
    names = [
        f"{column}_{calls}"
        for column in ("both", "cosine", "oracle")[: 3 if options.single else 1]
        for calls in DESIGNS
    ]
    print(f"{'case':<20}" + "".join(f"{name:>11}" for name in [*names, "proto_40", "proto_80"]))
    chosen = [effect for effect in EFFECTS if options.only in effect.name]
    for row in results(chosen, options.runs, options.workers, options.single):
        shown = [row[name] for name in [*names, "prototype_40", "prototype_80"]]
        print(f"{row['case']:<20}" + "".join(f"{'–' if x is None else f'{x:.2f}':>11}" for x in shown), flush=True)
        rows.append(row)
    print(f"{options.runs} runs a cell, {PERMUTATIONS} permutations, {time.perf_counter() - started:.0f} s")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
