"""Formats of lists: the signs and numbers of their points, the marks of options, and definitions."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.format_layout import is_free, places_of
from promptfuzz.strategies.format_marks import Mark, MarkedList, lists_of
from promptfuzz.strategies.format_validity import free_lists, refers_by_number, speaks_of_lists
from promptfuzz.strategies.layout import lines_of

_MANY = 120  # linked edits beyond it are slow to check
_SIGNS = "-*•+–"
_OPTION_STYLES = ("{})", "{}.", "({})", "{}:", "[{}]", "**{}.**", "{} -", "{}:")
_NUMBER_STYLES = ("{}.", "{})", "({})", "{}:", "**{}.**")
_ASKS_NUMBER = re.compile(r"\b(?:the|a|which|what|only|by|each|as) numbers?\b|\bnumbers? only\b", re.IGNORECASE)
_WRITES = re.compile(
    r"\b(?:answer|reply|respond|return|output|write|choose|pick|labels?|categor\w+|classes|options?|list|extract|include|"
    r"provide|give)\b",
    re.IGNORECASE,
)
_DEFINED = re.compile(
    r"(?P<open>\**|`|\"|)"
    r"(?P<term>[\w/&’'-]+(?: [\w/&’'-]+){0,3})(?P=open)(?P<gap>:| -| –| =| —)(?= \S)"
)


@mutator(family="format")
def list_marks(source: Source) -> Iterator[Site]:
    """Mark the points of the unordered lists with another sign."""
    bullets = [x for x in lists_of(source.text) if x.kind == "bullet"]
    shown = free_lists(source.text, "bullet")
    if not shown or len(shown) < len(bullets) or speaks_of_lists(source.text):
        return
    marks = [mark for found in shown for mark in found.marks]
    used = {source.text[mark.start : mark.stop] for mark in marks}
    if len(used) == 1:
        yield source.site(*([source.edit(m.start, m.stop, sign) for m in marks] for sign in _SIGNS if sign not in used))


@mutator(family="format")
def list_numbers(source: Source) -> Iterator[Site]:
    """Number the points of an unordered list of sentences."""
    if _ASKS_NUMBER.search(source.text) or refers_by_number(source.text):
        return
    for found in free_lists(source.text, "bullet"):
        # A number beside an answer to choose, or where a number is asked for, could be taken for the answer.
        sentences = all(len(source.text[m.after : m.end].split()) > 3 for m in found.marks)
        labels = any(span.kind == "label" and _inside(found, span.start) for span in source.protected)
        defined = any(_DEFINED.match(source.text, m.after) for m in found.marks)
        if len(found.marks) < 2 or not sentences or labels or defined or found.depth or _is_choice(found):
            continue
        if not speaks_of_lists(source.text) and not _has_nested(source, found):
            styles = ("{}.", "{})", "({})")
            yield source.site(*(_numbered(source, found.marks, style) for style in styles))


def _is_choice(found: MarkedList) -> bool:
    """Whether the points are what to answer with, or what to write."""
    return found.lead.rstrip().endswith(":") and bool(_WRITES.search(found.lead))


def _inside(found: MarkedList, at: int) -> bool:
    return found.marks[0].start <= at < found.marks[-1].end


def _has_nested(source: Source, found: MarkedList) -> bool:
    return any(x.depth > found.depth and _inside(found, x.marks[0].start) for x in lists_of(source.text))


def _numbered(source: Source, marks: Sequence[Mark], style: str) -> list[Change]:
    return [source.edit(m.start, m.stop, style.format(count)) for count, m in enumerate(marks, 1)]


@mutator(family="format")
def number_marks(source: Source) -> Iterator[Site]:
    """Write ``1.`` as ``1)``, ``(1)`` or ``1:``."""
    found = free_lists(source.text, "numbered")
    marks = [mark for x in found for mark in x.marks]
    if len(marks) < 2 or len(found) < sum(x.kind == "numbered" for x in lists_of(source.text)):
        return
    if speaks_of_lists(source.text) or re.search(r"\(\d+\)|\d\)\s\S+.*\d\)", _outside(source, found)):
        return
    yield from _restyled(source, marks, _NUMBER_STYLES)


@mutator(family="format")
def option_marks(source: Source) -> Iterator[Site]:
    """Write ``A)`` as ``A.``, ``(A)``, ``A:``, ``[A]`` or ``A -``, in all lists of options together."""
    found = [x for x in lists_of(source.text) if x.kind == "option"]
    marks = [mark for x in found for mark in x.marks]
    if len(marks) < 2 or not all(x.whole and _is_row(source, x) for x in found):
        return
    if not re.search(r"\(?\b[A-Z]\)|\[[A-Z]\]|\bbrackets?\b|\bparenthes[ie]s\b", _outside(source, found)):
        yield from _restyled(source, marks, _OPTION_STYLES)


def _is_row(source: Source, found: MarkedList) -> bool:
    """Whether the letters run on from A, unlike those of "Q:" and "A:"."""
    letters = [source.text[m.start : m.stop].strip("().:") for m in found.marks]
    return len(letters) > 1 and letters == [chr(ord("A") + place) for place in range(len(letters))]


def _outside(source: Source, found: Sequence[MarkedList]) -> str:
    """Return the text without the marks of the lists `found`."""
    pieces, at = [], 0
    for mark in sorted((mark for x in found for mark in x.marks), key=lambda mark: mark.start):
        pieces.append(source.text[at : mark.start])
        at = mark.stop
    return "".join([*pieces, source.text[at:]])


def _restyled(source: Source, marks: Sequence[Mark], styles: Sequence[str]) -> Iterator[Site]:
    """Offer the marks in each of `styles` where all have one now; only the signs around the letter change."""
    names = [source.text[m.start : m.stop].strip("().:[]") for m in marks]
    now = {source.text[m.start : m.stop].replace(name, "{}") for m, name in zip(marks, names, strict=True)}
    if len(now) > 1 or len(marks) > _MANY:
        return
    others = [style for style in dict.fromkeys(styles) if style not in now]
    yield source.site(
        *([e for m, n in zip(marks, names, strict=True) for e in _around(source, m, n, style)] for style in others)
    )


def _around(source: Source, mark: Mark, name: str, style: str) -> Iterator[Change]:
    at = source.text.index(name, mark.start)
    before, after = style.split("{}")
    for start, stop, new in ((mark.start, at, before), (at + len(name), mark.stop, after)):
        if source.text[start:stop] != new:
            yield source.edit(start, stop, new)


@mutator(family="format")
def definitions(source: Source) -> Iterator[Site]:
    """Part terms from their definitions in a list by a colon, a dash or an equals sign, or set the terms in bold."""
    for row in islice(_definition_rows(source), _MANY):
        plain = all(found.group("open") == "" for found in row)
        used = {found.group("gap") for found in row}
        if len(used) > 1:
            continue
        gaps = [new for new in (":", " -", " =", " –") if new not in used]
        parted = [[source.edit(*found.span("gap"), new) for found in row] for new in gaps]
        bold = [e for f in row for at in f.span("term") for e in (source.edit(at, at, "**"),)]
        yield source.site(*parted)
        if plain and len(row) <= _MANY and all(is_free(source, at, at) for f in row for at in f.span("term")):
            yield source.site(bold)


def _definition_rows(source: Source) -> Iterator[list[re.Match[str]]]:
    for found in free_lists(source.text, "bullet"):
        row = [match for m in found.marks if (match := _DEFINED.match(source.text, m.after, m.end))]
        if len(row) == len(found.marks) > 1 and len({match.group("open") for match in row}) == 1:
            yield row
    row = []
    for line, place in zip(lines_of(source.text), places_of(source.text), strict=True):
        match = None if place.quoted or line.kind != "text" else _DEFINED.match(source.text, line.start, line.stop)
        if match is not None and match.group("gap") == " =":
            row.append(match)
            continue
        if len(row) > 1:
            yield row
        row = []
    if len(row) > 1:
        yield row
