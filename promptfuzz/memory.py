"""What a test function remembers between its examples: outputs, verdicts, and the level already spent."""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any

from promptfuzz import ledger
from promptfuzz.engine.asking import Asker
from promptfuzz.engine.book import Book, Mark, Rules
from promptfuzz.engine.limits import Limits
from promptfuzz.errors import UsageError
from promptfuzz.measures import Embedder, SentenceEmbedder, ToyEmbedder
from promptfuzz.models.identity import Same
from promptfuzz.models.protocol import Model
from promptfuzz.oracle import Oracle
from promptfuzz.records import Answer, Budget, Output, Request

KEPT = 16
FRESH = 12


@dataclass(frozen=True, slots=True)
class Raised:
    """What was raised in an example of Hypothesis: the `data` of the example, and the book `before` it.

    `last` says that the example was run to be reported.
    """

    data: Any
    before: Mark
    last: bool


@dataclass(eq=False)
class Kin:
    """Sessions of one test function that keep to one budget; the one that asked last comes last.

    Whoever asks holds `lock`: neither asker nor book is made for several threads.
    """

    sessions: "list[Session]" = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)


@dataclass(eq=False)
class Session:
    """One test function and one model: its asker with the cache, and the book of its verdicts.

    `given` is the budget as the test gave it. `run` returns what the Hypothesis run that asked last is known by, None
    when that is gone; `before` is the book before the assertion of now. `at_end` is called when the test has ended.
    `surroundings` is what the model could reach after the calls that were `asked` last. Each change of them begins
    another of its `states`; `checked` says in which one a variant was asked last.
    """

    asker: Asker
    book: Book
    given: Budget
    kin: Kin
    uses: int = 1
    run: Callable[[], object] | None = None
    before: Mark | None = None
    raised: Raised | None = None
    at_end: Callable[[], None] | None = None
    surroundings: Any = None
    asked: tuple[int, int] | None = None
    states: int = 0
    checked: dict[Hashable, int] = field(default_factory=dict)

    @property
    def books(self) -> list[Book]:
        """The books of all who keep to the budget, its own first."""
        return [self.book, *(one.book for one in self.kin.sessions if one is not self)]

    def go_on(self) -> None:
        """Count calls on from where whoever keeps to the same budget stopped."""
        sessions = self.kin.sessions
        if sessions[-1] is not self:
            self.asker.limits.go_on_from(sessions[-1].asker.limits)
            sessions.remove(self)
            sessions.append(self)


class SharedLimits(Limits):
    """The limits of a session whose calls also come out of purses that it shares with others."""

    def __init__(self, budget: Budget, model: Model, account: ledger.Account) -> None:
        most = [limit for limit in (budget.calls, *(purse.most for purse in account.purses)) if limit is not None]
        super().__init__(replace(budget, calls=min(most) if most else None), model)
        self._account = account
        self._given = budget.calls

    @property
    def left(self) -> float:
        """How many calls may still be made, by this session and out of every purse."""
        return min([super().left, *(purse.left for purse in self._account.purses)])

    @property
    def advice(self) -> str:
        """How to get more calls: those of the limit that ended them."""
        own = self._given is not None and self.calls >= self._given
        empty = [purse for purse in self._account.purses if purse.left < 1 and not own]
        # With none empty, what ended the calls is the part of a limit that is kept for shrinking.
        tight = [purse for purse in self._account.purses if self._given is None or purse.most < self._given]
        narrow = empty or sorted(tight, key=lambda purse: purse.most)
        return narrow[0].advice if narrow and not own else super().advice

    def admit(self, request: Request) -> bool:
        """Set aside what `request` may cost, here and in every purse; False where one of them does not cover it."""
        taken = []
        for purse in self._account.purses:
            if not purse.take():
                break
            taken.append(purse)
        if len(taken) == len(self._account.purses) and super().admit(request):
            return True
        self._account.refused |= len(taken) < len(self._account.purses)
        for purse in taken:
            purse.put_back()
        return False

    def settle(self, request: Request, output: Output | None) -> None:
        """Count what the answer to `request` did cost; None gives the call back to every purse."""
        super().settle(request, output)
        for purse in self._account.purses if output is None else ():
            purse.put_back()


_sessions: OrderedDict[tuple[object, ...], Session] = OrderedDict()
_lock = threading.Lock()


