"""The drawings of the page: from measured points and curves to SVG paths, made of numbers alone."""

import itertools
import math
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from promptfuzz.records import Cell, DoseResponse, Point, PromptSummary, Relation

ROWS = {
    "base": "Repeats as written",
    "placebo": "Placebos (white space)",
    "contrast": "Contrasts (should differ)",
    "variant": "Rewordings",
}
WIDTH, LEFT, RIGHT = 320, 8, 312
LOW, TALL = 22, 40
CROWD = 8  # as many at one place fill the height of their row
_TURN = (math.sqrt(5) - 1) / 2  # successive multiples lie far from each other: an even spread without chance


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of a strip plot: the dots of `of` outputs by distance, those that differ as crosses.

    `same` and `other` are SVG paths in a field of 320 by `height`; `typical` is the median distance, None of none.
    """

    kind: str
    label: str
    height: int
    same: str
    other: str
    differ: int
    of: int
    typical: float | None

    @property
    def summary(self) -> str:
        """What the row says, in words."""
        median = "" if self.typical is None else f", median distance {self.typical:.2f}"
        return f"{self.differ} of {self.of} differ{median}"


def strips(cell: Cell, prompt: PromptSummary | None) -> tuple[Strip, ...]:
    """Return the rows of a cell: repeats, placebos and contrasts of its prompt and the cell's own rewordings.

    None where the cell has no points of its own, unless it is the control of contrasts itself.
    """
    if cell.relation is Relation.INVARIANT and not cell.points:
        return ()
    shared = prompt.points if prompt is not None else ()
    points = (*shared, *(point for point in cell.points if point.kind not in {other.kind for other in shared}))
    found = ((kind, [point for point in points if point.kind == kind]) for kind in ROWS)
    return tuple(_strip(kind, row) for kind, row in found if row)


def _strip(kind: str, points: Sequence[Point]) -> Strip:
    height = TALL if kind == "variant" else LOW
    places = list(_places(sorted(points, key=lambda point: (point.distance, point.differs)), height))
    known = [point.distance for point in points if math.isfinite(point.distance)]
    return Strip(
        kind=kind,
        label=ROWS[kind],
        height=height,
        same="".join(f"M{x:.1f} {y:.1f}h0" for x, y, differs in places if not differs),
        other="".join(f"M{x - 2.5:.1f} {y - 2.5:.1f}l5 5m0-5l-5 5" for x, y, differs in places if differs),
        differ=sum(point.differs for point in points),
        of=len(points),
        typical=statistics.median(known) if known else None,
    )


def _places(points: Sequence[Point], height: int) -> Iterator[tuple[float, float, bool]]:
    """Yield where each point stands: across by its distance, up and down spread by how many are near."""
    shown = [point for point in points if math.isfinite(point.distance)]
    crowds = Counter(round(_within(point.distance) * 20) for point in shown)
    turns: Counter[int] = Counter()
    for point in shown:
        near = round(_within(point.distance) * 20)
        turn = 0.5 + turns[near] * _TURN
        turns[near] += 1
        spread = min(1.0, (crowds[near] - 1) / CROWD)
        x = LEFT + (RIGHT - LEFT) * _within(point.distance)
        yield x, height / 2 + (turn % 1 - 0.5) * (height - 8) * spread, bool(point.differs)


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis, at `at`, with its text."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A dose–response curve as SVG paths in a field of 320 by 190.

    `band` and `fitted` are paths, `dots` what was measured; `full` is the height of an undamaged prompt, `half` where
    the half dose stands and `half_range` its interval, None where there is none.
    """

    band: str
    fitted: str
    dots: tuple[tuple[float, float], ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    full: float
    middle: float
    half: float | None
    half_range: tuple[float, float] | None


CURVE_LEFT, CURVE_RIGHT, TOP, BOTTOM = 40, 302, 10, 156


def curve(measured: DoseResponse) -> Curve | None:
    """Return the drawing of a dose–response; None below two doses, or where its columns are not of one length."""
    columns = (measured.doses, measured.agreement, measured.fitted, measured.band)
    if len(measured.doses) < 2 or len({len(column) for column in columns}) > 1 or not _finite(measured):
        return None
    widest = max(0.1, math.ceil(max(measured.doses) * 10) / 10)
    highest = min(1.5, max(1.0, *measured.agreement, *(high for _, high in measured.band)))

    step = 10 if widest <= 0.5 else 20

    def x(dose: float) -> float:
        return CURVE_LEFT + (CURVE_RIGHT - CURVE_LEFT) * min(max(dose / widest, 0.0), 1.0)

    def y(share: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * min(max(share / highest, 0.0), 1.0)

    # At dose 0 nothing is damaged and the agreement is 1 by definition.
    start = [] if measured.doses[0] <= 0 else [(x(0), y(1))]
    upper = [(x(dose), y(high)) for dose, (_, high) in zip(measured.doses, measured.band, strict=True)]
    lower = [(x(dose), y(low)) for dose, (low, _) in zip(measured.doses, measured.band, strict=True)]
    line = [(x(dose), y(share)) for dose, share in zip(measured.doses, measured.fitted, strict=True)]
    half = None if measured.half is None else x(measured.half)
    ends = [widest if end is None else end for end in measured.half_ci]
    return Curve(
        band=f"{_path([*start, *upper, *reversed(lower)])}Z",
        fitted=_path([*start, *line]),
        dots=tuple((x(dose), y(share)) for dose, share in zip(measured.doses, measured.agreement, strict=True)),
        across=tuple(Tick(x(percent / 100), f"{percent}%") for percent in range(0, round(widest * 100) + 1, step)),
        up=tuple(Tick(y(share), f"{100 * share:.0f}%") for share in (0.0, 0.5, 1.0)),
        full=y(1.0),
        middle=y(0.5),
        half=half,
        half_range=None if half is None else (x(ends[0]), x(ends[1])),
    )


def _finite(measured: DoseResponse) -> bool:
    ends = itertools.chain.from_iterable(measured.band)
    rest = (measured.half, *measured.half_ci)
    values = itertools.chain(measured.doses, measured.agreement, measured.fitted, ends, (v for v in rest if v))
    return max(measured.doses) <= 1 and all(math.isfinite(value) for value in values)


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
