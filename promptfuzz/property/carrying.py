"""Carries a recorded rewording over to the prompt of now: the same edits, where the text around them still stands."""

from dataclasses import replace

from promptfuzz.errors import UsageError
from promptfuzz.property.placing import CASES, case_like, moved_along
from promptfuzz.property.regressions import Record
from promptfuzz.records import Change, Move, Prompt, Variant


def recorded(record: Record) -> Variant | None:
    """Return the variant as it was recorded; None where it cannot be read, or has no edits.

    A record without edits, which somebody took out by hand, would stand for every variant.
    """
    try:
        old = Variant.from_json(record.finding.variant or {})
    except (UsageError, KeyError):
        return None
    return old if old.edits else None


def carried(record: Record, prompt: Prompt) -> Variant | None:
    """Return the recorded variant of `prompt`; None where it has no edits, or the prompt was changed where they stand.

    What is written before or behind them may have another length by now.
    """
    old = recorded(record)
    return None if old is None else _over(old, prompt)


def on_its_case(record: Record, prompt: Prompt) -> Variant | None:
    """Return the recorded variant of `prompt` with the slot values that it was found on, which a test may draw.

    None where it cannot be carried over, or `prompt` has other slots by now.
    """
    old, number = recorded(record), record.finding.minimal.case
    if old is None or not 0 <= number < len(old.prompt.cases):
        return None
    if case_like(old.prompt, number, prompt) is not None or is_case_removed(record, prompt):
        return _over(old, prompt)
    case = (old.prompt.cases[number],)
    try:
        alone = Variant(replace(old.prompt, cases=case), tuple(_of_case(old.edits, number)))
        return _over(alone, replace(prompt, cases=case)) if alone.edits else None
    except UsageError:
        return None


def is_on_its_case(record: Record, prompt: Prompt) -> bool:
    """Whether `prompt` has the input that `record` was found on."""
    old = recorded(record)
    return old is not None and case_like(old.prompt, record.finding.minimal.case, prompt) is not None


def is_case_removed(record: Record, prompt: Prompt) -> bool:
    """Whether the input that `record` was found on was taken out of the inputs of the prompt, of which others stay.

    A prompt that has no input of before is one whose inputs a test draws.
    """
    old = recorded(record)
    if old is None or case_like(old.prompt, record.finding.minimal.case, prompt) is not None:
        return False
    return any(case_like(old.prompt, number, prompt) is not None for number in range(len(old.prompt.cases)))


def is_as_recorded(record: Record, prompt: Prompt) -> bool:
    """Whether `prompt` is, but for its slot values, the one that the finding was made on."""
    old = recorded(record)
    return old is not None and wording(old.prompt) == wording(prompt)


def wording(prompt: Prompt) -> tuple[object, ...]:
    """Return what a prompt says apart from its slot values."""
    return prompt.template, prompt.system, prompt.history


def covers(record: Record, variant: Variant) -> bool:
    """Whether `variant` has in it all the edits of the recorded one, whichever mutators made them."""
    known = carried(record, variant.prompt)
    if known is None:
        return False
    there = {_change(edit) for edit in variant.edits}
    return all(_change(edit) in there for edit in known.edits)


def _over(old: Variant, prompt: Prompt) -> Variant | None:
    edits = [moved_along(edit, old.prompt, prompt) for edit in old.edits]
    try:
        return Variant(prompt, tuple(edit for edit in edits if edit is not None)) if all(edits) else None
    except UsageError:
        return None


def _of_case(edits: tuple[Change, ...], number: int) -> list[Change]:
    """Return the edits that show in case `number`, as those of a prompt that has only this one."""
    own, only, kept = f"{CASES}{number}]", f"{CASES}0]", list[Change]()
    for edit in edits:
        parts = (edit.part, edit.target) if isinstance(edit, Move) else (edit.part,)
        if any(part.startswith(CASES) and not part.startswith(own) for part in parts):
            continue
        named = replace(edit, part=edit.part.replace(own, only))
        if isinstance(named, Move) and named.to_part is not None:
            named = replace(named, to_part=named.to_part.replace(own, only))
        kept.append(named)
    return kept


def _change(edit: Change) -> tuple[object, ...]:
    """Return what an edit does to the text, without the link and the mutator that it was drawn with."""
    done = (edit.part, edit.start, edit.stop)
    return (*done, edit.target, edit.to) if isinstance(edit, Move) else (*done, edit.text)
