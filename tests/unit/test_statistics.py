"""The statistics against hand-computed numbers, brute force, and their behaviour under the null."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from promptfuzz.records import Verdict
from promptfuzz.statistics.contrasts import contrast_verdict, is_measurable
from promptfuzz.statistics.flips import (
    Flips,
    critical_count,
    dependence_interval,
    flip_p_value,
    is_stable,
    share_interval,
)
from promptfuzz.statistics.multiplicity import q_values, rejection_level
from promptfuzz.statistics.permutation import Samples, excess_change, permutation_p_value


def test_flip_p_value_by_hand() -> None:
    assert flip_p_value(Flips(0, 30, 0, 10, 0.01)) == 1.0
    # 1 − .99^30 for at least one false difference in 30.
    assert flip_p_value(Flips(1, 30, 0, 10, 0.01)) == pytest.approx(1 - 0.99**30)
    # With placebo flips the test against the placebos may be the weaker evidence, and then it counts.
    assert flip_p_value(Flips(10, 30, 4, 10, 0.01)) > 0.5


def test_critical_counts_need_significance_and_tolerance() -> None:
    # 7 of 60 is the first share above .10; the binomial alone would take 3.
    assert critical_count(Flips(0, 10, 0, 10, 0.01), 0.05) == 7
    assert critical_count(Flips(0, 10, 0, 10, 0.05), 0.05 / 84) == 11
    assert critical_count(Flips(0, 10, 10, 10, 0.01), 0.05) is None


def test_stable_is_none_in_thirty_or_one_in_sixty() -> None:
    assert is_stable(0, 30, 0)
    assert not is_stable(0, 29, 0)
    assert not is_stable(1, 30, 1)
    assert is_stable(1, 60, 1)
    assert not is_stable(2, 60, 2)


@given(st.integers(0, 60), st.integers(1, 60), st.integers(0, 10))
def test_intervals_hold_their_estimate(flips: int, trials: int, placebo_flips: int) -> None:
    counts = Flips(min(flips, trials), trials, placebo_flips, 10, 0.01)
    low, high = dependence_interval(counts)
    assert -1 <= low <= counts.dependence + 1e-9
    assert counts.dependence - 1e-9 <= high <= 1


def test_intervals_have_width_at_the_ends() -> None:
    assert share_interval(0, 30) == pytest.approx((0, 1 - 0.05 ** (1 / 30)))
    assert share_interval(30, 30)[0] < 1


@pytest.mark.parametrize(
    ("changed", "contrasts", "placebo_flips", "measurable"),
    [(3, 6, 0, True), (2, 6, 0, False), (3, 3, 1, True), (4, 6, 1, True), (3, 6, 1, False), (2, 2, 0, None)],
)
def test_the_contrast_control_of_the_design(
    changed: int, contrasts: int, placebo_flips: int, measurable: bool | None
) -> None:
    assert is_measurable(changed, contrasts, placebo_flips, 10) is measurable


@pytest.mark.parametrize(
    ("changed", "total", "verdict"),
    [
        (6, 6, Verdict.FOLLOWS),
        (5, 5, Verdict.FOLLOWS),
        (4, 4, Verdict.UNDECIDED),
        (0, 6, Verdict.IGNORES),
        (0, 4, Verdict.UNDECIDED),
        (3, 6, Verdict.UNDECIDED),
        (0, 0, Verdict.UNDECIDED),
    ],
)
def test_contrast_verdicts(changed: int, total: int, verdict: Verdict) -> None:
    assert contrast_verdict(changed, total) is verdict


def test_unstarted_cells_enter_with_one() -> None:
    assert q_values([0.01, None]) == pytest.approx([0.02, 1.0])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.data())
def test_rejection_level_is_where_benjamini_hochberg_rejects(p_values: list[float], data: st.DataObject) -> None:
    own = data.draw(st.integers(0, len(p_values) - 1))
    level = rejection_level(p_values, own, 0.05)
    for p, rejected in ((level * (1 - 1e-6), True), (level * (1 + 1e-6) + 1e-12, False)):
        tried = [p if place == own else value for place, value in enumerate(p_values)]
        assert (false_discovery_control(tried)[own] <= 0.05) is np.bool_(rejected)


def sampled(rng: np.random.Generator, base_rate: float, variant_rates: list[float]) -> Samples:
    wording = np.array([0] * 40 + [number + 1 for number in range(len(variant_rates)) for _ in range(2)])
    rates = np.array([base_rate] * 40 + [rate for rate in variant_rates for _ in range(2)])
    case = np.arange(len(wording)) // 2 % 2
    value = rng.random(len(wording)) < rates
    different = (value[:, None] != value[None, :]).astype(float)
    return Samples(wording, case, case, (different,))


def test_a_null_model_is_rejected_at_its_level() -> None:
    rng = np.random.default_rng(0)
    p = [permutation_p_value(sampled(rng, 0.2, [0.2] * 10), 199, seed) for seed in range(200)]
    assert 0.01 <= np.mean(np.array(p) <= 0.05) <= 0.10


@pytest.mark.parametrize("rates", [[0.8] * 10, [0.1] * 5 + [1.0] * 5])
def test_an_effect_is_found(rates: list[float]) -> None:
    rng = np.random.default_rng(1)
    p = [permutation_p_value(sampled(rng, 0.1, rates), 199, seed) for seed in range(20)]
    assert np.mean(np.array(p) <= 0.05) >= 0.9


def test_a_permutation_p_value_is_never_zero() -> None:
    samples = sampled(np.random.default_rng(2), 0.0, [1.0] * 10)
    assert 1 / 200 <= permutation_p_value(samples, 199, 0) <= 3 / 200


def test_wordings_whose_calls_failed_leave_no_gap() -> None:
    samples = sampled(np.random.default_rng(3), 0.1, [0.9] * 10)
    kept = ~np.isin(samples.wording, [3, 7])
    fewer = Samples(
        samples.wording[kept], samples.case[kept], samples.block[kept], (samples.distances[0][np.ix_(kept, kept)],)
    )
    assert 0 < permutation_p_value(fewer, 199, 0) <= 0.05


def test_excess_change_subtracts_the_noise_floor() -> None:
    rng = np.random.default_rng(4)
    samples = sampled(rng, 0.2, [0.2] * 30)
    excess = excess_change(samples, samples.distances[0])
    assert abs(excess.dependence) < 0.12
    assert 0.1 < excess.noise_floor < 0.5
    assert excess.interval[0] < excess.dependence < excess.interval[1]
    strong = sampled(rng, 0.0, [1.0] * 10)
    assert excess_change(strong, strong.distances[0]).dependence == pytest.approx(1.0)
