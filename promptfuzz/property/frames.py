"""Tracebacks of a property that fails: cut where code of the user ends, and placed at a line of theirs."""

import ast
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, TypeVar

from promptfuzz.errors import PromptfuzzError

T = TypeVar("T")
NAMELESS = "_promptfuzz_nameless"
_WHOLE_LINE = 10_000


class CutBelow:
    """Cuts the traceback of an error of ours at the function that holds the ``with`` statement.

    Whatever shows the error, the last line of it is then one call away from the user's; other errors pass as they are.
    """

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Cut what lies below."""
        if tb is not None and isinstance(error, PromptfuzzError):
            tb.tb_next = None


async def cut_below(coroutine: Coroutine[Any, Any, T]) -> T:
    """Await `coroutine`; of the traceback of an error of ours, nothing below is left."""
    __tracebackhide__ = True
    with CutBelow():
        return await coroutine


def standing_at(file: str, line: int, source: str, known: dict[str, Any], *, head: int = 0) -> Callable[..., Any]:
    """Return the function that `source` defines with the names `known`, seen in a traceback as `line` of `file`.

    Its ``def`` is seen `head` lines above.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.stmt | ast.arg):
            node.lineno = node.end_lineno = max(line - head, 1) if node is tree.body[0] else line
            node.col_offset, node.end_col_offset = 0, _WHOLE_LINE  # nothing is to be marked within the line
    exec(compile(tree, file, "exec"), known)  # noqa: S102 - the source is ours
    function: Callable[..., Any] = next(reversed(known.values()))
    return function


def name_after(test: Any, name: str) -> None:
    """Let a test that was made of a prompt and a model be shown by the `name` that it is bound to."""
    inner: Any = getattr(getattr(test, "hypothesis", None), "inner_test", None)
    if getattr(inner, NAMELESS, False):
        inner.__name__ = inner.__qualname__ = name
