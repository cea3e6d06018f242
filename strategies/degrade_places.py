"""Where slips may happen: the words and places of an instruction, outside of its examples and options."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Source
from promptfuzz.render import Span
from promptfuzz.strategies.layout import content_spans


def words(source: Source) -> tuple[Span, ...]:
    """Return the words of the instruction."""
    content = content_spans(source.text)
    return tuple(word for word in source.words if not any(start <= word.start < stop for start, stop in content))


def places(source: Source, pattern: str, flags: int = 0) -> Iterator[re.Match[str]]:
    """Yield the matches of `pattern` in the instruction that touch no protected span."""
    content = content_spans(source.text)
    for found in source.find(pattern, flags):
        if not any(start < found.end() and found.start() < stop for start, stop in content):
            yield found
