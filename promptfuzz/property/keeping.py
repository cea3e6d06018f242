"""Keeps what a test finds while it runs: one file of the regression corpus for each prompt, the last and smallest."""

from dataclasses import replace
from functools import cached_property
from pathlib import Path

from promptfuzz.errors import UsageError
from promptfuzz.ledger import given_id, note_taken_back
from promptfuzz.models.importing import FORM
from promptfuzz.models.loading import comes_back
from promptfuzz.models.protocol import Model
from promptfuzz.property.regressions import Record, read_record, today, write_record
from promptfuzz.property.roots import roots_for
from promptfuzz.records import Finding


class Keeper:
    """Writes the findings of one test function on one model into `folder`."""

    def __init__(self, folder: Path, test: str, model: Model) -> None:
        self.folder = folder
        self.test = test
        self.model = model
        self._written: dict[str | None, Path] = {}
        self._new: dict[Path, Finding] = {}

    def keep(self, finding: Finding) -> Path:
        """Write `finding` in place of what was kept of its prompt before, and return its file.

        Raises:
            OSError: it cannot be written.
            UsageError: a file of its name holds no finding.
        """
        before = self._written.get(given_id(finding))
        number = 1
        while True:
            path = self.folder / (f"{finding.id}.json" if number == 1 else f"{finding.id}-{number}.json")
            there = _there(path)
            same = there is not None and (there.test, there.finding.variant) == (self.test, finding.variant)
            if (there is not None and not same and path != before) or _leads_nowhere(path):
                number += 1  # another finding has the same id, or nothing can be written there
                continue
            record = self._record(path, finding)
            if there is not None and same:
                roots = record.roots or there.roots
                record = replace(record, state=there.state, reason=there.reason, found=there.found, roots=roots)
            try:
                write_record(record, new=there is None)
            except FileExistsError:
                continue  # another worker has just taken this name
            self.supersede(given_id(finding), path)
            self._new.pop(path, None)
            if there is None:
                self._new[path] = finding
            return path

    def _record(self, path: Path, finding: Finding) -> Record:
        model, named = self.model, called(finding, path, self.model)
        return Record(path, named, self.test, model.name, model.spec, found=today(), roots=self._roots)

    @cached_property
    def _roots(self) -> tuple[str, ...]:
        return roots_for(self.model, self.folder)

    def take_back(self, path: Path, finding: Finding) -> None:
        """Remove `finding`, kept in `path`, if that file is new and holds it still, and let nobody name it by that."""
        if self._new.get(path) is finding:
            del self._new[path]
            path.unlink(missing_ok=True)
            self._written = {key: other for key, other in self._written.items() if other != path}
            note_taken_back(path.stem, finding)

    def supersede(self, prompt_id: str | None, path: Path) -> None:
        """Let `path` stand for the prompt, and remove what was kept of it before in this run.

        All prompts without an id count as one, since each history of a chat makes another of them.
        """
        before = self._written.get(prompt_id)
        if before is not None and before != path:
            self._new.pop(before, None)
            before.unlink(missing_ok=True)
        self._written[prompt_id] = path


def called(finding: Finding, path: Path, model: Model) -> Finding:
    """Return the finding under the name of its file, by which the command line finds it.

    A model that nobody else can load, such as a method of an object, has to be named there.
    """
    named = "" if comes_back(model) else f" --model {FORM}"
    return replace(finding, id=path.stem, replay=f"promptfuzz findings replay {path.stem}{named}")


def _leads_nowhere(path: Path) -> bool:
    return path.is_symlink() and not path.exists()


def _there(path: Path) -> Record | None:
    try:
        return read_record(path) if path.exists() else None
    except UsageError:
        if path.exists():
            raise
        return None  # another worker has just taken it away
