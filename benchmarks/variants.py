"""Variants for people to judge, blind to the mutators that made them, and what the judgements come to.

``python -m benchmarks.variants draw --seed 7 --out DRAWN.jsonl`` draws from every family over the starter corpus
and over benchmarks/data/product_prompts.jsonl and people_prompts.jsonl; for each line a judge writes one with its
``id``, ``"right": true`` or ``false`` and ``"why"``.
``python -m benchmarks.variants score DRAWN.jsonl JUDGED.jsonl`` prints the share of right ones a family with its
Clopper-Pearson interval, and lists the rejects.
"""

import argparse
import itertools
import json
import random
from pathlib import Path
from typing import Any

from scipy.stats import binomtest

import promptfuzz as pf
from promptfuzz.mutators import FAMILIES, Sampler, propose_sites

ROOT = Path(__file__).resolve().parent


def draw(seed: int, count: int) -> list[dict[str, Any]]:
    """Return `count` variants of each family, of prompts taken at random, each corpus in its turn."""
    files = ("product_prompts.jsonl", "people_prompts.jsonl")
    groups = [pf.load_corpus("starter"), *(pf.load_corpus(str(ROOT / "data" / file)) for file in files)]
    rows = []
    for family in (name for name in FAMILIES if name != "placebo"):
        rng = random.Random(f"{seed}/{family}")
        offered = [
            [(prompt, sites) for prompt in group if (sites := propose_sites(prompt, (family,)).sites)]
            for group in groups
        ]
        streams = {id(sites): iter(Sampler(prompt, sites, rng)) for group in offered for prompt, sites in group}
        turns = itertools.cycle([group for group in offered if group])
        found: list[pf.Variant] = []
        times = dict.fromkeys(streams, 0)
        while len(found) < count and streams:
            group = next(turns)
            fewest = min(times[id(sites)] for _, sites in group)
            if fewest > min(times.values()) + 1:
                continue  # a corpus with few such prompts is not drawn from over and over
            sites = rng.choice([sites for _, sites in group if times[id(sites)] == fewest])
            times[id(sites)] += 1
            variant = next(streams.get(id(sites), iter(())), None)
            if variant is not None:
                found.append(variant)
        rows += [row(f"{family}-{seed}-{number}", family, variant) for number, variant in enumerate(found)]
    return rows


def row(name: str, family: str, variant: pf.Variant) -> dict[str, Any]:
    """Return what a judge sees, and the edits, which are for the score alone."""
    prompt, sources = variant.prompt, variant.sources
    inputs = {part: text for part, text in prompt.sources.items() if part.startswith("cases[")}
    return {
        "id": name,
        "family": family,
        "prompt_id": prompt.key,
        "system": prompt.system,
        "user": prompt.template,
        "inputs": inputs,
        "expected": [case.expected for case in prompt.cases],
        "new_system": sources.get("system"),
        "new_user": sources["template"],
        "new_inputs": {
            part: sources[part]
            for part in sources
            if part.startswith("cases[") and sources[part] != prompt.sources[part]
        },
        "edits": [edit.to_dict() for edit in variant.edits],
    }


def blind(drawn: dict[str, Any]) -> dict[str, Any]:
    """Return a drawn line without what names the mutators."""
    return {key: value for key, value in drawn.items() if key != "edits"}


def read(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a file of JSON objects."""
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


def score(drawn: list[dict[str, Any]], judged: list[dict[str, Any]]) -> None:
    """Print the share of right ones a family with its interval, and the rejects with the mutators that made them."""
    verdicts = {verdict["id"]: verdict for verdict in judged}
    for family, group in itertools.groupby(drawn, key=lambda line: line["family"]):
        lines = [line for line in group if line["id"] in verdicts]
        right = sum(verdicts[line["id"]]["right"] for line in lines)
        if not lines:
            continue
        low = binomtest(right, len(lines), alternative="greater").proportion_ci(0.95, "exact").low
        both = binomtest(right, len(lines)).proportion_ci(0.90, "exact")
        print(
            f"{family:<15} {right} of {len(lines)}  90% interval {both.low:.3f} to {both.high:.3f}, lower 95% {low:.3f}"
        )
        for line in lines:
            if not verdicts[line["id"]]["right"]:
                made = ", ".join(dict.fromkeys(edit["mutator"] for edit in line["edits"]))
                print(f"    {line['id']} ({line['prompt_id']}; {made}): {verdicts[line['id']]['why']}")


def main() -> None:
    """Draw, blind or score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser("draw", help="write drawn variants, and beside them a file for the judge")
    drawing.add_argument("--seed", type=int, required=True)
    drawing.add_argument("--count", type=int, default=60, help="variants a family")
    drawing.add_argument("--out", type=Path, required=True)
    scoring = commands.add_parser("score", help="print what the judgements come to")
    scoring.add_argument("drawn", type=Path)
    scoring.add_argument("judged", type=Path)
    options = parser.parse_args()
    if options.command == "score":
        score(read(options.drawn), read(options.judged))
        return
    rows = draw(options.seed, options.count)
    options.out.write_text("".join(json.dumps(line) + "\n" for line in rows))
    for family in dict.fromkeys(line["family"] for line in rows):
        path = options.out.with_name(f"{options.out.stem}_{family}_blind.jsonl")
        path.write_text("".join(json.dumps(blind(line)) + "\n" for line in rows if line["family"] == family))


if __name__ == "__main__":
    main()
