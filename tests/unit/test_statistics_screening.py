"""Screen and confirm: who goes on, and what fresh samples prove."""

import numpy as np
import pytest

from promptfuzz.statistics.flips import fisher_greater
from promptfuzz.statistics.screening import confirmed, screened


def test_the_most_different_go_on() -> None:
    assert screened([0.1, 0.9, 0.0, 0.5], 2) == (1, 3)
    assert screened([0.1, 0.9], 5) == (1, 0)
    assert screened([], 3) == ()
    assert screened([0.5], 0) == ()


def test_ties_are_broken_by_the_seed_alone() -> None:
    shares = [0.5] * 12
    assert screened(shares, 4, seed=3) == screened(shares, 4, seed=3)
    assert {screened(shares, 1, seed=seed)[0] for seed in range(200)} == set(range(12))


def test_the_example_of_the_design_is_confirmed() -> None:
    first, second = confirmed([14, 3], [24, 24], [3, 3], [40, 40], tries=2, level=0.05)
    assert first.holds and not second.holds
    assert first.p_value == pytest.approx(2 * fisher_greater(14, 24, 3, 40))
    assert first.difference == pytest.approx(14 / 24 - 3 / 40)
    assert second.p_value == pytest.approx(fisher_greater(3, 24, 3, 40))


def test_holm_never_lets_a_weaker_try_overtake() -> None:
    one, two = confirmed([12, 13], [24, 24], [8, 8], [40, 40], tries=2, level=0.05)
    assert two.p_value <= one.p_value
    assert one.p_value >= fisher_greater(12, 24, 8, 40)


def test_planned_tries_count_even_where_they_were_not_made() -> None:
    (lone,) = confirmed([9], [24], [5], [40], tries=1, level=0.05)
    (of_two,) = confirmed([9], [24], [5], [40], tries=2, level=0.05)
    assert of_two.p_value == pytest.approx(2 * lone.p_value)


def test_significance_without_size_does_not_hold() -> None:
    (small,) = confirmed([120], [1000], [40], [1000], tries=1, level=0.05, tolerance=0.10)
    assert small.p_value < 0.001 and not small.holds


def test_without_samples_nothing_holds() -> None:
    assert not any(one.holds for one in confirmed([0, 5], [0, 5], [0, 0], [0, 0], tries=2, level=0.05))


def test_a_model_without_effect_is_confirmed_at_its_level() -> None:
    rng = np.random.default_rng(0)
    hits = 0
    for seed in range(1000):
        base = int(rng.binomial(40, 0.2))
        tried = [int(rng.binomial(24, 0.2)) for _ in range(2)]
        hits += any(one.holds for one in confirmed(tried, [24, 24], [base, base], [40, 40], tries=2, level=0.05))
        assert len(screened(rng.random(25).tolist(), 12, seed)) == 12
    assert hits / 1000 <= 0.05
