"""Says in words what the controls of a prompt got no answer to: inputs as written, and contrasts (DESIGN §5.10)."""

from promptfuzz.engine.evidence import PromptEvidence


def lost_inputs(evidence: PromptEvidence, of: str = "") -> str:
    """Return how many inputs got no answer to the prompt as written, and why; `of` follows the word "inputs"."""
    unasked = evidence.lost - evidence.empty_base - evidence.cut_base - evidence.failed_base
    kinds = {
        "empty": evidence.empty_base,
        "cut by the length limit": evidence.cut_base,
        "not asked within the budget": unasked,
        f"failed: {evidence.base_error}": evidence.failed_base,
    }
    met = {kind: count for kind, count in kinds.items() if count}
    why = ", ".join(kind if len(met) == 1 else f"{count} {kind}" for kind, count in met.items())
    return f"{evidence.lost} of {len(evidence.plan.prompt.cases)} inputs{of} gave no answer as written ({why})"


def lost_inputs_warning(evidence: PromptEvidence) -> str | None:
    """Return what to tell of inputs that were asked in vain; None where there are none beside answered ones.

    Where no input was answered, every cell says so itself.
    """
    if not evidence.cases or not evidence.empty_base + evidence.failed_base:
        return None
    share = ", too few for stable" if evidence.lost_many else ""
    return (
        f"{lost_inputs(evidence, f' of prompt {evidence.plan.prompt.key!r}')}; its cells are judged on the other "
        f"{len(evidence.cases)} alone{share}: mend these inputs or leave them out, and run again"
    )


def failed_contrasts(evidence: PromptEvidence, of: str = "") -> str:
    """Return how many calls of contrasts failed, and why, empty where none did; `of` follows the word "calls"."""
    if not evidence.failed_contrasts:
        return ""
    asked = len(evidence.contrasts) + evidence.failed_contrasts
    return f"{evidence.failed_contrasts} of {asked} contrast calls{of} failed: {evidence.contrast_error}"


def failed_contrasts_warning(evidence: PromptEvidence) -> str | None:
    """Return what to tell of contrasts whose calls failed, None where none did."""
    told = failed_contrasts(evidence, f" of prompt {evidence.plan.prompt.key!r}")
    if not told:
        return None
    return f"{told}; where the application raises on an answer outside its set, let it return that answer instead"
