"""What tests asked and found, as the results that reports are made of: of one test, and of all of them together."""

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

from promptfuzz.ledger import Account
from promptfuzz.memory import Session
from promptfuzz.pytest_plugin.cells import cells_of, one_each
from promptfuzz.pytest_plugin.options import own_version
from promptfuzz.records import ModelInfo, Results, Run, StopReason, Tokens

N = TypeVar("N", int, float)
NO_MODEL = ModelInfo("none", "none", None)


def results_of(account: Account, nodeid: str) -> Results:
    """Return what one test asked and found; its id is the node id."""
    askers = [session.asker for session in account.sessions]
    found = list(account.findings.values())
    models = {session.asker.model.name: _model(session) for session in account.sessions}
    run = Run(
        id=nodeid,
        version=own_version(),
        seed=0,
        status=StopReason.BUDGET if account.refused else StopReason.COMPLETE,
        started="",
        finished="",
        model=_joined(list(models.values())),
        calls=sum(asker.calls for asker in askers),
        cached_calls=sum(asker.cached for asker in askers),
        failed_calls=sum(asker.failed for asker in askers),
        tokens=Tokens(*(_sum(asker.tokens[place] for asker in askers) for place in (0, 1))),
        cost_usd=_sum(asker.cost_usd for asker in askers),
        seconds=0.0,
        warnings=tuple(f"{nodeid}: {reason}" for reason in account.undecided),
    )
    return Results(
        run, one_each(cell for session in account.sessions for cell in cells_of(session.book, found)), tuple(found)
    )


def merged(parts: Sequence[Results], *, started: float, finished: float, seed: int, interrupted: bool) -> Results:
    """Return the results of all tests; `started` and `finished` are seconds since the epoch.

    A finding of several tests stands there once.
    """
    runs = [part.run for part in parts]
    models = {(run.model.name, run.model.spec): run.model for run in runs}
    status = StopReason.BUDGET if any(run.status is StopReason.BUDGET for run in runs) else StopReason.COMPLETE
    moment = datetime.datetime.fromtimestamp(started, datetime.UTC)
    end = datetime.datetime.fromtimestamp(finished, datetime.UTC)
    run = Run(
        id=moment.strftime("%Y%m%d-%H%M%S-") + hashlib.sha256(repr(started).encode()).hexdigest()[:6],
        version=own_version(),
        seed=seed,
        status=StopReason.INTERRUPTED if interrupted else status,
        started=moment.isoformat(timespec="seconds"),
        finished=end.isoformat(timespec="seconds"),
        model=_joined([model for model in models.values() if model != NO_MODEL]),
        calls=sum(run.calls for run in runs),
        cached_calls=sum(run.cached_calls for run in runs),
        failed_calls=sum(run.failed_calls for run in runs),
        tokens=Tokens(_sum(run.tokens.prompt for run in runs), _sum(run.tokens.completion for run in runs)),
        cost_usd=_sum(run.cost_usd for run in runs),
        seconds=round(finished - started, 3),
        warnings=tuple(warning for run in runs for warning in run.warnings),
    )
    findings = {finding.id: finding for part in parts for finding in part.findings}
    return Results(run, one_each(cell for part in parts for cell in part.cells), tuple(findings.values()))


def _model(session: Session) -> ModelInfo:
    model = session.asker.model
    return ModelInfo(
        model.name, model.spec, not session.book.sampling if session.asker.calls else None, None, model.options
    )


def _joined(models: Sequence[ModelInfo]) -> ModelInfo:
    """Return the one model, or the names of several as one."""
    if len(models) < 2:
        return models[0] if models else NO_MODEL
    kinds = {model.deterministic for model in models}
    names, specs = (", ".join(sorted({getattr(model, name) for model in models})) for name in ("name", "spec"))
    return ModelInfo(names, specs, kinds.pop() if len(kinds) == 1 else None)


def _sum(values: Iterable[N | None]) -> N | None:
    known = list(values)
    return None if None in known else sum(value for value in known if value is not None)
