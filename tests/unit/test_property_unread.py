"""Answers of which none of the type asked for can be read: two of them are no agreement, only one is a change."""

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings

import promptfuzz as pf
from promptfuzz import strategies as pfst

TEMPLATE = "Please decide whether the review is positive or negative. Be brief.\nReview: {review}"
PROMPT = pf.Prompt(
    TEMPLATE, slots={"review": "I left the cinema smiling."}, answer=pf.Label("positive", "negative"), id="unread"
)
JUDGE = pf.Edit(7, 13, "judge", "task-verbs")
REWORDED = PROMPT.variant(JUDGE)
BRIEF = PROMPT.variant(pf.Edit(58, 67, "Be short.", "phrases"))
QUIET = settings(
    max_examples=40, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


def answering(as_written: str, reworded: str):
    return lambda text: as_written if "decide" in text else reworded


def wavering(share: float, as_written: str, reworded: str):
    """A model that samples: of its answers `share` are the ones given, the others cannot be read either."""
    rng = random.Random(0)
    return lambda text: answering(as_written, reworded)(text) if rng.random() < share else rng.choice(["gamma", "eta"])


@pytest.mark.parametrize("reworded", ["beta", "alpha", "positive or negative"])
def test_two_unread_answers_are_undecided(reworded: str) -> None:
    with pytest.raises(pf.Undecided, match=r"'alpha'\) nor the rewording .*no agreement"):
        pf.assert_stable(REWORDED, answering("alpha", reworded))


def test_a_property_test_of_unread_answers_does_not_pass() -> None:
    @settings(QUIET, phases=[Phase.generate])
    @given(pfst.paraphrases(PROMPT))
    def holds(variant: pf.Variant) -> None:
        pf.assert_stable(variant, answering("alpha", "beta"))

    with pytest.raises(pf.Undecided):
        holds()


def test_a_long_answer_is_shown_in_part() -> None:
    with pytest.raises(pf.Undecided) as caught:
        pf.assert_stable(REWORDED, answering("alpha", "beta " * 400))
    assert "beta beta" in str(caught.value) and len(str(caught.value)) < 500


@pytest.mark.parametrize("as_written", ["alpha", "I would say that it is an interesting review."])
def test_an_answer_that_only_the_rewording_gets_is_a_change(as_written: str) -> None:
    with pytest.raises(pf.WordingDependence):
        pf.assert_stable(REWORDED, answering(as_written, "positive"))


def test_a_property_test_shrinks_to_the_rewording_that_is_answered() -> None:
    @QUIET
    @given(pfst.paraphrases(PROMPT))
    def holds(variant: pf.Variant) -> None:
        pf.assert_stable(variant, answering("alpha", "positive"), on_undecided="pass")

    with pytest.raises(pf.WordingDependence) as caught:
        holds()
    assert "not fully shrunk" not in str(caught.value)


def test_where_some_cases_are_read_the_others_are_judged() -> None:
    cases = [{"review": "I smiled."}, {"review": "I slept."}]
    prompt = pf.Prompt(TEMPLATE, cases=cases, answer=PROMPT.answer, id="cases")
    variant = prompt.variant(JUDGE)
    pf.assert_stable(variant, lambda text: "positive" if "smiled" in text else "alpha")
    with pytest.raises(pf.WordingDependence):
        pf.assert_stable(variant, lambda text: answering("positive", "negative")(text) if "smiled" in text else "alpha")


def test_free_text_has_no_answer_to_be_read() -> None:
    pf.assert_stable(REWORDED, answering("alpha", "alpha"), answer=pf.Text())


@pytest.mark.parametrize("reworded", ["alpha", "beta"])
def test_of_a_sampling_model_two_unread_answers_are_undecided(reworded: str) -> None:
    with pytest.raises(pf.Undecided, match="no agreement"):
        pf.assert_stable(REWORDED, wavering(0.7, "alpha", reworded))


def test_of_a_sampling_model_one_unread_side_is_judged() -> None:
    with pytest.raises(pf.WordingDependence):
        pf.assert_stable(REWORDED, wavering(0.8, "alpha", "positive"))
    with pytest.raises(pf.WordingDependence):
        pf.assert_stable(REWORDED, wavering(0.8, "positive", "alpha"))
    pf.assert_stable(BRIEF, wavering(0.8, "positive", "negative"))
