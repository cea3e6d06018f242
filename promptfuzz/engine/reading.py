"""Reads the results of a run off its evidence: cells, findings, and what was measured of each prompt."""

import math
from dataclasses import replace
from functools import partial

from promptfuzz.engine.evidence import CellEvidence, Confirmed, PromptEvidence, Said, Trial
from promptfuzz.engine.faults import shielded
from promptfuzz.engine.findings import (
    cell_finding,
    confirmed_finding,
    ignored_finding,
    placebo_finding,
    sampled_finding,
)
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.state import CELL_LEVEL, RunState
from promptfuzz.engine.verdicts import cell_record, contrast_record, is_counterexample
from promptfuzz.records import Accuracy, Cell, Finding, Variant, Verdict
from promptfuzz.statistics.multiplicity import q_values


def read_off(state: RunState) -> tuple[list[Cell], list[Finding]]:
    """Return every cell and finding by the final q-values; warn of answers that were cut."""
    _warn_of_cut(state)
    cells: list[Cell] = []
    findings: list[Finding] = []
    q = iter(state.q_values())
    for evidence, judge in state.prompts:
        for cell in evidence.cells:
            record = cell_record(state, evidence, cell, next(q), accuracy_of(state, judge, evidence, cell))
            cells.append(record)
            found = cell_finding_of(state, evidence, cell, record)
            findings += [found] if found else []
        if evidence.placebo_minimal is not None and not state.sampling:
            findings.append(placebo_finding(evidence, state.asker.model.name))
        contrast = contrast_record(state, evidence)
        if contrast is not None:
            cells.append(contrast)
            if contrast.verdict is Verdict.IGNORES:
                findings.append(ignored_finding(evidence, contrast))
    return cells, list({finding.id: finding for finding in findings}.values())


def _warn_of_cut(state: RunState) -> None:
    cut = sum(e.cut_base + e.cut_placebos + (e.pool.cut if e.pool is not None else 0) for e, _ in state.prompts)
    cut += sum(cell.cut for _, cell in state.cells)
    if cut:
        state.warn_once(
            f"{cut} answer{' was' if cut == 1 else 's were'} cut by the length limit before an answer could be read, "
            "and count neither as a change nor as agreement; raise max_new_tokens"
        )


def confirmed_of(state: RunState, evidence: PromptEvidence) -> list[Confirmed]:
    """Return the wordings of a prompt that held up on fresh samples, the surest of each family.

    The smallest p-value of every prompt enters Benjamini-Hochberg over the prompts, at the half of q that the cells'
    tests leave; a prompt without a tried wording enters with 1 (DESIGN §5.4).
    """
    if not state.sampling:
        return []
    best = [min((found.p_value for found in other.tried), default=None) for other, _ in state.prompts]
    place = next(place for place, (other, _) in enumerate(state.prompts) if other is evidence)
    if q_values(best)[place] > (1 - CELL_LEVEL) * state.settings.q:
        return []
    kept: dict[str, Confirmed] = {}
    for found in sorted(evidence.tried, key=lambda found: found.p_value):
        level = (1 - CELL_LEVEL) * state.settings.q
        if found.p_value <= level and found.excess > state.settings.tolerance:
            kept.setdefault(found.family, found)
    return list(kept.values())


def cell_finding_of(state: RunState, evidence: PromptEvidence, cell: CellEvidence, record: Cell) -> Finding | None:
    """Return the finding of a cell, None where there is none."""
    if state.sampling:
        confirmed = next((found for found in confirmed_of(state, evidence) if found.family == cell.plan.family), None)
        if confirmed is not None and record.verdict is not Verdict.UNMEASURABLE:
            return confirmed_finding(evidence, cell, record, confirmed)
        if record.verdict is Verdict.DEPENDENT and cell.shown is not None:
            return confirmed_finding(evidence, cell, record, cell.shown)
        if record.verdict is Verdict.DEPENDENT and cell.exhibit is not None:
            return sampled_finding(evidence, cell, record, cell.exhibit)
        return None
    if cell.minimal is None:
        return None
    if record.verdict is Verdict.DEPENDENT:
        return cell_finding(evidence, cell, record, counterexample=False)
    return cell_finding(evidence, cell, record, counterexample=True) if is_counterexample(evidence, cell) else None


def is_dependent(state: RunState, evidence: PromptEvidence, cell: CellEvidence) -> bool:
    """Whether the cell is dependent by the q-values as of now."""
    record = cell_record(state, evidence, cell, state.q_value(cell), None)
    return record.verdict is Verdict.DEPENDENT


def accuracy_of(state: RunState, judge: Judge, evidence: PromptEvidence, cell: CellEvidence) -> Accuracy | None:
    """Return the share of right answers where the right one is known; None where it is known for no case.

    Of a model that samples, all samples count, and the base is right on a case where most of its samples are. None as
    well where what judges crashes.
    """
    return shielded(state, judge, partial(_accuracy, judge, evidence, cell), None)


def _accuracy(judge: Judge, evidence: PromptEvidence, cell: CellEvidence) -> Accuracy | None:
    base = known_base_answers(evidence)
    answered = {said.case for said in base}
    variants = [said for said in _variant_answers(judge, evidence, cell) if said.case in answered]
    if not base or not variants:
        return None
    right = judge.are_right([*base, *variants])
    of_base: dict[int, list[bool]] = {}
    for said, hit in zip(base, right, strict=False):
        of_base.setdefault(said.case, []).append(hit)
    usual = {case: 2 * sum(hits) > len(hits) for case, hits in of_base.items()}
    of_variants = list(zip((said.case for said in variants), right[len(base) :], strict=True))
    # Of each answer to a rewording the base's to the same input: inputs are reworded unequally often, some never.
    shares = {case: sum(hits) / len(hits) for case, hits in of_base.items()}
    return Accuracy(
        base=math.fsum(shares[case] for case, _ in of_variants) / len(variants),
        variants=sum(hit for _, hit in of_variants) / len(variants),
        harmed=sum(usual[case] and not hit for case, hit in of_variants),
        helped=sum(hit and not usual[case] for case, hit in of_variants),
        known=len(variants),
    )


def known_base_answers(evidence: PromptEvidence) -> list[Said]:
    """Return the base's answers where the right one is known: every sample where the model samples, else one a case."""
    if evidence.pool is not None and evidence.pool.base:
        answers = [item.said for item in evidence.pool.base]
    else:
        base = Variant(evidence.plan.prompt)
        answers = [Said(outputs[0].said, base.render(case), case) for case, outputs in evidence.base.items()]
    return [said for said in answers if evidence.plan.prompt.cases[said.case].expected is not None]


def _variant_answers(judge: Judge, evidence: PromptEvidence, cell: CellEvidence) -> list[Said]:
    if evidence.pool is not None:
        return [item.said for item in evidence.pool.cells[cell.plan.family]]
    return [_as_judged(judge, trial) for trial in cell.trials]


def _as_judged(judge: Judge, trial: Trial) -> Said:
    """Return what a variant said; with a word that the length limit may have cut, where only that tells the answer."""
    said = Said(trial.output.said, trial.variant.render(trial.case), trial.case)
    return replace(said, text=trial.output.text) if trial.output.truncated and judge.is_unread(said) else said
