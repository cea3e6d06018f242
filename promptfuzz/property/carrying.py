"""Carries a recorded rewording over to the prompt of now: the same edits, where the text around them still stands."""

from dataclasses import replace

from promptfuzz.errors import UsageError
from promptfuzz.property.regressions import Record
from promptfuzz.records import Edit, Move, Prompt, Variant

CONTEXT = 10


def carried(record: Record, prompt: Prompt) -> Variant | None:
    """Return the recorded variant of `prompt`; None where it has no edits, or the prompt was changed where they stand.

    A record without edits, which somebody took out by hand, would stand for every variant.
    """
    try:
        old = Variant.from_json(record.finding.variant or {})
        if not old.edits:
            return None
        if old.prompt.sources != prompt.sources and not all(_stands(old.prompt, prompt, edit) for edit in old.edits):
            return None
        return Variant(prompt, old.edits)
    except (UsageError, KeyError):
        return None


def covers(record: Record, variant: Variant) -> bool:
    """Whether `variant` has in it all the edits of the recorded one."""
    recorded = carried(record, variant.prompt)
    if recorded is None:
        return False
    there = {_change(edit) for edit in variant.edits}
    return all(_change(edit) in there for edit in recorded.edits)


def _stands(old: Prompt, new: Prompt, edit: object) -> bool:
    if not isinstance(edit, Edit) or edit.part not in new.sources:
        return False  # a move goes to a place that may be another one now
    around = slice(max(0, edit.start - CONTEXT), edit.stop + CONTEXT)
    return old.sources[edit.part][around] == new.sources[edit.part][around]


def _change(edit: Edit | Move) -> Edit | Move:
    """Return what an edit does to the text, without the link that it was drawn with."""
    return replace(edit, link=None)
