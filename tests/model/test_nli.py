"""A tiny NLI cross-encoder with random weights, made on the spot, read by transformers from a directory."""

import pytest

import promptfuzz as pf
from promptfuzz.oracle.opinion_nli import load_encoder

pytestmark = pytest.mark.model

WORDS = "the a cat dog sat on mat is not rug . yes no".split()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    pytest.importorskip("torch")
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast, set_seed

    place = tmp_path_factory.mktemp("nli")
    (place / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]))
    set_seed(0)
    config = BertConfig(
        vocab_size=5 + len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=40, id2label={0: "CONTRADICTION", 1: "NEUTRAL", 2: "ENTAILMENT"},
        label2id={"CONTRADICTION": 0, "NEUTRAL": 1, "ENTAILMENT": 2},
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(place)
    BertTokenizerFast(str(place / "vocab.txt")).save_pretrained(place)
    return place


def test_a_pair_says_the_same_in_any_batch(folder):
    encoder = load_encoder(str(folder), None, local_only=True)
    pairs = [("the cat sat .", "a dog is on the mat ."), ("yes", "no"), ("the cat is not a dog .", "no")]
    together, alone = encoder.infer(pairs, 3), [encoder.infer([pair], 1)[0] for pair in pairs]
    for one, other in zip(together, alone, strict=True):
        assert one == pytest.approx(other, abs=1e-5)
        assert 0 < one.contradiction + one.entailment < 1
    assert encoder.infer([("cat " * 30, "dog " * 30)], 2) == [None]


def test_a_directory_is_a_judge(folder):
    judge = pf.NliJudge(str(folder), least=0.0, local_files_only=True)
    opinions = judge.opinions([("yes", "no"), ("the cat sat .", "the dog sat .")])
    assert all(opinion.same is not None and opinion.reason.startswith("NLI model nli") for opinion in opinions)
    assert judge.asked == 2
    with pytest.raises(pf.ModelError, match="directory with an NLI cross-encoder"):
        pf.NliJudge(str(folder / "none"), local_files_only=True).opinions([("a", "b")])
    with pytest.raises(pf.UsageError, match="expected an NLI model with the labels"):
        pf.NliJudge(str(folder), labels=("a", "b"), local_files_only=True).opinions([("a", "b")])
