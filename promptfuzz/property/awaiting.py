"""Assertions that are to be awaited: a test that forgets to has asserted nothing, and must not pass."""

from collections.abc import Coroutine
from typing import Any

from promptfuzz import ledger


def expected(coroutine: Coroutine[Any, Any, None], name: str) -> Coroutine[Any, Any, None]:
    """Return `coroutine`, and have the running test end undecided unless somebody awaits it.

    Args:
        coroutine: what asserts.
        name: the function that the user called.
    """
    account, about = ledger.account(), object()
    if account is not None:
        account.doubts[about] = (
            f"{name}(...) was never awaited, so that nothing was asked; write await {name}(...)",
            "fail",
        )

    async def awaited() -> None:
        __tracebackhide__ = True
        if account is not None:
            account.doubts.pop(about, None)
        await coroutine

    return awaited()
