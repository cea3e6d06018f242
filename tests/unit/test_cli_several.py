"""``promptfuzz findings`` after a campaign of several models, each with a report of its own."""

import dataclasses
import json
import os
import re
from datetime import datetime

import pytest
from test_reporting_results import make_results
from typer.testing import CliRunner

from promptfuzz.cli.app import app
from promptfuzz.reporting.json_report import render_json

APPLICATION = """
def strict(text):
    return "yes" if "please" in text.lower() else "no"

def steady(text):
    return "yes"
"""
CAMPAIGN = """
[campaign]
families = ["paraphrase"]
[[models]]
spec = "python:several_app:strict"
[[models]]
spec = "python:several_app:steady"
[[corpora]]
path = "prompts.jsonl"
"""
PROMPT = {
    "id": "polite",
    "prompt": "Please say whether the shop is open on Sunday. Answer yes or no.",
    "answer": {"type": "yesno"},
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def invoke(*words, columns="200"):
    return CliRunner(env={"COLUMNS": columns}).invoke(app, list(words))


def write(folder, name, results, model, *, finding=None, night=0):
    """Write what a campaign leaves of one model, `night` days before the others."""
    run = dataclasses.replace(
        results.run, model=dataclasses.replace(results.run.model, name=model, spec=f"spec-of-{model}")
    )
    findings = results.findings[:1]
    findings = [dataclasses.replace(one, id=finding, model=None) for one in findings] if finding else []
    path = folder / "reports" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(render_json(dataclasses.replace(results, run=run, findings=findings)))
    written = datetime.fromisoformat(run.finished).timestamp() + 1 - night * 86_400
    os.utime(path, (written, written))


def test_the_findings_of_every_model_are_listed_shown_and_replayed(folder):
    (folder / "several_app.py").write_text(APPLICATION)
    (folder / "night.toml").write_text(CAMPAIGN)
    (folder / "prompts.jsonl").write_text(json.dumps(PROMPT) + "\n")
    ran = invoke("run", "night.toml", "--budget-calls", "300")
    assert ran.exit_code == 1, ran.output
    said = dict.fromkeys(re.findall(r"findings replay (\S+)", ran.stdout))
    kept = {
        finding["id"]
        for model in ("strict", "steady")
        for finding in json.loads((folder / "reports" / f"night-{model}.json").read_text())["findings"]
    }
    listed = invoke("findings", "list")
    assert said and set(said) <= kept
    assert all(name in listed.stdout for name in kept)
    for name in said:
        assert invoke("findings", "show", name).exit_code == 0
        replayed = invoke("findings", "replay", name)
        assert replayed.exit_code == 1, replayed.output


def test_a_model_is_named_where_there_are_several(folder):
    results = make_results()
    write(folder, "night-small.json", results, "small", finding="aaaa")
    write(folder, "night-large.json", results, "large", finding="bbbb")
    for columns in ("200", "40"):
        listed = " ".join(invoke("findings", "list", columns=columns).stdout.split())
        assert re.search(r"aaaa .*?small", listed) and re.search(r"bbbb .*?large", listed)
    (folder / "reports" / "night-small.json").unlink()
    assert "large" not in invoke("findings", "list").stdout


def test_reports_of_another_night_or_campaign_are_left_alone(folder):
    results = make_results()
    write(folder, "night-small.json", results, "small", finding="aaaa")
    write(folder, "night-large.json", results, "large", finding="bbbb", night=1)
    write(folder, "day-large.json", results, "large", finding="cccc")
    write(folder, "night-of-another-name.json", results, "unlike", finding="dddd")
    (folder / "reports" / "day-large.json").touch()
    (folder / "reports" / "night-small.json").touch()
    listed = invoke("findings", "list").stdout
    assert "aaaa" in listed
    assert not {"bbbb", "cccc", "dddd"} & set(listed.split())


@pytest.mark.parametrize("finished", ["", "yesterday"])
def test_a_report_that_does_not_say_when_it_was_finished_is_read_alone(folder, finished):
    results = make_results()
    write(folder, "night-large.json", results, "large", finding="bbbb")
    write(folder, "night-small.json", results, "small", finding="aaaa")
    path = folder / "reports" / "night-small.json"
    path.write_text(path.read_text().replace(json.dumps(results.run.finished), json.dumps(finished)))
    listed = invoke("findings", "list")
    assert listed.exit_code == 0
    assert "aaaa" in listed.stdout and "bbbb" not in listed.stdout


def test_models_of_one_name_are_told_apart_by_their_reports(folder):
    results = make_results()
    write(folder, "night-small.json", results, "small", finding="aaaa")
    write(folder, "night-small-2.json", results, "small", finding="aaaa")
    asked = invoke("findings", "show", "aaaa")
    assert asked.exit_code == 2
    assert "night-small.json and in " in asked.stderr.replace("\n", " ")
    assert invoke("findings", "show", "aaaa", "--report", "reports/night-small-2.json").exit_code == 0


def test_a_report_that_cannot_be_read_keeps_no_other_from_being_read(folder):
    results = make_results()
    write(folder, "night-small.json", results, "small", finding="aaaa")
    (folder / "reports" / "night-large.json").write_text("{")
    (folder / "reports" / "night-small.json").touch()
    listed = invoke("findings", "list")
    assert "aaaa" in listed.stdout and "night-large.json" in listed.stderr
