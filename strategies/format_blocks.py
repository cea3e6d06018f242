"""Formats of blocks: what parts them, and the marks of lists, options and headings."""

import re
from collections.abc import Iterator
from itertools import groupby

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.layout import Line, input_blocks, lines_of

_BETWEEN = ("\n\n", "\n\n---\n\n", "\n\n###\n\n")
_BULLET = re.compile(r"^(\s*)([-*•+])(\s+)")
_OPTION = re.compile(r"^\s*(\(?)([A-Z])([).]|:)(?=\s)")
_HEADING = re.compile(r"^(#{1,6}) +(.*\S)\s*$")


@mutator(family="format", parts=("template",))
def block_separator(source: Source) -> Iterator[Site]:
    """Part the input from the instruction by a blank line, a rule or a row of signs."""
    text = source.text
    for start, stop in input_blocks(text):
        gaps = []
        if text[:start].strip():
            gaps.append((len(text[:start].rstrip()), start))
        if text[stop:].strip():
            gaps.append((stop, len(text) - len(text[stop:].lstrip())))
        for left, right in gaps:
            if _parts_lists(text, left, right):
                continue
            others = [new for new in _BETWEEN if new != text[left:right]]
            yield source.site(*(source.edit(left, right, new) for new in others))


def _parts_lists(text: str, left: int, right: int) -> bool:
    """Whether a gap stands beside options, examples or a cue, which belong to the input."""
    beside = [line for line in lines_of(text) if line.stop == left or line.start == right]
    return any(line.kind in {"option", "numbered", "pair", "arrow", "fence", "label"} for line in beside)


def _runs(text: str, kind: str) -> Iterator[list[Line]]:
    for found, lines in groupby(lines_of(text), key=lambda line: line.kind):
        if found == kind:
            yield list(lines)


@mutator(family="format")
def list_marks(source: Source) -> Iterator[Site]:
    """Mark the points of an unordered list with another sign, or number them."""
    for run in _runs(source.text, "bullet"):
        marks = [found for line in run if (found := _BULLET.match(line.text))]
        used = marks[0].group(2)
        signs = [[sign] * len(run) for sign in "-*•" if sign != used]
        names_labels = any(s.kind == "label" and run[0].start <= s.start < run[-1].stop for s in source.protected)
        # A number beside an answer to choose, or where a number is asked for, could be taken for the answer.
        sentences = all(len(line.text.split()) > 3 for line in run)
        if (
            len(run) > 1
            and sentences
            and not names_labels
            and not re.search(r"\bnumbers?\b", source.text, re.IGNORECASE)
        ):
            signs.append([f"{count}." for count in range(1, len(run) + 1)])
        yield source.site(*([*_marked(source, run, marks, row)] for row in signs))


def _marked(source: Source, run: list[Line], marks: list[re.Match[str]], row: list[str]) -> Iterator[Change]:
    for line, found, sign in zip(run, marks, row, strict=True):
        yield source.edit(line.start + found.start(2), line.start + found.end(2), sign)


@mutator(family="format")
def option_marks(source: Source) -> Iterator[Site]:
    """Write ``A)`` as ``A.`` or ``(A)``."""
    for run in _runs(source.text, "option"):
        marks = [(line.start, found) for line in run if (found := _OPTION.match(line.text))]
        styles = {(found.group(1), found.group(3)) for _, found in marks}
        if len(marks) < 2 or len(styles) > 1:
            continue
        others = [style for style in (("", ")"), ("", "."), ("(", ")")) if style not in styles]
        yield source.site(
            *([c for at, found in marks for c in _lettered(source, at, found, style)] for style in others)
        )


def _lettered(source: Source, at: int, found: re.Match[str], style: tuple[str, str]) -> Iterator[Change]:
    for group, new in ((1, style[0]), (3, style[1])):
        if found.group(group) != new:
            yield source.edit(at + found.start(group), at + found.end(group), new)


@mutator(family="format")
def heading_style(source: Source) -> Iterator[Site]:
    """Write headings at another level, in bold, in capitals or with a colon."""
    headings = [(line, found) for line in lines_of(source.text) if (found := _HEADING.match(line.text))]
    headings = [(line, found) for line, found in headings if source.is_free(line.start, line.stop)]
    if not headings:
        return
    styles = ("{mark}# {name}", "**{name}**", "{mark} {upper}", "{name}:")
    yield source.site(
        *(
            [
                source.edit(
                    line.start, line.stop, style.format(mark=m.group(1), name=m.group(2), upper=m.group(2).upper())
                )
                for line, m in headings
                if not (style.startswith("{mark} ") and m.group(2).isupper())
            ]
            for style in styles
            if not (style.startswith("{mark} ") and all(m.group(2).isupper() for _, m in headings))
        )
    )
