"""Degradations of punctuation: marks left out, doubled, or weaker than they should be."""

import re
from collections.abc import Iterator
from itertools import pairwise

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.render import Span
from promptfuzz.strategies.degrade_places import beside_label, is_free, line_at, places, sentence_at, sentences
from promptfuzz.strategies.layout import slot_labels

_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nothing|without|nor|neither|cannot|avoid|except|only|just)\b|n['’]t\b", re.IGNORECASE
)
# A condition that loses its mark could belong to the sentence before it as well.
_CONDITION = re.compile(
    r"(?:If|When|Where|Unless|Otherwise|Except|Only|For|In|On|After|Before|Then|And|Or|But|I|Do not|Don|Never|No)\b"
)
_GAP = 3
_INSIDE = re.compile(r"\b(?:if|when|unless|where|until|for)\b", re.IGNORECASE)


@mutator(family="degrade")
def lost_stops(source: Source) -> Iterator[Site]:
    """Leave out the mark at the end of a line."""
    for found in places(source, r"(?<=[\w\"')}])[.?!](?=[ \t]*(?:\n|$))"):
        yield source.site(source.edit(*found.span(), ""))


@mutator(family="degrade")
def lost_inner_stops(source: Source) -> Iterator[Site]:
    """Leave out the full stop between two sentences, the second of which still begins with a capital."""
    for first, second in _neighbours(source):
        if not _INSIDE.search(source.text, first.start, first.stop):
            # With the capital, which alone parts the two sentences now.
            capital = source.text[second.start]
            yield source.site(source.edit(first.stop - 1, second.start + 1, f" {capital}"))


@mutator(family="degrade")
def run_on(source: Source) -> Iterator[Site]:
    """Join two sentences with a comma."""
    for first, second in _neighbours(source):
        denied = _NEGATION.search(source.text, first.start, first.stop)
        if not denied and not _INSIDE.search(source.text, first.start, first.stop):
            small = source.text[second.start].lower()
            yield source.site(source.edit(first.stop - 1, second.start + 1, f", {small}"))


def _neighbours(source: Source) -> Iterator[tuple[Span, Span]]:
    """Yield the sentences of one line of prose that can lose the full stop between them."""
    for first, second in pairwise(sentences(source)):
        if (
            second.start - first.stop < _GAP
            and source.text[first.stop - 1] == "."
            and "\n" not in source.text[first.stop : second.start]
            and not _CONDITION.match(source.text, second.start)
            and source.text[second.start].isupper()
            and source.text[second.start + 1 : second.start + 2].islower()
            and is_free(source, first.stop - 1, second.start + 1)
            and line_at(source, first.start).kind == "text"
        ):
            yield first, second


@mutator(family="degrade")
def lost_commas(source: Source) -> Iterator[Site]:
    """Leave out a comma, except in a list of labels and behind a negation, whose reach it marks."""
    for found in places(source, r"(?<=\w),(?= [a-z])"):
        sentence = sentence_at(source, found.start())
        denied = sentence is None or _NEGATION.search(source.text, sentence.start, found.start())
        if not denied and not beside_label(source, *found.span()):
            yield source.site(source.edit(*found.span(), ""))


@mutator(family="degrade")
def lost_colons(source: Source) -> Iterator[Site]:
    """Leave out the colon behind the label of an input."""
    for label in slot_labels(source.text):
        if is_free(source, label.stop, label.stop + 1):
            yield source.site(source.edit(label.stop, label.stop + 1, ""))


@mutator(family="degrade")
def lost_hyphens(source: Source) -> Iterator[Site]:
    """Write a compound as two words."""
    for found in places(source, r"\b(?!non|anti|un|re|co|ex|pre|post)[a-z]{3,}(?:-[a-z]{2,})+\b"):
        yield source.site(source.edit(*found.span(), found.group().replace("-", " ")))


@mutator(family="degrade")
def doubled_marks(source: Source) -> Iterator[Site]:
    """Type a mark twice or three times."""
    for found in places(source, r"(?<=[a-z])[.,?!](?=\s|$)"):
        mark = found.group()
        once_more = source.edit(*found.span(), mark * 2)
        # Three stops behind the last of several answers would read as "and so on".
        yield source.site(once_more) if mark in ",." else source.site(once_more, source.edit(*found.span(), mark * 3))


@mutator(family="degrade")
def excited_stops(source: Source) -> Iterator[Site]:
    """End a sentence with an exclamation mark."""
    for found in places(source, r"(?<=[a-z])\.(?=\s|$)"):
        yield source.site(source.edit(*found.span(), "!"), source.edit(*found.span(), "!!"))
