"""An amount or a time on one side against none at all on the other: a price and "free", a deadline and "any time"."""

import re
from functools import lru_cache

from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.amounts.units import CODES, SIGNS, UNITS
from promptfuzz.oracle.prose.frames import Difference, frame
from promptfuzz.oracle.prose.words import expand, head
from promptfuzz.oracle.values import Quantity

_MONEY = frozenset(UNITS[name][0] for name in (*SIGNS, *CODES.split("|"), "chf", "kr"))
_TIMES = frozenset({"s", "month"})
# What else "free" may be said of: a trial that is followed by a price, a state, a thing that is left out.
_FREE = re.compile(
    r"(?<!feel )(?<!-)\bfree\b(?! (?:time|trial|of (?!charge)|to\b|from\b))|\bcomplimentary\b|\bgratis\b|"
    r"\bincluded\b|\bcovered\b|\bwaive[sd]?\b|\bat our expense\b|\bon the house\b|"
    r"\bno (?:\w+ ){0,2}(?:charge|fee|cost|surcharge|deposit)s?\b|\bnothing\b"
)
# "The rate includes breakfast": the rate is not free, but a price beside it is no price of breakfast.
_INCLUDES = re.compile(r"\b(?:includ(?:es?|ing)|covers?)\b")
_DENIED = re.compile(r"\b(?:not|never|longer|nor|neither|without|(?:instead|rather) than)(?: \w+){0,2} $")
# Money that is no price of the thing: what is saved, won or worth, and from which or up to which sum something holds.
_NO_PRICE = re.compile(
    r"\b(?:off|save[sd]?|saving|discount|refund(?:s|ed)?|credit|coupon|voucher|worth|value[d]?|cashback|over|above|"
    r"under|below|least|more than|less than|exceed\w*|usually|normally|normal|regular|instead of|was|were|earn\w*|win|"
    r"won|raise[sd]?|budget|fine)\b"
)
_PRICE_WORDS = frozenset(
    map(head, "cost price fee charge pay free include cover complimentary amount extra additional waive total".split())
)
_ENDLESS = re.compile(
    r"\b(?:at )?any ?time\b|\bwhenever\b|\bunlimited\b|\bindefinitely\b|\bforever\b|\bfor life\b|"
    r"\bno (?:\w+ ){0,2}(?:limits?|deadline|cut-?off|expiry|expiration|end date)\b|\b(?:never|not) expires?\b|"
    r"\bwithout (?:an? |any )?(?:\w+ )?(?:limits?|deadline)\b"
)
_WITHIN = re.compile(
    r"\b(?:within|up to|at most|(?:a )?maximum(?: of)?|no more than|limited to|limit (?:is|of)|only|for|until|have|has|"
    r"get|gets|allows?|lasts?|expires? (?:in|after)) (?:the (?:first |next )?|an? |your )?$"
)
_WINDOW = re.compile(r"[- ](?:\w+[- ])?(?:limit|window|period|deadline|policy)\b| (?:to|after|from) ")
_COUNTLESS = re.compile(r"\b(?:unlimited|any number of|as many) (?P<what>[a-z]+)")
_COUNTED = re.compile(r" (?P<what>[a-z]+)")
_ALL_DAY = re.compile(r"\b24 ?/ ?7\b|\b24[- ]hours?(?! (?:before|notice|in advance))\b|\b365 days\b|\b7 days a week\b")
_CLOSED = re.compile(r"(?:\b(?:is|are|am|be|stays?|remains?)|^|:) ?(?:(?:fully|currently|also) )?(?:closed|shut)\b")
# "It closed at six" may be why it is closed now.
_CLOSES = re.compile(r"\b(?:closes?|closing|shuts|opens?|opening|hours)\b")
_CLAUSE = re.compile(r"[;,:!?\n]|\.(?=\s|$)|\b(?:but|while|whereas|and)\b")
_FRAME, _LONG = 0.5, 1000


