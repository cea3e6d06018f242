"""Which tests use promptfuzz: from collected tests to those whose source leads to a name of promptfuzz."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

PACKAGE = "promptfuzz"
FIXTURES = ("promptfuzz_model", "promptfuzz_oracle")
_SETUPS = ("setUp", "setUpClass", "asyncSetUp", "setup_method", "setup_class", "__init__")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Uses:
    """Tells tests that use promptfuzz from the others; each module is looked at once, and parsed only if it does."""

    def __init__(self) -> None:
        self._modules: dict[int, _Scope | None] = {}

    def __contains__(self, item: pytest.Item) -> bool:
        if item.get_closest_marker(PACKAGE) is not None:
            return True
        if any(name in FIXTURES for name in getattr(item, "fixturenames", ())):
            return True
        module = getattr(item, "module", None)
        if not isinstance(module, ModuleType):
            return False
        if _imports_it(getattr(item, "obj", None)):
            return True
        if id(module) not in self._modules:
            self._modules[id(module)] = _scope_of(module)
        scope = self._modules[id(module)]
        return scope is not None and scope.uses(_path_of(item))


class _Scope:
    """The names of a module or class that lead to promptfuzz; without a source, all of them do."""

    def __init__(self, body: list[ast.stmt] | None, tainted: set[str]) -> None:
        self._all = body is None
        self._inner = {
            statement.name: statement.body for statement in body or () if isinstance(statement, ast.ClassDef)
        }
        found = [(set(_binds(statement)), set(_mentions(statement))) for statement in body or ()]
        self.own = {name for bound, _ in found for name in bound}
        self.names = set(tainted)
        while grown := {name for bound, said in found if said & self.names for name in bound} - self.names:
            self.names |= grown

    def uses(self, path: list[str]) -> bool:
        """Whether the test leads there, given the names of its classes and its own."""
        if self._all:
            return True
        if path[0] not in self.names:
            return False
        if len(path) == 1 or path[0] not in self._inner:
            return True
        within = _Scope(self._inner[path[0]], self.names - {path[0]})
        inherited = path[1] not in within.own
        return inherited or any(setup in within.names for setup in _SETUPS) or within.uses(path[1:])


def _scope_of(module: ModuleType) -> "_Scope | None":
    own = {name for name, value in list(vars(module).items()) if _is_ours(value)}
    if not own:
        return None
    try:
        body = ast.parse(Path(module.__file__ or "").read_bytes()).body
    except (OSError, SyntaxError, ValueError):
        return _Scope(None, own)
    return _Scope(body, own | {PACKAGE})


def _is_ours(value: Any) -> bool:
    """Whether `value` is of promptfuzz; nothing of it is touched, since a lazy object of a user might wake up."""
    kind = type(value)
    if issubclass(kind, ModuleType):
        name = vars(value).get("__name__")
    elif issubclass(kind, type | FunctionType):
        name = value.__module__
    else:
        name = kind.__module__
    return isinstance(name, str) and name.partition(".")[0] == PACKAGE


def _imports_it(test: Any) -> bool:
    """Whether a test function imports promptfuzz in its own body."""
    if PACKAGE not in sys.modules:
        return False
    test = getattr(test, "__func__", test)
    inner = getattr(getattr(test, "hypothesis", None), "inner_test", test)
    names = getattr(getattr(inner, "__code__", None), "co_names", ())
    return any(name.partition(".")[0] == PACKAGE for name in names)


def _path_of(item: pytest.Item) -> list[str]:
    names = [getattr(node, "originalname", None) or node.name for node in item.listchain()]
    kinds = [isinstance(node, pytest.Class) or node is item for node in item.listchain()]
    return [name for name, wanted in zip(names, kinds, strict=True) if wanted]


def _binds(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement of a module or class binds; of a compound one, those inside it."""
    if isinstance(statement, _DEFINITIONS):
        yield statement.name
        return
    for node in ast.walk(statement):
        if isinstance(node, _DEFINITIONS):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _mentions(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement reads, the fixtures that a function asks for, and what it imports."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}:
            yield node.attr
        elif isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
