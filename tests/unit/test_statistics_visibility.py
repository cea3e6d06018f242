"""How much of a change could be seen behind a model's noise, against hand-computed values."""

import numpy as np
import pytest

from promptfuzz.statistics.visibility import visible_change


def table(answers: list[str]) -> np.ndarray:
    return np.array([[float(a != b) for b in answers] for a in answers])


def seen(answers: list[str], cases: list[int] | None = None, *, by_value: bool = True) -> float:
    return visible_change(table(answers), np.array(cases or [0] * len(answers)), by_value=by_value)


def test_without_noise_every_change_shows() -> None:
    assert seen(["yes"] * 10) == 1.0
    assert seen([]) == 0.0


def test_a_steady_answer_leaves_room_for_the_second() -> None:
    """80/20: the second differs from 80% of the others (of 99 others, 80), repeats from 2 * .8 * .2 * 100/99."""
    found = seen(["yes"] * 80 + ["no"] * 20)
    assert found == pytest.approx(80 / 99 - 0.32 * 100 / 99)


def test_of_two_equal_answers_neither_shows() -> None:
    assert seen(["yes"] * 50 + ["no"] * 50) == pytest.approx(0.0, abs=1e-9)


def test_many_answers_hide_each_other() -> None:
    assert seen(["a"] * 16 + ["b"] * 8 + ["c"] * 8 + ["d"] * 4 + ["e"] * 4) < 0.1


def test_cases_are_averaged() -> None:
    answers, cases = ["yes"] * 10 + ["yes"] * 5 + ["no"] * 5, [0] * 10 + [1] * 10
    assert seen(answers, cases) == pytest.approx((1.0 + 0.0) / 2, abs=1e-9)


def test_free_text_counts_what_differs_from_most() -> None:
    same = table(["usual"] * 18 + ["odd", "other"])
    assert visible_change(same, np.zeros(20, dtype=int), by_value=False) > 0.7
    apart = 1 - np.eye(20)
    assert visible_change(apart, np.zeros(20, dtype=int), by_value=False) == 0.0
