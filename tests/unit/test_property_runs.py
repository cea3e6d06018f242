"""One run of a Hypothesis test after another in one process: none of them passes for what an earlier one raised."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, find, given, seed, settings
from hypothesis.errors import NoSuchExample

import promptfuzz as pf
from promptfuzz import strategies as pfst

PROMPT = pf.Prompt(
    "Please decide whether the review is positive or negative. Be brief.\nReview: {review}",
    slots={"review": "I left the cinema smiling."},
    answer=pf.Label("positive", "negative"),
    id="runs",
)
QUIET = settings(max_examples=60, database=None, deadline=None, suppress_health_check=list(HealthCheck))


def reworded(text: str) -> str:
    return "positive" if "decide" in text else "negative"


def holding(model: object, number: int, **options: object) -> Callable[[], None]:
    """Return the same test each time, with a seed of its own for what Hypothesis draws."""

    @seed(number)
    @QUIET
    @given(pfst.variants(PROMPT))
    def holds(variant: pf.Variant) -> None:
        pf.assert_stable(variant, model, **options)

    return holds


def test_what_failed_once_fails_again_whatever_is_drawn() -> None:
    model = pf.model(reworded)
    for number in range(3):
        with pytest.raises(pf.WordingDependence) as caught:
            holding(model, number)()
        assert "- Please decide whether" in str(caught.value)


@pytest.mark.parametrize("number", range(4))
def test_only_the_first_flip_and_the_smallest_are_repeated(number: int) -> None:
    asked: Counter[str] = Counter()

    def app(text: str) -> str:
        asked[text] += 1
        return reworded(text)

    with pytest.raises(pf.WordingDependence):
        holding(pf.model(app), number)()
    often = [text for text, times in asked.items() if times > 1 and text != PROMPT.text]
    assert "decide" not in often[-1]
    assert 1 <= len(often) <= 2


def test_a_run_that_was_interrupted_while_it_shrank_silences_none_after_it() -> None:
    asked: list[bool] = []

    def app(text: str) -> str:
        asked.append("decide" not in text)
        if sum(asked) == 7:  # once the failure was repeated
            raise KeyboardInterrupt
        return reworded(text)

    model = pf.model(app)
    with pytest.raises(KeyboardInterrupt):
        holding(model, 0)()
    for number in range(1, 3):
        with pytest.raises(pf.WordingDependence):
            holding(model, number)()


def test_a_run_without_answers_is_undecided_each_time() -> None:
    def gone(_text: str) -> str:
        raise ConnectionError("gone")

    model = pf.model(gone)
    for number in range(2):
        with pytest.raises(pf.Undecided):
            holding(model, number)()


def test_each_run_has_the_level_of_a_whole_test() -> None:
    number = [0]

    def noisy(text: str) -> str:
        number[0] += 1
        other = number[0] % 10 < (1 if "decide" in text else 7)
        return "negative" if other else "positive"

    model = pf.model(noisy, temperature=0.7)
    for turn in range(2):
        with pytest.raises(pf.WordingDependence):
            holding(model, turn)()


def test_two_searches_find_the_same() -> None:
    model = pf.model(reworded)

    def fails(variant: pf.Variant) -> bool:
        try:
            pf.assert_stable(variant, model)
        except pf.WordingDependence:
            return True
        return False

    found = [find(pfst.paraphrases(PROMPT), fails, settings=QUIET) for _ in range(2)]
    assert [len(variant.units) for variant in found] == [1, 1]


def test_a_search_after_a_failing_test_finds_nothing_where_nothing_fails() -> None:
    model = pf.model(reworded)
    with pytest.raises(pf.WordingDependence):
        holding(model, 0)()
    same = pfst.paraphrases(PROMPT).filter(lambda variant: "decide" in variant.text)

    def fails(variant: pf.Variant) -> bool:
        try:
            pf.assert_stable(variant, model)
        except pf.WordingDependence:
            return True
        return False

    with pytest.raises(NoSuchExample):
        find(same, fails, settings=QUIET)
