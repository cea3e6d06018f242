"""Whether the test that a record belongs to is gone: renamed, moved, taken out, or given other parameters."""

import os
import sys
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from promptfuzz import ledger
from promptfuzz.property.regressions import FOLDER, configured_folder

_NO_TESTS = frozenset({"node_modules", "site-packages", "dist-packages", "__pycache__"})
_LOCAL = "<locals>"


def is_gone(test: str, folder: Path) -> bool:
    """Whether no file that keeps its findings in `folder` has the test any more.

    The runner knows that of the files that it has collected. Of another one only a module that is loaded tells it: what
    may still stand somewhere is not gone.

    Args:
        test: the name in a record, as in ``test_mail.py::test_one[word]``.
        folder: the folder of the record.
    """
    file, _, name = test.partition("::")
    return all(_has(path, name) is False for path in _files(folder.resolve(), file))


def _files(folder: Path, name: str) -> tuple[Path, ...]:
    """Return the files of that name whose findings may lie in `folder`: one beside it, or any of the project."""
    if folder.name == FOLDER and configured_folder(folder.parent) is None:
        beside = folder.parent / name
        return (beside,) if beside.is_file() else ()
    project = next((one for one in folder.parents if (one / "pyproject.toml").is_file()), None)
    return () if project is None else _below(project, name)


@lru_cache(maxsize=256)
def _below(top: Path, name: str) -> tuple[Path, ...]:
    found = []
    for place, folders, files in os.walk(top):
        folders[:] = [one for one in folders if _may_have_tests(place, one)]
        if name in files:
            found.append(Path(place, name))
    return tuple(sorted(found))


def _may_have_tests(place: str, folder: str) -> bool:
    return not folder.startswith(".") and folder not in _NO_TESTS and not Path(place, folder, "pyvenv.cfg").is_file()


def _has(path: Path, name: str) -> bool | None:
    known = ledger.holds_test(path, name)
    if known is not None:
        return known
    module = _loaded(path)
    return None if module is None or _LOCAL in name else _reaches(module, name.partition("[")[0].split("."))


def _loaded(path: Path) -> ModuleType | None:
    for module in list(sys.modules.values()):
        file = vars(module).get("__file__") if isinstance(module, ModuleType) else None
        if isinstance(file, str) and Path(file).name == path.name and Path(file).resolve() == path:
            return module
    return None


def _reaches(module: ModuleType, names: list[str]) -> bool:
    found: object = module
    for name in names:
        found = getattr(found, name, None)
    return found is not None
