"""``promptfuzz doctor --calibrate``: from a file of labelled pairs to tables, advice, and JSON."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from promptfuzz.cli.exits import console

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from promptfuzz.calibration import Calibration
    from promptfuzz.statistics.calibration import Quality, Rate

_SHOWN_MISTAKES = 10


def show_calibration(path: Path, embedder: str, beside: str | None, max_error: float, json_path: Path | None) -> None:
    """Judge the labelled pairs of `path`, show how far the verdicts can be trusted, and write it to `json_path`.

    Raises:
        UsageError: the file is bad, or an option is; the message says what to write.
        ModelError: an embedder cannot be loaded.
    """
    from promptfuzz.calibration import calibrate, read_labelled

    found = calibrate(read_labelled(path), embedder, beside, max_error)
    shown = console()
    _show(found, shown)
    if json_path is not None:
        json_path.parent.mkdir(parents=True, exist_ok=True)
        json_path.write_text(json.dumps(found.to_dict(), indent=1) + "\n", encoding="utf-8")
        shown.print(f"\nwritten to {json_path}", soft_wrap=True)


def _show(found: "Calibration", shown: "Console") -> None:
    shown.print(_overview(found))
    if found.kinds:
        shown.print()
        shown.print(_by_kind(found))
    _show_mistakes(found, shown)
    if found.beside is not None:
        other = found.beside
        kappa = "" if other.agreement.kappa is None else f", kappa {other.agreement.kappa:.2f}"
        thresholds = f"thresholds {other.thresholds[0]:g} and {other.thresholds[1]:g}"
        shown.print(
            f"\nThe same verdict with {found.name} as with {other.name} on {other.agreement.share:.1%} of the pairs"
            f"{kappa} ({thresholds}; {other.name}: accuracy {other.quality.accuracy:.3f}).",
            soft_wrap=True,
        )
    for doubt in found.doubts:
        shown.print(f"\n{doubt}", style="yellow", soft_wrap=True)
    shown.print("\nThen write:" if found.advice else "\nNothing to write yet: the upper limits are too high.")
    for whom, code in found.advice:
        shown.print(f"  {code}  # {whom}", soft_wrap=True)


def _overview(found: "Calibration") -> "Table":
    columns = [("all pairs", found.overall), ("typed", found.typed), ("free text", found.text)]
    if found.threshold is not None:
        columns.append((f"threshold {found.threshold:g}", found.at_threshold))
    there = [(title, quality) for title, quality in columns if quality is not None]
    table = _table("", *(title for title, _ in there))
    rows = [_cells(quality) for _, quality in there]
    for name in rows[0]:
        table.add_row(name, *(row[name] for row in rows))
    return table


def _cells(quality: "Quality") -> dict[str, str]:
    area = quality.area
    return {
        "pairs": f"{quality.pairs}",
        "AUROC": "-" if area is None else f"{area.value:.3f}",
        "  its 95% interval": "-" if area is None else f"{area.low:.3f} to {area.high:.3f}",
        "accuracy": f"{quality.accuracy:.3f}",
        "'different': precision": _share(quality.precision),
        "'different': recall": _share(quality.recall),
        "false different": _rate(quality.false_different),
        "  95% upper limit": f"{quality.false_different.upper:.3f}",
        "false same": _rate(quality.false_same),
        "  95% upper limit ": f"{quality.false_same.upper:.3f}",
    }


def _by_kind(found: "Calibration") -> "Table":
    table = _table("kind", "pairs", "accuracy", "false different", "false same")
    for kind, quality in found.kinds.items():
        rates = (_rate(quality.false_different), _rate(quality.false_same))
        table.add_row(_safe(kind), f"{quality.pairs}", f"{quality.accuracy:.2f}", *rates)
    return table


def _show_mistakes(found: "Calibration", shown: "Console") -> None:
    if found.mistakes:
        shown.print(f"\nJudged otherwise than labelled: {len(found.mistakes)}", style="bold")
    for one in found.mistakes[:_SHOWN_MISTAKES]:
        said = f"said {'different' if one.same else 'same'} ({one.score:.2f})"
        shown.print(f"  line {one.line}: {said}: {_safe('; '.join(one.reasons))}", soft_wrap=True)
    rest = len(found.mistakes) - _SHOWN_MISTAKES
    if rest > 0:
        shown.print(f"  and {rest} more; --json PATH writes all of them")


def _table(*titles: str) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for place, title in enumerate(titles):
        table.add_column(title, justify="right" if place else "left", overflow="fold")
    return table


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _rate(rate: "Rate") -> str:
    return "-" if not rate.of else f"{rate.hits} of {rate.of}"


def _safe(text: str) -> str:
    from promptfuzz.reporting.text import safe

    return safe(text)
