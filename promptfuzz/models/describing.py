"""What can be told from a function itself, and whether what its user declares of it makes sense."""

import functools
import inspect
import sys
from collections.abc import Callable
from types import MethodType
from typing import Any

from promptfuzz.errors import UsageError
from promptfuzz.models.protocol import Model


def is_async(function: Callable[..., Any]) -> bool:
    """Return whether calling `function` surely gives an awaitable; a plain function may still return one."""
    while isinstance(function, functools.partial):
        function = function.func
    try:
        called = getattr(function, "__call__", None)  # noqa: B004
        return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(called)
    except Exception:  # what only looks like a function, such as a mock of one, may have any code object
        return False


def shown_name(function: Callable[..., Any]) -> str:
    """Return the name of `function` without the function it was defined in, such as ``Bot.ask`` or ``<lambda>``."""
    while isinstance(function, functools.partial):
        function = function.func
    name = getattr(function, "__qualname__", None)  # of an object with dynamic attributes, anything
    return (name if isinstance(name, str) else type(function).__qualname__).rsplit("<locals>.", 1)[-1]


def importable_spec(function: Callable[..., Any], name: str) -> str:
    """Return ``python:MODULE:FUNCTION`` if that path leads to `function` or to the model made of it, else `name`.

    It leads elsewhere for a method of an object, which shares the path with the function in the class, and for what is
    dressed as another function. Nothing is imported to find out.
    """
    module, path = getattr(function, "__module__", None), getattr(function, "__qualname__", "<")
    if not isinstance(module, str) or not isinstance(path, str):
        return name
    if module in ("__main__", "builtins") or "<" in path:
        return name
    found = _found_at(module, path)
    held = getattr(found, "function", None) if isinstance(found, Model) else found
    same = held is function or (isinstance(held, MethodType) and held == function)
    return f"python:{module}:{path}" if same else name


def leads_to_model(spec: str) -> bool:
    """Return whether ``python:MODULE:NAME`` leads to a model, which knows what it takes; nothing is imported.

    A bare function is loaded as one of a text, whatever it was wrapped as here.
    """
    module, _, path = spec.partition(":")[2].partition(":")
    return isinstance(_found_at(module, path), Model)


def _found_at(module: str, path: str) -> object:
    """Return what stands at `path` in a module that is imported already; None where nothing does."""
    found: object = sys.modules.get(module)
    for part in path.split("."):
        try:
            found = getattr(found, part, None)
        except Exception:  # a lazy module or a descriptor of the user may raise anything
            return None
    return found


def check_declared(function: object, name: object, version: object, temperature: object) -> None:
    """Raise UsageError unless `function` can be called and what is declared of it has the right type and range."""
    if not callable(function) or isinstance(function, Model):
        shown = f"{function!r:.80} of type {type(function).__name__}"
        raise UsageError(f"expected a function that takes a prompt and returns a text, got {shown}")
    for key, value in (("name", name), ("version", version)):
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise UsageError(f"expected {key} to be a non-empty text, got {key}={value!r}")
    number = isinstance(temperature, int | float) and not isinstance(temperature, bool)
    if temperature is not None and not (number and temperature >= 0):  # type: ignore[operator]
        raise UsageError(
            f"expected temperature to be a number of at least 0 (0: greedy, above: it samples), or None where it is "
            f"not known, got temperature={temperature!r}"
        )
