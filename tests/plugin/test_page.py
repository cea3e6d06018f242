"""The page about the plugin is right: its example runs, and it names every option."""

import re
from pathlib import Path

import pytest

from promptfuzz.pytest_plugin.options import PROFILES
from tests.plugin.conftest import Run

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "pytest-plugin.md").read_text(encoding="utf-8")


def test_the_example_runs(run: Run, app: pytest.Pytester) -> None:
    for name, text in re.findall(r"^```python (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        (app.path / name).write_text(text)
    run("--promptfuzz-profile=smoke").assert_outcomes(passed=2)


def test_every_option_and_profile_is_named(run: Run) -> None:
    options = set(re.findall(r"--promptfuzz-\w+", run("--help").stdout.str()))
    assert options == set(re.findall(r"^\| `(--promptfuzz-\w+)", PAGE, re.MULTILINE))
    assert set(re.findall(r"^\| `(\w+)` \| \d+ \|", PAGE, re.MULTILINE)) == set(PROFILES)
