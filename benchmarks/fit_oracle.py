"""Fits the two numbers that turn agreement over chance into the score of free text, and tries them on unseen kinds.

``python -m benchmarks.fit_oracle [FILE...]`` reads labelled pairs, takes those that only the similarity decides, prints
the point of even odds and the slope (promptfuzz/oracle/freetext.py), and the AUROC and accuracy of the whole oracle
where both were fitted on all kinds of pairs but the one they judge.
"""

import argparse
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from promptfuzz.measures import SentenceEmbedder
from promptfuzz.oracle import compare
from promptfuzz.oracle.alignment import agreement
from promptfuzz.oracle.freetext import examine
from promptfuzz.oracle.normalise import normalise
from promptfuzz.oracle.typed import compare_empty
from promptfuzz.statistics.calibration import quality

DATA = Path(__file__).parent / "data"
THRESHOLD = 0.6


def fit(values: Any, same: Any) -> tuple[float, float]:
    """Return (even, steep) of the logistic of steep * (value - even), both classes of equal weight, steep >= 0."""
    weights = np.where(same, 0.5 / max(same.sum(), 1), 0.5 / max((~same).sum(), 1))

    def loss(found: Any) -> float:
        odds = np.where(same, 1, -1) * (found[1] * (values - found[0]))
        return float((weights * np.logaddexp(0, -odds)).sum())

    even, steep = minimize(loss, np.array([0.3, 4.0]), bounds=[(-1, 1), (0, 20)], method="L-BFGS-B").x
    return float(even), float(steep)


def main() -> None:
    """Print the fit on all pairs, and AUROC and accuracy with each kind judged by a fit without it."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = [DATA / f"output_pairs_{name}.jsonl" for name in ("own", "fresh", "fresh2", "fresh3")]
    parser.add_argument("files", nargs="*", type=Path, default=default)
    rows = [
        json.loads(line)
        for path in parser.parse_args().files
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    same = np.array([bool(row["same"]) for row in rows])
    kinds = np.array([row["kind"] for row in rows])
    embedder = SentenceEmbedder()
    scores = np.array([compare(row["a"], row["b"], embedder=embedder).score for row in rows])
    values = np.array([_agreement(row, embedder) for row in rows])
    is_open = ~np.isnan(values)
    even, steep = fit(values[is_open], same[is_open])
    print(f"{len(rows)} pairs, {is_open.sum()} decided by the similarity: even {even:.3f}, steep {steep:.2f}")
    print(f"AUROC of the agreement alone: {auroc(list(values[is_open]), list(same[is_open])):.3f}")
    print(f"as shipped: AUROC {auroc(list(scores), list(same)):.3f}, accuracy {_accuracy(scores, same):.3f}")
    for kind in sorted(set(kinds)):
        left_out = is_open & (kinds == kind)
        even, steep = fit(values[is_open & (kinds != kind)], same[is_open & (kinds != kind)])
        odds = steep * (values[left_out] - even) + math.log(THRESHOLD / (1 - THRESHOLD))
        scores[left_out] = 1 / (1 + np.exp(-odds))
    print(f"leave one kind out: AUROC {auroc(list(scores), list(same)):.3f}, accuracy {_accuracy(scores, same):.3f}")


def auroc(scores: list[float], same: list[bool]) -> float:
    area = quality(scores, [score >= THRESHOLD for score in scores], same).area
    return math.nan if area is None else area.value


def _accuracy(scores: Any, same: Any) -> float:
    return float(((scores >= THRESHOLD) == same).mean())


def _agreement(row: dict[str, Any], embedder: SentenceEmbedder) -> float:
    """Return the agreement of a pair that only the similarity decides, NaN for all others."""
    a, b = row["a"], row["b"]
    if compare_empty(a, b, None) is not None:
        return math.nan
    evidence = examine(a, b)
    if not evidence.needs_similarity or evidence.boost:
        return math.nan
    left, right = embedder.embed_words([normalise(a), normalise(b)])
    return agreement(left, right)


if __name__ == "__main__":
    main()
