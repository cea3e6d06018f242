"""``promptfuzz run``: from options to a fuzzed corpus, its reports and the exit code."""

from contextlib import ExitStack
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from promptfuzz.cli.exits import Exit, console, errors_as_exits, read_options, say_error
from promptfuzz.cli.options import (
    Anytime,
    BudgetCalls,
    Corpora,
    Families,
    ModelOptions,
    ModelSpec,
    Plugins,
    Reports,
    Seed,
    Strict,
    Tags,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from promptfuzz.campaign import Report
    from promptfuzz.records import Prompt, Run
    from promptfuzz.reporting.write import Target

DEFAULT_MODEL = "smollm2"
DEFAULT_CORPUS = "starter"
DEFAULT_REPORTS = ("html", "json")


class FailOn(StrEnum):
    """What makes ``run`` exit with 1."""

    ANY = "any"
    NEVER = "never"


def run(
    model: ModelSpec = DEFAULT_MODEL,
    model_option: ModelOptions = None,
    corpus: Corpora = None,
    tag: Tags = None,
    family: Families = None,
    plugin: Plugins = None,
    budget_calls: BudgetCalls = None,
    seed: Seed = 0,
    report: Reports = None,
    *,
    anytime: Anytime = False,
    strict: Strict = False,
    fail_on: Annotated[FailOn, typer.Option(help="What makes the exit code 1: any finding, or never.")] = FailOn.ANY,
) -> None:
    """Fuzz the prompts of a corpus on a model, and write a report.

    \b
    The packaged model on the packaged prompts:
        promptfuzz run

    \b
    Your own application, as a function from text to text, on your prompts:
        promptfuzz run --model python:shop.support:answer --corpus prompts.jsonl

    \b
    A model of transformers, 500 calls at most, for a nightly job:
        promptfuzz run --model transformers:./my-model --budget-calls 500 \\
            --report html=nightly.html --report json=nightly.json

    Exit codes: 0 nothing found, 1 findings, 2 bad usage, 3 could not finish (what was done is reported).
    Ctrl-C stops the run and writes the report of what was done.
    """
    with errors_as_exits():
        from promptfuzz.campaign import fuzz
        from promptfuzz.cli.plugins import load_plugins
        from promptfuzz.corpus import load_corpora
        from promptfuzz.mutators import DEFAULT_FAMILIES, get_family
        from promptfuzz.reporting.write import parse_target

        # Everything that can be wrong is looked at before a model is loaded, which may take a minute.
        targets = [parse_target(text) for text in report or DEFAULT_REPORTS]
        families = tuple(get_family(name, controls=False).name for name in family or DEFAULT_FAMILIES)
        load_plugins(plugin or [])
        options = read_options(model_option or [])
        prompts = load_corpora(corpus or [DEFAULT_CORPUS], tag or [])
        ask = partial(fuzz, families=families, seed=seed, anytime=anytime, strict=strict)
        results = _fuzz(prompts, model, options, budget_calls, ask)
        _report(results, targets)
        raise typer.Exit(_exit_code(results, fail_on))


def _fuzz(
    prompts: "list[Prompt]",
    spec: str,
    options: dict[str, str],
    calls: int | None,
    ask: "Callable[..., Report]",
) -> "Report":
    from promptfuzz.models.loading import load_model
    from promptfuzz.records import Budget
    from promptfuzz.reporting.progress import Progress

    budget = None if calls is None else Budget(calls=calls)
    with ExitStack() as stack:
        shown = console(stderr=True)
        if shown.is_terminal:
            with shown.status(f"loading {spec}"):
                model = load_model(spec, **options)
        else:
            model = load_model(spec, **options)
        progress = stack.enter_context(Progress(shown))
        return ask(prompts, model, budget=budget, listeners=(progress,))


def _report(results: "Report", targets: "list[Target]") -> None:
    from promptfuzz.errors import UsageError
    from promptfuzz.reporting.terminal import print_summary
    from promptfuzz.reporting.write import write_report

    shown, written, faults = console(), [], []
    for target in targets:  # one that cannot be written must not cost the others: the calls were paid for
        try:
            written.append(write_report(results, target.format, target.path))
        except UsageError as error:
            faults.append(str(error))
    print_summary(results, shown)
    for path in written:
        shown.print(f"report   {path}", style="dim", soft_wrap=True)
    if faults:
        raise UsageError("\n".join(faults))
    _hint_at_replay(results, targets)


def _hint_at_replay(results: "Report", targets: "list[Target]") -> None:
    """Say where findings replay from, unless it is where ``findings replay`` looks by itself."""
    if not results.findings:
        return
    stored = [target.path for target in targets if target.format == "json"]
    if not stored:
        console().print("To replay a finding by its id, write a JSON report, too: --report json", style="dim")
    elif all(path.parent != Path("reports") for path in stored):
        console().print(f"To replay: promptfuzz findings replay ID --report {stored[0]}", style="dim", soft_wrap=True)


def _exit_code(results: "Report", fail_on: FailOn) -> Exit:
    from promptfuzz.records import StopReason

    if results.run.status is StopReason.INTERRUPTED:
        return Exit.UNFINISHED
    if _all_failed(results.run):
        say_error(
            f"every one of {results.run.calls:,} calls of {results.run.model.name} failed; the cells above say why"
        )
        return Exit.UNFINISHED
    return Exit.FINDINGS if results.findings and fail_on is FailOn.ANY else Exit.OK


def _all_failed(run: "Run") -> bool:
    return 0 < run.calls == run.failed_calls
