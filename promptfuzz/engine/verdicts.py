"""Reads verdicts off the evidence: each cell gets a word, its numbers and a reason (DESIGN §5.3–5.7)."""

import math
from collections.abc import Sequence

from promptfuzz.engine.contrast_control import controlled, doubt_of_contrasts, failed_too, verdict_on_contrasts
from promptfuzz.engine.evidence import UNKNOWN_SHARE, CellEvidence, Kind, PromptEvidence, Trial
from promptfuzz.engine.missing import failed_contrasts, lost_inputs
from promptfuzz.engine.sampling import LOOKS, SAMPLES, STABLE_WORDINGS, look_calls, looks_of, too_many_unread
from promptfuzz.engine.state import CELL_LEVEL, RunState
from promptfuzz.records import Accuracy, Cell, CellAnswer, Code, Point, Relation, Text, Verdict
from promptfuzz.statistics.flips import (
    TRIALS_ALL,
    TRIALS_FIRST,
    Flips,
    critical_count,
    dependence_interval,
    flip_p_value,
    is_stable,
)
from promptfuzz.statistics.needed import flip_calls_needed, sample_calls_needed

Judged = tuple[Verdict, str]
_BETWEEN = "That is too many for stable and too few for dependent."


def cell_record(
    state: RunState, evidence: PromptEvidence, cell: CellEvidence, q_value: float, accuracy: Accuracy | None
) -> Cell:
    """Return the cell with its verdict, as of the evidence so far."""
    verdict, reason = _verdict(state, evidence, cell, q_value)
    if verdict is Verdict.STABLE and evidence.lost_many:
        verdict, reason = Verdict.UNDECIDED, f"{reason} But {lost_inputs(evidence)}."
    if cell.fault is None:
        verdict, reason = controlled(evidence, verdict, reason)
    counts = cell.flips(evidence.false_rate, evidence)
    measured = cell.excess if state.sampling else None
    seen = bool(cell.trials) and not state.sampling
    return Cell(
        prompt_id=evidence.plan.prompt.key,
        family=cell.plan.family,
        relation=Relation.INVARIANT,
        model=state.asker.model.name,
        answer=CellAnswer(evidence.answer.kind, evidence.inferred),
        verdict=verdict,
        variants=cell.wordings if state.sampling else len(cell.trials),
        flips=cell.odd_wordings if state.sampling else counts.flips,
        calls=evidence.calls_of(cell),
        dependence=measured.dependence if measured else counts.dependence if seen else None,
        ci=measured.interval if measured else dependence_interval(counts) if seen else None,
        p_value=cell.p_value if state.sampling else flip_p_value(counts) if seen else None,
        q_value=q_value if measured or seen else None,
        noise_floor=measured.noise_floor if measured else 0.0 if cell.checked and not state.sampling else None,
        placebo=counts.placebo_share if evidence.placebos else None,
        accuracy=accuracy,
        reason=reason,
        dose_response=cell.dose_response,
        points=cell.points if state.sampling else trial_points("variant", cell.trials),
        e_value=cell.e_value,
        calls_needed=calls_needed(state, evidence, cell) if verdict is Verdict.UNDECIDED else None,
        rejected=(*cell.plan.rejected, *cell.plan.guard.refused.most_common()),
    )


def trial_points(kind: str, trials: Sequence[Trial]) -> tuple[Point, ...]:
    """Return outputs by their distance from the base's answer, one minus the oracle's score."""
    return tuple(
        Point(kind, round(1 - trial.comparison.score, 4), trial.flipped)
        for trial in trials
        if trial.comparison is not None
    )


def calls_needed(state: RunState, evidence: PromptEvidence, cell: CellEvidence) -> int | None:
    """Return about how many more calls would decide a started cell; None where none would, or nothing is known."""
    if cell.exhausted or not cell.plan.sites or cell.fault or _not_known(state, evidence, cell):
        return None
    if evidence.lost_many and _dependence(state, evidence, cell) <= state.settings.tolerance:
        return None  # no more calls make it stable
    if not state.sampling:
        if not cell.trials or cell.finished:
            return None
        return flip_calls_needed(cell.flips(evidence.false_rate, evidence), state.level(cell), state.settings.tolerance)
    if cell.excess is None:
        return None
    calls = look_calls(1, state.settings.samples) * cell.looks
    level = CELL_LEVEL * state.level(cell) / LOOKS
    return sample_calls_needed(
        cell.excess.dependence, cell.excess.error, calls, cell.wordings, level, state.settings.tolerance
    )


