"""Runs many tasks together: each is taken up again when its own answers have come, admitted as the budget allows."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from promptfuzz.engine.asking import Asker, Task, Tickets


@dataclass
class Job:
    """A task and the most calls that it may take; `spent` is told of those that were answered, as they come in.

    `start` makes the task when the job is admitted, so that it sees what earlier tasks found out; the jobs `then`
    become the next ones waiting when it has ended. `worth` tells what it promises a call, where not all jobs can run.
    """

    start: Callable[[], Task[None]]
    most: int
    spent: Callable[[int], None]
    then: Sequence["Job"] = ()
    worth: Callable[[], float] | None = None
    task: Task[None] | None = field(default=None, init=False)
    tickets: Tickets = field(default=(), init=False)
    used: int = field(default=0, init=False)


def run_jobs(jobs: Sequence[Job], asker: Asker) -> None:
    """Run `jobs` to their ends, as many at once as the budget covers in the worst case.

    A job that the budget might not cover beside the others waits until they are done: a small budget is spent
    on one cell after another, each to its verdict, and of those that wait the one that promises most is next. The jobs
    under way take turns in a fixed order, whichever of them is answered first, so that a run can be repeated; what one
    has asked is on its way while the others are judged.
    """
    waiting = deque(jobs)
    running: deque[Job] = deque()
    while waiting or running:
        while waiting and (not running or asker.has_room(len(running))):
            if running and not _fits(min(waiting, key=lambda job: job.most), running, asker):
                break
            _bring_forward(waiting, running, asker)
            if running and not _fits(waiting[0], running, asker):
                break
            job = waiting.popleft()
            job.task = job.start()
            _turn(job, None, asker, running, waiting)
        if running:
            job = running.popleft()
            _turn(job, asker.collect(job.tickets), asker, running, waiting)


def _fits(job: Job, running: Sequence[Job], asker: Asker) -> bool:
    return asker.left == float("inf") or asker.left - _reserved(running) >= job.most


def _reserved(jobs: Sequence[Job]) -> int:
    return sum(max(0, job.most - job.used) for job in jobs)


def _bring_forward(waiting: deque[Job], running: Sequence[Job], asker: Asker) -> None:
    """Put the waiting job that promises most at the head, where the budget may not cover all of them."""
    if not asker.is_timed and asker.left >= _reserved(running) + _reserved(waiting):
        return
    worth = [job.worth() if job.worth is not None else None for job in waiting]
    known = [place for place, value in enumerate(worth) if value is not None]
    if known:
        best = max(known, key=lambda place: (worth[place] or 0.0, -place))
        job = waiting[best]
        del waiting[best]
        waiting.appendleft(job)


def _turn(job: Job, answers: Sequence[object] | None, asker: Asker, running: deque[Job], waiting: deque[Job]) -> None:
    """Send `answers` to the job's task and put what it asks next; after its last step the jobs `then` wait first."""
    assert job.task is not None
    try:
        wanted = next(job.task) if answers is None else job.task.send(answers)  # type: ignore[arg-type]
    except StopIteration:
        job.task, job.tickets = None, ()
        waiting.extendleft(reversed(job.then))
        return
    job.tickets, new = asker.put(wanted, job.spent)
    job.used += new
    running.append(job)
