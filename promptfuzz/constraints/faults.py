"""What a fault is: one way in which a rewording may have stopped asking the same, its size, and the words for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a rewording.

    Attributes:
        kind: the name under which its weight is stored.
        size: how much of it, from 0; most are 0 or 1.
        reason: in words; empty for what only adds up with others.
        veto: whether it alone refuses the rewording.
    """

    kind: str
    size: float = 1.0
    reason: str = ""
    veto: bool = False
