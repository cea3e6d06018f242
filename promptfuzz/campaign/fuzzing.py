"""Fuzzes prompts against a model: the front door of the library."""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from promptfuzz.engine.plan import Settings
from promptfuzz.engine.run import run
from promptfuzz.errors import InstructionIgnored, UsageError, WordingDependence
from promptfuzz.events import Event, Listener
from promptfuzz.models.callables import model as declare
from promptfuzz.models.choosing import as_model
from promptfuzz.models.loading import load_model
from promptfuzz.models.protocol import Model
from promptfuzz.mutators import DEFAULT_FAMILIES
from promptfuzz.oracle import Oracle
from promptfuzz.records import Budget, Prompt, Results, Verdict
from promptfuzz.validation import check_count, check_share, check_type

CALLS_A_PROMPT = 400


class Report(Results):
    """What :func:`fuzz` returns: `run`, `cells` and `findings`, with the keys of the JSON report."""

    def to_html(self, path: str | Path) -> Path:
        """Write the report as one self-contained HTML file and return its path."""
        from promptfuzz.reporting.write import write_report

        return write_report(self, "html", Path(path))

    def raise_for_findings(self) -> None:
        """Do nothing where nothing was found.

        Raises:
            WordingDependence: there are findings; the message shows each with its minimal edits.
            InstructionIgnored: all of them say that an instruction was ignored.
        """
        from promptfuzz.reporting.failure import failure_message

        if self.findings:
            ignored = all(finding.verdict is Verdict.IGNORES for finding in self.findings)
            error = InstructionIgnored if ignored else WordingDependence
            raise error("\n\n".join(failure_message(finding) for finding in self.findings))


def fuzz(
    prompts: Prompt | Sequence[Prompt],
    model: object,
    *,
    families: Sequence[str] | Mapping[str, float] = DEFAULT_FAMILIES,
    mutators: Sequence[str] | Mapping[str, float] | None = None,
    budget: Budget | None = None,
    seed: int = 0,
    samples: int | None = None,
    tolerance: float = 0.10,
    q: float = 0.05,
    oracle: Oracle | None = None,
    concurrency: int | None = None,
    anytime: bool = False,
    strict: bool = False,
    listeners: Iterable[Listener] = (),
) -> Report:
    """Find out whether the answers of `model` to `prompts` depend on how the instructions are worded.

    Args:
        prompts: one prompt or several.
        model: a spec such as ``"smollm2"``, a callable ``str -> str`` (sync or async), or what
            ``pf.chat_model``, ``pf.batch_model`` and ``pf.model`` return.
        families: the families of mutators to try; each gives one cell a prompt. A mapping gives each a weight above 0,
            by which a budget that does not cover every cell is spent.
        mutators: names of mutators to which the families are limited; in a mapping with weights of how often each
            is drawn beside the others of its family.
        budget: the most calls, tokens, minutes and US dollars; by default 400 calls a prompt.
        seed: same seed, prompts, model and version give the same variants, calls and findings.
        samples: how often a wording is asked of a model that samples, at least 2; 2 by default.
        tolerance: Δ from which dependence is too heavy, 0..1.
        q: false discovery rate over all cells, 0..1.
        oracle: judges whether two outputs mean the same; by default ours with the packaged embedder.
        concurrency: how many calls of a plain callable may run at once.
        anytime: for a model that samples, look again and again until the calls end, with evidence (e-values) that
            stays valid whenever one looks; else three looks are taken.
        strict: call a cell dependent only where the lower limit of Δ is above the tolerance, too.
        listeners: functions that are told of every event while it works.

    Raises:
        UsageError: an argument is wrong, the model cannot take a prompt's system message or history, or it has no
            price while the budget limits money.
    """
    chosen = _chosen(prompts)
    _check_types(budget, seed, oracle)
    weights = (*_weights("families", families), *_weights("mutators", mutators))
    tolerance = check_share("tolerance", tolerance)
    settings = Settings(*_named(families, mutators), tolerance, q, seed, anytime, strict, samples, weights)
    _check_settings(settings)
    asked = _model(model, concurrency)
    _check_price(asked, budget)
    limit = budget if budget is not None else Budget(calls=CALLS_A_PROMPT * len(chosen))
    results = run(chosen, asked, settings, limit, oracle or Oracle(), _emitting(tuple(listeners)))
    return Report(results.run, results.cells, results.findings, results.prompts)


