"""Options of a model: checked against what its loader takes, and converted where they come from a command line."""

import inspect
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

from promptfuzz.errors import UsageError, closest
from promptfuzz.models.key_shapes import looks_like_key
from promptfuzz.models.redaction import HIDDEN, looks_secret

_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_WANTED = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}


def checked_options(function: Callable[..., Any], spec: str, options: Mapping[str, object]) -> dict[str, object]:
    """Return `options` for `function`, texts converted to the types of its keyword-only parameters.

    Raises:
        UsageError: an option is unknown, or its text cannot be converted.
    """
    hints = typing.get_type_hints(function)
    parameters = inspect.signature(function).parameters.values()
    valid = [parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]
    for name in options:
        if name not in valid:
            raise UsageError(
                f"expected an option of model {spec!r} to be one of {', '.join(valid) or '(it takes none)'}, got "
                f"{name}={_shown(name, options[name])}{closest(name, valid)}"
            )
    return {name: _converted(name, value, hints.get(name, str)) for name, value in options.items()}


def _shown(name: str, value: object) -> str:
    return HIDDEN if looks_secret(name) or name == "headers" or looks_like_key(value) else repr(value)


def _converted(name: str, value: object, hint: Any) -> object:
    union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    wanted = typing.get_args(hint) if union else (hint,)
    if not isinstance(value, str) or str in wanted:
        return value
    if type(None) in wanted and value.strip().lower() in {"none", ""}:
        return None
    for kind in wanted:
        if value.strip().lower() in typing.get_args(kind):  # of a Literal
            return value.strip().lower()
        try:
            if kind is bool:
                return _WORDS[value.strip().lower()]
            if kind in (int, float):
                return kind(value)
        except (KeyError, ValueError):
            continue
    words = [repr(word) for kind in wanted for word in typing.get_args(kind)]
    named = " or ".join([*(_WANTED[kind] for kind in wanted if kind in _WANTED), *words])
    raise UsageError(
        f"expected {name} to be {named}, got {name}={_shown(name, value)}; write for example {name}={_example(wanted)}"
    )


def _example(wanted: tuple[Any, ...]) -> str:
    return "true" if bool in wanted else "8" if int in wanted else "0.7"
