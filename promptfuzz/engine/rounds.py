"""Runs many tasks together: what they ask in one round becomes one batch, admitted as the budget allows."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from promptfuzz.engine.asking import Asker, Task
from promptfuzz.records import Request


@dataclass
class Job:
    """A task and the most calls that it may take; `spent` counts the calls that it did take.

    `start` makes the task when the job is admitted, so that it sees what earlier tasks found out; the jobs `then`
    become the next ones waiting when it has ended.
    """

    start: Callable[[], Task[None]]
    most: int
    spent: Callable[[int], None]
    then: Sequence["Job"] = ()
    task: Task[None] | None = field(default=None, init=False)
    pending: Sequence[Request] = field(default=(), init=False)
    used: int = field(default=0, init=False)


def run_jobs(jobs: Sequence[Job], asker: Asker) -> None:
    """Run `jobs` to their ends, in order, as many at once as the budget covers in the worst case.

    A job that the budget might not cover beside the others waits until they are done: a small budget is spent
    on one cell after another, each to its verdict.
    """
    waiting = deque(jobs)
    running: list[Job] = []
    while waiting or running:
        while waiting and (not running or _fits(waiting[0], running, asker)):
            job = waiting.popleft()
            job.task = job.start()
            if _advance(job, None):
                running.append(job)
            else:
                waiting.extendleft(reversed(job.then))
        _round(running, asker)
        for job in reversed(running):
            if job.task is None:
                waiting.extendleft(reversed(job.then))
        running = [job for job in running if job.task is not None]


def _fits(job: Job, running: Sequence[Job], asker: Asker) -> bool:
    reserved = sum(max(0, other.most - other.used) for other in running)
    return asker.left - reserved >= job.most


def _round(running: Sequence[Job], asker: Asker) -> None:
    asked: set[Request] = set()
    for job in running:
        new = [request for request in asker.missing(job.pending) if request not in asked]
        asked.update(new)
        cost = int(min(len(new), max(0, asker.left - (len(asked) - len(new)))))
        job.used += cost
        job.spent(cost)
    answers = asker.ask([request for job in running for request in job.pending])
    at = 0
    for job in running:
        mine = answers[at : at + len(job.pending)]
        at += len(job.pending)
        _advance(job, mine)


def _advance(job: Job, answers: Sequence[object] | None) -> bool:
    """Send `answers` to the job's task; False when that was its last step."""
    assert job.task is not None
    try:
        job.pending = next(job.task) if answers is None else job.task.send(answers)  # type: ignore[arg-type]
    except StopIteration:
        job.task, job.pending = None, ()
        return False
    return True
