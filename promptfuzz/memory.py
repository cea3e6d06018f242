"""What a test function remembers between its examples: outputs, verdicts, and the level already spent."""

import os
from collections import OrderedDict
from dataclasses import dataclass
from types import CodeType

from promptfuzz.engine.asking import Asker
from promptfuzz.engine.trying import Book, Rules
from promptfuzz.models.protocol import Model
from promptfuzz.oracle import Oracle
from promptfuzz.records import Answer, Budget

KEPT = 16


@dataclass
class Session:
    """One test function and one model: its asker with the cache, and the book of its verdicts."""

    asker: Asker
    book: Book


_sessions: OrderedDict[object, Session] = OrderedDict()


def session_for(
    caller: CodeType,
    model: Model,
    oracle: Oracle,
    *,
    answer: Answer | None,
    samples: int | None,
    tolerance: float,
    alpha: float,
    budget: Budget,
) -> Session:
    """Return the session of the test function whose code is `caller`, a new one for every test of pytest."""
    rules = Rules(samples=samples or 32, tolerance=tolerance, alpha=alpha)
    oracle_key = (oracle.embedder and oracle.embedder.name, oracle.threshold, oracle.measure)
    key = (caller, os.environ.get("PYTEST_CURRENT_TEST"), model.identity, oracle_key, answer, rules, budget)
    if key in _sessions:
        _sessions.move_to_end(key)
        return _sessions[key]
    asker = Asker(model, budget, lambda _event: None)
    session = Session(asker, Book(asker, oracle, answer, rules, sampling=model.deterministic is False))
    _sessions[key] = session
    while len(_sessions) > KEPT:
        _sessions.popitem(last=False)
    return session
