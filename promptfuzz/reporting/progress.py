"""The progress of a run: a listener that shows calls, findings and time left, live or as plain lines."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from promptfuzz.events import (
    CallsMade,
    CellJudged,
    Event,
    FindingSaved,
    Phase,
    PhaseStarted,
    RunFinished,
    RunStarted,
    Warned,
)
from promptfuzz.records import Cell
from promptfuzz.reporting.text import safe
from promptfuzz.reporting.wording import LOOKS, PHASES, count, duration

SETTLING = 3.0  # seconds before a rate says more than how long the first batch took


class Progress:
    """Listens to a run and shows it on `console`: one live line in a terminal, a line a phase and cell elsewhere."""

    def __init__(self, console: Console, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.console = console
        self._clock = clock
        self._began = clock()
        self._started = RunStarted("", 0, 0, None)
        self._calls = CallsMade(0, 0, 0)
        self._cells: set[tuple[str, str]] = set()
        self._findings: set[str] = set()
        self._phases: list[Phase] = []
        self._live = Live(console=console, transient=True, auto_refresh=False) if console.is_terminal else None

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()

    def __call__(self, event: Event) -> None:
        """Take in one event and show what it changed."""
        match event:
            case RunStarted():
                self._started, self._began = event, self._clock()
                self._calls, self._cells, self._findings, self._phases = CallsMade(0, 0, 0), set(), set(), []
                self._say(Text(f"asking {safe(event.model)} about {count(event.prompts, 'prompt')}, {_limit(event)}"))
            case PhaseStarted(phase):
                self._entered(phase)
            case CallsMade():
                self._calls = event
            case CellJudged(cell):
                self._judged(cell)
            case FindingSaved(finding):
                self._findings.add(finding.id)
            case Warned(text):
                self._say(Text.assemble(("warning: ", "yellow"), safe(text)))
            case RunFinished():
                pass
        if self._live is not None:
            self._live.update(self.line(), refresh=True)

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the cells or the budget are done, whichever comes first; None while it cannot be told.

        What is asked after the last cell takes as long as it takes: only the budget says when it ends.
        """
        elapsed = self._clock() - self._began
        if elapsed < SETTLING:
            return None
        left = []
        if 0 < len(self._cells) < self._started.cells:
            left.append(elapsed / len(self._cells) * (self._started.cells - len(self._cells)))
        if self._calls.calls and self._started.limit is not None:
            left.append(elapsed / self._calls.calls * max(0, self._started.limit - self._calls.calls))
        return min(left, default=None)

    def line(self) -> Table:
        """Return the live line: phase, bar, cells, calls, calls a second, findings and time left."""
        elapsed = max(self._clock() - self._began, 1e-9)
        parts = [f"{len(self._cells)} of {count(self._started.cells, 'cell')}", count(self._calls.calls, "call")]
        if elapsed >= SETTLING:
            parts.append(f"{self._calls.calls / elapsed:.1f} a second")
        if self._calls.failed:
            parts.append(f"{self._calls.failed:,} failed")
        text = Text(", ".join(parts) + ", ")
        text.append(count(len(self._findings), "finding"), style="bold red" if self._findings else "")
        if (left := self.seconds_left) is not None:
            text.append(f", about {duration(max(left, 1))} left", style="dim")
        row = Table.grid(padding=(0, 2))
        phase = [Text(str(self._phases[-1]), style="bold")] if self._phases else []
        total, width = max(self._started.cells, 1), 12 if phase else 24
        row.add_row(*phase, ProgressBar(total=total, completed=len(self._cells), width=width), text)
        return row

    def _entered(self, phase: Phase) -> None:
        """Show that `phase` is under way; as a line of its own only the first time, since phases come back."""
        if self._live is None and phase not in self._phases:
            self._say(Text(f"{phase}: {PHASES[phase]}", style="dim"))
        self._phases.append(phase)

    def _judged(self, cell: Cell) -> None:
        self._cells.add((cell.prompt_id, cell.family))
        look = LOOKS[cell.verdict]
        done = f"[{len(self._cells)}/{self._started.cells}] "
        place = f"{safe(cell.prompt_id)}, {safe(cell.family)}: "
        calls = f"  ({count(self._calls.calls, 'call')} so far)"
        if self._live is None:
            self._say(Text.assemble(done, place, (f"{look.mark} {look.word}", look.colour), (calls, "dim")))

    def _say(self, text: Text) -> None:
        self.console.print(text, soft_wrap=True)


def _limit(event: RunStarted) -> str:
    cells = count(event.cells, "cell")
    return cells if event.limit is None else f"{cells}, at most {count(event.limit, 'call')}"
