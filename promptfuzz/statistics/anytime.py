"""Evidence that is valid whenever one looks: bets on which of two outputs came from a rewording (DESIGN §5.4, 5.5).

Each pair is one output of the base and one of a variant, of one case. Before it is seen, the past gives a witness that
is large where an output is far from the base's and near to the variants'; the bet is that it is larger for the
variant's. If no wording matters the two may be swapped, so that no bet wins on average, whenever one stops: the wealth
is a nonnegative martingale and its value an e-value (Shekhar and Ramdas 2023, "Nonparametric two-sample testing by
betting"; MEASUREMENT §2).
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from promptfuzz.errors import UsageError
from promptfuzz.statistics.permutation import BASE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Pair = tuple[int, int]

# A difference of two mean distances beyond this counts in full (MEASUREMENT §2).
_FULL = 0.5
# The largest stake: any below 1 is valid. With .5 a clear effect took a third more calls (benchmarks/data/answer_bank).
_MOST = 0.9
_STEP = 2 / (2 - math.log(3))


def pairs_in_order(wording: Ints, case: Ints) -> tuple[Pair, ...]:
    """Pair the r-th base sample of each case with its r-th variant sample, in the order in which both are there.

    Samples stand in the order in which they were asked; `wording` is 0 for the base. What has no partner is left out.
    """
    waiting: dict[tuple[int, bool], list[int]] = {}
    pairs: list[Pair] = []
    for place, (label, of) in enumerate(zip(wording.tolist(), case.tolist(), strict=True)):
        is_base = label == BASE
        partners = waiting.get((of, not is_base))
        if partners:
            other = partners.pop(0)
            pairs.append((place, other) if is_base else (other, place))
        else:
            waiting.setdefault((of, is_base), []).append(place)
    return tuple(pairs)


def running_wealth(distances: Sequence[Floats], pairs: Sequence[Pair], case: Ints) -> tuple[float, ...]:
    """Return the wealth after each pair, 0 or more, from 1 before the first; the last is the e-value so far.

    Of several distances each gets an equal share of the first wealth, which keeps the mean an e-value. The evidence
    is enough at level α once the wealth has reached 1/α (Ville's inequality).

    Args:
        distances: each of shape (n, n), symmetric.
        pairs: base sample and variant sample of one case, in the order of asking; each sample in one pair at most.
        case: shape (n,); number of the case.

    Raises:
        UsageError: a pair is of two cases, or a sample stands in two pairs.
    """
    used = [place for pair in pairs for place in pair]
    if len(set(used)) < len(used):
        raise UsageError("expected each sample in one pair at most, got one twice; pair every output once")
    for base, variant in pairs:
        if case[base] != case[variant]:
            raise UsageError(f"expected pairs of one case, got samples of cases {case[base]} and {case[variant]}")
    paths = [_wealth(_payoffs(distance, pairs, case)) for distance in distances]
    return tuple(sum(step) / len(step) for step in zip(*paths, strict=True))


def _payoffs(distance: Floats, pairs: Sequence[Pair], case: Ints) -> list[float]:
    """Return what a bet of everything would win on each pair, -1..1; the past of its case alone decides the witness."""
    past: dict[int, tuple[list[int], list[int]]] = {}
    payoffs = []
    for base, variant in pairs:
        bases, variants = past.setdefault(int(case[base]), ([], []))
        if bases:
            witness = [float(distance[one, bases].mean() - distance[one, variants].mean()) for one in (base, variant)]
            payoffs.append(max(-1.0, min(1.0, (witness[1] - witness[0]) / _FULL)))
        else:
            payoffs.append(0.0)
        bases.append(base)
        variants.append(variant)
    return payoffs


def _wealth(payoffs: Sequence[float]) -> list[float]:
    """Return ∏(1 + λf), λ from 0 to .9 by online Newton steps (Cutkosky and Orabona 2018), from the past alone."""
    wealth, share, curvature, path = 1.0, 0.0, 1.0, []
    for payoff in payoffs:
        grown = 1 + share * payoff
        wealth *= grown
        path.append(wealth)
        slope = payoff / grown
        curvature += slope**2
        share = max(0.0, min(_MOST, share + _STEP * slope / curvature))
    return path
