"""Delta debugging on links: the fewest edits that still flip the answer, the candidates of a round asked together."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

from promptfuzz.engine.asking import Task
from promptfuzz.engine.evidence import REPEATS
from promptfuzz.errors import UsageError
from promptfuzz.records import Change, Output, Request, Variant

MISSING = "too many answers are missing"
Unit = tuple[Change, ...]
SINGLES_UP_TO = 6
# Half of a slip is a slip, while half of a rephrased sentence is no sentence.
IN_PARTS = ("degrade",)
AGAIN = 1 + REPEATS
"""The sample that is asked of a wording whose answer is not known; those before it are its repeats."""


def _pieces(units: Sequence[Unit], count: int) -> list[list[Unit]]:
    edges = [round(place * len(units) / count) for place in range(count + 1)]
    return [list(units[a:b]) for a, b in itertools.pairwise(edges) if a < b]


def candidates_of(
    variant: Variant, units: Sequence[Unit], count: int, passes: Callable[[Variant], bool]
) -> list[tuple[bool, list[Unit], Variant]]:
    """Return the pieces and, where they differ, the complements, as variants that can be built and pass."""
    pieces = _pieces(units, count)
    wanted = [(True, piece) for piece in pieces]
    if len(pieces) > 2:
        wanted += [(False, [unit for unit in units if unit not in piece]) for piece in pieces]
    found = []
    for is_piece, kept in wanted:
        try:
            candidate = Variant(variant.prompt, tuple(edit for unit in kept for edit in unit))
        except UsageError:
            continue
        if passes(candidate):
            found.append((is_piece, kept, candidate))
    return found


def shrink_edits(
    variant: Variant,
    case: int,
    flips: Callable[[Variant, Output], bool | None],
    passes: Callable[[Variant], bool] = lambda _: True,
    lasts: Callable[[], Task[bool]] | None = None,
    missing: Callable[[], None] = lambda: None,
) -> Task[tuple[Variant, bool]]:
    """Return the smallest variant found by ddmin (Zeller and Hildebrandt 2002), and whether it was shrunk to its end.

    `flips` says whether an output shows the same flip, None where there is no telling; `passes` whether a variant may
    be asked. `lasts` asks the flip itself again, once, where no part of the first round shows it: for chance alone one
    would search through all parts. The result is 1-minimal: no unit can be left out. An answer that is not known
    proves no unit to be needed: it is asked for once more, and where a last one stays unknown, `missing` is told.
    """
    units: list[Unit] = list(variant.units)
    count = len(units) if len(units) <= SINGLES_UP_TO else 2
    while len(units) > 1:
        candidates = candidates_of(variant, units, count, passes)
        hits: list[tuple[bool, list[Unit]]] = []
        unknown = 0
        for wanted in (True, False):  # the complements only where no piece is enough: most flips have one cause
            turn = [candidate for candidate in candidates if candidate[0] is wanted]
            told = yield from _told([candidate for *_, candidate in turn], case, flips)
            if told is None:
                return with_units(variant, units), False
            hits = [(is_piece, kept) for (is_piece, kept, _), flip in zip(turn, told, strict=True) if flip]
            unknown += told.count(None)
            if hits:
                break
        if not hits and lasts is not None and not (yield from lasts()):
            return with_units(variant, units), False
        lasts = None
        if hits:
            is_piece, units = min(hits, key=lambda hit: len(hit[1]))
            count = min(len(units), len(units) if len(units) <= SINGLES_UP_TO else 2 if is_piece else count - 1)
        elif count < len(units):
            count = min(len(units), 2 * count)
        elif unknown:
            missing()
            return with_units(variant, units), False
        else:
            break
    return with_units(variant, units), True


def _told(
    variants: Sequence[Variant], case: int, flips: Callable[[Variant, Output], bool | None]
) -> Task[list[bool | None] | None]:
    """Return which of `variants` flip, None for one that is not known either when asked again; None without budget.

    What is not known is asked again only where none is known to flip.
    """
    told: list[bool | None] = [None] * len(variants)
    for sample in (0, AGAIN):
        places = [place for place, flip in enumerate(told) if flip is None]
        if not places or any(told):
            break
        outputs = yield [Request(variants[place].render(case), sample) for place in places]
        for place, output in zip(places, outputs, strict=True):
            if output is None:
                return None
            told[place] = None if output.failed else flips(variants[place], output)
    return told


def with_units(variant: Variant, units: Sequence[Unit]) -> Variant:
    """Return the prompt of `variant` with the edits of `units` alone."""
    return Variant(variant.prompt, tuple(edit for unit in units for edit in unit))


def unlinked(variant: Variant) -> Variant:
    """Return `variant` with the edits of each link apart, so that it can be shrunk in parts (DESIGN §5.14)."""
    try:
        return Variant(variant.prompt, tuple(replace(edit, link=None) for edit in variant.edits))
    except UsageError:
        return variant
