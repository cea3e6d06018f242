"""The shapes that tables of lexicons have, each described once: what fits, and what can be wrong with it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from promptfuzz.lexicons.rule_faults import Fault, rule_faults


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape: whether a value `fits`, what is wrong with one that does, and how many entries it has.

    Attributes:
        summary: what the shape looks like in TOML.
        mutates: whether a table of this shape says what becomes what, so that it can be a mutator.
    """

    name: str
    summary: str
    fits: Callable[[Any], bool]
    faults: Callable[[Any], Iterator[Fault]]
    mutates: bool = False


def shape_of(table: Any) -> Shape | None:
    """Return the first shape that fits, or None."""
    return next((shape for shape in SHAPES if shape.fits(table)), None)


def _of(kind: type | tuple[type, ...]) -> Callable[[Any], bool]:
    """Return a predicate: a list, not empty, that begins with such an entry."""
    return lambda table: isinstance(table, list) and bool(table) and isinstance(table[0], kind)


def _is_rules(table: Any) -> bool:
    return _of(dict)(table) and any({"find", "say"} & set(entry) for entry in table if isinstance(entry, dict))


def _is_map(table: Any) -> bool:
    return isinstance(table, dict) and bool(table) and not any(isinstance(value, dict) for value in table.values())


def _is_nested(table: Any) -> bool:
    return isinstance(table, dict) and bool(table)


def _text_fault(value: Any) -> str | None:
    if not isinstance(value, str):
        return f"expected a text, got {value!r} of type {type(value).__name__}; write it in quotes"
    return None if value else "expected a text, got an empty one; drop it"


def _repeated(table: Sequence[Any]) -> Iterator[Fault]:
    for number, entry in enumerate(table, start=1):
        first = table.index(entry) + 1
        if first < number:
            yield Fault(
                f"expected every entry once, got {entry!r} as entry {first} too; drop one of them", entry=number
            )


def _word_faults(table: Sequence[Any]) -> Iterator[Fault]:
    for number, word in enumerate(table, start=1):
        if text := _text_fault(word):
            yield Fault(text, entry=number)
    yield from _repeated(table)


def _row_faults(table: Sequence[Any]) -> Iterator[Fault]:
    for number, row in enumerate(table, start=1):
        if not isinstance(row, list) or len(row) < 2:
            yield Fault(f"expected a list of at least two texts, got {row!r}; add what it stands beside", entry=number)
            continue
        for text in filter(None, map(_text_fault, row)):
            yield Fault(text, entry=number)
        if len({repr(text) for text in row}) < len(row):
            yield Fault(f"expected different texts, got {row!r}; drop the one that is repeated", entry=number)
    yield from _repeated(table)


def _map_faults(table: Mapping[str, Any]) -> Iterator[Fault]:
    for key, value in table.items():
        said = value if isinstance(value, list) else [value]
        if not key or not said:
            yield Fault(f"expected a text and what it becomes, got {key!r} = {value!r}; drop the entry", entry=key)
        for one in said:
            if isinstance(one, bool | int | float):
                continue  # a weight or a switch
            if text := _text_fault(one):
                yield Fault(text, entry=key)
            elif one == key:
                yield Fault(f"expected another text than {key!r}, got the same; drop it, it changes nothing", entry=key)
        if len({repr(one) for one in said}) < len(said):
            yield Fault(f"expected every text once, got {value!r}; drop the one that is repeated", entry=key)


def _nested_faults(table: Mapping[str, Any]) -> Iterator[Fault]:
    for name, inner in table.items():
        for fault in table_faults(inner):
            yield replace(fault, inside=(name, *fault.inside))


def _record_faults(table: Sequence[Any]) -> Iterator[Fault]:
    shared = set(table[0]).intersection(*(entry for entry in table if isinstance(entry, dict)))
    for number, entry in enumerate(table, start=1):
        if not isinstance(entry, dict):
            yield Fault(f"expected a table like its neighbours, got {entry!r}; write {{ ... }}", entry=number)
            continue
        if not shared:
            yield Fault(f"expected a key that all entries share, got {sorted(entry)}; name keys alike", entry=number)
        for key, value in entry.items():
            if value in ("", [], {}):
                yield Fault(f"expected a value, got {value!r}; fill it in or drop it", entry=number, field=key)
    yield from _repeated(table)


SHAPES = (
    Shape("rules", 'task = [{ find = "...", say = ["..."] }, ...]', _is_rules, rule_faults, mutates=True),
    Shape("records", "people = [{ name = ..., title = ... }, ...]", _of(dict), _record_faults),
    Shape("words", 'kept = ["...", "..."]', _of(str), _word_faults),
    Shape("rows", 'pairs = [["...", "..."], ...]', _of(list), _row_faults, mutates=True),
    Shape("map", '[entries] "..." = "..." or ["...", "..."]', _is_map, _map_faults, mutates=True),
    Shape("nested", '[qwerty.near] "..." = "..."', _is_nested, _nested_faults),
)


def table_faults(table: Any) -> Iterator[Fault]:
    """Yield what is wrong with a table of any shape."""
    shape = shape_of(table)
    if shape is None:
        shapes = "; ".join(shape.summary for shape in SHAPES)
        yield Fault(f"expected entries of a known shape ({shapes}), got {table!r:.80}; write one of these")
    else:
        yield from shape.faults(table)


def entries_in(table: Any) -> int:
    """Count the entries of a table, those of nested tables together."""
    shape = shape_of(table)
    return sum(map(entries_in, table.values())) if shape is not None and shape.name == "nested" else len(table)
