"""``promptfuzz run``: options in, exit codes and report files out, with a fuzzer that a test scripts."""

import dataclasses
import errno
import os
from pathlib import Path

import pytest
from test_reporting_results import make_results
from typer.testing import CliRunner

from promptfuzz.campaign import running
from promptfuzz.cli import exits
from promptfuzz.cli.app import app
from promptfuzz.errors import ModelError, UsageError
from promptfuzz.events import CallsMade, RunStarted
from promptfuzz.records import Budget, Results, StopReason

RUNNER = CliRunner()


class StandIn:
    """What a loaded model is to the command: something that says of a prompt whether it can take it."""

    def __init__(self, spec: str) -> None:
        self.spec = spec
        self.fault: str | None = None

    def check(self, prompt: object) -> None:
        """Take every prompt."""


class Fuzzer:
    """Stands in for the library's front door: keeps what it was given, returns `results` or raises `error`."""

    def __init__(self) -> None:
        self.results = make_results()
        self.error: BaseException | None = None
        self.given: dict[str, object] = {}

    def load_model(self, spec, **options):
        self.given["spec"], self.given["options"] = spec, options
        self.given.setdefault("specs", []).append(spec)
        return StandIn(spec)

    def fuzz(self, prompts, model, **given):
        self.given |= {"prompts": prompts, "model": model, **given}
        for listener in given["listeners"]:
            listener(RunStarted("toy", len(prompts), 3, None))
            listener(CallsMade(10, 0, 0))
        if self.error is not None:
            raise self.error
        return self.results


@pytest.fixture
def fuzzer(monkeypatch, tmp_path):
    made = Fuzzer()
    monkeypatch.setattr(running, "fuzz", made.fuzz)
    monkeypatch.setattr(running, "load_model", made.load_model)
    monkeypatch.chdir(tmp_path)
    Path("mine.jsonl").write_text('{"prompt": "Say hi.", "tags": ["x"]}\n{"prompt": "Say ho.", "tags": ["y"]}\n')
    return made


def run(*options: str, corpus: str = "mine.jsonl"):
    return RUNNER.invoke(app, ["run", "--corpus", corpus, *options])


def quiet(results: Results, **run) -> Results:
    return dataclasses.replace(results, findings=(), run=dataclasses.replace(results.run, **run))


def test_defaults(fuzzer):
    result = run()
    assert result.exit_code == 1, result.output
    assert fuzzer.given["spec"] == "smollm2"
    assert list(fuzzer.given["families"]) == ["paraphrase", "reorder", "degrade"]
    assert fuzzer.given["budget"] is None
    assert len(fuzzer.given["prompts"]) == 2
    assert sorted(path.name for path in Path("reports").iterdir()) == ["promptfuzz.html", "promptfuzz.json"]
    assert Results.from_json(Path("reports/promptfuzz.json").read_bytes()) == fuzzer.results
    assert "4 of 5 prompts depend on how they are worded." in result.stdout
    assert "report   reports/promptfuzz.html" in result.stdout
    assert "asking toy about 2 prompts, 3 cells" in result.stderr
    assert "\x1b" not in result.output


def test_options_reach_the_library(fuzzer):
    result = run(
        "--model", "python:app:answer", "--model-option", "name=x=1", "--model-option", "temperature=.5", "--tag", "y",
        "--concurrency", "3", "--samples", "5",
        "--family", "format", "--budget-calls", "9", "--seed", "7", "--report", "json=out/night.json",
    )  # fmt: skip
    assert result.exit_code == 1
    assert fuzzer.given["spec"] == "python:app:answer"
    assert fuzzer.given["options"] == {"name": "x=1", "temperature": 0.5, "concurrency": 3}
    assert fuzzer.given["samples"] == 5
    assert [prompt.template for prompt in fuzzer.given["prompts"]] == ["Say ho."]
    assert (fuzzer.given["families"], fuzzer.given["seed"]) == ({"format": 1.0}, 7)
    assert fuzzer.given["budget"] == Budget(calls=9)
    assert Path("out/night.json").is_file()
    assert not Path("reports").exists()
    assert "promptfuzz findings replay ID --report out/night.json" in result.stdout


