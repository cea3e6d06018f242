"""What is told of findings: every one of every test, by the name that it is kept under, and what was expected."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from typer.testing import CliRunner

from promptfuzz.cli.app import app as command
from promptfuzz.reporting.json_report import read_report
from tests.plugin.conftest import Run

THREE = """
import pytest
import promptfuzz as pf
from hypothesis import example, given
from app import LABEL, PROMPT, pfst, worded

VERBS = pfst.paraphrases(PROMPT, mutators=("task-verbs",))

@pytest.mark.parametrize("n", range(3))
@given(VERBS)
def test_found(n, variant):
    pf.assert_stable(variant, worded)
"""
SEEDED = ("--promptfuzz-profile=smoke", "--promptfuzz-report=json=a.json")


def test_every_test_is_listed_with_the_name_that_its_finding_is_kept_under(run: Run, app: pytest.Pytester) -> None:
    result = run(*SEEDED, "--junitxml=junit.xml", test_it=THREE)
    result.assert_outcomes(failed=3)
    kept = sorted(path.stem for path in (app.path / "promptfuzz-findings").glob("*.json"))
    assert len(kept) == 3
    section = result.stdout.str().partition("= promptfuzz =")[2]
    assert sorted(re.findall(r"  counterexample .* (\S+)$", section, re.MULTILINE)) == kept
    assert "3 findings, " in section and "test_it.py::test_found[2]" in section
    findings = read_report(app.path / "a.json").findings
    assert sorted(finding.id for finding in findings) == kept
    assert {finding.test for finding in findings} == {f"test_it.py::test_found[{n}]" for n in range(3)}
    assert all(finding.replay == f"promptfuzz findings replay {finding.id}" for finding in findings)
    properties = ET.parse(app.path / "junit.xml").iter("property")
    assert sorted(one.get("value", "") for one in properties if one.get("name") == "promptfuzz_findings") == kept


def test_a_kept_finding_replays_by_the_id_that_is_printed(run: Run, app: pytest.Pytester) -> None:
    first, again = run(*SEEDED, test_it=THREE), run(*SEEDED)
    for result in (first, again):  # found, and found again
        names = re.findall(r"  counterexample .* (\S+)$", result.stdout.str(), re.MULTILINE)
        assert len(names) == 3
        for name in names:
            done = CliRunner().invoke(command, ["findings", "replay", name])
            assert done.exit_code == 1 and "It still flips." in done.stdout, done.output


def test_what_is_not_kept_shows_no_id_and_replays_from_the_report(run: Run, app: pytest.Pytester) -> None:
    text = THREE.replace("@given(VERBS)", "@example(LABEL)\n@given(VERBS)")
    result = run(*SEEDED, "-k", "found", test_it=text)
    assert "counterexample  review (verbs)  'Classify' → 'Label'\n" in result.stdout.str()
    assert not (app.path / "promptfuzz-findings").exists()
    findings = read_report(app.path / "a.json").findings
    assert len({finding.id for finding in findings}) == 3 and not any(finding.replay for finding in findings)
    for finding in findings:
        assert CliRunner().invoke(command, ["findings", "replay", finding.id, "--report", "a.json"]).exit_code == 1


def test_a_finding_of_a_report_replays_on_its_own_model(run: Run, app: pytest.Pytester) -> None:
    text = "import promptfuzz as pf\nfrom app import LABEL, steady, worded\n"
    text += "def test_steady(): pf.assert_stable(LABEL, steady)\n"
    text += "def test_both():\n    pf.assert_stable(LABEL, steady)\n    pf.assert_stable(LABEL, worded)\n"
    run("--promptfuzz-report=json=a.json", test_it=text)
    report = read_report(app.path / "a.json")
    assert report.run.model.name == "steady, worded"
    done = CliRunner().invoke(command, ["findings", "replay", report.findings[0].id, "--report", "a.json"])
    assert done.exit_code == 1 and "It still flips." in done.stdout, done.output


EXPECTED = """
import hypothesis
import pytest
import promptfuzz as pf
from app import LABEL, PROMPT, pfst, worded

