"""What the tests of a process asked and found, test by test, and the defaults and limits that a face gives them."""

import sys
import threading
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from promptfuzz.memory import Session
    from promptfuzz.models.protocol import Model
    from promptfuzz.oracle import Oracle
    from promptfuzz.records import Finding


class Purse:
    """A number of calls that many may draw on, from any thread; `advice` says how a user gets more of them."""

    def __init__(self, most: int, advice: str) -> None:
        self.most = most
        self.advice = advice
        self._left = most
        self._lock = threading.Lock()

    @property
    def left(self) -> int:
        """How many calls there still are."""
        return self._left

    def take(self) -> bool:
        """Take one call, False where none is left."""
        with self._lock:
            if self._left < 1:
                return False
            self._left -= 1
            return True

    def put_back(self) -> None:
        """Give a call back that was not made."""
        with self._lock:
            self._left += 1

    def settle(self) -> None:
        """Let others have what was reserved and not used; called when a test ends."""


@dataclass(eq=False)
class Account:
    """What one test asked and found: its sessions, the last finding of each fault, and why it could not decide.

    `dismissed` names the findings of its prompts that a person put aside. `doubts` holds, by prompt and model, what
    contrasts have left open, or which assertion nobody awaits, and what `on_undecided` wants done about it. `kept` are
    the files that it wrote for its findings, now or when it ran before in the same run of all tests. `unasked` holds,
    by file, what is to be said of a finding of an earlier run that nobody asks; `asked` are those that it did ask, or
    say something of. `met` are the keys of the prompts that it met under Hypothesis.
    """

    test: str
    purses: tuple[Purse, ...] = ()
    sessions: "list[Session]" = field(default_factory=list)
    findings: "dict[tuple[object, ...], Finding]" = field(default_factory=dict)
    undecided: dict[str, None] = field(default_factory=dict)
    dismissed: dict[str, None] = field(default_factory=dict)
    doubts: dict[Hashable, tuple[str, str]] = field(default_factory=dict)
    kept: set[Path] = field(default_factory=set)
    unasked: dict[Path, str] = field(default_factory=dict)
    asked: set[Path] = field(default_factory=set)
    met: set[str] = field(default_factory=set)
    refused: bool = False

    @property
    def used(self) -> bool:
        """Whether the test asked or found anything."""
        return bool(self.sessions or self.findings or self.undecided)


class Face(Protocol):
    """What runs the tests: it knows their defaults, and what is left for them."""

    def model(self) -> object:
        """Return the model, spec or function for tests that name none; None where there is none."""

    def oracle(self) -> "Oracle | None":
        """Return the oracle for tests that name none; None where there is none."""

    def purses(self) -> tuple[Purse, ...]:
        """Return what the running test draws on."""

    def root(self) -> Path:
        """Return the folder of the project."""

    def holds_test(self, path: Path, name: str, *, any_parameters: bool = False) -> bool | None:
        """Return whether a file has a test of this name, run or not; None where that is not known."""


