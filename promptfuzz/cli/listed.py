"""What ``promptfuzz findings list`` prints: from entries to a table, or to a few lines each where it is narrow."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from promptfuzz.cli.shelf import Entry
from promptfuzz.reporting.text import one_line, safe
from promptfuzz.reporting.wording import LOOKS

_TITLES = ("id", "model", "prompt", "family", "verdict", "how often", "kept")
_Row = Sequence[Text | None]


def print_entries(known: Sequence[Entry], console: Console) -> None:
    """Print the findings; ids and names of tests are copied from there, so none is broken into two lines."""
    if not known:
        console.print("No findings.")
        return
    models = {entry.model for entry in known if entry.record is None}
    rows = [_fields(entry, with_model=len(models) > 1) for entry in known]
    table = _table(rows)
    if console.measure(table, options=console.options.update(max_width=10_000)).maximum <= console.width:
        console.print(table)
        return
    for row in rows:
        console.print(_block(row), soft_wrap=True)


def _table(rows: Sequence[_Row]) -> Table:
    shown = [at for at in range(len(_TITLES)) if any(row[at] for row in rows)]
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for at in shown:
        table.add_column(_TITLES[at], no_wrap=True)
    for row in rows:
        table.add_row(*(row[at] or "" for at in shown))
    return table


def _block(row: _Row) -> Text:
    name, model, prompt, family, verdict, often, kept = row
    head = Text("  ").join(text for text in (name, verdict, model, prompt, family) if text)
    return Text("\n    ").join(text for text in (head, often, kept) if text)


def _fields(entry: Entry, *, with_model: bool) -> _Row:
    finding, look = entry.finding, LOOKS[entry.finding.verdict]
    model = Text(safe(entry.model)) if with_model and entry.model else None
    verdict = Text(f"{look.mark} {look.word}", style=look.colour)
    kept = None if entry.record is None else Text(f"{entry.record.state} · {one_line(entry.record.test, 200)}")
    name, prompt, family = (Text(safe(text)) for text in (entry.name, finding.prompt_id, finding.family))
    return name, model, prompt, family, verdict, Text(one_line(finding.summary, 80)), kept
