"""Judges the cells of a prompt when the model samples: wordings are held against its own noise (DESIGN §5.4)."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from promptfuzz.engine.asking import Task
from promptfuzz.engine.evidence import CellEvidence, Kind, PromptEvidence, Trial
from promptfuzz.engine.judging import VOTES_NEEDED, Judge, Said
from promptfuzz.engine.plan import cases_of
from promptfuzz.engine.state import RunState
from promptfuzz.records import Message, Output, Request, Text, Variant, Verdict
from promptfuzz.statistics.contrasts import contrast_verdict
from promptfuzz.statistics.multiplicity import q_values
from promptfuzz.statistics.permutation import Samples, excess_change, permutation_p_value

Matrix = NDArray[np.float64]
LOOKS = 3
BASE_PER_LOOK = 40
VARIANTS_PER_LOOK = 10
SAMPLES = 2
FIRST_SAMPLE = 1000
STABLE_WORDINGS = 29
PERMUTATIONS_MOST = 19_999
# The cell test has half of the level; the other half belongs to confirming single wordings (DESIGN §5.4).
CELL_LEVEL = 0.5
CONTRAST_REPEATS = 4
ODD_SAMPLES = 0.1


@dataclass
class Drawn:
    """One sample of one wording: 0 is the base, 1.. are the variants of a cell."""

    wording: int
    case: int
    look: int
    output: Output
    messages: tuple[Message, ...]

    @property
    def said(self) -> Said:
        """The output beside what it answers."""
        return Said(self.output.said, self.messages)


@dataclass
class Pool:
    """The samples of a prompt: the base's, shared by its cells, and each cell's own."""

    base: list[Drawn] = field(default_factory=list)
    cells: dict[str, list[Drawn]] = field(default_factory=dict)


def look_calls(families: int) -> int:
    """Return the calls of one look at `families` cells of a prompt."""
    return BASE_PER_LOOK + VARIANTS_PER_LOOK * SAMPLES * families


def judge_prompt(state: RunState, judge: Judge, evidence: PromptEvidence) -> Task[None]:
    """Take up to three looks at the cells of a prompt; a cell that is decided is asked no more."""
    if not evidence.base:
        return
    pool = Pool(cells={cell.plan.family: [] for cell in evidence.cells})
    streams = {cell.plan.family: cell.plan.variants("samples") for cell in evidence.cells}
    cases = evidence.cases[: max(1, VARIANTS_PER_LOOK // SAMPLES)]
    for look in range(LOOKS):
        open_cells = [cell for cell in evidence.cells if cell.plan.sites and not cell.finished]
        if not open_cells or state.asker.left < look_calls(len(open_cells)):
            break
        asked: list[tuple[Request, str | None, int, int]] = []
        for number in range(BASE_PER_LOOK):
            case = cases[number % len(cases)]
            sample = FIRST_SAMPLE + look * BASE_PER_LOOK + number
            asked.append((Request(Variant(evidence.plan.prompt).render(case), sample), None, 0, case))
        for cell in open_cells:
            cell.started = True
            stream = (variant for variant in streams[cell.plan.family] if cases_of(variant, cases))
            fresh = list(itertools.islice(stream, VARIANTS_PER_LOOK))
            for number, variant in enumerate(fresh):
                cell.wording_of[cell.wordings + number + 1] = variant
                turn = cases_of(variant, cases)
                case = turn[number % len(turn)]
                requests = [Request(variant.render(case), FIRST_SAMPLE + k) for k in range(SAMPLES)]
                asked += [(request, cell.plan.family, cell.wordings + number + 1, case) for request in requests]
            cell.wordings += len(fresh)
            cell.exhausted = len(fresh) < VARIANTS_PER_LOOK
        state.settings.rng("interleave", evidence.plan.prompt.key, look).shuffle(asked)
        outputs = yield [request for request, *_ in asked]
        for (request, family, wording, case), output in zip(asked, outputs, strict=True):
            if output is None:
                continue
            _record(evidence, pool, family, Drawn(wording, case, look, output, request.messages))
        for cell in open_cells:
            _look(state, judge, evidence, cell, pool)
    yield from rejudge_controls(state, judge, evidence, pool)


def _record(evidence: PromptEvidence, pool: Pool, family: str | None, drawn: Drawn) -> None:
    cell = next((cell for cell in evidence.cells if cell.plan.family == family), None)
    if cell is not None:
        cell.asked += 1
        cell.failed += drawn.output.failed
    if not drawn.output.failed:
        (pool.base if family is None else pool.cells[family]).append(drawn)


def _look(state: RunState, judge: Judge, evidence: PromptEvidence, cell: CellEvidence, pool: Pool) -> None:
    """Judge one cell with the samples so far; p is the running minimum of 3·p_look (Bonferroni over the looks)."""
    drawn = [*pool.base, *pool.cells[cell.plan.family]]
    cell.looks += 1
    if not pool.base or not pool.cells[cell.plan.family]:
        return
    samples, different = measured(judge, evidence, drawn)
    cells = max(1, len(state.cells))
    permutations = int(min(PERMUTATIONS_MOST, max(999, 10 * LOOKS * cells / state.settings.q)))
    seed = state.settings.rng("permute", evidence.plan.prompt.key, cell.plan.family, cell.looks).randrange(2**32)
    p = min(1.0, LOOKS * permutation_p_value(samples, permutations, seed))
    cell.p_value = min(p, 1.0 if cell.p_value is None else cell.p_value)
    cell.excess = excess_change(samples, different)
    cell.exhibit = _most_different(judge, pool, drawn, different, cell) or cell.exhibit
    place = next(place for place, (_, other) in enumerate(state.cells) if other is cell)
    q = q_values(state.p_values())[place]
    dependent = q <= CELL_LEVEL * state.settings.q and cell.excess.dependence > state.settings.tolerance
    stable = cell.excess.upper < state.settings.tolerance and cell.wordings >= STABLE_WORDINGS
    cell.finished = dependent or stable or cell.looks == LOOKS or cell.exhausted


def _most_different(
    judge: Judge, pool: Pool, drawn: list[Drawn], different: Matrix, cell: CellEvidence
) -> Trial | None:
    """Return the sample whose meaning differs from the most base samples of its case, as the cell's example."""
    base = len(pool.base)
    if base == len(drawn):
        return None
    cases = np.array([item.case for item in drawn])
    shares = [different[place, :base][cases[:base] == cases[place]].mean() for place in range(base, len(drawn))]
    worst = drawn[base + int(np.argmax(shares))]
    other = next(item for item in pool.base if item.case == worst.case)
    (comparison,) = judge.compare([(other.output.said, worst.output.said)])
    return Trial(cell.wording_of[worst.wording], worst.case, worst.output, Kind.TEXT, comparison)


