"""Formats of examples: the labels, separators and gaps of all shown pairs and of the open one at the end, together."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.format_layout import is_free, places_of
from promptfuzz.strategies.format_validity import speaks_of_rules, speaks_of_wraps
from promptfuzz.strategies.layout import lines_of

_FIELD = re.compile(r"^(?P<name>[A-Z][\w'’()-]{0,24}(?: [\w'’()-]+){0,2})(?P<gap>: ?)")
_TURN = re.compile(r"user|assistant|human|ai|bot|agent|customer|system|speaker", re.IGNORECASE)
_ARROW = re.compile(r"(?<=\S) ?(?P<arrow>->|=>|→|-->|==>)(?= \S|\s*$)")
_ARROWS = ("->", "=>", "→", "-->")
_SIGNED = re.compile(r"[-+–$€£]?\d|[-–{]")
_GAPS = ("\n\n", "\n\n\n", "\n---\n", "\n\n---\n\n")


@dataclass(frozen=True, slots=True)
class Shown:
    """One labelled line of an example: the name ``start..stop``, and its value from `value` on; `open` where empty."""

    start: int
    stop: int
    value: int
    name: str
    open: bool


@lru_cache(maxsize=256)
def examples_of(text: str) -> tuple[tuple[Shown, ...], ...]:
    """Return the examples of `text`, the open one last; none unless all have the same names in the same order."""
    rows = []
    for line, place in zip(lines_of(text), places_of(text), strict=True):
        found = None if place.quoted else _FIELD.match(line.text)
        if found is not None:
            at = line.start
            empty = not line.text[found.end() :].strip()
            rows.append(Shown(at, at + found.end("name"), at + found.end("gap"), found.group("name"), empty))
    counts = Counter(row.name for row in rows)
    rows = [row for row in rows if counts[row.name] > 1]
    names = list(dict.fromkeys(row.name for row in rows))
    size = len(names)
    blocks = [tuple(rows[at : at + size]) for at in range(0, len(rows), size or 1)]
    alike = all([row.name for row in block] == names for block in blocks)
    whole = all(not row.open for block in blocks for row in block[:-1] if block) and len(blocks) > 1
    filled = all(not block[-1].open for block in blocks[:-1])
    turns = any(_TURN.fullmatch(name) for name in names)
    return tuple(blocks) if alike and whole and filled and size > 1 and not turns else ()


def _fields(source: Source) -> list[Shown]:
    """Return all labelled lines of the examples, or none where the text speaks of how they are written."""
    found = [row for block in examples_of(source.text) for row in block]
    quoted = any(re.search(rf"[\"'“`]{re.escape(name)}:?[\"'”`]", source.text) for name in {row.name for row in found})
    if quoted or speaks_of_wraps(source.text) or not all(is_free(source, row.start, row.stop) for row in found):
        return []
    return found


@mutator(family="format", parts=("template",))
def example_separator(source: Source) -> Iterator[Site]:
    """Part the labels of all examples from their values in another way."""
    fields = _fields(source)
    if not fields or any(source.text[row.stop : row.value] != ": " for row in fields if not row.open):
        return
    styles = [":\n", " = ", " | "]
    if not any(_SIGNED.match(source.text, row.value) for row in fields):
        styles.append(" - ")
    yield source.site(*(_parted(source, fields, new) for new in styles))


def _parted(source: Source, fields: Sequence[Shown], separator: str) -> list[Change]:
    """Return the edits that put `separator` behind every label; an open cue keeps nothing behind it."""
    news = [separator.rstrip() if row.open else separator for row in fields]
    return [
        source.edit(row.stop, row.value, new)
        for row, new in zip(fields, news, strict=True)
        if new != source.text[row.stop : row.value]
    ]


@mutator(family="format", parts=("template",))
def example_labels(source: Source) -> Iterator[Site]:
    """Write the labels of all examples in capitals, in lower case, in bold, in brackets or as headings."""
    fields = _fields(source)
    if not fields:
        return
    names = {row.name for row in fields}
    mixed = any(word[1:] != word[1:].lower() for name in names for word in name.split())
    rows = []
    if not mixed and all(len(name) > 1 for name in names):
        rows += [[source.edit(r.start, r.stop, new(r.name)) for r in fields] for new in (str.upper, str.lower)]
    rows.append([source.edit(r.start, r.stop + 1, f"**{r.name}:**") for r in fields])
    values = [row for row in fields if not row.open]
    if all(source.text[row.stop : row.value] == ": " for row in values):
        headed = [source.edit(r.start, r.value, f"### {r.name}:\n") for r in values]
        rows.append([*headed, *(source.edit(r.start, r.start, "### ") for r in fields if r.open)])
    yield source.site(*rows)


@mutator(family="format", parts=("template",))
def example_gaps(source: Source) -> Iterator[Site]:
    """Part the examples from each other by more blank lines or by rules."""
    blocks, text = examples_of(source.text), source.text
    lefts = [len(text[: block[0].start].rstrip()) for block in blocks[1:]]
    gaps = list(zip(lefts, (block[0].start for block in blocks[1:]), strict=True))
    used = {text[left:right] for left, right in gaps}
    if len(used) == 1 and not speaks_of_rules(text) and used <= {"\n\n", "\n"}:
        yield source.site(*([source.edit(*gap, new) for gap in gaps] for new in _GAPS if new not in used))


@mutator(family="format", parts=("template",))
def example_arrows(source: Source) -> Iterator[Site]:
    """Write the arrows of all examples in another way."""
    found = []
    for line, place in zip(lines_of(source.text), places_of(source.text), strict=True):
        arrows = [] if place.quoted else list(_ARROW.finditer(line.text))
        if len(arrows) > 1:
            return
        found += [(line.start + m.start("arrow"), line.start + m.end("arrow")) for m in arrows]
    used = {source.text[start:stop] for start, stop in found}
    if len(found) > 1 and len(used) == 1 and not re.search(r"\barrows?\b|\bdef \w+\(|;\s*$", source.text):
        yield source.site(*([source.edit(*span, new) for span in found] for new in _ARROWS if new not in used))
