"""Edits and moves: what a mutation changes, by offsets into the unedited source, and how it is applied."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from promptfuzz.errors import UsageError, closest
from promptfuzz.records.reading import Unfit, read_as
from promptfuzz.records.template import brace_spans, slot_counts


def _call(name: str, positional: Sequence[object], named: Mapping[str, tuple[object, object]]) -> str:
    shown = [repr(value) for value in positional]
    shown += [f"{key}={value!r}" for key, (value, default) in named.items() if value != default]
    return f"pf.{name}({', '.join(shown)})"


@dataclass(frozen=True, slots=True, repr=False)
class Edit:
    """Replace ``source[start:stop]`` of `part` by `text`, which is template source.

    Offsets are code points of the unedited source, half-open; ``start == stop`` inserts. Edits that share
    a `link` are drawn, dropped, shrunk and counted as one.
    """

    start: int
    stop: int
    text: str
    mutator: str
    part: str = "template"
    link: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.stop:
            raise UsageError(f"expected 0 <= start <= stop, got start={self.start!r}, stop={self.stop!r}")

    def __repr__(self) -> str:
        named = {"part": (self.part, "template"), "link": (self.link, None)}
        return _call("Edit", (self.start, self.stop, self.text, self.mutator), named)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002, FBT001 - the printer's protocol
        printer.text(repr(self))

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "mutator": self.mutator, "part": self.part, "link": self.link,
            "start": self.start, "stop": self.stop, "text": self.text,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Move:
    """Take ``source[start:stop]`` of `part`, with the edits inside it, to offset `to` of `to_part` (default `part`)."""

    start: int
    stop: int
    to: int
    mutator: str
    part: str = "template"
    to_part: str | None = None
    link: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.stop:
            raise UsageError(f"expected 0 <= start < stop, got start={self.start!r}, stop={self.stop!r}")
        if self.to < 0:
            raise UsageError(f"expected to >= 0, got to={self.to!r}")
        if self.target == self.part and self.start <= self.to <= self.stop:
            raise UsageError(
                f"expected a move to leave its own span {self.start}..{self.stop}, got to={self.to!r}; drop the move"
            )

    @property
    def target(self) -> str:
        """The part in which the span arrives."""
        return self.to_part or self.part

    def __repr__(self) -> str:
        named = {"part": (self.part, "template"), "to_part": (self.to_part, None), "link": (self.link, None)}
        return _call("Move", (self.start, self.stop, self.to, self.mutator), named)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002, FBT001 - the printer's protocol
        printer.text(repr(self))

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "mutator": self.mutator, "part": self.part, "link": self.link,
            "start": self.start, "stop": self.stop, "to": self.to, "to_part": self.to_part,
        }  # fmt: skip


Change = Edit | Move


def change_from_dict(data: Mapping[str, Any]) -> Change:
    """Build an edit or a move from its JSON form.

    Raises:
        UsageError: a field is missing or unknown, or holds a value of another kind.
    """
    if not isinstance(data, Mapping):
        raise UsageError(f"expected the fields of pf.Edit or pf.Move, got {data!r}")
    fields = dict(data)
    build: type[Edit] | type[Move] = Edit
    if fields.get("to") is not None:
        build = Move
    else:
        for name in ("to", "to_part"):
            fields.pop(name, None)
    try:
        return read_as(build, fields)
    except KeyError as error:
        raise UsageError(f"expected the fields of pf.{build.__name__}, got no field {error}") from None
    except Unfit as unfit:
        raise UsageError(f"expected the fields of pf.{build.__name__}, got {sorted(data)!r} ({unfit})") from None


def in_order(edits: Iterable[Change]) -> tuple[Change, ...]:
    """Sort edits by part and place; every order of the same edits means the same variant."""
    return tuple(sorted(edits, key=order_of))


def order_of(edit: Change) -> tuple[object, ...]:
    """Return the key by which :func:`in_order` sorts."""
    place = (edit.part, edit.start, edit.stop)
    if isinstance(edit, Edit):
        return (*place, 1, edit.text, edit.mutator, edit.link or "")
    return (*place, 0, f"{edit.target}:{edit.to}", edit.mutator, edit.link or "")


def units(edits: Iterable[Change]) -> tuple[tuple[Change, ...], ...]:
    """Group edits into what is drawn, dropped and counted as one: linked edits, or one unlinked edit."""
    grouped: dict[object, list[Change]] = {}
    for place, edit in enumerate(edits):
        grouped.setdefault(("link", edit.link) if edit.link is not None else place, []).append(edit)
    return tuple(tuple(group) for group in grouped.values())


def _inside(edit: Change, move: Move) -> bool:
    if not isinstance(edit, Edit) or edit.part != move.part:
        return False
    if edit.start == edit.stop:
        return move.start < edit.start < move.stop
    return move.start <= edit.start and edit.stop <= move.stop


def _check_part(part: str, sources: Mapping[str, str]) -> str:
    if part not in sources:
        raise UsageError(f"expected part to be one of {', '.join(sources)}, got part={part!r}{closest(part, sources)}")
    return sources[part]


def _check_spans(edits: Sequence[Change]) -> None:
    spans = sorted(
        (e for e in edits if e.start < e.stop), key=lambda e: (e.part, e.start, -e.stop, isinstance(e, Edit))
    )
    for place, first in enumerate(spans):
        for second in spans[place + 1 :]:
            if second.part != first.part or second.start >= first.stop:
                break
            if not (isinstance(first, Move) and _inside(second, first)):
                raise UsageError(f"expected edits that do not overlap, got {first!r} and {second!r}; drop one of them")


def _arrivals(edits: Sequence[Change]) -> list[tuple[str, int, Change]]:
    places: list[tuple[str, int, Change]] = []
    for edit in edits:
        if isinstance(edit, Move):
            places.append((edit.target, edit.to, edit))
        elif edit.start == edit.stop:
            places.append((edit.part, edit.start, edit))
    return places


def check_edits(edits: Sequence[Change], sources: Mapping[str, str]) -> None:
    """Refuse edits that do not fit `sources` or each other.

    Raises:
        UsageError: a part is unknown, an offset lies outside of it, two spans overlap, two insertions share
            an offset, or something is inserted inside a span that another edit replaces or moves.
    """
    for edit in edits:
        if edit.stop > len(_check_part(edit.part, sources)):
            raise UsageError(f"expected offsets up to {len(sources[edit.part])} in {edit.part}, got {edit!r}")
        if isinstance(edit, Move) and edit.to > len(_check_part(edit.target, sources)):
            raise UsageError(f"expected offsets up to {len(sources[edit.target])} in {edit.target}, got {edit!r}")
    _check_spans(edits)
    taken: dict[tuple[str, int], Change] = {}
    for part, at, edit in _arrivals(edits):
        if (part, at) in taken:
            raise UsageError(f"expected one insertion at offset {at} of {part}, got {taken[part, at]!r} and {edit!r}")
        taken[part, at] = edit
        for other in edits:
            nested = isinstance(other, Move) and _inside(edit, other)
            if other is not edit and other.part == part and other.start < at < other.stop and not nested:
                raise UsageError(f"expected nothing inserted inside a changed span, got {edit!r} inside {other!r}")


_BORDERS = itemgetter(0, 1)
_BRACES = ("{", "}")


def _splice(source: str, start: int, stop: int, changes: Iterable[tuple[int, int, str]]) -> str:
    out: list[str] = []
    at = start
    for left, right, text in sorted(changes, key=_BORDERS):
        out += (source[at:left], text)
        at = right
    out.append(source[at:stop])
    return "".join(out)


def apply_edits(edits: Sequence[Change], sources: Mapping[str, str]) -> dict[str, str]:
    """Return the sources after `edits`, which must fit (:func:`check_edits`)."""
    return _spliced(replacements(edits, sources), sources)


def replacements(edits: Sequence[Change], sources: Mapping[str, str]) -> dict[str, list[tuple[int, int, str]]]:
    """Return by part which spans become which text: a move takes along what the edits inside it make of its text."""
    moves = [edit for edit in edits if isinstance(edit, Move)]
    changes: dict[str, list[tuple[int, int, str]]] = {}
    carried: dict[int, list[tuple[int, int, str]]] = {id(move): [] for move in moves}
    for edit in edits:
        if isinstance(edit, Edit):
            carrier = next((move for move in moves if _inside(edit, move)), None)
            home = changes.setdefault(edit.part, []) if carrier is None else carried[id(carrier)]
            home.append((edit.start, edit.stop, edit.text))
    for move in moves:
        taken = _splice(sources[move.part], move.start, move.stop, carried[id(move)])
        changes.setdefault(move.part, []).append((move.start, move.stop, ""))
        changes.setdefault(move.target, []).append((move.to, move.to, taken))
    return changes


def _spliced(changes: Mapping[str, Iterable[tuple[int, int, str]]], sources: Mapping[str, str]) -> dict[str, str]:
    after = dict(sources)
    for part, spans in changes.items():
        after[part] = _splice(sources[part], 0, len(sources[part]), spans)
    return after


def leave_slots(edits: Iterable[Change], sources: Mapping[str, str]) -> bool:
    """Whether `edits` surely leave every slot as it is; False where only counting afterwards can tell.

    No slot can come or go where nothing that is taken, given or cut has to do with a brace.
    """
    return all(_leaves_slots(edit, sources) for edit in edits)


def _leaves_slots(edit: Change, sources: Mapping[str, str]) -> bool:
    source = sources[edit.part]
    if isinstance(edit, Move):
        places = ((edit.start, edit.start), (edit.stop, edit.stop), (edit.to, edit.to))
        return all(
            _outside_braces(*place, sources[part])
            for place, part in zip(places, (edit.part, edit.part, edit.target), strict=True)
        )
    if "{" in edit.text or "}" in edit.text:
        return False
    return _outside_braces(edit.start, edit.stop, source)


def _outside_braces(start: int, stop: int, source: str) -> bool:
    if any(left < stop and start < right for left, right in brace_spans(source)):
        return False
    lone = "{" in source[start:stop] or "}" in source[start:stop]
    return not lone and not (source[start - 1 : start] in _BRACES and source[stop : stop + 1] in _BRACES)


def count_slots(sources: Mapping[str, str]) -> Counter[str]:
    """Count every slot over the parts that are template source."""
    total: Counter[str] = Counter()
    for part, text in sources.items():
        if not part.startswith("cases["):
            total += slot_counts(text)
    return total
