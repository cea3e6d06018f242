"""What ``promptfuzz findings list`` prints: from entries to a table, or to a few lines each where it is narrow."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from promptfuzz.cli.shelf import Entry
from promptfuzz.reporting.text import one_line, safe
from promptfuzz.reporting.wording import LOOKS

_TITLES = ("id", "prompt", "family", "verdict", "how often", "kept")


def print_entries(known: Sequence[Entry], console: Console) -> None:
    """Print the findings; ids and names of tests are copied from there, so none is broken into two lines."""
    if not known:
        console.print("No findings.")
        return
    table = _table(known)
    if console.measure(table, options=console.options.update(max_width=10_000)).maximum <= console.width:
        console.print(table)
        return
    for entry in known:
        console.print(_block(entry), soft_wrap=True)


def _table(known: Sequence[Entry]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for title in _TITLES if any(entry.record for entry in known) else _TITLES[:-1]:
        table.add_column(title, no_wrap=True)
    for entry in known:
        table.add_row(*(text for text in _fields(entry) if text is not None))
    return table


def _block(entry: Entry) -> Text:
    name, prompt, family, verdict, often, kept = _fields(entry)
    head = Text("  ").join(text for text in (name, verdict, prompt, family) if text)
    return Text("\n    ").join(text for text in (head, often, kept) if text)


def _fields(entry: Entry) -> tuple[Text | None, ...]:
    finding, look = entry.finding, LOOKS[entry.finding.verdict]
    row = (safe(entry.name), safe(finding.prompt_id), safe(finding.family))
    verdict = Text(f"{look.mark} {look.word}", style=look.colour)
    kept = None if entry.record is None else Text(f"{entry.record.state} · {one_line(entry.record.test, 200)}")
    return (*map(Text, row), verdict, Text(one_line(finding.summary, 80)), kept)
