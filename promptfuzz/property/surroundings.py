"""What a model may answer by beside its prompt: from a function to the data that it can reach, to be compared later.

Objects, globals and closures are followed through the code of users alone, and nothing of theirs is called. A file or a
server that answers otherwise is not seen.
"""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import FunctionType, MemberDescriptorType, ModuleType
from typing import Any
from weakref import ReferenceType

from promptfuzz.property.transparency import PLAIN, WRAPPERS, is_inert, is_of_user, is_transparent, names_in, wrapped

MOST = 20_000
LEVELS = 3
_PARTS: dict[type, Callable[[Any], Iterable[object]]] = {
    dict: lambda one: [part for item in dict.items(one) for part in item],
    list: list.__iter__,
    tuple: tuple.__iter__,
    set: set.__iter__,
    frozenset: frozenset.__iter__,
    deque: deque.__iter__,
}


@dataclass(slots=True)
class Surroundings:
    """What was reached: objects by their ids, each with what it holds, and whether that is all there is.

    All are kept alive until the next look, or another object might get the id of one.
    """

    found: dict[int, tuple[object, tuple[object, ...]]] = field(default_factory=dict)
    whole: bool = True


def look_around(root: object) -> Surroundings:
    """Return what is reached from `root`, some 20,000 values at most, and the environment variables."""
    around = Surroundings({0: (None, tuple(os.environ.items()))})
    waiting: deque[object] = deque([root])
    left = MOST
    while waiting:
        one = waiting.popleft()
        if issubclass(type(one), PLAIN) or id(one) in around.found:
            continue
        if left <= 0:
            around.whole = False
            break
        held, whole = _read(one, left)
        around.found[id(one)] = (one, held)
        around.whole &= whole
        left -= len(held) + 1
        waiting.extend(held)
    return around


def is_same(before: Surroundings, now: Surroundings) -> bool:
    """Whether every object that was reached holds what it held; where the view is not whole, others may not."""
    return before.found.keys() == now.found.keys() and all(
        _alike(held, now.found[key][1]) for key, (_, held) in before.found.items()
    )


def _alike(before: tuple[object, ...], now: tuple[object, ...]) -> bool:
    return len(before) == len(now) and all(
        one is other or _equal(one, other) for one, other in zip(before, now, strict=True)
    )


def _equal(one: object, other: object) -> bool:
    kind = type(one)
    if kind is not type(other):
        return False
    if kind is tuple:
        return _alike(one, other)  # type: ignore[arg-type]
    plain: Any = next((base for base in PLAIN if issubclass(kind, base)), None)
    return plain is not None and plain.__eq__(one, other) is True  # not by an __eq__ of the user's


def _read(one: object, most: int) -> tuple[tuple[object, ...], bool]:
    """Return what `one` holds, and whether that is all: not if it has more parts than `most`, or cannot be read."""
    held: list[object] = []
    whole = True
    try:
        whole = is_transparent(type(one))
        for value in _held(one):
            if type(value) is _Parts:
                whole &= value.count <= most
                held += [value.count, *(value.parts() if value.count <= most else ())]
            else:
                held.append(value)
    except Exception:  # an object of a user may raise anything
        whole = False
    return tuple(held), whole


@dataclass(slots=True)
class _Parts:
    """The parts of a container, not read before it is known how many there are."""

    count: int
    parts: Callable[[], Iterable[object]]


def _held(one: Any) -> Iterator[object]:
    """Yield what `one` holds, by which a call of it may go.

    It is known by its type: ``isinstance`` would wake up a lazy object.
    """
    kind = type(one)
    if issubclass(kind, FunctionType):
        yield from _reached(one) if is_of_user(one.__module__) else ()
    elif issubclass(kind, ContextVar):
        yield one.get(None)
    elif kind is ReferenceType:
        yield one()
    elif issubclass(kind, type):
        if is_of_user(one.__module__):
            yield from (kind, *one.__mro__[1:])
            yield from _own(vars(one).items())
    elif issubclass(kind, WRAPPERS):
        yield from wrapped(one)
    elif not issubclass(kind, ModuleType) and not is_inert(kind):
        yield from _content(one)


def _content(one: Any) -> Iterator[object]:
    for base, parts in _PARTS.items():
        if issubclass(type(one), base):
            yield _Parts(base.__len__(one), lambda: parts(one))  # type: ignore[attr-defined]  # noqa: B023 - read at once
            break
    if type(one).__dictoffset__:
        yield from _own(object.__getattribute__(one, "__dict__").items())
    for kind in type(one).__mro__:
        yield kind
        if is_of_user(kind.__module__):
            yield from _filled(one, kind)


def _filled(one: object, kind: type) -> Iterator[object]:
    for slot in vars(kind).values():
        if type(slot) is MemberDescriptorType:
            try:
                yield slot.__get__(one)
            except AttributeError:  # not assigned yet
                yield None


def _own(items: Iterable[tuple[Any, object]]) -> Iterator[object]:
    for name, value in list(items):
        if name == "__wrapped__" or not str(name).startswith("__"):
            yield name
            yield value


def _reached(function: FunctionType) -> Iterator[object]:
    yield from (function.__code__, function.__defaults__, function.__kwdefaults__, function.__dict__)
    yield from function.__closure__ or ()
    names = names_in(function.__code__)
    known = function.__globals__
    yield from _named({name: known.get(name, sys.modules.get(name)) for name in names}, names, LEVELS)


def _named(values: dict[str, object], names: frozenset[str], levels: int) -> Iterator[object]:
    """Yield what the `names` in a function stand for; of a module, what they stand for there."""
    for name in sorted(names & values.keys()):
        value = values[name]
        if issubclass(type(value), ModuleType):
            yield from _named(vars(value), names, levels - 1) if levels else ()
        else:
            yield value
