"""The user's own application as a model: ``python:pkg.module:function``."""

import importlib
import os
import sys
from importlib.util import find_spec
from typing import Any

from promptfuzz.errors import ModelError, UsageError, closest
from promptfuzz.models.callables import model
from promptfuzz.models.protocol import Model

FORM = "python:pkg.module:function"
ELSEWHERE = "run from the folder it is in, or name that folder in the environment: PYTHONPATH=src"


def load_python(
    path: str,
    *,
    name: str | None = None,
    version: str | None = None,
    concurrency: int | None = None,
    temperature: float | None = None,
) -> Model:
    """Return the function at ``pkg.module:function`` as a model; a module of the current directory is found too.

    What `pf.model` and its siblings made keeps what they declared.

    Raises:
        UsageError: the form is wrong, or there is no such module, no such attribute or no function there.
        ModelError: the module raises when it is imported.
    """
    module, _, attribute = path.partition(":")
    parts = [*module.split("."), *attribute.split(".")]
    if not all(part.isidentifier() for part in parts):
        raise UsageError(f"expected a spec of the form {FORM}, got 'python:{path}'")
    found: Any = _import(module, path)
    for part in attribute.split("."):
        if not hasattr(found, part):
            raise UsageError(
                f"expected {module!r} to have {attribute!r}, got 'python:{path}', where {part!r} is missing"
                f"{closest(part, dir(found))}"
            )
        found = getattr(found, part)
    declared = {"name": name, "version": version, "concurrency": concurrency, "temperature": temperature}
    given: dict[str, Any] = {key: value for key, value in declared.items() if value is not None}
    if isinstance(found, Model):
        if given:
            raise UsageError(f"expected no options for 'python:{path}', which declares its own, got {sorted(given)!r}")
        declared_model: Model = found
        return declared_model
    _check_function(found, path)
    made: Model = model(found, spec=f"python:{path}", **given)
    return made


def _check_function(found: Any, path: str) -> None:
    if not callable(found) or isinstance(found, type):
        hint = f"name an instance of {found.__name__}" if isinstance(found, type) else "name a function"
        raise UsageError(
            f"expected 'python:{path}' to be a function that takes a prompt and returns a text, got {found!r:.80} of "
            f"type {type(found).__name__}; {hint}"
        )


def _import(module: str, path: str) -> Any:
    here = os.getcwd()
    if here not in sys.path and "" not in sys.path:
        # As `python -m` does: a console script has its own folder on the path, not the user's.
        sys.path.insert(0, here)
    if not _found(module):
        top = module.partition(".")[0]
        raise UsageError(
            f"expected an importable module in 'python:{path}', got {module!r}, which is not found; install {top!r} "
            f"or {ELSEWHERE}"
        )
    try:
        return importlib.import_module(module)
    except (Exception, SystemExit) as error:  # the user's module may raise anything, and scripts exit
        hint = "; put what it does as a script under if __name__ == '__main__'" if type(error) is SystemExit else ""
        hint = f"; install it, or {ELSEWHERE}" if isinstance(error, ModuleNotFoundError) else hint
        raise ModelError(f"expected {module!r} to be importable, got {type(error).__name__}: {error}{hint}") from error


def _found(module: str) -> bool:
    try:
        return module in sys.modules or find_spec(module) is not None
    except (ImportError, ValueError):  # a parent package is missing, or has no __spec__
        return False
