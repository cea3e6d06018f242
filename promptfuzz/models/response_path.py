"""Paths into a JSON answer, such as ``choices.0.message.content`` or ``$.answer['the text']``."""

import re
from dataclasses import dataclass
from typing import Any

from promptfuzz.errors import UsageError, closest

_STEP = re.compile(r"\[(\d+)\]|\['([^']*)'\]|\[\"([^\"]*)\"\]|\.?([^.\[\]]+)")
Step = str | int


@dataclass(frozen=True, slots=True)
class Path:
    """A path as it was written, and its steps; a number is a place in a list or the name of a key."""

    text: str
    steps: tuple[Step, ...]

    def find(self, value: Any) -> Any:
        """Return what stands at the path in `value`.

        Raises:
            LookupError: nothing does; the message says where the path ends, and what is there.
        """
        for number, step in enumerate(self.steps):
            if isinstance(value, dict) and str(step) in value:
                value = value[str(step)]
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                done = ".".join(map(str, self.steps[:number])) or "the body"
                raise LookupError(f"no {step!r} of {self.text!r}: {done} is {_shape(value, str(step))}")
        return value


def parse_path(name: str, text: str) -> Path:
    """Return the path that `text` writes; `name` is that of the option.

    Raises:
        UsageError: it is none.
    """
    if not isinstance(text, str):
        raise UsageError(f"expected {name} to be a path such as choices.0.text, got {name}={text!r}")
    rest = text.strip().removeprefix("$").removeprefix(".")
    steps: list[Step] = []
    at = 0
    while at < len(rest):
        found = _STEP.match(rest, at)
        if found is None:
            raise UsageError(
                f"expected {name} to be a path such as choices.0.text or $.answer['text'], got {name}={text!r}, which "
                f"cannot be read from {rest[at:]!r} on"
            )
        word = next(group for group in found.groups() if group is not None)
        quoted = found[2] is not None or found[3] is not None
        steps.append(int(word) if word.isdecimal() and not quoted else word)
        at = found.end()
    return Path(text, tuple(steps))


def _shape(value: Any, wanted: str) -> str:
    if isinstance(value, dict):
        keys = list(map(str, value))
        return f"a table of {', '.join(keys[:8]) or 'nothing'}{closest(wanted, keys)}"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return f"{value!r:.60} of type {type(value).__name__}"
