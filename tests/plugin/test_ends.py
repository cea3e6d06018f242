"""How a test ended, part by part, and what the summary makes of it: expected, or a failure; kept, or taken back."""

import json
import re
import sys
import xml.etree.ElementTree as ET
from importlib.util import find_spec

import pytest
from typer.testing import CliRunner

from promptfuzz.cli.app import app as command
from promptfuzz.reporting.json_report import read_report
from tests.plugin.conftest import Run

HEAD = """
import unittest
import pytest
import promptfuzz as pf
from hypothesis import given, settings
from hypothesis import strategies as st
from app import LABEL, PROMPT, pfst, worded

def caught(variant=LABEL):
    with pytest.raises(pf.WordingDependence):
        pf.assert_stable(variant, worded)

@pytest.fixture
def before():
    pf.assert_stable(LABEL, worded)

@pytest.fixture
def after():
    yield
    pf.assert_stable(LABEL, worded)

def test_it"""
has_subtests = pytest.mark.skipif(
    pytest.version_tuple < (9,) and find_spec("pytest_subtests") is None, reason="this pytest has no subtests"
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("(subtests):\n with subtests.test(): pf.assert_stable(LABEL, worded)", marks=has_subtests),
        pytest.param(
            "(subtests):\n with subtests.test(): pf.assert_stable(LABEL, worded)\n with subtests.test(): caught()",
            marks=has_subtests,
        ),
        "(): caught()\nclass TestIt(unittest.TestCase):\n"
        " def test_it(self):\n  with self.subTest(n=1): pf.assert_stable(LABEL, worded)\n  caught()",
        "(after): caught()",
        "(before): pass",
        "(): pf.assert_stable(LABEL, worded)",
    ],
)
def test_what_fails_in_any_part_was_not_expected(run: Run, text: str) -> None:
    result = run("--color=yes", "-k", "TestIt or not TestCase", test_it=HEAD + text)
    outcome = result.parseoutcomes()
    assert outcome.get("failed") or outcome.get("errors")
    section = result.stdout.str().partition(" promptfuzz ")[2]
    test = "TestIt::test_it" if "TestIt" in text else "test_it"
    assert f"\x1b[31mtest_it.py::{test}\x1b[0m\n" in section
    assert (f"test_it.py::{test}  (caught" not in section) and "(expected" not in section


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("(subtests):\n with subtests.test(): caught()", "caught: the test passed", marks=has_subtests),
        pytest.param(
            "(subtests):\n with subtests.test(): pytest.skip('later')\n caught()",
            "caught: the test passed",
            marks=has_subtests,
        ),
        ("(): caught()", "caught: the test passed"),
        ("(): pf.assert_stable(LABEL, worded)", "expected: xfail"),
        ("(before): pass", "expected: xfail"),
        ("(after): pass", "expected: xfail"),
    ],
)
def test_what_the_whole_test_expects_is_said_to_be(run: Run, text: str, said: str) -> None:
    marked = HEAD.replace("def test_it", "@pytest.mark.xfail\ndef test_it" if "xfail" in said else "def test_it")
    result = run(test_it=marked + text)
    outcome = result.parseoutcomes()
    assert not outcome.get("failed") and not outcome.get("errors")
    result.stdout.fnmatch_lines([f"test_it.py::test_it  ({said})", "1 finding, 1 expected, *"])


def test_a_skip_expects_nothing(run: Run) -> None:
    result = run(test_it=HEAD + "(): caught(); pytest.skip('later')")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["test_it.py::test_it", "1 finding, * calls, *"])


TAKEN = """_caught(): pass

@settings(max_examples=10, database=None, deadline=None)
@given(pfst.paraphrases(PROMPT, mutators=("task-verbs",)).filter(lambda variant: variant.edits))
def test_drawn(variant):
    caught(variant)
"""
FAILS = """
@settings(max_examples=10, database=None, deadline=None)
@given(pfst.paraphrases(PROMPT, mutators=("task-verbs",)))
def test_fails(variant):
    pf.assert_stable(variant, worded)
"""


