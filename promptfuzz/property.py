"""The property of property tests: a variant of a prompt gets an answer of the same meaning (DESIGN §4.1)."""

import sys
from collections.abc import Sequence
from typing import NoReturn

from promptfuzz.engine.asking import Answers, Task
from promptfuzz.engine.trying import Attempt, try_variant
from promptfuzz.errors import Undecided, UsageError, WordingDependence
from promptfuzz.memory import Session, session_for
from promptfuzz.models.choosing import as_model
from promptfuzz.oracle import Oracle
from promptfuzz.records import Answer, Budget, Finding, Request, Variant
from promptfuzz.validation import check_name, check_share, check_type

ON_UNDECIDED = ("fail", "skip", "pass")


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
        v: a variant or several.
        model: a spec or a callable, as in :func:`promptfuzz.fuzz`.
        answer: the answer type, where the prompt does not declare it.
        oracle: judges whether two outputs mean the same.
        samples: for sampling models, fresh samples a side in a confirmation; 32 by default.
        tolerance: Δ above which a sampling model fails, 0..1.
        alpha: for sampling models, the false-alarm rate of the whole test function, 0..1.
        on_undecided: what happens when the budget ends first: ``fail``, ``skip`` or ``pass``.
        budget: the most calls of the whole test function; no limit by default.

    Raises:
        WordingDependence: a rewording changed the meaning; the message shows the edits, both outputs and why.
        Undecided: the budget ended, or calls failed, before a variant could be judged.
        UsageError: an argument is wrong.
    """
    __tracebackhide__ = True
    session, variants = _prepare(
        v, model, answer, oracle, samples=samples, tolerance=tolerance, alpha=alpha, budget=budget, depth=2
    )
    check_name("on_undecided", on_undecided, ON_UNDECIDED)
    for variant in variants:
        attempt = _run(session, try_variant(session.book, variant))
        _conclude(session, attempt, on_undecided)


async def assert_stable_async(
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
    """Do what :func:`assert_stable` does from inside a running event loop; the model may be a coroutine function."""
    __tracebackhide__ = True
    session, variants = _prepare(
        v, model, answer, oracle, samples=samples, tolerance=tolerance, alpha=alpha, budget=budget, depth=2
    )
    check_name("on_undecided", on_undecided, ON_UNDECIDED)
    for variant in variants:
        attempt = await _run_async(session, try_variant(session.book, variant))
        _conclude(session, attempt, on_undecided)


def _prepare(
    v: Variant | Sequence[Variant],
    model: object,
    answer: Answer | None,
    oracle: Oracle | None,
    *,
    samples: int | None,
    tolerance: float,
    alpha: float,
    budget: Budget | None,
    depth: int,
) -> tuple[Session, list[Variant]]:
    given = list(v) if isinstance(v, list | tuple) else [v]
    for item in given:
        check_type("v", item, Variant, "a pf.Variant, drawn by promptfuzz.strategies or made by prompt.variant(...)")
    variants = [item for item in given if isinstance(item, Variant)]
    if not given:
        raise UsageError(
            "expected at least one variant, got v=[], which would pass without asking; leave no list empty"
        )
    if model is None:
        raise UsageError("expected a model, got model=None; pass a callable or a spec such as 'smollm2'")
    if samples is not None and samples < 2:
        raise UsageError(f"expected samples to be at least 2, got samples={samples!r}")
    asked = as_model(model)
    for variant in variants:
        asked.check(variant.prompt)
    session = session_for(
        sys._getframe(depth).f_code,
        asked,
        oracle or Oracle(),
        answer=answer,
        samples=samples,
        tolerance=check_share("tolerance", tolerance),
        alpha=check_share("alpha", alpha),
        budget=budget or Budget(),
    )
    return session, variants


def _run(session: Session, task: Task[Attempt]) -> Attempt:
    answers: Answers | None = None
    while True:
        try:
            requests: Sequence[Request] = next(task) if answers is None else task.send(answers)
        except StopIteration as end:
            return _attempt(end)
        answers = session.asker.ask(requests)


async def _run_async(session: Session, task: Task[Attempt]) -> Attempt:
    answers: Answers | None = None
    while True:
        try:
            requests: Sequence[Request] = next(task) if answers is None else task.send(answers)
        except StopIteration as end:
            return _attempt(end)
        answers = await session.asker.ask_async(requests)


def _attempt(end: StopIteration) -> Attempt:
    attempt = end.value
    assert isinstance(attempt, Attempt)
    return attempt


def _conclude(session: Session, attempt: Attempt, on_undecided: str) -> None:
    __tracebackhide__ = True
    if attempt.event and _in_hypothesis_test():
        from hypothesis import event

        event(attempt.event)
    if attempt.finding is not None:
        _fail(attempt.finding, attempt.note)
    if attempt.undecided is None or session.book.failed:
        return
    if on_undecided == "fail":
        raise Undecided(attempt.undecided)
    if on_undecided == "skip":
        from unittest import SkipTest

        raise SkipTest(attempt.undecided)


def _fail(finding: Finding, note: str | None) -> NoReturn:
    __tracebackhide__ = True
    from promptfuzz.reporting.failure import failure_message

    message = failure_message(finding)
    raise WordingDependence(f"{message}\n{note}" if note else message)


def _in_hypothesis_test() -> bool:
    if "hypothesis" not in sys.modules:
        return False
    from hypothesis import currently_in_test_context

    return currently_in_test_context()
