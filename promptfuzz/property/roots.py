"""Where a test imported its model from: folders for ``sys.path``, seen from the folder of findings."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType

from promptfuzz.models.protocol import Model
from promptfuzz.property.regressions import Record, is_installed

PYTHON = "python:"
_MARKS = (".git", "pyproject.toml", "setup.cfg", "setup.py", "pytest.ini", "tox.ini")


def roots_for(model: Model, folder: Path) -> tuple[str, ...]:
    """Return the folders that the module of `model`, and what it imports, come from, as paths from `folder`.

    Only those of the project are named, whose paths alone are the same on another machine.
    """
    folder = folder.resolve()
    project = _project(folder)
    if project is None:
        return ()
    found: dict[Path, None] = {}
    known, waiting = set[str](), [_module_of(model)]
    while waiting:
        module = waiting.pop(0)
        root = None if module in known else _root_of(module)
        known.add(module)
        if root is not None and root.is_relative_to(project) and not is_installed(root):
            found[root] = None
            waiting += _imported(sys.modules[module])
    return tuple(Path(os.path.relpath(root, folder)).as_posix() for root in found)


def import_folders(record: Record) -> list[str]:
    """Return where pytest, too, would look for the model of `record`: its own folders first, then that of the tests."""
    folder = record.path.resolve().parent
    named = [(folder / root).resolve() for root in record.roots]
    return [str(one) for one in dict.fromkeys([*named, folder.parent]) if one.is_dir()]


def _module_of(model: Model) -> str:
    if model.spec.startswith(PYTHON):
        return model.spec.removeprefix(PYTHON).partition(":")[0]
    function = getattr(model, "function", None)
    named = getattr(function, "__module__", None) or type(function).__module__
    return named if isinstance(named, str) else ""


def _imported(module: ModuleType) -> Iterator[str]:
    """Yield the modules that the names in `module` come from; a lazy object of a user is not woken up."""
    for value in list(vars(module).values()):
        kind = type(value)
        if issubclass(kind, ModuleType):
            name = vars(value).get("__name__")
        else:
            name = value.__module__ if issubclass(kind, type | FunctionType) else kind.__module__
        if isinstance(name, str):
            yield name


def _root_of(module: str) -> Path | None:
    """Return the folder that `module` is found in by its full name; None where it was imported in another way."""
    file = getattr(sys.modules.get(module), "__file__", None)
    if not isinstance(file, str):
        return None
    path = Path(file).resolve()
    path = path.parent if path.name == "__init__.py" else path.with_suffix("")
    parts = tuple(module.split("."))
    return path.parents[len(parts) - 1] if path.parts[-len(parts) :] == parts else None


def _project(folder: Path) -> Path | None:
    """Return the project of `folder`: its repository, else the nearest folder with a file that a project has."""
    above = (folder, *folder.parents)
    return next((one for mark in _MARKS for one in above if (one / mark).exists()), None)