def _emitting(listeners: Sequence[Listener]) -> Listener:
    def emit(event: Event) -> None:
        for listener in listeners:
            listener(event)

    return emit


def _chosen(prompts: Prompt | Sequence[Prompt]) -> list[Prompt]:
    if isinstance(prompts, str):
        raise UsageError(f"expected pf.Prompt values, got the text {prompts!r:.80}; write pf.Prompt(...) around it")
    chosen = [prompts] if isinstance(prompts, Prompt) else list(prompts)
    if not chosen:
        raise UsageError("expected at least one prompt, got none; give pf.Prompt(...) or pf.load_corpus('starter')")
    for prompt in chosen:
        check_type("prompts", prompt, Prompt, "pf.Prompt values")
    _check_ids(chosen)
    return chosen


def _check_types(budget: object, seed: object, oracle: object) -> None:
    check_type("seed", seed, int, "a whole number")
    if budget is not None:
        check_type("budget", budget, Budget, "a pf.Budget; write for example budget=pf.Budget(calls=400)")
    if oracle is not None:
        check_type("oracle", oracle, Oracle, "a pf.Oracle; write for example oracle=pf.Oracle(threshold=.5)")


def _named(families: Iterable[str], mutators: Iterable[str] | None) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    families = (families,) if isinstance(families, str) else families
    mutators = (mutators,) if isinstance(mutators, str) else mutators
    return tuple(dict.fromkeys(families)), None if mutators is None else tuple(mutators)


def _check_settings(settings: Settings) -> None:
    samples, q = settings.samples, settings.q
    if not settings.families:
        raise UsageError("expected at least one family, got families=(); leave it out for the usual three")
    if samples is not None:
        check_count("samples", samples, least=2)
    if not check_share("q", q):
        raise UsageError(f"expected q above 0, got q={q!r}, at which nothing is dependent; write for example q=.05")


def _weights(name: str, given: object) -> list[tuple[str, float]]:
    """Return the weights of a mapping from names, none of anything else.

    Raises:
        UsageError: a weight is not a number above 0.
    """
    if not isinstance(given, Mapping):
        return []
    for key, weight in given.items():
        if not isinstance(weight, int | float) or isinstance(weight, bool) or not 0 < weight < math.inf:
            raise UsageError(f"expected a weight above 0 for {name}[{key!r}], got {weight!r}; write for example 2")
    return [(str(key), float(weight)) for key, weight in given.items()]


def _check_price(model: Model, budget: Budget | None) -> None:
    if budget is not None and budget.usd is not None and getattr(model, "price", None) is None:
        raise UsageError(
            f"expected a known price of model {model.spec!r} for a limit of usd={budget.usd:g}, got none; give "
            "price_prompt and price_completion, in US dollars for a million tokens, or leave the limit out"
        )


def _model(model: object, concurrency: int | None) -> Model:
    if concurrency is None:
        return as_model(model)
    if isinstance(model, str):
        return load_model(model, concurrency=concurrency)
    if isinstance(model, Model) or not callable(model):
        declared = as_model(model)
        raise UsageError(
            f"expected concurrency for a plain callable or a python: spec, got concurrency={concurrency!r} for "
            f"{declared!r}; declare it there: pf.model(fn, concurrency={concurrency!r})"
        )
    return declare(model, concurrency=concurrency)


def _check_ids(prompts: Sequence[Prompt]) -> None:
    seen: set[str] = set()
    for prompt in prompts:
        if prompt.key in seen:
            raise UsageError(
                f"expected every prompt once, got id {prompt.key!r} twice; give each prompt an id of its own"
            )
        seen.add(prompt.key)
