"""A run that is ended from outside, or by the application that it asks, leaves what was paid for in its reports."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from promptfuzz.cli.app import app
from promptfuzz.records import Results, StopReason

APPLICATION = """
import os, signal, sys

asked = 0

def good(text):
    return "positive" if "thank" not in text else "negative"

def at(number, act):
    global asked
    asked += 1
    if asked == number:
        act()

def exits(text):
    at(30, lambda: sys.exit("rate limit: giving up"))
    return good(text)

def terminated(text):
    at(30, lambda: os.kill(os.getpid(), signal.SIGTERM))
    return good(text)

def hung_up(text):
    at(30, lambda: os.kill(os.getpid(), signal.SIGHUP))
    return good(text)

def moves(text):
    if os.path.exists("elsewhere"):
        os.chdir("elsewhere")
    return good(text)

class Odd(BaseException):
    pass

def breaks(text):
    raise Odd("odd")
"""
PROMPT = (
    '{"id": "mood", "prompt": "Classify the review as positive or negative. Reply with one word.\\nReview: {review}", '
    '"slots": {"review": "I left smiling."}, "answer": {"type": "label", "labels": ["positive", "negative"]}}\n'
)


@pytest.fixture
def application(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    Path("ended_application.py").write_text(APPLICATION)
    Path("p.jsonl").write_text(PROMPT)
    Path("elsewhere").mkdir()
    # Where the tests run in the background, or under nohup, signals may be ignored.
    handlers = {
        signal.SIGINT: signal.default_int_handler,
        signal.SIGTERM: signal.SIG_DFL,
        signal.SIGHUP: signal.SIG_DFL,
    }
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
    sys.modules.pop("ended_application", None)


def run(*names: str) -> tuple[int, str]:
    models = [part for name in names for part in ("--model", f"python:ended_application:{name}")]
    done = CliRunner().invoke(app, ["run", *models, "--corpus", "p.jsonl", "--report", "json=r.json"])
    return done.exit_code, done.stderr


def read(path: str) -> Results:
    return Results.from_json(Path(path).read_bytes())


@pytest.mark.usefixtures("application")
@pytest.mark.parametrize("name", ["terminated", "hung_up"])
def test_what_asks_the_process_to_end_is_heard_as_an_interrupt(name: str) -> None:
    handlers = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)]
    assert run(name)[0] == 3
    results = read("r.json")
    assert results.run.status is StopReason.INTERRUPTED and results.run.calls >= 30
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)] == handlers


@pytest.mark.usefixtures("application")
def test_an_application_that_exits_ends_the_run_with_its_report() -> None:
    code, _ = run("exits")
    assert code == 3
    results = read("r.json")
    assert results.run.status is StopReason.INTERRUPTED and results.run.calls > 0
    assert any("the model called sys.exit('rate limit: giving up')" in warning for warning in results.run.warnings)


@pytest.mark.usefixtures("application")
def test_what_befalls_one_model_costs_no_report_of_another() -> None:
    with pytest.raises(BaseException, match="odd"):
        run("good", "breaks")
    assert read("r-good.json").run.status is StopReason.COMPLETE


@pytest.mark.usefixtures("application")
def test_reports_go_where_the_run_began(tmp_path: Path) -> None:
    code, said = run("moves")
    assert code in {0, 1}, said
    assert (tmp_path / "r.json").exists() and not (tmp_path / "elsewhere" / "r.json").exists()
