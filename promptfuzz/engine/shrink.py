"""Delta debugging on links: the fewest edits that still flip the answer, the candidates of a round asked together."""

import itertools
from collections.abc import Callable, Sequence

from promptfuzz.engine.asking import Task
from promptfuzz.errors import UsageError
from promptfuzz.records import Change, Output, Request, Variant

Unit = tuple[Change, ...]
SINGLES_UP_TO = 6


def _pieces(units: Sequence[Unit], count: int) -> list[list[Unit]]:
    edges = [round(place * len(units) / count) for place in range(count + 1)]
    return [list(units[a:b]) for a, b in itertools.pairwise(edges) if a < b]


def _candidates(
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
    flips: Callable[[Variant, Output], bool],
    passes: Callable[[Variant], bool] = lambda _: True,
) -> Task[tuple[Variant, bool]]:
    """Return the smallest variant found by ddmin (Zeller and Hildebrandt 2002), and whether it was shrunk to its end.

    `flips` says whether an output shows the same flip, `passes` whether a variant may be asked. The result is
    1-minimal: no unit can be left out.
    """
    units: list[Unit] = list(variant.units)
    count = len(units) if len(units) <= SINGLES_UP_TO else 2
    while len(units) > 1:
        candidates = _candidates(variant, units, count, passes)
        outputs = yield [Request(candidate.render(case)) for _, _, candidate in candidates]
        hits = [
            (is_piece, kept)
            for (is_piece, kept, candidate), output in zip(candidates, outputs, strict=True)
            if output is not None and not output.failed and flips(candidate, output)
        ]
        if hits:
            is_piece, units = min(hits, key=lambda hit: len(hit[1]))
            count = min(len(units), len(units) if len(units) <= SINGLES_UP_TO else 2 if is_piece else count - 1)
        elif any(output is None for output in outputs):
            return Variant(variant.prompt, tuple(edit for unit in units for edit in unit)), False
        elif count >= len(units):
            break
        else:
            count = min(len(units), 2 * count)
    return Variant(variant.prompt, tuple(edit for unit in units for edit in unit)), True
