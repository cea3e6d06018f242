"""Dose–response against hand-computed curves, and its manners at the edges."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptfuzz.errors import UsageError
from promptfuzz.records.measurements import DoseResponse
from promptfuzz.statistics.dose import bisecting_doses, dose_response

DOSES = (0.2, 0.4, 0.6, 0.8, 1.0)
EXACT = (10, 10)


def curve(*agreeing: int, base: tuple[int, int] = EXACT, doses: tuple[float, ...] = DOSES) -> DoseResponse:
    return dose_response(doses, [(hits, 10) for hits in agreeing], base, calls=60, seed=1)


def test_area_and_half_of_a_falling_line_by_hand() -> None:
    found = curve(8, 6, 4, 2, 0)
    assert found.agreement == pytest.approx((0.8, 0.6, 0.4, 0.2, 0))
    assert found.fitted == pytest.approx(found.agreement)
    assert found.area.value == pytest.approx(0.5)
    assert found.half == pytest.approx(0.5)
    assert found.area.ci[0] < 0.5 < found.area.ci[1]
    assert found.half_ci[0] < 0.5 < found.half_ci[1]
    assert found.calls == 60


def test_a_curve_that_rises_is_made_to_fall() -> None:
    found = curve(6, 8, 2, 2, 2)
    assert found.agreement[:2] == pytest.approx((0.6, 0.8))
    assert found.fitted[:2] == pytest.approx((0.7, 0.7))
    # Between .7 at dose .4 and .2 at dose .6.
    assert found.half == pytest.approx(0.4 + 0.2 * 0.2 / 0.5)


def test_a_prompt_that_nothing_harms_has_area_one_and_no_half() -> None:
    found = curve(10, 10, 10, 10, 10)
    assert found.area.value == 1
    assert found.half is None
    assert found.half_ci == (None, None)
    assert found.area.ci[0] > 0.8
    assert found.area.ci[1] == 1


def test_agreement_is_relative_to_the_noise_floor() -> None:
    found = curve(8, 8, 8, 4, 4, base=(8, 10))
    assert found.agreement == pytest.approx((1, 1, 1, 0.5, 0.5))
    # The base's own repeats are drawn anew as well, so the band is wider than that of an exact base.
    exact = curve(10, 10, 10, 5, 5)
    assert found.band[-1][1] - found.band[-1][0] > exact.band[-1][1] - exact.band[-1][0]


def test_a_sampling_base_that_always_agreed_may_disagree_yet() -> None:
    counts = [(9, 10)] * 5
    exact = dose_response(DOSES, counts, EXACT, calls=60, seed=1)
    sampling = dose_response(DOSES, counts, EXACT, calls=60, seed=1, sampling=True)
    assert sampling.agreement == exact.agreement
    assert sampling.area.ci[1] >= exact.area.ci[1]
    assert sampling.band != exact.band


def test_better_than_the_noise_floor_is_shown_and_the_fit_and_the_area_stop_at_one() -> None:
    found = curve(10, 10, 10, 10, 10, base=(8, 10))
    assert found.agreement[0] == pytest.approx(1.25)
    assert max(found.fitted) == 1
    assert found.area.value == 1


def test_the_last_value_is_carried_on_to_dose_one() -> None:
    found = curve(10, 5, doses=(0.2, 0.4))
    assert found.area.value == pytest.approx(0.2 + 0.15 + 0.6 * 0.5)


def test_doses_of_which_nothing_was_asked_are_left_out() -> None:
    found = dose_response((0.2, 0.5, 1.0), [(10, 10), (0, 0), (0, 10)], EXACT, calls=30, seed=1)
    assert found.doses == (0.2, 1.0)
    assert found.trials == (10, 10)


def test_doses_come_back_rising() -> None:
    found = dose_response((1.0, 0.2), [(0, 10), (10, 10)], EXACT, calls=30, seed=1)
    assert found.doses == (0.2, 1.0)
    assert found.agreement == (1, 0)


def test_the_half_of_a_cliff_may_lie_anywhere_inside_it() -> None:
    found = curve(10, 0, 0, 0, 0)
    assert found.half == pytest.approx(0.3)
    low, high = found.half_ci
    assert low == pytest.approx(0.21, abs=0.03)
    assert high == pytest.approx(0.39, abs=0.03)


def test_a_cliff_is_bisected_at_its_thirds() -> None:
    assert bisecting_doses(DOSES, [(hits, 10) for hits in (10, 0, 0, 0, 0)], EXACT) == pytest.approx((0.2667, 0.3333))
    # From dose 0 on, where agreement is 1.
    assert bisecting_doses(DOSES, [(0, 10)] * 5, EXACT) == pytest.approx((0.0667, 0.1333))


def test_a_narrow_cliff_is_asked_in_its_middle_and_a_narrower_one_not_at_all() -> None:
    counts = [(10, 10), (0, 10)]
    assert bisecting_doses((0.2, 0.3), counts, EXACT) == (0.25,)
    assert bisecting_doses((0.2, 0.26), counts, EXACT) == ()


@pytest.mark.parametrize("agreeing", [(8, 6, 4, 2, 0), (10, 10, 10, 10, 10), (7, 7, 7, 7, 7), (10, 7, 4, 4, 4)])
def test_no_cliff_no_more_doses(agreeing: tuple[int, ...]) -> None:
    assert bisecting_doses(DOSES, [(hits, 10) for hits in agreeing], EXACT) == ()


def test_the_same_seed_gives_the_same_result() -> None:
    assert curve(9, 5, 6, 1, 2, base=(9, 10)) == curve(9, 5, 6, 1, 2, base=(9, 10))


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=5, max_size=5), st.integers(1, 6))
def test_intervals_hold_their_estimates_and_the_fit_falls(agreeing: list[int], base: int) -> None:
    found = dose_response(DOSES, [(hits, 6) for hits in agreeing], (base, 6), calls=36, seed=3)
    assert list(found.fitted) == sorted(found.fitted, reverse=True)
    assert 0 <= found.area.ci[0] <= found.area.value <= found.area.ci[1] <= 1
    assert all(low <= value <= high for value, (low, high) in zip(found.fitted, found.band, strict=True))
    low, half, high = (2.0 if dose is None else dose for dose in (found.half_ci[0], found.half, found.half_ci[1]))
    assert 0 <= low <= half <= high


@pytest.mark.parametrize(
    ("doses", "agreed", "base", "expected"),
    [
        ((0.5,), [(0, 0)], EXACT, "answers at one dose"),
        ((0.5,), [(5, 10)], (0, 10), "a base that agrees"),
        ((0.0,), [(5, 10)], EXACT, "doses above 0"),
        ((0.5, 0.5), [(5, 10), (4, 10)], EXACT, "distinct doses"),
        ((0.5,), [(11, 10)], EXACT, "counts"),
        ((0.5,), [], EXACT, "one pair a dose"),
    ],
)
def test_nonsense_is_refused(doses, agreed, base, expected) -> None:
    with pytest.raises(UsageError, match=expected):
        dose_response(doses, agreed, base, calls=0, seed=0)