@pytest.mark.xfail
def test_xfail():
    pf.assert_stable(LABEL, worded)

def flips(variant):
    try:
        pf.assert_stable(variant, worded)
    except pf.WordingDependence:
        return True

def test_search():
    found = hypothesis.find(pfst.paraphrases(PROMPT, mutators=("task-verbs",)), flips)
    assert len(found.edits) == 1
"""


def test_what_was_expected_is_said_to_be(run: Run, app: pytest.Pytester) -> None:
    for _ in range(2):  # a search that ran before finds the same again
        result = run(test_it=EXPECTED)
        result.assert_outcomes(passed=1, xfailed=1)
        result.stdout.fnmatch_lines(
            [
                "test_it.py::test_xfail  (expected: xfail)",
                "test_it.py::test_search  (caught: the test passed)",
                "2 findings, 2 expected, *",
            ]
        )
        assert not (app.path / "promptfuzz-findings").exists()


CELLS = """
import pytest
import promptfuzz as pf
from hypothesis import given
from app import LABEL, PROMPT, pfst, steady, worded

@given(pfst.paraphrases(PROMPT))
def test_one(variant):
    pf.assert_stable(variant, steady)

@given(pfst.paraphrases(PROMPT))
def test_other(variant):
    pf.assert_stable(variant, steady)
    pf.assert_stable(variant, worded)

def test_plain():
    pf.assert_stable(LABEL, steady)
    pf.assert_stable(LABEL, steady, tolerance=0.2)
"""


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "workers"])
def test_cells_of_tests_and_models_are_told_apart_and_add_up(
    run: Run, app: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    if workers:
        pytest.importorskip("xdist")
        app.makepyfile(test_it=CELLS)
        app.runpytest_subprocess("-p", "no:cacheprovider", *SEEDED, "--promptfuzz-report=html=a.html", *workers)
    else:
        run(*SEEDED, "--promptfuzz-report=html=a.html", test_it=CELLS)
    report = read_report(app.path / "a.json")
    places = [(cell.test, cell.prompt_id, cell.family, cell.model) for cell in report.cells]
    assert len(set(places)) == len(places)
    assert {(place[0], place[3]) for place in places} == {
        ("test_it.py::test_one", "steady"),
        ("test_it.py::test_other", "steady"),
        ("test_it.py::test_other", "worded"),
        ("test_it.py::test_plain", "steady"),
    }
    assert sum(cell.calls for cell in report.cells) == report.run.calls
    (finding,) = report.findings
    assert (finding.test, finding.model) == ("test_it.py::test_other", "worded")
    page = (app.path / "a.html").read_text()
    for name in ("test_one · steady", "test_other · steady", "test_other · worded"):
        assert page.count(f"review · test_it.py::{name}") >= 2  # in the grid and in the table of all cells


def test_a_test_that_passes_for_a_dismissal_says_so(run: Run, app: pytest.Pytester) -> None:
    run(*SEEDED, test_it=THREE.replace("range(3)", "range(1)").replace("mutators", "max_edits=1, mutators"))
    seen = 0
    while True:
        for path in _files(app):
            data = json.loads(path.read_text()) | {"state": "dismissed", "reason": "We never reword this."}
            path.write_text(json.dumps(data))
        result = run(*SEEDED)
        if result.parseoutcomes().get("passed"):
            break
        assert len(_files(app)) > seen  # another verb, which was not dismissed, fails it
        seen = len(_files(app))
    result.stdout.fnmatch_lines([f"0 findings, {len(_files(app))} dismissed, *"])


def _files(app: pytest.Pytester) -> list[Path]:
    return list((app.path / "promptfuzz-findings").glob("*.json"))
