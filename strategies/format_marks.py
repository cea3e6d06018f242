"""The lists of a source: what marks their points, what stands above them, and where they end."""

import re
from dataclasses import dataclass
from functools import lru_cache

from promptfuzz.strategies.format_layout import places_of
from promptfuzz.strategies.layout import Line, lines_of

_MARKS = {
    "bullet": re.compile(r"^(\s*)([-*•+])\s+(?=\S)"),
    "numbered": re.compile(r"^(\s*)(\(?\d{1,2}[.):]\)?)\s+(?=\S)"),
    "option": re.compile(r"^(\s*)(\(?[A-Z](?:\)|\.|:))\s+(?=\S)"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of a list's item at ``start..stop``; its content begins at `after` and ends at `end`."""

    start: int
    stop: int
    after: int
    end: int


@dataclass(frozen=True, slots=True)
class MarkedList:
    """A list: `kind` is bullet, numbered or option, `lead` the line above it, `depth` the spaces before its marks.

    It is `whole` where each of its items may change: one whose items change in part would be two lists.
    """

    kind: str
    lead: str
    depth: int
    marks: tuple[Mark, ...]
    whole: bool = True


@lru_cache(maxsize=256)
def lists_of(text: str) -> tuple[MarkedList, ...]:
    """Return the lists of `text`; blank and indented lines between the items belong to their list."""
    done: list[tuple[str, str, int, list[tuple[Mark, bool]]]] = []
    open_lists: list[tuple[str, str, int, list[tuple[Mark, bool]]]] = []
    above = ""
    for line, place in zip(lines_of(text), places_of(text), strict=True):
        if line.kind == "blank":
            continue
        depth = len(line.text) - len(line.text.lstrip())
        found = _MARKS[line.kind].match(line.text) if line.kind in _MARKS else None
        kept = place.quoted or (place.shown and line.kind != "option")
        while open_lists and (open_lists[-1][2] > depth or (found is None and open_lists[-1][2] >= depth)):
            open_lists.pop()
        if found is not None:
            if open_lists and open_lists[-1][2] == depth and open_lists[-1][0] != line.kind:
                open_lists.pop()
            if not open_lists or open_lists[-1][2] < depth:
                open_lists.append((line.kind, above, depth, []))
                done.append(open_lists[-1])
            open_lists[-1][3].append((_mark(line, found), kept))
        above = line.text
    return tuple(
        MarkedList(kind, lead, depth, tuple(mark for mark, _ in marks), not any(kept for _, kept in marks))
        for kind, lead, depth, marks in done
        if not all(kept for _, kept in marks)
    )


def _mark(line: Line, found: re.Match[str]) -> Mark:
    return Mark(line.start + found.start(2), line.start + found.end(2), line.start + found.end(), line.stop)
