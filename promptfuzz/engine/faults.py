"""Keeps a crash of what judges answers, such as a user's measure, to the prompt or cell that it happened in."""

from collections.abc import Callable
from traceback import walk_tb
from typing import TypeVar

from promptfuzz.engine.asking import Task
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.state import RunState

T = TypeVar("T")
_LONGEST = 200


def _ignored(_text: str) -> None:
    return None


def contained(state: RunState, judge: Judge, task: Task[T], told: Callable[[str], None] = _ignored) -> Task[T | None]:
    """Run `task`; where what judges crashes in it, warn, tell `told` why in words, and return None.

    Any other exception, an interrupt among them, passes: it is no fault of what the user gave to judge by.
    """
    try:
        return (yield from task)
    except Exception as error:
        if judge.crash is not error:
            raise
        told(_noted(state, judge, error))
        return None


def shielded(
    state: RunState, judge: Judge, function: Callable[[], T], otherwise: T, told: Callable[[str], None] = _ignored
) -> T:
    """Return what `function` returns; where what judges crashes in it, warn, tell `told`, and return `otherwise`."""
    try:
        return function()
    except Exception as error:
        if judge.crash is not error:
            raise
        told(_noted(state, judge, error))
        return otherwise


def _noted(state: RunState, judge: Judge, error: Exception) -> str:
    """Warn of the first fault of its kind, and return it in words with what to do."""
    who, mend = _blamed(judge, error)
    first = (str(error).strip().splitlines() or [""])[0][:_LONGEST]
    text = f"{who} raised {type(error).__name__}{f': {first}' if first else ''}"
    if (who, type(error)) not in state.faults:
        state.faults.add((who, type(error)))
        state.warn_once(f"{text}; what it was to judge counts as nothing, and {mend}")
    return f"Answers could not be judged: {text}. To decide it, {mend}."


def _blamed(judge: Judge, error: Exception) -> tuple[str, str]:
    """Return what of the oracle's parts raised `error`, by the frames that it came through, and how to mend it."""
    oracle = judge.oracle
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    inside = [frame.f_locals.get("self") for frame in frames]
    if oracle.second is not None and any(one is oracle.second for one in inside):
        return f"the second opinion {oracle.second.name!r}", "mend it or leave out second=..., and run again"
    if oracle.embedder is not None and any(one is oracle.embedder for one in inside):
        return f"the embedder {oracle.embedder.name!r}", "mend it or leave out embedder=..., and run again"
    embedding = any(frame.f_code is Judge.embed.__code__ for frame in frames)
    if oracle.measure is not None and not embedding:
        return f"measure {oracle.measure!r}", "mend it or leave out measure=..., and run again"
    if embedding or any(frame.f_globals.get("__name__", "").startswith("promptfuzz.measures.") for frame in frames):
        return "the embedder", "mend it (promptfuzz doctor looks at what is installed), and run again"
    return "the oracle", "try it without an oracle of your own, and run again"
