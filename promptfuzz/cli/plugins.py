"""Plugins named on the command line: from a Python file, a module or a lexicon to the mutators it registers."""

import hashlib
import importlib
import os
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from promptfuzz.errors import UsageError

SUFFIXES = (".py", ".toml")


def load_plugins(given: Iterable[str]) -> tuple[str, ...]:
    """Load plugins, and return the names of the mutators that they registered.

    Raises:
        UsageError: there is no such plugin, it cannot be loaded, or it registers no mutator.
    """
    return tuple(name for plugin in given for name in _load(plugin))


def _load(plugin: str) -> tuple[str, ...]:
    from promptfuzz.mutators import MUTATORS

    tuple(MUTATORS.items())  # ours are registered first, so that a name taken twice is the fault of the plugin
    try:
        if Path(plugin).suffix == ".toml":
            return _load_lexicon(plugin)
        is_file = Path(plugin).suffix in SUFFIXES or os.sep in plugin
        module = _load_file(Path(plugin)) if is_file else _load_module(plugin)
    except (Exception, SystemExit) as error:  # a plugin may raise anything, and scripts exit
        raise UsageError(_refusal(plugin, error)) from error
    own = (module.__name__, f"{module.__name__}.")
    names = tuple(
        name
        for name, item in MUTATORS.items()
        if item.function.__module__ == own[0] or item.function.__module__.startswith(own[1])
    )
    if not names:
        raise UsageError(
            f"expected plugin {plugin} to register a mutator, got none; decorate a function in it with "
            f'@pf.mutator(family="paraphrase")'
        )
    return names


def _load_lexicon(path: str) -> tuple[str, ...]:
    from promptfuzz.lexicons import load_lexicon
    from promptfuzz.strategies.lexicon_tables import register_lexicon

    return register_lexicon(load_lexicon(Path(path)))


def _load_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise UsageError("there is no such file")
    # A name of its own for each path: two plugins called mine.py are two modules.
    name = f"promptfuzz_plugin_{path.stem}_{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise UsageError(f"a plugin is a file in {' or '.join(SUFFIXES)}, or a module")
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and pickles look their module up
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _load_module(name: str) -> ModuleType:
    with _current_folder_importable():
        try:
            found = name in sys.modules or find_spec(name) is not None
        except (ImportError, ValueError):  # a parent package is missing, or has no __spec__
            found = False
        if not found:
            raise UsageError("there is no such module; install it, run from the folder it is in, or name a file")
        return importlib.import_module(name)


@contextmanager
def _current_folder_importable() -> Iterator[None]:
    """Let modules of the current folder be imported, as ``python -m`` does, and leave the path as it was."""
    before = sys.path
    sys.path = [os.getcwd(), *before]
    try:
        yield
    finally:
        sys.path = before


def _refusal(plugin: str, error: BaseException) -> str:
    if isinstance(error, UsageError):
        return f"expected plugin {plugin} to register mutators, got: {error}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if Path(frame.filename).name == Path(plugin).name]
    place = f", line {lines[-1]}" if lines and not isinstance(error, SyntaxError) else ""
    return f"expected plugin {plugin} to be importable, got {type(error).__name__}: {error}{place}; mend it there"
