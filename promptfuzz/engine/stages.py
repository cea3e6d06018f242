"""Tells the listeners which phase of a run is under way."""

from typing import TypeVar

from promptfuzz.engine.asking import Answers, Task
from promptfuzz.engine.state import RunState
from promptfuzz.events import Phase

T = TypeVar("T")


def within(state: RunState, phase: Phase, task: Task[T]) -> Task[T]:
    """Run `task` as a part of `phase`, which is under way from the first question that it asks until it ends."""
    answers: Answers | None = None
    asking = False
    while True:
        try:
            requests = next(task) if answers is None else task.send(answers)
        except StopIteration as end:
            if asking:
                state.leave(phase)
            result: T = end.value
            return result
        if requests and not asking:
            asking = True
            state.enter(phase)
        answers = yield requests
