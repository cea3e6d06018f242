"""Structural vetoes: the licence of each family, checked the moment a site is proposed."""

import re
from collections import Counter
from collections.abc import Sequence

from promptfuzz.errors import UsageError
from promptfuzz.records import Change, Edit, Move, Prompt, Variant
from promptfuzz.render import Span, protected_spans

_NEGATION = re.compile(
    r"\b(?:not|never|no(?! (?:more|less|fewer|longer) than)|none|nothing(?! else)|without|neither|nor|cannot)\b|"
    r"n['’]t\b",
    re.IGNORECASE,
)
_VALUES = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve".split(),
        map(str, range(1, 13)),
        strict=True,
    )
)
_COUNT = re.compile(rf"\d+|\b(?:{'|'.join(_VALUES)})\b", re.IGNORECASE)


def counts_in(text: str) -> Counter[str]:
    """Count the whole numbers in `text`, whether in digits or in words up to twelve."""
    return Counter(_VALUES.get(match.lower(), match) for match in _COUNT.findall(text))


def _touched(edit: Edit, spans: Sequence[Span]) -> Span | None:
    return next((span for span in spans if span.touches(edit.start, edit.stop)), None)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _edit_veto(edit: Edit, prompt: Prompt, family: str, *, rewrites_counts: bool) -> str | None:
    source = prompt.sources[edit.part]
    before = source[edit.start : edit.stop]
    touched = _touched(edit, protected_spans(prompt, edit.part))
    if edit.text == before:
        return "changes nothing"
    if family == "placebo":
        return None if before.strip() == edit.text.strip() == "" and "\n" not in before else "more than white space"
    if touched and touched.kind == "number" and rewrites_counts:
        return None if counts_in(before) == counts_in(edit.text) else "another number"
    if touched and not (family == "format" and _keeps_contents(touched, before, edit.text)):
        return f"protected {touched.kind}"
    if family == "reorder" and _letters(before) != _letters(edit.text):
        return "words changed while reordering"
    if family in {"paraphrase", "degrade"} and _gains_negation(before, edit.text, family):
        return "negation changed"
    return None


def _keeps_contents(touched: Span, before: str, after: str) -> bool:
    """Whether only the delimiters of a quoted string or of an option's letter change."""
    if touched.kind == "option":
        return _letters(before) == _letters(after)
    return touched.kind == "quoted" and _keeps_quoted(before, after)


def _keeps_quoted(before: str, after: str) -> bool:
    quotes = "\"'“”‘’«»`*"
    return before.strip(quotes) == after.strip(quotes) and before.strip(quotes) != ""


def _gains_negation(before: str, after: str, family: str) -> bool:
    was, now = len(_NEGATION.findall(before)), len(_NEGATION.findall(after))
    return was % 2 != now % 2 if family == "paraphrase" else now > was


def _move_veto(move: Move, prompt: Prompt, family: str) -> str | None:
    if family not in {"reorder", "paraphrase"}:
        return "a move outside of its licence"
    for part, places in ((move.part, (move.start, move.stop)), (move.target, (move.to,))):
        for span in protected_spans(prompt, part):
            # The members of a JSON sample may change places; the strings and slots in it have spans of their own.
            if (span.kind != "json" or family != "reorder") and any(span.start < at < span.stop for at in places):
                return f"cuts a protected {span.kind}"
    return None


def veto(edits: Sequence[Change], prompt: Prompt, family: str, *, rewrites_counts: bool = False) -> str | None:
    """Say why `edits` go beyond the licence of `family`, or None where they keep it."""
    parts = {edit.part for edit in edits}
    if any(part.startswith(("cases[", "history[")) for part in parts):
        return "a part outside of its licence"
    for edit in edits:
        if isinstance(edit, Edit):
            reason = _edit_veto(edit, prompt, family, rewrites_counts=rewrites_counts)
        else:
            reason = _move_veto(edit, prompt, family)
        if reason:
            return reason
    try:
        variant = Variant(prompt, tuple(edits))
    except UsageError as error:
        return str(error).split("; ")[0]
    if not variant.sources["template"].strip():
        return "nothing left of the template"
    return "changes nothing" if variant.sources == prompt.sources else None
