"""Where ``promptfuzz findings`` looks: a JSON report, and the findings that property tests keep beside themselves."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from promptfuzz.errors import UsageError, closest

if TYPE_CHECKING:
    from promptfuzz.property.regressions import Record
    from promptfuzz.records import Finding, Results

_LEFT_OUT = {"node_modules", "__pycache__", "site-packages", "build", "dist", "venv"}


@dataclass(frozen=True)
class Entry:
    """A finding with the name that a user gives for it, and the report or the record that it comes from."""

    name: str
    finding: "Finding"
    results: "Results | None" = None
    record: "Record | None" = None

    @property
    def spec(self) -> str:
        """The spec of the model that it was found on."""
        if self.record is not None:
            return self.record.spec
        return "" if self.results is None else self.results.run.model.spec

    @property
    def options(self) -> dict[str, object]:
        """The options that this model was loaded with."""
        return {} if self.results is None else dict(self.results.run.model.options)


def entries(path: Path | None) -> list[Entry]:
    """Return the findings of the report, the folder or the file `path`; by default of the newest report and all tests.

    Raises:
        UsageError: there is nothing to read, or it cannot be read.
    """
    from promptfuzz.property.regressions import read_folder, read_record
    from promptfuzz.reporting.json_report import newest_report, read_report

    if path is not None:
        if path.is_dir():
            return _recorded(read_folder(path))
        if _is_record(path):
            return _recorded([read_record(path)])
        return _reported(read_report(path))
    kept = [record for folder in sorted(_folders(Path())) for record in read_folder(folder)]
    try:
        newest = newest_report()
    except UsageError:
        if not kept:
            raise
        return _recorded(kept)
    return [*_recorded(kept), *_reported(read_report(newest))]


def find_entry(known: list[Entry], name: str) -> Entry:
    """Return the entry called `name`, or the one whose name begins so.

    Raises:
        UsageError: there is none, or there are several.
    """
    found = [one for one in known if one.name == name] or [one for one in known if one.name.startswith(name)]
    if name and (len(found) == 1 or (found and all(one.finding.id == name for one in found))):
        return found[0]
    names = [one.name for one in known]
    if not names:
        raise UsageError(f"expected a finding of the report, got {name!r}, and the report has no findings")
    raise UsageError(
        f"expected the id of one finding, one of {', '.join(names)}, got {name!r}"
        + (", which several begin with" if len(found) > 1 else closest(name, names))
    )


def _recorded(records: "list[Record]") -> list[Entry]:
    return [Entry(record.path.stem, record.finding, record=record) for record in records]


def _reported(results: "Results") -> list[Entry]:
    return [Entry(finding.id, finding, results) for finding in results.findings]


def _is_record(path: Path) -> bool:
    from promptfuzz.property.regressions import SCHEMA

    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(data, dict) and data.get("schema") == SCHEMA


def _folders(top: Path) -> Iterator[Path]:
    """Yield the folders of kept findings at `top` and below, and the one that the project names."""
    from promptfuzz.property.regressions import FOLDER, configured_folder

    named = configured_folder(top.resolve())
    found = []
    for folder, below, _ in os.walk(top):
        below[:] = [name for name in below if not name.startswith(".") and name not in _LEFT_OUT]
        found += [Path(folder) / name for name in below if name == FOLDER]
    yield from found
    if named and named.is_dir() and not any(named.samefile(other) for other in found):
        yield named
