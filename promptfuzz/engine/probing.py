"""Probes a deterministic model: all edits of a family that go together at once, then halved (DESIGN §6).

They feed counterexamples, never the share of flips: a rare trigger that thirty random variants miss is in one of these.
"""

from collections.abc import Sequence

from promptfuzz.engine.asking import Task
from promptfuzz.engine.evidence import CellEvidence, Kind, Minimal, PromptEvidence, Trial
from promptfuzz.engine.faults import contained
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.minimising import judged, minimise
from promptfuzz.engine.packing import MOST_PROBES, probes_of
from promptfuzz.engine.reading import cell_finding_of
from promptfuzz.engine.stages import within
from promptfuzz.engine.state import RunState
from promptfuzz.engine.verdicts import cell_record
from promptfuzz.events import FindingSaved, Phase
from promptfuzz.records import Output, Request, Text, Variant

PROBE_CALLS = 40
# A cell takes about thirty calls by itself; where the budget has hardly more for it, they are not spent on probes.
LEAST_A_CELL = 100


class Probing:
    """The probes of one prompt; the fullest of each cell may be asked along with the base.

    What they come to is judged only beside the base's answers, and thrown away once the model is seen to sample.

    Attributes:
        came_early: whether some were asked along with the base.
    """

    def __init__(self, state: RunState, judge: Judge, evidence: PromptEvidence) -> None:
        self.state, self.judge, self.evidence = state, judge, evidence
        self._waiting: list[tuple[CellEvidence, list[Variant]]] = []
        self._case: int | None = None
        self._early: Sequence[Output | None] | None = None
        self.came_early = False

    def early(self, base_calls: int) -> list[Request]:
        """Return the fullest probe of each cell on the first case, where the prompt says how its answers are read.

        `base_calls` are those that the base takes. There are none where values will not tell answers apart, where
        calls are few, or where the model samples.
        """
        answer = self.evidence.plan.prompt.answer
        if answer is None or isinstance(answer, Text) or not self._pays(base_calls):
            return []
        self._pack(0)
        requests = [Request(variant.render(0)) for _, variant in self._turn(0)]
        self.came_early = bool(requests)
        return requests

    def hear(self, outputs: Sequence[Output | None]) -> None:
        """Keep the answers to the early probes until the base's can be read."""
        self._early = outputs

    def run(self) -> Task[None]:
        """Ask the probes of each cell, and shrink the first flip of a value that one shows.

        Where what judges crashes, the drawn variants are asked all the same.
        """
        yield from contained(self.state, self.judge, within(self.state, Phase.PROBING, self._run()))

    def _run(self) -> Task[None]:
        typed = [case for case in self.evidence.cases if self.evidence.is_typed(case)]
        if not typed or self.state.sampling or (self._early is None and not self._pays(0)):
            return
        if typed[0] != self._case:
            self._pack(typed[0])
            self._early = None
        # The fullest probe of every family first: most triggers are in it. A flip is shrunk before the next is asked.
        for turn in range(MOST_PROBES):
            asked, outputs = self._turn(turn), self._early
            if outputs is None:
                outputs = yield [Request(variant.render(typed[0])) for _, variant in asked]
            self._early = None
            for (cell, variant), output in zip(asked, outputs, strict=True):
                trials = judged(self.judge, self.evidence, variant, typed[:1], [output])
                if cell.minimal is None and trials and trials[0].kind is Kind.VALUE:
                    yield from self._shrink(cell, trials[0])
                    if self.state.sampling:
                        return
            self._waiting = [(cell, probes) for cell, probes in self._waiting if cell.minimal is None]

    def _pays(self, base_calls: int) -> bool:
        enough = self.state.asker.left - base_calls >= LEAST_A_CELL * len(self.evidence.cells)
        return enough and not self.state.sampling

    def _pack(self, case: int) -> None:
        cells = [cell for cell in self.evidence.cells if cell.plan.sites]
        self._case, self._waiting = case, [(cell, probes_of(cell, case)[:MOST_PROBES]) for cell in cells]

    def _turn(self, turn: int) -> list[tuple[CellEvidence, Variant]]:
        return [(cell, probes[turn]) for cell, probes in self._waiting if turn < len(probes)]

    def _shrink(self, cell: CellEvidence, trial: Trial) -> Task[None]:
        """Shrink a flip, and keep it where it comes back on repeats; tell the listeners what it shows so far."""
        state, evidence = self.state, self.evidence
        shrinking: Task[Minimal] = minimise(state, self.judge, evidence, trial, cell.plan.guard)
        found = yield from contained(state, self.judge, within(state, Phase.SHRINKING, shrinking))
        if found is None or state.sampling or not found.trial.confirmed:
            return
        found.probed = True
        cell.minimal = found
        finding = cell_finding_of(state, evidence, cell, cell_record(state, evidence, cell, 1.0, None))
        if finding is not None:
            state.emit(FindingSaved(finding))
