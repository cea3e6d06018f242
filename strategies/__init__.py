"""The mutators and, from Hypothesis, the strategies that draw variants: ``from promptfuzz import strategies``."""

from typing import TYPE_CHECKING, Any

if __name__ != "promptfuzz.strategies":
    raise ImportError(
        "expected promptfuzz.strategies, got strategies; pip install hypothesis-promptfuzz, then use that"
    )

if TYPE_CHECKING:
    from promptfuzz.strategies.draws import (
        batches,
        contrasts,
        counterfactuals,
        degradations,
        from_texts,
        paraphrases,
        placebos,
        reformattings,
        reorderings,
        variants,
    )
    from promptfuzz.strategies.lifting_nlpaug import from_nlpaug
    from promptfuzz.strategies.lifting_rewriter import from_rewriter

__all__ = [
    "batches",
    "contrasts",
    "counterfactuals",
    "degradations",
    "from_nlpaug",
    "from_rewriter",
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
    from importlib import import_module

    homes = {"from_nlpaug": "lifting_nlpaug", "from_rewriter": "lifting_rewriter"}
    return getattr(import_module(f"promptfuzz.strategies.{homes.get(name, 'draws')}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
