"""From the numbers of a text to those that are the two ends of a range: "5-7 days", "between 5 and 7 days"."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from promptfuzz.oracle.amounts.units import SIGNS, UNITS, known_unit
from promptfuzz.oracle.values import Quantity

_TO = re.compile(r" ?(?:-|to|until|through) ?(?:about |around )?", re.IGNORECASE)
_AND = re.compile(r" (?:and|or) ", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween (?:about |around )?$", re.IGNORECASE)
# "Raised from 3 to 5" tells of a change, "born 1990-1995" and "room 12-14" hold names rather than amounts.
_CHANGE = re.compile(r"\bfrom $|[\w/.-]$", re.IGNORECASE)
_PAIRED = re.compile(r" ?(?:-|to|or|and) ?", re.IGNORECASE)
_YEARS = range(1000, 2101)


def ranges(text: str, found: Sequence[Quantity]) -> list[tuple[Quantity, Quantity]]:
    """Return the ranges of amounts that `text` gives, each by its lower and upper end; changes and years are none."""
    return [pair for pair in pairwise(found) if _is_range(text, *pair)]


def _is_range(text: str, low: Quantity, high: Quantity) -> bool:
    if {low.kind, high.kind} != {"number"} or low.weak or high.weak or not low.value < high.value:
        return False
    of_money = high.base_unit is None and text[low.start] in SIGNS
    if low.base_unit not in {high.base_unit, None} and not of_money:
        return False
    if high.unit is None and low.value in _YEARS and high.value in _YEARS:
        return False
    before = text[max(0, low.start - 16) : low.start]
    between = text[low.stop : high.start]
    if _AND.fullmatch(between):
        return bool(_BETWEEN.search(before)) and " or " not in between
    return bool(_TO.fullmatch(between)) and not _CHANGE.search(before)


def is_one_of_two(text: str, found: Sequence[Quantity], item: Quantity) -> bool:
    """Whether a number stands in a range or in a choice ("5 or 7 days"), so that it is not all that is said."""
    return any(item in pair and _PAIRED.fullmatch(text, pair[0].stop, pair[1].start) for pair in pairwise(found))


def end_of(item: Quantity, upper: Quantity) -> Decimal:
    """Return the lower end of a range in the unit that its upper end names."""
    known = UNITS.get(known_unit(upper.unit or item.unit))
    return item.value if known is None or item.base is None else item.base / known[1]
