"""The regression corpus: findings are kept with their tests, asked first, called fixed, and put aside by a person."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import promptfuzz as pf
from promptfuzz.cli.app import app
from promptfuzz.property.regressions import FOLDER, State, configured_folder, folder_for, read_folder, read_record

TEST = """
import promptfuzz as pf
from hypothesis import Phase, given, settings
from promptfuzz import strategies as pfst

PROMPT = pf.Prompt(
    "{start} the review as positive or negative. Please answer with one word.\\n\\nReview: {{review}}",
    slots={{"review": "I left smiling."}},
    answer=pf.Label("positive", "negative"),
    id="kept",
)
asked = []


def model(text):
    asked.append(text)
    return "{wrong}" if "{trigger}" not in text else "positive"


@settings(deadline=None, database=None, max_examples=40, derandomize=True,
          phases=[Phase.generate, Phase.shrink])
@given({strategy})
def test_kept(variant):
    pf.assert_stable(variant, model)
"""
DEFAULTS = {"trigger": "Classify", "wrong": "negative", "start": "Classify", "strategy": "pfst.variants(PROMPT)"}
ONE_MUTATOR = "pfst.paraphrases(PROMPT, mutators=('task-verbs',))"


@pytest.fixture
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Suite":
    monkeypatch.chdir(tmp_path)
    configured_folder.cache_clear()
    return Suite(tmp_path, monkeypatch)


class Suite:
    """A test file in a folder of its own; every run is one of a new process, as far as promptfuzz can tell."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.monkeypatch = monkeypatch
        self.asked: list[str] = []

    def run(self, strategy: str = "pfst.variants(PROMPT)", **fields: str) -> pf.WordingDependence | None:
        self.monkeypatch.setenv("PYTEST_CURRENT_TEST", "test_kept.py::test_kept (call)")
        names = self.load("test_kept.py", strategy=strategy, **fields)
        self.asked = names["asked"]
        try:
            names["test_kept"]()
        except pf.WordingDependence as error:
            return error
        return None

    def load(self, name: str, **fields: str) -> dict[str, Any]:
        path = self.folder / name
        path.write_text(TEST.format(**(DEFAULTS | fields)))
        return runpy.run_path(str(path))

    @property
    def records(self):
        return read_folder(self.folder / FOLDER)

    def edit(self, **fields: object) -> None:
        (path,) = (self.folder / FOLDER).glob("*.json")
        path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def test_the_minimal_variant_is_kept_and_nothing_larger(suite: Suite) -> None:
    error = suite.run()
    (record,) = suite.records
    assert record.state is State.NEW and record.test == "test_kept.py::test_kept"
    assert len(record.finding.minimal.edits) == 1 and record.path.stem == record.finding.id
    assert f"promptfuzz findings replay {record.path.stem}" in str(error)
    assert f"{FOLDER}/{record.path.name}" in str(error)


def test_a_kept_finding_is_asked_first_and_its_state_is_told(suite: Suite) -> None:
    suite.run()
    (record,) = suite.records
    seen = []
    for wrong in ("negative", "positive", "positive", "negative"):
        error = suite.run(wrong=wrong)
        assert (error is None) == (wrong == "positive")
        assert error is None or "A finding of an earlier run is still there." in str(error)
        assert suite.asked[3] == record.finding.minimal.text  # after the prompt itself and its two repeats
        seen.append(str(suite.records[0].state))
    assert seen == ["known", "fixed", "fixed", "returned"]


def test_a_known_finding_that_comes_and_goes_is_not_fixed_by_one_answer(suite: Suite) -> None:
    """The model does not say that it samples: its first answer is right, and the next ones are not."""
    suite.run()
    (record,) = suite.records
    text = record.finding.minimal.text
    answer = f"positive' if text == {text!r} and asked.count(text) == 1 else 'negative"
    test = TEST.replace('return "{wrong}" if', "return ('{wrong}') if")
    path = suite.folder / "test_kept.py"
    path.write_text(test.format(**(DEFAULTS | {"wrong": answer})))
    with pytest.raises(pf.WordingDependence, match="A finding of an earlier run is still there"):
        runpy.run_path(str(path))["test_kept"]()
    assert [str(one.state) for one in suite.records] == ["known"]


