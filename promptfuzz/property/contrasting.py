"""The other property: asked for something else, the model must answer something else (DESIGN §5.7)."""

import sys
from collections.abc import Coroutine, Sequence
from typing import Any

from promptfuzz.oracle import Oracle
from promptfuzz.property.arguments import Arguments, place_of
from promptfuzz.property.awaiting import expected
from promptfuzz.property.frames import CutBelow, cut_below
from promptfuzz.property.holding import CONTRAST, hold, hold_async
from promptfuzz.records import Answer, Budget, Variant


def assert_contrast(
    v: Variant | Sequence[Variant],
    model: object = None,
    *,
    answer: Answer | None = None,
    oracle: Oracle | None = None,
    on_undecided: str = "fail",
    budget: Budget | None = None,
) -> None:
    """Fail if contrasts, instructions that ask for something else, leave the model's answer as it was.

    One unchanged answer proves little, since another request can have the same answer by right. So all contrasts of a
    prompt that the whole test function asks are counted, every rendered text once: it fails only with at least 3 of
    them (aim at 6) of which so few changed the answer that the upper one-sided 95% limit of P(it differs) is below
    one half, such as 0 of 5 or 1 of 8. Of a model that samples, most of 3 answers to a contrast are held against what
    most of the base's samples say. Contrasts whose expected answer is known to be that of the base are never offered
    by ``pfst.contrasts``; leave them out of your own.

    Args:
        v: a variant or several, of ``pfst.contrasts`` or made with ``prompt.variant(...)``.
        model: a spec or a callable, as in :func:`promptfuzz.fuzz`; None takes the one chosen for all tests.
        answer: the answer type, where the prompt does not declare it.
        oracle: judges whether two outputs mean the same.
        on_undecided: what happens when the budget ends first, or when the contrasts prove neither that the instruction
            is followed nor that it is ignored: ``fail``, ``skip``, ``pass``. In a Hypothesis test the latter is known
            only at its end, where the pytest plugin says so; without pytest it is an event.
        budget: the most calls of the whole test function; no limit by default.

    Raises:
        InstructionIgnored: the instruction is ignored; the message shows a contrast that left the answer as it was.
        Undecided: the budget ended, calls failed, or there is too little to judge.
        UsageError: an argument is wrong, or no variant asks for something else.
    """
    __tracebackhide__ = True
    given = Arguments(model, answer, oracle, on_undecided=on_undecided, budget=budget)
    with CutBelow():
        hold(v, given, place_of(sys._getframe(1)), CONTRAST)


def assert_contrast_async(
    v: Variant | Sequence[Variant],
    model: object = None,
    *,
    answer: Answer | None = None,
    oracle: Oracle | None = None,
    on_undecided: str = "fail",
    budget: Budget | None = None,
) -> Coroutine[Any, Any, None]:
    """Do what :func:`assert_contrast` does from inside a running event loop."""
    __tracebackhide__ = True
    given = Arguments(model, answer, oracle, on_undecided=on_undecided, budget=budget)
    asserting = hold_async(v, given, place_of(sys._getframe(1)), CONTRAST)
    return cut_below(expected(asserting, "pf.assert_contrast_async"))
