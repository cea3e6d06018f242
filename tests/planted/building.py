"""Makes planted models: a task, what sets its fault off, how often that has an effect, and how often it errs anyway."""

import hashlib
import random
import re
from collections.abc import Callable
from dataclasses import dataclass

import promptfuzz as pf
from tests.planted.tasks import Task

Answering = Callable[[str], str]
WORDINGS = ("paraphrase", "reorder", "degrade")


@dataclass(frozen=True, eq=False)
class Planted:
    """A planted model.

    Attributes:
        make: returns the model for a seed; deterministic ones are the same for every seed.
        trigger: says of an instruction whether it makes the model answer differently; None for robust models.
        effect: the probability that it does, 0..1: of an answer where the model samples, else of a text.
        noise: the probability of a wrong answer to any wording, 0..1.
        reads_input: whether the trigger is looked for in the input too.
    """

    name: str
    task: Task
    make: Callable[[int], Answering]
    families: tuple[str, ...] = WORDINGS
    trigger: Callable[[str], bool] | None = None
    effect: float = 1.0
    noise: float = 0.0
    reads_input: bool = False

    @property
    def prompt(self) -> pf.Prompt:
        """The prompt that the model is asked."""
        return self.task.prompt

    def triggered(self, text: str) -> bool:
        """Whether the rendered `text` holds what sets the fault off."""
        return self.trigger is not None and self.trigger(text if self.reads_input else self.task.instruction(text))


def share_of(text: str) -> float:
    """Return a number in [0, 1) that depends on `text` alone."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:12], 16) / 16**12


def planted(
    name: str,
    task: Task,
    trigger: str | Callable[[str], bool],
    *families: str,
    effect: float = 1.0,
    noise: float = 0.0,
    reads_input: bool = False,
) -> Planted:
    """Return a model with a fault; with `noise` it samples, without it the same text always gets the same answer."""
    holds = _matches(trigger) if isinstance(trigger, str) else trigger

    def make(seed: int) -> Answering:
        rng = random.Random(f"{name}/{seed}")

        def answer(text: str) -> str:
            if (other := task.contrast(text)) is not None:
                return other
            said = task.right(text)
            luck = rng.random() if noise else share_of(text)
            if holds(text if reads_input else task.instruction(text)) and luck < effect:
                said = task.wrong[said]
            return _erring(task, said, noise, rng)

        return answer

    return Planted(name, task, make, families or WORDINGS, holds, effect, noise, reads_input)


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: bool(compiled.search(text))


def _erring(task: Task, said: str, noise: float, rng: random.Random) -> str:
    """Return another answer than `said` with probability `noise`."""
    if noise and rng.random() < noise:
        return rng.choice([slip for slip in task.slips if slip != said])
    return said


def steady(
    name: str,
    task: Task,
    shown: Callable[[str, str, random.Random], str],
    *families: str,
    noise: float = 0.0,
) -> Planted:
    """Return a model without a fault: `shown` puts a right answer, given with the prompt's text, into words."""

    def make(seed: int) -> Answering:
        rng = random.Random(f"{name}/{seed}")

        def answer(text: str) -> str:
            if (other := task.contrast(text)) is not None:
                return other
            return shown(_erring(task, task.right(text), noise, rng), text, rng)

        return answer

    return Planted(name, task, make, families or WORDINGS, noise=noise)
