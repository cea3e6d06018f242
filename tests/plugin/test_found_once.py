"""A finding of this run is none of an earlier one, whichever models and however often a test was run for it."""

import json
from pathlib import Path

import pytest

from tests.plugin.conftest import Run

HEAD = """
import pytest
from hypothesis import Phase, given, settings
from hypothesis.stateful import RuleBasedStateMachine, rule

import promptfuzz as pf
from app import PROMPT, pfst

QUIET = settings(deadline=None, database=None, derandomize=True, max_examples=30, stateful_step_count=5,
                 phases=[Phase.generate, Phase.shrink], report_multiple_bugs=False)
VARIANTS = pfst.variants(PROMPT, families=("paraphrase", "degrade"))


class Service:
    def __init__(self, brittle=True):
        self.log, self.brittle = [], brittle

    def ask(self, text):
        self.log.append(text)
        return "bad" if self.brittle and not text.startswith("Classify the") else "good"
"""
BODY = """
@QUIET
@given(v=VARIANTS)
def test_it(v):
    pf.assert_stable(v, Service().ask)
"""
METHOD = """
@QUIET
@given(v=VARIANTS)
def test_it(v):
    service = Service()
    pf.assert_stable(v, service.ask)
"""
CASES = """
@pytest.mark.parametrize("number", range(2))
@QUIET
@given(v=VARIANTS)
def test_it(v, number):
    pf.assert_stable(v, Service().ask)
"""
CHAT = """
class Chat(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.service = Service()

    @rule(v=VARIANTS)
    def ask(self, v):
        pf.assert_stable(v, self.service.ask)

    @rule()
    def clear(self):
        self.service.log.clear()

Chat.TestCase.settings = QUIET
TestChat = Chat.TestCase
"""
TWO = """
GOOD, BAD = Service(brittle=False), Service()

@QUIET
@given(v=VARIANTS)
def test_it(v):
    for service in (GOOD, BAD):
        pf.assert_stable(v, service.ask)
"""
LOOP = """
@QUIET
@given(v=VARIANTS)
def check(v):
    pf.assert_stable(v, CHOSEN[-1].ask)

CHOSEN = []

def test_it():
    failed = 0
    for service in (Service(), Service(brittle=False), Service()):
        CHOSEN.append(service)
        try:
            check()
        except AssertionError as error:
            failed += 1
            last = error
    assert failed == 2
    raise last
"""
AGAIN = """
from _pytest.runner import runtestprotocol

def pytest_runtest_protocol(item, nextitem):
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for _ in range(2):  # as plugins do that run a failing test again
        item._initrequest()
        for report in runtestprotocol(item, nextitem=nextitem, log=False):
            item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
"""


def kept(folder: Path) -> list[tuple[str, int]]:
    """Return the state of each file, and how many links its rewording has."""
    files = [json.loads(path.read_text()) for path in sorted(folder.glob("promptfuzz-findings/*.json"))]
    variants = [file["finding"]["variant"]["edits"] for file in files]
    links = [len({edit["link"] or str(place) for place, edit in enumerate(edits)}) for edits in variants]
    return [(file["state"], number) for file, number in zip(files, links, strict=True)]


@pytest.mark.parametrize(
    ("suite", "tests"), [(BODY, 1), (METHOD, 1), (CASES, 2), (CHAT, 1), (TWO, 1), (LOOP, 1)],
    ids=["body", "method", "cases", "chat", "two", "loop"],
)  # fmt: skip
def test_a_first_run_finds_what_is_new_and_the_next_one_what_is_known(
    suite: str, tests: int, run: Run, app: pytest.Pytester
) -> None:
    for state in ("new", "known"):
        result = run(test_it=HEAD + suite)
        result.assert_outcomes(failed=tests)
        assert ("A finding of an earlier run is still there" in result.stdout.str()) == (state == "known")
        assert kept(app.path) == [(state, 1)] * tests
        assert "Flaky" not in result.stdout.str()


@pytest.mark.parametrize("suite", [BODY, CHAT])
def test_a_test_that_is_run_again_finds_its_finding_again_which_counts_once(
    suite: str, run: Run, app: pytest.Pytester
) -> None:
    app.makeconftest(AGAIN)
    for state, known in (("new", False), ("known", True)):
        text = run(test_it=HEAD + suite).stdout.str()
        assert ("A finding of an earlier run" in text) == known
        assert ("What this test found before, in this run of pytest, is still there" in text) != known
        assert kept(app.path) == [(state, 1)]
        assert "\n1 finding, " in text


def test_a_finding_that_only_one_of_two_models_of_a_name_has_is_never_called_fixed(
    run: Run, app: pytest.Pytester
) -> None:
    run(test_it=HEAD + TWO)
    run(test_it=HEAD + TWO.replace("(GOOD, BAD)", "(BAD, GOOD)"))
    assert kept(app.path) == [("known", 1)]
    mended = TWO.replace("Service(brittle=False), Service()", "Service(False), Service(False)")
    result = run(test_it=HEAD + mended)
    result.assert_outcomes(passed=1)
    assert kept(app.path) == [("fixed", 1)]
    run(test_it=HEAD + TWO)
    assert kept(app.path) == [("returned", 1)]


DISMISSED = """
import promptfuzz as pf
from app import PROMPT

def worded(text):
    return "bad" if "Label" in text or "Sort" in text else "good"

def made(verbs):
    return pf.property_test(PROMPT, worded, strategy=verbs, max_examples=20)

from hypothesis import strategies as st
LABEL, SORT = (PROMPT.variant(pf.Edit(0, 8, word, "verbs")) for word in ("Label", "Sort"))
test_one, test_two = made(st.just(LABEL)), made(st.sampled_from([LABEL, OTHER]))
"""


@pytest.mark.parametrize(("other", "passed"), [("LABEL", 2), ("SORT", 1)])
def test_a_dismissal_covers_what_another_test_has_kept_of_it(
    other: str, passed: int, run: Run, app: pytest.Pytester
) -> None:
    text = DISMISSED.replace("OTHER", other)
    run(test_it=text).assert_outcomes(failed=2)
    (path,) = (path for path in app.path.glob("promptfuzz-findings/*.json") if "::test_one" in path.read_text())
    path.write_text(json.dumps(json.loads(path.read_text()) | {"state": "dismissed", "reason": "seldom"}))
    run(test_it=text).assert_outcomes(passed=passed, failed=2 - passed)
