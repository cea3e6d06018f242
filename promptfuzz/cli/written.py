"""What ``promptfuzz run`` leaves behind: the reports of each model, its summary, and how to replay."""

from pathlib import Path
from typing import TYPE_CHECKING

from promptfuzz.cli.exits import console
from promptfuzz.errors import UsageError

if TYPE_CHECKING:
    from promptfuzz.campaign import Report
    from promptfuzz.campaign.file import CampaignFile
    from promptfuzz.reporting.write import Target


def write_reports(reports: "list[Report]", campaign: "CampaignFile") -> None:
    """Write and summarise every report of a campaign.

    Raises:
        UsageError: a report cannot be written; the others are, and the summaries are printed.
    """
    from promptfuzz.campaign.targets import targets_of
    from promptfuzz.reporting.text import safe

    models = [report.run.model.name for report in reports]
    # Every file before the first word: printing may fail, and the calls were paid for.
    all_written = [
        _write(report, targets) for report, targets in zip(reports, targets_of(campaign, models), strict=True)
    ]
    faults = [fault for _, found in all_written for fault in found]
    for report, (written, found) in zip(reports, all_written, strict=True):
        if len(campaign.models) > 1:
            console().rule(safe(report.run.model.name), style="dim")
        _summarise(report, written, hint=not found)
    if faults:
        raise UsageError("\n".join(faults))


def _write(results: "Report", targets: "list[Target]") -> "tuple[list[Target], list[str]]":
    """Write the reports of one model; return those that were written, and what is wrong with the others."""
    from promptfuzz.reporting.write import write_report

    written, faults = [], []
    for target in targets:  # one that cannot be written must not cost the others
        try:
            write_report(results, target.format, target.path)
            written.append(target)
        except UsageError as error:
            faults.append(str(error))
    return written, faults


def _summarise(results: "Report", written: "list[Target]", *, hint: bool) -> None:
    from promptfuzz.reporting.terminal import print_summary

    shown = console()
    print_summary(results, shown)
    for target in written:
        shown.print(f"report   {target.path}", style="dim", soft_wrap=True)
    if hint:
        _hint_at_replay(results, written)


def _hint_at_replay(results: "Report", targets: "list[Target]") -> None:
    """Say where findings replay from, unless it is where ``findings replay`` looks by itself."""
    if not results.findings:
        return
    stored = [target.path for target in targets if target.format == "json"]
    if not stored:
        console().print("To replay a finding by its id, write a JSON report, too: --report json", style="dim")
    elif all(path.parent != Path("reports") for path in stored):
        console().print(f"To replay: promptfuzz findings replay ID --report {stored[0]}", style="dim", soft_wrap=True)
