"""Reports that something damaged: refused in a sentence that names the field, or shown; never a traceback."""

import copy
import dataclasses
import io
import json
import math

import pytest
from rich.console import Console
from test_reporting_measured import measured_results
from test_reporting_results import make_results
from typer.testing import CliRunner

import promptfuzz as pf
from promptfuzz.cli.app import app
from promptfuzz.errors import UsageError
from promptfuzz.property.regressions import read_record
from promptfuzz.records import Finding, Prompt, PromptSummary, Results, Run, Variant, change_from_dict
from promptfuzz.records.reading import reader_of
from promptfuzz.reporting.html import render_html
from promptfuzz.reporting.terminal import print_summary
from promptfuzz.reporting.wording import duration

DEEP = "[" * 100_000
OTHERS = (True, 5, "x", [], {}, [[]], {"a": 1}, ["a"], 10**400)
NO_NUMBERS = (math.nan, math.inf, -math.inf, 1e308)


def put(data, path, value):
    """Return a copy of `data` with `value` at `path`."""
    changed = copy.deepcopy(data)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


def paths(data, path=()):
    """Yield where values stand, of lists the first one only."""
    for step, inner in data.items() if isinstance(data, dict) else list(enumerate(data))[:1]:
        yield (*path, step)
        if isinstance(inner, dict | list):
            yield from paths(inner, (*path, step))


def small():
    """Return the JSON form of a report with one record of every kind."""
    data = measured_results().to_dict()
    return data | {name: data[name][:1] for name in ("prompts", "cells", "findings")}


