"""The summary in the terminal: from results to a grid of verdicts, the findings, and what the run took."""

import os
from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from promptfuzz.records import Cell, Finding, PromptSummary, Results, Side, Verdict, Word
from promptfuzz.render import Stretch
from promptfuzz.reporting.measured import (
    accuracy_line,
    area_line,
    distance_lines,
    estimated,
    half_line,
    heaviest,
    needed_in_all,
    needed_line,
    suggestion_line,
    summary_of,
    word_weight,
)
from promptfuzz.reporting.plots import strips
from promptfuzz.reporting.shading import is_attributed
from promptfuzz.reporting.text import changed, one_line, removed, safe
from promptfuzz.reporting.view import SHOWN, Grid, case_values, changed_parts, grid, paste_form, said
from promptfuzz.reporting.wording import LOOKS, headline, how_often, run_line, share, tally

LONGEST = 400
MOST_OPEN = 6
_STYLES = {"same": "", "removed": "red strike", "added": "bold green"}
_BRACKETS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}


def print_summary(results: Results, console: Console) -> None:
    """Print what a run found: the grid of verdicts, every finding, warnings, and what the run took."""
    console.print()
    console.print(Text(headline(results) + ".", style="bold"))
    shown = grid(results)
    if results.cells:
        table = _grid_table(shown)
        fits = console.measure(table, options=console.options.update(max_width=10_000)).minimum <= console.width
        console.print(Padding(table if fits else _cell_list(shown), (1, 0, 0, 0)))
        console.print(_tally(results))
        for line in _open_cells(results):
            console.print(line)
        if needed := needed_in_all(results):
            console.print(Text(needed, style="dim"))
    for number, finding in enumerate(results.findings, start=1):
        console.print()
        console.rule(_title(finding, number, len(results.findings)), align="left", style="dim")
        print_finding(finding, console, shown.cell_of(finding), summary_of(results, finding.prompt_id))
    for line in _suggestions(results):
        console.print(line)
    console.print()
    for warning in results.run.warnings:
        console.print(Text.assemble(("warning: ", "yellow"), safe(warning)))
    if results.run.selectivity is not None:
        console.print(Text.assemble(("selectivity of the model  ", "dim"), estimated(results.run.selectivity)))
    console.print(Text.assemble(("run      ", "dim"), f"{safe(results.run.model.name)}: {run_line(results.run)}"))


def print_finding(
    finding: Finding, console: Console, cell: Cell | None = None, prompt: PromptSummary | None = None
) -> None:
    """Print a finding: the edit as a diff, both outputs, how often it flips, and how to replay it.

    What was measured of its `cell` and `prompt` goes with it: distances, doses, right answers, selectivity.
    """
    rows = _details(finding, cell, plain=not console.is_terminal)
    for name, line in _measured(cell, prompt):
        rows.add_row(name, Text(line))
    console.print(rows)
    # Not wrapped: these two lines are there to be copied.
    for name, line in (("replay", finding.replay), ("", paste_form(finding))):
        if line:
            console.print(Text.assemble((f"{name:<12}", "dim"), safe(line)), soft_wrap=True)


def _details(finding: Finding, cell: Cell | None, *, plain: bool) -> Table:
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True, min_width=10)
    rows.add_column(overflow="fold")
    for name, value in case_values(finding):
        shown = safe(_cut(value))
        rows.add_row("expected" if name == "expected" else "input", shown if name == "expected" else _slot(name, shown))
    for part, stretches in changed_parts(finding):
        rows.add_row("prompt" if part == "template" else safe(part), diff_text(stretches, plain=plain))
    rows.add_row("as written", outputs_text(finding.base, "green"))
    rows.add_row("reworded", outputs_text(finding.minimal, "red"))
    for number, reason in enumerate(finding.reasons):
        rows.add_row("" if number else "why", Text(safe(reason)))
    if often := how_often(finding, cell):
        rows.add_row("how often", Text(safe(often)))
    if finding.words:
        words = (f"{one_line(word.text, 40)} ({_weight(word)})" for word in heaviest(finding.words))
        rows.add_row("words", Text(("\n" if is_attributed(finding) else ", ").join(words)))
    return rows


def _weight(word: Word) -> str:
    return share(word.weight) if word.ci is None else word_weight(word)


def _measured(cell: Cell | None, prompt: PromptSummary | None) -> Iterator[tuple[str, str]]:
    """Yield the rows of what was measured beside the flips, as far as it was."""
    if cell is not None:
        for number, line in enumerate(distance_lines(strips(cell, prompt))):
            yield "" if number else "distances", line
        if cell.dose_response is not None:
            yield "dose", half_line(cell.dose_response)
            yield "", area_line(cell.dose_response)
        if cell.accuracy is not None:
            yield "accuracy", accuracy_line(cell.accuracy)
        if needed := needed_line(cell):
            yield "open", needed
    if prompt is not None and prompt.selectivity is not None:
        yield "selective", estimated(prompt.selectivity)


