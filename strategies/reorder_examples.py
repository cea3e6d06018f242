"""Reorderings of worked examples: each moves whole, and the unanswered one stays last."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.layout import Line, lines_of
from promptfuzz.strategies.reorder_moves import orders, permuted

_NAMED = re.compile(r"\s*(?:[#*]+\s*)?(?:Example|Sample)s?\s*(?:\d+|[A-Z])?\s*[:.]?\s*[*]*\s*$", re.IGNORECASE)
_LABEL = re.compile(r"\s*([A-Z][\w'’()-]{0,24}(?: [\w'’()-]+){0,2}):(?=\s|$)")
_OPEN = re.compile(r"\s*<(example|sample|shot)>", re.IGNORECASE)
_CLOSE = re.compile(r"</(?:example|sample|shot)>\s*$", re.IGNORECASE)
_DEPENDS = re.compile(r"\b(?:above|previous|preceding|same as|again|earlier|follow-up|first|last)\b", re.IGNORECASE)


@mutator(family="reorder")
def example_order(source: Source) -> Iterator[Site]:
    """Give the examples in another order, each with its answer."""
    for examples in (_tagged(source), *_arrows(source), *_labelled(source)):
        texts = [source.text[start:stop] for start, stop in examples]
        free = [span for span, text in zip(examples, texts, strict=True) if "{" not in text or '{"' in text]
        if 1 < len(free) <= 12 and not any(_DEPENDS.search(text) for text in texts):
            yield source.site(*(permuted(source, free, order) for order in orders(len(free))))
            return


def _tagged(source: Source) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start: int | None = None
    for line in lines_of(source.text):
        if start is None and _OPEN.match(line.text):
            start = line.start
        if start is not None and _CLOSE.search(line.text):
            found.append((start, line.stop))
            start = None
    return found


def _arrows(source: Source) -> Iterator[list[tuple[int, int]]]:
    run: list[tuple[int, int]] = []
    for line in [*lines_of(source.text), None]:
        if line is not None and line.kind == "arrow":
            run.append((line.start, line.stop))
            continue
        if len(run) > 1:
            yield run
        run = []


def _labelled(source: Source) -> Iterator[list[tuple[int, int]]]:
    """Yield the groups of lines that repeat the same labels, such as ``Text: ...`` and ``Label: ...``.

    Where each has a heading such as "Example 1" that stays, and what stands under it moves.
    """
    groups: list[tuple[tuple[str, ...], int, int]] = []
    group: list[Line] = []
    for line in [*lines_of(source.text), None]:
        ends = line is None or line.kind == "blank" or bool(_NAMED.match(line.text))
        if line is not None and not ends and group and _begins_again(group, line):
            ends = True
        if ends and group:
            groups.append((_names(group), group[0].start, group[-1].stop))
            group = []
        if line is not None and line.kind != "blank" and not _NAMED.match(line.text):
            group.append(line)
    for names in dict.fromkeys(names for names, _, _ in groups):
        spans = [(start, stop) for other, start, stop in groups if other == names and len(names) > 1]
        if len(spans) > 1:
            yield spans


def _names(group: list[Line]) -> tuple[str, ...]:
    if not _LABEL.match(group[0].text):
        return ()
    return tuple(found[1] for line in group if (found := _LABEL.match(line.text)))


def _begins_again(group: list[Line], line: Line) -> bool:
    """Whether a line repeats the label with which the group began, or the group began without one."""
    first, label = _LABEL.match(group[0].text), _LABEL.match(line.text)
    return label is not None and (first is None or first[1] == label[1])
