"""What a test found on earlier runs: asked again before anything else, and left alone where a person dismissed it."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from weakref import WeakKeyDictionary

from promptfuzz.engine.asking import Task
from promptfuzz.engine.book import Attempt, Book
from promptfuzz.engine.trying import try_variant
from promptfuzz.errors import UsageError
from promptfuzz.ledger import given_id, note_dismissed
from promptfuzz.models.protocol import Model
from promptfuzz.property.arguments import Call, Place
from promptfuzz.property.keeping import Keeper, called
from promptfuzz.property.kinds import Kind
from promptfuzz.property.regressions import Record, State, changed_state, folder_for, read_folder
from promptfuzz.records import Edit, Finding, Move, Prompt, Variant, Verdict

CONTEXT = 10
NAMELESS = "<lambda>"
PYTHON = "python:"


@dataclass(frozen=True, slots=True)
class Standing:
    """A finding of an earlier run that is still there."""

    record: Record
    variant: Variant
    attempt: Attempt


class Past:
    """The recorded findings of one test function on one model; `standing` is the one that was met again."""

    def __init__(self, book: Book, place: Place, *, contrast: bool) -> None:
        folder = None if is_search() else folder_for(place.file)
        self.test = _named(place)
        self.contrast = contrast
        self.standing: Standing | None = None
        records = [] if folder is None else read_folder(folder)
        model = self._model = book.asker.model
        self._mine = [one for one in records if self._is_of(one, model) and _is_contrast(one) == contrast]
        self._asked: set[Prompt] = set()
        self._passed: set[Path] = set()
        self._keeper = None if folder is None else Keeper(folder, self.test, model)

    def ask_again(self, book: Book, prompts: Sequence[Prompt]) -> Task[None]:
        """Try the recorded findings of each of `prompts` that was not met before, until one is still there."""
        for prompt in dict.fromkeys(prompts):
            if self.contrast or prompt in self._asked:
                continue
            self._asked.add(prompt)
            for record in self._of(prompt):
                variant = carried(record, prompt) if record.test == self.test else None
                if variant is None or record.state is State.DISMISSED or record.path in self._passed:
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
        """Whether `variant` has in it all the edits of a dismissed finding; any contrast, where they are ignored."""
        dismissed = [record for record in self._of(variant.prompt) if record.state is State.DISMISSED]
        note_dismissed(record.path.stem for record in dismissed)
        return bool(variant.edits) and any(self.contrast or _covers(record, variant) for record in dismissed)

    def keep(self, finding: Finding) -> tuple[Finding, str]:
        """Write `finding` in place of the larger ones that this test wrote before it; return it with what to say."""
        if self.standing is not None:
            path = self.standing.record.path
            if self._keeper is not None and given_id(finding) is None:
                self._keeper.supersede(None, path)
            return called(finding, path, self._model), _shown(path)
        if self._keeper is None:
            return finding, ""
        try:
            path = self._keeper.keep(finding)
        except OSError as error:
            return finding, f"could not be kept in {_shown(self._keeper.folder)}: {error.strerror}"
        return called(finding, path, self._model), _shown(path)

    def pass_over(self) -> None:
        """Leave out what was raised last, which the test expects: it stands for nothing else, and is not kept."""
        if self.standing is not None:
            self._passed.add(self.standing.record.path)
            self._asked.clear()
            self.standing = None
        elif self._keeper is not None:
            self._keeper.take_back()

    def _is_of(self, record: Record, model: Model) -> bool:
        """Whether `record` was found on `model`; a lambda is known by its test alone, its name being anyone's."""
        if record.model != model.name or (model.name == NAMELESS and record.test != self.test):
            return False
        return record.spec == model.spec or not all(spec.startswith(PYTHON) for spec in (record.spec, model.spec))

    def _of(self, prompt: Prompt) -> Iterator[Record]:
        return (record for record in self._mine if record.finding.prompt_id == prompt.key)


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


def forget_past(book: Book) -> None:
    """Have the recorded findings asked again: another run of the test begins."""
    _pasts.pop(book, None)


def pass_over(book: Book) -> None:
    """Leave out what was raised last, since the test has caught it."""
    for past in _pasts.get(book, {}).values():
        past.pass_over()


def carried(record: Record, prompt: Prompt) -> Variant | None:
    """Return the recorded variant of `prompt`; None where it has no edits, or the prompt was changed where they stand.

    A record without edits, which somebody took out by hand, would stand for every variant.
    """
    try:
        old = Variant.from_json(record.finding.variant or {})
        if not old.edits:
            return None
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
    there = {_change(edit) for edit in variant.edits}
    return all(_change(edit) in there for edit in dismissed.edits)


def _change(edit: Edit | Move) -> Edit | Move:
    """Return what an edit does to the text, without the link that it was drawn with."""
    return replace(edit, link=None)


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


def is_search() -> bool:
    """Whether ``hypothesis.find`` looks for an example: a search fails no test, and is after what is small, not known.

    Hypothesis has no public way to tell it.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == "find" and frame.f_globals.get("__name__") == "hypothesis.core":
            return True
        frame = frame.f_back
    return False
