"""Any augmenter as a strategy: from a prompt and an object with ``augment(text)`` to variants that shrink."""

import math
import random
import threading
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any

from hypothesis import strategies as st

from promptfuzz.errors import UsageError
from promptfuzz.models.identity import Same
from promptfuzz.mutators import Site
from promptfuzz.records import Prompt, Variant
from promptfuzz.strategies.draws import _drawn
from promptfuzz.strategies.draws_plan import Plan
from promptfuzz.strategies.lifting_augmented import augmented_sites
from promptfuzz.validation import check_type

SEEDS = 4096
TRIES = 200  # runs of one seed; a flow that does nothing nine times in ten still gets something in all but 1e-9
_LOCK = threading.Lock()
_SEED = st.integers(0, SEEDS)


@st.composite
def from_nlpaug(draw: Any, prompt: Prompt, augmenter: Any) -> Variant:
    """Draw variants from what an augmenter or flow of nlpaug does to `prompt`, each with a subset of its changes.

    Shrinks towards the prompt itself, by leaving changes out. Anything with a method ``augment(text)`` that returns a
    text or a list of texts will do. It runs in the drawing thread with seeds that are drawn, and the global random
    generators are put back afterwards; slots, labels, numbers, quotes, negations and the layout stay as they are.

    Raises:
        UsageError: when drawn from: `augmenter` is none, or it changes nothing that may change.
    """
    check_type("prompt", prompt, Prompt, "a pf.Prompt; write pf.Prompt(template, slots={...})")
    if isinstance(augmenter, type) or not callable(getattr(augmenter, "augment", None)):
        hint = f"an instance, {augmenter.__name__}()" if isinstance(augmenter, type) else "one of nlpaug, KeyboardAug()"
        raise UsageError(
            f"expected augmenter to have a method augment(text), got augmenter={augmenter!r:.80} of type "
            f"{type(augmenter).__name__}; give {hint}"
        )
    plan_of = partial(_plan, prompt, Same(augmenter))
    plan_of(1)  # so that an augmenter without effect is refused whatever is drawn
    # The simplest seed stands for the prompt itself: it must draw least, or Hypothesis would not shrink to it.
    seed = draw(_SEED)
    return _drawn(draw, plan_of(seed), None, (0.0, math.inf)) if seed else Variant(prompt)


# Kept, because an example is drawn again on every replay, and an augmenter may have randomness that we cannot seed.
@lru_cache(maxsize=SEEDS)
def _plan(prompt: Prompt, augmenter: Same, seed: int) -> Plan:
    """Return the changes of the first run, of those that belong to `seed`, that made any."""
    error: Exception | None = None
    for step in range(TRIES):
        sites: list[Site] = []
        for part in ("system", "template"):
            if prompt.sources.get(part, "").strip():
                try:
                    output = _augmented(augmenter.value, prompt.sources[part], seed * TRIES + step)
                except Exception as fault:  # nlpaug fails on some texts with some seeds; others may do
                    error = fault
                    continue
                sites += augmented_sites(prompt, part, output)
        if sites:
            return Plan(prompt, sites)
    why = f" (it raised {type(error).__name__}: {error})" if error else ""
    raise UsageError(
        f"expected an augmenter that changes words of {prompt.template!r:.200} outside of slots, labels, numbers and "
        f"quotes, got none from {TRIES} runs of {augmenter.value!r:.80}{why}; raise its share of words, or take another"
    ) from error


def _augmented(augmenter: Any, text: str, seed: int) -> str:
    """Return the first text that one seeded run gives, empty where it gives none."""
    import numpy as np

    with _LOCK:
        before = random.getstate(), np.random.get_state()
        random.seed(seed)
        np.random.seed(seed)
        try:
            given = augmenter.augment(text)
        finally:
            random.setstate(before[0])
            np.random.set_state(before[1])
    return next(_texts(given), text)


def _texts(given: Any) -> Iterator[str]:
    """Yield the texts in what an augmenter returned, which may be nested, empty or come with details."""
    if isinstance(given, str):
        if given.strip():
            yield given
    elif isinstance(given, list | tuple):
        for item in given:
            yield from _texts(item)
