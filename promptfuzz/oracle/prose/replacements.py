"""Whether two texts put two values in each other's place: "at 9:30 instead of 9:00" and "at 9:00 instead of 9:30"."""

import re
from functools import lru_cache
from itertools import pairwise

from promptfuzz.oracle.amounts.counts import equal, shown
from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.values import Quantity

_FILL = r"(?:at|on|by|for|in|to|of|the|a|an|about|usual|previous|original|old|new|planned|current|is|was|,)"
_INSTEAD = re.compile(
    rf",? ?(?:[a-z]+ ){{0,3}}?(?:instead of|rather than|as opposed to|in place of|replacing|(?:and |but )?not|"
    rf"\(?(?:previously|formerly|originally|it was|was))(?: {_FILL})*(?: [a-z]+)? ",
    re.IGNORECASE,
)
_BUT = re.compile(rf",? (?:[a-z]+ ){{0,3}}?but(?: rather)?(?: {_FILL})* ", re.IGNORECASE)
_NOT = re.compile(rf"\b(?:not|no longer)(?: {_FILL})* $", re.IGNORECASE)
_BEFORE = re.compile(rf"\b(?:instead of|rather than|in place of)(?: {_FILL})* $", re.IGNORECASE)
_FROM = re.compile(rf"\bfrom(?: {_FILL})* $", re.IGNORECASE)
_TO = re.compile(r"(?: [a-z]+){0,3} to(?: the| about)? ", re.IGNORECASE)
_REACH = 60

Replacement = tuple[Quantity, Quantity]


def replaced(a: str, b: str) -> str | None:
    """Say which value one text puts in the place of another and the other text takes out again, or keeps."""
    left, right = _replacements(a), _replacements(b)
    for one in left:
        for other in right:
            if equal(one[0], other[1]) and equal(one[1], other[0]) and not equal(one[0], one[1]):
                return f"{shown(one[0])} for {shown(one[1])} against {shown(other[0])} for {shown(other[1])}"
    return None


@lru_cache(maxsize=16384)
def _replacements(text: str) -> tuple[Replacement, ...]:
    """Return the values that a text puts in the place of others, each with the one whose place it takes."""
    found: list[Replacement] = []
    items = sorted(quantities(text), key=lambda item: item.start)
    for first, second in pairwise(items):
        before, between = text[max(0, first.start - _REACH) : first.start], text[first.stop : second.start]
        if first.kind != second.kind or len(between) > _REACH or re.search(r"[.;!?] ", between):
            continue
        if _BEFORE.search(before) or (_NOT.search(before) and _BUT.fullmatch(between)):
            found.append((second, first))
        elif _INSTEAD.fullmatch(between):
            found.append((first, second))
        elif _FROM.search(before) and _TO.fullmatch(between):
            found.append((second, first))
    return tuple(found)
