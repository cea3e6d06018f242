"""Passing faults of a model: what fails once is asked again, and costs no flip that was seen."""

import itertools
import random
from collections.abc import Callable

import pytest

import promptfuzz as pf

PROMPT = pf.Prompt(
    "Classify the review as good or bad.\n\nReview: {review}",
    slots={"review": "Fine."},
    answer=pf.Label("good", "bad"),
    id="faults",
)
LABEL = PROMPT.variant(pf.Edit(0, 8, "Label", "verbs"))


def worded(text: str) -> str:
    return "good" if "Classify" in text else "bad"


def failing(answers: Callable[[str], str], at: tuple[int, ...]) -> tuple[Callable[[str], str], list[str]]:
    """Return a model of which the calls numbered `at` fail, and the list of what it was asked."""
    calls, asked = itertools.count(1), list[str]()

    def fails(text: str) -> str:
        asked.append(text)
        if next(calls) in at:
            raise ConnectionError("429 slow down")
        return answers(text)

    return fails, asked


@pytest.mark.parametrize("at", [2, 4, 5, 14], ids=["the base", "the rewording", "first repeat", "last repeat"])
def test_one_failed_call_costs_no_flip(at: int) -> None:
    model, asked = failing(worded, (at,))
    with pytest.raises(pf.WordingDependence):
        pf.assert_stable(LABEL, model)
    whole, without = failing(worded, ())
    with pytest.raises(pf.WordingDependence):
        pf.assert_stable(LABEL, whole)
    assert len(asked) == len(without) + 1


@pytest.mark.parametrize("answers", [worded, lambda text: "good"], ids=["worded", "steady"])
def test_what_fails_twice_is_undecided(answers: Callable[[str], str]) -> None:
    model, asked = failing(answers, (4, 5))
    with pytest.raises(pf.Undecided, match="429 slow down"):
        pf.assert_stable(LABEL, model)
    assert len(asked) == 5


def test_a_model_that_never_answered_is_not_asked_again() -> None:
    model, asked = failing(worded, tuple(range(1, 100)))
    with pytest.raises(pf.Undecided):
        pf.assert_stable(LABEL, model)
    assert len(asked) == 3


def test_the_budget_holds_for_repeated_calls_too() -> None:
    model, asked = failing(lambda text: "good", (4,))
    with pytest.raises(pf.Undecided, match="budget of 4 calls"):
        pf.assert_stable(LABEL, model, budget=pf.Budget(calls=4))
    assert len(asked) == 4


def sampling(share: float) -> Callable[[str], str]:
    """Return a model that samples: one in twenty answers is an odd one, and a `share` of its calls fails."""
    draws = random.Random(7)

    def model(text: str) -> str:
        if draws.random() < share:
            raise ConnectionError("429 slow down")
        answer = worded(text)
        return answer if draws.random() > 0.05 else {"good": "bad", "bad": "good"}[answer]

    return model


def test_a_model_that_samples_and_fails_now_and_then_is_found_out() -> None:
    model = pf.model(sampling(0.1), name="failing-sampler", temperature=0.7)
    with pytest.raises(pf.WordingDependence):
        pf.assert_stable(LABEL, model)


def test_a_model_that_samples_and_fails_often_is_undecided() -> None:
    model = pf.model(sampling(0.5), name="broken-sampler", temperature=0.7)
    with pytest.raises(pf.Undecided, match="429 slow down"):
        pf.assert_stable(LABEL, model)


def test_calls_that_fail_on_one_side_alone_are_held_against_that_side() -> None:
    calls = itertools.count(1)

    def answers(text: str) -> str:
        # Of the rewording: 6 samples for the screening, then 32, of which 5 fail, and fail when they are asked again.
        if "Classify" not in text and next(calls) in {10, 15, 20, 25, 30, *range(39, 44)}:
            raise ConnectionError("429 slow down")
        return worded(text)

    with pytest.raises(pf.Undecided, match="429 slow down"):
        pf.assert_stable(LABEL, pf.model(answers, name="one-sided", temperature=0.7))
