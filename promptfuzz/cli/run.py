"""``promptfuzz run``: from a campaign file and options to fuzzed corpora, their reports and the exit code."""

import os
import sys
from contextlib import ExitStack, nullcontext, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from promptfuzz.cli.exits import Exit, cannot_print, console, errors_as_exits, read_options, say_error, silence
from promptfuzz.cli.options import (
    Anytime,
    BudgetCalls,
    BudgetMinutes,
    BudgetTokens,
    BudgetUsd,
    CampaignPath,
    Concurrency,
    Corpora,
    DryRun,
    Families,
    GivenSeed,
    ModelOptions,
    ModelSpecs,
    Plugins,
    Reports,
    Samples,
    Strict,
    Tags,
)
from promptfuzz.cli.written import write_reports

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from promptfuzz.campaign import Report
    from promptfuzz.campaign.file import CampaignFile, ModelEntry
    from promptfuzz.campaign.flags import Flags
    from promptfuzz.events import Event
    from promptfuzz.records import Run


_FAIL_ON = "What makes the exit code 1: any finding, or never. [default: any]"


class FailOn(StrEnum):
    """What makes ``run`` exit with 1."""

    ANY = "any"
    NEVER = "never"


def run(
    campaign: CampaignPath = None,
    model: ModelSpecs = None,
    model_option: ModelOptions = None,
    corpus: Corpora = None,
    tag: Tags = None,
    family: Families = None,
    plugin: Plugins = None,
    budget_calls: BudgetCalls = None,
    budget_tokens: BudgetTokens = None,
    budget_minutes: BudgetMinutes = None,
    budget_usd: BudgetUsd = None,
    seed: GivenSeed = None,
    samples: Samples = None,
    concurrency: Concurrency = None,
    report: Reports = None,
    *,
    anytime: Anytime = None,
    strict: Strict = None,
    fail_on: Annotated[FailOn | None, typer.Option(help=_FAIL_ON)] = None,
    dry_run: DryRun = False,
) -> None:
    """Fuzz the prompts of corpora on models, and write a report of each model.

    \b
    The packaged model on the packaged prompts:
        promptfuzz run

    \b
    Your own application, as a function from text to text, on your prompts:
        promptfuzz run --model python:shop.support:answer --corpus prompts.jsonl

    \b
    What a campaign file says, with another seed; and first what that would take:
        promptfuzz run nightly.toml --seed 7 --dry-run
        promptfuzz run nightly.toml --seed 7

    Defaults come from [tool.promptfuzz] in the pyproject.toml of this folder, or of the nearest one above.

    Exit codes: 0 nothing found, 1 findings, 2 bad usage, 3 could not finish (what was done is reported).
    Ctrl-C stops the run and writes the report of what was done.
    """
    with errors_as_exits():
        from promptfuzz.campaign.flags import Flags, as_count

        single: dict[str, object] = {
            "--family": family, "--plugin": plugin, "--seed": seed, "--anytime": anytime, "--strict": strict,
            "--fail-on": fail_on, "--budget-calls": budget_calls, "--budget-tokens": budget_tokens,
            "--budget-minutes": budget_minutes, "--budget-usd": budget_usd,
            "--samples": None if samples is None else as_count(samples),
        }  # fmt: skip
        options = read_options(
            [*(model_option or []), *([] if concurrency is None else [f"concurrency={concurrency}"])]
        )
        lists = [tuple(given or ()) for given in (model, corpus, tag, report)]
        _go(campaign, Flags(single, lists[0], options, *lists[1:]), dry_run=dry_run)


def _go(path: Path | None, flags: "Flags", *, dry_run: bool) -> None:
    from promptfuzz.campaign.assembling import load_campaign
    from promptfuzz.cli.plugins import load_plugins
    from promptfuzz.reporting.text import safe

    # Everything that can be wrong is looked at before a model is loaded, which may take a minute.
    campaign = load_campaign(path, flags, lambda name: load_plugins([name]))
    if campaign.sources:
        console(stderr=True).print(f"settings from {safe(', '.join(campaign.sources))}", style="dim", soft_wrap=True)
    if dry_run:
        from promptfuzz.cli.dry_run import print_plan

        print_plan(campaign, console())
        return
    reports: list[Report] = []
    folder = Path.cwd()
    try:
        _run(campaign, reports.append)
    finally:
        with suppress(OSError):  # the application may have gone elsewhere, and paths are meant from here
            os.chdir(folder)
        if reports:  # whatever befell the models after these, they were paid for
            write_reports(reports, campaign)
    raise typer.Exit(_exit_code(reports, len(campaign.models), campaign.fail_on))


def _run(campaign: "CampaignFile", done: "Callable[[Report], None]") -> None:
    from promptfuzz.campaign.running import load_models, run_campaign
    from promptfuzz.engine.interrupts import all_interrupts
    from promptfuzz.reporting.progress import Progress

    shown = console(stderr=True)

    def loading(entry: "ModelEntry") -> "AbstractContextManager[object]":
        return shown.status(f"loading {entry.spec}") if shown.is_terminal else nullcontext()

    models = load_models(campaign, loading)
    with ExitStack() as stack:
        stack.enter_context(all_interrupts())
        progress = stack.enter_context(Progress(shown))

        def show(event: "Event") -> None:
            try:
                progress(event)
            except OSError as error:
                if not cannot_print(error):
                    raise
                silence(sys.stderr)  # nobody reads it, which is no reason to lose calls that were paid for

        run_campaign(campaign, (show,), models=models, done=done)


def _exit_code(reports: "list[Report]", models: int, fail_on: str) -> Exit:
    from promptfuzz.records import StopReason

    if len(reports) < models or any(report.run.status is StopReason.INTERRUPTED for report in reports):
        return Exit.UNFINISHED
    dead = [report.run for report in reports if _all_failed(report.run)]
    for run in dead:
        say_error(f"every one of {run.calls:,} calls of {run.model.name} failed; the cells above say why")
    if dead:
        return Exit.UNFINISHED
    found = any(report.findings for report in reports)
    return Exit.FINDINGS if found and fail_on == FailOn.ANY else Exit.OK


def _all_failed(run: "Run") -> bool:
    return 0 < run.calls == run.failed_calls
