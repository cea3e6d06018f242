"""The pytest plugin: options, fixtures and settings for tests that ask a model, and a report of what they asked.

It is loaded by every run of pytest, so it imports next to nothing until a test uses promptfuzz.
"""

import sys
from typing import Any

import pytest

from promptfuzz.errors import PromptfuzzError, UsageError
from promptfuzz.pytest_plugin.desk import FILE, Desk, limit_of
from promptfuzz.pytest_plugin.fixtures import DESK, promptfuzz_model, promptfuzz_oracle
from promptfuzz.pytest_plugin.options import add_options, read_options
from promptfuzz.pytest_plugin.project import has_project
from promptfuzz.pytest_plugin.running import Running

__all__ = ["promptfuzz_model", "promptfuzz_oracle"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Read the options, and register the marker and the profiles that were asked for."""
    config.addinivalue_line(
        "markers",
        "promptfuzz(budget=N): asks a model, at most N times; tests that use promptfuzz have it by themselves.",
    )
    try:
        desk = config.stash[DESK] = Desk(config, read_options(config))
    except UsageError as error:
        raise pytest.UsageError(str(error).replace("--report", "--promptfuzz-report")) from None
    config.pluginmanager.register(Running(desk), "promptfuzz-running")
    if str(config.getoption("hypothesis_profile", None)).startswith("promptfuzz-"):
        from promptfuzz.pytest_plugin.profiles import register_profiles

        register_profiles()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Keep no more accounts."""
    if DESK in config.stash:
        config.stash[DESK].close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give a worker of pytest-xdist the file of the budget that it shares."""
    path = node.config.stash[DESK].shared_file()
    if path is not None:
        node.workerinput[FILE] = path


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that use promptfuzz, and give those of Hypothesis settings that fit a model.

    No other test changes.
    """
    from promptfuzz.pytest_plugin.usage import Uses

    desk, uses = config.stash[DESK], Uses()
    users = [item for item in items if item in uses]
    if not users:
        return
    desk.used = True
    try:
        for item in users:
            limit_of(item)
            item.add_marker("promptfuzz")
        if sys.modules.get("hypothesis") is not None:
            from promptfuzz.pytest_plugin.profiles import apply_settings, name_ready_tests

            name_ready_tests(users)
            apply_settings(users, desk.profile, desk.options.seed)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Load what an assertion needs before Hypothesis looks at the clock: a deadline is for the application."""
    if item.get_closest_marker("promptfuzz") is not None and "hypothesis" in sys.modules:
        import promptfuzz.property.asserting  # noqa: F401


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Show of an error of ours the lines of users alone, unless --full-trace was given; pytest makes the report."""
    error = None if call.excinfo is None else call.excinfo.value
    if isinstance(error, PromptfuzzError | BaseExceptionGroup) and not item.config.getoption("fulltrace"):
        from promptfuzz.pytest_plugin.frames import tidy

        tidy(item, error)
        if call.excinfo is not None:
            call.excinfo.traceback = type(call.excinfo.traceback)(call.excinfo.tb)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say what was chosen; the controller of pytest-xdist collects no test, and goes by what the project says."""
    desk, collects = config.stash[DESK], not config.pluginmanager.has_plugin("dsession")
    return _header(desk) if desk.options.given or (not collects and has_project(config.rootpath)) else None


def pytest_report_collectionfinish(config: pytest.Config) -> str | None:
    """Say what was chosen, where that first shows when the tests are known."""
    desk, quiet = config.stash[DESK], config.get_verbosity() < 0
    return _header(desk) if desk.used and not desk.headed and not quiet else None


def _header(desk: Desk) -> str:
    from promptfuzz.pytest_plugin.summary import header

    desk.headed = True
    try:
        return header(desk)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None
