"""Reorderings of the input against the instruction: before it, or behind it."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.layout import Line, cue_start, input_blocks, lines_of
from promptfuzz.strategies.reorder_units import is_fragment, opens

POINTS_BELOW = re.compile(
    r"\b(?:below|following|follows|next|underneath|after this|here is|here are|will (?:get|be given|see|receive)|"
    r"are (?:about|going) to)\b|\bthis[ ]*[:.]|\bthis one\b|:\s*$",
    re.IGNORECASE,
)
POINTS_ABOVE = re.compile(r"\b(?:above|preceding|previous|before this|foregoing|earlier)\b", re.IGNORECASE)
BLANK = "\n\n"


def is_settled(source: Source) -> bool:
    """Whether the input belongs to a dialogue, to examples or under a heading: its place is not free."""
    dialogue = re.search(r"(?m)^(?:Q|User|Human)\b *:", source.text)
    return bool(dialogue) or any(line.kind in {"pair", "arrow", "heading", "label"} for line in _outside(source))


def _outside(source: Source) -> list[Line]:
    """Return the lines that belong to no block of input, without a trailing cue."""
    cue = cue_start(source.text)
    blocks = input_blocks(source.text)
    return [
        line
        for line in lines_of(source.text)
        if not any(start <= line.start < stop for start, stop in blocks) and (cue is None or line.start < cue)
    ]


@mutator(family="reorder", parts=("template",))
def input_place(source: Source) -> Iterator[Site]:
    """Put the input before the instruction instead of behind it, or behind it instead of before it."""
    text = source.text
    blocks = input_blocks(text)
    if len(blocks) != 1 or is_settled(source):
        return
    start, stop = blocks[0]
    cue = cue_start(text)
    end = len(text.rstrip()) if cue is None else len(text[:cue].rstrip())
    before, behind = text[:start].strip(), text[stop:end].strip()
    if before and not behind and not POINTS_BELOW.search(before):
        if not opens(before) and not is_fragment(re.split(r"(?<=[.!?])\s", before, maxsplit=1)[0]):
            yield from _to_front(source, start, stop, cue)
    elif behind and not before and not POINTS_ABOVE.search(behind):
        yield from _to_back(source, start, stop, cue)
    elif before and behind:
        yield from _from_between(source, (start, stop), end)


def _to_front(source: Source, start: int, stop: int, cue: int | None) -> Iterator[Site]:
    text = source.text
    if text[: len(text) - len(text.lstrip())]:
        return
    before = len(text[:start].rstrip())
    # A joint at offset 0 would travel with a first sentence that moves: all moves of it bring something to 0.
    if cue is not None and cue > stop:
        gap = text[before:start]
        joint: list[Change] = [source.edit(stop, cue, gap)] if gap != text[stop:cue] else []
        yield source.site([*joint, source.move(start, cue, 0)])
        return
    if source.is_free(0, 1):
        gaps = dict.fromkeys((text[before:start], BLANK))
        yield source.site(*(_led(source, start, stop, before, gap) for gap in gaps))


def _led(source: Source, start: int, stop: int, before: int, gap: str) -> list[Change]:
    return [
        source.edit(before, start, ""),
        source.edit(0, 1, gap + source.text[0]),
        source.move(start, stop, 0),
    ]


def _to_back(source: Source, start: int, stop: int, cue: int | None) -> Iterator[Site]:
    text = source.text
    after = stop + len(text[stop:]) - len(text[stop:].lstrip())
    if cue is not None:
        yield source.site(source.move(start, after, cue))
        return
    end = len(text.rstrip())
    if source.is_free(start, start + 1):
        # The joint travels with the block, so that the sentence at the end may move as well.
        gaps = dict.fromkeys((text[stop:after], BLANK))
        yield source.site(*(_trailed(source, start, stop, after, end, gap) for gap in gaps))


def _trailed(source: Source, start: int, stop: int, after: int, end: int, gap: str) -> list[Change]:
    return [
        source.edit(stop, after, ""),
        source.edit(start, start + 1, gap + source.text[start]),
        source.move(start, stop, end),
    ]


def _from_between(source: Source, block: tuple[int, int], end: int) -> Iterator[Site]:
    text, (start, stop) = source.text, block
    before, after = len(text[:start].rstrip()), stop + len(text[stop:]) - len(text[stop:].lstrip())
    if text[before:start].count("\n") < 2 or text[stop:after].count("\n") < 2:
        return
    if not POINTS_BELOW.search(text[:before]) and text[:1].strip() and not opens(text):
        yield source.site(source.move(start, after, 0))
    if not POINTS_ABOVE.search(text[after:end]):
        yield source.site(source.move(before, stop, end))
