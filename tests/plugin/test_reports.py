"""What is left of a run: the section at its end, reports, and properties of JUnit."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from promptfuzz import ledger, memory
from promptfuzz.reporting.json_report import read_report
from tests.plugin.conftest import Run, asked

SUITE = """
import pytest
import promptfuzz as pf
from app import LABEL, PROMPT, steady, worded

def test_found():
    pf.assert_stable(LABEL, worded)

def test_found_again():
    pf.assert_stable(LABEL, worded)

def test_caught():
    with pytest.raises(pf.WordingDependence):
        pf.assert_stable(PROMPT.variant(pf.Edit(0, 8, "Sort", "verbs"), pf.Edit(9, 12, "this", "articles")), worded)

def test_steady():
    pf.assert_stable(LABEL, steady)

def test_fails():
    pf.assert_stable(LABEL, lambda text: 1 / 0)

def test_other(): pass
"""


def test_the_section_has_findings_calls_and_cost(run: Run) -> None:
    result = run(test_it=SUITE)
    result.assert_outcomes(passed=3, failed=3)
    result.stdout.fnmatch_lines(
        [
            "*= promptfuzz =*",
            "test_it.py::test_found",
            "  counterexample  review (verbs)  'Classify' → 'Label'",  # without an id: it is not kept
            "test_it.py::test_found_again",
            "  counterexample  review (verbs)  'Classify' → 'Label'",
            "test_it.py::test_caught  (caught: the test passed)",
            "  counterexample  review (articles, verbs)  'Classify' → 'Sort'; 'the' → 'this'",
            "undecided  test_it.py::test_fails: The model did not answer*ZeroDivisionError*",
            "3 findings, 1 expected, * calls, * from the cache, * failed, cost unknown",
        ]
    )


def test_the_cost_is_told_where_it_is_known(run: Run) -> None:
    text = """
    import promptfuzz as pf
    from app import LABEL
    from promptfuzz.models.prices import Price

    MODEL = pf.model(lambda text: pf.Output("good", prompt_tokens=1000, completion_tokens=1000), name="priced")
    MODEL.price = Price(1.0, 2.0)

    def test_it():
        pf.assert_stable(LABEL, MODEL)
    """
    result = run(test_it=text)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["0 findings, 4 calls, 0 from the cache, 0 failed, $0.0120"])


def test_reports_are_those_of_a_campaign(run: Run, app: pytest.Pytester) -> None:
    run("--promptfuzz-report=json=out/a.json", "--promptfuzz-report=html", "--promptfuzz-seed=9", test_it=SUITE)
    report = read_report(app.path / "out" / "a.json")
    assert report.run.calls == asked(app) + report.run.failed_calls
    assert (report.run.seed, report.run.status, report.run.model.deterministic) == (9, "complete", True)
    assert [finding.minimal.edits[0].after for finding in report.findings] == ["Label", "Label", "Sort"]
    assert report.run.warnings[0].startswith("test_it.py::test_fails: The model did not answer")
    page = (app.path / "reports" / "promptfuzz.html").read_text()
    assert "1 of 1 prompt depends on how it is worded" in page


def test_a_suite_that_asks_nothing_leaves_an_empty_report(run: Run, app: pytest.Pytester) -> None:
    run("--promptfuzz-report=json=a.json", test_it="def test_it(): pass\n").assert_outcomes(passed=1)
    report = read_report(app.path / "a.json")
    assert (report.run.calls, report.findings, report.run.model.name) == (0, (), "none")


def test_collecting_alone_leaves_the_last_report_as_it_is(run: Run, app: pytest.Pytester) -> None:
    run("--promptfuzz-report=json=a.json", "-k", "found", test_it=SUITE)
    before = (app.path / "a.json").read_bytes()
    run("--promptfuzz-report=json=a.json", "--collect-only")
    assert (app.path / "a.json").read_bytes() == before and b"counterexample" in before


def test_cells_say_what_was_tried(run: Run, app: pytest.Pytester) -> None:
    text = """
    import promptfuzz as pf
    from app import PROMPT, steady, worded

    def ask(model, prefix, count):
        for n in range(count):
            pf.assert_stable(PROMPT.variant(pf.Edit(0, 8, prefix + str(n), "verbs")), model)

    def test_enough():
        ask(steady, "Sort", 30)

    def test_few():
        ask(steady, "Rate", 3)

    def test_found():
        ask(worded, "Sort", 1)
    """
    run("--promptfuzz-report=json=a.json", test_it=text)
    cells = {(cell.test or "").rpartition("::")[2]: cell for cell in read_report(app.path / "a.json").cells}
    counts = {test: (cell.model, cell.verdict, cell.variants, cell.flips) for test, cell in cells.items()}
    assert counts == {
        "test_enough": ("steady", "undecided", 30, 0),
        "test_few": ("steady", "undecided", 3, 0),
        "test_found": ("worded", "undecided", 1, 1),
    }
    assert "a campaign, with its controls, says whether that is stable" in cells["test_enough"].reason


def test_a_report_that_cannot_be_written_fails_the_run(run: Run, app: pytest.Pytester) -> None:
    text = SUITE + "\nfrom pathlib import Path\n\ndef test_in_the_way():\n    Path('a.json').mkdir()\n"
    result = run("--promptfuzz-report=json=a.json", "--promptfuzz-report=html=b.html", "-k", "way", test_it=text)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(["report b.html", "expected to write 'a.json'*"])


def test_junit_has_the_calls_and_findings_of_each_test(run: Run, app: pytest.Pytester) -> None:
    run("--junitxml=junit.xml", "-k", "found or steady or other", test_it=SUITE)
    found = properties(app.path / "junit.xml")
    assert found["test_other"] == {}
    assert found["test_steady"] == {"promptfuzz_calls": "4", "promptfuzz_cached_calls": "0", "promptfuzz_findings": ""}
    assert found["test_found"]["promptfuzz_findings"] == "not-kept"
    assert found["test_found_again"] == found["test_found"]  # each test asks for itself


def properties(file: Path) -> dict[str, dict[str, str]]:
    return {
        case.get("name", ""): {item.get("name", ""): item.get("value", "") for item in case.iter("property")}
        for case in ET.parse(file).iter("testcase")
    }


HOSTILE = r"""
import promptfuzz as pf

