"""Word attribution: designs, exact recovery of planted causes, intervals, and behaviour under the null."""

import numpy as np
import pytest

from promptfuzz.errors import UsageError
from promptfuzz.records.measurements import Estimate
from promptfuzz.statistics.attribution import attribute, confirmations, design, family_wise_p

ROWS = design(12, 24, seed=5)


@pytest.mark.parametrize(("count", "rows"), [(3, 6), (4, 8), (5, 10), (7, 13), (12, 24), (20, 40), (30, 120)])
def test_half_sets_are_distinct_balanced_and_never_empty(count: int, rows: int) -> None:
    sets = design(count, rows, seed=3)
    assert sets.shape == (rows, count)
    assert len({row.tobytes() for row in sets}) == rows
    assert sets.any(axis=1).all()
    assert (abs(sets.sum(axis=0) - rows / 2) <= 0.5).all()


def test_edits_go_together_as_little_as_they_can() -> None:
    correlations = np.corrcoef(design(20, 80, seed=0).T) - np.eye(20)
    assert abs(correlations).max() <= 0.21


def test_more_rows_than_there_are_give_each_once() -> None:
    assert design(1, 4, seed=0).tolist() == [[True]]
    assert sorted(design(2, 8, seed=0).tolist()) == [[False, True], [True, False], [True, True]]


def test_the_same_seed_gives_the_same_half_sets() -> None:
    assert (design(9, 18, seed=4) == design(9, 18, seed=4)).all()
    assert (design(9, 18, seed=4) != design(9, 18, seed=5)).any()


@pytest.mark.parametrize(
    ("cause", "weight"),
    [
        ((3,), 1.0),
        ((3, 7), 0.5),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_certain_causes_are_recovered_exactly(cause: tuple[int, ...], weight: float, together: bool) -> None:
    held = ROWS[:, list(cause)]
    changed = (held.all(axis=1) if together else held.any(axis=1)).astype(float)
    estimates = attribute(ROWS, changed)
    p_values = family_wise_p(ROWS, changed, seed=1)
    assert {place for place, p in enumerate(p_values) if p <= 0.05} == set(cause)
    assert set(confirmations(estimates, p_values)) == set(cause)
    for place, estimate in enumerate(estimates):
        true = weight if place in cause else 0.0
        assert estimate.ci[0] <= true + 1e-9 and true - 1e-9 <= estimate.ci[1]
        assert estimate.value == pytest.approx(true, abs=0.15)


def test_an_edit_that_undoes_another_weighs_less_than_nothing() -> None:
    changed = (ROWS[:, 2] & ~ROWS[:, 9]).astype(float)
    estimates = attribute(ROWS, changed)
    p_values = family_wise_p(ROWS, changed, seed=1)
    assert estimates[2].value > 0.3 and estimates[9].value < -0.3
    assert max(p_values[2], p_values[9]) <= 0.05
    assert confirmations(estimates, p_values)[0] == 2
    assert 9 not in confirmations(estimates, p_values)


@pytest.mark.parametrize("constant", [0.0, 1.0])
def test_where_nothing_varies_nothing_weighs(constant: float) -> None:
    changed = np.full(24, constant)
    assert all(abs(estimate.value) < 1e-9 for estimate in attribute(ROWS, changed))
    assert family_wise_p(ROWS, changed, seed=1) == (1.0,) * 12
    assert confirmations(attribute(ROWS, changed), (1.0,) * 12) == ()


def test_an_edit_never_off_is_unknown() -> None:
    rows = np.column_stack([ROWS[:, 0], np.ones(24, dtype=bool)])
    estimates = attribute(rows, ROWS[:, 0].astype(float))
    assert estimates[1] == Estimate(0.0, (-1, 1))
    assert family_wise_p(rows, ROWS[:, 0].astype(float), seed=0)[1] == 1


def test_edits_always_together_are_not_told_apart() -> None:
    rows = np.column_stack([ROWS[:, 0], ROWS])
    first, second = attribute(rows, ROWS[:, 0].astype(float))[:2]
    assert first.value == pytest.approx(second.value)


def test_noise_widens_intervals() -> None:
    changed = ROWS[:, 3].astype(float)
    certain, noisy = attribute(ROWS, changed)[0].ci, attribute(ROWS, changed, noise=0.2)[0].ci
    assert noisy[1] - noisy[0] > certain[1] - certain[0]


def test_half_changes_count_half() -> None:
    changed = 0.5 * ROWS[:, 3].astype(float)
    assert attribute(ROWS, changed)[3].value == pytest.approx(0.5, abs=0.08)


def test_intervals_cover_and_the_family_wise_error_holds_under_noise() -> None:
    rng = np.random.default_rng(11)
    rows = design(10, 40, seed=2)
    covered = false = 0
    for seed in range(100):
        changed = (rng.random(40) < np.where(rows[:, 4], 0.7, 0.1)).astype(float)
        low, high = attribute(rows, changed, noise=0.1)[4].ci
        covered += low <= 0.6 <= high
        p_values = family_wise_p(rows, changed, seed, permutations=199)
        false += any(p <= 0.05 for place, p in enumerate(p_values) if place != 4)
    assert covered >= 80
    assert false <= 13


def test_confirmations_take_the_significant_first_then_intervals_above_nothing() -> None:
    estimates = [
        Estimate(0.3, (0.1, 0.5)),
        Estimate(0.6, (0.2, 0.9)),
        Estimate(0.4, (0.3, 0.6)),
        Estimate(-0.9, (-1, -0.8)),
        Estimate(0.2, (-0.1, 0.5)),
    ]
    assert confirmations(estimates, (0.9, 0.9, 0.01, 0.01, 0.9)) == (2, 1, 0)
    assert confirmations(estimates, (0.9, 0.9, 0.01, 0.01, 0.9), most=1) == (2,)


def test_few_edits_are_all_asked_alone() -> None:
    rows = design(2, 4, seed=0)
    estimates = attribute(rows, rows[:, 1].astype(float))
    assert confirmations(estimates, family_wise_p(rows, rows[:, 1].astype(float), seed=0)) == (1, 0)


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(UsageError, match="one `changed` a row"):
        attribute(ROWS, np.zeros(3))
    with pytest.raises(UsageError, match="one edit and one row"):
        design(0, 4, seed=0)
