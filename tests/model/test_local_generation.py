"""Local generation: batches give the texts of single calls, on the packaged model and on tiny random ones."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from promptfuzz.errors import ModelError, UsageError
from promptfuzz.models import conversion
from promptfuzz.models.backends import OneByOne
from promptfuzz.models.generation import Generator
from promptfuzz.models.heavy import quiet
from promptfuzz.models.loading import load_model
from promptfuzz.models.packaged import packaged_file
from promptfuzz.models.transformers_local import TransformersModel
from promptfuzz.records import Message, Request
from tests.model.tiny_models import LETTERS, ask, texts, tiny

pytestmark = pytest.mark.model

SUBJECTS = ["the sea", "a train", "bread", "the moon", "chess"]
PROMPTS = [
    "Say hello.",
    *(f"Name one thing about {subject}." for subject in SUBJECTS),
    *(f"Write one short sentence about {subject} for a child of six years." for subject in SUBJECTS),
    *(
        f"Classify the sentiment of the review as positive or negative. Answer with one word.\nReview: I liked "
        f"{subject}, although {subject} took {number} hours and the second half of it was dull.\nSentiment:"
        for number, subject in enumerate(SUBJECTS)
    ),
    "What is the capital of France? Answer with the name alone.",
    "Is 17 a prime number? Answer yes or no.",
    "List three colours, separated by commas.",
    " ".join(["This is a long text that says the same thing again."] * 20) + " Summarise it in five words.",
]


@pytest.fixture(scope="module")
def smollm2() -> TransformersModel:
    loaded = load_model("smollm2", max_new_tokens=16)
    assert isinstance(loaded, TransformersModel)
    return loaded


class TestPackaged:
    def test_batched_texts_are_those_of_single_calls(self, smollm2: TransformersModel) -> None:
        assert len(PROMPTS) == 20 and smollm2._workers.batched
        batched = smollm2.answer([ask(text) for text in PROMPTS])
        assert texts(batched) == [texts(smollm2.answer([ask(text)]))[0] for text in PROMPTS]
        assert texts(smollm2.answer([ask(text) for text in PROMPTS[5:0:-1]])) == texts(batched)[5:0:-1]

    def test_they_are_those_of_transformers(self, smollm2: TransformersModel) -> None:
        import torch

        some = PROMPTS[::4]
        for text, output in zip(some, smollm2.answer([ask(text) for text in some]), strict=True):
            tokenizer = smollm2._tokenizer
            row = tokenizer.apply_chat_template([{"role": "user", "content": text}], add_generation_prompt=True)[
                "input_ids"
            ]
            with quiet(), torch.inference_mode():
                made = smollm2._model.generate(
                    torch.tensor([row]), attention_mask=torch.ones(1, len(row)), max_new_tokens=16, do_sample=False
                )
            new = made[0, len(row) :].tolist()
            assert output.text == tokenizer.decode(new, skip_special_tokens=True)
            assert (output.prompt_tokens, output.completion_tokens) == (len(row), len(new))
            assert output.truncated == (new[-1] != tokenizer.eos_token_id)

    def test_what_it_says_of_itself(self, smollm2: TransformersModel) -> None:
        assert (smollm2.name, smollm2.spec, smollm2.version) == ("smollm2", "smollm2", packaged_file()[1])
        assert smollm2.deterministic is True and smollm2.portable and smollm2.takes_messages
        output = smollm2.answer([ask("What is the capital of France?")])[0]
        assert "Paris" in output.text and output.latency is not None and output.latency > 0

    def test_system_and_history_are_seen(self, smollm2: TransformersModel) -> None:
        said = [Message("system", "x y z"), Message("user", "a"), Message("assistant", "b"), Message("user", "c")]
        counts = [output.prompt_tokens for output in smollm2.answer([Request(tuple(said[n:])) for n in (0, 1, 3)])]
        # Without a system message the template brings its own, which is longer than ours.
        assert None not in counts and counts[0] < counts[1] > counts[2]  # type: ignore[operator]

    def test_a_text_that_is_too_long_is_a_failed_call(self, smollm2: TransformersModel) -> None:
        long, short = smollm2.answer([ask("x " * 9000), ask("Say hello.")])
        assert "expected at most 8192 tokens with the answer" in str(long.error) and not short.failed

    def test_the_second_load_uses_the_cache_and_is_quiet(self, smollm2: TransformersModel) -> None:
        code = "from promptfuzz.models.loading import load_model; load_model('smollm2')"
        path = ":".join(entry for entry in sys.path if entry)
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", code],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert time.perf_counter() - start < 60

    def test_a_crash_in_the_middle_of_converting_leaves_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, smollm2: TransformersModel
    ) -> None:
        monkeypatch.setenv("PROMPTFUZZ_CACHE", str(tmp_path))
        with quiet():
            import transformers

        def from_pretrained(*_: object, **__: object) -> object:
            half = next((tmp_path / "models").iterdir())
            (half / "config.json").write_text("{}")
            raise RuntimeError("the power went")

        monkeypatch.setattr(transformers.AutoTokenizer, "from_pretrained", lambda *_, **__: None)  # takes 10 s
        monkeypatch.setattr(transformers.AutoModelForCausalLM, "from_pretrained", from_pretrained)
        with pytest.raises(RuntimeError, match="the power went"):
            conversion.converted(packaged_file()[0], "key")
        assert list((tmp_path / "models").iterdir()) == []


class TestTiny:
    @pytest.mark.parametrize(
        ("kind", "backend"),
        [("llama", Generator), ("gpt2", Generator), ("mistral", OneByOne), ("bloom", OneByOne), ("mamba", OneByOne)],
    )
    def test_batched_texts_are_those_of_single_calls(self, kind: str, backend: type, tmp_path: Path) -> None:
        loaded = TransformersModel(str(tiny(tmp_path, kind)), max_new_tokens=12, batch_size=4)
        assert isinstance(loaded._workers._make(), backend)
        batched = loaded.answer([ask(text) for text in LETTERS])
        assert texts(batched) == [texts(loaded.answer([ask(text)]))[0] for text in LETTERS]
        assert len(set(texts(batched))) > 3 and all(output.completion_tokens for output in batched)

    def test_sampling_repeats_by_sample_and_not_by_batch(self, tmp_path: Path) -> None:
        folder = str(tiny(tmp_path, "llama"))
        loaded = TransformersModel(folder, max_new_tokens=12, temperature=1.0)
        asked = [ask("abc", sample) for sample in range(8)]
        drawn = texts(loaded.answer(asked))
        assert len(set(drawn)) == 8 and loaded.deterministic is False
        assert texts(loaded.answer(asked[::-1])) == drawn[::-1]
        assert texts(loaded.answer([asked[3]])) == [drawn[3]]
        other = TransformersModel(folder, max_new_tokens=12, temperature=1.0, seed=1)
        assert texts(other.answer(asked)) != drawn and other.identity != loaded.identity

    def test_sampling_draws_from_the_softmax(self, tmp_path: Path) -> None:
        import torch

        loaded = TransformersModel(str(tiny(tmp_path, "llama")), max_new_tokens=1, temperature=2.0)
        loaded._model.lm_head.weight.data[5] += 0.3 * loaded._model.lm_head.weight.data.std()
        row = loaded._row(ask("abc"))
        logits = Generator(loaded._model, frozenset()).alone(row)
        expected = torch.softmax(logits / 2.0, 0)
        drawn = texts(loaded.answer([ask("abc", sample) for sample in range(2000)]))
        top = int(expected.argmax())
        share = drawn.count(loaded._tokenizer.decode([top])) / 2000
        assert abs(share - float(expected[top])) < 0.02

    def test_an_end_token_ends_and_is_not_shown(self, tmp_path: Path) -> None:
        loaded = TransformersModel(str(tiny(tmp_path, "llama")), max_new_tokens=40, temperature=3.0, batch_size=8)
        outputs = loaded.answer([ask(text, sample) for text in LETTERS for sample in range(4)])
        ended = [output for output in outputs if not output.truncated]
        assert ended and len(ended) < len(outputs) and not any("<end>" in output.text for output in outputs)
        assert all(output.completion_tokens == 40 for output in outputs if output.truncated)

    def test_other_kinds_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match=r"expected a causal or seq2seq model, got .*BertModel.*writes no text"):
            load_model(f"transformers:{tiny(tmp_path, 'bert')}")

    def test_running_out_of_memory_costs_a_retry_and_no_call(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        loaded = TransformersModel(str(tiny(tmp_path, "llama")), max_new_tokens=4, threads=1)
        asked = [ask("x" * 8, sample) for sample in range(7)] + [ask(text) for text in LETTERS[:3]]
        expected = texts(loaded.answer(asked))
        sizes: list[int] = []
        inner = Generator.step

        def step(self: Generator, cache: object, tokens: list[int]) -> object:
            sizes.append(len(tokens))
            if len(tokens) > 3:
                raise RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate")
            return inner(self, cache, tokens)  # type: ignore[arg-type]

        monkeypatch.setattr(Generator, "step", step)
        assert texts(loaded.answer(asked)) == expected and max(sizes) > 3
        sizes.clear()
        assert texts(loaded.answer(asked)) == expected and max(sizes) <= 3

    def test_the_texts_do_not_depend_on_the_batch_size(self, tmp_path: Path) -> None:
        folder = str(tiny(tmp_path, "llama"))
        made = [
            texts(TransformersModel(folder, max_new_tokens=12, batch_size=size).answer([ask(text) for text in LETTERS]))
            for size in ("auto", 1, 3)
        ]
        assert made[0] == made[1] == made[2]

    def test_no_such_model(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match=r"expected a name on the model hub or a directory .*check the spelling"):
            load_model(f"transformers:{tmp_path / 'none'}", local_files_only=True)

    def test_the_version_of_a_directory_follows_its_files(self, tmp_path: Path) -> None:
        folder = tiny(tmp_path, "llama")
        first = load_model(f"transformers:{folder}")
        assert first.version and first.portable and load_model(f"transformers:{folder}").identity == first.identity
        os.utime(folder / "model.safetensors", (1, 1))
        assert load_model(f"transformers:{folder}").version != first.version
