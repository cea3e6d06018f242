"""Applies the contrast control: what a model does of other instructions, and what that does to its verdicts (§5.7)."""

from promptfuzz.engine.evidence import PromptEvidence, Trial
from promptfuzz.engine.missing import failed_contrasts
from promptfuzz.records import Verdict
from promptfuzz.statistics.contrasts import LEAST_CONTRASTS, contrast_verdict, is_measurable

Judged = tuple[Verdict, str]


def controlled(evidence: PromptEvidence, verdict: Verdict, reason: str) -> Judged:
    """Apply the contrast control: what could not have been seen is not stable (DESIGN §5.7)."""
    changed, total = evidence.contrast_changes, len(evidence.contrasts)
    if total and verdict_on_contrasts(evidence) is Verdict.IGNORES:
        return Verdict.UNMEASURABLE, (
            f"The model ignores the instruction ({changed} of {total} contrasts changed the answer). {reason}"
        )
    measurable = _is_measurable(evidence)
    made = any(contrast.made for contrast, _ in evidence.contrasts)
    if made and not measurable and evidence.base:
        return (
            verdict,
            f"{reason} No contrast control: {changed} of {total} contrasts, some of them made, were followed."
            f"{failed_too(evidence)}",
        )
    if measurable is None:
        if evidence.contrasts_unread:
            return verdict, f"{reason} No contrast control: {_unread_contrasts(evidence)}"
        failed = failed_contrasts(evidence)
        if not evidence.base or (total >= LEAST_CONTRASTS and not failed):
            return verdict, reason
        if failed:
            return verdict, f"{reason} No contrast control: {failed}"
        few = f"Too few contrasts for a control: {total} of {LEAST_CONTRASTS}." if total else "No contrast control."
        return verdict, f"{reason} {few}"
    if not measurable and verdict in {Verdict.STABLE, Verdict.UNDECIDED}:
        return Verdict.UNMEASURABLE, (
            f"A changed meaning could not be told from a placebo here: {changed} of {total} contrasts and "
            f"{evidence.placebo_flips} of {len(evidence.placebos)} placebos changed the answer. {reason}"
        )
    return verdict, reason


def is_judgeable(evidence: PromptEvidence) -> bool:
    """Whether the controls of a prompt let its cells be anything but `unmeasurable`."""
    return verdict_on_contrasts(evidence) is not Verdict.IGNORES and _is_measurable(evidence) is not False


def verdict_on_contrasts(evidence: PromptEvidence) -> Verdict:
    """Judge the contrasts; only those that somebody vouches for prove that a model ignores its instruction.

    Of a model that samples, only beside samples of the base; and where placebos change the answer as often, by noise or
    by white space, changed answers do not prove that it follows.
    """
    changed, total, unread = evidence.contrast_changes, len(evidence.contrasts), evidence.contrasts_unread
    verdict, failed = contrast_verdict(changed, total, unread), evidence.failed_contrasts
    if verdict is Verdict.IGNORES:  # an application may raise on just those answers that changed
        verdict = contrast_verdict(changed, total + failed, unread + failed)
    made = any(contrast.made for contrast, _ in evidence.contrasts)
    measurable = _is_measurable(evidence)
    if verdict is Verdict.FOLLOWS and (measurable is False or (evidence.pool is not None and not measurable)):
        return Verdict.UNDECIDED
    noise_unknown = evidence.pool is not None and (not evidence.pool.base or evidence.noise_hides)
    return Verdict.UNDECIDED if (made or noise_unknown) and verdict is Verdict.IGNORES else verdict


def _follows(evidence: PromptEvidence) -> bool:
    return contrast_verdict(evidence.contrast_changes, len(evidence.contrasts)) is Verdict.FOLLOWS


def _is_measurable(evidence: PromptEvidence) -> bool | None:
    contrasts, placebos = len(evidence.contrasts), len(evidence.placebos)
    changed, unread = evidence.contrast_changes, evidence.contrasts_unread
    failed = evidence.failed_contrasts
    seen = is_measurable(changed, contrasts, evidence.placebo_flips, placebos, unread)
    if seen is False and failed:  # whose answers may have changed
        return is_measurable(changed, contrasts + failed, evidence.placebo_flips, placebos, unread + failed)
    return seen


def doubt_of_contrasts(evidence: PromptEvidence) -> str:
    """Return why the contrasts prove nothing, as a sentence with a space before it."""
    measurable = _is_measurable(evidence)
    if evidence.contrasts_unread:
        return f" {_unread_contrasts(evidence)}"
    placebos = f" {evidence.placebo_flips} of {len(evidence.placebos)} placebos did"
    if evidence.pool is not None and not measurable:
        return f"{placebos}: the model's noise hides the rest."
    if measurable is False and _follows(evidence):
        return f"{placebos}: so does white space alone."
    return " That many can be chance either way; add contrasts or cases."


def failed_too(evidence: PromptEvidence) -> str:
    """Return how many contrasts failed, as a sentence with a space before it; empty where none did."""
    failed = failed_contrasts(evidence)
    return f" {failed}" if failed else ""


def _unread_contrasts(evidence: PromptEvidence) -> str:
    unread, total = evidence.contrasts_unread, len(evidence.contrasts)
    silent = sum(trial.unread and _is_silent(trial) for _, trial in evidence.contrasts)
    kinds = (*["empty"] * (silent > 0), *["free text that is not English"] * (silent < unread))
    return f"{unread} of {total} answers to contrasts are {' or '.join(kinds)}, which is not compared."


def _is_silent(trial: Trial) -> bool:
    """Whether half of the samples of a contrast are empty: what is shown is only the first of them."""
    said = [output.said.strip() for output in (trial.output, *trial.repeats) if not output.failed]
    return said.count("") * 2 >= len(said)
