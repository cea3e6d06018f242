"""What once let a property test pass without a word, or fail with the wrong one."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

import promptfuzz as pf
from promptfuzz import ledger
from promptfuzz import strategies as pfst
from promptfuzz.engine.asking import Asker
from promptfuzz.engine.book import Book, Rules
from promptfuzz.models.protocol import Model
from promptfuzz.property.arguments import Place
from promptfuzz.property.past import Past
from promptfuzz.property.regressions import FOLDER, Record, State, configured_folder, write_record
from promptfuzz.records import Output, Request
from tests.unit.test_property_kept import PROMPT as REVIEW
from tests.unit.test_property_kept import finding

PROMPT = pf.Prompt("Classify the note as kind or rude.\n\nNote: Well done.", answer=pf.Label("kind", "rude"), id="note")
AS_WRITTEN = PROMPT.variant()
LABEL = PROMPT.variant(pf.Edit(0, 8, "Label", "task-verbs"))
SORT = PROMPT.variant(pf.Edit(0, 8, "Sort", "task-verbs"))
REVIEW_LABEL = REVIEW.variant(pf.Edit(0, 8, "Label", "task-verbs"))
REVIEW_SORT = REVIEW.variant(pf.Edit(0, 8, "Sort", "task-verbs"))
QUIET = settings(database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def steady(_text: str) -> str:
    return "kind"


def brittle(text: str) -> str:
    return "kind" if text == PROMPT.text else "rude"


def left_open() -> list[str]:
    """Return what the plugin would end this test with, and forget it."""
    account = ledger.account()
    assert account is not None
    reasons = [reason for reason, on_undecided in account.doubts.values() if on_undecided != "pass"]
    account.doubts.clear()
    return reasons


# Nothing but the prompt itself was drawn.


def drawn(strategy: Any, *, most: int = 20, hold: Callable[..., None] = pf.assert_stable, **given_: Any) -> list[str]:
    @settings(QUIET, max_examples=most)
    @given(strategy)
    def holds(variant: Any) -> None:
        hold(variant, steady, **given_)

    holds()
    return left_open()


@pytest.mark.parametrize(
    ("strategy", "most"),
    [
        (pfst.variants(PROMPT), 1),
        (st.just(AS_WRITTEN), 5),
        (st.just([AS_WRITTEN, AS_WRITTEN]), 5),
        (pfst.paraphrases(PROMPT).filter(lambda variant: not variant.edits), 3),
    ],
)
def test_examples_that_are_all_the_prompt_itself_leave_a_test_undecided(strategy: Any, most: int) -> None:
    (reason,) = drawn(strategy, most=most)
    assert re.match(r"No rewording was drawn in \d examples?, only the prompt itself", reason)
    assert not drawn(strategy, most=most, on_undecided="pass")


def test_contrasts_that_were_never_drawn_leave_a_test_undecided() -> None:
    (reason,) = drawn(pfst.contrasts(PROMPT), most=1, hold=pf.assert_contrast)
    assert reason.startswith("No instruction that asks for something else was drawn in 1 example")


def test_a_state_machine_that_rewords_nothing_is_undecided() -> None:
    class Chat(RuleBasedStateMachine):
        @rule(variant=st.just(AS_WRITTEN))
        def ask(self, variant: pf.Variant) -> None:
            pf.assert_stable(variant, steady)

    run_state_machine_as_test(Chat, settings=settings(QUIET, max_examples=2))
    assert len(left_open()) == 1


@pytest.mark.parametrize("strategy", [pfst.variants(PROMPT), st.just(LABEL), st.sampled_from([[AS_WRITTEN], [LABEL]])])
def test_a_test_that_drew_a_rewording_is_decided(strategy: Any) -> None:
    assert not drawn(strategy)


def test_an_example_that_the_user_gave_counts_as_drawn() -> None:
    @example(variant=LABEL)
    @settings(QUIET, max_examples=1)
    @given(pfst.variants(PROMPT))
    def holds(variant: pf.Variant) -> None:
        pf.assert_stable(variant, steady)

    holds()
    assert not left_open()


def test_the_prompt_itself_costs_nothing_and_passes_without_hypothesis() -> None:
    pf.assert_stable(AS_WRITTEN, steady)
    assert not left_open()


# A model that cannot be reached.


class Gone(Model):
    """An endpoint that gives up after `lives` answers, with what it then says of itself."""

    def __init__(self, lives: int = 0) -> None:
        super().__init__(name="gone")
        self.lives = lives

    def answer(self, requests: Sequence[Request]) -> list[Output]:
        return [self._one(request) for request in requests]

    def _one(self, request: Request) -> Output:
        if self.lives:
            self.lives -= 1
            return Output(brittle(request.text))
        self.fault = "expected http://here to answer, got connection refused"
        return Output("", error="refused")


REFUSED = r"^The model does not answer, which is no agreement: expected http://here to answer, got connection refused\."


@pytest.mark.parametrize("lives", [0, 3, 6])
def test_a_dead_endpoint_is_one_undecided_without_frames_of_ours(lives: int) -> None:
    model = Gone(lives)

    @settings(QUIET, max_examples=10)
    @given(pfst.variants(PROMPT))
    def holds(variant: pf.Variant) -> None:
        pf.assert_stable(variant, model)

    with pytest.raises(pf.Undecided, match=REFUSED) as caught:
        holds()
    assert "budget" not in str(caught.value)
    assert Path(str(caught.traceback[-1].path)).name == "asserting.py"


@pytest.mark.parametrize(("on_undecided", "raised"), [("fail", pf.Undecided), ("skip", BaseException), ("pass", None)])
def test_a_dead_endpoint_ends_as_on_undecided_says(on_undecided: str, raised: type[BaseException] | None) -> None:
    def plain() -> None:
        pf.assert_stable(LABEL, Gone(), on_undecided=on_undecided)

    async def inside() -> None:
        await pf.assert_stable_async(LABEL, Gone(), on_undecided=on_undecided)

    for ask in (plain, lambda: asyncio.run(inside())):
        if raised is None:
            ask()
            continue
        with pytest.raises(raised, match=REFUSED):
            ask()


def test_a_budget_that_ends_is_still_said_to_be_the_budget() -> None:
    with pytest.raises(pf.Undecided, match=r"^The budget of 2 calls ended"):
        pf.assert_stable(LABEL, Gone(99), budget=pf.Budget(calls=2))


# A model of which each example makes another.


class App:
    asked = 0

    def __init__(self, answer: Callable[[str], str] = steady) -> None:
        self.answer = answer

    def __call__(self, text: str) -> str:
        type(self).asked += 1
        return self.answer(text)


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> type[App]:
    monkeypatch.setattr(App, "asked", 0)
    return App


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_budget_holds_for_models_made_in_each_example(app: type[App], times: int) -> None:
    @settings(QUIET, max_examples=20, report_multiple_bugs=False)
    @given(pfst.paraphrases(PROMPT, mutators=("task-verbs", "closing-thanks")))
    def holds(variant: pf.Variant) -> None:
        made = app()
        for _ in range(times):
            pf.assert_stable(variant, made, budget=pf.Budget(calls=20))

    with pytest.raises(pf.Undecided, match="Several models called 'App' shared it"):
        holds()
    assert app.asked <= 20
    app.asked = 0
    with pytest.raises(pf.Undecided):  # another run has a budget of its own
        holds()
    assert 4 <= app.asked <= 20


@pytest.mark.parametrize("calls", [16, 20, 40])
def test_what_a_model_made_in_each_example_fails_by_is_no_flaky_test(app: type[App], calls: int) -> None:
    @settings(QUIET, max_examples=30, report_multiple_bugs=False)
    @given(pfst.paraphrases(PROMPT, mutators=("task-verbs",)))
    def holds(variant: pf.Variant) -> None:
        made = app(brittle)
        pf.assert_stable(variant, made, budget=pf.Budget(calls=calls))
        pf.assert_stable(variant, made, budget=pf.Budget(calls=calls))

    with pytest.raises((pf.WordingDependence, pf.Undecided)) as caught:
        holds()
    assert app.asked <= calls
    assert caught.type is pf.WordingDependence or calls < 20


def test_models_of_other_names_and_without_a_budget_share_nothing(app: type[App]) -> None:
    for name in ("silent-one", "silent-two"):
        pf.assert_stable(LABEL, pf.model(app(), name=name), budget=pf.Budget(calls=4))
    assert app.asked == 8
    for _ in range(3):
        pf.assert_stable(LABEL, app())
    assert app.asked == 20


# What is said, and what a dismissal covers.


def test_the_call_that_failed_is_named_in_a_list() -> None:
    def silent(text: str) -> Any:
        return "kind" if text == PROMPT.text else None

    @settings(QUIET, max_examples=5)
    @given(st.just([AS_WRITTEN, LABEL]))
    def holds(variants: list[pf.Variant]) -> None:
        pf.assert_stable(variants, silent)

    with pytest.raises(pf.Undecided, match=r"asked a rewording of 'note', PROMPT\.variant\(pf\.Edit\(0, 8, 'Label'"):
        holds()


@pytest.mark.parametrize(("edits", "covered"), [((), False), (REVIEW_LABEL.edits, True), (REVIEW_SORT.edits, False)])
def test_a_dismissal_without_edits_covers_nothing(
    edits: tuple[pf.Edit, ...], covered: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    configured_folder.cache_clear()
    file = tmp_path / "test_a.py"
    file.write_text("")
    found = replace(finding(), variant=REVIEW.variant(*edits).to_dict())
    path = tmp_path / FOLDER / "0123456789.json"
    model = pf.model(steady, name="steady")
    write_record(Record(path, found, "test_a.py::test_it", model.name, model.spec, State.DISMISSED, "known"))
    book = Book(Asker(model, pf.Budget(), lambda _event: None), pf.Oracle(), None, Rules())
    past = Past(book, Place(str(file), str(file), "test_it"), contrast=False)
    assert past.is_dismissed(REVIEW.variant(*REVIEW_LABEL.edits, pf.Edit(33, 34, "!", "stops"))) is covered
