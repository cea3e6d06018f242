"""Failures that are expected, models that do not last, helpers and coroutines: none of them silences another test."""

import asyncio
import sysconfig
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings

import promptfuzz as pf
from promptfuzz import strategies as pfst
from promptfuzz.property.regressions import folder_for

PROMPT = pf.Prompt(
    "Please classify the sentiment of the review as positive or negative.\nReview: {review}",
    slots={"review": "I left the cinema smiling."},
    answer=pf.Label("positive", "negative"),
    id="caught",
)
LABEL = PROMPT.variant(pf.Edit(7, 15, "label", "task-verbs"))
IMPOLITE = PROMPT.variant(pf.Edit(0, 7, "", "polite"))
QUIET = settings(
    max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


def head(text: str) -> str:
    return text.split("\nReview")[0]


def twice_worded(text: str) -> str:
    return "negative" if "label" in head(text) or "sentiment" not in head(text) else "positive"


def test_an_expected_failure_leaves_the_others_to_be_found() -> None:
    @QUIET
    @example(LABEL).xfail(reason="known")
    @given(pfst.degradations(PROMPT))
    def holds(variant: pf.Variant) -> None:
        pf.assert_stable(variant, twice_worded)

    with pytest.raises(pf.WordingDependence):
        holds()


def test_after_a_caught_failure_what_cannot_be_asked_is_undecided() -> None:
    up = [True]

    def app(text: str) -> str:
        if not up[0]:
            raise ConnectionError("\x1b[2Jgone")
        return twice_worded(text)

    with pytest.raises(pf.WordingDependence):
        pf.assert_stable(LABEL, app)
    up[0] = False
    with pytest.raises(pf.Undecided) as caught:
        pf.assert_stable(IMPOLITE, app)
    assert "\x1b" not in str(caught.value) and "gone" in str(caught.value)


class Router:
    def __init__(self) -> None:
        self.asked = 0

    def route(self, text: str) -> str:
        self.asked += 1
        return "positive"


def test_a_model_made_for_every_example_is_refused() -> None:
    @QUIET
    @given(pfst.degradations(PROMPT))
    def holds(variant: pf.Variant) -> None:
        pf.assert_stable(variant, Router().route)

    with pytest.raises(pf.UsageError, match=r"expected one model for a whole test, got another 'Router\.route'"):
        holds()


def test_several_lasting_models_are_fine() -> None:
    routers = [Router() for _ in range(6)]

    @settings(QUIET, max_examples=8)
    @given(pfst.degradations(PROMPT))
    def holds(variant: pf.Variant) -> None:
        for router in routers:
            pf.assert_stable(variant, router.route)

    holds()


def test_tests_that_share_a_helper_find_their_own_faults() -> None:
    def check(variant: pf.Variant) -> None:
        pf.assert_stable(variant, twice_worded)

    @QUIET
    @given(pfst.paraphrases(PROMPT, mutators=("task-verbs",)))
    def one(variant: pf.Variant) -> None:
        check(variant)

    @QUIET
    @given(pfst.degradations(PROMPT))
    def other(variant: pf.Variant) -> None:
        check(variant)

    for test in (one, other):
        with pytest.raises(pf.WordingDependence):
            test()


def test_a_coroutine_stands_where_it_was_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr("promptfuzz.property.past.folder_for", lambda file: seen.append(file))

    @settings(QUIET, max_examples=2)
    @given(pfst.paraphrases(PROMPT))
    def holds(variant: pf.Variant) -> None:
        asyncio.run(pf.assert_stable_async(variant, lambda _text: "positive"))

    holds()
    assert set(seen) == {__file__}


def test_nothing_is_kept_beside_installed_files(tmp_path: Path) -> None:
    assert folder_for(str(Path(sysconfig.get_path("stdlib"), "asyncio", "events.py"))) is None
    installed = tmp_path / "site-packages" / "kit" / "checks.py"
    installed.parent.mkdir(parents=True)
    installed.write_text("")
    assert folder_for(str(installed)) is None
    own = tmp_path / "tests" / "test_own.py"
    own.parent.mkdir()
    own.write_text("")
    (tmp_path / "pyproject.toml").write_text("[tool.promptfuzz]\n")
    assert folder_for(str(own)) == own.parent / "promptfuzz-findings"


def test_a_wrong_use_is_said_every_time() -> None:
    async def app(text: str) -> str:
        return twice_worded(text)

    async def wrong() -> None:
        for _ in range(2):
            with pytest.raises(pf.UsageError, match=r"await pf\.assert_stable_async"):
                pf.assert_stable(LABEL, app)

    asyncio.run(asyncio.wait_for(wrong(), 20))


def test_after_an_interrupt_the_same_question_is_asked_again() -> None:
    asked: list[str] = []

    def app(text: str) -> str:
        asked.append(text)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return twice_worded(text)

    model = pf.model(app, name=None)
    with pytest.raises(KeyboardInterrupt):
        pf.assert_stable(LABEL, model)
    with pytest.raises(pf.WordingDependence):
        pf.assert_stable(LABEL, model)
    assert asked[1] in asked[2:]
