"""From JSON back to records: every value is held to the kind that the annotation of its field names."""

import functools
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Reader = Callable[[Any], Any]

_LARGEST = 10**300  # JSON has whole numbers that no float holds, and shares are made of counts


class Unfit(TypeError):
    """A value of another kind than its field takes; the message says where it stands, and what stands there."""

    def __init__(self, said: str, place: str = "") -> None:
        super().__init__(f"{place.removeprefix('.')}: {said}" if place else said)
        self.said = said
        self.place = place

    def inside(self, place: str) -> "Unfit":
        """Return the same of a value inside the list or the record at `place`."""
        return Unfit(self.said, place + self.place)


def read_as(record: type[T], data: object) -> T:
    """Return a `record`, a dataclass, from its JSON form; fields with a default may be missing.

    Raises:
        Unfit: a value is of another kind than its field, or no field of the record has the name.
        KeyError: a field without a default is missing.
    """
    kind: Any = record
    found: T = reader_of(kind)(data)
    return found


@functools.cache
def reader_of(kind: Any) -> Reader:
    """Return what reads a value of the annotation `kind`: a text, a number, a record, a tuple or None of these.

    Raises:
        LookupError: no record has a field of that kind.
    """
    if kind in _PLAIN:
        return _PLAIN[kind]
    inner = get_args(kind)
    if get_origin(kind) in {Union, UnionType} and len(inner) == 2 and NoneType in inner:
        return _optional(reader_of(next(part for part in inner if part is not NoneType)))
    if get_origin(kind) is tuple:
        return _many(reader_of(inner[0])) if inner[-1] is ... else _several(tuple(map(reader_of, inner)))
    if get_origin(kind) is dict:
        return _mapping
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _one_of(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(kind)
    raise LookupError(f"expected the annotation of a field of a record, got {kind!r}")


def _unfit(expected: str, value: object) -> Unfit:
    return Unfit(f"expected {expected}, got {reprlib.repr(value)}")


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return value
    raise _unfit("a text", value)


def _truth(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    raise _unfit("true or false", value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -_LARGEST < value < _LARGEST


def _whole(value: Any) -> Any:
    if _is_whole(value):
        return value
    raise _unfit("a whole number", value)


def _number(value: Any) -> Any:
    if isinstance(value, float) or _is_whole(value):
        return value
    raise _unfit("a number", value)


def _as_it_is(value: Any) -> Any:
    return value


_PLAIN: dict[Any, Reader] = {str: _text, bool: _truth, int: _whole, float: _number, Any: _as_it_is}


def _mapping(value: Any) -> Any:
    if isinstance(value, Mapping):
        return value
    raise _unfit("an object", value)


def _optional(read: Reader) -> Reader:
    return lambda value: None if value is None else read(value)


def _many(read: Reader) -> Reader:
    return lambda value: _in_turn(value, (read,) * len(_list(value)))


def _several(readers: tuple[Reader, ...]) -> Reader:
    def read(value: Any) -> Any:
        if len(_list(value)) != len(readers):
            raise _unfit(f"a list of {len(readers)}", value)
        return _in_turn(value, readers)

    return read


def _list(value: Any) -> list[Any] | tuple[Any, ...]:
    if isinstance(value, list | tuple):
        return value
    raise _unfit("a list", value)


def _in_turn(values: list[Any] | tuple[Any, ...], readers: tuple[Reader, ...]) -> tuple[Any, ...]:
    found: list[Any] = []
    try:
        for read, value in zip(readers, values, strict=True):
            found.append(read(value))
    except Unfit as unfit:
        raise unfit.inside(f"[{len(found)}]") from None
    return tuple(found)


def _one_of(kind: type[Enum]) -> Reader:
    def read(value: Any) -> Any:
        try:
            return kind(value)
        except ValueError:
            raise Unfit(f"{reprlib.repr(value)} is not a valid {kind.__name__}") from None

    return read


def _record(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = {item.name: reader_of(hints[item.name]) for item in fields(kind)}
    needed = [item.name for item in fields(kind) if item.default is MISSING and item.default_factory is MISSING]

    def read(value: Any) -> Any:
        given = _mapping(value)
        for name in needed:
            if name not in given:
                raise KeyError(name)
        found = {}
        name = ""
        try:
            for name, item in given.items():
                found[name] = readers[name](item) if name in readers else _unknown(kind)
        except Unfit as unfit:
            raise unfit.inside(f".{name}") from None
        return kind(**found)

    return read


def _unknown(kind: type) -> Any:
    raise Unfit(f"not a field of {kind.__name__}")
