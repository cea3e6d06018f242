"""Failures that a Hypothesis test catches, and runs one after another: none silences what is asserted after it."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import promptfuzz as pf
from promptfuzz.engine.book import Book
from promptfuzz.memory import _sessions

PROMPT = pf.Prompt(
    "Please decide whether the review is positive or negative. Be brief.\nReview: {review}",
    slots={"review": "I left the cinema smiling."},
    answer=pf.Label("positive", "negative"),
    id="passed",
)
JUDGE = PROMPT.variant(pf.Edit(7, 13, "judge", "task-verbs"))
SHORT = PROMPT.variant(pf.Edit(58, 66, "Be short", "mine"))
KINDLY = PROMPT.variant(pf.Edit(0, 6, "Kindly", "polite"))
QUIET = settings(
    max_examples=20, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
Held = Callable[[pf.Variant, object], None]


def two_faults(text: str) -> str:
    return "positive" if "decide" in text and "Be brief" in text else "negative"


def holding(*variants: pf.Variant, held: Held) -> Callable[[], None]:
    model = pf.model(two_faults)

    @QUIET
    @given(st.sampled_from(variants))
    def holds(variant: pf.Variant) -> None:
        held(variant, model)

    return holds


def sane(variant: pf.Variant, model: object) -> None:
    with pytest.raises(pf.WordingDependence):
        pf.assert_stable(JUDGE, model)
    pf.assert_stable(variant, model)


def accepting(variant: pf.Variant, model: object) -> None:
    try:
        pf.assert_stable(variant, model)
    except pf.WordingDependence:
        if "decide" in variant.text:
            raise


def assuming(variant: pf.Variant, model: object) -> None:
    try:
        pf.assert_stable(variant, model)
    except pf.WordingDependence:
        assume("decide" in variant.text)
        raise


@pytest.mark.parametrize(("held", "known"), [(sane, KINDLY), (accepting, JUDGE), (assuming, JUDGE)])
def test_a_failure_that_is_caught_hides_no_other(held: Held, known: pf.Variant) -> None:
    with pytest.raises(pf.WordingDependence, match="Be short"):
        holding(KINDLY, known, SHORT, held=held)()
    holding(KINDLY, JUDGE, held=accepting)()


def test_every_example_may_be_expected_to_fail() -> None:
    def held(variant: pf.Variant, model: object) -> None:
        with pytest.raises(pf.WordingDependence):
            pf.assert_stable(variant, model)

    holding(JUDGE, SHORT, held=held)()


def test_a_filter_that_asserts_lets_nothing_through() -> None:
    model, through = pf.model(two_faults), set()

    def keeps(variant: pf.Variant) -> bool:
        try:
            pf.assert_stable(variant, model)
        except pf.WordingDependence:
            return False
        return True

    @QUIET
    @given(st.sampled_from([KINDLY, JUDGE, SHORT]).filter(keeps))
    def holds(variant: pf.Variant) -> None:
        through.add(variant)

    holds()
    assert through == {KINDLY}


def test_what_could_not_be_decided_and_was_caught_hides_no_other() -> None:
    def app(text: str) -> str:
        if "decide" not in text or "Be brief" not in text:
            raise ConnectionError("gone")
        return "positive"

    model = pf.model(app)

    @QUIET
    @given(st.sampled_from([JUDGE, SHORT]))
    def holds(variant: pf.Variant) -> None:
        try:
            pf.assert_stable(variant, model)
        except pf.Undecided:
            if "decide" in variant.text:
                raise

    with pytest.raises(pf.Undecided, match="Be short"):
        holds()


def test_the_level_that_a_caught_failure_spent_stays_spent() -> None:
    number = [0]

    def noisy(text: str) -> str:
        number[0] += 1
        other = number[0] % 10 == 0 if "decide" in text else number[0] % 10 > 1
        return "negative" if other else "positive"

    model = pf.model(noisy, temperature=0.7)

    @settings(QUIET, max_examples=3)
    @given(st.integers())
    def holds(_: int) -> None:
        with pytest.raises(pf.WordingDependence):
            pf.assert_stable(JUDGE, model)
        pf.assert_stable(PROMPT.variant(), model)

    holds()
    (book,) = [one.book for one in _sessions.values() if one.asker.model is model]
    assert isinstance(book, Book)
    assert (book.confirmations, book.failed) == (1, False)


@pytest.mark.parametrize("several", [True, False])
def test_an_example_that_could_not_be_decided_does_so_again_beside_a_failure(several: bool) -> None:
    def app(text: str) -> str:
        if "Kindly" in text:
            raise ConnectionError("reset")
        return two_faults(text)

    model = pf.model(app)

    @settings(QUIET, report_multiple_bugs=several)
    @given(st.sampled_from([KINDLY, JUDGE]))
    def holds(variant: pf.Variant) -> None:
        pf.assert_stable(variant, model)

    with pytest.raises((ExceptionGroup, pf.Undecided)) as caught:
        holds()
    raised = caught.value.exceptions if isinstance(caught.value, ExceptionGroup) else [caught.value]
    assert {type(one) for one in raised} == ({pf.WordingDependence, pf.Undecided} if several else {pf.Undecided})


def words(*texts: str) -> list[pf.Variant]:
    return [PROMPT.variant(pf.Edit(0, 6, text, "polite")) for text in texts]


FIRST, LATER = words("Kindly", "Now", "Do", "So"), words("Oh", "Well", "Then", "Once")


def test_every_run_has_the_budget_of_a_whole_test() -> None:
    model = pf.model(lambda text: "negative" if "Once" in text else "positive")

    def run(variants: list[pf.Variant], on_undecided: str) -> None:
        @QUIET
        @given(st.sampled_from(variants))
        def holds(variant: pf.Variant) -> None:
            pf.assert_stable(variant, model, budget=pf.Budget(calls=20), on_undecided=on_undecided)

        holds()

    for on_undecided in ("pass", "fail"):
        run(FIRST, on_undecided)
        run(LATER[:3], on_undecided)
        with pytest.raises(pf.WordingDependence):
            run(LATER[3:] + words("Ah", "Please do"), on_undecided)


def test_all_inputs_of_a_fuzzer_are_one_run() -> None:
    asked: list[str] = []

    def app(text: str) -> str:
        asked.append(text)
        return "positive"

    model = pf.model(app)

    @QUIET
    @given(st.sampled_from(FIRST + LATER))
    def holds(variant: pf.Variant) -> None:
        pf.assert_stable(variant, model, budget=pf.Budget(calls=6), on_undecided="pass")

    fuzz = holds.hypothesis.fuzz_one_input
    for number in range(16):
        fuzz(bytes([number]) * 8)
    assert len(set(asked)) > 1 and len(asked) <= 6
