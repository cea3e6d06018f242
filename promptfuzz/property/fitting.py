"""Settings of Hypothesis that fit a model, carried by the tests that need them; no profile is loaded or changed."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from promptfuzz.errors import UsageError
from promptfuzz.validation import check_count

if TYPE_CHECKING:
    from hypothesis import settings

DATABASE = ".hypothesis/examples"
SHIPPED = ("default", "ci")
"""The profiles of Hypothesis itself, of which ``ci`` loads by itself where there is a variable ``CI``."""


def apply_fitting(test: Any, max_examples: int | None, given: "settings | None") -> Callable[..., Any]:
    """Give a Hypothesis test the settings `given`, or such as fit a model; those it has already stand.

    Under pytest the plugin gives them, since it knows of a chosen profile, unless `max_examples` is set.

    Raises:
        UsageError: both are given, or `max_examples` is no positive number.
    """
    from hypothesis import settings
    from hypothesis.errors import InvalidArgument

    if given is not None:
        if max_examples is not None:
            raise UsageError("expected max_examples=... or settings=..., got both; put max_examples into the settings")
        return cast("Callable[..., Any]", given(test))
    if max_examples is None and "promptfuzz.pytest_plugin" in sys.modules:
        return cast("Callable[..., Any]", test)
    try:
        return cast("Callable[..., Any]", settings(**fitting(max_examples))(test))
    except InvalidArgument:
        return cast("Callable[..., Any]", test)  # it is decorated with settings of its own


def fitting(max_examples: int | None = None) -> dict[str, Any]:
    """Return what fits a model: no deadline, since it takes longer than 200 ms, and one failure at a time.

    Without the explain phase, which calls the model again and lists lines of ours under every failure. Examples are new
    on every run, unless the user loaded a profile, which then knows whether to repeat itself.
    """
    from hypothesis import Phase, settings

    chosen: dict[str, Any] = {"deadline": None, "report_multiple_bugs": False}
    chosen["phases"] = [phase for phase in Phase if phase is not Phase.explain]
    current = getattr(settings, "get_current_profile_name", lambda: SHIPPED[0])  # not in every version
    if current() in SHIPPED:
        chosen |= anew()
    if max_examples is not None:
        chosen["max_examples"] = check_count("max_examples", max_examples)
    return chosen


def anew() -> dict[str, Any]:
    """Return what makes examples new on every run, and remembers failures, also where there is a variable ``CI``."""
    from hypothesis.database import DirectoryBasedExampleDatabase

    return {"derandomize": False, "database": DirectoryBasedExampleDatabase(DATABASE)}
