"""Degradations of capitals: lost, held too long, or on every word."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.degrade_places import is_free, sentences, words, words_between

_ACRONYM = re.compile(r"\b(?:JSON|CSV|HTML|XML|YAML|SQL|PDF|URL|API|FAQ|FAQs|URLs|PDFs|CV|AI)\b")
_SMALL = frozenset("a an the of or and to in on at by for as if is not with from".split())


@mutator(family="degrade")
def lower_starts(source: Source) -> Iterator[Site]:
    """Begin a sentence with a small letter."""
    starts = {sentence.start for sentence in sentences(source)}
    for word in words(source):
        text = source.text[word.start : word.stop]
        if word.start in starts and text.istitle() and len(text) > 1:
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
def lower_acronyms(source: Source) -> Iterator[Site]:
    """Write the name of a file format in small letters."""
    for found in _ACRONYM.finditer(source.text):
        if is_free(source, *found.span()):
            yield source.site(source.edit(*found.span(), found.group().lower()))


@mutator(family="degrade")
def shouted_words(source: Source) -> Iterator[Site]:
    """Leave the caps lock on for a word."""
    for word in words(source):
        text = source.text[word.start : word.stop]
        if len(text) > 4 and text.isalpha() and not text.isupper() and text.upper() != text:
            yield source.site(source.edit(word.start, word.stop, text.upper()))


@mutator(family="degrade")
def inverted_words(source: Source) -> Iterator[Site]:
    """Begin a sentence with the caps lock on, so that shift makes a small letter of the first."""
    starts = {sentence.start for sentence in sentences(source)}
    for word in words(source):
        text = source.text[word.start : word.stop]
        if word.start in starts and text.isascii() and text.istitle() and len(text) > 4:
            yield source.site(source.edit(word.start, word.stop, text.swapcase()))


@mutator(family="degrade")
def stray_capitals(source: Source) -> Iterator[Site]:
    """Begin a word inside a sentence with a capital."""
    for word in words(source):
        text = source.text[word.start : word.stop]
        if len(text) > 4 and text.isascii() and text.isalpha() and text.islower():
            yield source.site(source.edit(word.start, word.stop, text.capitalize()))


@mutator(family="degrade")
def shouted_sentences(source: Source) -> Iterator[Site]:
    """Leave the caps lock on for a sentence."""
    for sentence in sentences(source):
        changes: list[Change] = [
            source.edit(word.start, word.stop, text.upper())
            for word in words_between(source, sentence.start, sentence.stop)
            if (text := source.text[word.start : word.stop]) != text.upper()
        ]
        if len(changes) > 1:
            yield source.site(changes)


@mutator(family="degrade")
def headline_sentences(source: Source) -> Iterator[Site]:
    """Begin every longer word of a sentence with a capital."""
    for sentence in sentences(source):
        changes: list[Change] = [
            source.edit(word.start, word.stop, text.capitalize())
            for word in words_between(source, sentence.start, sentence.stop)
            if (text := source.text[word.start : word.stop]).islower() and text.isascii() and text not in _SMALL
        ]
        if len(changes) > 2:
            yield source.site(changes)
