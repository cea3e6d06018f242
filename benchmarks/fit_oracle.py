"""Fits the model that tells from a pair's signals whether free text means the same, and tries it on unseen kinds.

``python -m benchmarks.fit_oracle [--write]`` takes the labelled pairs that only the similarity decides from the files
taught and real, and what follows from them: where a = b and a differs from c, b differs from c, and where a = c, b = c.
It fits a logistic model of promptfuzz/oracle/prose/signals.py with a penalty on the weights, prints AUROC and accuracy
of the whole oracle with each tenth of the kinds judged by a fit without it, and with --write stores the fit on all of
them.

A signal of likeness may only speak for "the same" and one of a difference only against it; the sign of the words that
both share is free, as what is alike by chance in like surroundings is to be taken off. Without the pairs that follow
from others the fit learns that pairs written by hand to differ share more of their wording.
"""

import argparse
import json
import math
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from promptfuzz.measures import SentenceEmbedder, cosines
from promptfuzz.oracle import compare
from promptfuzz.oracle.normalise import normalise
from promptfuzz.oracle.prose.freetext import examine
from promptfuzz.oracle.prose.signals import signals
from promptfuzz.oracle.prose.weighing import by_agreement, combined
from promptfuzz.oracle.typed import compare_empty
from promptfuzz.statistics.calibration import quality

DATA = Path(__file__).parent / "data"
STORED = Path(__file__).resolve().parents[1] / "promptfuzz.oracle.prose.signals.toml"
LEARNED = ("taught", "real")
CHECKED = ("own", "kinds", "fresh", "fresh2", "fresh3")
FREE = frozenset({"shared_words"})
AGAINST = frozenset("turned names numbers numbers_both limits times_both modals_one degrees turns longer".split())
WEIGHT = {"taught": 1.0, "real": 2.0}
PENALTY, CLIP, FOLDS, THRESHOLD = 10.0, 4.0, 10, 0.6
Row = dict[str, Any]


