"""The regression corpus: findings of property tests, one JSON file each, in a folder that travels with the tests."""

import json
import os
import sysconfig
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
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

    `reason` is why a person dismissed it; `found` is the day on which it was first seen.
    """

    path: Path
    finding: Finding
    test: str
    model: str
    spec: str
    state: State = State.NEW
    reason: str | None = None
    found: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return what the file holds."""
        return {
            "schema": SCHEMA, "state": str(self.state), "reason": self.reason, "test": self.test, "found": self.found,
            "model": {"name": self.model, "spec": self.spec}, "finding": self.finding.to_dict(),
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
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            found.append(read_record(path))
        except UsageError:
            if path.exists():  # else another worker has just put a smaller finding in its place
                raise
    return found


def read_record(path: Path) -> Record:
    """Read one file of a regression corpus.

    Raises:
        UsageError: it is none, or a person dismissed it without saying why.
    """
    try:
        data = json.loads(path.read_bytes())
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
        return Record(path, finding, data["test"], model["name"], model["spec"], state, reason, data.get("found", ""))
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path}: expected a finding of promptfuzz, got {error!r}; mend or delete the file") from None


def write_record(record: Record) -> None:
    """Write a record to its file, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    record.path.parent.mkdir(parents=True, exist_ok=True)
    draft = record.path.with_name(f".{record.path.name}.{os.getpid()}")
    draft.write_text(json.dumps(record.to_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(record.path)


def changed_state(record: Record, state: State) -> Record:
    """Return the record in another state, written where that is possible."""
    if record.state is state:
        return record
    other = replace(record, state=state)
    try:
        write_record(other)
    except OSError:
        return record  # a checkout that cannot be written to
    return other


def folder_for(file: str) -> Path | None:
    """Return the folder for the findings of a test file: the configured one, else one beside it.

    None where the findings are not kept: the test stands in no file or in an installed package, or the key
    ``regressions`` of ``[tool.promptfuzz]`` in the nearest pyproject.toml that has this table is false.

    Raises:
        UsageError: the key is neither a path nor false.
    """
    path = Path(file)
    if path.suffix != ".py" or not path.is_file() or _is_installed(path.resolve()):
        return None
    tests = path.resolve().parent
    named = configured_folder(tests)
    return tests / FOLDER if named is None else named or None


def _is_installed(path: Path) -> bool:
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
