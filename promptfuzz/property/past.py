"""What a test found on earlier runs: asked again before anything else, and left alone where a person dismissed it."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from weakref import WeakKeyDictionary

from promptfuzz.engine.asking import Task
from promptfuzz.engine.book import Attempt, Book
from promptfuzz.engine.trying import try_variant
from promptfuzz.errors import UsageError
from promptfuzz.property.arguments import Call, Place
from promptfuzz.property.kinds import Kind
from promptfuzz.property.regressions import Record, State, changed_state, folder_for, read_folder, today, write_record
from promptfuzz.records import Edit, Finding, Prompt, Variant, Verdict

CONTEXT = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """A finding of an earlier run that is still there."""

    record: Record
    variant: Variant
    attempt: Attempt


class Past:
    """The recorded findings of one test function on one model; `standing` is the one that was met again."""

    def __init__(self, book: Book, place: Place, *, contrast: bool) -> None:
        self.folder = folder_for(place.file)
        self.test = _named(place)
        self.model = book.asker.model
        self.contrast = contrast
        self.standing: Standing | None = None
        records = [] if self.folder is None else read_folder(self.folder)
        self._mine = [one for one in records if one.model == self.model.name and _is_contrast(one) == contrast]
        self._asked: set[Prompt] = set()
        self._written: dict[str, Path] = {}

    def ask_again(self, book: Book, prompts: Sequence[Prompt]) -> Task[None]:
        """Try the recorded findings of each of `prompts` that was not met before, until one is still there."""
        for prompt in dict.fromkeys(prompts):
            if self.contrast or prompt in self._asked:
                continue
            self._asked.add(prompt)
            for record in self._of(prompt):
                variant = carried(record, prompt) if record.test == self.test else None
                if variant is None or record.state is State.DISMISSED:
                    continue
                attempt = yield from try_variant(book, variant, known=True)
                if attempt.finding is not None:
                    back = record.state in {State.FIXED, State.RETURNED}
                    record = changed_state(record, State.RETURNED if back else State.KNOWN)
                    self.standing = Standing(record, variant, attempt)
                    return
                if attempt.undecided is None:
                    changed_state(record, State.FIXED)

    def is_dismissed(self, variant: Variant) -> bool:
        """Whether `variant` has in it all that a dismissed finding changes, by the same mutators at the same places."""
        return bool(variant.edits) and any(
            record.state is State.DISMISSED and (self.contrast or _covers(record, variant))
            for record in self._of(variant.prompt)
        )

    def keep(self, finding: Finding) -> tuple[Finding, str]:
        """Write `finding` in place of the larger ones that this test wrote before it; return it with what to say."""
        if self.standing is not None:
            path = self.standing.record.path
            return replace(finding, replay=_command(path)), _shown(path)
        if self.folder is None:
            return finding, ""
        try:
            known = [] if not self.folder.is_dir() else read_folder(self.folder)
            before = self._written.get(finding.prompt_id)
            path = self._path(self.folder, finding, [one for one in known if one.path != before])
            finding = replace(finding, replay=_command(path))
            record = Record(path, finding, self.test, self.model.name, self.model.spec, found=today())
            same = next((one for one in known if one.path == path), None)
            if same is not None and path != before:
                record = replace(record, state=same.state, reason=same.reason, found=same.found)
            write_record(record)
            if before is not None and before != path:
                before.unlink(missing_ok=True)
            self._written[finding.prompt_id] = path
        except OSError as error:
            return replace(finding, replay=""), f"could not be kept in {_shown(self.folder)}: {error.strerror}"
        return finding, _shown(path)

    def _of(self, prompt: Prompt) -> Iterator[Record]:
        return (record for record in self._mine if record.finding.prompt_id == prompt.key)

    def _path(self, folder: Path, finding: Finding, known: Sequence[Record]) -> Path:
        """Return the file for a finding: named by its id, with a number where other findings have the same id."""
        taken = {record.path: record for record in known}
        number = 1
        while True:
            path = folder / (f"{finding.id}.json" if number == 1 else f"{finding.id}-{number}.json")
            there = taken.get(path)
            if there is None or (there.test == self.test and there.finding.variant == finding.variant):
                return path
            number += 1


_pasts: WeakKeyDictionary[Book, dict[bool, Past]] = WeakKeyDictionary()


def past_of(call: Call, kind: Kind) -> Past:
    """Return the past of the test function that makes `call`, read when it is first asked for.

    Raises:
        UsageError: a recorded finding cannot be read.
    """
    known = _pasts.setdefault(call.book, {})
    if kind.contrast not in known:
        known[kind.contrast] = Past(call.book, call.place, contrast=kind.contrast)
    return known[kind.contrast]


def carried(record: Record, prompt: Prompt) -> Variant | None:
    """Return the recorded variant of `prompt`; None where the prompt was changed since then where the edits stand."""
    try:
        old = Variant.from_json(record.finding.variant or {})
        if old.prompt.sources != prompt.sources and not all(_stands(old.prompt, prompt, edit) for edit in old.edits):
            return None
        return Variant(prompt, old.edits)
    except (UsageError, KeyError):
        return None


def _stands(old: Prompt, new: Prompt, edit: object) -> bool:
    if not isinstance(edit, Edit) or edit.part not in new.sources:
        return False  # a move goes to a place that may be another one now
    around = slice(max(0, edit.start - CONTEXT), edit.stop + CONTEXT)
    return old.sources[edit.part][around] == new.sources[edit.part][around]


def _is_contrast(record: Record) -> bool:
    return record.finding.verdict is Verdict.IGNORES


def _covers(record: Record, variant: Variant) -> bool:
    dismissed = carried(record, variant.prompt)
    if dismissed is None:
        return False
    there = {_place(edit) for edit in variant.edits}
    return all(_place(edit) in there for edit in dismissed.edits)


def _place(edit: object) -> tuple[object, ...]:
    return tuple(getattr(edit, name, None) for name in ("mutator", "part", "start", "stop"))


def _named(place: Place) -> str:
    """Return the name of the test: its file and its function, by pytest where that runs it."""
    running = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0] or None
    if running is None:
        return f"{Path(place.file).name}::{place.name}"
    file, _, rest = running.partition("::")
    return f"{Path(file).name}::{rest.replace('::', '.')}"


def _shown(path: Path) -> str:
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


def _command(path: Path) -> str:
    return f"promptfuzz findings replay {path.stem}"
