"""The property of property tests: a variant of a prompt gets an answer of the same meaning (DESIGN §4.1)."""

import sys
from collections.abc import Coroutine, Sequence
from typing import Any

from promptfuzz.oracle import Oracle
from promptfuzz.property.arguments import Arguments, place_of
from promptfuzz.property.awaiting import expected
from promptfuzz.property.frames import CutBelow, cut_below
from promptfuzz.property.holding import STABLE, hold, hold_async
from promptfuzz.records import Answer, Budget, Variant


def assert_stable(
    v: Variant | Sequence[Variant],
    model: object = None,
    *,
    answer: Answer | None = None,
    oracle: Oracle | None = None,
    samples: int | None = None,
    tolerance: float = 0.10,
    alpha: float = 0.05,
    on_undecided: str = "fail",
    budget: Budget | None = None,
) -> None:
    """Fail if any of the variants changes the meaning of the model's answer on any case.

    Args:
        v: a variant or several; several are asked together where the model answers more than one request at once.
        model: a spec or a callable, as in :func:`promptfuzz.fuzz`; None takes the one chosen for all tests.
        answer: the answer type, where the prompt does not declare it.
        oracle: judges whether two outputs mean the same.
        samples: for sampling models, fresh samples a side in a confirmation, 32 by default; where so few cannot reach
            `alpha`, as many as that takes, 7 or more.
        tolerance: Δ above which a sampling model fails, 0..1.
        alpha: for sampling models, the false-alarm rate of the whole test function, 0..1.
        on_undecided: what happens when the budget ends first: ``fail``, ``skip`` or ``pass``.
        budget: the most calls of the whole test function, of which Hypothesis may spend 70% until a failure is
            established and the rest on shrinking it; no limit by default.

    Raises:
        WordingDependence: a rewording changed the meaning; the message shows the edits, both outputs and why.
        Undecided: the budget ended, or calls failed, before a variant could be judged, or a Hypothesis test drew
            nothing but the prompt itself, which is known when it ends.
        UsageError: an argument is wrong.
    """
    __tracebackhide__ = True
    given = Arguments(model, answer, oracle, samples, tolerance, alpha, on_undecided, budget)
    with CutBelow():
        hold(v, given, place_of(sys._getframe(1)), STABLE)


def assert_stable_async(
    v: Variant | Sequence[Variant],
    model: object = None,
    *,
    answer: Answer | None = None,
    oracle: Oracle | None = None,
    samples: int | None = None,
    tolerance: float = 0.10,
    alpha: float = 0.05,
    on_undecided: str = "fail",
    budget: Budget | None = None,
) -> Coroutine[Any, Any, None]:
    """Do what :func:`assert_stable` does from inside a running event loop; the model may be a coroutine function."""
    __tracebackhide__ = True
    given = Arguments(model, answer, oracle, samples, tolerance, alpha, on_undecided, budget)
    asserting = hold_async(v, given, place_of(sys._getframe(1)), STABLE)
    return cut_below(expected(asserting, "pf.assert_stable_async"))
