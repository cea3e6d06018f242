"""Where slips may happen: the words and places of an instruction, outside of its examples and options."""

import re
from collections.abc import Iterator
from functools import lru_cache

from promptfuzz.mutators import Source
from promptfuzz.render import Span
from promptfuzz.strategies.layout import content_spans

_VALUE = re.compile(
    r"\b(?:answer|reply|respond|say|write|return|output|put|prefer|choose|use)\s+(?:with\s+)?"
    r"(?P<value>[\w-]+(?:\s+or\s+[\w-]+)*)(?=[.,;:\n]|$|\s+(?:if|when|where|unless|first|otherwise|only|for|in)\b)",
    re.IGNORECASE,
)


def words(source: Source) -> tuple[Span, ...]:
    """Return the words of the instruction, without those that are named in it.

    A word with a capital inside a sentence is a name, or is itself what the instruction speaks of; in "answer
    unknown if ..." a slip would ask for another answer, whether or not the prompt declares its labels.
    """
    content = _content(source.text)
    return tuple(
        word
        for word in source.words
        if not any(start <= word.start < stop for start, stop in content) and not _is_name(source, word)
    )


@lru_cache(maxsize=1024)
def _content(text: str) -> tuple[tuple[int, int], ...]:
    return (*content_spans(text), *(found.span("value") for found in _VALUE.finditer(text)))


def _is_name(source: Source, word: Span) -> bool:
    before = source.text[: word.start].rstrip(" \t\"'*_#-•(")
    return source.text[word.start].isupper() and before != "" and before[-1] not in ".!?:\n"


def places(source: Source, pattern: str, flags: int = 0) -> Iterator[re.Match[str]]:
    """Yield the matches of `pattern` in the instruction that touch no protected span."""
    content = _content(source.text)
    for found in source.find(pattern, flags):
        named = found.group()[:1].isupper() and _is_name(source, Span(*found.span()))
        if not named and not any(start < found.end() and found.start() < stop for start, stop in content):
            yield found
