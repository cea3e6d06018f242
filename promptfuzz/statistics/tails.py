"""Tails, quantiles and limits of scipy, kept by their arguments: a run asks for the same few over and over."""

from functools import lru_cache

_KEPT = 65536


@lru_cache(maxsize=_KEPT)
def binomial_tail(least: int, of: int, share: float) -> float:
    """Return P[Bin(of, share) ≥ least], 0..1."""
    from scipy.stats import binom

    return float(binom.sf(least - 1, of, share))


@lru_cache(maxsize=_KEPT)
def exact_limits(hits: int, of: int, confidence: float) -> tuple[float, float]:
    """Return the two-sided limits of a share (Clopper and Pearson 1934), 0..1."""
    from scipy.stats import binomtest

    interval = binomtest(hits, of).proportion_ci(confidence_level=confidence, method="exact")
    return float(interval.low), float(interval.high)


def lower_limit(hits: int, of: int, level: float) -> float:
    """Return the share of which at least `hits` come with probability `level` (Clopper and Pearson 1934), 0..1."""
    return exact_limits(hits, of, 1 - 2 * level)[0]


def upper_limit(hits: int, of: int, level: float) -> float:
    """Return the share of which at most `hits` come with probability `level` (Clopper and Pearson 1934), 0..1."""
    return exact_limits(hits, of, 1 - 2 * level)[1]


@lru_cache(maxsize=_KEPT)
def fisher_tail(hits: int, of: int, other_hits: int, other_of: int) -> float:
    """Return the one-sided p-value of Fisher's exact test that the first share is the greater one, 0..1."""
    from scipy.stats import fisher_exact

    table = [[hits, of - hits], [other_hits, other_of - other_hits]]
    return float(fisher_exact(table, alternative="greater").pvalue)


def wilson_limits(share: float, of: float, confidence: float) -> tuple[float, float]:
    """Return Wilson's two-sided limits of a share (Wilson 1927), 0..1.

    `of` need not be whole, as scipy's must, since shares are weighted here.
    """
    z = normal_quantile((1 + confidence) / 2)
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = z * (share * (1 - share) / of + z * z / (4 * of * of)) ** 0.5 / (1 + z * z / of)
    return max(0.0, middle - reach), min(1.0, middle + reach)


@lru_cache(maxsize=1024)
def normal_quantile(level: float) -> float:
    """Return where the standard normal distribution reaches `level`, 0..1."""
    from scipy.stats import norm

    return float(norm.ppf(level))


@lru_cache(maxsize=1024)
def t_quantile(level: float, freedom: float) -> float:
    """Return where Student's t with `freedom` degrees of freedom reaches `level`, 0..1."""
    from scipy.stats import t

    return float(t.ppf(level, freedom))
