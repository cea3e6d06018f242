"""What an output was read as: a typed answer or why there is none, and a quantity in running text."""

from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Status = Literal["value", "ambiguous", "none", "refusal", "empty"]


@dataclass(frozen=True, slots=True)
class Parsed:
    """An output read by an answer type.

    Attributes:
        status: ``value`` when exactly one answer could be read; ``ambiguous`` when several could, ``none`` when
            nothing fits the type, ``refusal`` when the model declined, ``empty`` when it said nothing.
        value: the answer in canonical form, equal for equal answers and hashable: the label or option as declared,
            a Decimal, ``"yes"`` or ``"no"``, canonical JSON text, a tuple of items, canonical code or text.
        note: how it was read, or why it could not be.
        unit: the unit of a number in canonical form, None where the answer names none.
        candidates: the values an ambiguous answer hesitates between, or that a clear one may as well be read as.
        bound: ``>=``, ``>``, ``<=``, ``<`` or ``=`` of a number that is said to be one ("at least 5"), else empty.
        period: what a number is counted by ("day" of "3 times a day"), empty where the answer names none.
        is_range: whether the candidates are the lower and the upper end of one range, both in `unit`.
    """

    status: Status
    value: Hashable = None
    note: str = ""
    unit: str | None = None
    candidates: tuple[Hashable, ...] = ()
    bound: str = ""
    period: str = ""
    is_range: bool = False

    @property
    def clear(self) -> bool:
        """Whether exactly one value could be read."""
        return self.status == "value"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at ``text[start:stop]``; `value` is in `unit`, `base` in the base unit of its dimension.

    `kind` is ``number``, ``ordinal``, ``multiple``, ``time`` (minutes after midnight; the unit is ``clock``, or
    ``clock12`` where morning and afternoon are left open, the base the zone's minutes before UTC and the base unit its
    name), ``date`` (100 * month + day, 0 for no day; the base is the year), ``ratio`` ("one in four": the base is the
    first number), or ``version`` (compared by its unit, which is its text). A `weak` one may be no number at all ("one"
    the pronoun).
    """

    value: Decimal
    start: int
    stop: int
    unit: str | None = None
    base: Decimal | None = None
    base_unit: str | None = None
    kind: str = "number"
    weak: bool = False
