"""An application and its prompt for the suites under test, and a way to run these in the same process."""

from collections.abc import Callable

import pytest

# What is imported here, before pytester, stays the same module in every run in this process.
from promptfuzz import assert_stable, strategies  # noqa: F401
from promptfuzz.models.protocol import MODELS

APP = r"""
import os
from pathlib import Path

import promptfuzz as pf
from promptfuzz import strategies as pfst

PROMPT = pf.Prompt(
    "Classify the review as good or bad.\n\nReview: {review}",
    slots={"review": "Fine."}, answer=pf.Label("good", "bad"), id="review",
)
LABEL = PROMPT.variant(pf.Edit(0, 8, "Label", "verbs"))


def note(line):
    file = os.open(Path(__file__).with_name("asked.txt"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(file, line + b"\n")
    os.close(file)


def steady(text):
    note(b"steady")
    return "good"


def worded(text):
    note(b"worded")
    return "good" if "Classify" in text else "bad"
"""

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def app(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Return a folder with the application, in a surrounding without ``CI``; models it registers are forgotten."""
    monkeypatch.setattr(MODELS, "_items", dict(MODELS.items()))
    # Where no bytecode is kept, every worker of pytest-xdist would compile and rewrite the whole package anew.
    for name in ("CI", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTHONDONTWRITEBYTECODE"):
        monkeypatch.delenv(name, raising=False)
    pytester.makepyfile(app=APP)
    pytester.syspathinsert()
    return pytester


@pytest.fixture
def run(app: pytest.Pytester) -> Run:
    """Return a function that runs pytest in this process, on the test modules that are given by name."""

    def run(*arguments: str, **modules: str) -> pytest.RunResult:
        if modules:
            app.makepyfile(**modules)
        return app.runpytest_inprocess("-p", "no:cacheprovider", *arguments)

    return run


def asked(app: pytest.Pytester) -> int:
    """Return how often the application was asked."""
    file = app.path / "asked.txt"
    return len(file.read_bytes().splitlines()) if file.exists() else 0
