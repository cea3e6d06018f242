"""Whether two texts give the same numbers, in whatever form."""

import re
from decimal import Decimal

from promptfuzz.oracle.amounts.bounds import bound, opposed
from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.amounts.ranges import ranges
from promptfuzz.oracle.amounts.units import UNITS, known_unit, same_amount
from promptfuzz.oracle.code.structured import show_number
from promptfuzz.oracle.lexicon import MONTHS
from promptfuzz.oracle.values import Quantity

_PERCENT = re.compile(r"\bper ?cent|percentage|\brate\b|\bshare\b", re.IGNORECASE)
_BARE = re.compile(r"\W*[\d.,]{1,20}\W*")
_HALF_DAY = 720
# Every number is held against every other: more of them are a table, and a stall.
_MANY, _FEW = 300, 60


def unmatched(a: str, b: str) -> tuple[list[Quantity], list[Quantity]]:
    """Return the numbers of each text that the other does not give; weak ones only where nothing else is left over.

    One end of a range is no match for that number alone, nor is an amount for what the other text converts otherwise.
    """
    left, right = _left_over(a, b, strict=False)
    return _left_over(a, b, strict=True) if bool(left) != bool(right) else (left, right)


def _left_over(a: str, b: str, *, strict: bool) -> tuple[list[Quantity], list[Quantity]]:
    left, right = list(quantities(a)[:_MANY]), list(quantities(b)[:_MANY])
    loose = _may_drop_percent(a) and _may_drop_percent(b)
    ends_a, ends_b = _lone_ends(a, left, right), _lone_ends(b, right, left)
    for one in tuple(left):
        for other in right:
            if not (equal(one, other, loose=loose) or _next_bound(a, one, b, other)):
                continue
            if _is_one_end(one, a, ends_a, other, b, ends_b) or (strict and _said_otherwise(one, other, left, right)):
                continue
            left.remove(one)
            right.remove(other)
            break
    return left, right


def _lone_ends(text: str, found: list[Quantity], others: list[Quantity]) -> set[int]:
    """Return where the ends of the ranges of `text` begin, without ranges both ends of which the others give."""
    pairs = ranges(text, found)
    return {end.start for pair in pairs if not all(any(equal(end, o) for o in others) for end in pair) for end in pair}


def _is_one_end(one: Quantity, a: str, ends_a: set[int], other: Quantity, b: str, ends_b: set[int]) -> bool:
    """Whether one number is an end of a range and the other stands alone, as no bound: "60-70%" and "70%"."""
    if (one.start in ends_a) == (other.start in ends_b):
        return False
    return not (bound(b, other) if one.start in ends_a else bound(a, one))


def _said_otherwise(one: Quantity, other: Quantity, left: list[Quantity], right: list[Quantity]) -> bool:
    """Whether a text gives, in the very unit of an amount on the other side, another amount than the converted one."""
    sizes = [UNITS.get(known_unit(item.unit)) for item in (one, other)]
    if None in sizes or sizes[0] == sizes[1]:
        return False
    return _contradicts(one, sizes[0], right) or _contradicts(other, sizes[1], left)


def _contradicts(item: Quantity, size: object, others: list[Quantity]) -> bool:
    found = [other.value for other in others if UNITS.get(known_unit(other.unit)) == size]
    return bool(found) and item.value not in found


def _may_drop_percent(text: str) -> bool:
    """Whether a bare number of `text` may stand for percent: it is the whole text, has a sign or is called a rate."""
    return "%" in text or bool(_BARE.fullmatch(text) or _PERCENT.search(text))


def _next_bound(a: str, one: Quantity, b: str, other: Quantity) -> bool:
    """Whether two whole numbers are one bound: "more than 4" and "at least 5"."""
    if {one.kind, other.kind} != {"number"} or one.base_unit != other.base_unit or abs(one.value - other.value) != 1:
        return False
    if one.value % 1 or one.base_unit:
        return False
    (low, low_sign), (_, high_sign) = sorted(((one.value, bound(a, one)), (other.value, bound(b, other))))
    return (low_sign, high_sign) in {(">", ">="), ("<=", "<")} and low > 0


def equal(a: Quantity, b: Quantity, *, loose: bool = True) -> bool:
    """Whether two quantities are the same: in converted units, as clock times, as dates, as a share or as percent.

    `loose` lets a bare number stand for percent.
    """
    for kind, same in (("time", _same_time), ("date", _same_date), ("version", _same_version), ("ratio", _same_ratio)):
        if a.kind == kind:
            return same(a, b)
        if b.kind == kind:
            return same(b, a)
    if "%" in {a.base_unit, b.base_unit} and a.base_unit != b.base_unit:
        percent, other = (a, b) if a.base_unit == "%" else (b, a)
        if other.base_unit is not None:
            return False
        return _close(percent.value / 100, other.value) or (loose and percent.value == other.value)
    if a.base is not None and b.base is not None:
        return same_amount(a.value, a.unit, b.value, b.unit)
    return _close(a.value, b.value) and None in {a.base_unit, b.base_unit}


