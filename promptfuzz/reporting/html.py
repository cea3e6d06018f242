"""The HTML report: from results to one page that needs no network and runs no script."""

from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from promptfuzz.records import Cell, DoseResponse, Results, ShownEdit
from promptfuzz.reporting import measured, method, wording
from promptfuzz.reporting.page import better, cards, lines, rows
from promptfuzz.reporting.plots import curve
from promptfuzz.reporting.text import changed, one_line, removed, safe, unmasked, visible
from promptfuzz.reporting.view import grid, said

LONG_OUTPUT = 700
LONG_STRETCH = 900
MOST_PIPS = 60


def render_html(results: Results) -> str:
    """Return the page."""
    shown = tuple(cards(results))
    page = _environment().get_template("page.html.j2")
    return page.render(
        run=results.run,
        headline=wording.headline(results),
        tally=wording.tally(results),
        looks=wording.LOOKS,
        families=grid(results).families,
        rows=tuple(rows(results, shown)),
        cards=shown,
        cells=tuple(lines(results)),
        prompts=results.prompts,
        better=tuple(better(results)),
        needed=measured.needed_in_all(results),
        rules=method.rules(results),
        measures=method.measures(results),
        tolerance=results.run.tolerance,
        many_findings=len(shown) > 1,
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
        **_MEASURED,
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


_MEASURED: dict[str, Any] = {
    "accuracy": measured.accuracy_line,
    "area": measured.area_line,
    "both_ways": lambda value: f"{60 + 52 * min(max(value, -1.0), 1.0):.1f}",
    "counted": measured.counted,
    "curve": curve,
    "dose_rows": lambda found: _dose_rows(found),
    "estimated": measured.estimated,
    "evidence": measured.evidence_line,
    "half": measured.half_line,
    "heaviest": measured.heaviest,
    "needed": measured.needed_line,
    "sentence": lambda text: f"{text[:1].upper()}{text[1:]}.",
    "suggestion": measured.suggestion_line,
    "turned": measured.turned,
    "weight": measured.word_weight,
}


def _finalized(value: Any) -> Any:
    return safe(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _dose_rows(found: DoseResponse) -> tuple[tuple[Any, ...], ...]:
    return tuple(zip(found.doses, found.trials, found.agreement, found.fitted, found.band, strict=False))


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
