"""Contrasts that settled nothing, where no test runner asks once the test has ended: told when the process ends."""

import atexit
import sys
from collections.abc import Hashable

from promptfuzz.reporting.text import safe

_doubts: dict[Hashable, str] = {}


def note(about: Hashable, reason: str | None) -> None:
    """Keep what the contrasts `about` a prompt and a model leave open; None where they settle it."""
    if reason is None:
        _doubts.pop(about, None)
        return
    if not _doubts:
        atexit.unregister(tell)
        atexit.register(tell)
    _doubts[about] = reason


def tell() -> None:
    """Write what is left open to stderr, once."""
    for reason in dict.fromkeys(_doubts.values()):
        sys.stderr.write(f"promptfuzz: a test of contrasts passed undecided: {safe(reason)}\n")
    _doubts.clear()
