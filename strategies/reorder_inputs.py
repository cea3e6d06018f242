"""Reorderings of several inputs among themselves."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.layout import input_blocks, lines_of
from promptfuzz.strategies.reorder_moves import orders, permuted
from promptfuzz.strategies.reorder_order import unparted

_NUMBERED_LABEL = re.compile(
    r"\b(?:\d+|[A-Z])\b[ *]*:|<\w*(?:\d|_[a-d])>|\b(?:First|Second|Third|Last|Next|Previous|Current|Old|New|Before|"
    r"After|Earlier|Later|Original|Revised|Now)\b"
)
# What answers, renders or goes on with another input stands behind it.
BEHIND = re.compile(
    r"\b(?:answers?|replies|reply|response|translation|summary|hypothesis|correction|rewrite|follow-up|history|"
    r"conversation|dialogue|chat|story|draft|output|result)\b",
    re.IGNORECASE,
)
_PLACES = re.compile(r"\b(?:first|second|third|former|latter|top|bottom|previous|earlier|later|order)\b", re.IGNORECASE)


@mutator(family="reorder", parts=("template",))
def input_order(source: Source) -> Iterator[Site]:
    """Give several labelled inputs in another order, each with its label."""
    for start, stop in input_blocks(source.text):
        items = labelled_inputs(source, start, stop)
        names = [source.text[item[0] : item[1]].split("\n")[0] for item in items]
        told_apart = not any(_NUMBERED_LABEL.search(name) for name in names) and len(set(names)) == len(names)
        outside = source.text[:start] + source.text[stop:]
        if not 1 < len(items) <= 5 or not told_apart or _PLACES.search(outside):
            continue
        for run in unparted(items, [bool(BEHIND.search(name)) for name in names]):
            yield source.site(*(permuted(source, run, order) for order in orders(len(run))))


def labelled_inputs(source: Source, start: int, stop: int) -> list[tuple[int, int]]:
    """Return the inputs of a block, each with its label or tag; none where one has no name."""
    found: list[tuple[int, int]] = []
    closing: str | None = None
    open_label = False
    for line in lines_of(source.text):
        if not start <= line.start < stop or line.kind == "blank":
            continue
        tag = re.match(r"\s*<(\w+)>\s*$", line.text)
        if closing is not None:
            found[-1] = (found[-1][0], line.stop)
            closing = None if line.text.strip() == closing else closing
        elif tag or re.match(r"\s*(?:[A-Z][\w' /()-]*:|<\w+>)\s*\S", line.text) or line.kind in {"label", "heading"}:
            found.append((line.start, line.stop))
            closing = f"</{tag[1]}>" if tag else None
            open_label = line.kind in {"label", "heading"}
        elif open_label and line.kind in {"data", "fence"}:
            found[-1] = (found[-1][0], line.stop)
        else:
            return []
    return found if all("{" in source.text[left:right] for left, right in found) else []