def read(name: str) -> list[Row]:
    """Return the rows of a file, each with the name of the file."""
    lines = (DATA / f"output_pairs_{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) | {"file": name} for line in lines if line.strip()]


def closed(rows: list[Row]) -> list[Row]:
    """Return the pairs of free text that follow from pairs of one file and kind which mean the same."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if (row.get("answer") or {"type": "text"})["type"] == "text":
            groups[row["file"], row["kind"]].append(row)
    found = []
    for group in groups.values():
        known = {tuple(sorted((row["a"], row["b"]))) for row in group}
        for one in (row for row in group if row["same"]):
            for other in (row for row in group if row is not one):
                for own, left in ((one["a"], one["b"]), (one["b"], one["a"])):
                    for its, right in ((other["a"], other["b"]), (other["b"], other["a"])):
                        pair = tuple(sorted((left, right)))
                        if own == its and left != right and pair not in known:
                            known.add(pair)
                            found.append({**other, "a": pair[0], "b": pair[1]})
    return found


def fit(values: Any, same: Any, weights: Any, names: list[str]) -> Any:
    """Return (means, spreads, coefficients with the bias last) of the logistic model with signs and a penalty."""
    means, spreads = values.mean(axis=0), values.std(axis=0) + 1e-6
    scaled = np.clip((values - means) / spreads, -CLIP, CLIP)
    signs = np.where(same, 1.0, -1.0)

    def loss(found: Any) -> Any:
        margin = signs * (scaled @ found[:-1] + found[-1])
        slope = -weights * signs / (1 + np.exp(margin))
        value = (weights * np.logaddexp(0, -margin)).sum() + PENALTY / 2 * (found[:-1] ** 2).sum()
        return value, np.r_[scaled.T @ slope + PENALTY * found[:-1], slope.sum()]

    bounds = [(None, None) if name in FREE else (None, 0) if name in AGAINST else (0, None) for name in names]
    start = np.zeros(len(names) + 1)
    return means, spreads, minimize(loss, start, jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B").x


def odds(model: Any, values: Any) -> Any:
    means, spreads, found = model
    return np.clip((values - means) / spreads, -CLIP, CLIP) @ found[:-1] + found[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="store the fit on all kinds in the package")
    args = parser.parse_args()
    rows = [row for name in (*LEARNED, *CHECKED) for row in read(name)]
    rows += closed([row for row in rows if row["file"] in LEARNED])
    embedder = SentenceEmbedder()
    shipped = compare([row["a"] for row in rows], [row["b"] for row in rows], embedder=embedder)
    before = np.array([one.score for one in shipped])
    found = [_signals(row, embedder) for row in rows]
    names = list(next(one for one in found if one))
    is_open = np.array([bool(one) for one in found])
    values = np.array([[one.get(name, 0.0) for name in names] for one in found])
    same = np.array([bool(row["same"]) for row in rows])
    files = np.array([row["file"] for row in rows])
    learned = is_open & np.isin(files, LEARNED)
    weights = np.array([WEIGHT.get(name, 0.0) for name in files])
    fold = _folds(rows)
    scores = before.copy()
    for number in range(FOLDS):
        train, test = learned & (fold != number), is_open & (fold == number)
        judged = odds(fit(values[train], same[train], weights[train], names), values[test])
        agreed = values[test, names.index("agreement")]
        scores[test] = [combined(one, other) for one, other in zip(judged, agreed, strict=True)]
    print(f"{learned.sum()} pairs to learn from; AUROC/accuracy as shipped, and with each tenth of the kinds left out")
    for name, part in {name: files == name for name in (*LEARNED, *CHECKED)}.items():
        for title, some in ((name, part), (f"{name}, open", part & is_open)):
            old = (
                np.array([by_agreement(one) for one in values[some, names.index("agreement")]])
                if title != name
                else before[some]
            )
            print(f"  {title:16}{some.sum():>5}  {_quality(old, same[some])}  {_quality(scores[some], same[some])}")
    for name in LEARNED:
        print(f"  {name}: false different/false same {_mistakes(scores[files == name], same[files == name])}")
    low = np.quantile(scores[is_open & same], [0.01, 0.05])
    print(f"1% of the open pairs that mean the same score under {low[0]:.3f}, 5% under {low[1]:.3f}")
    model = fit(values[learned], same[learned], weights[learned], names)
    text = _table(names, model, int(learned.sum()))
    print(text)
    if args.write:
        STORED.write_text(text, encoding="utf-8")


def _table(names: list[str], model: Any, pairs: int) -> str:
    rows = [
        f"{name} = [{mean:.4f}, {spread:.4f}, {weight:.4f}]"
        for name, mean, spread, weight in zip(names, model[0], model[1], model[2][:-1], strict=True)
    ]
    head = [
        "# Written by benchmarks/fit_oracle.py: the model of promptfuzz.oracle.prose.signals.py.",
        f"# {pairs} pairs of outputs, from {' and '.join(f'output_pairs_{name}.jsonl' for name in LEARNED)}",
        f"bias = {model[2][-1]:.4f}",
    ]
    return "\n".join([*head, "", "# signal = [mean, spread, weight]", "[weights]", *rows, ""])


def _folds(rows: list[Row]) -> Any:
    kinds = np.array(sorted({row["kind"] for row in rows}))
    np.random.default_rng(0).shuffle(kinds)
    place = {kind: number % FOLDS for number, kind in enumerate(kinds)}
    return np.array([place[row["kind"]] for row in rows])


def _quality(scores: Any, same: Any) -> str:
    judged = quality(
        [float(one) for one in scores], [bool(one >= THRESHOLD) for one in scores], [bool(s) for s in same]
    )
    area = math.nan if judged.area is None else judged.area.value
    return f"{area:.3f}/{judged.accuracy:.3f}"


def _mistakes(scores: Any, same: Any) -> str:
    said = scores >= THRESHOLD
    return f"{(~said[same]).mean():.3f}/{said[~same].mean():.3f}"


def _signals(row: Row, embedder: SentenceEmbedder) -> dict[str, float]:
    """Return the signals of a pair that only the similarity decides, nothing for all others."""
    a, b = row["a"], row["b"]
    if compare_empty(a, b, None) is not None or not examine(a, b).needs_similarity:
        return {}
    texts = [normalise(a), normalise(b)]
    left, right = embedder.embed_words(texts)
    vectors = embedder.embed(texts)
    return signals(*texts, left, right, min(1.0, max(0.0, cosines(vectors[:1], vectors[1:])[0])))


if __name__ == "__main__":
    main()