def measured(judge: Judge, evidence: PromptEvidence, drawn: list[Drawn]) -> tuple[Samples, Matrix]:
    """Return samples with their distances, and the 0/1 matrix of different meanings.

    Typed answers are told apart by value alone; free text by the oracle and by embedding distance √(2(1−cos)).
    """
    keys = [judge.meaning(item.said) for item in drawn]
    distinct = {key: item.said for key, item in zip(reversed(keys), reversed(drawn), strict=True)}
    order = {key: place for place, key in enumerate(distinct)}
    said, texts = list(distinct.values()), [one.text for one in distinct.values()]
    index = np.array([order[key] for key in keys])
    case = np.array([item.case for item in drawn])
    together = {(i, j) for c in set(case.tolist()) for i in index[case == c] for j in index[case == c] if i < j}
    pairs = sorted((int(i), int(j)) for i, j in together)
    distance = np.zeros((len(said), len(said)))
    for (i, j), differs in zip(pairs, judge.differ([(said[i], said[j]) for i, j in pairs]), strict=True):
        distance[i, j] = distance[j, i] = float(differs)
    different = distance[np.ix_(index, index)]
    distances: tuple[Matrix, ...] = (different,)
    if isinstance(evidence.answer, Text):
        vectors = judge.embed(texts)
        if vectors is not None:
            cosine = np.clip(vectors @ vectors.T, -1, 1)
            distances += (np.sqrt(2 * (1 - cosine))[np.ix_(index, index)],)
    looks = np.array([item.look for item in drawn])
    samples = Samples(np.array([item.wording for item in drawn]), case, case * LOOKS + looks, distances)
    return samples, different


def rejudge_controls(state: RunState, judge: Judge, evidence: PromptEvidence, pool: Pool) -> Task[None]:
    """Judge placebos and contrasts beside the base's samples, since no single one is the truth.

    Contrasts that are neither all one way nor the other are asked again: each counts by most of its samples.
    """
    crowd = Crowd(judge, pool)
    for trial in [*evidence.placebos, *(trial for _, trial in evidence.contrasts)]:
        trial.kind = Kind.TEXT if crowd.is_another(trial.case, [_said(trial)]) else Kind.SAME
    verdict = contrast_verdict(evidence.contrast_changes, len(evidence.contrasts))
    again = CONTRAST_REPEATS * len(evidence.contrasts)
    if verdict is not Verdict.UNDECIDED or state.asker.left < again or not pool.base:
        return
    asked = [
        Request(contrast.messages, n) for n in range(1, CONTRAST_REPEATS + 1) for contrast, _ in evidence.contrasts
    ]
    outputs = yield asked
    for place, (_, trial) in enumerate(evidence.contrasts):
        more = [output for output in outputs[place :: len(evidence.contrasts)] if output is not None]
        said = [replace(_said(trial), text=output.said) for output in (trial.output, *more) if not output.failed]
        trial.kind = Kind.TEXT if crowd.is_another(trial.case, said) else Kind.SAME


def _said(trial: Trial) -> Said:
    return Said(trial.output.said, trial.variant.render(trial.case))


class Crowd:
    """The base's samples by case: what an output has to differ from, by more than they differ from each other."""

    def __init__(self, judge: Judge, pool: Pool) -> None:
        self.judge = judge
        self.said: dict[int, list[Said]] = {}
        for item in pool.base:
            self.said.setdefault(item.case, []).append(item.said)
        self._own: dict[int, list[float]] = {}

    def is_another(self, case: int, said: Sequence[Said]) -> bool:
        """Whether most of `said` mean something else than the base says on `case`."""
        if case not in self.said:
            return False
        return sum(self._stands_out(case, one) for one in said) > len(said) / 2

    def _stands_out(self, case: int, said: Said) -> bool:
        """Whether `said` differs from 5 of 9 of the base's samples, and hardly one of these from as many others.

        Where many samples differ from all others, that tells nothing, and the vote alone decides.
        """
        base = self.said[case]
        if case not in self._own:
            self._own[case] = [self._share(one, base) * len(base) / max(len(base) - 1, 1) for one in base]
        share = self._share(said, base)
        alone = sum(own > 1 - 1e-9 for own in self._own[case]) > ODD_SAMPLES * len(base)
        as_odd = sum(own > share - 1e-9 for own in self._own[case])
        return share >= VOTES_NEEDED and (alone or as_odd <= ODD_SAMPLES * len(base))

    def _share(self, said: Said, base: Sequence[Said]) -> float:
        return sum(self.judge.differ([(one, said) for one in base])) / len(base)
