"""Settings of Hypothesis for tests that use promptfuzz: profiles by name, applied to single tests and never loaded."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.errors import InvalidArgument

from promptfuzz.property.fitting import anew, fitting
from promptfuzz.property.frames import name_after

PREFIX = "promptfuzz-"
_STATEFUL = ".TestCase"


def register_profiles() -> None:
    """Register ``promptfuzz-smoke``, ``promptfuzz-ci`` and ``promptfuzz-nightly``; none of them is loaded."""
    once = {**fitting(), "derandomize": True, "database": None, "print_blob": True}
    settings.register_profile(f"{PREFIX}smoke", max_examples=10, **once)
    settings.register_profile(f"{PREFIX}ci", max_examples=50, **once)
    settings.register_profile(f"{PREFIX}nightly", max_examples=500, **{**fitting(), **anew(), "print_blob": True})


def apply_settings(items: Iterable[pytest.Item], profile: str | None, chosen_seed: int | None) -> None:
    """Give the Hypothesis tests of `items` the settings of a profile, or such as fit a model, and a seed.

    Settings that a test has of its own stand, except for the deadline of the loaded profile, which they took over.
    """
    register_profiles()
    chosen = settings(**fitting()) if profile is None else settings.get_profile(f"{PREFIX}{profile}")
    done: set[int] = set()
    for item in items:
        test = getattr(item, "obj", None)
        function = getattr(test, "__func__", test)
        if id(function) in done or not getattr(function, "is_hypothesis_test", False):
            continue
        done.add(id(function))
        case = getattr(item, "cls", None)
        if case is not None and case.__name__.endswith(_STATEFUL) and isinstance(case.settings, settings):
            _apply_to_machine(case, chosen)
            function = getattr(item.getparent(pytest.Module), "obj", None)
            function = getattr(function, case.__name__.removesuffix(_STATEFUL), None)
        else:
            _apply_to_function(function, chosen)
        if chosen_seed is not None and function is not None:
            seed(chosen_seed)(function)


def name_ready_tests(items: Iterable[pytest.Item]) -> None:
    """Let tests that were made of a prompt and a model be shown by the names that they are bound to."""
    for item in items:
        name_after(getattr(item, "obj", None), getattr(item, "originalname", None) or item.name)


def _apply_to_function(function: Any, chosen: settings) -> None:
    try:
        chosen(function)
    except InvalidArgument:
        _lift_deadline(function)


def _lift_deadline(function: Any) -> None:
    """Let the own settings of a test, which say nothing of a deadline, have none: 200 ms fail any model."""
    own = getattr(function, "_hypothesis_internal_use_settings", None)  # there is no public way to read or change it
    loaded = settings().deadline
    if isinstance(own, settings) and loaded is not None and own.deadline == loaded:
        function._hypothesis_internal_use_settings = settings(own, deadline=None)


def _apply_to_machine(case: Any, chosen: settings) -> None:
    """Set the settings of the test case that Hypothesis made of a state machine, unless the user set them."""
    untouched = settings(deadline=None, suppress_health_check=list(HealthCheck))
    if repr(case.settings) == repr(untouched):
        case.settings = settings(chosen, suppress_health_check=list(HealthCheck))
