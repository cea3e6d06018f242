"""How well the oracle tells outputs that mean the same from those that do not: AUROC and accuracy on labelled pairs.

Usage: python benchmarks/oracle.py [PAIRS.jsonl ...] [--json PATH] [--errors]

Without a path it runs on ../shared/data/output_pairs.jsonl and on benchmarks/data/output_pairs_*.jsonl. Each of our own
files was written before the rules were run on it and tuned on only afterwards, so what it says of unseen pairs is its
AUROC at that first run: own .928 (121 pairs), fresh .882 (60), fresh2 .843 (60), fresh3 .803 (40, written to be hard).
What it says today is what is left of the faults that were seen.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEFAULT = (
    ROOT.parent / "shared/data/output_pairs.jsonl",
    *sorted((ROOT / "benchmarks/data").glob("output_pairs_*.jsonl")),
)


def auroc(scores, labels):
    """Return the area under the ROC curve, ties counted half; None where one class is missing."""
    same = [score for score, label in zip(scores, labels, strict=True) if label]
    different = [score for score, label in zip(scores, labels, strict=True) if not label]
    if not same or not different:
        return None
    wins = sum((high > low) + 0.5 * (high == low) for high in same for low in different)
    return wins / (len(same) * len(different))


def measure(rows):
    """Return {measure: (scores, verdicts)}; the verdict of a plain measure is taken at .8, as peers do."""
    from promptfuzz.measures import chrf, cosines, default_embedder, exact
    from promptfuzz.oracle import compare

    left, right = [row["a"] for row in rows], [row["b"] for row in rows]
    found = {}
    embedder = default_embedder()
    if embedder is not None:
        scores = cosines(embedder.embed(left), embedder.embed(right))
        found["cosine"] = scores, [score >= 0.8 for score in scores]
    for name, function in (("chrF", chrf), ("exact", exact)):
        scores = [function(a, b) for a, b in zip(left, right, strict=True)]
        found[name] = scores, [score >= 0.8 for score in scores]
    comparisons = compare(left, right)
    found["ours"] = [item.score for item in comparisons], [item.same for item in comparisons]
    return found, comparisons


def summary(rows, found):
    """Return the table as {"overall": {measure: {auroc, accuracy, n}}, "kinds": {kind: {measure: accuracy}}}."""
    labels = [row["same"] for row in rows]
    overall = {}
    kinds = defaultdict(dict)
    for name, (scores, verdicts) in found.items():
        right = [verdict == label for verdict, label in zip(verdicts, labels, strict=True)]
        overall[name] = {"auroc": auroc(scores, labels), "accuracy": sum(right) / len(rows), "n": len(rows)}
        by_kind = defaultdict(list)
        for row, hit in zip(rows, right, strict=True):
            by_kind[row["kind"]].append(hit)
        for kind, hits in by_kind.items():
            kinds[kind][name] = sum(hits) / len(hits)
            kinds[kind]["n"] = len(hits)
    return {"overall": overall, "kinds": dict(sorted(kinds.items()))}


def show(name, table, out=sys.stdout):
    measures = list(table["overall"])
    print(f"\n{name}", file=out)
    print(f"{'':24}{'n':>5}" + "".join(f"{measure:>10}" for measure in measures), file=out)
    for what in ("auroc", "accuracy"):
        cells = "".join(f"{table['overall'][measure][what]:>10.3f}" for measure in measures)
        print(f"{what:24}{table['overall'][measures[0]]['n']:>5}{cells}", file=out)
    for kind, row in table["kinds"].items():
        cells = "".join(f"{row[measure]:>10.2f}" for measure in measures)
        print(f"  {kind:22}{row['n']:>5}{cells}", file=out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", nargs="*", type=Path, default=list(DEFAULT))
    parser.add_argument("--json", type=Path, help="write the tables there")
    parser.add_argument("--errors", action="store_true", help="print the pairs that the oracle gets wrong")
    args = parser.parse_args()
    tables = {}
    for path in args.pairs:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        start = time.perf_counter()
        found, comparisons = measure(rows)
        tables[path.name] = summary(rows, found) | {"seconds": round(time.perf_counter() - start, 2)}
        show(path.name, tables[path.name])
        for row, item in zip(rows, comparisons, strict=True) if args.errors else ():
            if item.same != row["same"]:
                print(
                    f"{'same' if row['same'] else 'diff'} {item.score:.2f} {row['kind']}: {row['a']!r} | {row['b']!r}"
                )
                print(f"      {'; '.join(item.reasons)}")
    if args.json:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps(tables, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