def _dependence(state: RunState, evidence: PromptEvidence, cell: CellEvidence) -> float:
    if not state.sampling:
        return cell.flips(evidence.false_rate, evidence).dependence
    return 0.0 if cell.excess is None else cell.excess.dependence


def _verdict(state: RunState, evidence: PromptEvidence, cell: CellEvidence, q_value: float) -> Judged:
    if not cell.plan.sites:
        return Verdict.UNDECIDED, f"No valid variants: {cell.plan.family} finds nothing to change in this prompt."
    if cell.fault:
        return Verdict.UNDECIDED, cell.fault
    if not evidence.base:
        return Verdict.UNDECIDED, _no_base(state, evidence)
    unknown = _not_known(state, evidence, cell)
    if unknown:
        return Verdict.UNDECIDED, unknown
    if state.sampling and not cell.started:
        return Verdict.UNDECIDED, (
            f"The model samples, and {state.ended} before a first look of about "
            f"{look_calls(1, state.settings.samples)} calls could be taken."
        )
    if not cell.started or (not cell.trials and not state.sampling):
        return Verdict.UNDECIDED, f"Not started: {state.ended} before."
    return _sampled(state, evidence, cell, q_value) if state.sampling else _flipped(state, evidence, cell, q_value)


def _no_base(state: RunState, evidence: PromptEvidence) -> str:
    """Return why no input gave an answer to the prompt as written."""
    met = [bool(count) for count in (evidence.cut_base, evidence.empty_base, evidence.failed_base)]
    if sum(met) > 1:
        return f"{lost_inputs(evidence)}."
    if evidence.cut_base:
        return _cut_base(evidence)
    if evidence.empty_base:
        return (
            "The model answered the base prompt with an empty text, which agrees with nothing; "
            "answer=pf.Text(allow_empty=True) allows it."
        )
    error = evidence.base_error or state.asker.first_error
    if error and state.asker.failed:
        return f"The model gave no answer to the base prompt: {error}"
    return f"Not started: {state.ended} before."


def _not_known(state: RunState, evidence: PromptEvidence, cell: CellEvidence) -> str | None:
    """Return why too many answers are not known for a verdict, None where they are few (DESIGN §5.10)."""
    if cell.failed + cell.cut > UNKNOWN_SHARE * cell.asked:
        failed = f"{cell.failed} of {cell.asked} calls failed, more than 10%: {state.asker.first_error}"
        cut = _cut(cell.cut, cell.asked, "answers")
        return failed if not cell.cut else cut if not cell.failed else f"{failed}. {cut}"
    placebos = evidence.cut_placebos + len(evidence.placebos)
    if evidence.cut_placebos > UNKNOWN_SHARE * placebos:
        return _cut(evidence.cut_placebos, placebos, "answers to placebos")
    pool = evidence.pool
    if pool is not None and pool.cut + pool.failed > UNKNOWN_SHARE * pool.asked:
        failed = f"{pool.failed} of {pool.asked} calls of the prompt as written failed, more than 10%: {pool.error}"
        cut = _cut(pool.cut, pool.asked, "answers to the prompt as written")
        return failed if not pool.cut else cut if not pool.failed else f"{failed}. {cut}"
    return None


def _cut(count: int, of: int, answers: str) -> str:
    cut = f"{answers} {'was' if count == 1 else 'were'} cut by the length limit before an answer could be read"
    return f"{count} of {of} {cut}: raise max_new_tokens."


def _cut_base(evidence: PromptEvidence) -> str:
    return _cut(evidence.cut_base, len(evidence.plan.prompt.cases), "answers to the prompt as written")


