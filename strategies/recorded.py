"""Recorded rewordings: whole templates that somebody vouches for, diffed into edits of the template."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from promptfuzz.mutators import Site, Source, mutator, veto
from promptfuzz.records import Change, Edit, Move, Prompt
from promptfuzz.render import Span

_TOKEN = re.compile(r"\w+(?:['’]\w+)?|\s+|[^\w\s]")
Spans = list[tuple[int, int]]


@mutator(family="paraphrase", parts=("template",))
def recorded(source: Source) -> Iterator[Site]:
    """Say it as one of the prompt's recorded rewordings does."""
    for text in source.prompt.rewordings:
        changes = rewritten(source, text)
        if changes:
            yield source.site(changes)


def lifted_sites(prompt: Prompt, text: str) -> tuple[Site, ...]:
    """Return one site for each place in which `text` differs from the template; moves go together as one.

    What would change a protected span is left out.
    """
    source = Source(prompt, "template", prompt.template, "from-texts", "paraphrase")
    changes = rewritten(source, text) or []
    moved = any(isinstance(change, Move) for change in changes)
    hunks = [tuple(replace(c, link="from-texts") for c in changes)] if moved else [(c,) for c in changes]
    return tuple(Site((h,), "from-texts", "paraphrase") for h in hunks if veto(h, prompt, "paraphrase") is None)


def rewritten(source: Source, text: str) -> list[Change] | None:
    """Return the changes that make the template read `text`, or None where protected spans do not survive.

    Protected spans stay or move whole; what stands between them is diffed in words.
    """
    kept = _outermost(source.protected)
    places = _matched(source.text, kept, text)
    if places is None:
        return None
    order = sorted(range(len(kept)), key=lambda number: places[number])
    changes: list[Change] = []
    for place, which in enumerate(order):
        if which != place:
            if kept[place][0] in (kept[which][0], kept[which][1]):
                return None  # neighbours without a gap cannot change places
            changes.append(source.move(*kept[which], kept[place][0]))
    ends = [0, *(stop for _, stop in kept)], [*(start for start, _ in kept), len(source.text)]
    found = sorted(places)
    others = [0, *(stop for _, stop in found)], [*(start for start, _ in found), len(text)]
    for start, stop, left, right in zip(*ends, *others, strict=True):
        changes += _diffed(source, start, stop, text[left:right])
    return changes


def _outermost(spans: Sequence[Span]) -> Spans:
    merged: Spans = []
    for span in spans:
        if merged and span.start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], span.stop))
        else:
            merged.append((span.start, span.stop))
    return merged


def _matched(base: str, kept: Spans, text: str) -> Spans | None:
    """Find each kept span of `base` in `text`, in the same order as far as that goes; None where one is missing."""
    names = [base[start:stop] for start, stop in kept]
    if not names:
        return []
    pattern = "|".join(re.escape(name) for name in sorted(set(names), key=len, reverse=True))
    found = [m.span() for m in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text)]
    shown = [text[start:stop] for start, stop in found]
    places: dict[int, tuple[int, int]] = {}
    for block in SequenceMatcher(None, names, shown, autojunk=False).get_matching_blocks():
        places |= {block.a + step: found[block.b + step] for step in range(block.size)}
    for number, name in enumerate(names):
        if number not in places:
            free = [
                span for span, other in zip(found, shown, strict=True) if other == name and span not in places.values()
            ]
            if not free:
                return None
            places[number] = free[0]
    return [places[number] for number in range(len(names))]


def _diffed(source: Source, start: int, stop: int, text: str) -> Iterator[Edit]:
    """Yield the edits that turn ``start..stop`` of the source into `text`, a word or a run of words at a time."""
    before = [m.span() for m in _TOKEN.finditer(source.text, start, stop)]
    after = [m.group() for m in _TOKEN.finditer(text)]
    names = [source.text[a:b] for a, b in before]
    edges = [*(a for a, _ in before), stop]
    hunks: list[tuple[int, int, str]] = []
    for kind, i, j, k, m in SequenceMatcher(None, names, after, autojunk=False).get_opcodes():
        if kind == "equal" and (i == 0 or j == len(names) or any(name.strip() for name in names[i:j])):
            continue
        # A lone space between two changed words would split a phrase into edits that make no sense alone.
        piece = (edges[i], edges[j], "".join(after[k:m]))
        if hunks and hunks[-1][1] == piece[0]:
            hunks[-1] = (hunks[-1][0], piece[1], hunks[-1][2] + piece[2])
        else:
            hunks.append(piece)
    for left, right, new in hunks:
        if source.text[left:right] != new:
            yield source.edit(left, right, new)
