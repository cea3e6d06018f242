"""The outputs that a user's function made itself: their fields checked, so that none can end a run."""

import math
import operator
import traceback

from promptfuzz.records import Output

_MOST_TOKENS = 1 << 53  # the largest whole numbers that every reader of JSON takes exactly


def checked_output(given: Output, source: str) -> Output:
    """Return `given` with plain fields; what is no count of tokens and no number of seconds is unknown, None.

    A text that is none, or a `truncated` that is neither True nor False, is an error of that call.
    """
    error = None if given.error is None else _error(given.error)
    text, truncated = given.text, given.truncated
    if error is None and not isinstance(text, str):
        error = _expected(source, "a text (str)", "text", text)
    if error is None and truncated not in (True, False, None):
        error = _expected(source, "truncated=True or False", "truncated", truncated)
    return Output(
        str(text) if isinstance(text, str) else "",
        prompt_tokens=_count(given.prompt_tokens),
        completion_tokens=_count(given.completion_tokens),
        latency=_seconds(given.latency),
        error=error,
        truncated=error is None and bool(truncated),
    )


def _expected(source: str, wanted: str, name: str, value: object) -> str:
    return (
        f"TypeError: expected {source} to return a pf.Output with {wanted}, got {name}={value!r:.80} of type "
        f"{type(value).__name__}; give pf.Output(text, error=...) where there is no answer"
    )


def _error(value: object) -> str:
    if isinstance(value, BaseException):
        return "".join(traceback.format_exception_only(value)).strip()
    return value if isinstance(value, str) else f"{value!r:.200}"


def _count(value: object) -> int | None:
    try:
        count = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None
    return count if 0 <= count <= _MOST_TOKENS else None


def _seconds(value: object) -> float | None:
    try:
        seconds = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return seconds if 0 <= seconds < math.inf else None