class Ledger:
    """The accounts of the tests that run in this process, one after another."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self.accounts: dict[str, Account] = {}
        self.test: str | None = None
        self._models: list[tuple[object, Model]] = []
        self._kept: dict[str, set[Path]] = {}
        self.met: dict[str, set[str]] = {}

    def account(self, test: str | None = None) -> Account | None:
        """Return the account of `test`, by default of the running one; None between tests."""
        name = test or self.test
        if name is None:
            return None
        if name not in self.accounts:
            purses = self.face.purses() if name == self.test else ()
            self.accounts[name] = Account(name, purses, kept=self._kept.setdefault(name, set()))
        return self.accounts[name]

    def end(self) -> Account | None:
        """Close the account of the running test and return it; None where it has none."""
        account, self.test = self.accounts.pop(self.test or "", None), None
        if account is not None:
            self.met[name_of(account.test)] = account.met
            for purse in account.purses:
                purse.settle()
        return account

    def model(self) -> "Model | None":
        """Return the model of the face, each made only once."""
        from promptfuzz.models.choosing import as_model

        chosen = self.face.model()
        if chosen is None:
            return None
        for known, made in self._models:
            if known is chosen:
                return made
        self._models.append((chosen, as_model(chosen)))
        return self._models[-1][1]


_open: list[Ledger] = []
"""The innermost run of tests comes last: a test may run tests."""


def open_ledger(face: Face) -> Ledger:
    """Begin to keep accounts for `face`, until :func:`close_ledger`."""
    _open.append(Ledger(face))
    return _open[-1]


def close_ledger(ledger: Ledger) -> None:
    """Keep no more accounts in `ledger`."""
    if ledger in _open:
        _open.remove(ledger)


def account() -> Account | None:
    """Return the account of the running test; None outside of tests, or where nobody keeps accounts."""
    return _open[-1].account() if _open else None


def note_finding(
    finding: "Finding", test: str | None = None, *, model: str | None = None, place: Hashable = None
) -> None:
    """Keep `finding` for the report of all tests; `test` is the node id, by default that of the running test.

    Under Hypothesis a test finds one fault over and over while it shrinks: the last of each verdict and prompt is
    kept, at each `place` that asserts, such as a rule of a chat, and for each `model`, the name of what was asked.
    """
    noted = _open[-1].account(test) if _open else None
    if noted is not None:
        fault = (finding.verdict, given_id(finding), place) if _shrinks() else (finding.id,)
        noted.findings[*fault, model] = replace(finding, test=noted.test, model=model)


def note_taken_back(name: str, finding: "Finding") -> None:
    """Let `finding` stand as it was found: it is kept under `name` no more, so nothing replays it by that."""
    noted = _open[-1].account() if _open else None
    if noted is None:
        return
    for fault, one in noted.findings.items():
        if (one.id, one.variant) == (name, finding.variant) and one.replay:
            noted.findings[fault] = replace(one, id=finding.id, replay=finding.replay)


def given_id(finding: "Finding") -> str | None:
    """Return the id that the prompt of `finding` was given; None without one.

    A prompt without an id has another key in every example that changes it, such as one with another history.
    """
    prompt = (finding.variant or {}).get("prompt", {})
    return finding.prompt_id if prompt.get("id") is not None else None


def note_dismissed(names: Iterable[str]) -> None:
    """Keep which dismissed findings belong to what the running test asks."""
    noted = _open[-1].account() if _open else None
    if noted is not None:
        noted.dismissed.update(dict.fromkeys(names))


def note_undecided(reason: str, test: str | None = None) -> None:
    """Keep why the running test could not be decided, for the report of all tests."""
    noted = _open[-1].account(test) if _open else None
    if noted is not None:
        noted.undecided[reason] = None


def note_doubt(about: Hashable, reason: str | None, on_undecided: str = "fail") -> bool:
    """Keep what the contrasts of a prompt and a model, `about` these, leave open; None where they settle it.

    Whether they are too few is known only when the test has ended: return False where nobody keeps accounts till then.
    """
    noted = _open[-1].account() if _open else None
    if noted is not None:
        noted.doubts.pop(about, None)
        if reason is not None:
            noted.doubts[about] = (reason, on_undecided)
    return noted is not None


def name_in_file(nodeid: str) -> str:
    """Return what a test is called inside of its file, such as ``TestCase.test_one[word]``."""
    return nodeid.replace("\x00", "(null)").partition("::")[2].replace("::", ".")


def name_of(nodeid: str) -> str:
    """Return the name of a test by which its findings are known: the name of its file, and its own in there."""
    return f"{Path(nodeid.partition('::')[0]).name}::{name_in_file(nodeid)}"


def root() -> Path | None:
    """Return the folder of the project; None where nobody keeps accounts."""
    return _open[-1].face.root() if _open else None


def holds_test(path: Path, name: str, *, any_parameters: bool = False) -> bool | None:
    """Return whether a file has a test of this name; None where nobody keeps accounts, or it was not collected.

    With `any_parameters` it is the name of a function, whatever its parameters are.
    """
    return _open[-1].face.holds_test(path, name, any_parameters=any_parameters) if _open else None


def note_met(prompt: str) -> None:
    """Note that the running test has met the prompt of this key."""
    noted = _open[-1].account() if _open else None
    if noted is not None:
        noted.met.add(prompt)


def ended_without(test: str, prompt: str) -> bool:
    """Return whether `test`, by the name of its findings, has ended in this run, and has met others than `prompt`."""
    met = _open[-1].met.get(test) if _open else None
    return bool(met) and prompt not in (met or ())


def default_model() -> "Model | None":
    """Return the model for tests that name none, None where nobody keeps accounts.

    Raises:
        UsageError: no model was chosen, or it cannot be used; the message says where one is chosen.
    """
    return _open[-1].model() if _open else None


def default_oracle() -> "Oracle | None":
    """Return the oracle for tests that name none, None where none was chosen."""
    return _open[-1].face.oracle() if _open else None


def _shrinks() -> bool:
    if "hypothesis" not in sys.modules:
        return False
    from hypothesis import currently_in_test_context

    return currently_in_test_context()
