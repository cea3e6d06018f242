"""Structural vetoes: the licence of each family, checked the moment a site is proposed."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from promptfuzz.errors import UsageError
from promptfuzz.mutators.relevance import hangs_on
from promptfuzz.mutators.source import Site
from promptfuzz.records import Change, Edit, Move, Prompt, Variant, leave_slots
from promptfuzz.render import Span, guard_of

_NEGATION = re.compile(
    r"\b(?:not|never|no(?! (?:more|less|fewer|longer) than)|none|nothing(?! else)|without|neither|nor|cannot)\b|"
    r"n['’]t\b",
    re.IGNORECASE,
)
# What these families may not change either; they may change other protected spans, such as numbers.
_KEEPS = {
    "counterfactual": frozenset({"code", "url", "placeholder", "label"}),
    "contrast": frozenset({"slot", "brace", "code", "url", "placeholder"}),
}
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


def _touched(edit: Edit, prompt: Prompt, family: str) -> Span | None:
    kinds = _KEEPS.get(family)
    spans = guard_of(prompt, edit.part).touching(edit.start, edit.stop)
    return next((span for span in spans if kinds is None or span.kind in kinds), None)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _edit_veto(edit: Edit, prompt: Prompt, family: str, *, rewrites_counts: bool) -> str | None:
    source = prompt.sources[edit.part]
    before = source[edit.start : edit.stop]
    touched = _touched(edit, prompt, family)
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
    if family not in {"reorder", "paraphrase", "contrast"}:
        return "a move outside of its licence"
    for part, places in ((move.part, (move.start, move.stop)), (move.target, (move.to,))):
        for span in (span for at in places for span in guard_of(prompt, part).cut(at)):
            # The members of a JSON sample may change places; the strings and slots in it have spans of their own.
            if span.kind != "json" or family != "reorder":
                return f"cuts a protected {span.kind}"
    return None


def _is_plain(edit: Edit, prompt: Prompt) -> bool:
    """Whether an edit that changes something surely fits and leaves a template, without a look at the whole text."""
    source = prompt.sources[edit.part]
    leaves = edit.text.strip() != "" or edit.stop - edit.start < _visible(prompt)
    return edit.stop <= len(source) and leaves and leave_slots((edit,), prompt.sources)


@lru_cache(maxsize=256)
def _visible(prompt: Prompt) -> int:
    return sum(not char.isspace() for char in prompt.template)


def site_veto(site: Site, prompt: Prompt, family: str) -> str | None:
    """Say what a site lacks that its family needs, or None where it lacks nothing."""
    if family == "counterfactual" and not site.control:
        return "no control of the same size"
    if family != "contrast" or not site.expected:
        return None
    if len(site.alternatives) != 1 or len(site.expected) != len(prompt.cases):
        return "not one expected answer for each case"
    pairs = zip(site.expected, (case.expected for case in prompt.cases), strict=True)
    if any(new is not None and old is not None and new.casefold() == old.casefold() for new, old in pairs):
        return "the expected answer stays the same"
    return None


def _part_veto(edits: Sequence[Change], prompt: Prompt, family: str, asks: str | None) -> str | None:
    """Say which part the family may not touch; a counterfactual keeps to the slots of one case."""
    parts = {edit.part for edit in edits}
    if family != "counterfactual":
        return "a part outside of its licence" if any(p.startswith(("cases[", "history[")) for p in parts) else None
    cases = {part.partition(".")[0] for part in parts}
    if len(cases) != 1 or not all(part.startswith("cases[") and part in prompt.sources for part in parts):
        return "a part outside of its licence"
    return hangs_on(edits, prompt, asks)


def veto(
    edits: Sequence[Change], prompt: Prompt, family: str, *, rewrites_counts: bool = False, asks: str | None = None
) -> str | None:
    """Say why `edits` go beyond the licence of `family`, or None where they keep it."""
    if reason := _part_veto(edits, prompt, family, asks):
        return reason
    for edit in edits:
        if isinstance(edit, Edit):
            reason = _edit_veto(edit, prompt, family, rewrites_counts=rewrites_counts)
        else:
            reason = _move_veto(edit, prompt, family)
        if reason:
            return reason
    if len(edits) == 1 and isinstance(edits[0], Edit) and _is_plain(edits[0], prompt):
        return None
    try:
        variant = Variant(prompt, tuple(edits))
    except UsageError as error:
        return str(error).split("; ")[0]
    if not variant.sources["template"].strip():
        return "nothing left of the template"
    return "changes nothing" if variant.sources == prompt.sources else None
