"""Formats of running text: emphasis, quotes around labels, and line breaks between sentences."""

import re
from collections.abc import Iterator
from itertools import pairwise

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.layout import is_prose
from promptfuzz.strategies.reorder_labels import label_runs

_CONSTRAINT = re.compile(
    r"^(?:please )?(?:do not|don['’]t|never|always|only|answer|reply|respond|return|output|use|keep|avoid|make sure|"
    r"your (?:answer|reply|response))\b",
    re.IGNORECASE,
)


@mutator(family="format")
def markdown_emphasis(source: Source) -> Iterator[Site]:
    """Set a constraint in bold or in italics."""
    for sentence in source.sentences:
        text = source.text[sentence.start : sentence.stop]
        plain = is_prose(source.text, sentence.start, sentence.stop) and not re.search(r"[*_`]", text)
        if plain and _CONSTRAINT.match(text) and text[-1] in ".!":
            start, stop = sentence.start, sentence.stop
            marks = ("**", "*")
            yield source.site(*([source.edit(start, start, m), source.edit(stop, stop, m)] for m in marks))


@mutator(family="format")
def label_quotes(source: Source) -> Iterator[Site]:
    """Put quotes around the labels that are listed."""
    spans = [span for run in label_runs(source) if len(run) > 1 for span in run]
    if any(source.text[start] in "\"'`" or stop - start < 2 for start, stop in spans) or not spans:
        return
    yield source.site(
        *(
            [edit for start, stop in spans for edit in (source.edit(start, start, mark), source.edit(stop, stop, mark))]
            for mark in ('"', "'")
        )
    )


@mutator(family="format")
def sentence_lines(source: Source) -> Iterator[Site]:
    """Put every sentence of a paragraph on a line of its own."""
    gaps = []
    for first, second in pairwise(source.sentences):
        if is_prose(source.text, first.start, second.stop) and source.text[first.stop : second.start] == " ":
            gaps.append((first.stop, second.start))
    if gaps:
        yield source.site([source.edit(*gap, "\n") for gap in gaps], [source.edit(*gap, "\n\n") for gap in gaps])


@mutator(family="format")
def joined_lines(source: Source) -> Iterator[Site]:
    """Run the sentences of a paragraph on instead of giving each a line."""
    gaps = []
    for first, second in pairwise(source.sentences):
        whole = source.text[first.stop - 1] in ".!?" and is_prose(source.text, first.start, second.stop)
        if whole and source.text[first.stop : second.start] == "\n":
            gaps.append((first.stop, second.start))
    if gaps:
        yield source.site([source.edit(*gap, " ") for gap in gaps])
