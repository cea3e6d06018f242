"""What the steps of a run share: the settings, the model's determinism, and who listens."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from promptfuzz.engine.allocating import Allocation
from promptfuzz.engine.asking import Asker
from promptfuzz.engine.evidence import CellEvidence, PromptEvidence
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.plan import Settings
from promptfuzz.events import Event, Phase, PhaseStarted, Warned
from promptfuzz.statistics.flips import flip_p_value
from promptfuzz.statistics.multiplicity import e_q_values, q_values, rejection_level

# The cell test has half of the level; the other half belongs to confirming single wordings (DESIGN §5.4).
CELL_LEVEL = 0.5


@dataclass
class RunState:
    """One run in progress; `sampling` says whether the model has been seen, or declared, to sample."""

    settings: Settings
    asker: Asker
    emit: Callable[[Event], None]
    prompts: list[tuple[PromptEvidence, Judge]] = field(default_factory=list)
    sampling: bool = False
    sampling_reason: str | None = None
    not_bit_reproducible: bool = False
    interrupted: bool = False
    warnings: list[str] = field(default_factory=list)
    faults: set[tuple[str, type[Exception]]] = field(default_factory=set)
    phases: Counter[Phase] = field(default_factory=Counter)
    phase: Phase | None = None
    allocation: Allocation = field(init=False)

    def __post_init__(self) -> None:
        self.allocation = Allocation(self.settings)

    def warn_once(self, text: str) -> None:
        """Tell the user something that they should know, and keep it for the report."""
        if text not in self.warnings:
            self.warnings.append(text)
            self.emit(Warned(text))

    def enter(self, phase: Phase) -> None:
        """Count one more task that is in `phase`."""
        self.phases[phase] += 1
        self._show_phase()

    def leave(self, phase: Phase) -> None:
        """Count one task less that is in `phase`."""
        self.phases[phase] -= 1
        self._show_phase()

    def _show_phase(self) -> None:
        """Tell the listeners of the first phase that some task is in, where it is another than before."""
        now = next((phase for phase in Phase if self.phases[phase]), self.phase)
        if now is not None and now is not self.phase:
            self.phase = now
            self.emit(PhaseStarted(now))

    @property
    def ended(self) -> str:
        """What ended the run before it was done, as the start of a clause."""
        return "the run was interrupted" if self.interrupted else "the budget ended"

    def turn_sampling(self, reason: str) -> None:
        """Treat the model as a sampling one from here on; every cell is judged again by its own noise."""
        if not self.sampling:
            self.sampling, self.sampling_reason = True, reason

    @property
    def cells(self) -> list[tuple[PromptEvidence, CellEvidence]]:
        """Every invariance cell of the run, in planned order."""
        return [(evidence, cell) for evidence, _ in self.prompts for cell in evidence.cells]

    def p_values(self) -> list[float | None]:
        """The current p-value of every planned cell, None where it was not started."""
        return [self.p_value(evidence, cell) for evidence, cell in self.cells]

    def p_value(self, evidence: PromptEvidence, cell: CellEvidence) -> float | None:
        """The current p-value of one cell, None where it was not started."""
        if self.sampling:
            return cell.p_value
        return flip_p_value(cell.flips(evidence.false_rate, evidence)) if cell.trials else None

    def q_values(self) -> list[float]:
        """The current q-value of every planned cell: Benjamini-Hochberg, or e-BH with ``--anytime``."""
        if self.settings.anytime and self.sampling:
            return e_q_values([cell.e_value for _, cell in self.cells])
        return q_values(self.p_values())

    def q_value(self, cell: CellEvidence) -> float:
        """The current q-value of one cell."""
        return self.q_values()[next(place for place, (_, other) in enumerate(self.cells) if other is cell)]

    def level(self, cell: CellEvidence) -> float:
        """The p-value at which Benjamini–Hochberg over all current p rejects `cell`."""
        own = next(place for place, (_, other) in enumerate(self.cells) if other is cell)
        return rejection_level(self.p_values(), own, self.settings.q)
