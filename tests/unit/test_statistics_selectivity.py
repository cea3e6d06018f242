"""Selectivity: by hand, its interval at the ends, and its coverage over prompts that differ."""

import numpy as np
import pytest

from promptfuzz.statistics.selectivity import Responses, model_selectivity, prompt_selectivity


def test_by_hand() -> None:
    estimate = prompt_selectivity(Responses(5, 6, 3, 30))
    assert estimate is not None
    assert estimate.value == pytest.approx(5 / 6 - 0.1)
    assert estimate.ci[0] < estimate.value < estimate.ci[1]


def test_one_noise_floor_cancels_and_two_do_not() -> None:
    same = prompt_selectivity(Responses(5, 6, 12, 30, noise=0.3))
    other = prompt_selectivity(Responses(5, 6, 12, 30, noise=0.3, contrast_noise=0.0))
    assert same is not None and other is not None
    assert same.value == pytest.approx(5 / 6 - 0.4)
    assert other.value == pytest.approx(5 / 6 - (0.4 - 0.3))


@pytest.mark.parametrize("responses", [Responses(2, 2, 0, 30), Responses(3, 3, 0, 0), Responses(0, 0, 0, 0)])
def test_too_little_is_null(responses: Responses) -> None:
    assert prompt_selectivity(responses) is None


def test_a_model_needs_twenty_contrast_outputs_on_prompts_with_variants() -> None:
    assert model_selectivity([Responses(6, 6, 0, 30)] * 3) is None
    assert model_selectivity([Responses(6, 6, 0, 30)] * 3 + [Responses(6, 6, 0, 0)]) is None
    assert model_selectivity([Responses(5, 5, 0, 30)] * 4) is not None
    assert model_selectivity([]) is None


@pytest.mark.parametrize("responses", [Responses(6, 6, 0, 60), Responses(0, 6, 0, 60), Responses(6, 6, 60, 60)])
@pytest.mark.parametrize("prompts", [1, 4, 30])
def test_no_interval_has_zero_width(responses: Responses, prompts: int) -> None:
    estimates = [prompt_selectivity(responses)]
    if prompts > 1:
        estimates.append(model_selectivity([responses] * prompts))
    for estimate in estimates:
        assert estimate is not None
        assert estimate.ci[1] - estimate.ci[0] > 0.01
        assert -1 <= estimate.ci[0] <= estimate.value <= estimate.ci[1] <= 1


def test_one_prompt_alone_can_make_a_model() -> None:
    alone = Responses(18, 20, 3, 30)
    assert model_selectivity([alone]) == prompt_selectivity(alone)


def test_the_number_of_variants_gives_no_weight() -> None:
    # A cell that flips is asked 60 variants instead of 30; that must not make the model look worse.
    few = model_selectivity([Responses(6, 6, 0, 30)] * 3 + [Responses(6, 6, 15, 30)])
    many = model_selectivity([Responses(6, 6, 0, 30)] * 3 + [Responses(6, 6, 30, 60)])
    assert few is not None and many is not None
    assert few.value == pytest.approx(many.value) == pytest.approx(1 - 0.5 / 4)


def test_prompts_that_differ_widen_the_interval() -> None:
    alike = model_selectivity([Responses(3, 6, 15, 30)] * 10)
    apart = model_selectivity([Responses(6, 6, 0, 30), Responses(0, 6, 30, 30)] * 5)
    assert alike is not None and apart is not None
    assert apart.value == pytest.approx(alike.value)
    assert apart.ci[1] - apart.ci[0] > 1.5 * (alike.ci[1] - alike.ci[0])


@pytest.mark.parametrize("prompts", [5, 12])
def test_coverage_over_fresh_prompts(prompts: int) -> None:
    rng, held, true = np.random.default_rng(prompts), 0, 0.8 - 1 / 6
    for _ in range(300):
        follows, flips = rng.beta(4, 1, prompts), rng.beta(1, 5, prompts)
        made = [
            Responses(int(rng.binomial(6, f)), 6, int(rng.binomial(30, v)), 30)
            for f, v in zip(follows, flips, strict=True)
        ]
        estimate = model_selectivity(made)
        assert estimate is not None
        held += estimate.ci[0] <= true <= estimate.ci[1]
    assert 0.86 <= held / 300 <= 0.99
