"""A run that ended undecided leaves nothing behind that keeps the next run's finding from being shrunk."""

import json

import pytest

from tests.plugin.conftest import Run

SUITE = """
import os
from hypothesis import given, seed, settings
from hypothesis.database import DirectoryBasedExampleDatabase
from app import PROMPT, pf, pfst

asked = []


def failing(text):
    asked.append(text)
    if os.environ.get("OUTAGE") and len(asked) > 3:
        raise ConnectionError("503 unavailable")
    return "good" if "Classify" in text else "bad"


{decorator}
@given(variant=pfst.paraphrases(PROMPT))
def test_it(variant):
    pf.assert_stable(variant, failing, on_undecided={how!r}, budget={budget})
"""
SHORT = "pf.Budget(calls=4) if os.environ.get('OUTAGE') else None"


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize(("how", "budget"), [("fail", "None"), ("fail", SHORT), ("skip", "None")])
def test_the_next_finding_is_shrunk(
    run: Run, app: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, how: str, budget: str, number: int
) -> None:
    # A seed takes the database away, unless the settings come after it.
    own = f"@settings(max_examples=30, deadline=None, database=DirectoryBasedExampleDatabase('examples'))\n@seed({number})"
    text = SUITE.format(decorator=own, how=how, budget=budget)
    monkeypatch.setenv("OUTAGE", "1")
    run(test_it=text).assert_outcomes(**{"skipped" if how == "skip" else "failed": 1})
    assert any((app.path / "examples").iterdir())
    monkeypatch.delenv("OUTAGE")
    run(test_it=text).assert_outcomes(failed=1)
    (kept,) = (app.path / "promptfuzz-findings").glob("*.json")
    edits = json.loads(kept.read_text())["finding"]["variant"]["edits"]
    assert len({edit.get("link") or number for number, edit in enumerate(edits)}) == 1
