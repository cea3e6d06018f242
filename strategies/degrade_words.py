"""Degradations of words: spelling from memory, chat shorthand, and small words left out, doubled or mistaken."""

import re
from collections.abc import Iterator, Mapping

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.degrade_places import places
from promptfuzz.strategies.paraphrase_rules import lexicon

_APOSTROPHE = r"\b(?!(?:[Ww]e|I|[Ss]?[Hh]e)['’](?:ll|re|d)\b)[A-Za-z]+['’](?:t|s|re|ve|ll|d)\b"
_ARTICLE = r"\b(?:the|an?)[ ](?!(?:few|little|more|less|most|least|same|lot|number|single|hundred)\b)(?=[\w{\"'<])"
_SMALL = (
    r"(?<=[a-z] )(?<!out )(?<!none )(?<!all )(?<!most )(?<!instead )(?<!any )(?<!kind )of (?=(?:the|an?|this|your) )|"
    r"(?<=need |want |have |sure )to (?=[a-z])|(?<=sure |says |show |mean )that (?=[a-z])|(?<=\bWhat )is (?=the\b)"
)
_AGREEMENT = (
    (r"(?<=\bthe )([a-z]+[^s\W]) is\b", "is", "are"),
    (r"(?<=\bthe )([a-z]+[^s\W]) has\b", "has", "have"),
    (r"(?<=\bthe )([a-z]+s) are\b", "are", "is"),
    (r"\bdoes(?= the\b)", "does", "do"),
)


def _like(word: str, new: str) -> str:
    """Return `new` with the case of `word`."""
    if len(word) > 1 and word.isupper():
        return new.upper()
    return new[:1].upper() + new[1:] if word[:1].isupper() else new


def _by_lexicon(source: Source, entries: Mapping[str, str]) -> Iterator[Site]:
    pattern = "|".join(map(re.escape, sorted(entries, key=len, reverse=True)))
    for found in places(source, rf"(?<![\w'’-])(?:{pattern})(?![\w'’-])", re.IGNORECASE):
        new = entries.get(found.group().lower())
        if new is not None:
            yield source.site(source.edit(*found.span(), _like(found.group(), new)))


@mutator(family="degrade")
def misspellings(source: Source) -> Iterator[Site]:
    """Spell a word as it is often misspelt."""
    yield from _by_lexicon(source, lexicon("misspellings")["entries"])


@mutator(family="degrade")
def homophones(source: Source) -> Iterator[Site]:
    """Type a word that sounds like the right one."""
    yield from _by_lexicon(source, lexicon("homophones")["entries"])


@mutator(family="degrade")
def texting(source: Source) -> Iterator[Site]:
    """Shorten a word as in a chat message."""
    yield from _by_lexicon(source, lexicon("abbreviations")["entries"])


@mutator(family="degrade")
def missing_apostrophes(source: Source) -> Iterator[Site]:
    """Leave out an apostrophe, except where another word would come of it."""
    for found in places(source, _APOSTROPHE):
        yield source.site(source.edit(*found.span(), re.sub("['’]", "", found.group())))


@mutator(family="degrade")
def dropped_articles(source: Source) -> Iterator[Site]:
    """Leave out an article."""
    for found in places(source, _ARTICLE):
        yield source.site(source.edit(*found.span(), ""))
    for found in places(source, r"\b(?:The|An) (?=[a-z])"):
        yield source.site(source.edit(*found.span(), ""))


@mutator(family="degrade")
def dropped_words(source: Source) -> Iterator[Site]:
    """Leave out a small word without which the sentence is still understood."""
    for found in places(source, _SMALL):
        start, stop = found.span()
        article = re.match(r"(?:the|an?) ", source.text[stop:])
        # With the article, which is not dropped as well: "of a phone company" would lose its head.
        end = stop + (article.end() if article else 0)
        yield source.site(source.edit(start, end, source.text[stop:end]))


@mutator(family="degrade")
def article_slips(source: Source) -> Iterator[Site]:
    """Type "a" for "an"."""
    for found in places(source, r"\ban(?= [a-z])"):
        yield source.site(source.edit(*found.span(), "a"))


@mutator(family="degrade")
def agreement_slips(source: Source) -> Iterator[Site]:
    """Let a verb disagree with its subject."""
    for pattern, verb, new in _AGREEMENT:
        for found in places(source, pattern):
            yield source.site(source.edit(found.end() - len(verb), found.end(), new))


@mutator(family="degrade")
def repeated_words(source: Source) -> Iterator[Site]:
    """Type a small word twice."""
    for found in places(source, r"(?<=[\w,] )(?:the|of|to|is|in|for|with|and)(?= [\w{])"):
        word = found.group()
        yield source.site(source.edit(*found.span(), f"{word} {word}"))
