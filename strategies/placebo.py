"""Placebos: edits of white space that cannot matter, the control for "any change of the text at all"."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.format_layout import is_free
from promptfuzz.strategies.layout import lines_of

_WORD_GAP = re.compile(r"(?<=[^\W_])[,;]? (?=[^\W\d_])")
_MANY = 400  # far more than a run asks for
_LABEL = re.compile(r"[^:\n]*: ?")
_SENTENCE_GAP = re.compile(r"(?<=[^\W_][.!?]) (?=[^\W\d_])")


@mutator(family="placebo")
def trailing_newline(source: Source) -> Iterator[Site]:
    """Add a newline at the end."""
    yield _at_end(source, "\n")


@mutator(family="placebo")
def trailing_newlines(source: Source) -> Iterator[Site]:
    """Add two newlines at the end."""
    yield _at_end(source, "\n\n")


@mutator(family="placebo")
def trailing_space(source: Source) -> Iterator[Site]:
    """Add a space at the end."""
    yield _at_end(source, " ")


@mutator(family="placebo")
def doubled_space(source: Source) -> Iterator[Site]:
    """Double the space between two words of running text."""
    yield from _widened(source, _WORD_GAP)


@mutator(family="placebo")
def sentence_space(source: Source) -> Iterator[Site]:
    """Leave two spaces between two sentences, as typewriters did."""
    yield from _widened(source, _SENTENCE_GAP)


def _at_end(source: Source, text: str) -> Site:
    return source.site(source.edit(len(source.text), len(source.text), text))


def _widened(source: Source, gaps: re.Pattern[str]) -> Iterator[Site]:
    """Offer each gap once, on lines that are no headings, and behind the label where a line has one.

    Gaps beside slots, quotes and other protected spans stay: there a space may be taken for a part of the value.
    Of very many gaps only some are offered, from everywhere.
    """
    found = []
    for line in lines_of(source.text):
        label = _LABEL.match(line.text) if line.kind in {"pair", "data", "label"} else None
        start = line.start + (label.end() if label else 0)
        if line.kind in {"heading", "fence"}:
            continue
        for gap in gaps.finditer(source.text, start, line.stop):
            at = gap.end() - 1
            if is_free(source, gap.start() - 1, gap.end() + 1):
                found.append(at)
    step = -(-len(found) // _MANY) if found else 1
    for at in found[::step]:
        yield source.site(source.edit(at, at + 1, "  "))
