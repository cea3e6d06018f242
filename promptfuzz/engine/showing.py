"""Looks for wordings to show dependent cells of a sampling model by, where screening confirmed none (DESIGN §5.4)."""

from functools import partial

from promptfuzz.engine.asking import Task
from promptfuzz.engine.crowd import Crowd
from promptfuzz.engine.evidence import CellEvidence
from promptfuzz.engine.faults import contained
from promptfuzz.engine.noisy_shrink import NOISY_SHRINK_CALLS, NoisyShrink
from promptfuzz.engine.reading import confirmed_of, is_dependent
from promptfuzz.engine.rounds import Job
from promptfuzz.engine.sampling import Looks
from promptfuzz.engine.screening import SCREEN_CALLS, Screening
from promptfuzz.engine.stages import within
from promptfuzz.events import Phase


def showing_jobs(looking: Looks) -> list[Job]:
    """Return a job for each dependent cell of a prompt that no confirmed wording shows."""
    state, evidence = looking.state, looking.evidence
    confirmed = {found.family for found in confirmed_of(state, evidence)}
    cells = [c for c in evidence.cells if c.plan.family not in confirmed and is_dependent(state, evidence, c)]
    most = SCREEN_CALLS + NOISY_SHRINK_CALLS
    return [Job(partial(_shown, looking, cell), most, partial(_spend, cell)) for cell in cells]


def _spend(cell: CellEvidence, calls: int) -> None:
    cell.calls += calls


def _shown(looking: Looks, cell: CellEvidence) -> Task[None]:
    """Try wordings of the cell on fresh samples and shrink what stands out; without any, none is shown as sure."""
    state, judge, pool = looking.state, looking.judge, looking.pool
    screening = Screening(state, judge, looking.evidence, pool)
    trying = within(state, Phase.SHRINKING, screening.shown(cell.plan.family))
    cell.shown = yield from contained(state, judge, trying)
    if cell.shown is not None:
        yield from NoisyShrink(state, judge, Crowd(judge, pool), cell.plan.guard.passes, cell.shown).run()
