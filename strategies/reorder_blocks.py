"""Reorderings of blocks: the input against the instruction, several inputs, list lines and examples."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.layout import Line, cue_start, input_blocks, lines_of
from promptfuzz.strategies.reorder_moves import orders, permuted

_BELOW = re.compile(r"\b(?:below|following|follows|next|underneath|after this|here is|here are|this)\b", re.IGNORECASE)
_ABOVE = re.compile(r"\b(?:above|preceding|previous|before this|foregoing|earlier|that)\b", re.IGNORECASE)
_STEP = re.compile(
    r"\b(?:then|first|second|third|next|finally|lastly|last|after|afterwards|before|above|below|previous|following|"
    r"again|otherwise|else|it|its|this|that|these|those|they|them|step|also|other|rest|same|begin|start|end)\b",
    re.IGNORECASE,
)
_NUMBERED_LABEL = re.compile(r"\b(?:\d+|[A-Z])\s*:|\b(?:First|Second|Third|Last|Next)\b")
_BLANK = "\n\n"


@mutator(family="reorder", parts=("template",))
def input_place(source: Source) -> Iterator[Site]:
    """Put the input before the instruction instead of behind it, or behind it instead of before it."""
    text = source.text
    blocks = input_blocks(text)
    dialogue = re.search(r"(?m)^(?:Q|User|Human)\b *:", text)  # its turns have an order of their own
    if len(blocks) != 1 or dialogue or any(line.kind in {"pair", "arrow"} for line in lines_of(text)):
        return
    start, stop = blocks[0]
    cue = cue_start(text)
    end = len(text.rstrip()) if cue is None else len(text[:cue].rstrip())
    if stop >= end and text[:start].strip() and not _BELOW.search(text[:start]):
        yield from _to_front(source, start, stop, cue)
    elif not text[:start].strip() and text[stop:end].strip() and not _ABOVE.search(text[stop:end]):
        yield from _to_back(source, start, stop, cue)


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
        gaps = dict.fromkeys((text[before:start], _BLANK))
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
        gaps = dict.fromkeys((text[stop:after], _BLANK))
        yield source.site(*(_trailed(source, start, stop, after, end, gap) for gap in gaps))


def _trailed(source: Source, start: int, stop: int, after: int, end: int, gap: str) -> list[Change]:
    return [
        source.edit(stop, after, ""),
        source.edit(start, start + 1, gap + source.text[start]),
        source.move(start, stop, end),
    ]


@mutator(family="reorder", parts=("template",))
def input_order(source: Source) -> Iterator[Site]:
    """Give several labelled inputs in another order, each with its label."""
    for start, stop in input_blocks(source.text):
        lines = [line for line in lines_of(source.text) if start <= line.start < stop and line.kind == "data"]
        labelled = all(re.match(r"\s*[A-Z][\w' ]*:", line.text) for line in lines)
        told_apart = not any(_NUMBERED_LABEL.search(line.text) for line in lines)
        others = any(line.kind in {"fence", "label"} for line in lines_of(source.text) if start <= line.start < stop)
        if 1 < len(lines) <= 5 and labelled and told_apart and not others:
            spans = [(line.start, line.stop) for line in lines]
            yield source.site(*(permuted(source, spans, order) for order in orders(len(spans))))


@mutator(family="reorder")
def bullet_order(source: Source) -> Iterator[Site]:
    """List the points of an unordered list in another order."""
    for run in _runs(source, "bullet"):
        if not any(_STEP.search(line.text) for line in run) and not _is_ordered(source, run[0]):
            spans = [(line.start, line.stop) for line in run]
            yield source.site(*(permuted(source, spans, order) for order in orders(len(spans))))


def _is_ordered(source: Source, first: Line) -> bool:
    """Whether the line above says that the order of the list counts."""
    above = source.text[: first.start].rstrip().rsplit("\n", 1)[-1]
    return bool(re.search(r"\b(?:order|steps?|sequence|priority|rank\w*)\b", above, re.IGNORECASE))


def _runs(source: Source, kind: str) -> Iterator[list[Line]]:
    run: list[Line] = []
    for line in [*lines_of(source.text), None]:
        if line is not None and line.kind == kind:
            run.append(line)
            continue
        if len(run) > 1:
            yield run
        run = []


@mutator(family="reorder")
def example_order(source: Source) -> Iterator[Site]:
    """Give the examples in another order, each with its answer."""
    for examples in (
        *_labelled_examples(source),
        *([(x.start, x.stop) for x in run] for run in _runs(source, "arrow")),
    ):
        free = [span for span in examples if "{" not in source.text[span[0] : span[1]]]
        if 1 < len(free) <= 8:
            yield source.site(*(permuted(source, free, order) for order in orders(len(free))))


def _labelled_examples(source: Source) -> Iterator[list[tuple[int, int]]]:
    """Yield the blocks of lines that repeat the same labels, such as ``Text: ...`` and ``Label: ...``."""
    lines = [line for line in lines_of(source.text) if line.kind in {"pair", "data", "label"}]
    names = [line.text.split(":")[0].strip() for line in lines]
    for size in (2, 3):
        found = [
            (lines[at].start, lines[at + size - 1].stop)
            for at in range(len(lines) - size + 1)
            if names[at : at + size] == names[:size]
            and len(set(names[:size])) == size
            and all(line.kind == "pair" for line in lines[at : at + size])
            and "\n\n" not in source.text[lines[at].start : lines[at + size - 1].stop]
        ]
        if len(found) > 1:
            yield found
            return
