"""Names of a module or class that lead to promptfuzz, also by way of other modules of the user."""

import ast
import sys
from collections.abc import Iterator
from functools import cached_property
from importlib.util import resolve_name
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

PACKAGE = "promptfuzz"
_SETUPS = ("setUp", "setUpClass", "asyncSetUp", "setup_method", "setup_class", "__init__")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_INSTALLED = ("site-packages", "dist-packages")
_LIBRARY = str(Path(ast.__file__).parent)


class Scope:
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
        within = Scope(self._inner[path[0]], self.names - {path[0]})
        inherited = path[1] not in within.own
        return inherited or any(setup in within.names for setup in _SETUPS) or within.uses(path[1:])


class Modules:
    """The modules of the user, each with its names that lead to promptfuzz; what is installed is none of them."""

    def __init__(self) -> None:
        self._scopes: dict[int, Scope | None] = {}

    def scope(self, module: ModuleType) -> Scope | None:
        """Return the scope of `module`; None where nothing in it leads to promptfuzz."""
        key = id(module)
        if key not in self._scopes:
            self._scopes[key] = None  # modules that import each other end here
            self._scopes[key] = self._made(module)
        return self._scopes[key]

    def _made(self, module: ModuleType) -> Scope | None:
        own = _own_names(module)
        if not own and not self._leading:
            return None
        try:
            source = Path(module.__file__ or "").read_bytes()
            if not own and not any(name in source for name in self._leading):
                return None
            body = ast.parse(source).body
        except (OSError, SyntaxError, ValueError):
            return Scope(None, own) if own else None
        own |= {name for statement in body for name in self._imported(module, statement)}
        return Scope(body, own | {PACKAGE}) if own else None

    @cached_property
    def _leading(self) -> tuple[bytes, ...]:
        """Return the last names of the user's modules that lead there, and of those that name such a one."""
        users = {name: module for name, module in list(sys.modules.items()) if _is_of_user(name, module)}
        found = {name for name, module in users.items() if _own_names(module)}
        others = {name: _source(module) for name, module in users.items() if name not in found} if found else {}
        fresh = set(found)
        while fresh:
            ends = [_last(name) for name in fresh]
            fresh = {name for name, source in others.items() if name not in found and any(e in source for e in ends)}
            found |= fresh
        return tuple(_last(name) for name in found)

    def _imported(self, module: ModuleType, statement: ast.stmt) -> Iterator[str]:
        """Yield what a statement imports of other modules of the user that leads to promptfuzz."""
        for node in ast.walk(statement):
            if isinstance(node, ast.Import):
                yield from (
                    alias.asname or alias.name.partition(".")[0] for alias in node.names if self._of(alias.name)
                )
            elif isinstance(node, ast.ImportFrom):
                source = _resolved(module, node)
                scope = self._of(source)
                for alias in node.names:
                    if alias.name == "*":
                        yield from scope.names if scope is not None else ()
                    elif (scope is not None and alias.name in scope.names) or self._of(f"{source}.{alias.name}"):
                        yield alias.asname or alias.name

    def _of(self, name: str) -> Scope | None:
        module = sys.modules.get(name)
        return self.scope(module) if module is not None and _is_of_user(name, module) else None


def _is_of_user(name: str, module: ModuleType) -> bool:
    file = vars(module).get("__file__") if type(module) is ModuleType else None
    if not isinstance(file, str) or name.partition(".")[0] == PACKAGE:
        return False
    return not file.startswith(_LIBRARY) and not any(folder in file for folder in _INSTALLED)


def _own_names(module: ModuleType) -> set[str]:
    return {name for name, value in list(vars(module).items()) if _is_ours(value)}


def _source(module: ModuleType) -> bytes:
    try:
        return Path(module.__file__ or "").read_bytes()
    except OSError:
        return b""


def _last(name: str) -> bytes:
    return name.rpartition(".")[2].encode()


def _resolved(module: ModuleType, node: ast.ImportFrom) -> str:
    """Return the full name of the module that a ``from`` names; empty where it leads out of its package."""
    try:
        return resolve_name("." * node.level + (node.module or ""), vars(module).get("__package__") or "")
    except ImportError:
        return ""


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
