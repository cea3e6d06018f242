"""The permutation test with as many permutations as many cells need: reachable p-values, exact level, early stops."""

from dataclasses import replace

import numpy as np
import pytest

from promptfuzz.statistics.permutation import Samples, permutation_p_value

WORDING = np.concatenate([np.zeros(20, int), np.repeat(np.arange(1, 11), 2)])
CASE = np.zeros(40, int)


def cell(seed: int, shift: float) -> Samples:
    points = np.random.default_rng(seed).normal(size=(40, 2))
    points[WORDING > 0, 0] += shift
    distance = np.sqrt(((points[:, None] - points[None, :]) ** 2).sum(-1))
    return Samples(WORDING, CASE, CASE, (distance, (distance > 1.5).astype(float)))


def test_a_clear_effect_reaches_the_smallest_p_value() -> None:
    # Six columns have six best rows; were they ties, a lone cell among many could never be rejected.
    assert permutation_p_value(cell(0, 6.0), 4999, 0) == pytest.approx(1 / 5000)


def test_the_level_is_exact_also_where_it_is_small() -> None:
    p = np.array([permutation_p_value(cell(seed, 0.0), 99, seed) for seed in range(600)])
    for level in (0.01, 0.05, 0.2):
        assert abs(np.mean(p <= level) - level) <= 3 * (level * (1 - level) / 600) ** 0.5


def test_dull_cells_stop_early_and_others_do_not() -> None:
    dull = cell(3, 0.0)
    assert permutation_p_value(dull, 100_000, 0) == permutation_p_value(dull, 999, 0) > 0.2
    short, full = (permutation_p_value(cell(5, 0.9), count, 1) for count in (999, 8000))
    assert full == pytest.approx(short, abs=0.02)


def test_a_distance_that_is_a_multiple_of_another_changes_nothing() -> None:
    for seed, shift in ((5, 0.9), (3, 0.0)):
        samples = cell(seed, shift)
        distance, verdict = samples.distances
        p = permutation_p_value(samples, 999, 1)
        assert permutation_p_value(replace(samples, distances=(distance, verdict, 0.7 * distance)), 999, 1) == p
        single = permutation_p_value(replace(samples, distances=(distance,)), 999, 1)
        assert permutation_p_value(replace(samples, distances=(distance, 0.7 * distance)), 999, 1) == single
