"""Where ``promptfuzz findings`` looks: a JSON report, and the findings that property tests keep beside themselves."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
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
    report: Path | None = None

    @property
    def model(self) -> str:
        """The name of the model that it was found on, as far as it is known."""
        return self.finding.model or ("" if self.results is None else self.results.run.model.name)

    @property
    def spec(self) -> str:
        """The spec of the model that it was found on."""
        if self.record is not None:
            return self.record.spec
        if self.results is None:
            return ""
        asked = self.results.run.model
        several = dict(zip(asked.name.split(", "), asked.spec.split(", "), strict=False))
        return several.get(self.finding.model or asked.name, asked.spec)

    @property
    def options(self) -> dict[str, object]:
        """The options that this model was loaded with."""
        return {} if self.results is None else dict(self.results.run.model.options)


@dataclass(frozen=True)
class Shelf:
    """The findings that there are, and what is wrong with each file that could not be read."""

    entries: list[Entry] = field(default_factory=list)
    faults: dict[Path, str] = field(default_factory=dict)


def entries(path: Path | None) -> Shelf:
    """Return the findings of the report, the folder or the file `path`; by default of the newest run and all tests.

    A run of several models leaves a report of each. A file of a folder that cannot be read is told of, and keeps no
    other from being read.

    Raises:
        UsageError: there is nothing to read, or the report or file that was named cannot be read.
    """
    from promptfuzz.property.regressions import read_record
    from promptfuzz.reporting.json_report import newest_report, read_report

    if path is not None:
        if path.is_dir():
            return _kept([path])
        if _is_record(path):
            return Shelf(_recorded([read_record(path)]))
        return Shelf(_reported(path, read_report(path)))
    kept = _kept(sorted(_folders(Path())))
    try:
        newest = newest_report()
    except UsageError:
        if not (kept.entries or kept.faults):
            raise
        return kept
    reported = _newest(newest, read_report(newest))
    told = {one.name: one.finding for one in kept.entries}
    others = [one for one in reported.entries if not _is_same(told.get(one.name), one.finding)]
    return Shelf([*kept.entries, *others], kept.faults | reported.faults)


def find_entry(known: list[Entry], name: str) -> Entry:
    """Return the entry called `name`, or the one whose name begins so; a kept one before one of a report.

    Raises:
        UsageError: there is none, or there are several.
    """
    exact = [one for one in known if one.name == name]
    found = exact or [one for one in known if one.name.startswith(name)]
    _check_one(name, exact)
    if name and (len(found) == 1 or exact):
        return found[0]
    names = [one.name for one in known]
    if not names:
        raise UsageError(f"expected a finding of the report, got {name!r}, and the report has no findings")
    raise UsageError(
        f"expected the id of one finding, one of {', '.join(names)}, got {name!r}"
        + (", which several begin with" if len(found) > 1 else closest(name, names))
    )


def _check_one(name: str, called: list[Entry]) -> None:
    """Raise UsageError where findings of one id are several: kept in two folders, or of models of one name."""
    folders = {str(one.record.path.parent): one.finding.variant for one in called if one.record is not None}
    first, *others = folders.values() or [None]
    if any(variant != first for variant in others):
        where, example = f"which tests keep in {' and in '.join(sorted(folders))}", "FOLDER"
    elif not folders and len(called) > 1:
        reports = [str(one.report) for one in called]
        where, example = f"which is in {' and in '.join(reports)}", reports[0]
    else:
        return
    raise UsageError(f"expected the id of one finding, got {name!r}, {where}; say which with --report {example}")


def _is_same(kept: "Finding | None", told: "Finding") -> bool:
    """Whether a report tells of a kept finding; one of contrasts is about the prompt, whichever of them it shows."""
    return kept is not None and (kept.variant == told.variant or kept.verdict == told.verdict == "ignores-instruction")


def _kept(folders: Iterable[Path]) -> Shelf:
    from promptfuzz.property.regressions import Record, read_each

    read = dict(pair for folder in folders for pair in read_each(folder))
    return Shelf(
        _recorded([one for one in read.values() if isinstance(one, Record)]),
        {path: str(one) for path, one in read.items() if isinstance(one, UsageError)},
    )


def _recorded(records: "list[Record]") -> list[Entry]:
    return [Entry(record.path.stem, record.finding, record=record) for record in records]


def _newest(newest: Path, results: "Results") -> Shelf:
    """Return the findings of the report that was written last and of those of the other models of its campaign."""
    from promptfuzz.campaign.targets import beside, campaign_of
    from promptfuzz.reporting.json_report import read_report

    campaign = campaign_of(newest, results.run)
    shelf = Shelf(_reported(newest, results))
    for path in beside(newest, results.run):
        try:
            other = read_report(path)
        except UsageError as error:
            shelf.faults[path] = str(error)
            continue
        if campaign_of(path, other.run) == campaign:
            shelf.entries.extend(_reported(path, other))
    return shelf


def _reported(path: Path, results: "Results") -> list[Entry]:
    return [Entry(finding.id, finding, results, report=path) for finding in results.findings]


def _is_record(path: Path) -> bool:
    from promptfuzz.property.regressions import SCHEMA

    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
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
