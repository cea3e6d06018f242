"""The pytest plugin: lets Hypothesis tests that ask a model take the time that a model takes."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_collection_modifyitems(items: "list[pytest.Item]") -> None:
    """Give Hypothesis tests in modules that use promptfuzz settings that fit a model, unless they have their own.

    No deadline, since a model takes longer than 200 ms; the example database and new examples on every run even
    where a ``CI`` variable is set, since a nightly run that repeats itself finds nothing. No other test changes.
    """
    if "hypothesis" not in sys.modules or "promptfuzz" not in sys.modules:
        return
    from hypothesis import Phase, is_hypothesis_test, settings
    from hypothesis.database import DirectoryBasedExampleDatabase
    from hypothesis.errors import InvalidArgument

    # Without the explain phase, which calls the model again and lists lines of ours under every failure.
    phases = [phase for phase in Phase if phase is not Phase.explain]
    fitting = settings(
        phases=phases, deadline=None, derandomize=False, database=DirectoryBasedExampleDatabase(".hypothesis/examples")
    )
    for item in items:
        test = getattr(item, "obj", None)
        function = getattr(test, "__func__", test)
        if function is None or not is_hypothesis_test(function) or not _uses_promptfuzz(item):
            continue
        try:
            fitting(function)
        except InvalidArgument:
            continue  # the test has settings of its own, which stand


def _uses_promptfuzz(item: "pytest.Item") -> bool:
    module = getattr(item, "module", None)
    names = (
        getattr(value, "__module__", None) or getattr(value, "__name__", "")
        for value in vars(module or object).values()
    )
    return any(isinstance(name, str) and name.split(".")[0] == "promptfuzz" for name in names)
