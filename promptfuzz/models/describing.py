"""What can be told from a function itself, and whether what its user declares of it makes sense."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

from promptfuzz.errors import UsageError
from promptfuzz.models.protocol import Model


def is_async(function: Callable[..., Any]) -> bool:
    """Return whether calling `function` surely gives an awaitable; a plain function may still return one."""
    while isinstance(function, functools.partial):
        function = function.func
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(getattr(function, "__call__", None))  # noqa: B004


def shown_name(function: Callable[..., Any]) -> str:
    """Return the name of `function` without the function it was defined in, such as ``Bot.ask`` or ``<lambda>``."""
    while isinstance(function, functools.partial):
        function = function.func
    name: str = getattr(function, "__qualname__", type(function).__qualname__)
    return name.rsplit("<locals>.", 1)[-1]


def importable_spec(function: Callable[..., Any], name: str) -> str:
    """Return ``python:MODULE:FUNCTION`` if `function` can be imported under that path, else `name`."""
    module, path = getattr(function, "__module__", None), getattr(function, "__qualname__", "<")
    return name if module in (None, "__main__", "builtins") or "<" in path else f"python:{module}:{path}"


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