def session_for(
    caller: Hashable,
    model: Model,
    oracle: Oracle,
    *,
    answer: Answer | None,
    samples: int | None,
    tolerance: float,
    alpha: float,
    budget: Budget,
) -> Session:
    """Return the session of the test function that `caller` stands for, a new one for every test of pytest."""
    rules = Rules(samples=samples or 32, tolerance=tolerance, alpha=alpha)
    rest = replace(oracle, embedder=None, second=None)
    judges = (_told_apart(oracle.embedder), Same(oracle.second))
    key = (_test(), caller, model.identity, judges, rest, answer, rules, budget)
    with _lock:
        if key in _sessions:
            _sessions.move_to_end(key)
            _sessions[key].uses += 1
            return _sessions[key]
        _check_lasting(key, model, oracle)
        session = _sessions[key] = _begun(model, oracle, answer, rules, budget, _kin(key, model, budget))
        # Those of the same test are needed: without them its budget would begin anew.
        others = [at for at in _sessions if at[:2] != key[:2]]
        for at in others[: max(0, len(_sessions) - KEPT)]:
            del _sessions[at]
        return session


def sessions_of(run: object) -> list[Session]:
    """Return the sessions that were asked in a Hypothesis run, whatever their models and budgets."""
    with _lock:
        return [one for one in _sessions.values() if one.run is not None and one.run() is run]


def begin_anew(session: Session) -> Session:
    """Put a session that knows nothing yet in the place of `session`, whose budget it keeps to."""
    book = session.book
    if session.at_end is not None:
        session.at_end()
    with _lock:
        other = _begun(session.asker.model, book.oracle, book.answer, book.rules, session.given, session.kin)
        other.uses = session.uses
        other.book.confirmations = book.confirmations  # the level is that of the whole test function
        _sessions.update({key: other for key, one in _sessions.items() if one is session})
        return other


def _begun(model: Model, oracle: Oracle, answer: Answer | None, rules: Rules, budget: Budget, kin: Kin) -> Session:
    asker, account = Asker(model, budget, lambda _event: None), ledger.account()
    if account is not None:
        asker.limits = SharedLimits(budget, model, account)
    book = Book(asker, oracle, answer, rules, sampling=model.deterministic is False)
    session = Session(asker, book, budget, kin)
    kin.sessions.insert(0, session)
    if account is not None:
        account.sessions.append(session)
    return session


def _kin(key: tuple[object, ...], model: Model, budget: Budget) -> Kin:
    """Return whom a new session shares its budget with: models of one name, and judges, made anew for every example."""
    if budget != Budget():
        for at, one in _sessions.items():
            if (at[:2], at[4:]) == (key[:2], key[4:]) and one.asker.model.name == model.name:
                return one.kin
    return Kin()


def _told_apart(embedder: Embedder | None) -> object:
    """Return what an embedder is told apart by: ours may be written into the test; of another the name says little."""
    if isinstance(embedder, ToyEmbedder):
        return embedder
    return (SentenceEmbedder, embedder.name) if type(embedder) is SentenceEmbedder else Same(embedder)


def _check_lasting(key: tuple[object, ...], model: Model, oracle: Oracle) -> None:
    """Refuse models and judges that last for one example each: neither budget nor verdicts would hold for the test.

    Raises:
        UsageError: a dozen of one name were each asked once, and here is another; not where an example raises already,
            which Hypothesis would hold to be flaky.
    """
    alike = [(at, one) for at, one in _sessions.items() if (at[:2], at[4:]) == (key[:2], key[4:]) and one.uses == 1]
    if any(one.book.failed or one.book.settled for _, one in alike):
        return
    judges = [one for at, one in alike if at[2] == key[2] and _judges(one.book.oracle) == _judges(oracle)]
    if len(judges) >= FRESH:
        raise UsageError(
            "expected one oracle for a whole test, got another embedder or second opinion in every example; make it "
            "outside of the test function, at the top of the module, so that budget and verdicts hold"
        )
    if len([one for at, one in alike if at[3] == key[3] and one.asker.model.name == model.name]) >= FRESH:
        raise UsageError(
            f"expected one model for a whole test, got another {model.name!r} in every example; make it outside of the "
            "test function, at the top of the module or in a fixture, so that budget and verdicts hold"
        )


def _judges(oracle: Oracle) -> tuple[type, ...]:
    return type(oracle.embedder), type(oracle.second)


def forget(test: str) -> None:
    """Drop the sessions of a test of pytest that has ended."""
    with _lock:
        for key in [key for key in _sessions if isinstance(key[0], str) and key[0].rpartition(" ")[0] == test]:
            session = _sessions.pop(key)
            if session.at_end is not None:
                session.at_end()


def _test() -> str | None:
    return os.environ.get("PYTEST_CURRENT_TEST")
