"""What tests asked and found, as the results that reports are made of: of one test, and of all of them together."""

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self, TypeVar

from promptfuzz.ledger import Account
from promptfuzz.memory import Session
from promptfuzz.property.whereabouts import shown
from promptfuzz.pytest_plugin.cells import cells_of, one_each
from promptfuzz.pytest_plugin.options import own_version
from promptfuzz.records import Finding, ModelInfo, Results, Run, StopReason, Tokens
from promptfuzz.reporting.wording import count

N = TypeVar("N", int, float)
MOST_UNASKED = 2
NO_MODEL = ModelInfo("none", "none", None)


@dataclass(frozen=True, slots=True)
class Part:
    """What one test asked and found, of which models, why it ended well if it did, and which findings are dismissed.

    `unasked` and `asked` are those of its account, with the files of findings as text.
    """

    results: Results
    models: tuple[ModelInfo, ...]
    expected: str = ""
    dismissed: tuple[str, ...] = ()
    unasked: tuple[tuple[str, str], ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def kept(self) -> tuple[str, ...]:
        """What the findings are kept under, by which they can be replayed; ``not-kept`` for the others."""
        return tuple(finding.id if finding.replay else "not-kept" for finding in self.results.findings)

    def to_json(self) -> str:
        """Return it as text, which a worker of pytest-xdist can send."""
        models = [asdict(model) for model in self.models]
        fields = {"models": models, "expected": self.expected, "dismissed": self.dismissed}
        fields |= {"unasked": self.unasked, "asked": self.asked}
        return json.dumps(fields | {"results": self.results.to_dict()}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read that text."""
        fields = json.loads(text)
        results = Results.from_json(json.dumps(fields["results"]))
        options = [{"options": tuple(map(tuple, model["options"]))} for model in fields["models"]]
        models = (ModelInfo(**(model | given)) for model, given in zip(fields["models"], options, strict=True))
        unasked = tuple((file, reason) for file, reason in fields["unasked"])
        return cls(
            results, tuple(models), fields["expected"], tuple(fields["dismissed"]), unasked, tuple(fields["asked"])
        )


def part_of(account: Account, nodeid: str, expected: str = "") -> Part:
    """Return what one test asked and found; `expected` says in words why it did not fail for it."""
    unasked = tuple((str(file), reason) for file, reason in account.unasked.items())
    asked = tuple(sorted(map(str, account.asked)))
    results, models = results_of(account, nodeid), tuple(_models(account))
    return Part(results, models, expected, tuple(account.dismissed), unasked, asked)


def results_of(account: Account, nodeid: str) -> Results:
    """Return what one test asked and found; its id is the node id."""
    askers = [session.asker for session in account.sessions]
    found = list(account.findings.values())
    run = Run(
        id=nodeid,
        version=own_version(),
        seed=0,
        status=StopReason.BUDGET if account.refused else StopReason.COMPLETE,
        started="",
        finished="",
        model=_joined(_models(account)),
        calls=sum(asker.calls for asker in askers),
        cached_calls=sum(asker.cached for asker in askers),
        failed_calls=sum(asker.failed for asker in askers),
        tokens=Tokens(*(_sum(asker.tokens[place] for asker in askers) for place in (0, 1))),
        cost_usd=_sum(asker.cost_usd for asker in askers),
        seconds=0.0,
        warnings=tuple(f"{nodeid}: {reason}" for reason in account.undecided),
    )
    cells = (cell for session in account.sessions for cell in cells_of(session.book, found, nodeid))
    return Results(run, one_each(cells), tuple(found))


def merged(parts: Sequence[Part], *, started: float, finished: float, seed: int, interrupted: bool) -> Results:
    """Return the results of all tests, each with its own cells and findings; times are seconds since the epoch."""
    runs = [part.results.run for part in parts]
    models = {(model.name, model.spec): model for part in parts for model in part.models}
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
        model=_joined(list(models.values())),
        calls=sum(run.calls for run in runs),
        cached_calls=sum(run.cached_calls for run in runs),
        failed_calls=sum(run.failed_calls for run in runs),
        tokens=Tokens(_sum(run.tokens.prompt for run in runs), _sum(run.tokens.completion for run in runs)),
        cost_usd=_sum(run.cost_usd for run in runs),
        seconds=round(finished - started, 3),
        warnings=(*(warning for run in runs for warning in run.warnings), *_unasked(parts)),
    )
    findings = _told_apart(_once_each(parts))
    return Results(run, one_each(cell for part in parts for cell in part.results.cells), findings)


def _unasked(parts: Sequence[Part]) -> list[str]:
    """Return what is to be said of the findings of earlier runs that no test asked."""
    asked = {file for part in parts for file in part.asked}
    told = {file: (part.results.run.id, why) for part in reversed(parts) for file, why in part.unasked}
    lines: dict[str, list[str]] = {}
    for file in sorted(told):
        if file not in asked:
            test, why = told[file]
            lines.setdefault(test, []).append(f"{test}: Not asked is what {shown(Path(file))} keeps: {why}")
    return [line for several in lines.values() for line in _few(several)]


def _few(lines: Sequence[str]) -> list[str]:
    """Return the first of many lines, and how many more there are: a test may draw one of many prompts."""
    more = len(lines) - MOST_UNASKED
    return (
        list(lines) if more < 1 else [*lines[:MOST_UNASKED], f"and {count(more, 'more kept finding')} not asked by it"]
    )


def _once_each(parts: Sequence[Part]) -> list[Finding]:
    """Return the findings; what a test that was run again has found again counts once, as it was found last."""
    known: dict[tuple[object, ...], Finding] = {}
    for part in parts:
        often: Counter[tuple[object, ...]] = Counter()
        for finding in part.results.findings:
            what = part.results.run.id, finding.id, finding.model, json.dumps(finding.variant, sort_keys=True)
            known[*what, often[what]] = finding
            often[what] += 1
    return list(known.values())


def _told_apart(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings, each with an id of its own: those that are not kept give way to those that are."""
    taken = {finding.id for finding in findings if finding.replay}
    named = []
    for finding in findings:
        name, number = finding.id, 1
        while not finding.replay and name in taken:
            number += 1
            name = f"{finding.id}-{number}"
        taken.add(name)
        named.append(replace(finding, id=name))
    return tuple(named)


def _models(account: Account) -> list[ModelInfo]:
    return list({session.asker.model.name: _model(session) for session in account.sessions}.values())


def _model(session: Session) -> ModelInfo:
    model = session.asker.model
    return ModelInfo(
        model.name, model.spec, not session.book.sampling if session.asker.calls else None, None, model.options
    )


def _joined(models: Sequence[ModelInfo]) -> ModelInfo:
    """Return the one model, or the names and specs of several as one, both in the same order."""
    if len(models) < 2:
        return models[0] if models else NO_MODEL
    kinds = {model.deterministic for model in models}
    names, specs = zip(*sorted((model.name, model.spec) for model in models), strict=True)
    return ModelInfo(", ".join(names), ", ".join(specs), kinds.pop() if len(kinds) == 1 else None)


def _sum(values: Iterable[N | None]) -> N | None:
    known = list(values)
    return None if None in known else sum(value for value in known if value is not None)
