"""From the quantities of a text to amounts: "1 hour and 30 minutes" is one, what is only said again none."""

import re
from dataclasses import replace
from decimal import Decimal

from promptfuzz.oracle.amounts.units import UNITS, known_unit, same_amount
from promptfuzz.oracle.values import Quantity

_GAP = re.compile(r",? and |, | ?")
_HOURS = re.compile(r"\d{1,2} ?h ?\d{2}(?: ?m(?:in)?\b)?", re.IGNORECASE)
_YEAR = re.compile(r"1\d{3}|20\d{2}")
_SINCE = re.compile(r"\b(?:in|during|by|since|from|until|of|year)\s$", re.IGNORECASE)


def joined_amounts(text: str, found: tuple[Quantity, ...]) -> list[Quantity]:
    """Return `found` with each amount in two units, the second one smaller, as one in the first; "1h30" is one."""
    joined: list[Quantity] = []
    for item in found:
        item = _duration(text, item)
        before = joined[-1] if joined else None
        if before is None or not _GAP.fullmatch(text, before.stop, item.start):
            joined.append(item)
        elif (more := _added(before, item)) is not None:
            joined[-1] = more
        else:
            joined.append(item)
    return joined


def _duration(text: str, item: Quantity) -> Quantity:
    if item.kind != "time" or item.unit != "clock" or not _HOURS.fullmatch(text, item.start, item.stop):
        return item
    return replace(item, value=item.value / 60, unit="hour", base=item.value * 60, base_unit="s", kind="number")


def _added(one: Quantity, other: Quantity) -> Quantity | None:
    """Return the sum of two amounts of one dimension; None where the second is not part of one unit of the first."""
    if {one.kind, other.kind} != {"number"} or one.base is None or other.base is None or one.value != int(one.value):
        return None
    of_euro = (one.base_unit, other.unit) == ("eur", "cent")
    if (one.base_unit != other.base_unit and not of_euro) or one.base_unit in {"%", "c", "pp"}:
        return None
    size = UNITS[str(one.unit)][1]
    if not Decimal(0) < other.base < size or UNITS[str(other.unit)][1] >= size:
        return None
    base = one.base + other.base
    return replace(one, value=base / size, base=base, stop=other.stop, weak=False)


def year_of(item: Quantity) -> Quantity:
    """Return the year of a date that has one, as a number."""
    if item.kind != "date" or item.base is None:
        return item
    return Quantity(item.base, item.start, item.stop)


def without_known_years(body: str, found: list[Quantity], prompt: str) -> list[Quantity]:
    """Leave out "in 1990" where the prompt asks what was so in 1990, unless nothing else is left."""
    kept = [
        item
        for item in found
        if not (
            (text := body[item.start : item.stop]).isdigit()
            and _YEAR.fullmatch(text)
            and item.base is None
            and _SINCE.search(body[max(0, item.start - 12) : item.start])
            and re.search(rf"\b{text}\b[^.!?\n]{{0,200}}\?", prompt)
        )
    ]
    return kept or found


def in_one_unit(found: list[Quantity], wanted: str | None) -> list[Quantity]:
    """Leave out what says the only amount in the `wanted` unit again in another: "12 km (7.5 miles)"."""
    target = UNITS.get(known_unit(wanted))
    own = [item for item in found if target and UNITS.get(item.unit or "") == target]
    if len({item.value for item in own}) != 1:
        return found
    value, unit = own[0].value, own[0].unit
    return [
        item
        for item in found
        if item in own or item.base is None or not same_amount(item.value, item.unit, value, unit)
    ]
