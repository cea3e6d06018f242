"""Degradations of words: spelling from memory or by ear, chat shorthand, vague words, words left out or doubled."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.degrade_places import line_at, places, sentences, words
from promptfuzz.strategies.paraphrase_rules import lexicon

_APOSTROPHE = r"\b(?!(?:[Ww]e|I|[Ss]?[Hh]e)['’](?:ll|re|d)\b)[A-Za-z]+['’](?:t|s|re|ve|ll|d)\b"
_ARTICLE = (
    r"(?<!once )(?<!twice )(?<!times )(?<!per )\b(?:the|an?)[ ]"
    r"(?!(?:few|little|more|less|most|least|same|other|others|only|one|lot|number|single|hundred|pair|couple|given)\b)"
    r"(?=[\w{\"'<])"
)
_SMALL = (
    r"(?<=[a-z] )(?<!out )(?<!none )(?<!all )(?<!most )(?<!instead )(?<!any )(?<!kind )(?<!some )(?<!one )(?<!each )"
    r"(?<!both )(?<!either )(?<!neither )(?<!name )(?<!half )(?<!list )of (?=(?:the|an?|this|your) )|"
    r"(?<=need |want |have |sure )to (?=[a-z])|(?<=sure |says |show |mean )that (?=[a-z])|(?<=\bWhat )is (?=the\b)"
)
# "If the text is empty" -> "If the text empty", "If it is not clear" -> "If not clear".
_COPULA = r"(?<=\b[Ii]f )(?:you are |it is )(?=(?:unsure|sure|not|unclear|empty|in|possible|necessary|needed)\b)"
_SUBJECT_COPULA = (
    r"(?<=\b[Ii]f the )([a-z]+) (?:is|are) (?=(?:empty|missing|unclear|in|too|about|written|not|long|short)\b)"
)


def in_case_of(word: str, new: str) -> str:
    """Return `new` with the case of `word`."""
    if len(word) > 1 and word.isupper():
        return new.upper()
    return new[:1].upper() + new[1:] if word[:1].isupper() else new


def by_lexicon(source: Source, name: str) -> Iterator[Site]:
    """Yield a site for each place of an entry of lexicon `name`, the longest entry first."""
    entries: dict[str, str | list[str]] = lexicon(name)["entries"]
    pattern = "|".join(map(re.escape, sorted(entries, key=len, reverse=True)))
    for found in places(source, rf"(?<![\w'’-])(?:{pattern})(?![\w'’-])", re.IGNORECASE):
        new = entries.get(found.group().lower(), [])
        said = [new] if isinstance(new, str) else new
        if said:
            yield source.site(*(source.edit(*found.span(), in_case_of(found.group(), text)) for text in said))


@mutator(family="degrade")
def misspellings(source: Source) -> Iterator[Site]:
    """Spell a word as it is often misspelt."""
    yield from by_lexicon(source, "misspellings")


@mutator(family="degrade")
def homophones(source: Source) -> Iterator[Site]:
    """Type a word that sounds like the right one."""
    yield from by_lexicon(source, "homophones")


@mutator(family="degrade")
def texting(source: Source) -> Iterator[Site]:
    """Shorten a word as in a chat message."""
    yield from by_lexicon(source, "abbreviations")


@mutator(family="degrade")
def vague_words(source: Source) -> Iterator[Site]:
    """Say something needlessly precise in vague words."""
    yield from by_lexicon(source, "vague")


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
        article = re.compile(r"(?:the|an?) ").match(source.text, stop)
        # With the article, which is not dropped as well: "of a phone company" would lose its head.
        end = article.end() if article else stop
        yield source.site(source.edit(start, end, source.text[stop:end]))
    for found in places(source, _COPULA):
        yield source.site(source.edit(*found.span(), ""))
    for found in places(source, _SUBJECT_COPULA):
        yield source.site(source.edit(*found.span(), f"{found.group(1)} "))


@mutator(family="degrade")
def repeated_words(source: Source) -> Iterator[Site]:
    """Type a small word twice."""
    for found in places(source, r"(?<=[\w,] )(?:the|of|to|is|in|for|with|and|this|that|it|your|are)(?= [\w{])"):
        word = found.group()
        yield source.site(source.edit(*found.span(), f"{word} {word}"))


@mutator(family="degrade")
def false_starts(source: Source) -> Iterator[Site]:
    """Say the first word of a sentence twice, the first time cut short."""
    starts = {sentence.start for sentence in sentences(source)}
    for word in words(source):
        text = source.text[word.start : word.stop]
        if (
            word.start in starts
            and len(text) > 5
            and text.istitle()
            and text.isascii()
            and source.text[word.stop : word.stop + 1] == " "
            and line_at(source, word.start).kind in {"text", "bullet", "numbered"}
        ):
            again = text.lower()
            yield source.site(
                source.edit(word.start, word.stop, f"{text} {again}"),
                source.edit(word.start, word.stop, f"{text[:3]}- {again}"),
            )