PROMPT = pf.Prompt("Classify <b>\x1b[31mthe review.", answer=pf.Label("good", "bad"), id="<script>\x1b]0;id\x07")

def answer(text):
    return "good" if "Classify" in text else "bad \x1b[2J<script>alert(1)</script>\u202e"

def test_it():
    pf.assert_stable(PROMPT.variant(pf.Edit(0, 8, "Label\x1b[0m", "<i>\x1b[1m")), answer)
"""


def test_hostile_texts_act_on_nothing(run: Run, app: pytest.Pytester) -> None:
    result = run("--promptfuzz-report=html=a.html", "--promptfuzz-report=json=a.json", "--tb=short", test_it=HOSTILE)
    section = result.stdout.str().partition("= promptfuzz =")[2]
    assert "counterexample" in section and "\\x1b[0m" in section
    assert "\x1b" not in result.stdout.str() and "\u202e" not in result.stdout.str()
    page = (app.path / "a.html").read_text()
    assert "<script>" not in page and "\x1b" not in page
    assert json.loads((app.path / "a.json").read_text())["findings"]


def test_an_interrupt_leaves_a_summary_and_reports(app: pytest.Pytester) -> None:
    text = SUITE.replace("lambda text: 1 / 0", "interrupted")
    app.makepyfile(test_it=text + "\ndef interrupted(text):\n    raise KeyboardInterrupt\n")
    result = app.runpytest_inprocess("-p", "no:cacheprovider", "--promptfuzz-report=json=a.json", no_reraise_ctrlc=True)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["3 findings, *", "Interrupted: this is what was done until then.", "report a.json"])
    report = read_report(app.path / "a.json")
    assert report.run.status == "interrupted" and len(report.findings) == 3


def test_nothing_is_left_in_memory(run: Run) -> None:
    before = list(ledger._open)
    run(test_it=SUITE)
    assert ledger._open == before
    assert not [key for key in memory._sessions if "test_it.py" in str(key[0])]


def test_a_test_that_runs_again_asks_again(run: Run, app: pytest.Pytester) -> None:
    app.makeconftest("""
        from _pytest.runner import runtestprotocol

        def pytest_runtest_protocol(item, nextitem):
            for _ in range(2):
                reports = runtestprotocol(item, nextitem=nextitem, log=False)
            for report in reports:
                item.ihook.pytest_runtest_logreport(report=report)
            return True
        """)
    result = run("-k", "steady", test_it=SUITE)
    assert asked(app) == 8
    result.stdout.fnmatch_lines(["0 findings, 4 calls, *"])


def test_shrinking_leaves_one_finding_a_test(run: Run, app: pytest.Pytester) -> None:
    text = """
    import promptfuzz as pf
    from hypothesis import given
    from app import PROMPT, pfst, worded

    @given(pfst.paraphrases(PROMPT))
    def test_it(variant):
        pf.assert_stable(variant, worded)
    """
    result = run("--promptfuzz-report=json=a.json", "--promptfuzz-profile=smoke", "--promptfuzz-seed=1", test_it=text)
    result.assert_outcomes(failed=1)
    (finding,) = read_report(app.path / "a.json").findings
    assert len({edit.link or edit.start for edit in finding.minimal.edits}) == 1