def show(results):
    """Show results everywhere that they are shown, to the end."""
    out = io.StringIO()
    print_summary(results, Console(file=out, width=100))
    assert "replay" in out.getvalue() or not results.findings
    assert render_html(results).rstrip().endswith("</html>")


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("findings", 2, "prompt_id"), 0, "findings[2].prompt_id: expected a text, got 0"),
        (("findings", 0, "summary"), {}, "findings[0].summary: expected a text, got {}"),
        (("findings", 0, "minimal", "outputs", 0), {}, "findings[0].minimal.outputs[0]: expected a text, got {}"),
        (("findings", 0, "minimal", "outputs", 1), math.nan, "findings[0].minimal.outputs[1]: expected a text"),
        (("findings", 1, "test"), -5, "findings[1].test: expected a text, got -5"),
        (("findings", 1, "family"), {}, "findings[1].family: expected a text"),
        (("findings", 1, "ci"), "x", "findings[1].ci: expected a list, got 'x'"),
        (("findings", 1, "ci"), [0.1, 0.2, 0.3], "findings[1].ci: expected a list of 2"),
        (("findings", 1, "model"), {"a": 1}, "findings[1].model: expected a text"),
        (("findings", 1, "variant"), "x", "findings[1].variant: expected an object"),
        (("findings", 1, "shrunk"), 1, "findings[1].shrunk: expected true or false, got 1"),
        (("cells", 0, "test"), [], "cells[0].test: expected a text, got []"),
        (("cells", 0, "flips"), True, "cells[0].flips: expected a whole number, got True"),
        (("cells", 0, "flips"), 10**400, "cells[0].flips: expected a whole number"),
        (("cells", 0, "p_value"), "0", "cells[0].p_value: expected a number, got '0'"),
        (("cells", 0, "verdict"), {}, "cells[0].verdict: {} is not a valid Verdict"),
        (("run", "status"), "x" * 5000, "run.status: 'xxx"),
        (("run", "colour"), "red", "run.colour: not a field of Run"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_its_place(path, value, said):
    with pytest.raises(UsageError) as caught:
        Results.from_json(json.dumps(put(make_results().to_dict(), path, value)))
    assert f"got a field of another kind ({said}" in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("path", [path for path in paths(small()) if "variant" not in path], ids=str)
def test_whatever_stands_there_is_refused_or_can_be_shown(path):
    data = small()
    kinds = {type(value): value for value in OTHERS}  # showing takes its time: one of a kind
    for value in kinds.values():
        results, refused = read(put(data, path, value))
        assert (results is None) == bool(refused)
        assert not refused or (refused.startswith("expected ") and ", got " in refused)
        if results is not None and value != "x" and not (path[-1] == "options" or "options" in path):
            show(results)


def read(data):
    """Return the report in `data`, or None and why it is refused."""
    try:
        return Results.from_json(json.dumps(data)), ""
    except UsageError as error:
        return None, str(error)


@pytest.mark.parametrize("value", NO_NUMBERS)
def test_measures_that_are_no_numbers_are_read_and_shown(value):
    data = small()
    for path in paths(data):
        place = data
        for step in path:
            place = place[step]
        if isinstance(place, float):
            data = put(data, path, value)
    show(Results.from_json(json.dumps(data)))
    assert duration(math.nan) == duration(math.inf) == "an unknown time"
    assert (duration(4.0), duration(200)) == ("4.0 s", "3 min 20 s")


@pytest.mark.parametrize("results", [make_results(), make_results(hostile=False), measured_results()])
def test_what_is_written_is_read(results):
    assert Results.from_json(results.to_json()) == results
    assert [Finding.from_dict(finding.to_dict()) for finding in results.findings] == list(results.findings)


@pytest.mark.parametrize("prompt_id", ["tea", 5, None])
def test_a_run_can_be_read_again(prompt_id):
    prompt = pf.Prompt("Is the tea good? Answer yes or no.", answer=pf.YesNo(), id=prompt_id)
    report = pf.fuzz(prompt, lambda text: "yes" if "Answer" in text else "no", budget=pf.Budget(calls=150))
    again = Results.from_json(report.to_json())
    assert again.to_dict() == json.loads(report.to_json())
    show(again)


def test_a_report_without_the_fields_that_have_a_default_is_read():
    data = measured_results().to_dict()
    del data["prompts"]
    for name, kind, rows in (("run", Run, [data["run"]]), ("findings", Finding, data["findings"])):
        assert data[name]
        for item in dataclasses.fields(kind):
            if item.default is not dataclasses.MISSING:
                for row in rows:
                    del row[item.name]
    results = Results.from_json(json.dumps(data))
    assert results.prompts == () and results.run.tolerance == 0.1 and results.findings[0].shrunk
    show(results)


@pytest.mark.parametrize("word", ["list", "show 2127", "replay 2127"])
def test_a_report_that_nests_without_end_is_no_fault_of_promptfuzz(tmp_path, word):
    path = tmp_path / "deep.json"
    path.write_text(DEEP)
    done = CliRunner().invoke(app, ["findings", *word.split(), "--report", str(path)])
    assert (done.exit_code, type(done.exception)) == (2, SystemExit)
    assert "nested too deeply" in done.output
    with pytest.raises(UsageError, match="expected a finding of promptfuzz"):
        read_record(path)


EDIT = {"mutator": "greetings", "part": "template", "link": None, "start": 0, "stop": 0, "text": "Hello. "}


@pytest.mark.parametrize("damage", [True, "x", {"part": 9}, {"part": []}, {"text": None}, {"start": "0"}, {"to": "x"}])
def test_an_edit_of_other_kinds_is_refused(damage):
    assert change_from_dict(EDIT).to_dict() == EDIT
    with pytest.raises(UsageError, match="expected the fields of pf"):
        change_from_dict(EDIT | damage if isinstance(damage, dict) else damage)


@pytest.mark.parametrize("edits", [None, True, 3, "x", {"a": 1}])
def test_a_variant_whose_edits_are_no_list_is_refused(edits):
    with pytest.raises(UsageError, match="expected edits to be a list"):
        Variant.from_json({"prompt": Prompt("Say hi.").to_dict(), "edits": edits})
    with pytest.raises(UsageError, match="expected cases to be a non-empty list"):
        Prompt("Say hi.", cases=True)


@pytest.mark.parametrize("address", [-5, {"a": 1}, True, [":9"]])
def test_a_recorded_address_that_is_no_text_is_refused(address):
    with pytest.raises(UsageError, match="expected base_url to be an address"):
        pf.load_model("openai:tiny", base_url=address)


def test_every_field_of_a_report_has_a_reader():
    assert reader_of(Results) and reader_of(PromptSummary)
    with pytest.raises(LookupError):
        reader_of(set[str])
