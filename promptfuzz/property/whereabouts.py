"""Where a test runs, and on what: its name, the model that a record is about, and whether it only searches."""

import os
import sys
from pathlib import Path
from types import FrameType

from promptfuzz.ledger import name_in_file
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
    return _is_same(record, model, same_test=record.test == test)


def is_about_heir(record: Record, model: Model, test: str) -> bool:
    """Whether `record`, whose test is gone, was found on the `model` that `test` asks.

    A function with other parameters is the same test. Where the file of the test has another name by now, a model that
    stands in it has the new one.
    """
    (file, _, function), (now, _, other) = record.test.partition("::"), test.partition("::")
    same_function = (file, function.partition("[")[0]) == (now, other.partition("[")[0])
    if _is_same(record, model, same_test=same_function):
        return True
    module, inside = _split(record.spec)
    head, _, stem = module.rpartition(".")
    if record.model != model.name or model.name == NAMELESS or stem != Path(file).stem:
        return False
    return model.spec == f"{PYTHON}{head}{'.' if head else ''}{Path(now).stem}:{inside}"


def _is_same(record: Record, model: Model, *, same_test: bool) -> bool:
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
    return f"{Path(running.partition('::')[0]).name}::{name_in_file(running)}"


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
