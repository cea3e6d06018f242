"""Tracebacks of our errors under pytest: from frames of ours, Hypothesis and pytest to the lines that users wrote."""

import inspect
import re
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any

import pytest

from promptfuzz.errors import PromptfuzzError
from promptfuzz.property.frames import standing_at

_FRAMEWORKS = ("promptfuzz", "hypothesis", "_pytest", "pluggy", "asyncio", "unittest")
_EXPLAINED = re.compile(r" {8}(.+):\d+")
_EXPLANATION = re.compile(r"Explanation:| {4}These lines were always and only run by| {8}\(and \d+ more ")


def tidy(item: pytest.Item, error: BaseException) -> None:
    """Leave in an error of ours, or in those of a group, the frames of users alone, and no note on lines of ours.

    Where it came through none of theirs, it is shown at their test.
    """
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            tidy(item, one)
    if not isinstance(error, PromptfuzzError) or error.__traceback__ is None:
        return
    last = error.__traceback__  # which pytest has in hand, and shows only where it is of the test
    for tb in [tb for tb in _entries(last) if _is_of_user(tb)] or _entries(_at(item)):
        if tb is not last:
            last.tb_next = tb
            last = tb
    last.tb_next = None
    notes: list[str] | None = getattr(error, "__notes__", None)
    if notes:
        notes[:] = _without_ours(notes)


def _entries(tb: TracebackType | None) -> list[TracebackType]:
    found = []
    while tb is not None:
        found.append(tb)
        tb = tb.tb_next
    return found


def _is_of_user(tb: TracebackType) -> bool:
    known = tb.tb_frame.f_globals
    name = str(known.get("__name__", "")).partition(".")[0]
    made = known.get("__hypothesistracebackhide__") or name.startswith("hypothesis_")  # what it wraps around a test
    return name not in _FRAMEWORKS and not made


def _at(item: pytest.Item) -> TracebackType | None:
    """Return the traceback of an error at the place where `item` stands."""
    path, line, _ = item.reportinfo()
    inner: Any = getattr(getattr(getattr(item, "obj", None), "hypothesis", None), "inner_test", None)
    inner = inner and inspect.unwrap(inner)  # what pf.parametrize wraps around a test is ours
    code: CodeType | None = getattr(inner, "__code__", None)
    path, line = (path, (line or 0) + 1) if code is None else (code.co_filename, code.co_firstlineno)
    raises = standing_at(str(path), line, "def test():\n  raise LookupError", {"__name__": item.name})
    try:
        raises()
    except LookupError as error:
        return error.__traceback__.tb_next if error.__traceback__ is not None else None
    return None


def _without_ours(notes: Sequence[str]) -> list[str]:
    """Leave out what Hypothesis says of lines of ours or Python that only failing examples ran: it tells nothing."""
    kept = [note for note in notes if not _explains_by_ours(note)]
    if len(kept) < len(notes) and not any(_EXPLAINED.fullmatch(note) for note in kept):
        return [note for note in kept if not _EXPLANATION.match(note)]
    return kept


def _explains_by_ours(note: str) -> bool:
    from promptfuzz import strategies

    named = _EXPLAINED.fullmatch(note)
    if named is None:
        return False
    path, stdlib = Path(named.group(1)), Path(sysconfig.get_path("stdlib"))
    folders = [Path(__file__).parent.parent, *map(Path, strategies.__path__)]
    return any(path.is_relative_to(folder) for folder in folders) or (
        path.is_relative_to(stdlib) and "site-packages" not in path.parts
    )
