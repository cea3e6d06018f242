"""Known findings of suites that draw their inputs, whose model fails, whose prompt is edited, or that run subtests."""

import json

import pytest

from tests.plugin.conftest import Run

HEAD = """
import os, unittest
import promptfuzz as pf
from hypothesis import given, settings
from hypothesis import strategies as st

NOW = os.environ.get("NOW", "")
TEXT = os.environ.get("BEFORE", "") + "Is the lamp lit? Answer yes or no.\\n\\nNote: {note}"
QUIET = settings(database=None, deadline=None, derandomize=True, max_examples=int(os.environ.get("N", "20")))
LAMP, IS = TEXT.index("lamp"), TEXT.index("Is the")

def of(note="It glows.", text=TEXT, **fields):
    return pf.Prompt(text, slots={"note": note}, answer=pf.YesNo(), id="lamp", **fields)

def light(prompt, at=LAMP):
    return prompt.variant(pf.Edit(at, at + 4, "light", "words"))

def has(prompt, at=IS):
    return prompt.variant(pf.Edit(at, at + 2, "Has", "mine"))

def app(text):
    if "light" not in text or NOW == "mended":
        return "yes"
    if NOW == "raise":
        raise RuntimeError("refused")
    if NOW == "cut":
        return pf.Output("Let me look", truncated=True)
    return "no" if "glows" in text else "yes"
"""
PLAIN = (
    HEAD
    + """
@QUIET
@given(st.sampled_from([has(of())] if NOW or os.environ.get("BEFORE") else [light(of()), has(of())]))
def test_it(variant):
    pf.assert_stable(variant, app, on_undecided=os.environ.get("UNDECIDED", "fail"))
"""
)
DRAWN = (
    HEAD
    + """
@QUIET
@given(st.sampled_from(["It hums.", "It is old."] if os.environ.get("N") else ["It glows.", "It hums."]))
def test_it(note):
    prompt = of(note)
    pf.assert_stable([light(prompt), has(prompt)], app)
"""
)
WRITTEN_IN = DRAWN.replace("prompt = of(note)", 'prompt = of("-", TEXT.replace("{note}", note + " {note}"))')
SUBTESTS = """
class TestIt(unittest.TestCase):
    @QUIET
    @given(st.booleans())
    def check(self, _):
        pf.assert_stable(self.variant, self.model)

    def test_it(self):
        for word, variant in (("light", light(of())), ("Has", has(of()))):
            with self.subTest(word):
                self.variant = variant
                self.model = app_of[word]
                self.check()

def wrong_on(word):
    def model(text):
        return "no" if word in text else "yes"
    return model

app_of = {"light": wrong_on("light"), "Has": wrong_on("Has")}
"""


def states(app: pytest.Pytester) -> list[str]:
    return [json.loads(path.read_text())["state"] for path in (app.path / "promptfuzz-findings").glob("*.json")]


def test_a_drawn_input_leaves_a_known_finding_there(
    run: Run, app: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(test_it=DRAWN).assert_outcomes(failed=1)
    monkeypatch.setenv("N", "5")
    for _ in range(2):
        run().assert_outcomes(failed=1)
        assert states(app) == ["known"]
    monkeypatch.setenv("NOW", "mended")
    run().assert_outcomes(passed=1)
    assert states(app) == ["fixed"]


def test_a_drawn_text_of_the_prompt_settles_nothing(
    run: Run, app: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(test_it=WRITTEN_IN).assert_outcomes(failed=1)
    monkeypatch.setenv("N", "9")
    run().stdout.fnmatch_lines(["undecided *was not judged again: the test draws the text of the prompt*"])
    assert states(app) == ["new"]


def text_kept(app: pytest.Pytester) -> str:
    (path,) = (app.path / "promptfuzz-findings").glob("*.json")
    return str(json.loads(path.read_text())["finding"]["variant"]["prompt"]["prompt"])


def test_a_known_finding_of_an_edited_prompt_is_kept_as_one_of_the_prompt_of_now(
    run: Run, app: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(test_it=PLAIN).assert_outcomes(failed=1)
    monkeypatch.setenv("BEFORE", "Look well. ")
    run().assert_outcomes(failed=1)
    assert text_kept(app).startswith("Look well. Is the lamp") and states(app) == ["known"]
    monkeypatch.setenv("NOW", "mended")
    run().assert_outcomes(passed=1)
    assert states(app) == ["fixed"]


INPUTS = """
CASES = [{"note": note} for note in ("It glows.", "It hums.", "It is old.")]

@QUIET
@given(st.just(CASES))
def test_it(cases):
    prompt = pf.Prompt(TEXT, cases=cases, answer=pf.YesNo(), id="lamp")
    pf.assert_stable(light(prompt), app)
"""


@pytest.mark.parametrize(("left", "failed"), [("CASES[1:]", False), ("CASES[:2]", True), ("[{'note': 'New.'}]", True)])
def test_an_input_that_was_taken_out_of_the_prompt_fails_no_test(
    run: Run, app: pytest.Pytester, left: str, failed: bool
) -> None:
    """Where no input is one of before, the test may draw them, and the known one is asked."""
    run(test_it=HEAD + INPUTS).assert_outcomes(failed=1)
    result = run(test_it=HEAD + INPUTS.replace("st.just(CASES)", f"st.just({left})"))
    result.assert_outcomes(failed=int(failed), passed=int(not failed))
    if not failed:
        result.stdout.fnmatch_lines(["undecided *was not judged again: its input was taken out of the prompt*"])
        assert states(app) == ["new"]


@pytest.mark.parametrize("now", ["raise", "cut"])
@pytest.mark.parametrize(("wanted", "outcome"), [("fail", "failed"), ("skip", "skipped"), ("pass", "passed")])
def test_a_known_finding_that_cannot_be_judged_is_undecided(
    run: Run, app: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, now: str, wanted: str, outcome: str
) -> None:
    run(test_it=PLAIN).assert_outcomes(failed=1)
    monkeypatch.setenv("NOW", now)
    monkeypatch.setenv("UNDECIDED", wanted)
    result = run()
    result.assert_outcomes(**{outcome: 1})
    result.stdout.fnmatch_lines(["undecided *The finding kept in promptfuzz-findings/*.json was asked again.*"])
    assert states(app) == ["new"]


def test_a_known_finding_stands_behind_a_longer_text(
    run: Run, app: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(test_it=PLAIN).assert_outcomes(failed=1)
    monkeypatch.setenv("BEFORE", "Be kind. ")
    run().assert_outcomes(failed=1)
    assert states(app) == ["known"]


def test_a_finding_that_was_rewritten_around_is_named(run: Run, app: pytest.Pytester) -> None:
    run(test_it=PLAIN).assert_outcomes(failed=1)
    result = run(test_it=PLAIN.replace("Is the lamp", "Is one lamp").replace('"Is the"', '"Is one"').replace(
        "[light(of()), has(of())]", "[has(of())]"))  # fmt: skip
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["undecided *was not judged again: the prompt was rewritten where it stands*"])
    assert states(app) == ["new"]


@pytest.mark.skipif(pytest.version_tuple < (9,), reason="older versions of pytest end a test with its first subtest")
def test_subtests_keep_a_finding_each(run: Run, app: pytest.Pytester) -> None:
    run(test_it=HEAD + SUBTESTS)
    assert states(app) == ["new", "new"]
