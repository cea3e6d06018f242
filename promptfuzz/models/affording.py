"""Whether a call that was paid for already may be tried again: the engine keeps the budget, and is asked from here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from promptfuzz.records import Request

Spent = tuple[int | None, int | None]
"""Tokens of prompt and completion, None where the endpoint does not count them."""
Affords = Callable[[Request, Spent, int], bool]
"""Told a request, what its tries took by the endpoint's count, and how many more may have been paid for."""

_ASKED: ContextVar[Affords | None] = ContextVar("promptfuzz_affords", default=None)


@contextmanager
def afforded_by(affords: Affords) -> Iterator[None]:
    """Have `affords` asked for the calls made inside, with what a request has taken so far in all of its tries."""
    token = _ASKED.set(affords)
    try:
        yield
    finally:
        _ASKED.reset(token)


def affords_another_try(request: Request, spent: Spent, uncounted: int) -> bool:
    """Whether the budget covers one more try of `request`, after `uncounted` tries and others that took `spent`.

    Where nothing can have been paid it always does, and so outside of a run.
    """
    affords = _ASKED.get()
    return affords is None or (spent == (None, None) and not uncounted) or affords(request, spent, uncounted)
