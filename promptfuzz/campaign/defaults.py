"""Defaults of a project: the table [tool.promptfuzz] of the nearest pyproject.toml that has one."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from promptfuzz.campaign.reading import read_toml

NAME = "pyproject.toml"
KEY = "tool.promptfuzz"
FOR_TESTS = ("profile", "regressions")
"""Keys of the table that speak of tests, and not of campaigns."""


@dataclass(frozen=True)
class Defaults:
    """The table [tool.promptfuzz], as it stands in `path`."""

    path: Path
    table: Any


def find_defaults(start: Path) -> Defaults | None:
    """Return the defaults for the folder `start`: those of the nearest pyproject.toml above it that has any.

    Raises:
        UsageError: a pyproject.toml on the way cannot be read, or is no TOML.
    """
    for folder in (start, *start.parents):
        file = folder / NAME
        if not file.is_file():
            continue
        path = Path(os.path.relpath(file, start))
        tool = read_toml(path if start == Path.cwd() else file).get("tool")
        if isinstance(tool, dict) and "promptfuzz" in tool:
            return Defaults(path, tool["promptfuzz"])
    return None
