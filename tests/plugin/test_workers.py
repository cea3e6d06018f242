"""Four workers of pytest-xdist: one budget, one report, one summary, as if there were one process."""

import json
import xml.etree.ElementTree as ET

import pytest

from tests.plugin.conftest import asked

pytest.importorskip("xdist")

SUITE = """
import os
import time
from pathlib import Path

import promptfuzz as pf
import pytest
from app import LABEL, PROMPT, steady, worded

DONE = Path("done")
DONE.mkdir(exist_ok=True)

WORDS = ["Label", "Sort", "Rate", "Grade", "Judge", "Assess", "Tag", "Mark"]

@pytest.mark.parametrize("n", range(3))
def test_found(n):
    try:
        pf.assert_stable(LABEL, worded)
    finally:
        (DONE / str(n)).touch()

@pytest.mark.parametrize("n", range(30))
def test_it(n):
    late = time.monotonic() + 60
    while len(os.listdir(DONE)) < 3 and time.monotonic() < late:
        time.sleep(0.01)  # what the first tests need of the budget is not for these
    for word in WORDS:
        pf.assert_stable(PROMPT.variant(pf.Edit(0, 8, word + str(n), "verbs")), steady, on_undecided="pass")
"""


def test_workers_share_budget_report_and_summary(app: pytest.Pytester) -> None:
    app.makepyfile(test_it=SUITE)
    result = app.runpytest_subprocess(
        "-p", "no:cacheprovider", "-n", "4", "--promptfuzz-budget=203", "--promptfuzz-report=json=report.json",
        "--promptfuzz-report=html=report.html", "--junitxml=junit.xml",
    )  # fmt: skip
    assert asked(app) == 203
    result.stdout.fnmatch_lines(
        [
            "promptfuzz: *, budget 203",
            "*= promptfuzz =*",
            "test_it.py::test_found*",
            "  counterexample  review (verbs)  'Classify' → 'Label'*",
            "3 findings, 203 calls, *of a budget of 203",
            "report report.json",
        ]
    )
    report = json.loads((app.path / "report.json").read_text())
    assert report["schema"] == "promptfuzz.report/1"
    assert report["run"]["status"] == "budget" and report["run"]["calls"] == 203
    found = sorted(finding["test"] for finding in report["findings"])
    assert found == [f"test_it.py::test_found[{n}]" for n in range(3)]
    assert len({finding["id"] for finding in report["findings"]}) == 3
    judged = {cell["test"].rpartition("::")[2] for cell in report["cells"]}
    assert sum(cell["calls"] for cell in report["cells"]) == _properties(app, judged)["promptfuzz_calls"] > 190
    assert "depends on how it is worded" in (app.path / "report.html").read_text()
    assert _properties(app)["promptfuzz_calls"] == 203


def _properties(app: pytest.Pytester, tests: set[str] | None = None) -> dict[str, int]:
    """Return the sums of the properties of `tests`, by default of all."""
    sums: dict[str, int] = {}
    for case in ET.parse(app.path / "junit.xml").iter("testcase"):
        for item in case.iter("property") if tests is None or case.get("name") in tests else ():
            if item.get("value", "").isdecimal():
                name = item.get("name", "")
                sums[name] = sums.get(name, 0) + int(item.get("value", ""))
    return sums
