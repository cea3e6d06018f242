"""From the numbers in an output to the one that it gives as its answer."""

import re
from bisect import bisect_left
from decimal import Decimal
from itertools import pairwise

from promptfuzz.oracle.echo import copied
from promptfuzz.oracle.mentions import Mention, settle
from promptfuzz.oracle.numbers import quantities
from promptfuzz.oracle.structured import show_number
from promptfuzz.oracle.units import UNITS
from promptfuzz.oracle.values import Parsed, Quantity

Given = tuple[Mention, str | None]

_LIST_NUMBER = re.compile(r"(?:^|\n)(?:step )?\d{1,2}[.):] ", re.IGNORECASE)
_RESULT = re.compile(
    r"(?:[=≈] ?|####? ?|\\boxed\{|\b(?:answer|total|sum|result|difference|product|number|count|value)\b[^.\n=\d]{0,40}?"
    r"(?: is| are| was| of|:| =| equals| comes to) ?(?:therefore |thus |about |approximately |roughly |only )?|"
    r"\b(?:equals|gives?|makes?|leaves|yields?|totals|"
    r"comes? to|total of|altogether|therefore|thus|hence|so)\b[^.\n\d=]{0,40}?)"
    r"[\"'($€£¥ -]*$",
    re.IGNORECASE,
)
_TOTAL_AFTER = re.compile(r"[^.\n\d]{0,25}?\b(?:in total|altogether|in all|left|remain(?:ing|s)?)\b", re.IGNORECASE)
_RANGE = re.compile(r" ?(?:-|to|or|and) ?")
_RESTATED = re.compile(
    r"(?:, )?(?:which|that) (?:is|are|equals?|means|makes)(?: about| roughly| the same as| equal to| equivalent to|"
    r" approximately)?[^.,;\n\d]{0,20}$|\b(?:equivalent|equal) to[^.,;\n\d]{0,20}$|\bi\.?e\.?,?[^.;\n\d]{0,20}$",
    re.IGNORECASE,
)
_WINDOW = 70
_MANY = 400


def given_numbers(body: str, unit: str | None, prompt: str) -> list[Given]:
    """Return the numbers that a readable text gives, each with its unit, without list numbers and copied ones.

    Digits and plain number words go before ordinals, and those before words that may be none ("one", "second"). A
    number in a unit that converts to `unit` is converted.
    """
    found = [item for item in quantities(body) if item.kind not in {"time", "version"}]
    strong = [item for item in found if not item.weak and item.kind == "number"]
    found = strong or [item for item in found if item.kind == "number"] or found
    ends = {match.end() for match in _LIST_NUMBER.finditer(body)} if "\n" in body else set()
    found = [item for item in found if not {item.stop, item.stop + 1, item.stop + 2} & ends] or found
    given = [(Mention(_in_unit(item, unit), item.start, item.stop), _unit(item, unit)) for item in found]
    return _own(body, given, prompt)


def _own(body: str, given: list[Given], prompt: str) -> list[Given]:
    if not prompt or len(body) < 12:
        return given
    starts = [mention.start for mention, _ in given]
    dropped: set[int] = set()
    for start, stop, whole, _ in copied(body, prompt):
        if whole or body.count(" ", start, stop) >= 3:
            dropped |= set(starts[bisect_left(starts, start) : bisect_left(starts, stop)])
    return [item for item in given if item[0].start not in dropped]


def final_number(body: str, given: list[Given]) -> Parsed:
    """Return the one number of the text, or the last one that it gives as a result; a range is ambiguous."""
    if not given:
        return Parsed("none", note="no number in the answer")
    if len(given) > _MANY:
        return Parsed("ambiguous", note=f"{len(given)} numbers")
    units = {mention.start: unit for mention, unit in given}
    mentions = [mention for mention, _ in given]
    values = list(dict.fromkeys(mention.value for mention in mentions))
    if len(values) == 1:
        return Parsed("value", values[0], "the only number", next(filter(None, units.values()), None))
    results = [m for m in mentions if _RESULT.search(body[max(0, m.start - _WINDOW) : m.start])]
    results += [m for m in mentions if _TOTAL_AFTER.match(body, m.stop)]
    if results:
        last = max(results, key=lambda mention: mention.start)
        if not _in_range(body, mentions, last):
            return Parsed("value", last.value, "given as the result", units[last.start])
    if (told := [mention for mention in mentions if not _is_restated(body, mention)]) and len(told) < len(mentions):
        return final_number(body, [(mention, units[mention.start]) for mention in told])
    parsed = settle(body, mentions, "number")
    chosen = [mention for mention in mentions if mention.value == parsed.value]
    if chosen and not any(_in_range(body, mentions, mention) for mention in chosen):
        return Parsed("value", parsed.value, parsed.note, units[chosen[0].start])
    shown = ", ".join(show_number(value) for value in values[:5] if isinstance(value, Decimal))
    return Parsed("ambiguous", note=f"several numbers: {shown}", candidates=tuple(values))


def _is_restated(body: str, mention: Mention) -> bool:
    """Whether a number only says another again or adds to it: in brackets, or after "which is equivalent to"."""
    before = body[max(0, mention.start - _WINDOW) : mention.start]
    return before.rfind("(") > before.rfind(")") or bool(_RESTATED.search(before))


def _in_range(body: str, mentions: list[Mention], mention: Mention) -> bool:
    at = mentions.index(mention)
    near = mentions[max(0, at - 1) : at + 2]
    return any(_RANGE.fullmatch(body, left.stop, right.start) for left, right in pairwise(near))


def _unit(item: Quantity, wanted: str | None) -> str | None:
    return wanted if wanted and item.base_unit else item.unit


def _in_unit(item: Quantity, wanted: str | None) -> Decimal:
    name = (wanted or "").casefold()
    target = UNITS.get(name) or UNITS.get(name.removesuffix("s"))
    if target is None or item.base is None or item.base_unit != target[0]:
        return item.value
    return item.base / target[1]
