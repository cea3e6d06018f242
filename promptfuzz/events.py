"""What the engine tells while it works; everything that prints or stores listens to these."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from promptfuzz.records import Cell, Finding, Results, StopReason


class Phase(StrEnum):
    """What a run is about, in the order in which its phases follow each other."""

    CONTROLS = "controls"
    PROBING = "probing"
    CELLS = "cells"
    LOOKS = "looks"
    SHRINKING = "shrinking"
    EXPLAINING = "explaining"
    SUGGESTING = "suggesting"


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run begins: how many prompts and cells it has, and its limit of calls (None: no limit)."""

    model: str
    prompts: int
    cells: int
    limit: int | None


@dataclass(frozen=True, slots=True)
class PhaseStarted:
    """A phase is under way; of several at once, for different prompts, it is the first of their order.

    Phases come back: a small budget is spent on one prompt after the other.
    """

    phase: Phase


@dataclass(frozen=True, slots=True)
class CallsMade:
    """A batch was answered; `calls` and `cached` count from the start of the run."""

    calls: int
    cached: int
    failed: int


@dataclass(frozen=True, slots=True)
class CellJudged:
    """A cell has its verdict, which a later look at the model's noise may still replace."""

    cell: Cell


@dataclass(frozen=True, slots=True)
class FindingSaved:
    """A finding, at first unshrunk and later replaced by its minimal variant under the same id."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that the user should know, in a sentence."""

    text: str


@dataclass(frozen=True, slots=True)
class Interrupted(Warned):
    """Whoever runs it asked for its end; the calls in flight are finished and reported."""


@dataclass(frozen=True, slots=True)
class RunFinished:
    """A run has ended, and why."""

    results: Results
    reason: StopReason


Event = RunStarted | PhaseStarted | CallsMade | CellJudged | FindingSaved | Warned | RunFinished
Listener = Callable[[Event], None]
