"""The HTML report: from results to one page that needs no network and runs no script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from promptfuzz.records import Cell, Finding, Relation, Results, ShownEdit, Verdict
from promptfuzz.render import Stretch
from promptfuzz.reporting import wording
from promptfuzz.reporting.text import changed, one_line, removed, safe, unmasked, visible
from promptfuzz.reporting.view import case_values, changed_parts, grid, paste_form, said

LONG_OUTPUT = 700
LONG_STRETCH = 900
MOST_PIPS = 60


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
    case: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, tuple[Stretch, ...]], ...]
    paste: str
    often: str
    size: str

    @property
    def counted(self) -> Cell | None:
        """The cell whose count of flips speaks of this finding; a counterexample is about one rewording only."""
        counts = self.cell is not None and self.cell.variants and self.finding.verdict is not Verdict.COUNTEREXAMPLE
        return self.cell if counts else None


def render_html(results: Results) -> str:
    """Return the page."""
    cards = tuple(_cards(results))
    page = _environment().get_template("page.html.j2")
    return page.render(
        run=results.run,
        headline=wording.headline(results),
        tally=wording.tally(results),
        looks=wording.LOOKS,
        families=grid(results).families,
        rows=tuple(_rows(results, cards)),
        cards=cards,
        cells=tuple((f"c{number}", cell, _contrast(cell, results)) for number, cell in enumerate(results.cells, 1)),
        tolerance=results.run.tolerance,
        many_findings=len(cards) > 1,
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    # finalize makes every printed text safe, so that no template line can forget it; autoescape follows.
    environment = Environment(
        loader=PackageLoader("promptfuzz", "reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    environment.filters |= {
        "share": wording.share,
        "points": wording.points,
        "interval": wording.interval,
        "probability": wording.probability,
        "duration": wording.duration,
        "line": one_line,
        "changed": changed,
        "removed": removed,
        "said": lambda side: said(side.outputs),
        "head": lambda text: text[: LONG_OUTPUT - 200],
        "long": lambda text: len(text) > LONG_OUTPUT,
        "clipped": _clipped,
        "pips": _pips,
        "scaled": lambda value: f"{8 + 104 * (min(max(value, -0.2), 1.0) + 0.2) / 1.2:.1f}",
        "edit": _edit,
        "day": lambda moment: moment.replace("T", " ")[:16],
    }
    return environment


def _finalized(value: Any) -> Any:
    return safe(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _cards(results: Results) -> Iterator[Card]:
    cells = grid(results).cells
    for number, finding in enumerate(results.findings, start=1):
        cell = cells.get((finding.prompt_id, finding.family))
        yield Card(
            anchor=f"f{number}",
            finding=finding,
            cell=cell,
            case=case_values(finding),
            parts=changed_parts(finding),
            paste=paste_form(finding),
            often=finding.summary or (wording.flips(cell) if cell is not None else ""),
            size=wording.size(finding),
        )


def _rows(results: Results, cards: Sequence[Card]) -> Iterator[tuple[str, tuple[Place, ...]]]:
    shown = grid(results)
    anchors = {(cell.prompt_id, cell.family): f"#c{number}" for number, cell in enumerate(results.cells, start=1)}
    for card in reversed(cards):
        anchors[card.finding.prompt_id, card.finding.family] = f"#{card.anchor}"
    for prompt in shown.prompts:
        places = []
        for family in shown.families:
            cell = shown.cells.get((prompt, family))
            found = shown.findings.get((prompt, family), ())
            tip = "not part of this run" if cell is None else f"{wording.flips(cell)}. {cell.reason}"
            places.append(Place(cell, found, anchors.get((prompt, family), ""), f"{prompt} × {family}: {tip}"))
        yield prompt, tuple(places)


def _contrast(cell: Cell, results: Results) -> str:
    """Say how the contrast control of a cell's prompt came out, as ``5 of 6``."""
    if cell.relation is Relation.CONTRAST:
        return "is one"
    for other in results.cells:
        if other.prompt_id == cell.prompt_id and other.relation is Relation.CONTRAST and other.variants:
            return f"{other.flips} of {other.variants}"
    return "none"


def _clipped(text: str, *, first: bool, last: bool) -> str:
    if len(text) <= LONG_STRETCH:
        return text
    left, right = ("" if first else text[:300]), ("" if last else text[-300:])
    return f"{left} […{len(text) - len(left) - len(right):,} characters the same…] {right}"


def _pips(cell: Cell | None) -> tuple[bool, ...]:
    """Return one mark for every rewording, those that changed the answer first; none where there are too many."""
    if cell is None or not 0 < cell.variants <= MOST_PIPS:
        return ()
    return tuple(number < cell.flips for number in range(cell.variants))


def _edit(edit: ShownEdit) -> tuple[str, str, str]:
    """Return what an edit removed, what it added, and a note where that is not all."""
    if edit.to is not None:
        return "", _short(edit.before), "moved"
    return _short(edit.before), _short(edit.after), ""


def _short(text: str) -> str:
    return one_line(unmasked(text), 48) if text.strip() else visible(text).replace("\n", "")
