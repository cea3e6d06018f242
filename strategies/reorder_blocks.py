"""Reorderings of list lines: the points of an unordered list, and the lines that say what the labels mean."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.render import label_names
from promptfuzz.strategies.layout import Line, lines_of
from promptfuzz.strategies.reorder_moves import orders, permuted
from promptfuzz.strategies.reorder_order import between_ordered, order_counts

_STEP = re.compile(
    r"\b(?:then|first|second|third|next|finally|lastly|last|after|afterwards|before|above|below|previous|following|"
    r"again|otherwise|else|step|other|rest|same|begin|start|end|once|same|also|instead|however)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"^\W*(?:and|or|but|so|it|they|this|these|that|those|such|both|each|he|she|if (?:it|they|this|that|so|not))\b|"
    r"\b(?:them|these|those|this)\b",
    re.IGNORECASE,
)
_ORDERED = re.compile(
    r"\b(?:order|steps?|sequence|priority|rank\w*|stages?|procedure|process|workflow|structure|layout|template|"
    r"lines|sections|headings|paragraphs|parts|columns)\b|\b(?:this|following|these) (?:form|format)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(r"\W*\w[\w ]{0,30}\W{0,2}\s*(?:\([^)\n]*\)\s*)?(?::|=|–|—|- )")


@mutator(family="reorder")
def bullet_order(source: Source) -> Iterator[Site]:
    """List the points of an unordered list in another order, each with the lines that belong to it."""
    if order_counts(source):
        return
    for points in _points(source):
        texts = [source.text[start:stop] for start, stop in points]
        free = not any(_STEP.search(text) or _POINTS_BACK.search(text) for text in texts)
        alike = len({text.rstrip()[-1:] in ".!?;," for text in texts}) == 1 and not texts[0].endswith((",", ";"))
        if free and alike and not _is_ordered(source, points[0][0]):
            parts = list(between_ordered(source, points)) if any(map(_FIELD.match, texts)) else [points]
            for part in parts:
                yield source.site(*(permuted(source, part, order) for order in orders(len(part))))


def _points(source: Source) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of points of one level, each with what is indented under it."""
    run: list[tuple[int, int]] = []
    depth = 0
    for line in lines_of(source.text):
        indent = len(line.text) - len(line.text.lstrip())
        if line.kind == "bullet" and (not run or indent == depth):
            depth = indent
            run.append((line.start, line.stop))
        elif run and line.kind != "blank" and indent > depth:
            run[-1] = (run[-1][0], line.stop)
        else:
            if len(run) > 1:
                yield run
            run = [(line.start, line.stop)] if line.kind == "bullet" else []
            depth = indent
    if len(run) > 1:
        yield run


def _is_ordered(source: Source, at: int) -> bool:
    """Whether the line above says that the order of the list counts."""
    above = source.text[:at].rstrip().rsplit("\n", 1)[-1]
    return bool(_ORDERED.search(above))


@mutator(family="reorder")
def definition_order(source: Source) -> Iterator[Site]:
    """List the lines that say what each label means in another order."""
    names = label_names(source.prompt)
    if not names or order_counts(source):
        return
    starts = re.compile(rf"(?:{'|'.join(re.escape(name) for name in names)})\s*(?::|=|-|–|—|\()\s*\S", re.IGNORECASE)
    run: list[Line] = []
    for line in [*lines_of(source.text), None]:
        if line is not None and line.kind != "bullet" and "{" not in line.text and starts.match(line.text):
            run.append(line)
            continue
        texts = [each.text for each in run]
        if len(run) > 1 and not any(_STEP.search(text) or _POINTS_BACK.search(text) for text in texts):
            spans = [(each.start, each.stop) for each in run]
            yield source.site(*(permuted(source, spans, order) for order in orders(len(spans))))
        run = []
