"""``promptfuzz findings``: from reports and kept findings of tests to the findings, shown or asked again."""

import sys
from typing import TYPE_CHECKING

import typer

from promptfuzz.cli.exits import Exit, console, errors_as_exits, read_options, say_error
from promptfuzz.cli.options import FindingId, ModelOptions, OtherModelSpec, ReportPath
from promptfuzz.cli.replayed import ask_again
from promptfuzz.cli.shelf import entries, find_entry

if TYPE_CHECKING:
    from pathlib import Path

    from promptfuzz.cli.shelf import Entry
    from promptfuzz.records import Comparison, Finding, Output, Variant

findings_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="List, show and replay the findings of runs and of tests."
)


@findings_app.command("list")
def list_findings(report: ReportPath = None) -> None:
    """List the findings of a run and those that tests have kept.

    \b
    Of last night:
        promptfuzz findings list --report nightly.json
    """
    with errors_as_exits():
        from promptfuzz.cli.listed import print_entries

        shelf = entries(report)
        for fault in shelf.faults.values():
            say_error(fault)
        if shelf.entries or not shelf.faults:
            print_entries(shelf.entries, console())


@findings_app.command("show")
def show_finding(finding_id: FindingId, report: ReportPath = None) -> None:
    """Show a finding: the edit as a diff, both outputs, how often it flips, how to replay it.

    \b
    By the beginning of its id:
        promptfuzz findings show 3f9a
    """
    with errors_as_exits():
        from promptfuzz.reporting.measured import summary_of
        from promptfuzz.reporting.terminal import print_finding
        from promptfuzz.reporting.view import grid

        entry = _entry(report, finding_id)
        finding, results = entry.finding, entry.results
        cell = None if results is None else grid(results).cell_of(finding)
        print_finding(finding, console(), cell, None if results is None else summary_of(results, finding.prompt_id))
        if entry.record is not None:
            dismissed = f": {entry.record.reason}" if entry.record.reason else ""
            from promptfuzz.reporting.text import safe

            say_note(safe(f"{entry.record.test} keeps it in {entry.record.path} ({entry.record.state}{dismissed})."))


@findings_app.command("replay")
def replay_finding(
    finding_id: FindingId,
    report: ReportPath = None,
    model: OtherModelSpec = None,
    model_option: ModelOptions = None,
) -> None:
    """Ask the model the prompt and its rewording once more, and say whether the answer still flips.

    \b
    After the prompt or the model was changed:
        promptfuzz findings replay 3f9a
        promptfuzz findings replay 3f9a --model transformers:./my-model

    Exit codes: 0 it does not flip any more, 1 it still flips, 2 bad usage, 3 the model could not answer.
    """
    with errors_as_exits():
        entry = _entry(report, finding_id)
        finding = entry.finding
        variant = _variant(finding)
        options: dict[str, object] = {} if model else entry.options
        options |= read_options(model_option or [])
        if entry.record is not None:
            from promptfuzz.property.roots import import_folders

            sys.path[:0] = [folder for folder in import_folders(entry.record) if folder not in sys.path]
        base, other = ask_again(entry, variant, model, options)
        still = _compared(finding, variant, base, other)
        raise typer.Exit(Exit.FINDINGS if still else Exit.OK)


def _entry(report: "Path | None", name: str) -> "Entry":
    """Return the finding called `name`.

    Raises:
        UsageError: there is none, or its file cannot be read.
    """
    from promptfuzz.errors import UsageError

    shelf = entries(report)
    try:
        entry = find_entry(shelf.entries, name)
    except UsageError as error:
        own = [fault for path, fault in shelf.faults.items() if name and path.stem.startswith(name)]
        raise UsageError(own[0] if own else str(error)) from None
    for fault in shelf.faults.values():
        say_error(fault)
    return entry


def _variant(finding: "Finding") -> "Variant":
    from promptfuzz.errors import UsageError
    from promptfuzz.records import Variant

    if finding.variant is None:
        raise UsageError(
            f"expected a finding with its variant, got {finding.id!r} without one; run promptfuzz run again"
        )
    return Variant.from_json(finding.variant)


def _compared(finding: "Finding", variant: "Variant", base: "Output", other: "Output") -> bool:
    """Print both outputs and what became of the finding; return whether it still holds."""
    from promptfuzz.oracle import compare
    from promptfuzz.records import Verdict

    # The text as sent, since the oracle discounts what an answer copied from it; another case is another text.
    comparison = compare(base.text, other.text, answer=variant.prompt.answer, prompt=finding.base.text)
    still = comparison.same if finding.verdict is Verdict.IGNORES else not comparison.same
    _print_replay(variant, (base.text, other.text), comparison)
    if finding.verdict is Verdict.IGNORES:
        said = "It is still ignored: the answers mean the same." if still else "It is followed now: the answers differ."
    else:
        said = "It still flips." if still else "It does not flip any more: the answers mean the same."
    console().print(said, style="bold red" if still else "bold green")
    if not still:
        say_note("One sample a side; a model that samples may flip again.")
    return still


def _print_replay(variant: "Variant", outputs: tuple[str, str], comparison: "Comparison") -> None:
    from rich.table import Table
    from rich.text import Text

    from promptfuzz.render import diff
    from promptfuzz.reporting.terminal import diff_text
    from promptfuzz.reporting.text import safe
    from promptfuzz.reporting.view import tidy

    shown = console()
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    for part in dict.fromkeys(edit.part for edit in variant.edits):
        name = "prompt" if part == "template" else part
        rows.add_row(name, diff_text(tidy(diff(variant, part)), plain=not shown.is_terminal))
    rows.add_row("as written", Text(safe(outputs[0]) or "(an empty output)"))
    rows.add_row("reworded", Text(safe(outputs[1]) or "(an empty output)"))
    for number, reason in enumerate(comparison.reasons):
        rows.add_row("" if number else "why", Text(safe(reason)))
    shown.print(rows)


def say_note(text: str) -> None:
    """Print a remark, dimmed."""
    console().print(text, style="dim")
