"""Whether two runs of a model with different seeds come to the same verdicts, and what to read by hand.

Run it as ``python -m benchmarks.agreement [--temperature 0.7] [--model SPEC] [--model-option K=V] [--tag TAG]
[--corpus NAME|PATH] [--seeds 0 1] [--calls 400] [--workers 2] [--out DIRECTORY]``; the model is the packaged one unless
told otherwise. Each worker process runs a share of the prompts as a run of its own; the reports go to the directory,
with ten findings and ten stable cells drawn at random for a person to judge.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import promptfuzz as pf
from promptfuzz.records import Results

DRAWN = 10
Place = tuple[str, str]


def run_share(job: dict[str, Any]) -> str:
    """Run a share of the prompts and return its report as JSON."""
    length = {"max_tokens" if job["model"].startswith("openai:") else "max_new_tokens": job["tokens"]}
    threads = {"threads": 1} if job["model"] == "smollm2" else {}
    model = pf.load_model(job["model"], temperature=job["temperature"], **length, **threads, **job["options"])
    prompts = [prompt for prompt in pf.load_corpus(job["corpus"]) if prompt.id in job["ids"]]
    budget = pf.Budget(calls=job["calls"] * len(prompts))
    return pf.fuzz(prompts, model, families=tuple(job["families"]), budget=budget, seed=job["seed"]).to_json()


def run_all(options: argparse.Namespace, seed: int) -> list[Results]:
    """Run the whole corpus with one seed, in as many processes as there are workers."""
    tags = set(options.tag or ())
    ids = [p.id for p in pf.load_corpus(options.corpus) if not tags or tags & set(p.tags)]
    # Smaller shares than workers need, so that a slow one does not hold up the end.
    shares = [ids[at :: 2 * options.workers] for at in range(2 * options.workers)]
    common = {
        "corpus": options.corpus, "seed": seed, "calls": options.calls, "tokens": options.tokens,
        "temperature": options.temperature, "families": options.family, "model": options.model,
        "options": dict(pair.split("=", 1) for pair in options.model_option),
    }  # fmt: skip
    jobs = [{**common, "ids": share} for share in shares if share]
    with ProcessPoolExecutor(options.workers) as pool:
        return [Results.from_json(text) for text in pool.map(run_share, jobs)]


def verdicts(runs: Sequence[Results]) -> dict[Place, str]:
    """Return the verdict of every cell by prompt and family."""
    return {(cell.prompt_id, cell.family): str(cell.verdict) for run in runs for cell in run.cells}


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa of two raters (Cohen 1960); None where both always say the same single thing."""
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(first[name] * second[name] for name in first) / len(pairs) ** 2
    return None if chance == 1 else (sum(a == b for a, b in pairs) / len(pairs) - chance) / (1 - chance)


def compare(one: dict[Place, str], other: dict[Place, str]) -> dict[str, object]:
    """Return how far two runs agree, over all cells and over those that both decided."""
    both = [(one[place], other[place]) for place in one if place in other]
    open_ = {"undecided", "unmeasurable"}
    decided = [pair for pair in both if not open_ & set(pair)]
    return {
        "cells": len(both),
        "decided": [sum(v not in open_ for v in run.values()) / len(run) for run in (one, other)],
        "same": sum(a == b for a, b in both) / len(both),
        "kappa": kappa(both),
        "decided by both": len(decided),
        "same of these": sum(a == b for a, b in decided) / len(decided) if decided else None,
        "kappa of these": kappa(decided) if decided else None,
        "pairs": sorted(Counter(f"{a} / {b}" for a, b in both).items()),
    }


def to_judge(runs: Sequence[Results], seed: int) -> dict[str, list[dict[str, Any]]]:
    """Return ten findings and ten stable cells at random, or all there are."""
    rng = random.Random(seed)
    findings = [finding for run in runs for finding in run.to_dict()["findings"]]
    stable = [cell for run in runs for cell in run.to_dict()["cells"] if cell["verdict"] == "stable"]
    return {
        "findings": rng.sample(findings, min(DRAWN, len(findings))),
        "stable": rng.sample(stable, min(DRAWN, len(stable))),
    }


def main() -> None:
    """Run twice, compare, and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="smollm2")
    parser.add_argument("--model-option", action="append", default=[], metavar="K=V")
    parser.add_argument("--corpus", default="starter")
    parser.add_argument("--tag", action="append")
    parser.add_argument("--family", nargs="+", default=["paraphrase", "reorder", "degrade"])
    parser.add_argument("--seeds", nargs=2, type=int, default=[0, 1])
    parser.add_argument("--temperature", type=float, default=0.0)
    parser.add_argument("--tokens", type=int, default=16)
    parser.add_argument("--calls", type=int, default=400, help="calls a prompt")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("reports/agreement"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    found = []
    for seed in options.seeds:
        runs = run_all(options, seed)
        found.append(verdicts(runs))
        calls, seconds = sum(run.run.calls for run in runs), max(run.run.seconds for run in runs)
        print(f"seed {seed}: {calls:,} calls, {Counter(found[-1].values()).most_common()}, {seconds:.0f} s", flush=True)
        name = f"t{options.temperature:g}-seed{seed}.json"
        whole = {"runs": [run.to_dict() for run in runs], "to_judge": to_judge(runs, seed)}
        (options.out / name).write_text(json.dumps(whole, ensure_ascii=False) + "\n", encoding="utf-8")
    table = compare(*found)
    (options.out / f"t{options.temperature:g}.json").write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    for name, value in table.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