def _close(a: Decimal, b: Decimal) -> bool:
    """Whether two shares are equal; thirds are given with a few digits only."""
    if a == b:
        return True
    if not 0 < a < 1 or not 0 < b < 1:
        return False
    thirds = any(abs(share * 3 - round(share * 3)) < Decimal("1e-20") for share in (a, b))
    return thirds and abs(a - b) < Decimal("0.005")


def _same_time(clock: Quantity, other: Quantity) -> bool:
    if other.kind != "time":
        return other.kind == "number" and clock.value in {other.value * 60, other.value * 60 + _HALF_DAY}
    if clock.base_unit and other.base_unit and clock.base_unit != other.base_unit:
        if clock.base is None or other.base is None:
            return False
        return (clock.value - clock.base - other.value + other.base) % 1440 == 0
    open_half = "clock12" in {clock.unit, other.unit}
    return (clock.value - other.value) % (_HALF_DAY if open_half else 1440) == 0


def _same_date(date: Quantity, other: Quantity) -> bool:
    """Compare what both dates give; a year or a day of the month alone is part of a date."""
    if other.kind == "ordinal":
        return date.value % 100 == other.value
    if other.kind != "date":
        return date.base == other.value and other.kind == "number"
    if date.base is not None and other.base is not None and date.base != other.base:
        return False
    if date.value == other.value:
        return True
    if "d/m" in {date.unit, other.unit} and date.unit != other.unit:
        return any(_turned(one) == rest.value for one, rest in ((date, other), (other, date)) if one.unit == "d/m")
    no_day = not date.value % 100 or not other.value % 100
    return no_day and date.value // 100 == other.value // 100


def _turned(date: Quantity) -> Decimal:
    return date.value % 100 * 100 + date.value // 100


def _same_version(version: Quantity, other: Quantity) -> bool:
    if other.kind == "version":
        return version.unit == other.unit
    return other.base_unit is None and version.unit == re.sub(r"(?:\.0+)$", "", str(other.value))


def _same_ratio(ratio: Quantity, other: Quantity) -> bool:
    if other.kind == "ratio":
        return ratio.value == other.value
    if other.base_unit == "%":
        return _close(ratio.value, other.value / 100)
    return _close(ratio.value, other.value) or other.value == ratio.base


def conflict(a: str, b: str, *, framed: bool) -> tuple[list[str], list[str]] | None:
    """Return the numbers that stand against each other, None where one side merely says more.

    Weak ones ("one", "second", "half") count only inside a shared frame.
    """
    left, right = unmatched(a, b)
    if not framed:
        left = [item for item in left if not item.weak]
        right = [item for item in right if not item.weak]
    if (
        not left
        or not right
        or (all(i.weak for i in left) and all(i.weak for i in right) and not _ordinal(left, right))
    ):
        return None
    units = {item.value for item in left} == {item.value for item in right}
    return [shown(item, unit=units) for item in left], [shown(item, unit=units) for item in right]


def opposed_bounds(a: str, b: str) -> str | None:
    """Say which number is a bound in one sense here and in another there: "at least 5" against "at most 5"."""
    signs = [(other, bound(b, other)) for other in quantities(b)[:_FEW]]
    if not any(sign for _, sign in signs):
        return None
    for one in quantities(a)[:_FEW]:
        sign = bound(a, one)
        others = [other_sign for other, other_sign in signs if sign and equal(one, other)]
        if others and all(opposed(sign, other) for other in others):
            return f"{sign} {shown(one)} against {others[0]} {shown(one)}"
    return None


def shown(item: Quantity, *, unit: bool = True) -> str:
    """Return a quantity for a reason, with its unit or without."""
    if item.kind == "date":
        month = next(name for name, number in MONTHS.items() if number == item.value // 100).capitalize()
        parts = [show_number(item.value % 100) if item.value % 100 else "", month, show_number(item.base or Decimal(0))]
        return " ".join(part for part in parts if part and part != "0")
    if item.kind == "time":
        return f"{int(item.value) // 60}:{int(item.value) % 60:02d}"
    if item.kind == "version":
        return str(item.unit)
    return show_number(item.value) + (f" {item.unit}".replace(" %", "%") if item.unit and unit else "")


def _ordinal(left: list[Quantity], right: list[Quantity]) -> bool:
    return any(item.kind == "ordinal" for item in left) and any(item.kind == "ordinal" for item in right)
