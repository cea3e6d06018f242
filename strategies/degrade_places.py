"""Where slips may happen: the words and places of an instruction, outside of its examples, options and names."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from promptfuzz.mutators import Source
from promptfuzz.records import Prompt
from promptfuzz.render import Span, protected_spans
from promptfuzz.strategies.degrade_content import content_of
from promptfuzz.strategies.layout import Line, lines_of

_LONGEST = 60  # letters: what is longer is data, and a slip at each of its places would copy it as often
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LISTED = ("label", "option")


@dataclass(frozen=True, slots=True)
class _Guard:
    """Spans that no slip may touch, for a search by place; `reach` is how far the spans up to one extend."""

    starts: tuple[int, ...]
    reach: tuple[int, ...]

    def is_free(self, start: int, stop: int) -> bool:
        """Whether a change of ``start..stop`` touches none of the spans; an insertion at a border does not."""
        before = bisect_left(self.starts, stop)
        return before == 0 or self.reach[before - 1] <= start


def _guard(spans: Iterable[tuple[int, int]]) -> _Guard:
    ordered = sorted(spans)
    return _Guard(tuple(start for start, _ in ordered), tuple(accumulate((stop for _, stop in ordered), max)))


@lru_cache(maxsize=256)
def _guard_of(prompt: Prompt, part: str) -> _Guard:
    kept = [(span.start, span.stop) for span in protected_spans(prompt, part)]
    return _guard([*kept, *content_of(prompt.sources[part])])


@lru_cache(maxsize=256)
def _words(prompt: Prompt, part: str) -> tuple[Span, ...]:
    text, guard = prompt.sources[part], _guard_of(prompt, part)
    return tuple(
        Span(*found.span(), "word")
        for found in _WORD.finditer(text)
        if found.end() - found.start() <= _LONGEST
        and guard.is_free(*found.span())
        and not _is_name(text, found.start())
    )


@lru_cache(maxsize=256)
def _sentences(source: Source) -> tuple[Span, ...]:
    return source.sentences


def words(source: Source) -> tuple[Span, ...]:
    """Return the words of the instruction, without those that are named in it.

    A word with a capital inside a sentence is a name, or is itself what the instruction speaks of; in "answer
    unknown if ..." a slip would ask for another answer, whether or not the prompt declares its labels.
    """
    return _words(source.prompt, source.part)


def words_between(source: Source, start: int, stop: int) -> tuple[Span, ...]:
    """Return the words of the instruction that lie in ``start..stop``."""
    found = words(source)
    return found[bisect_left(found, start, key=_start) : bisect_left(found, stop, key=_start)]


def sentences(source: Source) -> tuple[Span, ...]:
    """Return the sentences and lines of `source`, which are found once for all mutators."""
    return _sentences(Source(source.prompt, source.part, source.text, "", ""))


def sentence_at(source: Source, at: int) -> Span | None:
    """Return the sentence in which offset `at` lies, or None between two of them."""
    found = sentences(source)
    number = bisect_right(found, at, key=_start) - 1
    return found[number] if number >= 0 and at < found[number].stop else None


def line_at(source: Source, at: int) -> Line:
    """Return the line in which offset `at` lies."""
    lines = lines_of(source.text)
    return lines[bisect_right(lines, at, key=_line_start) - 1]


def _line_start(line: Line) -> int:
    return line.start


def _start(span: Span) -> int:
    return span.start


def _is_name(text: str, start: int) -> bool:
    if not text[start].isupper():
        return False
    at = start
    while at and text[at - 1] in " \t\"'*_#-•(":
        at -= 1
    return at > 0 and text[at - 1] not in ".!?:\n"


def is_free(source: Source, start: int, stop: int) -> bool:
    """Whether ``start..stop`` of the instruction can change: no protected span, example, option or value."""
    return _guard_of(source.prompt, source.part).is_free(start, stop)


def places(source: Source, pattern: str, flags: int = 0) -> Iterator[re.Match[str]]:
    """Yield the matches of `pattern` in the instruction that touch no protected span."""
    guard = _guard_of(source.prompt, source.part)
    for found in re.finditer(pattern, source.text, flags):
        if guard.is_free(*found.span()) and not (found.group() and _is_name(source.text, found.start())):
            yield found


def beside_label(source: Source, start: int, stop: int) -> bool:
    """Whether a label or an option's letter ends at `start` or begins one place behind `stop`."""
    borders = _borders(source.prompt, source.part)
    return ("stop", start) in borders or ("start", stop) in borders or ("start", stop + 1) in borders


@lru_cache(maxsize=256)
def _borders(prompt: Prompt, part: str) -> frozenset[tuple[str, int]]:
    listed = [span for span in protected_spans(prompt, part) if span.kind in _LISTED]
    return frozenset({*(("start", s.start) for s in listed), *(("stop", s.stop) for s in listed)})
