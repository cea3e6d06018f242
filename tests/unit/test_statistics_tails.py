"""Tails and limits are those of scipy, with the arguments in their right places."""

import pytest

from promptfuzz.statistics.multiplicity import q_values
from promptfuzz.statistics.tails import (
    binomial_tail,
    fisher_tail,
    lower_limit,
    normal_quantile,
    t_quantile,
    upper_limit,
    wilson_limits,
)

COUNTS = [(0, 1), (1, 1), (0, 10), (3, 10), (10, 10), (2, 60), (59, 60), (117, 300)]


@pytest.mark.parametrize(("hits", "of"), COUNTS)
def test_limits_of_a_share_are_those_of_scipy(hits: int, of: int) -> None:
    from scipy.stats import binomtest

    exact = binomtest(hits, of).proportion_ci(0.90, method="exact")
    wilson = binomtest(hits, of).proportion_ci(0.90, method="wilson")
    assert (lower_limit(hits, of, 0.05), upper_limit(hits, of, 0.05)) == pytest.approx(exact, abs=1e-9)
    assert wilson_limits(hits / of, of, 0.90) == pytest.approx(wilson, abs=1e-12)


@pytest.mark.parametrize(("hits", "of"), COUNTS)
@pytest.mark.parametrize("share", [0.01, 0.5, 0.93])
def test_a_binomial_tail_is_that_of_scipy(hits: int, of: int, share: float) -> None:
    from scipy.stats import binom

    assert binomial_tail(hits, of, share) == pytest.approx(binom.sf(hits - 1, of, share), rel=1e-12)


def test_no_tail_lies_beyond_the_trials() -> None:
    assert binomial_tail(4, 3, 0.5) == 0


@pytest.mark.parametrize("table", [(3, 6, 0, 10), (0, 6, 2, 10), (14, 24, 3, 40), (6, 6, 10, 10)])
def test_a_hypergeometric_tail_is_fishers_test(table: tuple[int, int, int, int]) -> None:
    from scipy.stats import fisher_exact

    hits, of, other_hits, other_of = table
    wanted = fisher_exact([[hits, of - hits], [other_hits, other_of - other_hits]], alternative="greater").pvalue
    assert fisher_tail(hits, of, other_hits, other_of) == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("freedom", [1, 2.5, 28, 400])
def test_quantiles_are_those_of_scipy(freedom: float) -> None:
    from scipy.stats import norm, t

    assert t_quantile(0.95, freedom) == pytest.approx(t.ppf(0.95, freedom), rel=1e-10)
    assert normal_quantile(0.95) == pytest.approx(norm.ppf(0.95), rel=1e-12)


def test_q_values_are_those_of_scipy_with_ties_and_unstarted_cells() -> None:
    from scipy.stats import false_discovery_control

    values = [0.04, None, 0.001, 0.04, 0.2, 1.0, 0.0]
    assert q_values(values) == pytest.approx(false_discovery_control([1.0 if p is None else p for p in values]))
