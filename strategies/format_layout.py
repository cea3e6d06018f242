"""The layout of a source, parsed once into what formats vary: told lines and the instruction."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from promptfuzz.mutators import Source
from promptfuzz.records import Prompt
from promptfuzz.render import Span, protected_spans
from promptfuzz.strategies.layout import lines_of

_FENCE = re.compile(r"^\s*(\"\"\"|'''|```)")
_TAG = re.compile(r"^\s*<(/?)([A-Za-z][\w-]*)[^<>]*>\s*$")
_TAGGED = re.compile(r"</?[A-Za-z][\w-]*>")
_ORDERS = re.compile(
    r"instructions?|tasks?|rules?|guidelines?|role|system|constraints?|requirements?|steps?|policy|policies|notes?|"
    r"important|remember",
    re.IGNORECASE,
)
# In a table, or behind the indent of Markdown's code, every sign counts.
_JSON = re.compile(r"^\s*(?:\{(?![^\W\d]\w*\})|[}\]]|\[\s*$|\"\w+\"\s*:)")
_TABLE = re.compile(r"^\s*\|.*\||^(?: {4,}|\t)(?![-*•+\d(])\S")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands: `quoted` in a fence or a tag of data, `shown` as data below or behind a label."""

    quoted: bool
    shown: bool


@lru_cache(maxsize=256)
def places_of(text: str) -> tuple[Place, ...]:
    """Return the place of every line of `text`; the lines of a JSON sample are quoted too."""
    found: list[Place] = []
    fence = ""
    tags: list[str] = []
    shown = False
    for line in lines_of(text):
        opened, tag = _FENCE.match(line.text), _TAG.match(line.text)
        sample = _TABLE.match(line.text) or _JSON.match(line.text) or _TAGGED.search(line.text)
        quoted = bool(fence or tags or opened or tag or sample)
        if fence:
            fence = "" if line.text.strip() == fence else fence
        elif opened and line.text.count(opened.group(1)) == 1:
            fence = opened.group(1)
        elif tag and not tag.group(1) and not _ORDERS.search(tag.group(2)):
            tags.append(tag.group(2))
        elif tag and tag.group(1) and tags:
            tags.pop()
        if line.kind == "blank":
            shown = False
        found.append(Place(quoted, shown or line.kind in {"pair", "data", "label"}))
        if line.kind in {"pair", "data", "label"} and not _ORDERS.search(line.text.split(":")[0]):
            shown = True
    return tuple(found)


@lru_cache(maxsize=256)
def _told(text: str) -> tuple[tuple[int, ...], tuple[bool, ...]]:
    lines = lines_of(text)
    told = [
        line.kind == "text" and not place.quoted and not place.shown
        for line, place in zip(lines, places_of(text), strict=True)
    ]
    return tuple(line.start for line in lines), tuple(told)


def is_told(text: str, start: int, stop: int) -> bool:
    """Whether ``start..stop`` lies on lines of running instruction: no list, label, heading, code, table or data."""
    starts, told = _told(text)
    first, last = bisect_right(starts, start) - 1, bisect_right(starts, max(start, stop - 1)) - 1
    return all(told[first : last + 1])


def instruction_of(text: str) -> tuple[int, int] | None:
    """Return the span of the instruction where it stands in one piece and nothing heads it, else None."""
    lines, pieces = lines_of(text), list(_pieces(text))
    if len(pieces) != 1 or any(line.kind == "heading" for line in lines):
        return None
    return pieces[0] if is_told(text, pieces[0][0], pieces[0][0] + 1) else None


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start, stop = None, 0
    for line, place in zip(lines_of(text), places_of(text), strict=True):
        told = line.kind in {"text", "bullet", "numbered"} and not place.shown
        if told and (not place.quoted or _JSON.match(line.text)):
            start = line.start if start is None else start
            stop = line.start + len(line.text.rstrip())
        elif line.kind != "blank" and start is not None:
            yield start, stop
            start = None
    if start is not None:
        yield start, stop


@lru_cache(maxsize=64)
def _sentences(prompt: Prompt, part: str) -> tuple[Span, ...]:
    return Source(prompt, part, prompt.sources[part], "format", "format").sentences


def sentences_of(source: Source) -> tuple[Span, ...]:
    """Return the sentences of `source`, found once for all mutators that read them."""
    return _sentences(source.prompt, source.part)


@lru_cache(maxsize=256)
def _islands(prompt: Prompt, part: str) -> tuple[list[int], list[int]]:
    starts: list[int] = []
    stops: list[int] = []
    for span in protected_spans(prompt, part):
        if stops and span.start <= stops[-1]:
            stops[-1] = max(stops[-1], span.stop)
        else:
            starts.append(span.start)
            stops.append(span.stop)
    return starts, stops


def is_free(source: Source, start: int, stop: int) -> bool:
    """Whether ``start..stop`` touches no protected span; found by bisection, for sources with very many."""
    starts, stops = _islands(source.prompt, source.part)
    at = bisect_right(stops, start)
    return at == len(starts) or starts[at] >= stop
