"""What a user chose for the tests that ask a model: from pytest's options to checked values."""

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from promptfuzz.reporting.write import Target

PROFILES = ("smoke", "ci", "nightly")


@dataclass(frozen=True, slots=True)
class Options:
    """The options as they were given, None or empty where they were not."""

    model: str | None
    budget: int | None
    seed: int | None
    profile: str | None
    reports: "tuple[Target, ...]"

    @property
    def given(self) -> bool:
        """Whether there is any."""
        return bool(self.reports) or any(
            value is not None for value in (self.model, self.budget, self.seed, self.profile)
        )


def add_options(parser: "pytest.Parser") -> None:
    """Add the options of the plugin."""
    group = parser.getgroup("promptfuzz", "promptfuzz: tests that ask a language model")
    group.addoption(
        "--promptfuzz-model", metavar="SPEC", help="model of tests that name none, such as python:shop.support:answer"
    )
    group.addoption(
        "--promptfuzz-budget", metavar="N", type=_whole(1), help="most model calls of all tests and workers together"
    )
    group.addoption(
        "--promptfuzz-seed", metavar="S", type=_whole(0), help="seed of Hypothesis, for tests that use promptfuzz"
    )
    group.addoption(
        "--promptfuzz-profile", choices=PROFILES, help="settings of Hypothesis, for tests that use promptfuzz"
    )
    group.addoption(
        "--promptfuzz-report",
        metavar="FORMAT[=PATH]",
        action="append",
        default=[],
        help="write a report of all tests, json or html; may be given several times",
    )


def read_options(config: "pytest.Config") -> Options:
    """Return the options of a run.

    Raises:
        UsageError: a report cannot be written.
    """
    reports = config.getoption("promptfuzz_report")
    if reports:
        from promptfuzz.reporting.write import parse_target
    return Options(
        config.getoption("promptfuzz_model"),
        config.getoption("promptfuzz_budget"),
        config.getoption("promptfuzz_seed"),
        config.getoption("promptfuzz_profile"),
        tuple(parse_target(text) for text in reports),
    )


def own_version() -> str:
    """Return the installed version of the distribution, ``0`` where it is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("hypothesis-promptfuzz")
    except PackageNotFoundError:
        return "0"


class _whole:  # noqa: N801 - argparse shows the name of a type
    def __init__(self, least: int) -> None:
        self.least = least

    def __call__(self, text: str) -> int:
        if not text.isascii() or not text.isdecimal() or int(text) < self.least:
            raise argparse.ArgumentTypeError(f"expected a whole number of at least {self.least}, got {text!r}")
        return int(text)
