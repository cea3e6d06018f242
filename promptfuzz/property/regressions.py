"""The regression corpus: findings of property tests, one JSON file each, in a folder that travels with the tests."""

import json
import os
import sysconfig
import threading
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from errno import ENOTDIR
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from promptfuzz.errors import UsageError, closest
from promptfuzz.records import Finding

FOLDER = "promptfuzz-findings"
SCHEMA = "promptfuzz.finding/1"


class State(StrEnum):
    """What is known of a finding: seen once, seen again, not seen when last asked, back again, or put aside."""

    NEW = "new"
    KNOWN = "known"
    FIXED = "fixed"
    RETURNED = "returned"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Record:
    """One file of the corpus: the finding, the `test` that it belongs to, the model, and its state.

    `reason` is why a person dismissed it; `found` is the day on which it was first seen. `roots` are the folders of the
    project that the model and what it uses were imported from, as paths from the folder of the file.
    """

    path: Path
    finding: Finding
    test: str
    model: str
    spec: str
    state: State = State.NEW
    reason: str | None = None
    found: str = ""
    roots: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return what the file holds."""
        finding = self.finding.to_dict()
        del finding["test"], finding["model"]  # which stand above
        roots = {"roots": list(self.roots)} if self.roots else {}
        return {
            "schema": SCHEMA, "state": str(self.state), "reason": self.reason, "test": self.test, "found": self.found,
            "model": {"name": self.model, "spec": self.spec} | roots, "finding": finding,
        }  # fmt: skip


def today() -> str:
    """Return the day in UTC, as it stands in a record."""
    return datetime.now(UTC).date().isoformat()


def read_folder(folder: Path) -> list[Record]:
    """Return the records of a folder in the order of their names; none where there is no such folder.

    Raises:
        UsageError: a file in it is no record.
    """
    found = []
    for _, one in read_each(folder):
        if isinstance(one, UsageError):
            raise one
        found.append(one)
    return found


def read_each(folder: Path) -> Iterator[tuple[Path, Record | UsageError]]:
    """Yield the files of a folder in the order of their names, each with its record or with what is wrong with it."""
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            yield path, read_record(path)
        except UsageError as error:
            if path.exists():  # else another worker has just put a smaller finding in its place
                yield path, error


def read_record(path: Path) -> Record:
    """Read one file of a regression corpus.

    Raises:
        UsageError: it is none, has a key twice, or a person dismissed it without saying why.
    """
    try:
        data = json.loads(path.read_bytes(), object_pairs_hook=_once)
        if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
            raise UsageError(f"expected a finding of schema {SCHEMA!r}, got another JSON file")
        given = data["state"]
        if given not in list(State):
            near = closest(str(given), map(str, State))
            raise UsageError(f"expected state to be one of {', '.join(State)}, got state={given!r}{near}")
        state, reason = State(given), data.get("reason")
        if state is State.DISMISSED and not (isinstance(reason, str) and reason.strip()):
            raise UsageError(f'expected "reason" to say why the finding is dismissed, got reason={reason!r}')
        finding, model = Finding.from_dict(data["finding"]), data["model"]
        named = data["test"], model["name"], model["spec"]
        return Record(path, finding, *named, state, reason, data.get("found", ""), _roots(model.get("roots", [])))
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(f"{path}: expected a finding of promptfuzz, got {error!r}; mend or delete the file") from None


def _roots(given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(one, str) and not Path(one).is_absolute() for one in given):
        raise UsageError(f'expected "roots" to list paths from the folder of the file, got roots={given!r}')
    return tuple(given)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON, of which Python would silently take the last value of a key that stands there twice."""
    keys = [key for key, _ in pairs]
    twice = [key for key in dict.fromkeys(keys) if keys.count(key) > 1]
    if twice:
        raise UsageError(
            f"expected every key once, got {' and '.join(map(repr, twice))} twice; change the line that is there "
            "already, and delete the other"
        )
    return dict(pairs)


def write_record(record: Record, *, new: bool = False) -> None:
    """Write a record to its file, whole or not at all; a `new` one only where there is no such file yet.

    Raises:
        FileExistsError: there is one, which another worker may have written just now.
        OSError: it cannot be written.
    """
    try:
        record.path.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError:  # which would be taken for the file
        raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), str(record.path.parent)) from None
    draft = record.path.with_name(f".{record.path.name}.{os.getpid()}.{threading.get_ident()}")
    draft.write_text(json.dumps(record.to_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if not new:
        draft.replace(record.path)
        return
    try:
        _claim(draft, record.path)
    finally:
        draft.unlink(missing_ok=True)


def _claim(draft: Path, path: Path) -> None:
    """Let `path` be what `draft` is, if nothing is there; nobody sees it half written where there are hard links."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        with path.open("xb") as file:
            file.write(draft.read_bytes())


def changed_state(record: Record, state: State) -> Record:
    """Return the record in another state, written where that is possible."""
    if record.state is state:
        return record
    other = replace(record, state=state)
    return other if rewrite(other) else record


def rewrite(record: Record) -> bool:
    """Write a record in place of what its file holds; False in a checkout that cannot be written to."""
    try:
        write_record(record)
    except OSError:
        return False
    return True


def folder_for(file: str) -> Path | None:
    """Return the folder for the findings of a test file: the configured one, else one beside it.

    None where the findings are not kept: the test stands in no file or in an installed package, or the key
    ``regressions`` of ``[tool.promptfuzz]`` in the nearest pyproject.toml that has this table is false.

    Raises:
        UsageError: the key is neither a path nor false.
    """
    path = Path(file)
    if path.suffix != ".py" or not path.is_file() or is_installed(path.resolve()):
        return None
    tests = path.resolve().parent
    named = configured_folder(tests)
    return tests / FOLDER if named is None else named or None


def is_installed(path: Path) -> bool:
    """Whether a file belongs to Python or to a package, where nothing of a project is to be written."""
    library = Path(sysconfig.get_path("stdlib")).resolve()
    return bool({"site-packages", "dist-packages"} & set(path.parts)) or path.is_relative_to(library)


@lru_cache(maxsize=256)
def configured_folder(start: Path) -> Path | Literal[False] | None:
    """Return what ``regressions`` says for the folder `start`: a folder, False for none, None where it says nothing.

    Raises:
        UsageError: the key is neither a path nor false, or a pyproject.toml on the way is no TOML.
    """
    for folder in (start, *start.parents):
        project = folder / "pyproject.toml"
        if not project.is_file():
            continue
        try:
            tool = tomllib.loads(project.read_text(encoding="utf-8")).get("tool", {})
        except (OSError, ValueError) as error:
            raise UsageError(f"{project}: expected TOML, got {error}") from None
        if "promptfuzz" not in tool:
            continue
        given = tool["promptfuzz"].get("regressions")
        if given is None:
            return None
        if given is False:
            return False
        if not isinstance(given, str) or not given:
            raise UsageError(
                f"{project}: expected tool.promptfuzz.regressions to be a folder such as 'tests/{FOLDER}', or false "
                f"to keep no findings, got regressions={given!r}"
            )
        return folder / given
    return None
