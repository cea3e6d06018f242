"""What a model may answer by beside its prompt: from a function to the data that it can reach, to be compared later.

Objects, globals and closures are followed through the code of users alone, and nothing of theirs is called. A file or a
server that answers otherwise is not seen.
"""

import os
import sys
import sysconfig
from collections import deque
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from functools import lru_cache, partial
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

Surroundings = dict[int, tuple[object, tuple[object, ...]]]
"""Objects by their ids, each with what it holds; kept alive here, or another object might get its id."""

MOST = 5_000
LONGEST = 1_000
_PLAIN = (str, bytes, int, float, complex, type(None))
_LIBRARY = sysconfig.get_path("stdlib")
_INSTALLED = ("site-packages", "dist-packages")
_OURS = "promptfuzz"


def look_around(root: object) -> Surroundings:
    """Return what is reached from `root`, at most 5,000 objects, and the environment variables."""
    found: Surroundings = {0: (None, tuple(os.environ.items()))}
    waiting: deque[object] = deque([root])
    while waiting and len(found) < MOST:
        one = waiting.popleft()
        if issubclass(type(one), _PLAIN) or id(one) in found:
            continue
        try:
            held = tuple(_held(one))
        except Exception:  # an object of a user may raise anything
            held = ()
        found[id(one)] = (one, held)
        waiting.extend(held)
    return found


def is_same(before: Surroundings, now: Surroundings) -> bool:
    """Whether every object holds what it held."""
    return before.keys() == now.keys() and all(_alike(held, now[key][1]) for key, (_, held) in before.items())


def _alike(before: tuple[object, ...], now: tuple[object, ...]) -> bool:
    return len(before) == len(now) and all(
        one is other or _equal(one, other) for one, other in zip(before, now, strict=True)
    )


def _equal(one: object, other: object) -> bool:
    if type(one) is tuple and type(other) is tuple:
        return _alike(one, other)
    return type(one) is type(other) and issubclass(type(one), _PLAIN) and one == other


def _held(one: Any) -> Iterator[object]:
    """Yield what `one` holds, by which a call of it may go.

    It is known by its type: ``isinstance`` would wake up a lazy object.
    """
    kind = type(one)
    if issubclass(kind, FunctionType):
        yield from _reached(one) if _is_of_user(one.__module__) else ()
    elif issubclass(kind, MethodType):
        yield from (one.__func__, one.__self__)
    elif issubclass(kind, partial):
        yield from (one.func, one.args, one.keywords)
    elif issubclass(kind, ContextVar):
        yield one.get(None)
    elif issubclass(kind, type):
        yield from _own(vars(one).items()) if _is_of_user(one.__module__) else ()
    elif not issubclass(kind, ModuleType):
        yield from _content(one)


def _content(one: Any) -> Iterator[object]:
    if issubclass(type(one), dict | list | tuple | set | frozenset):
        yield len(one)
        if len(one) <= LONGEST:
            yield from [part for item in one.items() for part in item] if issubclass(type(one), dict) else one
    if type(one).__dictoffset__:
        yield from _own(object.__getattribute__(one, "__dict__").items())
    for kind in type(one).__mro__:
        yield kind
        if _is_of_user(kind.__module__):
            yield from _filled(one, vars(kind).get("__slots__", ()))


def _filled(one: object, slots: Iterable[str]) -> Iterator[object]:
    for name in slots:
        try:
            yield object.__getattribute__(one, name)
        except AttributeError:
            yield None


def _own(items: Iterable[tuple[Any, object]]) -> Iterator[object]:
    for name, value in list(items):
        if not str(name).startswith("__"):
            yield name
            yield value


def _reached(function: FunctionType) -> Iterator[object]:
    yield from (function.__defaults__, function.__kwdefaults__, function.__dict__)
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # not assigned yet
            yield None
    names = _names(function.__code__)
    known = function.__globals__
    yield from _named({name: known.get(name, sys.modules.get(name)) for name in names}, names, 3)


def _named(values: dict[str, object], names: frozenset[str], levels: int) -> Iterator[object]:
    """Yield what the `names` in a function stand for; of a module, what they stand for there."""
    for name in sorted(names & values.keys()):
        value = values[name]
        if isinstance(value, ModuleType):
            yield from _named(vars(value), names, levels - 1) if levels else ()
        else:
            yield value


@lru_cache(maxsize=1024)
def _names(code: CodeType) -> frozenset[str]:
    inner = [_names(part) for part in code.co_consts if isinstance(part, CodeType)]
    return frozenset(code.co_names).union(*inner)


@lru_cache(maxsize=4096)
def _is_of_user(module: str | None) -> bool:
    file = getattr(sys.modules.get(module or ""), "__file__", None)
    if module is None or module.partition(".")[0] == _OURS or module in sys.builtin_module_names:
        return False
    return file is None or not (file.startswith(_LIBRARY) or any(folder in file for folder in _INSTALLED))
