"""What a rewording must keep: from two templates to where the protected spans went, or to what is lost."""

import re
from collections import Counter

from promptfuzz.records import Prompt, slot_counts
from promptfuzz.render import protected_spans
from promptfuzz.rewriting.alignment import matching_blocks
from promptfuzz.rewriting.instructions import layout_of

Spans = list[tuple[int, int]]

_WORD = re.compile(r"\w+")
LONG = 40  # words from which a rewording of less than half of them is taken for a piece


def kept_spans(prompt: Prompt) -> Spans:
    """Return the protected spans of the template, nested and overlapping ones as one, in order."""
    merged: Spans = []
    for span in protected_spans(prompt):
        if merged and span.start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], span.stop))
        else:
            merged.append((span.start, span.stop))
    return merged


def found_spans(names: list[str], text: str) -> Spans:
    """Return where `text` has one of `names`, from left to right; the longest of several at one place."""
    if not names:
        return []
    patterns = [_alone(name) for name in sorted(set(names), key=len, reverse=True)]
    return [match.span() for match in re.finditer("|".join(patterns), text)]


def _alone(name: str) -> str:
    """Match `name` where no letter goes on beside its first and last letter; the name comes first, which is fast."""
    quoted = re.escape(name)
    after = r"(?!\w)" if re.search(r"\w\Z", name) else ""
    before = rf"(?<!\w{quoted})" if re.match(r"\w", name) else ""
    return quoted + after + before


def matched_spans(base: str, kept: Spans, text: str) -> Spans | None:
    """Find each kept span of `base` in `text`, in the same order as far as that goes; None where one is missing."""
    names = [base[start:stop] for start, stop in kept]
    found = found_spans(names, text)
    shown = [text[start:stop] for start, stop in found]
    places: dict[int, tuple[int, int]] = {}
    for first, second, size in matching_blocks(names, shown):
        places |= {first + step: found[second + step] for step in range(size)}
    free: dict[str, Spans] = {}
    used = set(places.values())
    for span, name in zip(found, shown, strict=True):
        if span not in used:
            free.setdefault(name, []).append(span)
    for number, name in enumerate(names):
        if number not in places:
            if not free.get(name):
                return None
            places[number] = free[name].pop(0)
    return [places[number] for number in range(len(names))]


def why_unfit(prompt: Prompt, text: str) -> str | None:
    """Say why `text` cannot stand for the template of `prompt`, whatever its words mean; None where it can."""
    if _squeezed(text) == _squeezed(prompt.template):
        return "the same text"
    before, after = slot_counts(prompt.template), slot_counts(text)
    for name in [*before, *after]:
        if before[name] != after[name]:
            return f"{{{name}}} stands {after[name]} times in it, not {before[name]}"
    kept = kept_spans(prompt)
    names = Counter(prompt.template[start:stop] for start, stop in kept)
    found = Counter(text[start:stop] for start, stop in found_spans(list(names), text))
    lost = next(iter(names - found), None)
    if lost is not None:
        return f"{lost!r} is lost"
    layout = layout_of(prompt.template)
    if text.startswith(layout.before) and text.endswith(layout.after) and len(text) >= layout.around:
        return _why_cut(layout.instruction, text[len(layout.before) : len(text) - len(layout.after)])
    return _why_cut(prompt.template, text)


def _why_cut(base: str, text: str) -> str | None:
    """Tell a rewording that stops in the middle, as where a model's length limit cut it."""
    if re.search(r"[.!?:)\]}\"'”’`]\s*\Z", base) and re.search(r"[\w,;(–—-]\s*\Z", text):
        return "it stops in the middle"
    words = len(_WORD.findall(base))
    if words >= LONG and 2 * len(_WORD.findall(text)) < words:
        return "more than half of it is missing"
    return None


def _squeezed(text: str) -> str:
    return " ".join(text.split())
