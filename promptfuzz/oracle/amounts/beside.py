"""Which numbers of an output stand beside the one that is asked for: its year, and the rate at which it grew."""

import re
from collections.abc import Sequence

from promptfuzz.oracle.amounts.questions import asks_share, asks_year, question_of
from promptfuzz.oracle.values import Quantity

_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|"
    r"fall|winter|end|beginning|start|middle|year)"
)
_FROM = re.compile(r"\b(?:(?:up|down) from|compared (?:to|with)) (?:(?:about|around|only|just) )?$", re.IGNORECASE)
_ASKS_EARLIER = re.compile(
    r"\d{4}|\b(?:before|from|earlier|old|previous\w*|original\w*|first|used to|initial\w*|change[ds]?)\b", re.IGNORECASE
)
_IN = re.compile(
    rf"(?:\b(?:in|since|during|until|as of|{_MONTH}(?: of)?|early|late|mid)(?: the year)? |\()$", re.IGNORECASE
)
# "In 2000 homes" counts homes.
_NOT_COUNTED = re.compile(
    r"$|[,.;:)!?\n]| (?:and|the|its?|there|an?|to|after|with|was|were|is|are|has|had|have|against|compared|up|down|"
    r"when|while|but|by|from|at|this|that|his|her|their|he|she|they|we|of|than|on|for|because|as|so|which|this)\b",
    re.IGNORECASE,
)


def without_beside(body: str, found: Sequence[Quantity], prompt: str) -> list[Quantity]:
    """Leave out years ("in 2023"), percentages and earlier values ("up from 850") that `prompt` asks nothing of.

    All are returned where nothing else would be left.
    """
    years, shares = bool(prompt) and not asks_year(prompt), bool(prompt) and not asks_share(prompt)
    kept = [item for item in found if not (years and _is_year(body, item))]
    earlier = bool(prompt) and not _ASKS_EARLIER.search(question_of(prompt) or prompt)
    kept = [item for item in kept if not (earlier and _FROM.search(body[max(0, item.start - 30) : item.start]))]
    kept = [item for item in kept if not (shares and item.base_unit in {"%", "pp"})] or kept
    return kept or list(found)


def _is_year(body: str, item: Quantity) -> bool:
    if item.base is not None or not _YEAR.fullmatch(body, item.start, item.stop):
        return False
    before = body[max(0, item.start - 20) : item.start]
    return bool(_IN.search(before) and _NOT_COUNTED.match(body, item.stop))
