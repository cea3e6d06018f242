"""Where a test runs, and on what: its name, the model that a record is about, and whether it only searches."""

import os
import sys
from pathlib import Path
from types import FrameType

from promptfuzz.models.protocol import Model
from promptfuzz.property.arguments import Place
from promptfuzz.property.regressions import Record

NAMELESS = "<lambda>"
PYTHON = "python:"


def is_about(record: Record, model: Model, test: str) -> bool:
    """Whether `record` was found on `model`, asked by `test`.

    A lambda is known by its test alone, its name being anyone's. A module has a shorter or a longer name by the way
    that pytest imports it: for the same test both are one, unless the other one is there as well.
    """
    same_test = record.test == test
    if record.model != model.name or (model.name == NAMELESS and not same_test):
        return False
    specs = record.spec, model.spec
    if record.spec == model.spec or not all(spec.startswith(PYTHON) for spec in specs):
        return True
    (before, function), (now, other) = (_split(spec) for spec in specs)
    longer = f".{before}".endswith(f".{now}") or f".{now}".endswith(f".{before}")
    return same_test and function == other and longer and before not in sys.modules


def _split(spec: str) -> tuple[str, str]:
    module, _, function = spec.removeprefix(PYTHON).partition(":")
    return module, function


def name_of_test(place: Place) -> str:
    """Return the name of the test: its file and its function, by pytest where that runs it."""
    running = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0] or None
    if running is None:
        return f"{Path(place.file).name}::{place.name}"
    file, _, rest = running.partition("::")
    return f"{Path(file).name}::{rest.replace('::', '.')}"


def shown(path: Path) -> str:
    """Return `path` as it is shown: from the folder of now where it lies in there."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


def is_search() -> bool:
    """Whether ``hypothesis.find`` looks for an example: a search fails no test, and is after what is small, not known.

    Hypothesis has no public way to tell it.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == "find" and frame.f_globals.get("__name__") == "hypothesis.core":
            return True
        frame = frame.f_back
    return False
