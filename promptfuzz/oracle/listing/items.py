"""Pairs of which both sides list things: bullets, lines, commas, or a sentence that enumerates."""

import re

from promptfuzz.oracle.listing.list_tails import headed, short_values_differ, tell_differently
from promptfuzz.oracle.listing.lists import list_items, same_items
from promptfuzz.oracle.normalise import clean, normalise, readable
from promptfuzz.oracle.typed import verdict
from promptfuzz.records import Comparison

_RANK = r"#\d{1,3}[.):]? |\d{0,2}(?:1st|2nd|3rd|\dth)[.):] "
_BULLETED = re.compile(rf"^(?:[-*+•] |\(?\d{{1,3}}[.)] |{_RANK})", re.MULTILINE)
_NUMBERED = re.compile(rf"^(?:(?:step )?\(?\d{{1,3}}[.):] |{_RANK})", re.MULTILINE | re.IGNORECASE)
_ORDER = re.compile(
    r"\b(?:ranked|ranking|sorted|in (?:\w+ )?order|ordered|from (?:the )?\w+ to (?:the )?\w+|first(?:ly)?|"
    r"second(?:ly)?|steps?|"
    r"then|finally|chronological\w*|alphabetical\w*|ascending|descending|outwards|top \w+|oldest|cheapest|largest)\b",
    re.IGNORECASE,
)
_ENUMERATION = re.compile(
    r"(?:[^,;:.!?\n]{1,60}, ){1,30}[^,;:.!?\n]{1,60}?,? (?:and|or) [^,;:.!?\n]{1,60}(?=[.!?\n]|$)"
)
_HEAD = re.compile(r"\b(?:which|that) (?:includes?|are|is|contains?)\b|\bincluding\b|\bsuch as\b|\bnamely\b")
_JOINT = re.compile(r",? (?:and|or) |, ")
_NUMBER = re.compile(r"[-+]?[\d.,]+")
_SHORT_ITEM = 3


def lists(a: str, b: str) -> Comparison | None:
    """Compare two lists item by item; the order counts between numbered ones and where the words speak of order."""
    both = is_list(a), is_list(b)
    if all(both):
        return _compare(a, b, list_items(a), list_items(b))
    if any(both):
        listed, prose = (a, b) if both[0] else (b, a)
        return _in_prose(tuple(headed(item).head for item in list_items(listed)), enumerated(prose))
    return None


def is_list(text: str) -> bool:
    """Whether `text` is a list by its form: several bullets, or short items between commas."""
    body = clean(text)
    if len(_BULLETED.findall(body)) >= 2:
        return True
    body = normalise(text)
    head, _, rest = body.partition(": ")
    parts = re.split("[,;]", rest if rest and "," not in head else body)
    return len(parts) > 2 and "\n" not in body and all(part.count(" ") <= 2 for part in parts)


def _compare(a: str, b: str, left: tuple[str, ...], right: tuple[str, ...]) -> Comparison | None:
    if left == right:
        # What stands around the items may still differ ("Bottom line: buy it").
        around = [_around(text) for text in (a, b)]
        return verdict("same items", same=True, score=0.98) if around[0] == around[1] or not all(around) else None
    if sorted(left) == sorted(right):
        if _is_ordered(a, b, left):
            return verdict("same items in another order", same=False, score=0.2)
        return verdict("same items in another order", same=True, score=0.93)
    if same_items(left, right, ordered=_is_ordered(a, b, left)):
        # What explains an item on both sides may still contradict: that is for the comparison of the whole text.
        told = tell_differently(left, right)
        return None if told else verdict("same items, some with an explanation", same=True, score=0.85)
    if field := short_values_differ(left, right):
        return verdict(f"lists differ in what they say of {field!r}", same=False, score=0.1)
    only = [item for item in (*left, *right) if (item in left) != (item in right)]
    if all(item.count(" ") < _SHORT_ITEM for item in (*left, *right)) and only:
        return verdict(f"lists differ: only on one side: {', '.join(only[:4])}", same=False, score=0.1)
    return None


def _around(text: str) -> str:
    lines = [line for line in clean(text).splitlines() if not _BULLETED.match(line)]
    words = " ".join(lines[1:] if lines and lines[0].endswith(":") else lines)
    return normalise(words).casefold() if len(clean(text).splitlines()) > 1 else ""


def _is_ordered(a: str, b: str, items: tuple[str, ...]) -> bool:
    if all(_NUMBERED.search(clean(text)) for text in (a, b)):
        return True
    if any(_ORDER.search(readable(text)) for text in (a, b)):
        return True
    return len(items) > 2 and all(_NUMBER.fullmatch(item) for item in items)


def enumerated(text: str) -> tuple[str, ...]:
    """Return the items of the one enumeration in running text, the first with the words before it."""
    found = _ENUMERATION.findall(readable(text))
    if len(found) != 1:
        return ()
    parts = [part.strip().casefold() for part in _JOINT.split(found[0]) if part.strip()]
    heads = [number for number, part in enumerate(parts[:-1]) if _HEAD.search(part)]
    return tuple(parts[heads[-1] :] if heads else parts)


def _in_prose(items: tuple[str, ...], told: tuple[str, ...]) -> Comparison | None:
    """Compare a list with an enumeration in a sentence, whose first item has the sentence before it."""
    if len(items) < 2 or len(told) < 2 or any(item.count(" ") >= _SHORT_ITEM for item in items):
        return None
    left = [item for item in items if not any(_ends_with(one, item) for one in told)]
    if not left and len(items) == len(told):
        return verdict("same items", same=True, score=0.9)
    if len(left) < len(items) and (left or len(items) != len(told)):
        return verdict(f"lists differ: {len(items)} items against {', '.join(told[1:4])}", same=False, score=0.12)
    return None


def _ends_with(told: str, item: str) -> bool:
    return told.endswith(item) and (len(told) == len(item) or not told[-len(item) - 1].isalnum())
