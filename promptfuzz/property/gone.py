"""What became of the test that a record belongs to: still there, with other parameters, or gone."""

import os
import sys
from enum import Enum, auto
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from promptfuzz import ledger
from promptfuzz.property.regressions import FOLDER, configured_folder

_NO_TESTS = frozenset({"node_modules", "site-packages", "dist-packages", "__pycache__"})
_LOCAL = "<locals>"
MOST_FOLDERS = 10_000


class Fate(Enum):
    """Whether a test is there, or may be; whether its function has other parameters by now; or neither is there."""

    THERE = auto()
    CHANGED = auto()
    GONE = auto()


def fate_of(test: str, folder: Path) -> Fate:
    """Return what became of `test`, a name as in ``test_mail.py::test_one[word]``, of a record in `folder`.

    The runner knows that of the files that it has collected. Of another one only a module that is loaded tells it: what
    may still stand somewhere is there.
    """
    file, _, name = test.partition("::")
    paths = _files(folder.resolve(), file)
    if paths is None:
        return Fate.THERE
    fates = [_fate_in(path, name) for path in paths]
    return next((fate for fate in (Fate.THERE, Fate.CHANGED) if fate in fates), Fate.GONE)


def _files(folder: Path, name: str) -> tuple[Path, ...] | None:
    """Return the files of that name whose findings may lie in `folder`; None where it cannot be told.

    That is the one beside it, else any of the project: what asserts may be a helper of tests in other folders.
    """
    if folder.name == FOLDER and configured_folder(folder.parent) is None:
        beside = folder.parent / name
        if beside.is_file():
            return (beside,)
    top = _top(folder)
    return None if top is None else _below(top, name)


def _top(folder: Path) -> Path | None:
    root = ledger.root()
    if root is not None and folder.is_relative_to(root):
        return root
    return next((one for one in folder.parents if (one / "pyproject.toml").is_file()), None)


@lru_cache(maxsize=256)
def _below(top: Path, name: str) -> tuple[Path, ...] | None:
    found = []
    for number, (place, folders, files) in enumerate(os.walk(top)):
        if number == MOST_FOLDERS:
            return None
        folders[:] = [one for one in folders if _may_have_tests(place, one)]
        if name in files:
            found.append(Path(place, name))
    return tuple(sorted(found))


def _may_have_tests(place: str, folder: str) -> bool:
    return not folder.startswith(".") and folder not in _NO_TESTS and not Path(place, folder, "pyvenv.cfg").is_file()


def _fate_in(path: Path, name: str) -> Fate:
    function = name.partition("[")[0]
    known = ledger.holds_test(path, name)
    if known is None:
        module = _loaded(path)
        known = None if module is None or _LOCAL in name else _reaches(module, function.split("."))
    elif not known and ledger.holds_test(path, function, any_parameters=True) is not False:
        return Fate.CHANGED
    return Fate.GONE if known is False else Fate.THERE


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