def test_exit_codes(fuzzer):
    assert run("--fail-on", "never").exit_code == 0
    assert run("--fail-on", "any").exit_code == 1
    full = fuzzer.results
    fuzzer.results = quiet(full)
    assert run().exit_code == 0
    fuzzer.results = quiet(full, status=StopReason.BUDGET)
    assert run().exit_code == 0
    fuzzer.results = make_results(status=StopReason.INTERRUPTED)
    assert run("--fail-on", "never").exit_code == 3
    assert "interrupted" in Path("reports/promptfuzz.html").read_text()
    fuzzer.results = quiet(full, calls=12, failed_calls=12)
    result = run()
    assert result.exit_code == 3
    assert "every one of 12 calls of SmolLM2-135M-Instruct failed" in result.stderr


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (ModelError("no answer at \x1b[2J:8000"), 3, "promptfuzz: no answer at \\x1b[2J:8000"),
        (UsageError("expected x, got y"), 2, "promptfuzz: expected x, got y"),
        (KeyboardInterrupt(), 3, "promptfuzz: interrupted"),
        (SystemExit(0), 3, "promptfuzz: expected the model to return, got sys.exit(0) from it"),
    ],
)
def test_errors_are_one_message(fuzzer, error, code, message):
    fuzzer.error = error
    result = run()
    assert result.exit_code == code
    assert message in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--family", "reordr"], "did you mean 'reorder'?"),
        (
            ["--family", "placebo"],
            "expected family to be one of paraphrase, reorder, degrade, format, counterfactual, got",
        ),
        (["--tag", "z"], "expected tag to be one of x, y, got tag='z'"),
        (["--report", "htm"], "did you mean 'html'?"),
        (["--report", "html=mine.jsonl/x.html"], "mine.jsonl' in its way; name another path"),
        (["--model-option", "max_new_token=9"], "did you mean 'max_new_tokens'?"),
        (
            ["--model-option", "max_new_tokens=few"],
            "--model-option: max_new_tokens: expected max_new_tokens to be a whole",
        ),
        (["--model", "smolm2"], "--model: expected model to be one of"),
        (["--budget-usd", "nan"], "--budget-usd: expected a number above 0, got nan"),
        (["--budget-usd", "2"], "--model: expected a known price of model 'smollm2' for a limit of usd=2"),
        (["--model-option", "x"], "expected --model-option NAME=VALUE, got 'x'"),
        (["--model-option", "x=1", "--model-option", "x=2"], "got 'x' twice"),
        (["--budget-calls", "0"], "--budget-calls: expected a whole number of at least 1, got 0"),
        (["--corpus", "mine.json"], "did you mean 'mine.jsonl'?"),
        (["--famly", "x"], "No such option: --famly"),
    ],
)
def test_bad_usage_is_refused_before_anything_is_asked(fuzzer, options, message):
    result = run(*options)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
    assert not fuzzer.given


def test_a_report_that_cannot_be_written_costs_neither_the_summary_nor_the_others(fuzzer, monkeypatch):
    replace = os.replace

    def full(source, target):
        if str(target).endswith(".html"):
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr("os.replace", full)
    result = run("--report", "html=x.html", "--report", "json=x.json")
    assert result.exit_code == 2
    assert Results.from_json(Path("x.json").read_bytes()) == fuzzer.results
    assert "expected to write 'x.html', got No space left on device" in result.stderr
    assert "4 of 5 prompts depend" in result.stdout


def test_without_a_json_report_the_summary_says_how_to_replay(fuzzer):
    assert "write a JSON report, too: --report json" in run("--report", "html").stdout


CAMPAIGN = """
[campaign]
seed = 3
families = ["degrade"]
tolerance = 0.2
[budget]
calls = 100
minutes = 5
[[models]]
spec = "python:app:answer"
name = "one"
[[models]]
spec = "python:app:other"
[[corpora]]
path = "mine.jsonl"
tags = ["x"]
[[reports]]
format = "json"
path = "out/nightly.json"
"""


def test_a_campaign_file_reaches_the_library(fuzzer):
    Path("nightly.toml").write_text(CAMPAIGN)
    result = RUNNER.invoke(app, ["run", "nightly.toml", "--seed", "7"])
    assert result.exit_code == 1, result.output
    assert fuzzer.given["specs"] == ["python:app:answer", "python:app:other"]
    assert (fuzzer.given["seed"], fuzzer.given["families"]) == (7, {"degrade": 1.0})
    left = 5 - fuzzer.results.run.seconds / 60
    assert (fuzzer.given["tolerance"], fuzzer.given["budget"].minutes) == (0.2, pytest.approx(left))
    assert [prompt.template for prompt in fuzzer.given["prompts"]] == ["Say hi."]
    name = fuzzer.results.run.model.name
    assert sorted(path.name for path in Path("out").iterdir()) == [f"nightly-{name}-2.json", f"nightly-{name}.json"]


