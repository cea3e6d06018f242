"""Judges one cell of a deterministic model: variants asked once each, flips repeated, then shrunk (DESIGN §5.3)."""

import itertools

from promptfuzz.engine.asking import Task
from promptfuzz.engine.evidence import REPEATS, UNKNOWN_SHARE, CellEvidence, Kind, Minimal, PromptEvidence, Trial
from promptfuzz.engine.faults import contained
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.minimising import minimise
from promptfuzz.engine.plan import cases_of, spread
from promptfuzz.engine.repeats import MOST_FLIPPED, repeat
from promptfuzz.engine.stages import within
from promptfuzz.engine.state import RunState
from promptfuzz.events import Phase
from promptfuzz.records import Request
from promptfuzz.statistics.flips import TRIALS_ALL, TRIALS_FIRST, critical_count, is_stable

ROUND = 10
# Calls kept back for repeating a base and two flips: a flip that was not repeated proves nothing.
KEPT = 3 * REPEATS
SHRINK_CALLS = 60
# A second flip is shrunk where the first one's minimum has more links than this.
MOST_SHRUNK = 2
FEW_UNITS = 2
CELL_CALLS = TRIALS_ALL + 5 * (MOST_FLIPPED + 3) + SHRINK_CALLS


def judge_cell(state: RunState, judge: Judge, evidence: PromptEvidence, cell: CellEvidence) -> Task[None]:
    """Ask variants until the cell is decided, repeat what flipped, and shrink one flip to its minimum.

    Where what judges crashes, the cell stays undecided, or its flip unshrunk, and the run goes on.
    """
    if not evidence.base or evidence.fault or state.sampling or not cell.plan.sites:
        return

    def crashed(text: str) -> None:
        cell.fault = text

    def unshrunk(_text: str) -> None:
        if cell.minimal is not None and not cell.minimal.shrunk:
            cell.minimal.ended = "its judging crashed"

    cell.started = True
    deciding = within(state, Phase.CELLS, _decide(state, judge, evidence, cell))
    answered = yield from contained(state, judge, deciding, crashed)
    if answered is not None and not state.sampling:
        shrinking = within(state, Phase.SHRINKING, _shrink_flips(state, judge, evidence, cell))
        yield from contained(state, judge, shrinking, unshrunk)
    cell.finished = bool(answered) and evidence.controlled


def _decide(state: RunState, judge: Judge, evidence: PromptEvidence, cell: CellEvidence) -> Task[bool]:
    """Ask variants until the cell is decided, and repeat what flipped; False when the budget ended first."""
    answered = yield from _ask_trials(state, judge, evidence, cell)
    if state.sampling:
        return False
    rng = state.settings.rng("repeats", evidence.plan.prompt.key, cell.plan.family)
    affordable = max(1, int(min(MOST_FLIPPED, state.asker.left // REPEATS - 1)))
    flipped = rng.sample(cell.flipped, min(affordable, len(cell.flipped)))
    if flipped or is_stable(cell.flips_first, len(cell.trials), 0):
        cases = sorted({trial.case for trial in flipped} or {evidence.cases[0]})
        failed = state.asker.failed
        cell.checked = yield from repeat(state, judge, evidence, flipped, cases)
        cell.unrepeated = not cell.checked and state.asker.failed > failed
    return answered


def _ask_trials(state: RunState, judge: Judge, evidence: PromptEvidence, cell: CellEvidence) -> Task[bool]:
    """Ask variants in rounds until the cell is decided; False when the budget ended first."""
    cases = spread(evidence.cases, TRIALS_FIRST)
    stream = (variant for variant in cell.plan.variants("trials") if cases_of(variant, cases))
    while cell.asked < TRIALS_ALL and not state.sampling:
        room = min(ROUND, TRIALS_ALL - cell.asked, max(0, state.asker.left - KEPT))
        if not room:
            return False
        batch = list(itertools.islice(stream, int(room)))
        if not batch:
            cell.exhausted = True
            return True
        turns = [cases_of(variant, cases) for variant in batch]
        asked = [(v, turn[(cell.asked + n) % len(turn)]) for n, (v, turn) in enumerate(zip(batch, turns, strict=True))]
        rendered = [variant.render(case) for variant, case in asked]
        outputs = yield [Request(messages) for messages in rendered]
        full = [
            (variant, case, messages, output)
            for (variant, case), messages, output in zip(asked, rendered, outputs, strict=True)
            if output is not None
        ]
        trials = judge.trials(full, [*evidence.placebos, *cell.trials])
        cell.asked += len(trials)
        cell.failed += sum(trial.kind is Kind.FAILED for trial in trials)
        cell.cut += sum(trial.kind is Kind.CUT for trial in trials)
        cell.trials += [trial for trial in trials if trial.known]
        if len(full) < len(batch):
            return False
        if _is_decided(state, evidence, cell):
            return True
    return True


def _is_decided(state: RunState, evidence: PromptEvidence, cell: CellEvidence) -> bool:
    if cell.cut > UNKNOWN_SHARE * TRIALS_ALL:
        return True  # too many already, whatever the rest says
    counts = cell.flips(evidence.false_rate, evidence)
    if len(cell.trials) >= TRIALS_FIRST and counts.flips == 0:
        return True
    if state.settings.strict:
        return False  # the lower limit of Δ still rises with every trial
    critical = critical_count(counts, state.level(cell), state.settings.tolerance)
    return critical is not None and counts.flips >= critical


def flips_to_shrink(cell: CellEvidence) -> list[Trial]:
    """Return the confirmed flips, those that promise the smallest and surest counterexample first.

    Fewer edits come first; a lost answer counts as one edit more than another value, and free text as two. A lone
    lost answer comes last, since it takes two of them to be a counterexample (DESIGN §5.6). Among equals the
    shortest answer wins: it is the least likely to hedge.
    """
    confirmed = [trial for trial in cell.flipped if trial.confirmed]
    lone = sum(trial.kind is Kind.LOST for trial in confirmed) < 2
    weight = {Kind.VALUE: 0, Kind.LOST: 100 if lone else 1, Kind.TEXT: 2}
    return sorted(confirmed, key=lambda t: (len(t.variant.units) + weight[t.kind], len(t.output.text)))


def _shrink_flips(state: RunState, judge: Judge, evidence: PromptEvidence, cell: CellEvidence) -> Task[None]:
    """Shrink the most promising flip, and a second one where the first needs many edits; keep the smaller.

    Nothing is shrunk where a probe was, to few edits.
    """
    if cell.minimal is not None and cell.minimal.shrunk and len(cell.minimal.trial.variant.units) <= FEW_UNITS:
        return
    for trial in flips_to_shrink(cell)[:MOST_SHRUNK]:
        if cell.minimal is None:
            cell.minimal = Minimal(trial, (trial.output.text,), shrunk=False, cases=(trial.case,))
        small = yield from minimise(state, judge, evidence, trial, cell.plan.guard)
        if state.sampling:
            return
        if _size(small) < _size(cell.minimal):
            cell.minimal = small
        if len(cell.minimal.trial.variant.units) <= FEW_UNITS:
            return


def _size(minimal: Minimal) -> tuple[bool, int]:
    return (not minimal.shrunk, len(minimal.trial.variant.units))
