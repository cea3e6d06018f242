"""Pairs whose form decides: JSON, code, lists, refusals, verdicts, option letters and cut-off texts."""

import re

from promptfuzz.oracle.inference import is_bare_number
from promptfuzz.oracle.lists import list_items
from promptfuzz.oracle.normalise import clean, normalise, readable
from promptfuzz.oracle.refusal import is_refusal
from promptfuzz.oracle.structured import code_value, is_python, json_values
from promptfuzz.oracle.typed import compare_typed, verdict
from promptfuzz.oracle.verdicts import verdict_mentions
from promptfuzz.records import Comparison, Number

_BULLETED = re.compile(r"^(?:[-*+•] |\(?\d{1,3}[.)] )", re.MULTILINE)
_NUMBERED = re.compile(r"^(?:step )?\(?\d{1,3}[.):] ", re.MULTILINE | re.IGNORECASE)
_OPTION = re.compile(
    r"^\(?([A-H])(?:[).:](?= |$)|\)?$)|\b(?i:option|answer|choice)(?: is)?:? \(?([A-H])\b\)?|\(([A-H])\)"
)
_SHORT_ITEM = 3


def compare_forms(a: str, b: str) -> Comparison | None:
    """Return the comparison of two non-empty texts where their form decides, else None."""
    for check in (_json, _refusals, _code, _options, _lists, _numbers, _cut_off, _verdicts):
        if (found := check(a, b)) is not None:
            return found
    return None


def _json(a: str, b: str) -> Comparison | None:
    left, right = json_values(a, scalars=False), json_values(b, scalars=False)
    if not left or not right:
        return None
    same = left == right
    return verdict("same JSON value" if same else f"JSON differs: {left[0][:60]} against {right[0][:60]}", same=same)


def _refusals(a: str, b: str) -> Comparison | None:
    left, right = is_refusal(a), is_refusal(b)
    if left and right:
        return verdict("both decline to answer", same=True, score=0.9)
    if left or right:
        return verdict("one declines, the other answers", same=False, score=0.03)
    return None


def _code(a: str, b: str) -> Comparison | None:
    if not (is_python(a) and is_python(b)):
        return None
    same = code_value(a) == code_value(b)
    return verdict("same program" if same else "programs differ", same=same, score=None if same else 0.05)


def _options(a: str, b: str) -> Comparison | None:
    left, right = (_OPTION.findall(readable(text)) for text in (a, b))
    if len(left) != 1 or len(right) != 1:
        return None
    one, other = "".join(left[0]), "".join(right[0])
    if one == other:
        return verdict(f"same option: {one}", same=True, score=0.95)
    return verdict(f"options differ: {one} against {other}", same=False, score=0.03)


def _is_list(text: str) -> bool:
    body = clean(text)
    if len(_BULLETED.findall(body)) >= 2:
        return True
    return body.count(",") >= 2 and "\n" not in body and all(part.count(" ") <= 2 for part in body.split(","))


def _lists(a: str, b: str) -> Comparison | None:
    if not (_is_list(a) and _is_list(b)):
        return None
    left, right = list_items(a), list_items(b)
    if left == right:
        return verdict("same items", same=True, score=0.98)
    short = all(item.count(" ") < _SHORT_ITEM for item in (*left, *right))
    if sorted(left) == sorted(right):
        ordered = _NUMBERED.search(clean(a)) and _NUMBERED.search(clean(b)) and any(" " in item for item in left)
        if ordered:
            return verdict("same steps in another order", same=False, score=0.1)
        return verdict("same items in another order", same=True, score=0.93)
    only = [item for item in (*left, *right) if (item in left) != (item in right)]
    if short and only:
        return verdict(f"lists differ: only on one side: {', '.join(only[:4])}", same=False, score=0.1)
    return None


def _numbers(a: str, b: str) -> Comparison | None:
    return compare_typed(a, b, Number()) if is_bare_number(a) and is_bare_number(b) else None


def _cut_off(a: str, b: str) -> Comparison | None:
    """Find a text that is the beginning of the other, broken off inside a word, a phrase or a list of steps."""
    short, long = sorted((normalise(a), normalise(b)), key=len)
    if not long.casefold().startswith(short.casefold()) or len(short) > 0.85 * len(long):
        return None
    rest = long[len(short) :]
    if not rest or not short:
        return None
    ends = bool(re.match(r"[.!?]|\n", rest))
    words = len(short.split())
    if (rest[0].isalnum() and short[-1].isalnum()) or (words >= 3 and not ends) or _DANGLING.search(short):
        return verdict("one text breaks off", same=False, score=0.08)
    if words >= 4 and ends and len(short) < 0.5 * len(long) and not verdict_mentions(readable(short)):
        return verdict("one text ends where the other goes on", same=False, score=0.2)
    return None


_DANGLING = re.compile(
    r"(?:\b(?:the|a|an|of|to|and|or|with|were|was|are|is|in|on|for|by|that|which)|[,:;(-])$", re.IGNORECASE
)


def _verdicts(a: str, b: str) -> Comparison | None:
    left, right = ({m.value for m in verdict_mentions(readable(text))} for text in (a, b))
    if len(left) != 1 or len(right) != 1:
        return None
    if left != right:
        return verdict(f"verdicts differ: {' against '.join(sorted(map(str, left | right)))}", same=False, score=0.03)
    short = min(len(a.split()), len(b.split()))
    if short <= 6:
        return verdict(f"both say {min(map(str, left))}", same=True, score=0.9)
    return None
