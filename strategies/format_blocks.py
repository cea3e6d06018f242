"""Formats of blocks: what parts the input, the paragraphs and the cue from each other, and how headings stand."""

import re
from collections.abc import Iterator
from itertools import pairwise

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.format_fields import cue_name, has_kept_label
from promptfuzz.strategies.format_layout import places_of
from promptfuzz.strategies.format_marks import MarkedList
from promptfuzz.strategies.format_validity import free_lists, speaks_of_rules
from promptfuzz.strategies.layout import cue_start, input_blocks, lines_of

_BETWEEN = ("\n\n", "\n", "\n\n\n", "\n\n---\n\n", "\n\n***\n\n")
_PLAIN = ("\n\n", "\n", "\n\n\n")
_LISTS = ("bullet", "numbered")
_LEADS = frozenset({"text", "label", "heading"})
_PARTED = frozenset({"option", "numbered", "pair", "arrow", "fence"})


@mutator(family="format", parts=("template",))
def block_separator(source: Source) -> Iterator[Site]:
    """Part the input from the instruction by blank lines, a rule or a row of signs."""
    text = source.text
    cue = cue_start(text)
    if has_kept_label(text):
        return  # it would be parted from the inputs beside it
    for start, stop in input_blocks(text):
        gaps = []
        if text[:start].strip():
            gaps.append((len(text[:start].rstrip()), start))
        if text[stop:].strip():
            gaps.append((stop, len(text) - len(text[stop:].lstrip())))
        for left, right in gaps:
            beside = {line.kind for line in lines_of(text) if line.stop == left or line.start == right}
            if beside & _PARTED or right == cue:
                continue
            # A rule after "below:" would part the words from what they announce.
            line = text[text.rfind("\n", 0, left) + 1 : left]
            close = speaks_of_rules(text) or text[left - 1] == ":"
            # Sentences may get lines of their own, and the last would then stand by the input instead of by them.
            ended = re.fullmatch(r"[^\n]*[.!?]", line) and not re.search(r"[.!?] +\S", line) and "bullet" not in beside
            known = ended and re.match(r"[A-Z*<][^\n{]*[:>\n]", text[right:])
            styles = _PLAIN if close else _BETWEEN
            others = [new for new in styles if new != text[left:right]]
            yield source.site(*(source.edit(left, right, new) for new in others if new != "\n" or known))


@mutator(family="format")
def paragraph_space(source: Source) -> Iterator[Site]:
    """Leave two blank lines between paragraphs instead of one, or none where every line is a sentence."""
    text = source.text
    lines, places = lines_of(text), places_of(text)
    gaps = []
    for above, blank, below in zip(range(len(lines)), range(1, len(lines)), range(2, len(lines)), strict=False):
        kinds = lines[above].kind, lines[blank].kind, lines[below].kind
        if kinds == ("text", "blank", "text") and not any(places[n].quoted or places[n].shown for n in (above, below)):
            gaps.append((lines[above].stop, lines[below].start))
    if gaps and not speaks_of_rules(text):
        # A paragraph of several sentences may come apart, and its last one would then stand by the next.
        whole = all(text[left - 1] in ".!?" for left, _ in gaps) and not re.search(r"[.!?] +\S|[^\s.!?]\s*\Z", text)
        styles = ("\n\n\n", "\n") if whole else ("\n\n\n",)
        yield source.site(*([source.edit(*gap, new) for gap in gaps] for new in styles))


@mutator(family="format", parts=("template",))
def cue_space(source: Source) -> Iterator[Site]:
    """Leave a blank line before the cue for the answer, or none."""
    cue, text = cue_name(source.text), source.text
    if cue is None:
        return
    left = len(text[: cue[0]].rstrip())
    names = re.findall(rf"(?m)^{re.escape(text[cue[0] : cue[1]])}:", text)
    if len(names) == 1 and text[left : cue[0]] in {"\n", "\n\n"}:
        yield source.site(source.edit(left, cue[0], "\n\n" if text[left : cue[0]] == "\n" else "\n"))


@mutator(family="format")
def list_space(source: Source) -> Iterator[Site]:
    """Leave a blank line between a list and the sentence above it, or none."""
    lines = lines_of(source.text)
    free = {x.marks[0].start: x for kind in _LISTS for x in free_lists(source.text, kind) if not x.depth}
    loose, tight = [], []
    for number, line in enumerate(lines):
        if line.start not in free or not number:
            continue
        above = [lines[number - 1], *lines[max(0, number - 2) : number - 1]]
        if above[0].kind in _LEADS:
            loose.append(source.edit(above[0].stop, line.start, "\n\n"))
        elif above[0].kind == "blank" and above[-1].kind in _LEADS and not _gaps(source, free[line.start]):
            # Where its points may come apart, a list that adheres to the sentence above it would look broken.
            tight.append(source.edit(above[-1].stop, line.start, "\n"))
    if (loose or tight) and not (loose and tight):
        yield source.site(loose or tight)


@mutator(family="format")
def list_loose(source: Source) -> Iterator[Site]:
    """Leave a blank line between the points of a list, or none."""
    for found in (x for kind in _LISTS for x in free_lists(source.text, kind)):
        gaps = _gaps(source, found)
        if not gaps:
            continue
        loose = source.text[slice(*gaps[0])] == "\n\n"
        above = re.search(r"\S(\n)\Z", source.text[: found.marks[0].start])
        if above is not None and not loose:
            gaps = [above.span(1), *gaps]
        yield source.site([source.edit(*gap, "\n" if loose else "\n\n") for gap in gaps])


def _gaps(source: Source, found: MarkedList) -> list[tuple[int, int]]:
    """Return what parts the points of a list, if all are parted alike by a line end or a blank line, else nothing."""
    gaps = [(one.end, other.start) for one, other in pairwise(found.marks)]
    between = {source.text[start:stop] for start, stop in gaps}
    apart = not re.match(r"\n[ \t]*\S", source.text[found.marks[-1].end :][:40])
    return gaps if len(gaps) > 1 and apart and not found.depth and between in ({"\n"}, {"\n\n"}) else []
