"""Looks for a wording that answers better than the base, and offers it only when it holds on held-out cases."""

import itertools

from promptfuzz.engine.asking import Task
from promptfuzz.engine.evidence import CellEvidence, Kind, PromptEvidence, Said, Trial
from promptfuzz.engine.faults import contained
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.plan import cases_of
from promptfuzz.engine.stages import within
from promptfuzz.engine.state import RunState
from promptfuzz.events import Phase
from promptfuzz.records import Request, Share, Suggestion, Variant
from promptfuzz.statistics.suggestions import better_share

CANDIDATES = 2
SAMPLES = 8
MOST_CASES = 20
FEWEST_CASES = 2
LEVEL = 0.05
SUGGEST_SAMPLE = 5_000_000
SUGGEST_CALLS = (CANDIDATES + 1) * MOST_CASES * SAMPLES
# A suggestion is to be put into the prompt's place: slips and changed inputs are not.
FAMILIES = ("paraphrase", "reorder", "format")


def suggest(state: RunState, judge: Judge, evidence: PromptEvidence) -> Task[None]:
    """Ask the wordings that mended a wrong answer on the cases that had no part in choosing them.

    A deterministic model is asked once a case, one that samples eight times. Nothing is asked where every base answer
    is right, or where fewer than two other cases have a known answer. Where what judges crashes, nothing is suggested.
    """
    yield from contained(state, judge, within(state, Phase.SUGGESTING, _suggest(state, judge, evidence)))


def _suggest(state: RunState, judge: Judge, evidence: PromptEvidence) -> Task[None]:
    known = [case for case in evidence.cases if evidence.plan.prompt.cases[case].expected is not None]
    for family, trial in _helpful(judge, evidence, known)[:CANDIDATES]:
        held = [case for case in cases_of(trial.variant, known) if case != trial.case][:MOST_CASES]
        if len(held) < FEWEST_CASES:
            continue
        base = yield from _right(state, judge, Variant(evidence.plan.prompt), held)
        reworded = yield from _right(state, judge, trial.variant, held)
        if base is None or reworded is None:
            return
        p = min(1.0, CANDIDATES * better_share(base, reworded, sampling=state.sampling))
        if p <= LEVEL:
            source = trial.variant.sources["template"]
            evidence.suggestion = Suggestion(family, source, _share(base), _share(reworded), p)
            return


def _share(table: list[list[bool]]) -> Share:
    return Share(sum(sum(row) for row in table), sum(len(row) for row in table))


def _helpful(judge: Judge, evidence: PromptEvidence, known: list[int]) -> list[tuple[str, Trial]]:
    """Return the trials whose answer is right where the base's is wrong, those with the fewest edits first."""
    prompt = Variant(evidence.plan.prompt)
    base = judge.are_right([Said(evidence.base[case][0].said, prompt.render(case), case) for case in known])
    wrong = {case for case, hit in zip(known, base, strict=True) if not hit}
    tried = [
        (cell.plan.family, trial)
        for cell in evidence.cells
        if cell.plan.family in FAMILIES
        for trial in (*cell.trials, *_sampled(evidence, cell))
        if trial.case in wrong
    ]
    right = judge.are_right(
        [Said(trial.output.said, trial.variant.render(trial.case), trial.case) for _, trial in tried]
    )
    helpful = list(itertools.compress(tried, right))
    return sorted(helpful, key=lambda item: len(item[1].variant.units))


def _sampled(evidence: PromptEvidence, cell: CellEvidence) -> list[Trial]:
    """Return the samples of a cell's wordings, where the model samples."""
    drawn = [] if evidence.pool is None else evidence.pool.cells[cell.plan.family]
    return [Trial(cell.wording_of[item.wording], item.case, item.output, Kind.TEXT) for item in drawn]


def _right(state: RunState, judge: Judge, variant: Variant, cases: list[int]) -> Task[list[list[bool]] | None]:
    """Return for each case which answers are right; None where the budget ended or one is not known."""
    samples = range(SUGGEST_SAMPLE, SUGGEST_SAMPLE + SAMPLES) if state.sampling else [0]
    asked = [case for case in cases for _ in samples]
    requests = [Request(variant.render(case), number) for case in cases for number in samples]
    outputs = yield requests
    answers = [
        Said(output.said, request.messages, case)
        for case, request, output in zip(asked, requests, outputs, strict=True)
        if output is not None and judge.is_known(output, request.messages)
    ]
    if len(answers) < len(outputs):
        return None
    right = judge.are_right(answers)
    return [right[at : at + len(samples)] for at in range(0, len(right), len(samples))]
