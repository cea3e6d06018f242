"""Any model as a paraphraser: from a prompt and a model to a strategy over its checked rewordings."""

import os

from hypothesis import strategies as st

from promptfuzz.records import Prompt, Variant
from promptfuzz.rewriting.asking import rewrites
from promptfuzz.strategies.draws import from_texts


def from_rewriter(
    prompt: Prompt,
    fn: object,
    *,
    n: int = 20,
    cache: str | os.PathLike[str] | None = None,
) -> st.SearchStrategy[Variant]:
    """Draw variants from what a model makes of `prompt`, each with a subset of the places that differ.

    Shrinks as `from_texts` does. The model is asked here and now, never in a draw, for up to `n` rewordings and only
    for those that the JSON Lines file `cache` lacks; :func:`promptfuzz.rewrites` is the same step alone.

    Raises:
        UsageError: an argument is wrong, or no rewording asks the same.
        ModelError: every call failed.
    """
    return from_texts(prompt, rewrites(prompt, fn, n, cache=cache).accepted)
