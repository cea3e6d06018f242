"""A model that the test itself changes between two assertions is asked again; one that it left alone is not."""

import os
from collections.abc import Callable
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import promptfuzz as pf
from tests.unit.test_property_silent import LABEL, PROMPT, QUIET, SORT, brittle, steady

MODE = "steady"
KNOB: ContextVar[str] = ContextVar("KNOB", default="steady")
SETTINGS = SimpleNamespace(deep={"mode": "steady"})


def answer(mode: str, text: str) -> str:
    return brittle(text) if mode == "brittle" else steady(text)


def helper() -> str:
    return MODE


class Bot:
    kind = "steady"
    __slots__ = ("calls", "mode")

    def __init__(self) -> None:
        self.mode, self.calls = "steady", 0

    def ask(self, text: str) -> str:
        self.calls += 1
        return answer(self.mode, text)

    def ask_kind(self, text: str) -> str:
        return answer(self.kind, text)


def changes(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[Callable[[str], str], Callable[[], object]]]:
    """Return applications, each with what makes it brittle."""
    bot, held = Bot(), {"mode": "steady"}
    return {
        "attribute": (bot.ask, lambda: setattr(bot, "mode", "brittle")),
        "class": (bot.ask_kind, lambda: monkeypatch.setattr(Bot, "kind", "brittle")),
        "global": (lambda text: answer(MODE, text), lambda: monkeypatch.setitem(globals(), "MODE", "brittle")),
        "behind": (lambda text: answer(helper(), text), lambda: monkeypatch.setitem(globals(), "MODE", "brittle")),
        "closure": (lambda text: answer(held["mode"], text), lambda: held.update(mode="brittle")),
        "nested": (
            lambda text: answer(SETTINGS.deep["mode"], text),
            lambda: monkeypatch.setitem(SETTINGS.deep, "mode", "brittle"),
        ),
        "environment": (
            lambda text: answer(os.environ.get("APP_MODE", ""), text),
            lambda: monkeypatch.setenv("APP_MODE", "brittle"),
        ),
        "context": (lambda text: answer(KNOB.get(), text), lambda: KNOB.set("brittle")),
    }


KINDS = ["attribute", "class", "global", "behind", "closure", "nested", "environment", "context"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_that_the_test_changed_is_asked_again(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ask, change = changes(monkeypatch)[kind]

    def hold() -> None:
        pf.assert_stable(LABEL, ask)

    hold()
    change()
    try:
        with pytest.raises(pf.WordingDependence):
            hold()
    finally:
        KNOB.set("steady")


def test_a_model_that_was_mended_passes_and_contrasts_are_asked_again() -> None:
    bot = Bot()

    def hold(_mode: str) -> None:
        pf.assert_stable(LABEL, bot.ask)

    bot.mode = "brittle"
    with pytest.raises(pf.WordingDependence):
        hold("brittle")
    bot.mode = "steady"
    hold("steady")
    contrasts = [PROMPT.variant(pf.Edit(0, 0, f"Swap them{mark} ", "contrast")) for mark in ".!?,;"]
    for bot.mode in ("brittle", "steady"):
        if bot.mode == "brittle":
            pf.assert_contrast(contrasts, bot.ask)
            continue
        with pytest.raises(pf.InstructionIgnored, match="0 of 5"):
            pf.assert_contrast(contrasts, bot.ask)


def test_what_was_changed_without_effect_costs_one_look_and_what_was_not_costs_nothing() -> None:
    bot = Bot()
    calls = []
    for mode in ("steady", "steady", "other", "other"):
        bot.mode = mode
        pf.assert_stable([LABEL, SORT], bot.ask)
        calls.append(bot.calls)
    assert calls == [5, 5, 8, 8]


def test_changes_cost_no_call_under_hypothesis_and_none_beyond_a_budget() -> None:
    bot = Bot()

    @settings(QUIET, max_examples=10)
    @given(st.sampled_from([LABEL, SORT]), st.integers())
    def holds(variant: pf.Variant, number: int) -> None:
        bot.mode = str(number)
        pf.assert_stable(variant, bot.ask)

    holds()
    assert bot.calls == 5
    tight = Bot()
    tight.mode = "one"
    pf.assert_stable(LABEL, tight.ask, budget=pf.Budget(calls=4))
    tight.mode = "two"  # whose verdict nobody knows
    with pytest.raises(pf.Undecided, match="budget"):
        pf.assert_stable(LABEL, tight.ask, budget=pf.Budget(calls=4))
    assert tight.calls == 4


def test_a_model_that_samples_is_judged_anew_once_it_was_changed() -> None:
    bot = Bot()
    model = pf.model(bot.ask, temperature=0.5)
    for bot.mode in ("one", "one", "two"):
        pf.assert_stable(LABEL, model)
    assert bot.calls == 2 * 29  # three of the base and 24 to vote, two of the rewording


def test_objects_that_raise_when_touched_are_left_alone() -> None:
    class Sleeping:
        def __getattribute__(self, name: str) -> Any:
            raise RuntimeError(name)

    lazy = [Sleeping()]
    for _ in range(2):
        pf.assert_stable(LABEL, lambda text: steady(text) if lazy else text)