def test_options_replace_what_the_file_says(fuzzer):
    Path("deep").mkdir()
    Path("deep/nightly.toml").write_text(CAMPAIGN.replace('"mine', '"../mine'))
    line = ["--model", "python:app:answer", "--family", "format", "--budget-calls", "9", "--corpus", "mine.jsonl",
            "--tag", "y", "--report", "html=x.html"]  # fmt: skip
    result = RUNNER.invoke(app, ["run", "deep/nightly.toml", *line])
    assert result.exit_code == 1, result.output
    assert fuzzer.given["specs"] == ["python:app:answer"]
    assert fuzzer.given["options"] == {"name": "one"}
    assert (fuzzer.given["families"], fuzzer.given["budget"]) == ({"format": 1.0}, Budget(calls=9, minutes=5))
    assert [prompt.template for prompt in fuzzer.given["prompts"]] == ["Say ho."]
    assert Path("x.html").is_file() and not Path("deep/out").exists()


def test_defaults_of_the_project_hold_under_file_and_options(fuzzer):
    text = '[tool.promptfuzz]\nseed = 1\nfamilies = ["format"]\ncampaign = "mine.toml"\n'
    Path("pyproject.toml").write_text(
        text + "[tool.promptfuzz.budget]\ncalls = 50\n[[tool.promptfuzz.corpora]]\npath='mine.jsonl'\n"
    )
    Path("mine.toml").write_text("[campaign]\nseed = 2\n")
    Path("sub").mkdir()
    os.chdir("sub")
    result = RUNNER.invoke(app, ["run", "--strict"])
    assert result.exit_code == 1, result.output
    assert (fuzzer.given["seed"], fuzzer.given["families"], fuzzer.given["strict"]) == (2, {"format": 1.0}, True)
    assert "settings from ../pyproject.toml, ../mine.toml" in result.stderr
    assert fuzzer.given["budget"] == Budget(calls=50)
    assert len(fuzzer.given["prompts"]) == 2
    assert sorted(path.name for path in Path("reports").iterdir()) == ["mine.html", "mine.json"]


def test_a_dry_run_loads_and_asks_nothing(fuzzer):
    Path("nightly.toml").write_text(CAMPAIGN)
    result = RUNNER.invoke(app, ["run", "nightly.toml", "--dry-run"], env={"COLUMNS": "100"})
    assert result.exit_code == 0, result.output
    assert not fuzzer.given and not Path("out").exists()
    assert "python:app:answer" in result.stdout and "unknown" in result.stdout
    assert "budget of python:app:other: 50 calls, 2.5 minutes" in result.stdout
    assert "50 calls for 1 cells: 50 a cell, fewer than 60" in " ".join(result.stdout.split())


def test_an_interrupt_ends_a_campaign_with_the_reports_so_far(fuzzer):
    Path("nightly.toml").write_text(CAMPAIGN)
    fuzzer.results = make_results(status=StopReason.INTERRUPTED)
    result = RUNNER.invoke(app, ["run", "nightly.toml"])
    assert result.exit_code == 3
    assert len(list(Path("out").iterdir())) == 1


def test_progress_that_nobody_can_read_costs_no_call(fuzzer, monkeypatch):
    def full(self, event):
        raise OSError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr("promptfuzz.reporting.progress.Progress.__call__", full)
    done = RUNNER.invoke(app, ["run", "--model", "python:app:a", "--corpus", "mine.jsonl", "--report", "json=r.json"])
    assert done.exit_code == 1 and Results.from_json(Path("r.json").read_bytes()) == fuzzer.results


def test_every_report_is_written_before_a_word_is_printed(fuzzer, monkeypatch):
    def full(*given):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("promptfuzz.reporting.terminal.print_summary", full)
    command = [
        "run",
        "--model",
        "python:app:a",
        "--model",
        "python:app:b",
        "--corpus",
        "mine.jsonl",
        "--report",
        "json=r.json",
    ]
    done = RUNNER.invoke(app, command)
    assert exits.cannot_print(done.exception)
    assert len(list(Path().glob("r-*.json"))) == 2