def _flipped(state: RunState, evidence: PromptEvidence, cell: CellEvidence, q_value: float) -> Judged:
    counts = cell.flips(evidence.false_rate, evidence)
    share = f"{counts.flips} of {counts.trials} rewordings changed the answer"
    share += f", {counts.placebo_flips} of {counts.placebos} placebos did."
    share += _of_inputs(len({trial.case for trial in cell.trials}), evidence)
    critical = critical_count(counts, state.settings.q, state.settings.tolerance)
    curtailed = critical is not None and counts.flips >= critical and not state.settings.strict
    heavy = state.settings.is_heavy(counts.dependence, dependence_interval(counts)[0])
    if (counts.trials >= TRIALS_ALL or curtailed) and q_value <= state.settings.q and heavy:
        if cell.checked:
            return Verdict.DEPENDENT, share
        return Verdict.UNDECIDED, f"{share} {_unrepeated(state, cell, 'they')}"
    if is_stable(cell.flips_first, counts.trials, counts.flips):
        if _hangs_on_unread(evidence, cell):
            neither = _neither(evidence, "the prompt as written nor the rewording got")
            return Verdict.UNDECIDED, f"{share} But in {cell.unread} of them {neither}"
        if cell.checked:
            return Verdict.STABLE, share
        return Verdict.UNDECIDED, f"{share} {_unrepeated(state, cell, 'the base')}"
    if cell.exhausted and counts.trials < TRIALS_FIRST:
        return Verdict.UNDECIDED, f"{share} Distinct rewordings ran out at {counts.trials}; {TRIALS_FIRST} are needed."
    many = counts.flips > state.settings.tolerance * counts.trials
    if cell.finished and counts.placebo_flips and many:
        return Verdict.UNDECIDED, f"{share} {_beside_placebos(state, counts, q_value)}"
    if cell.finished:
        return Verdict.UNDECIDED, f"{share} {_BETWEEN}"
    return Verdict.UNDECIDED, f"{share} Then {state.ended}."


def _of_inputs(reworded: int, evidence: PromptEvidence) -> str:
    """Say on how many inputs a cell rests where it was not asked of all."""
    return f" That is of {reworded} of {len(evidence.cases)} inputs." if reworded < len(evidence.cases) else ""


def _beside_placebos(state: RunState, counts: Flips, q_value: float) -> str:
    """Return why many flips beside some of placebos decide nothing; it never contradicts the interval of Δ."""
    if dependence_interval(counts)[0] <= 0:
        return "White space alone changes the answer, so the rewordings cannot be blamed."
    if q_value <= state.settings.q:
        return _BETWEEN
    return (
        f"They change it more often than placebos do, but {counts.placebos} placebos are too few to be sure "
        f"(q = {q_value:.2g})."
    )


def _hangs_on_unread(evidence: PromptEvidence, cell: CellEvidence) -> bool:
    """Whether too many pairs are unread for ``stable``: each of two free texts that differ may be a change."""
    trials = len(cell.trials)
    if not isinstance(evidence.answer, Text):
        return cell.unread > UNKNOWN_SHARE * trials
    first = sum(trial.flipped or trial.unread for trial in cell.trials[:TRIALS_FIRST])
    return not is_stable(first, trials, len(cell.flipped) + cell.unread)


def _neither(evidence: PromptEvidence, who: str) -> str:
    if isinstance(evidence.answer, Text):
        return "the two answers are free text that is not English, which is not compared: that is no agreement."
    of_type = f"neither {who} an answer of the type asked for"
    if isinstance(evidence.answer, Code):
        of_type += ", or whether two queries give the same rows cannot be told"
    return f"{of_type}, which is no agreement."


def _unrepeated(state: RunState, cell: CellEvidence, what: str) -> str:
    if cell.unrepeated:
        return f"Then too many calls failed for {what} to be repeated: {state.asker.first_error}"
    return f"Then {state.ended}, before {what} could be repeated."


def _evidence(cell: CellEvidence) -> str:
    return f"e = {cell.e_value:.3g}" if cell.p_value is None else f"p = {cell.p_value:.3g}"


