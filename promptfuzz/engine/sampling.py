"""Judges the cells of a prompt when the model samples: wordings are held against its own noise (DESIGN §5.4)."""

import itertools
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from promptfuzz.engine.asking import Task
from promptfuzz.engine.evidence import CellEvidence, Kind, PromptEvidence, Trial
from promptfuzz.engine.judging import VOTERS, Judge
from promptfuzz.engine.state import RunState
from promptfuzz.records import Output, Request, Text, Variant
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


@dataclass
class Drawn:
    """One sample of one wording: 0 is the base, 1.. are the variants of a cell."""

    wording: int
    case: int
    look: int
    output: Output


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
            fresh = list(itertools.islice(streams[cell.plan.family], VARIANTS_PER_LOOK))
            for number, variant in enumerate(fresh):
                cell.wording_of[cell.wordings + number + 1] = variant
                case = cases[number % len(cases)]
                requests = [Request(variant.render(case), FIRST_SAMPLE + k) for k in range(SAMPLES)]
                asked += [(request, cell.plan.family, cell.wordings + number + 1, case) for request in requests]
            cell.wordings += len(fresh)
            cell.exhausted = len(fresh) < VARIANTS_PER_LOOK
        state.settings.rng("interleave", evidence.plan.prompt.key, look).shuffle(asked)
        outputs = yield [request for request, *_ in asked]
        for (_, family, wording, case), output in zip(asked, outputs, strict=True):
            if output is None:
                continue
            _record(evidence, pool, family, Drawn(wording, case, look, output))
        for cell in open_cells:
            _look(state, judge, evidence, cell, pool)
    rejudge_controls(judge, evidence, pool)


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
    dependent = q <= state.settings.q and cell.excess.dependence > state.settings.tolerance
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
    (comparison,) = judge.compare([(other.output.text, worst.output.text)])
    return Trial(cell.wording_of[worst.wording], worst.case, worst.output, Kind.TEXT, comparison)


def measured(judge: Judge, evidence: PromptEvidence, drawn: list[Drawn]) -> tuple[Samples, Matrix]:
    """Return samples with their distances, and the 0/1 matrix of different meanings.

    Typed answers are told apart by value alone; free text by the oracle and by embedding distance √(2(1−cos)).
    """
    texts = list(dict.fromkeys(item.output.text for item in drawn))
    index = np.array([texts.index(item.output.text) for item in drawn])
    case = np.array([item.case for item in drawn])
    together = {(i, j) for c in set(case.tolist()) for i in index[case == c] for j in index[case == c] if i < j}
    pairs = sorted((int(i), int(j)) for i, j in together)
    distance = np.zeros((len(texts), len(texts)))
    for (i, j), comparison in zip(pairs, judge.compare([(texts[i], texts[j]) for i, j in pairs]), strict=True):
        distance[i, j] = distance[j, i] = 0.0 if comparison.same else 1.0
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


def rejudge_controls(judge: Judge, evidence: PromptEvidence, pool: Pool) -> None:
    """Judge placebos and contrasts by vote among the base's samples, since no single one is the truth."""
    for trial in [*evidence.placebos, *(trial for _, trial in evidence.contrasts)]:
        voters = [item.output.text for item in pool.base if item.case == trial.case][:VOTERS]
        if not voters:
            continue
        comparisons = judge.compare([(voter, trial.output.text) for voter in voters])
        against = sum(not comparison.same for comparison in comparisons)
        trial.kind = Kind.TEXT if against >= len(voters) * 5 / 9 else Kind.SAME
