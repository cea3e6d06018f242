"""Where a test runs, and on what: its name, the model that a record is about, and whether it only searches."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from promptfuzz.ledger import name_of
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


def has_moved(record: Record, model: Model) -> bool:
    """Whether `model` is the function that `record` was found on, which stands in another module by now.

    To be asked of the records of a test itself: functions of one name in two modules are two models elsewhere.
    """
    if record.model != model.name or not all(spec.startswith(PYTHON) for spec in (record.spec, model.spec)):
        return False
    (before, function), (_, other) = _split(record.spec), _split(model.spec)
    if function != other or NAMELESS in function or not before:
        return False
    module = sys.modules.get(before)
    if module is None:
        return not _may_have(before, function.partition(".")[0])
    there: object = module
    for name in function.split("."):
        there = getattr(there, name, None)
    return there is None or there is getattr(model, "function", None)


def is_about_heir(record: Record, model: Model, test: str) -> bool:
    """Whether `record`, whose test is gone, was found on the `model` that `test` asks.

    A function with other parameters is the same test. Where the file of the test has another name by now, a model that
    stands in it has the new one.
    """
    file, now = (name.partition("::")[0] for name in (record.test, test))
    if _is_same(record, model, same_test=is_same_function(record.test, test)):
        return True
    module, inside = _split(record.spec)
    head, _, stem = module.rpartition(".")
    if record.model != model.name or model.name == NAMELESS or stem != Path(file).stem:
        return False
    return model.spec == f"{PYTHON}{head}{'.' if head else ''}{Path(now).stem}:{inside}"


def is_same_function(one: str, other: str) -> bool:
    """Whether two tests are one function, with the same parameters or others."""
    return one.partition("[")[0] == other.partition("[")[0]


def _is_same(record: Record, model: Model, *, same_test: bool) -> bool:
    if record.model != model.name or (model.name == NAMELESS and not same_test):
        return False
    specs = record.spec, model.spec
    if record.spec == model.spec or not all(spec.startswith(PYTHON) for spec in specs):
        return True
    (before, function), (now, other) = (_split(spec) for spec in specs)
    longer = f".{before}".endswith(f".{now}") or f".{now}".endswith(f".{before}")
    return same_test and function == other and longer and before not in sys.modules


def _may_have(module: str, name: str) -> bool:
    """Whether a module that is not loaded names `name`; it is read, and not run.

    To look for it in a package that is not loaded would run that package: what is in there may have it.
    """
    package = module.rpartition(".")[0]
    if package and package not in sys.modules:
        return True
    try:
        found = find_spec(module)
    except (ImportError, ValueError, AttributeError):
        return False
    if found is None or found.origin is None or not found.origin.endswith(".py"):
        return found is not None
    return name in Path(found.origin).read_text(encoding="utf-8", errors="replace")


def _split(spec: str) -> tuple[str, str]:
    module, _, function = spec.removeprefix(PYTHON).partition(":")
    return module, function


def name_of_test(place: Place) -> str:
    """Return the name of the test: its file and its function, by pytest where that runs it."""
    running = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    return name_of(running) if running else f"{Path(place.file).name}::{place.name}"


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