def _suggestions(results: Results) -> Iterator[Text]:
    """Say of each prompt for which a better wording held which it is."""
    for prompt in results.prompts:
        if prompt.suggestion is not None:
            name = Text.assemble(("\nbetter wording  ", "green"), (safe(prompt.id), "bold"))
            yield name.append(f"  {safe(prompt.suggestion.family)}: {suggestion_line(prompt.suggestion)}")
            yield Text("  " + safe(_cut(prompt.suggestion.source)).replace("\n", "\n  "))


def diff_text(stretches: tuple[Stretch, ...], *, plain: bool) -> Text:
    """Return a diff as coloured text; `plain` adds brackets, as in ``git diff --word-diff``."""
    text = Text()
    for number, stretch in enumerate(stretches):
        shown = removed(stretch.text) if stretch.kind == "removed" else changed(stretch.text)
        if stretch.kind == "same":
            shown = _shortened(safe(stretch.text), first=number == 0, last=number == len(stretches) - 1)
        left, right = _BRACKETS[stretch.kind] if plain else ("", "")
        text.append(f"{left}{shown}{right}", style=_STYLES[stretch.kind])
    return text


def outputs_text(side: Side, style: str) -> Text:
    """Return the distinct outputs of one side with their counts."""
    text = Text()
    for number, one in enumerate(said(side.outputs)[:SHOWN]):
        text.append("\n" if number else "")
        text.append(safe(_cut(one.text)).strip("\n") or "(an empty output)", style=style)
        text.append(f"  {one.times} of {one.of} samples" if one.of > 1 else "", style="dim")
    return text if side.outputs else Text("no output was recorded", style="dim")


def _open_cells(results: Results) -> Iterator[Text]:
    """Say why cells were not decided, the first few of them."""
    cells = [cell for cell in results.cells if cell.verdict in {Verdict.UNDECIDED, Verdict.UNMEASURABLE}]
    for cell in cells[:MOST_OPEN]:
        place = f"{LOOKS[cell.verdict].mark} {safe(cell.prompt_id)}, {safe(cell.family)}: "
        yield Text.assemble((place, LOOKS[cell.verdict].colour), f"{safe(cell.reason)} {needed_line(cell)}".rstrip())
    if len(cells) > MOST_OPEN:
        yield Text(f"  and {len(cells) - MOST_OPEN} more; the report says why", style="dim")


def _slot(name: str, value: str) -> Text:
    return Text(f"{{{safe(name)}}} = {value}")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"


def _shortened(text: str, *, first: bool, last: bool, keep: int = 300) -> str:
    """Return unchanged `text` with its far side left out; the middle is left out where changes are on both sides."""
    if len(text) <= 2 * keep:
        return text
    return ("" if first else text[:keep]) + " […] " + ("" if last else text[-keep:])


def _title(finding: Finding, number: int, total: int) -> Text:
    look = LOOKS[finding.verdict]
    return Text.assemble(
        (f"{look.mark} ", look.colour),
        (safe(finding.prompt_id), "bold"),
        f"  {safe(finding.family)}  ",
        (look.word, look.colour),
        (f"  {number} of {total}, {safe(finding.id)}{'' if finding.shrunk else ', not fully shrunk'}", "dim"),
    )


def _grid_table(shown: Grid) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    widest = max((len(safe(prompt)) for prompt in shown.prompts), default=0)
    table.add_column("prompt", overflow="fold", min_width=min(widest, 20))
    for family in shown.families:
        table.add_column(safe(family), no_wrap=True)
    for prompt in shown.prompts:
        table.add_row(Text(safe(prompt)), *(_mark(shown, (prompt, family)) for family in shown.families))
    return table


def _cell_list(shown: Grid) -> Table:
    """Return the grid as one line a cell, for where its columns do not fit."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for title in ("verdict", "family", "prompt"):
        table.add_column(title, overflow="fold", min_width=16 if title == "verdict" else 0)
    for prompt in shown.prompts:
        for family in shown.families:
            if (prompt, family) in shown.cells or (prompt, family) in shown.findings:
                table.add_row(_mark(shown, (prompt, family)), Text(safe(family)), Text(safe(prompt)))
    return table


def _mark(shown: Grid, place: tuple[str, str]) -> Text:
    cell, text = shown.cells.get(place), Text()
    if cell is not None:
        look = LOOKS[cell.verdict]
        text.append(f"{look.mark} {look.word}", style=look.colour)
    if any(finding.verdict is Verdict.COUNTEREXAMPLE for finding in shown.findings.get(place, ())):
        look = LOOKS[Verdict.COUNTEREXAMPLE]
        text.append("\n" if cell is not None else "")
        text.append(f"{look.mark} {look.word}", style=look.colour)
    return text


def _tally(results: Results) -> Text:
    return Text(", ".join(text for _, text in tally(results)), style="dim")


class _Console(Console):
    """A console that goes on in silence when its reader has gone, as ``head`` does."""

    def on_broken_pipe(self) -> None:
        """Print no more; rich would exit with 1, which here means findings."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())


def plain_console(*, stderr: bool = False) -> Console:
    """Return a console that takes untrusted text literally: no markup, no emoji codes, no highlighting.

    Where the output is no terminal, lines get the width of ``COLUMNS``, else 100.
    """
    console = _Console(stderr=stderr, markup=False, emoji=False, highlight=False)
    if not console.is_terminal and not os.environ.get("COLUMNS", "").isdecimal():
        console.width = 100
    return console
