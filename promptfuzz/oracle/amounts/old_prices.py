"""Which amounts of an output are no price to be paid: the price before a discount, and what is saved on it."""

import re
from collections.abc import Sequence

from promptfuzz.oracle.amounts.questions import asks_price, question_of
from promptfuzz.oracle.choices.mentions import Mention

_MONEY = r"(?:(?:about|only|just|exactly|around) )?$"
_CUT = r"(?:discounts?|reductions?|rebates?|sales?|coupons?|vouchers?|markdown|deductions?|price cut)"
_OLD = (
    r"(?:list|original|full|regular|normal|usual|standard|old|former|previous|initial|undiscounted|sticker|retail|"
    r"catalogue|starting|pre-discount)"
)
_PRICE = r"(?:price|cost|fee|fare|rent|rate|charge|amount|total|bill|sum)s?"
_OLD_PRICE = re.compile(
    rf"\b{_OLD} (?:\w+ )?{_PRICE}\b(?: (?!(?:and|but|so|after|with|is|was|of)\b)[\w']+){{0,5}}?"
    rf"(?: (?:is|was|of|at|being)(?: of)?|:)? {_MONEY}"
    rf"|\b(?:instead of|(?:up|down|reduced|lowered|cut|discounted) from|compared (?:to|with)|rather than|"
    rf"used to (?:be|cost|pay))(?: the| its| an?)?(?: [a-z]+){{0,3}}? {_MONEY}"
    rf"|\b(?:before|without) (?:[a-z]+ )?(?:\d+ ?% )?{_CUT}(?: of \d+ ?%)?(?: is| was|:|,)?"
    rf"(?: (?:it|the \w+) (?:is|was|costs?|would be))? {_MONEY}"
    rf"|\bsubtotal(?: is| was| of|:) {_MONEY}",
    re.IGNORECASE,
)
_OLD_AFTER = re.compile(rf",? \(?(?:before|without) (?:[a-z]+ )?(?:\d+ ?% )?{_CUT}\b|,? \(?originally\b", re.IGNORECASE)
_SAVED = re.compile(
    r"\b(?:sav(?:e|es|ed|ing|ings)(?: (?:you|them|him|her|us|him|a total|of|the (?:customer|buyer|client)))*|"
    rf"(?:savings?|{_CUT})(?: (?:of|is|was|are|amounts to|comes to|equals|worth)|:)) {_MONEY}",
    re.IGNORECASE,
)
_SAVED_AFTER = re.compile(
    rf" (?:off\b|(?:in )?savings?\b|saved\b|{_CUT}\b|(?:less|cheaper|lower|below)(?= than| the|[.,;!)\n]|$))",
    re.IGNORECASE,
)
_SHARE_OF = re.compile(r"\d ?(?:%|per ?cent) of (?:the )?$", re.IGNORECASE)
_OPERAND = re.compile(r" ?(?:[-+*/x\u00d7\u00f7=]|plus|minus|times|divided)(?: |\d)", re.IGNORECASE)
_AFTER_CUT = re.compile(rf"\b(?:after|with|including|applying|minus|less) (?:[\w%-]+ ){{0,3}}{_CUT}\b", re.IGNORECASE)
_ASKS_OLD = re.compile(rf"\b(?:{_OLD}|before|without|first|earlier|subtotal|used to)\b", re.IGNORECASE)
_ASKS_SAVED = re.compile(
    rf"\b(?:sav\w+|{_CUT}|off|less|cheaper|lower|more|difference|reduced|dropp?(?:ed)?|fall|fell|cut|change[ds]?)\b",
    re.I,
)
_REDUCED = re.compile(
    rf"\b(?:after|with|applying|including) (?:(?!\d+ (?!%))[\w%-]+ ){{0,3}}?{_CUT}\b(?! of)[^.;!?\n]{{0,40}}$"
    r"|\b(?:minus|less|after) (?:the )?\d+ ?%[^.;!?\n]{0,30}$",
    re.IGNORECASE,
)
_REDUCED_AFTER = re.compile(rf" (?:after|with) (?:it\b|(?:[\w%-]+ ){{0,3}}?{_CUT}\b)", re.IGNORECASE)
_WINDOW = 80


def without_old_prices(body: str, mentions: Sequence[Mention], prompt: str) -> list[Mention]:
    """Leave out what `prompt` does not ask for where it asks a price: old prices and savings, unless all are such."""
    if not asks_price(prompt):
        return list(mentions)
    asked = _AFTER_CUT.sub("", question_of(prompt))
    old, saved = not _ASKS_OLD.search(asked), not _ASKS_SAVED.search(asked)
    kept = [m for m in mentions if not ((old and _is_old(body, m)) or (saved and _is_saved(body, m)))]
    return kept or list(mentions)


def asked_price(body: str, mentions: Sequence[Mention], prompt: str) -> Mention | None:
    """Return the one old price, or the one saving, that `body` names as such, where `prompt` asks for it."""
    asked = _AFTER_CUT.sub("", question_of(prompt))
    old, saved = _ASKS_OLD.search(asked), _ASKS_SAVED.search(asked)
    if bool(old) == bool(saved):
        return None
    found = [m for m in mentions if (_is_old(body, m) if old else _is_saved(body, m))]
    found = [m for m in found if not _OPERAND.match(body, m.stop) and not _SHARE_OF.search(_before(body, m))]
    return found[0] if len({m.value for m in found}) == 1 else None


def reduced_price(body: str, mentions: Sequence[Mention], prompt: str) -> Mention | None:
    """Return the one amount that `body` gives for the price after a discount, None where `prompt` asks another."""
    asked = _AFTER_CUT.sub("", question_of(prompt))
    if not asks_price(prompt) or _ASKS_OLD.search(asked) or _ASKS_SAVED.search(asked):
        return None
    found = [m for m in mentions if _REDUCED.search(_before(body, m)) or _REDUCED_AFTER.match(body, m.stop)]
    return found[0] if len({m.value for m in found}) == 1 else None


def _is_old(body: str, mention: Mention) -> bool:
    before = _before(body, mention)
    return bool(_OLD_PRICE.search(before) or _SHARE_OF.search(before) or _OLD_AFTER.match(body, mention.stop))


def _is_saved(body: str, mention: Mention) -> bool:
    return bool(_SAVED.search(_before(body, mention)) or _SAVED_AFTER.match(body, mention.stop))


def _before(body: str, mention: Mention) -> str:
    return body[max(0, mention.start - _WINDOW) : mention.start]
