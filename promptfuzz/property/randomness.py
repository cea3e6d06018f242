"""Lets a model draw its own random numbers: from the state that Hypothesis sets to one of the model's, and back.

Hypothesis seeds `random` and `numpy.random` anew for every example. A model that samples by them would answer every
wording, and every repeat, by the same draws: it would never be seen to sample.
"""

import random
import sys
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

SEED = 20_011
_kept: WeakKeyDictionary[Hashable, tuple[object, Any]] = WeakKeyDictionary()
_lent: list[bool] = []


@contextmanager
def own_draws(who: Hashable) -> Iterator[None]:
    """Go on where the draws of `who` stopped; the first time from a fixed seed, so that runs agree.

    What begins beside another, in one event loop, draws with it.
    """
    if _lent or not in_hypothesis():
        yield
        return
    before = _state()
    _lent.append(True)
    try:
        _restore(_kept.get(who) or _seeded())
        yield
        _kept[who] = _state()
    finally:
        _lent.clear()
        _restore(before)


def in_hypothesis() -> bool:
    """Whether an example of Hypothesis runs, an explicit one too; Hypothesis is not imported to find out."""
    if "hypothesis" not in sys.modules:
        return False
    from hypothesis import currently_in_test_context

    return currently_in_test_context()


def _state() -> tuple[object, Any]:
    numpy = sys.modules.get("numpy.random")
    return random.getstate(), None if numpy is None else numpy.get_state()


def _seeded() -> tuple[object, Any]:
    numpy = sys.modules.get("numpy.random")
    return random.Random(SEED).getstate(), None if numpy is None else numpy.RandomState(SEED).get_state()


def _restore(state: tuple[object, Any]) -> None:
    random.setstate(state[0])  # type: ignore[arg-type]
    numpy = sys.modules.get("numpy.random")
    if numpy is not None:  # a model may have imported it meanwhile
        numpy.set_state(_seeded()[1] if state[1] is None else state[1])
