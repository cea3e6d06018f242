"""The mutators and, from Hypothesis, the strategies that draw variants: ``from promptfuzz import strategies``."""

from typing import TYPE_CHECKING, Any

if __name__ != "promptfuzz.strategies":
    raise ImportError(
        "expected promptfuzz.strategies, got strategies; pip install hypothesis-promptfuzz, then use that"
    )

if TYPE_CHECKING:
    from promptfuzz.strategies.draws import (
        batches,
        degradations,
        from_texts,
        paraphrases,
        placebos,
        reformattings,
        reorderings,
        variants,
    )

__all__ = [
    "batches",
    "degradations",
    "from_texts",
    "paraphrases",
    "placebos",
    "reformattings",
    "reorderings",
    "variants",
]


def __getattr__(name: str) -> Any:
    """Import the strategies when first asked for: the mutators beside them are used without Hypothesis."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from promptfuzz.strategies import draws

    return getattr(draws, name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