def test_a_file_that_another_worker_takes_away_is_no_fault(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    suite.run()
    (record,) = suite.records

    def gone(path: Path) -> Any:
        path.unlink()
        return read_record(path)

    monkeypatch.setattr("promptfuzz.property.regressions.read_record", gone)
    assert read_folder(record.path.parent) == []


def test_nothing_else_is_asked_while_a_kept_finding_stands(suite: Suite) -> None:
    suite.run()
    suite.run()
    assert len(suite.asked) == 3 + 1 + 10


def test_a_dismissed_finding_does_not_fail_and_another_one_does(suite: Suite) -> None:
    suite.run(ONE_MUTATOR)
    suite.edit(state="dismissed", reason="Nobody rewords this.")
    (record,) = suite.records
    assert suite.run(ONE_MUTATOR) is not None
    assert {str(one.state) for one in suite.records} == {"dismissed", "new"}
    (other,) = (one for one in suite.records if one.path != record.path)
    (put_aside,), (found,) = record.finding.minimal.edits, other.finding.minimal.edits
    assert (put_aside.mutator, put_aside.start) == (found.mutator, found.start)
    assert put_aside.after != found.after  # another word at the same place


def test_a_dismissal_needs_a_reason(suite: Suite) -> None:
    suite.run()
    suite.edit(state="dismissed", reason=None)
    with pytest.raises(pf.UsageError, match="to say why the finding is dismissed"):
        suite.run()
    suite.edit(state="dismised")
    with pytest.raises(pf.UsageError, match="did you mean 'dismissed'"):
        suite.run()


def test_a_prompt_that_was_rewritten_leaves_the_finding_alone(suite: Suite) -> None:
    suite.run()
    error = suite.run(start="Kindly label", trigger="", wrong="positive")
    assert error is None
    assert [str(record.state) for record in suite.records] == ["new"]


def test_where_findings_are_kept_can_be_chosen(suite: Suite) -> None:
    file = suite.folder / "test_kept.py"
    file.write_text("")
    assert folder_for(str(file)) == suite.folder / FOLDER
    for value, folder in (('"kept/here"', suite.folder / "kept/here"), ("false", None)):
        (suite.folder / "pyproject.toml").write_text(f"[tool.promptfuzz]\nregressions = {value}\n")
        configured_folder.cache_clear()
        assert folder_for(str(file)) == folder
    (suite.folder / "pyproject.toml").write_text("[tool.promptfuzz]\nregressions = 3\n")
    configured_folder.cache_clear()
    with pytest.raises(pf.UsageError, match="regressions=3"):
        folder_for(str(file))
    configured_folder.cache_clear()
    assert folder_for("<stdin>") is None


def test_a_plain_test_keeps_nothing(suite: Suite) -> None:
    names = suite.load("test_plain.py")
    variant = names["PROMPT"].variant(pf.Edit(0, 8, "Label", "v"))
    with pytest.raises(pf.WordingDependence) as failure:
        names["pf"].assert_stable(variant, names["model"])
    assert "findings replay" not in str(failure.value)
    assert not suite.records


def test_the_command_line_lists_shows_and_replays_what_tests_kept(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite.run()
    (record,) = suite.records
    runner = CliRunner(env={"COLUMNS": "120", "NO_COLOR": "1"})
    listed = runner.invoke(app, ["findings", "list"])
    assert listed.exit_code == 0 and record.path.stem in listed.stdout and "new · test_kept.py" in listed.stdout
    for source in ([], ["--report", FOLDER], ["--report", str(record.path)]):
        shown = runner.invoke(app, ["findings", "show", record.path.stem[:5], *source])
        assert shown.exit_code == 0 and "test_kept.py::test_kept keeps it in" in shown.stdout
    monkeypatch.syspath_prepend(suite.folder)
    spec = ["--model", "python:test_kept:model"]
    replayed = runner.invoke(app, ["findings", "replay", record.path.stem, *spec])
    assert replayed.exit_code == 1, replayed.output
    assert "It still flips." in replayed.stdout


def test_a_file_that_is_no_finding_is_named(tmp_path: Path) -> None:
    for text in ("{", "[]", '{"schema": "other"}', '{"schema": "promptfuzz.finding/1", "state": "new"}'):
        path = tmp_path / "bad.json"
        path.write_text(text)
        with pytest.raises(pf.UsageError, match=r"bad\.json"):
            read_record(path)
