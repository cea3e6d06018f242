"""Degradations of the surface: capitals, punctuation, white space and run-on sentences."""

import re
from collections.abc import Iterator
from itertools import pairwise

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.degrade_places import places, words
from promptfuzz.strategies.layout import cue_start, is_prose, lines_of, slot_labels

_NEGATION = re.compile(r"\b(?:not|never|no|without|nor|neither|cannot|avoid)\b|n['’]t\b", re.IGNORECASE)
_LISTED = ("label", "option")


@mutator(family="degrade")
def lower_starts(source: Source) -> Iterator[Site]:
    """Begin a sentence with a small letter."""
    for sentence in source.sentences:
        for word in words(source):
            text = source.text[word.start : word.stop]
            if word.start == sentence.start and text.istitle() and len(text) > 1:
                yield source.site(source.edit(word.start, word.stop, text.lower()))


@mutator(family="degrade")
def no_capitals(source: Source) -> Iterator[Site]:
    """Begin every sentence with a small letter."""
    changes = [
        source.edit(word.start, word.stop, text.lower())
        for word in words(source)
        if len(text := source.text[word.start : word.stop]) > 1 and text.istitle()
    ]
    if changes:
        yield source.site(changes)


@mutator(family="degrade")
def shouted_words(source: Source) -> Iterator[Site]:
    """Leave the caps lock on for a word."""
    for word in words(source):
        text = source.text[word.start : word.stop]
        if len(text) > 4 and text.isalpha() and not text.isupper():
            yield source.site(source.edit(word.start, word.stop, text.upper()))


@mutator(family="degrade")
def shouted_sentences(source: Source) -> Iterator[Site]:
    """Leave the caps lock on for a sentence."""
    for sentence in source.sentences:
        changes: list[Change] = [
            source.edit(word.start, word.stop, text.upper())
            for word in words(source)
            if sentence.start <= word.start < sentence.stop
            and (text := source.text[word.start : word.stop]) != text.upper()
        ]
        if len(changes) > 1:
            yield source.site(changes)


@mutator(family="degrade")
def lost_stops(source: Source) -> Iterator[Site]:
    """Leave out the mark at the end of a line."""
    for found in places(source, r"(?<=[\w\"')}])[.?!](?=[ \t]*(?:\n|$))"):
        yield source.site(source.edit(*found.span(), ""))


@mutator(family="degrade")
def lost_commas(source: Source) -> Iterator[Site]:
    """Leave out a comma, except in a list of labels."""
    for found in places(source, r"(?<=\w),(?= [a-z])"):
        beside = any(
            s.kind in _LISTED and (s.stop == found.start() or s.start == found.end() + 1) for s in source.protected
        )
        if not beside:
            yield source.site(source.edit(*found.span(), ""))


@mutator(family="degrade")
def lost_colons(source: Source) -> Iterator[Site]:
    """Leave out the colon behind the label of an input."""
    for label in slot_labels(source.text):
        if source.is_free(label.stop, label.stop + 1):
            yield source.site(source.edit(label.stop, label.stop + 1, ""))


@mutator(family="degrade")
def lost_spaces(source: Source) -> Iterator[Site]:
    """Leave out the space behind a comma or a full stop."""
    for found in places(source, r"(?<=[a-z])[,.] (?=[A-Za-z])(?! ?[a-z]\.)"):
        yield source.site(source.edit(*found.span(), found.group()[0]))  # with the mark, which may be lost as well


@mutator(family="degrade")
def stray_spaces(source: Source) -> Iterator[Site]:
    """Put a space before a comma or the mark at the end of a sentence."""
    for found in places(source, r"(?<=[a-z])[,.?!](?: |(?=\s|$))"):
        if not re.search(r"\b(?:e\.g|i\.e|etc|vs)$", source.text[: found.start()]):
            yield source.site(source.edit(*found.span(), " " + found.group()))


@mutator(family="degrade")
def lost_blank_lines(source: Source) -> Iterator[Site]:
    """Leave out a blank line, or put in one too many."""
    for found in re.finditer(r"(?<=\S)\n\n+(?=\S)", source.text):
        if source.is_free(*found.span()):
            start, stop = found.span()
            yield source.site(source.edit(start, stop, "\n"), source.edit(start, stop, found.group() + "\n"))


@mutator(family="degrade")
def stray_blank_lines(source: Source) -> Iterator[Site]:
    """Put a blank line between two lines of running text."""
    cue = cue_start(source.text)
    lines = lines_of(source.text)
    for line, after in pairwise(lines):
        if (
            line.kind == "text"
            and after.kind in {"text", "data"}
            and after.start != cue
            and source.is_free(line.stop, after.start)
        ):
            yield source.site(source.edit(line.stop, after.start, "\n\n"))


@mutator(family="degrade")
def run_on(source: Source) -> Iterator[Site]:
    """Join two sentences with a comma."""
    for first, second in pairwise(source.sentences):
        before, after = (source.text[s.start : s.stop] for s in (first, second))
        conditional = re.match(r"(?:If|When|Unless|Otherwise|I|Do not|Don|Never|No)\b", after)
        letter = second.start + 1
        if (
            before.endswith(".")
            and "\n" not in source.text[first.stop : second.start]
            and not conditional
            and not _NEGATION.search(before)
            and after[:1].isupper()
            and not after[1:2].isupper()
            and source.is_free(first.stop - 1, letter)
            and is_prose(source.text, first.start, second.stop)
        ):
            yield source.site(source.edit(first.stop - 1, letter, f", {after[0].lower()}"))
