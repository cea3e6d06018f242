"""How a source is laid out: its lines by kind, slot labels, cues and blocks of input, for mutators to read."""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

SLOT = r"\{[^\W\d]\w*\}"
LABEL = r"[A-Z][\w'’/ ()-]{0,40}?"
_SLOT_LABEL = re.compile(rf"(?m)^(?P<label>{LABEL})(?P<sep>:[ \t]*\n?[ \t]*)(?=[\"'“<`]*{SLOT})")
_DATA_LINE = re.compile(rf"^\s*(?:{LABEL}:\s*)?(?:<\w+>|[\"'“`]*)\s*{SLOT}\s*(?:</\w+>|[\"'”`]*)\s*$")
_FENCE = re.compile(r"^\s*(?:\"\"\"|'''|```\w*|-{3,}|={3,}|#{3,}|</?\w+>)\s*$")
_KINDS = (
    ("blank", re.compile(r"^\s*$")),
    ("data", _DATA_LINE),
    ("fence", _FENCE),
    ("heading", re.compile(r"^\s*(?:#{1,6}\s+\S.*|\*\*[^*]+\*\*:?|[A-Z][A-Z ]{3,40}:?)\s*$")),
    ("bullet", re.compile(r"^\s*[-*•+]\s+\S")),
    ("numbered", re.compile(r"^\s*\(?\d{1,2}[.):]\s+\S|^\s*Step \d")),
    ("option", re.compile(r"^\s*\(?[A-Z][.):]\)?\s+\S")),
    ("label", re.compile(r"^\s*[A-Z][\w'’/ ()-]{0,40}:\s*$")),
    ("pair", re.compile(r"^\s*[A-Z][\w'’()-]{0,24}(?: [\w'’()-]+){0,2}:\s+\S")),
    ("arrow", re.compile(r"^\s*\S.*\s(?:->|=>|→)\s+\S")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a source, without its line end; `kind` says what it looks like.

    Kinds: blank, data (a slot with nothing but its label and delimiters), fence, heading, bullet, numbered,
    option, label (``Text:`` alone on its line), pair (``Input: some words``), arrow, text.
    """

    start: int
    stop: int
    text: str
    kind: str


@lru_cache(maxsize=1024)
def lines_of(text: str) -> tuple[Line, ...]:
    """Return the lines of `text`."""
    found, at = [], 0
    for piece in text.split("\n"):
        kind = next((name for name, pattern in _KINDS if pattern.match(piece)), "text")
        found.append(Line(at, at + len(piece), piece, kind))
        at += len(piece) + 1
    return tuple(found)


@dataclass(frozen=True, slots=True)
class SlotLabel:
    """``Review: {review}``: the label ``start..stop``, and the separator up to `slot`, where the value begins."""

    start: int
    stop: int
    slot: int


@lru_cache(maxsize=1024)
def slot_labels(text: str) -> tuple[SlotLabel, ...]:
    """Return the labels that stand at the start of a line before a slot."""
    return tuple(SlotLabel(m.start("label"), m.end("label"), m.end("sep")) for m in _SLOT_LABEL.finditer(text))


@lru_cache(maxsize=1024)
def cue_start(text: str) -> int | None:
    """Return where a trailing cue such as ``Answer:`` begins, or None where the source ends without one."""
    filled = [line for line in lines_of(text) if line.kind != "blank"]
    if not filled or len(filled) < 2:
        return None
    last = filled[-1]
    return last.start if re.fullmatch(r"\s*[A-Z][\w'’ ()-]{0,40}:\s*", last.text) else None


def _is_input(lines: tuple[Line, ...], number: int) -> bool:
    """Whether a line belongs to input: a slot line, or the label or fence around one."""
    kind = lines[number].kind
    if kind == "data":
        return True
    if kind == "heading":
        below = next((n for n in range(number + 1, len(lines)) if lines[n].kind != "blank"), number)
        return below > number and _is_input(lines, below)
    if kind == "label":
        return number + 1 < len(lines) and lines[number + 1].kind in {"data", "fence"} and _near(lines, number + 1)
    return kind == "fence" and _near(lines, number)


def _near(lines: tuple[Line, ...], number: int) -> bool:
    return any(0 <= n < len(lines) and lines[n].kind == "data" for n in (number - 1, number, number + 1))


@lru_cache(maxsize=1024)
def input_blocks(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of the runs of input lines; blank lines between two of them belong to the run."""
    lines, runs = lines_of(text), []
    start: int | None = None
    stop = 0
    for number, line in enumerate(lines):
        if _is_input(lines, number):
            start = line.start if start is None else start
            stop = line.stop
        elif line.kind != "blank" and start is not None:
            runs.append((start, stop))
            start = None
    if start is not None:
        runs.append((start, stop))
    return tuple(runs)


@lru_cache(maxsize=1024)
def content_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of lettered options and of examples, whose words are data and not instruction."""
    lines = lines_of(text)
    names = [line.text.split(":")[0].strip() for line in lines]
    counts = Counter(names)
    repeated = {name for line, name in zip(lines, names, strict=True) if line.kind == "pair" and counts[name] > 1}
    return tuple(
        (line.start, line.stop)
        for line, name in zip(lines, names, strict=True)
        if line.kind in {"option", "arrow"} or (line.kind == "pair" and name in repeated)
    )


def is_prose(text: str, start: int, stop: int) -> bool:
    """Whether ``start..stop`` lies on lines of running text, outside of lists, labels, headings and data."""
    lines = lines_of(text)
    at = bisect_right(lines, start, key=lambda line: line.stop)
    while at < len(lines) and lines[at].start < stop:
        if lines[at].kind != "text":
            return False
        at += 1
    return True
