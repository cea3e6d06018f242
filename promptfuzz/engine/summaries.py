"""What was measured of each prompt and of the model, for all cells together: controls, noise, selectivity."""

from functools import partial

from promptfuzz.engine.crowd import Crowd
from promptfuzz.engine.evidence import PromptEvidence, Trial
from promptfuzz.engine.faults import shielded
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.reading import known_base_answers
from promptfuzz.engine.state import RunState
from promptfuzz.engine.verdicts import trial_points
from promptfuzz.records import Estimate, Point, PromptSummary, Share
from promptfuzz.statistics.selectivity import Responses, model_selectivity, prompt_selectivity


def summaries(state: RunState) -> tuple[tuple[PromptSummary, ...], Estimate | None]:
    """Return a summary of every prompt that was answered, and the selectivity of the model over all of them."""
    answered = [(evidence, judge) for evidence, judge in state.prompts if evidence.base]
    found = tuple(_summary(state, evidence, judge) for evidence, judge in answered)
    return found, model_selectivity([_responses(state, evidence) for evidence, _ in answered])


def _summary(state: RunState, evidence: PromptEvidence, judge: Judge) -> PromptSummary:
    contrasts = [trial for _, trial in evidence.contrasts]
    return PromptSummary(
        id=evidence.plan.prompt.key,
        contrasts=Share(evidence.contrast_changes, len(contrasts) - evidence.contrasts_unread),
        placebos=Share(evidence.placebo_flips, len(evidence.placebos)),
        noise_floor=_noise_floor(state, evidence),
        selectivity=prompt_selectivity(_responses(state, evidence)),
        accuracy=shielded(state, judge, partial(_base_accuracy, evidence, judge), None),
        points=shielded(state, judge, partial(_points, state, evidence, judge, contrasts), ()),
        suggestion=evidence.suggestion,
    )


def _noise_floor(state: RunState, evidence: PromptEvidence) -> float | None:
    """Return the disagreement among repeats of the base; None where it was not repeated."""
    if state.sampling:
        return next((cell.excess.noise_floor for cell in evidence.cells if cell.excess is not None), None)
    return 0.0 if any(len(outputs) > 1 for outputs in evidence.base.values()) else None


def _responses(state: RunState, evidence: PromptEvidence) -> Responses:
    """Return how often contrasts and rewordings changed the answer.

    Those of a sampling model count pair by pair, while its contrasts count as its placebos do: by how they stand out
    from the base's samples. How often placebos do is their noise.
    """
    floor = _noise_floor(state, evidence) or 0.0
    contrasts = len(evidence.contrasts) - evidence.contrasts_unread
    if not state.sampling:
        asked = sum(len(cell.trials) for cell in evidence.cells)
        changed = float(sum(len(cell.flipped) for cell in evidence.cells))
        return Responses(evidence.contrast_changes, contrasts, changed, asked, floor)
    measured = [cell for cell in evidence.cells if cell.excess is not None]
    asked = sum(cell.wordings for cell in measured)
    changed = sum(
        cell.wordings * min(1.0, max(0.0, cell.excess.dependence + cell.excess.noise_floor))
        for cell in measured
        if cell.excess is not None
    )
    noise = evidence.placebo_flips / len(evidence.placebos) if evidence.placebos else 0.0
    return Responses(evidence.contrast_changes, contrasts, changed, asked, floor, contrast_noise=noise)


def _base_accuracy(evidence: PromptEvidence, judge: Judge) -> float | None:
    right = judge.are_right(known_base_answers(evidence))
    return sum(right) / len(right) if right else None


def _points(state: RunState, evidence: PromptEvidence, judge: Judge, contrasts: list[Trial]) -> tuple[Point, ...]:
    """Return repeats of the base, placebos and contrasts by their distance from the base's answer."""
    if state.sampling:
        return _shares(evidence, judge, contrasts)
    repeats = [(case, other) for case, outputs in evidence.base.items() for other in outputs[1:]]
    pairs = [(evidence.base[case][0].said, other.said) for case, other in repeats]
    compared = judge.compare(pairs, [case for case, _ in repeats])
    base = tuple(Point("base", round(1 - c.score, 4), not c.same) for c in compared)
    return (*base, *trial_points("placebo", evidence.placebos), *trial_points("contrast", contrasts))


def _shares(evidence: PromptEvidence, judge: Judge, contrasts: list[Trial]) -> tuple[Point, ...]:
    """Return the same for a sampling model: the share of the base's samples that an output differs from."""
    if evidence.pool is None or not evidence.pool.base:
        return ()
    crowd = Crowd(judge, evidence.pool)
    points = [Point("base", round(share, 4), share > 0.5) for share in crowd.own_shares()]
    for kind, trials in (("placebo", evidence.placebos), ("contrast", contrasts)):
        for trial in trials:
            if trial.case in crowd.said:
                share = crowd.share(trial.case, trial.output.said, trial.variant.render(trial.case))
                points.append(Point(kind, round(share, 4), trial.flipped))
    return tuple(points)
