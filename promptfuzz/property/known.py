"""What was known of a test when it began to run: the records of its folder, read once, and the states it gives them.

What the run itself writes is no finding of an earlier run, whoever looks: a model that is made anew for every example
begins with a memory of its own.
"""

import os
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar
from weakref import WeakKeyDictionary

from promptfuzz import ledger
from promptfuzz.models.protocol import Model
from promptfuzz.property.hypothesis_run import current
from promptfuzz.property.regressions import Record, State, changed_state, read_folder, rewrite
from promptfuzz.records import Finding

T = TypeVar("T")
_BACK = (State.FIXED, State.RETURNED)


class Known:
    """The records of a folder as they were when a run of a test began.

    Several models of one name may be asked for one record: it is there if any of them shows it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.records = read_folder(folder)
        self._ours = _kept_by_test()
        self._before = frozenset(self._ours)
        self._now = {record.path: record for record in self.records}
        self._met: set[Path] = set()

    def is_of_this_run(self, record: Record) -> bool:
        """Whether the same test wrote `record` earlier in this run of all tests, as where a plugin runs it again."""
        return record.path in self._before

    def is_met(self, record: Record) -> bool:
        """Whether `record` was met again in this run."""
        return record.path in self._met

    def still_there(self, record: Record) -> Record:
        """Return `record` as one that was met again."""
        self._met.add(record.path)
        fresh = record.state is State.NEW and self.is_of_this_run(record)
        met = State.RETURNED if record.state in _BACK else State.KNOWN
        return self._put(record, State.NEW if fresh else met)

    def gone(self, record: Record) -> None:
        """Call `record` fixed, unless another model of this run has it."""
        if not self.is_met(record):
            self._put(record, State.FIXED)

    def left_open(self, record: Record) -> None:
        """Let `record` be as it was, unless it was met."""
        if not self.is_met(record):
            self._put(record, record.state)

    def adopt(self, record: Record, test: str, model: Model) -> Record:
        """Let `record` belong to `test` and to `model`, which is called otherwise by now, and return it so."""
        adopted = replace(self._now[record.path], test=test, model=model.name, spec=model.spec)
        self._now[record.path] = adopted
        self.records = [adopted if one.path == record.path else one for one in self.records]
        rewrite(adopted)
        return adopted

    def renew(self, record: Record, finding: Finding) -> None:
        """Let `finding` stand in the file of `record`: the same change, in the prompt of now."""
        self._now[record.path] = replace(self._now[record.path], finding=finding)
        rewrite(self._now[record.path])

    def note_asked(self, record: Record) -> None:
        """Note that this run has asked `record`, or says why not."""
        account = ledger.account()
        if account is not None:
            account.asked.add(record.path)

    def leave_out(self, record: Record) -> None:
        """Know of `record` no more: this run has put another finding in its place."""
        self.note_asked(record)
        self.records = [one for one in self.records if one.path != record.path]

    def note_kept(self, path: Path) -> None:
        """Note that this run has written `path`."""
        self._ours.add(path)

    def _put(self, record: Record, state: State) -> Record:
        self.note_asked(record)
        self._now[record.path] = changed_state(self._now[record.path], state)
        return self._now[record.path]


@dataclass(slots=True)
class _Memory:
    """What a run of a test knows by folder, and whatever else it keeps under a key."""

    folders: dict[Path, Known] = field(default_factory=dict)
    others: dict[Hashable, object] = field(default_factory=dict)


_memories: WeakKeyDictionary[object, _Memory] = WeakKeyDictionary()


def known_in(folder: Path) -> Known:
    """Return what is known in `folder` to the run of a test that asks now, read when it first asks.

    Raises:
        UsageError: a recorded finding cannot be read.
    """
    folders = _memory().folders
    if folder not in folders:
        folders[folder] = Known(folder)
    return folders[folder]


def once_a_run(key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` made for `key` when the run of a test that asks now first asked for it."""
    others = _memory().others
    if key not in others:
        others[key] = make()
    made: T = others[key]  # type: ignore[assignment]  # each key has one kind of value
    return made


def _memory() -> _Memory:
    """Return the memory of the test that pytest runs, else of the run of Hypothesis; a new one where there is none."""
    try:
        return _memories.setdefault(_running() or current(), _Memory())
    except TypeError:  # None, or a frame, of which nobody can tell when it has ended
        return _Memory()


def _running() -> ledger.Account | None:
    """Return the account of the running test, if that is the one that pytest says is running."""
    account = ledger.account()
    named = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    return account if account is not None and account.test == named else None


def _kept_by_test() -> set[Path]:
    account = _running()
    return set() if account is None else account.kept
