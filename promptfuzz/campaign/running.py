"""Runs a campaign: its models in turn on all of its prompts, within a budget that they share."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from promptfuzz.campaign.file import CampaignFile, ModelEntry
from promptfuzz.campaign.fitting import load_prompts
from promptfuzz.campaign.fuzzing import Report, fuzz
from promptfuzz.errors import ModelError, UsageError
from promptfuzz.events import Event, Interrupted, Listener
from promptfuzz.models.loading import load_model
from promptfuzz.models.protocol import Model
from promptfuzz.oracle import Oracle
from promptfuzz.oracle.named import named_oracle
from promptfuzz.records import Budget, Run, StopReason

Loading = Callable[[ModelEntry], AbstractContextManager[object]]


def load_models(campaign: CampaignFile, loading: Loading = lambda _: nullcontext()) -> list[Model]:
    """Return the models of a campaign; `loading` is entered while each is loaded, which may take a minute.

    Raises:
        UsageError: an option is wrong, or a model cannot take a prompt's system message or history; like that of a
            file, the message begins with where the model is named.
        ModelError: a model cannot be loaded.
    """
    calls, count = None if campaign.budget is None else campaign.budget.calls, len(campaign.models)
    if calls is not None and calls < count:
        raise UsageError(f"expected at least a call for each of {count} models, got budget.calls={calls}; raise it")
    prompts = load_prompts(campaign)
    models = []
    for entry in campaign.models:
        try:
            with loading(entry):
                model = load_model(entry.spec, **entry.options)
            for prompt in prompts:  # before any other model is paid for
                model.check(prompt)
        except (UsageError, ModelError) as error:
            raise type(error)(f"{entry.where}: {error}" if entry.where else str(error)) from error
        models.append(model)
    return models


def run_campaign(
    campaign: CampaignFile,
    listeners: Iterable[Listener] = (),
    *,
    models: list[Model] | None = None,
    done: Callable[[Report], None] = lambda _: None,
) -> list[Report]:
    """Return the reports of a campaign, one a model, in their order; an interrupt ends it with what was done.

    Each model gets an equal share of what is left of the budget. `models` are those of the campaign, where they have
    been loaded already; `done` is told each report as soon as there is one.

    Raises:
        UsageError: what :func:`load_models` or :func:`promptfuzz.fuzz` refuses.
        ModelError: a model or the embedder cannot be loaded.
    """
    models = load_models(campaign) if models is None else models
    prompts, oracle = load_prompts(campaign), make_oracle(campaign)
    left = campaign.budget
    reports: list[Report] = []
    interrupts: list[Event] = []

    def hear(event: Event) -> None:
        if isinstance(event, Interrupted):
            interrupts.append(event)

    heard = (*listeners, hear)
    for number, model in enumerate(models):
        share = None if left is None else share_of(left, len(models) - number)
        try:
            report = fuzz(
                prompts,
                model,
                families=campaign.families,
                mutators=campaign.mutators,
                budget=share,
                seed=campaign.seed,
                samples=campaign.samples,
                tolerance=campaign.tolerance,
                q=campaign.q,
                oracle=oracle,
                anytime=campaign.anytime,
                strict=campaign.strict,
                listeners=heard,
            )
        except KeyboardInterrupt:  # before the first call of this model, or after its last
            if not reports:
                raise
            break
        reports.append(report)
        done(report)
        # An endpoint that is dead ends its own run alone; it may well have died while one asked for the end.
        if interrupts or (report.run.status is StopReason.INTERRUPTED and model.fault is None):
            break
        if left is not None and share is not None:
            left = _rest(left, share, report.run)
    return reports


def make_oracle(campaign: CampaignFile) -> Oracle:
    """Return the oracle that a campaign names."""
    entry = campaign.oracle
    oracle = named_oracle(entry.embedder)
    threshold = oracle.threshold if entry.threshold is None else entry.threshold
    return replace(oracle, threshold=threshold, error=entry.error)


def share_of(budget: Budget, models: int) -> Budget:
    """Return an equal share of `budget` for one of `models`, of every limit at least the least that there is."""
    return Budget(
        calls=None if budget.calls is None else max(1, budget.calls // models),
        tokens=None if budget.tokens is None else max(1, budget.tokens // models),
        minutes=None if budget.minutes is None else budget.minutes / models,
        usd=None if budget.usd is None else budget.usd / models,
    )


def _rest(budget: Budget, share: Budget, run: Run) -> Budget:
    """Return what a run left of `budget`; where it does not say what it took, it took its whole share."""
    prompt, completion = run.tokens.prompt, run.tokens.completion
    tokens = share.tokens if prompt is None or completion is None else prompt + completion
    usd = share.usd if run.cost_usd is None else run.cost_usd
    return Budget(
        calls=None if budget.calls is None else max(1, budget.calls - run.calls),
        tokens=None if budget.tokens is None else max(1, budget.tokens - (tokens or 0)),
        minutes=None if budget.minutes is None else max(1e-6, budget.minutes - run.seconds / 60),
        usd=None if budget.usd is None else max(1e-9, budget.usd - (usd or 0)),
    )
