"""What a typed answer was read as: a value, or why there is none."""

from collections.abc import Hashable
from dataclasses import dataclass
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
        candidates: the values an ambiguous answer hesitates between.
    """

    status: Status
    value: Hashable = None
    note: str = ""
    unit: str | None = None
    candidates: tuple[Hashable, ...] = ()

    @property
    def clear(self) -> bool:
        """Whether exactly one value could be read."""
        return self.status == "value"
