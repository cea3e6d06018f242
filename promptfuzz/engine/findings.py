"""Makes findings of the evidence: what flipped, by which fewest edits, and how to see it again."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from promptfuzz.engine.evidence import CellEvidence, Confirmed, Kind, Minimal, PromptEvidence, Trial
from promptfuzz.engine.items import item_of
from promptfuzz.engine.plan import Contrast
from promptfuzz.errors import UsageError
from promptfuzz.mutators import MUTATORS
from promptfuzz.records import Cell, Change, Finding, Output, Prompt, Side, Variant, Verdict, Word
from promptfuzz.render import show_edits
from promptfuzz.statistics.flips import Flips, dependence_interval, flip_p_value

MOST_OUTPUTS = 120
"""The most outputs that are kept of one side: as many as three looks take of a base with one case."""


def fingerprint(prompt_id: str, family: str, model: str, mutators: tuple[str, ...] = ()) -> str:
    """Return the id of a finding, the same on every night: prompt, family, model, and mutators of a counterexample."""
    content = json.dumps([prompt_id, family, model, sorted(mutators)])
    return hashlib.sha256(content.encode()).hexdigest()[:10]


def _side(variant: Variant, case: int, outputs: tuple[str, ...]) -> Side:
    return Side(
        text=variant.render(case)[-1].content,
        case=case,
        source=variant.sources["template"],
        outputs=_thinned(outputs),
        edits=show_edits(variant),
    )


def _thinned(outputs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the first of `outputs` and an even choice of the others: of sorted ones the shares stay as they are."""
    count = min(MOST_OUTPUTS, len(outputs))
    return tuple(outputs[place * len(outputs) // count] for place in range(count))


def _base_side(evidence: PromptEvidence, case: int, beside: str = "", samples: Sequence[Output] = ()) -> Side:
    """Return the base's side with every sample of it, so that shares can be read off.

    Its usual answer comes first, or the one `beside` which the variant's was judged. The samples are those given, else
    those that looks at its noise drew, else its repeats.
    """
    drawn = [] if evidence.pool is None else [item.output for item in evidence.pool.base if item.case == case]
    outputs = list(samples) or drawn or evidence.base[case]
    often = Counter(output.text for output in outputs)
    order = {text: place for place, (text, _) in enumerate(often.most_common())}
    outputs = sorted(outputs, key=lambda output: (bool(beside) and output.said != beside, order[output.text]))
    return _side(Variant(evidence.plan.prompt), case, tuple(output.text for output in outputs))


def _words(variant: Variant, *, shrunk: bool) -> tuple[Word, ...]:
    """Return what the minimal edits stand on: leaving any one of them out restores the answer, so each weighs 1.

    Of several edits that were not shrunk to the end nobody knows which matter.
    """
    if not shrunk and len(variant.units) > 1:
        return ()
    return _items(variant.prompt, variant.units)


def _items(prompt: Prompt, units: Sequence[tuple[Change, ...]]) -> tuple[Word, ...]:
    items = [item for unit in units if (item := item_of(prompt, unit)) is not None]
    return tuple(sorted(items, key=lambda item: (item.part, item.start)))


def needed_words(variant: Variant, is_stable: Callable[[Variant], bool]) -> tuple[Word, ...]:
    """Return the words of those edits of `variant` without which the answer is known to be the base's again."""
    units = variant.units
    needed = []
    for place, unit in enumerate(units):
        others = units[:place] + units[place + 1 :]
        try:
            rest = Variant(variant.prompt, tuple(edit for other in others for edit in other))
        except UsageError:  # the others do not go without it
            continue
        if is_stable(rest):
            needed.append(unit)
    return _items(variant.prompt, needed)


def _replay(fingerprint_: str) -> str:
    return f"promptfuzz findings replay {fingerprint_}"


def cell_finding(evidence: PromptEvidence, cell: CellEvidence, record: Cell, *, counterexample: bool) -> Finding:
    """Return the finding of a dependent cell, or the counterexample of one that is not."""
    assert cell.minimal is not None
    trial = cell.minimal.trial
    mutators = tuple(sorted({edit.mutator for edit in trial.variant.edits})) if counterexample else ()
    identity = fingerprint(record.prompt_id, record.family, record.model, mutators)
    verdict = Verdict.COUNTEREXAMPLE if counterexample else Verdict.DEPENDENT
    return Finding(
        id=identity,
        prompt_id=record.prompt_id,
        family=record.family,
        verdict=verdict,
        base=_base_side(evidence, trial.case, trial.beside),
        minimal=_side(trial.variant, trial.case, cell.minimal.outputs),
        similarity=trial.comparison.similarity if trial.comparison else None,
        reasons=_reasons(trial, cell.minimal),
        dependence=record.dependence,
        ci=record.ci,
        p_value=None if counterexample else record.p_value,
        q_value=None if counterexample else record.q_value,
        words=cell.words or _words(trial.variant, shrunk=cell.minimal.shrunk),
        calls=record.calls,
        replay=_replay(identity),
        summary=_summary(record, cell.minimal),
        shrunk=cell.minimal.shrunk,
        variant=trial.variant.to_dict(),
    )


def _reasons(trial: Trial, minimal: Minimal) -> tuple[str, ...]:
    reasons = list(trial.comparison.reasons) if trial.comparison else []
    if trial.kind is Kind.LOST:
        reasons.append("the base's answer can be read, the variant's cannot")
        if trial.output.truncated:
            reasons.append("the variant's answer was cut at the model's length limit")
    if minimal.tried > 1:
        reasons.append(f"this wording flips {len(minimal.cases)} of {minimal.tried} cases")
    return tuple(reasons)


def _summary(record: Cell, minimal: Minimal) -> str:
    share = f"{record.flips} of {record.variants} rewordings flip the answer"
    if not record.flips and minimal.probed:
        share = "this rewording flips the answer"
        share += f"; none of {record.variants} drawn at random does" if record.variants else ""
    return share if minimal.shrunk else f"{share} (not fully shrunk: {minimal.ended})"


def _families(mutators: tuple[str, ...]) -> str:
    """Return the families of the mutators; an edit written by hand has the name that it was given."""
    return ", ".join(sorted({MUTATORS.get(name).family if name in MUTATORS else name for name in mutators}))


def variant_finding(
    evidence: PromptEvidence, trial: Trial, model: str, often: str, calls: int, samples: Sequence[Output] = ()
) -> Finding:
    """Return the finding of a property test: this variant flips the answer, `often` says how often.

    `samples` are the base's on the case of `trial`, where the model samples.
    """
    prompt = evidence.plan.prompt
    mutators = tuple(sorted({edit.mutator for edit in trial.variant.edits}))
    identity = fingerprint(prompt.key, "property", model, mutators)
    return Finding(
        id=identity,
        prompt_id=prompt.key,
        family=_families(mutators),
        verdict=Verdict.COUNTEREXAMPLE,
        base=_base_side(evidence, trial.case, trial.beside, samples),
        minimal=_side(trial.variant, trial.case, (trial.output.text,)),
        similarity=trial.comparison.similarity if trial.comparison else None,
        reasons=trial.comparison.reasons if trial.comparison else (),
        dependence=None,
        ci=None,
        p_value=None,
        q_value=None,
        words=(),
        calls=calls,
        replay="",
        summary=f"the answer changes {often}",
        variant=trial.variant.to_dict(),
    )


def sampled_finding(evidence: PromptEvidence, cell: CellEvidence, record: Cell, trial: Trial) -> Finding:
    """Return the finding of a dependent cell of a sampling model, shown by one of its wordings, unshrunk."""
    identity = fingerprint(record.prompt_id, record.family, record.model)
    return Finding(
        id=identity,
        prompt_id=record.prompt_id,
        family=record.family,
        verdict=Verdict.DEPENDENT,
        base=_base_side(evidence, trial.case, trial.beside),
        minimal=_side(trial.variant, trial.case, (trial.output.text,)),
        similarity=trial.comparison.similarity if trial.comparison else None,
        reasons=(record.reason,),
        dependence=record.dependence,
        ci=record.ci,
        p_value=record.p_value,
        q_value=record.q_value,
        words=cell.words,
        calls=record.calls,
        replay=_replay(identity),
        summary=f"{record.dependence or 0:+.0%} above the model's own noise; no single wording was confirmed",
        shrunk=False,
        variant=trial.variant.to_dict(),
    )


def confirmed_finding(evidence: PromptEvidence, cell: CellEvidence, record: Cell, confirmed: Confirmed) -> Finding:
    """Return the finding that one wording, tried on fresh samples, changes the answer more often than chance does.

    In a dependent cell it shows what the cell's finding is about; else it is a counterexample.
    """
    small = confirmed.minimal or confirmed
    trial = small.trial
    dependent = record.verdict is Verdict.DEPENDENT
    mutators = () if dependent else tuple(sorted({edit.mutator for edit in trial.variant.edits}))
    identity = fingerprint(record.prompt_id, record.family, record.model, mutators)
    often = f"{small.hits} of {small.of} against {small.base_hits} of {small.base_of}"
    return Finding(
        id=identity,
        prompt_id=record.prompt_id,
        family=record.family,
        verdict=Verdict.DEPENDENT if dependent else Verdict.COUNTEREXAMPLE,
        base=_base_side(evidence, trial.case, trial.beside),
        minimal=_side(trial.variant, trial.case, (trial.output.text,)),
        similarity=trial.comparison.similarity if trial.comparison else None,
        reasons=(
            f"fresh samples differ from what the base mostly says in {often} of the base's own",
            *(trial.comparison.reasons if trial.comparison else ()),
        ),
        dependence=record.dependence,
        ci=record.ci,
        p_value=record.p_value if dependent else None,
        q_value=record.q_value if dependent else None,
        words=cell.words or _words(trial.variant, shrunk=confirmed.shrunk),
        calls=record.calls,
        replay=_replay(identity),
        summary=often if confirmed.shrunk else f"{often} (not fully shrunk: {confirmed.ended})",
        shrunk=confirmed.shrunk,
        variant=trial.variant.to_dict(),
    )


def placebo_finding(evidence: PromptEvidence, model: str) -> Finding:
    """Return the finding that white space alone flips the answer, a finding of ``format``."""
    minimal = evidence.placebo_minimal
    assert minimal is not None
    counts = Flips(evidence.placebo_flips, len(evidence.placebos), 0, 0, evidence.false_rate)
    identity = fingerprint(evidence.plan.prompt.key, "format", model)
    return Finding(
        id=identity,
        prompt_id=evidence.plan.prompt.key,
        family="format",
        verdict=Verdict.DEPENDENT,
        base=_base_side(evidence, minimal.trial.case, minimal.trial.beside),
        minimal=_side(minimal.trial.variant, minimal.trial.case, minimal.outputs),
        similarity=minimal.trial.comparison.similarity if minimal.trial.comparison else None,
        reasons=("depends on white space", *_reasons(minimal.trial, minimal)),
        dependence=counts.dependence,
        ci=dependence_interval(counts),
        p_value=flip_p_value(counts),
        q_value=None,
        words=(),
        calls=counts.trials,
        replay=_replay(identity),
        summary=f"{counts.flips} of {counts.trials} placebos (a space, a newline) flip the answer",
        variant=minimal.trial.variant.to_dict(),
    )


def ignored_finding(evidence: PromptEvidence, record: Cell) -> Finding:
    """Return the finding that another instruction left the answer as it was."""
    contrast, trial = next(item for item in evidence.contrasts if not (item[1].flipped or item[1].unread))
    identity = fingerprint(record.prompt_id, "contrast", record.model)
    return Finding(
        id=identity,
        prompt_id=record.prompt_id,
        family="contrast",
        verdict=Verdict.IGNORES,
        base=_base_side(evidence, trial.case, trial.beside),
        minimal=_contrast_side(contrast, trial),
        similarity=trial.comparison.similarity if trial.comparison else None,
        reasons=("an instruction that asks for something else left the answer as it was",),
        dependence=None,
        ci=None,
        p_value=None,
        q_value=None,
        words=(),
        calls=record.calls,
        replay=_replay(identity),
        summary=record.reason,
        variant=contrast.variant.to_dict(),
    )


def ignored_by_test(
    evidence: PromptEvidence, trial: Trial, model: str, often: str, calls: int, samples: Sequence[Output] = ()
) -> Finding:
    """Return the finding of a property test that instructions which ask for something else are ignored."""
    identity = fingerprint(evidence.plan.prompt.key, "contrast", model)
    return replace(
        variant_finding(evidence, trial, model, "", calls, samples),
        id=identity,
        family="contrast",
        verdict=Verdict.IGNORES,
        reasons=("an instruction that asks for something else left the answer as it was",),
        summary=often,
    )


def _contrast_side(contrast: Contrast, trial: Trial) -> Side:
    outputs = (trial.output.text,)
    return Side(contrast.messages[-1].content, trial.case, contrast.text, outputs, show_edits(contrast.variant))