def _sampled(state: RunState, evidence: PromptEvidence, cell: CellEvidence, q_value: float) -> Judged:
    if cell.excess is None:
        return (
            Verdict.UNDECIDED,
            f"The model samples; a first look at it takes about {look_calls(1, state.settings.samples)} calls.",
        )
    numbers = (
        f"Rewordings change the answer in {cell.excess.noise_floor + cell.excess.dependence:.0%} of pairs, repeats of "
        f"the base in {cell.excess.noise_floor:.0%}: Δ = {cell.excess.dependence:+.0%} ({_evidence(cell)})."
    )
    if evidence.pool is not None:
        numbers += _of_inputs(len({drawn.case for drawn in evidence.pool.base}), evidence)
    heavy = state.settings.is_heavy(cell.excess.dependence, cell.excess.interval[0])
    if q_value <= CELL_LEVEL * state.settings.q and heavy:
        return Verdict.DEPENDENT, numbers
    if cell.excess.upper < state.settings.tolerance and cell.wordings >= STABLE_WORDINGS:
        if too_many_unread(state, evidence, cell):
            neither = _neither(evidence, "side has")
            return Verdict.UNDECIDED, f"{numbers} But in {cell.unread_pairs:.0%} of the pairs {neither}"
        if cell.visible > state.settings.tolerance:
            return Verdict.STABLE, numbers
        return Verdict.UNMEASURABLE, (
            f"{numbers} The model's own noise hides the rest: a rewording that always gave its second most frequent "
            f"answer would add {cell.visible:+.0%}. Ask it at a lower temperature."
        )
    if cell.exhausted:
        return (
            Verdict.UNDECIDED,
            f"{numbers} Distinct rewordings ran out at {cell.wordings}; {STABLE_WORDINGS} are needed.",
        )
    if cell.looks < looks_of(state):
        return Verdict.UNDECIDED, f"{numbers} Then {state.ended}."
    if cell.excess.upper < state.settings.tolerance:
        few = f"Only {cell.wordings} distinct rewordings could be looked at; {STABLE_WORDINGS} are needed."
        return Verdict.UNDECIDED, f"{numbers} {few}"
    wide = "The interval reaches past the tolerance and the test is not significant."
    if q_value <= CELL_LEVEL * state.settings.q:
        wide = "Wording matters, as far as the test is significant, but Δ may lie within the tolerance."
    return Verdict.UNDECIDED, f"{numbers} {wide}{_more_samples(state, evidence, cell)}"


def _more_samples(state: RunState, evidence: PromptEvidence, cell: CellEvidence) -> str:
    """Say how many samples a wording would decide a cell whose looks are all taken; empty where that is not known."""
    needed = calls_needed(state, evidence, cell)
    if needed is None:
        return ""
    taken = look_calls(1, state.settings.samples) * cell.looks
    wanted = math.ceil((state.settings.samples or SAMPLES) * (taken + needed) / taken)
    return f" All {cell.looks} looks were taken; samples={wanted} asks about as often as a decision takes."


def contrast_record(state: RunState, evidence: PromptEvidence) -> Cell | None:
    """Return the contrast cell of a prompt, None where it has no contrasts."""
    if not evidence.plan.contrasts:
        return None
    changed, total = evidence.contrast_changes, len(evidence.contrasts)
    verdict = verdict_on_contrasts(evidence)
    reason = f"{changed} of {total} instructions that ask for something else changed the answer."
    if evidence.fault is not None and (state.sampling or not evidence.controlled):
        verdict, reason = Verdict.UNDECIDED, evidence.fault
    elif not (total or evidence.base):
        verdict, reason = Verdict.UNDECIDED, _no_base(state, evidence)
    elif not total and evidence.failed_contrasts:
        reason = failed_contrasts(evidence)
    else:
        doubt = doubt_of_contrasts(evidence) if total else " Not started."
        reason += (doubt if verdict is Verdict.UNDECIDED else "") + failed_too(evidence)
    return Cell(
        prompt_id=evidence.plan.prompt.key,
        family="contrast",
        relation=Relation.CONTRAST,
        model=state.asker.model.name,
        answer=CellAnswer(evidence.answer.kind, evidence.inferred),
        verdict=verdict,
        variants=total,
        flips=changed,
        calls=evidence.contrast_calls,
        dependence=None,
        ci=None,
        p_value=None,
        q_value=None,
        noise_floor=None,
        placebo=evidence.placebo_flips / len(evidence.placebos) if evidence.placebos else None,
        accuracy=None,
        reason=reason,
    )


def is_counterexample(evidence: PromptEvidence, cell: CellEvidence) -> bool:
    """Whether the cell's minimal flip demonstrably changes a typed answer (DESIGN §5.6)."""
    minimal = cell.minimal
    if minimal is None or not minimal.trial.confirmed:
        return False
    if evidence.inferred and (evidence.parse_share < 0.8 or not evidence.is_typed(minimal.trial.case)):
        return False
    if minimal.trial.kind is Kind.VALUE:
        return True
    lost = {repr(trial.variant.edits) for trial in cell.flipped if trial.kind is Kind.LOST and trial.confirmed}
    return minimal.trial.kind is Kind.LOST and len(lost) >= 2
