"""Tests that passed and settled nothing: told when the process ends, where no runner asks once the test has ended."""

import atexit
import sys
from collections.abc import Hashable

from promptfuzz.reporting.text import safe

_doubts: dict[Hashable, str] = {}


def note(about: Hashable, reason: str | None, *, contrast: bool) -> None:
    """Keep what is left open `about` something, such as the contrasts of a prompt; None where nothing is."""
    if reason is None:
        _doubts.pop(about, None)
        return
    if not _doubts:
        atexit.unregister(tell)
        atexit.register(tell)
    kind = "a test of contrasts" if contrast else "a property test"
    _doubts[about] = f"{kind} passed undecided: {reason}"


def tell() -> None:
    """Write what is left open to stderr, once."""
    for reason in dict.fromkeys(_doubts.values()):
        sys.stderr.write(f"promptfuzz: {safe(reason)}\n")
    _doubts.clear()
