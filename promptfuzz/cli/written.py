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

    faults: list[str] = []
    models = [report.run.model.name for report in reports]
    for report, targets in zip(reports, targets_of(campaign, models), strict=True):
        if len(campaign.models) > 1:
            console().rule(safe(report.run.model.name), style="dim")
        faults += _report(report, targets)
    if faults:
        raise UsageError("\n".join(faults))


def _report(results: "Report", targets: "list[Target]") -> list[str]:
    """Write and summarise one report, and return what could not be written."""
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
    if not faults:
        _hint_at_replay(results, targets)
    return faults


def _hint_at_replay(results: "Report", targets: "list[Target]") -> None:
    """Say where findings replay from, unless it is where ``findings replay`` looks by itself."""
    if not results.findings:
        return
    stored = [target.path for target in targets if target.format == "json"]
    if not stored:
        console().print("To replay a finding by its id, write a JSON report, too: --report json", style="dim")
    elif all(path.parent != Path("reports") for path in stored):
        console().print(f"To replay: promptfuzz findings replay ID --report {stored[0]}", style="dim", soft_wrap=True)
