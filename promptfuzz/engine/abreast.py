"""Runs a few tasks side by side as one: what they ask at the same step goes out together."""

from collections.abc import Sequence
from typing import TypeVar

from promptfuzz.engine.asking import Answers, Task
from promptfuzz.records import Request

T = TypeVar("T")


def side_by_side(tasks: Sequence[Task[T]]) -> Task[list[T]]:
    """Return the results of `tasks` in their order; they take turns in it, so that a run can be repeated."""
    results: dict[int, T] = {}
    asked: dict[int, Sequence[Request]] = {}

    def turn(place: int, answers: Answers | None) -> None:
        try:
            asked[place] = next(tasks[place]) if answers is None else tasks[place].send(answers)
        except StopIteration as end:
            results[place] = end.value

    for place in range(len(tasks)):
        turn(place, None)
    while asked:
        waiting, asked = asked, {}
        outputs = iter((yield [one for requests in waiting.values() for one in requests]))
        for place, requests in waiting.items():
            turn(place, [next(outputs) for _ in requests])
    return [results[place] for place in range(len(tasks))]
