"""The end of a run of tests: from what each asked and found to the reports on disk and the lines of the summary."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from promptfuzz.errors import UsageError
from promptfuzz.ledger import Account
from promptfuzz.pytest_plugin.desk import Desk
from promptfuzz.pytest_plugin.gathered import Part, merged, part_of
from promptfuzz.pytest_plugin.summary import summary_lines
from promptfuzz.reporting.write import write_report


@dataclass(frozen=True, slots=True)
class Closing:
    """The lines of the summary, each with its colour, and what could not be written."""

    lines: tuple[tuple[str, str], ...]
    faults: tuple[str, ...]


def close(desk: Desk, gathered: Sequence[str], left_open: Sequence[Account], *, interrupted: bool) -> Closing:
    """Write the reports of all tests, and return what the summary says."""
    parts = [Part.from_json(text) for text in gathered]
    parts += [part_of(account, account.test) for account in left_open if account.used]
    seed = desk.options.seed or 0
    results = merged(parts, started=desk.started, finished=time.time(), seed=seed, interrupted=interrupted)
    expected = {part.results.run.id: part.expected for part in parts}
    dismissed = {name for part in parts for name in part.dismissed}
    lines = list(summary_lines(results, expected, len(dismissed), desk.options.budget))
    faults = []
    for target in desk.options.reports:
        try:
            lines.append((f"report {write_report(results, target.format, target.path)}", ""))
        except UsageError as error:
            faults.append(str(error))
    return Closing((*lines, *((fault, "red") for fault in faults)), tuple(faults))
