"""What a suite catches or leaves open in one test is neither kept as a finding nor lost beside another."""

import pytest

from tests.plugin.conftest import Run

ACCEPTED = """
import promptfuzz as pf
from hypothesis import given, settings
from hypothesis import strategies as st
from app import LABEL, PROMPT, worded

PRETTY = PROMPT.variant(pf.Edit(0, 0, "Now. ", "mine"))

@settings(max_examples=10, database=None)
@given(st.sampled_from([PRETTY, LABEL]))
def test_accepted(variant):
    try:
        pf.assert_stable(variant, worded)
    except pf.WordingDependence:
        if "Label" not in variant.text:
            raise
"""

CONTRASTS = """
import promptfuzz as pf
from hypothesis import given, settings
from hypothesis import strategies as st

TEXT = "Classify the city {city} as north or south. Reply with one word."
AT = TEXT.index("one word")

def app(text):
    return "south" if "Lima" in text or "wrong" in text else "north"

@settings(max_examples=5, database=None)
@given(st.none())
def test_contrasts(_):
    for city in ("Lima", "Oslo"):
        prompt = pf.Prompt(TEXT, slots={"city": city}, answer=pf.Label("north", "south"), id="cities")
        pf.assert_contrast(prompt.variant(pf.Edit(AT, AT + 8, "the wrong one", "mine")), app)
"""


def test_a_failure_that_is_caught_is_not_kept(run: Run, app: pytest.Pytester) -> None:
    for _ in range(2):
        run(test_it=ACCEPTED).assert_outcomes(passed=1)
        assert not list((app.path / "promptfuzz-findings").glob("*.json"))


def test_contrasts_of_two_inputs_leave_their_own_doubts(run: Run) -> None:
    result = run(test_it=CONTRASTS)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*1 of 1 instructions that ask for something else left the answer as it was*"])
