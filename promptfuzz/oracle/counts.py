"""Whether two texts give the same numbers, in whatever form."""

from decimal import Decimal

from promptfuzz.oracle.numbers import Quantity, quantities
from promptfuzz.oracle.typed import same_quantity


def unmatched(a: str, b: str) -> tuple[list[Quantity], list[Quantity]]:
    """Return the numbers of each text that the other does not give; weak ones only where nothing else is left over."""
    left, right = list(quantities(a)), list(quantities(b))
    for one in tuple(left):
        for other in right:
            if equal(one, other):
                left.remove(one)
                right.remove(other)
                break
    return left, right


def equal(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities are the same: in converted units, as clock times, as a share or as percent."""
    if "time" in {a.kind, b.kind} and a.kind != b.kind:
        clock, number = (a, b) if a.kind == "time" else (b, a)
        return clock.value in {number.value * 60, number.value * 60 + 720}
    if "%" in {a.base_unit, b.base_unit} and a.base_unit != b.base_unit:
        percent, other = (a, b) if a.base_unit == "%" else (b, a)
        return other.base_unit is None and percent.value in {other.value, other.value * 100}
    if a.base_unit == b.base_unit and a.base is not None and b.base is not None:
        return same_quantity(a.base, a.base_unit, b.base, b.base_unit)
    return a.value == b.value and None in {a.base_unit, b.base_unit}


def conflict(a: str, b: str, *, framed: bool) -> tuple[list[Decimal], list[Decimal]] | None:
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
    return [item.value for item in left], [item.value for item in right]


def _ordinal(left: list[Quantity], right: list[Quantity]) -> bool:
    return any(item.kind == "ordinal" for item in left) and any(item.kind == "ordinal" for item in right)
