"""Takes the steps of a task, sync or async: each asks a model what the task needs next."""

from typing import TypeVar

from promptfuzz.engine.asking import Answers, Asker, Task, Unreachable
from promptfuzz.property.randomness import own_draws

T = TypeVar("T")


def run(task: Task[T], asker: Asker) -> T:
    """Return what comes of `task`; where the model cannot be reached any more, the rest stays unanswered."""
    answers: Answers | None = None
    while True:
        try:
            requests = next(task) if answers is None else task.send(answers)
        except StopIteration as end:
            result: T = end.value
            return result
        with own_draws(asker):
            try:
                answers = asker.ask(requests)
            except Unreachable:  # from now on only what is known is answered
                answers = asker.ask(requests)


async def run_async(task: Task[T], asker: Asker) -> T:
    """Return what comes of `task`, from inside a running event loop."""
    answers: Answers | None = None
    while True:
        try:
            requests = next(task) if answers is None else task.send(answers)
        except StopIteration as end:
            result: T = end.value
            return result
        with own_draws(asker):
            try:
                answers = await asker.ask_async(requests)
            except Unreachable:
                answers = await asker.ask_async(requests)
