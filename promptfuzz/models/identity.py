"""What makes two callables the same model: from a function to a hashable key for the cache of outputs."""

import dis
import functools
import types
from collections.abc import Callable, Hashable
from typing import Any

_PLAIN = (str, bytes, int, bool, complex, type(None))


class Same:
    """A hashable stand-in that equals only stand-ins of the very same object, which it keeps alive.

    Kept alive because a freed object's id may be given to the next one, which would then be taken for it.
    """

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)

    def __repr__(self) -> str:
        return f"Same({self.value!r})"


def callable_identity(function: Callable[..., Any]) -> Hashable:
    """Return a key that is equal for two callables only if they would run the same code on the same data.

    A function goes by its code object, defaults and closure cells (a lambda in a test body is a new object for
    every example), a method by its function and ``__self__``, any other callable by its own equality.
    """
    return _key(function, ())


def _key(value: Any, seen: tuple[int, ...]) -> Hashable:
    if id(value) in seen:  # a closure that refers to itself
        return ("again", seen.index(id(value)))
    seen = (*seen, id(value))
    kind = type(value)  # a mock of a function passes for one with isinstance
    if issubclass(kind, types.FunctionType):
        assigned = _assigned(value.__code__)
        names = zip(value.__code__.co_freevars, value.__closure__ or (), strict=True)
        # What a function assigns, such as a counter of its calls, is no data that it runs on: go by the cell.
        cells = tuple(Same(cell) if name in assigned else _cell(cell, seen) for name, cell in names)
        named = tuple(sorted((name, _key(item, seen)) for name, item in (value.__kwdefaults__ or {}).items()))
        # Code objects compare equal across files, so two modules' lambdas could pass for one: go by the object.
        return ("function", Same(value.__code__), _key(value.__defaults__, seen), named, cells)
    if issubclass(kind, types.MethodType):
        return ("method", _key(value.__func__, seen), _key(value.__self__, seen))
    if issubclass(kind, functools.partial):
        named = tuple((name, _key(item, seen)) for name, item in sorted(value.keywords.items()))
        return ("partial", _key(value.func, seen), _key(value.args, seen), named)
    if type(value) is tuple:
        return ("tuple", *(_key(item, seen) for item in value))
    if type(value) is float:
        return ("float", repr(value))  # 0.0 and -0.0 are equal and nan is not
    return _by_value(value)


@functools.lru_cache(maxsize=256)
def _assigned(code: types.CodeType) -> frozenset[str]:
    """Return the variables of enclosing functions that `code` assigns."""
    return frozenset(step.argval for step in dis.get_instructions(code) if step.opname == "STORE_DEREF")


def _by_value(value: Any) -> Hashable:
    # The type keeps 1, 1.0 and True apart.
    if isinstance(value, _PLAIN):
        return (type(value), value)
    try:
        hash(value)
    except Exception:  # a user's __hash__ may raise anything
        return Same(value)
    return (type(value), value)


def _cell(cell: types.CellType, seen: tuple[int, ...]) -> Hashable:
    try:
        return _key(cell.cell_contents, seen)
    except ValueError:  # not assigned yet
        return ("empty",)
