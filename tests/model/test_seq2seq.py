"""Encoder-decoder models: batches give the texts of single calls and of transformers, on tiny random ones."""

from pathlib import Path

import pytest

from promptfuzz.errors import UsageError
from promptfuzz.models.heavy import quiet
from promptfuzz.models.loading import load_model
from promptfuzz.models.transformers_local import TransformersModel
from promptfuzz.records import Message, Request
from tests.model.tiny_models import LETTERS, ask, texts, tiny

pytestmark = pytest.mark.model


def plain(loaded: TransformersModel, text: str, most: int) -> tuple[str, int]:
    """Return the text and the number of tokens of transformers' own greedy generation."""
    import torch

    row = loaded._row(ask(text))
    with quiet(), torch.inference_mode():
        made = loaded._model.generate(
            torch.tensor([row]), attention_mask=torch.ones(1, len(row)), max_new_tokens=most, do_sample=False,
            num_beams=1,
        )  # fmt: skip
    new = made[0, 1:].tolist()  # without the start token
    return loaded._tokenizer.decode(new, skip_special_tokens=True), len(new)


@pytest.mark.parametrize(("kind", "batched"), [("t5", True), ("bart", True), ("longt5", False)])
def test_batched_texts_are_those_of_single_calls_and_of_transformers(kind: str, batched: bool, tmp_path: Path) -> None:
    loaded = TransformersModel(str(tiny(tmp_path, kind)), max_new_tokens=12, batch_size=4)
    assert loaded._workers.batched is batched
    outputs = loaded.answer([ask(text) for text in LETTERS])
    assert texts(outputs) == [texts(loaded.answer([ask(text)]))[0] for text in LETTERS]
    assert len(set(texts(outputs))) > 3
    for text, output in zip(LETTERS, outputs, strict=True):
        assert (output.text, output.completion_tokens) == plain(loaded, text, 12)
        assert output.prompt_tokens == len(text)


def test_rows_that_end_leave_the_others_alone(tmp_path: Path) -> None:
    loaded = TransformersModel(str(tiny(tmp_path, "t5")), max_new_tokens=30, temperature=3.0, batch_size=16)
    asked = [ask(text, sample) for text in LETTERS for sample in range(4)]
    outputs = loaded.answer(asked)
    ended = [output for output in outputs if not output.truncated]
    assert ended and len(ended) < len(outputs) and not any("<end>" in output.text for output in outputs)
    assert texts(outputs[::7]) == [texts(loaded.answer([request]))[0] for request in asked[::7]]


def test_sampling_repeats_by_sample_and_not_by_batch(tmp_path: Path) -> None:
    loaded = TransformersModel(str(tiny(tmp_path, "bart")), max_new_tokens=12, temperature=2.0)
    asked = [ask("abc", sample) for sample in range(8)]
    drawn = texts(loaded.answer(asked))
    assert len(set(drawn)) > 4 and loaded.deterministic is False
    assert texts(loaded.answer(asked[::-1])) == drawn[::-1]
    assert texts(loaded.answer([asked[3]])) == [drawn[3]]


def test_a_forced_first_token_is_kept(tmp_path: Path) -> None:
    loaded = TransformersModel(str(tiny(tmp_path, "bart", forced_bos_token_id=33)), max_new_tokens=8)
    first = loaded._tokenizer.decode([33])
    for text in LETTERS[:3]:
        output = loaded.answer([ask(text)])[0]
        assert output.text.startswith(first) and output.text == plain(loaded, text, 8)[0]


def test_messages_are_joined_as_plain_text(tmp_path: Path) -> None:
    loaded = TransformersModel(str(tiny(tmp_path, "t5")), max_new_tokens=4)
    asked = Request((Message("system", "s"), Message("user", "u")))
    words = "".join(loaded._tokenizer.convert_ids_to_tokens(loaded._row(asked)))
    assert words == "s<end><end>User: u<end><end>Assistant:"  # a line break is no letter of this tokenizer


def test_a_prompt_that_is_too_long_is_refused_and_never_cut(tmp_path: Path) -> None:
    loaded = TransformersModel(str(tiny(tmp_path, "bart")), max_new_tokens=12)
    long, just, short = loaded.answer([ask("x" * 41), ask("x" * 40), ask("x")])
    assert "expected at most 40 tokens in the prompt, got 41 in the prompt" in str(long.error)
    assert just.prompt_tokens == 40 and not just.failed and not short.failed
    answer = TransformersModel(str(tmp_path), max_new_tokens=41).answer([ask("x")])[0]
    assert "expected at most 40 tokens in the answer, got 1 in the prompt and max_new_tokens=41" in str(answer.error)


def test_an_encoder_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"expected a causal or seq2seq model, got .*T5EncoderModel.*writes no text"):
        load_model(f"transformers:{tiny(tmp_path, 't5 encoder')}")
