"""How measures are found by name, and the decorator that adds one."""

from collections.abc import Callable
from typing import overload

from promptfuzz.registry import Registry

Measure = Callable[[str, str], float]

MEASURES: Registry[Measure] = Registry("measure", "promptfuzz.measures")


@overload
def measure(name: Measure) -> Measure: ...
@overload
def measure(name: str | None = None) -> Callable[[Measure], Measure]: ...
def measure(name: Measure | str | None = None) -> Measure | Callable[[Measure], Measure]:
    """Register a function of two texts that returns their similarity, 0..1, as a measure.

    ``@measure`` takes the function's name, ``@measure("name")`` another one.

    Raises:
        UsageError: another measure has this name.
    """
    if callable(name):
        return MEASURES.register(name.__name__, name)

    def register(function: Measure) -> Measure:
        return MEASURES.register(name or function.__name__, function)

    return register
