"""Which objects can be seen through: from a type to whether all that its objects hold shows from outside.

What C code keeps, such as an array, a file or a generator of random numbers, does not show. No code of users is called.
"""

import gc
import sys
import sysconfig
from collections import OrderedDict, defaultdict, deque
from collections.abc import Sequence
from contextvars import ContextVar
from functools import lru_cache, partial
from types import (
    BuiltinFunctionType,
    CellType,
    CodeType,
    FunctionType,
    MappingProxyType,
    MemberDescriptorType,
    MethodType,
    ModuleType,
    SimpleNamespace,
)
from typing import Any
from weakref import ReferenceType

from promptfuzz.models.identity import Same

PLAIN = (str, bytes, int, float, complex, type(None))
WRAPPERS = (partial, MethodType, BuiltinFunctionType, MappingProxyType, CellType, property, staticmethod, classmethod)
_CONTAINERS = (dict, OrderedDict, defaultdict, list, tuple, set, frozenset, deque, SimpleNamespace)
_CACHED = type(lru_cache(lambda: None))
_FOLLOWED = (FunctionType, ModuleType, ContextVar, type, ReferenceType, _CACHED, *WRAPPERS)
_INERT = {
    "_thread.RLock",
    "_thread.lock",
    "builtins.NotImplementedType",
    "builtins.code",
    "builtins.ellipsis",
    "builtins.getset_descriptor",
    "builtins.member_descriptor",
    "builtins.method_descriptor",
    "builtins.range",
    "builtins.slice",
    "builtins.wrapper_descriptor",
    "datetime.date",
    "datetime.time",
    "datetime.timedelta",
    "datetime.tzinfo",
    "decimal.Decimal",
    "logging.Filterer",
    "promptfuzz.models.running.OwnLoop",
    "re.Pattern",
}
"""What never changes, or has no say in an answer: loggers and locks."""
_POINTER = object.__basicsize__ // 2
_HEAP = 1 << 9
_LIBRARY = sysconfig.get_path("stdlib")
_INSTALLED = ("site-packages", "dist-packages")
_OURS = "promptfuzz"


def is_transparent(kind: type) -> bool:
    """Whether all that objects of `kind` hold is in attributes, slots and the parts of a container."""
    return _seen(Same(kind))[0]


def is_inert(kind: type) -> bool:
    """Whether no answer comes from what objects of `kind` hold."""
    return _seen(Same(kind))[1]


@lru_cache(maxsize=4096)
def _seen(same: Same) -> tuple[bool, bool]:
    kind = same.value  # a metaclass of a user may have any hash
    bases = type.__dict__["__mro__"].__get__(kind)
    if any(f"{base.__module__}.{base.__qualname__}" in _INERT for base in bases):
        return True, True
    return any(base in bases for base in _FOLLOWED) or all(map(_adds_nothing_hidden, bases)), False


def _adds_nothing_hidden(kind: type) -> bool:
    """Whether objects of `kind` have no room for more than its base, its slots, a dict and weak references take."""
    if kind is object or kind in _CONTAINERS:
        return True
    slots = sum(type(value) is MemberDescriptorType for value in vars(kind).values())
    room = kind.__basicsize__ - (kind.__base__ or object).__basicsize__
    return bool(kind.__flags__ & _HEAP) and room <= (slots + 2) * _POINTER


def wrapped(one: Any) -> Sequence[object]:
    """Return what a method, a partial, a cell, a property or a view refers to."""
    return gc.get_referents(one)


@lru_cache(maxsize=1024)
def names_in(code: CodeType) -> frozenset[str]:
    """Return the globals and attributes that `code` names, those in functions within it too."""
    inner = [names_in(part) for part in code.co_consts if isinstance(part, CodeType)]
    return frozenset(code.co_names).union(*inner)


@lru_cache(maxsize=4096)
def is_of_user(module: str | None) -> bool:
    """Whether `module` is neither of Python, nor installed, nor of this package."""
    file = getattr(sys.modules.get(module or ""), "__file__", None)
    if module is None or module.partition(".")[0] == _OURS or module in sys.builtin_module_names:
        return False
    return file is None or not (file.startswith(_LIBRARY) or any(folder in file for folder in _INSTALLED))
