"""What the page shows, in its order: from results to squares of the grid, cards, lines of cells and better wordings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from promptfuzz.records import Cell, Finding, PromptSummary, Relation, Results, Verdict
from promptfuzz.render import Stretch
from promptfuzz.reporting import wording
from promptfuzz.reporting.plots import Strip, strips
from promptfuzz.reporting.shading import Shade, shaded_parts
from promptfuzz.reporting.view import case_values, changed_parts, grid, paste_form, source_diff


@dataclass(frozen=True, slots=True)
class Place:
    """One square of the grid: its cell and findings, where it links to, and the text of its tooltip."""

    cell: Cell | None
    findings: tuple[Finding, ...]
    link: str
    tip: str

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The cell's verdict, and ``counterexample`` where there is one."""
        own = (self.cell.verdict,) if self.cell is not None else ()
        extra = {finding.verdict for finding in self.findings} - set(own)
        return own + tuple(sorted(extra))


@dataclass(frozen=True, slots=True)
class Card:
    """A finding with everything that its card shows."""

    anchor: str
    finding: Finding
    cell: Cell | None
    name: str
    case: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, tuple[Stretch, ...]], ...]
    paste: str
    often: str
    size: str
    strips: tuple[Strip, ...]
    shades: tuple[tuple[str, tuple[Shade, ...]], ...]

    @property
    def counted(self) -> Cell | None:
        """The cell whose count of flips speaks of this finding; a counterexample is about one rewording only."""
        counts = self.cell is not None and self.cell.variants and self.finding.verdict is not Verdict.COUNTEREXAMPLE
        return self.cell if counts else None


@dataclass(frozen=True, slots=True)
class Line:
    """A cell as the table of all cells shows it, with how its prompt's contrast control came out."""

    anchor: str
    cell: Cell
    name: str
    contrast: str
    strips: tuple[Strip, ...]


@dataclass(frozen=True, slots=True)
class Better:
    """A prompt with a better wording, as a diff where the base's source is known."""

    prompt: PromptSummary
    stretches: tuple[Stretch, ...]


def cards(results: Results) -> Iterator[Card]:
    """Yield what the card of each finding shows."""
    shown = grid(results)
    summaries = {prompt.id: prompt for prompt in results.prompts}
    for number, finding in enumerate(results.findings, start=1):
        cell = shown.cell_of(finding)
        yield Card(
            anchor=f"f{number}",
            finding=finding,
            cell=cell,
            name=shown.place(finding)[0],
            case=case_values(finding),
            parts=changed_parts(finding),
            paste=paste_form(finding),
            often=finding.summary or (wording.flips(cell) if cell is not None else ""),
            size=wording.size(finding),
            strips=strips(cell, summaries.get(cell.prompt_id)) if cell is not None else (),
            shades=shaded_parts(finding),
        )


def rows(results: Results, listed: Sequence[Card]) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """Yield the squares of each prompt, which link to cards and cells."""
    shown = grid(results)
    anchors = {shown.place(cell): f"#c{number}" for number, cell in enumerate(results.cells, start=1)}
    for card in reversed(listed):
        anchors[shown.place(card.finding)] = f"#{card.anchor}"
    for prompt in shown.prompts:
        places = []
        for family in shown.families:
            cell = shown.cells.get((prompt, family))
            found = shown.findings.get((prompt, family), ())
            tip = "not part of this run" if cell is None else f"{wording.flips(cell)}. {cell.reason}"
            places.append(Place(cell, found, anchors.get((prompt, family), ""), f"{prompt} × {family}: {tip}"))
        yield prompt, tuple(places)


def lines(results: Results) -> Iterator[Line]:
    """Yield the line of each cell."""
    shown, summaries = grid(results), {prompt.id: prompt for prompt in results.prompts}
    for number, cell in enumerate(results.cells, start=1):
        drawn = strips(cell, summaries.get(cell.prompt_id))
        yield Line(f"c{number}", cell, shown.place(cell)[0], _contrast(cell, results), drawn)


def better(results: Results) -> Iterator[Better]:
    """Yield the better wordings."""
    sources = {finding.prompt_id: finding.base.source for finding in results.findings}
    for prompt in results.prompts:
        if prompt.suggestion is not None:
            yield Better(prompt, source_diff(sources.get(prompt.id), prompt.suggestion.source))


def _contrast(cell: Cell, results: Results) -> str:
    """Say how the contrast control of a cell's prompt came out, as ``5 of 6``."""
    if cell.relation is Relation.CONTRAST:
        return "is one"
    for other in results.cells:
        same = (other.prompt_id, other.model) == (cell.prompt_id, cell.model)
        if same and other.relation is Relation.CONTRAST and other.variants:
            return f"{other.flips} of {other.variants}"
    return "none"