def waived(a: str, b: str, diff: Difference) -> str | None:
    """Say what has a price, a limit or a closing time in one text and none in the other; None where nothing has.

    A number on one side alone is no contradiction, as that side may only say more: the other side must deny it.
    """
    if len(a) + len(b) > _LONG:
        return None
    for one, other in ((a, b), (b, a)):
        if why := _given_away(one, other):
            return why
        if diff.overlap >= _FRAME and (why := _without_limit(one, other) or _closed_all_day(one, other)):
            return why
    return None


def _given_away(free: str, priced: str) -> str | None:
    """Compare what is free or included with what is paid for: the clauses share their subject, or one has none."""
    price = next((item for item in quantities(priced) if _is_price(priced, item)), None)
    if price is None or _is_free(priced) or any(item.base_unit in _MONEY for item in quantities(free)):
        return None
    paid = _subject(_clause(priced, price.start))
    said = expand(free)
    for match in _FREE.finditer(said):
        given = _subject(_clause(said, match.start()))
        if not _DENIED.search(said[: match.start()]) and (given & paid or not given or not paid):
            return f"{match.group()!r} against {priced[price.start : price.stop].strip()!r}"
    return None


def _is_price(text: str, item: Quantity) -> bool:
    return item.base_unit in _MONEY and item.value > 0 and not _NO_PRICE.search(_clause(text, item.start).lower())


@lru_cache(maxsize=16384)
def _is_free(text: str) -> bool:
    """Whether something of `text` is, or may be, free."""
    none = any(item.base_unit in _MONEY and not item.value for item in quantities(text))
    return none or any(pattern.search(expand(text)) for pattern in (_FREE, _INCLUDES))


def _clause(text: str, at: int) -> str:
    """Return the clause around a place of `text`."""
    breaks = list(_CLAUSE.finditer(text))
    start = max((match.end() for match in breaks if match.end() <= at), default=0)
    stop = min((match.start() for match in breaks if match.start() >= at), default=len(text))
    return text[start:stop]


def _subject(clause: str) -> frozenset[str]:
    return frame(clause).own - _PRICE_WORDS


def _without_limit(endless: str, limited: str) -> str | None:
    """Compare what holds at any time, or for any number, with what holds within a time or for so many."""
    said = expand(endless)
    free = _ENDLESS.search(said)
    if free is None or _ENDLESS.search(expand(limited)) or _ALL_DAY.search(limited.lower()):
        return None
    any_number = _COUNTLESS.search(said)
    what = head(any_number["what"]) if any_number else None
    amounts = [item for item in quantities(limited) if _is_limit(limited, item, what)]
    if not amounts or any(_is_limit(endless, item, what) for item in quantities(endless)):
        return None
    return f"{free.group()!r} against {limited[amounts[0].start : amounts[0].stop].strip()!r}"


def _is_limit(text: str, item: Quantity, what: str | None) -> bool:
    """Whether a quantity says how long something holds, or how many there may be of `what`."""
    if what is not None and item.kind == "number" and (noun := _COUNTED.match(text.lower(), item.stop)):
        return head(noun["what"]) == what
    if item.base_unit not in _TIMES and item.kind not in {"date", "time"}:
        return False
    low = text.lower()
    return _WITHIN.search(low[: item.start]) is not None or _WINDOW.match(low, item.stop) is not None


def _closed_all_day(shut: str, hours: str) -> str | None:
    """Compare what is closed with what closes at a time of the day."""
    clock = [next((item for item in quantities(text) if item.kind == "time"), None) for text in (shut, hours)]
    if clock[0] is not None or clock[1] is None:
        return None
    match = _CLOSED.search(expand(shut))
    said = expand(hours)
    if match is None or _CLOSED.search(said) or not _CLOSES.search(said):
        return None
    return f"'closed' against {hours[clock[1].start : clock[1].stop].strip()!r}"
