"""What a test module calls a prompt: from its names to the expression that can be pasted there."""

from collections.abc import Iterator, Mapping
from itertools import islice
from types import ModuleType
from typing import Any

from promptfuzz.records import Prompt

# Data that a module holds is not searched: a failing test looks here at every step of its shrinking.
_MOST = 1000


def expression_for(prompt: Prompt, names: Mapping[str, Any]) -> str | None:
    """Return what stands for `prompt` in a module of these names, None where nothing does.

    It is a name, one of the first items of a list or dict that has a name, or a name of a module that is imported there
    as a whole.
    """
    return next((name for name, value in _named(names) if _is(value, prompt)), None)


def _named(home: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield expressions with their values, the shortest kind first."""
    names = {name: value for name, value in list(home.items()) if name.isidentifier() and not name.startswith("__")}
    yield from names.items()
    for name, value in names.items():
        if isinstance(value, ModuleType):
            yield from ((f"{name}.{inner}", one) for inner, one in list(vars(value).items()))
        elif type(value) is dict:
            yield from (
                (f"{name}[{key!r}]", one) for key, one in islice(value.items(), _MOST) if type(key) in (str, int)
            )
        elif type(value) in (list, tuple):
            yield from ((f"{name}[{number}]", one) for number, one in enumerate(value[:_MOST]))


def _is(value: object, prompt: Prompt) -> bool:
    return value is prompt or (isinstance(value, Prompt) and value == prompt)