@pytest.mark.parametrize("fails", ["", FAILS, FAILS.replace("test_fails", "test_a_fails")])
def test_a_finding_that_was_taken_back_has_no_id(run: Run, app: pytest.Pytester, fails: str) -> None:
    result = run("--junitxml=junit.xml", "--promptfuzz-report=json=a.json", test_it=HEAD + TAKEN + fails)
    kept = [path.stem for path in (app.path / "promptfuzz-findings").glob("*.json")]
    assert len(kept) == bool(fails)
    section = result.stdout.str().partition("= promptfuzz =")[2]
    assert "test_it.py::test_drawn  (caught: the test passed)\n" in section
    assert re.findall(r"^  counterexample .*  (\w{10}\S*)$", section, re.MULTILINE) == kept
    properties = [one for one in ET.parse(app.path / "junit.xml").iter("property") if "findings" in one.get("name", "")]
    assert sorted(one.get("value", "") for one in properties if one.get("value")) == sorted(["not-kept", *kept])
    for finding in read_report(app.path / "a.json").findings:
        assert bool(finding.replay) is (finding.id in kept)
        replayed = CliRunner().invoke(command, ["findings", "replay", finding.id, "--report", "a.json"])
        assert replayed.exit_code == 1 and "It still flips." in replayed.stdout, replayed.output


def test_what_was_there_before_keeps_its_id(run: Run, app: pytest.Pytester) -> None:
    one = FAILS.replace('pfst.paraphrases(PROMPT, mutators=("task-verbs",))', "st.just(LABEL)")
    run(test_it=HEAD + "_x(): pass" + one)
    (path,) = (app.path / "promptfuzz-findings").glob("*.json")
    result = run(test_it=HEAD + "_x(): pass" + one.replace("pf.assert_stable(variant, worded)", "caught(variant)"))
    result.stdout.fnmatch_lines(
        ["test_it.py::test_fails  (caught: the test passed)", f"  counterexample *  {path.stem}"]
    )
    assert json.loads(path.read_text())["state"] == "known"


KINDS = """
import functools
import promptfuzz as pf
from app import PROMPT, pfst, worded

VERBS = pfst.paraphrases(PROMPT, mutators=("task-verbs",))

class Bot:
    def ask(self, text):
        return worded(text)
    __call__ = ask

    @staticmethod
    def told(text):
        return worded(text)

BOT = Bot()

def chat(messages):
    return worded(messages[-1]["content"])

@pf.chat_model
def declared(messages):
    return worded(messages[-1]["content"])

test_it = pf.property_test(PROMPT, {model}, strategy=VERBS)
"""


@pytest.mark.parametrize(
    ("model", "alone"),
    [
        ("worded", True),
        ("Bot.told", True),
        ("declared", True),
        ("'python:app:worded'", True),
        ("pf.model(worded, name='mine')", True),
        ("BOT.ask", False),
        ("BOT", False),
        ("functools.partial(worded)", False),
        ("functools.wraps(chat)(lambda text: worded(text))", False),
        ("lambda text: worded(text)", False),
        ("pf.model(lambda text: worded(text), name='my-bot')", False),
        ("pf.chat_model(chat)", False),
    ],
)
def test_the_printed_command_replays(run: Run, app: pytest.Pytester, model: str, alone: bool) -> None:
    result = run("--promptfuzz-profile=smoke", test_it=KINDS.replace("{model}", model))
    result.assert_outcomes(failed=1)
    (line,) = set(re.findall(r"promptfuzz (findings replay .*)", result.stdout.str()))
    assert ("--model" not in line) is alone
    if not alone:
        line = line.replace("python:pkg.module:function", "python:app:worded")
    done = app.run(sys.executable, "-m", "promptfuzz", *line.split())
    assert done.ret == 1 and "It still flips." in done.stdout.str(), done.stderr.str()
    if alone:
        return
    left = app.run(sys.executable, "-m", "promptfuzz", *line.split()[:3])
    assert left.ret in {2, 3}
    assert "--model python:pkg.module:function" in left.stderr.str() and "http:URL" not in left.stderr.str()
