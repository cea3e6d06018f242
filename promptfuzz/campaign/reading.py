"""Reads TOML: from a path to tables, or to one message with file, line and column."""

import tomllib
from pathlib import Path
from typing import Any

from promptfuzz.errors import UsageError, closest


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises:
        UsageError: there is no such file, it cannot be read, or it is no TOML; the message says where.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"{path}: expected a campaign file, got no such file{_near(path)}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: expected UTF-8, got byte {error.start + 1} that is none; save it as UTF-8") from None
    except (OSError, ValueError) as error:  # a ValueError is for a path with a NUL in it
        said = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{path}: expected a readable file, got {said}; name a TOML file") from None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of too many digits is a plain ValueError
        raise UsageError(f"{path}: expected TOML, got: {error}") from None


def _near(path: Path) -> str:
    try:
        names = sorted(item.name for item in path.parent.iterdir() if item.suffix == ".toml")
    except OSError:
        return ""
    return closest(path.name, names)
