"""From the words around a quantity to the bound that it is: at least, more than, at most, less than, or exactly."""

import re

from promptfuzz.oracle.values import Quantity

_WINDOW = 34
_UNIT = r"(?: ?[\w°%$€£²]+){0,2}"
# The longer phrase first: "no more than" holds "more than".
_BEFORE = (
    ("<=", r"at (?:the )?most|up to|(?:no|not|never) (?:\w+ )?(?:more|higher|greater|longer|later|older|larger|bigger) "
           r"than|(?:a )?max(?:imum|\.)?(?: of| is|:)?|not exceed(?:ing)?|n't exceed|cannot exceed|never exceeds?|"
           r"not (?:go )?(?:over|above)|limited to|capped at|≤|<=|within|as many as|upper limit of|n't (?:be )?"
           r"(?:over|above|more than)"),
    (">=", r"at (?:the )?least|(?:no|not|never) (?:\w+ )?(?:less|fewer|lower|shorter|earlier|younger|smaller) than|"
           r"(?:a )?min(?:imum|\.)?(?: of| is|:)?|not (?:under|below)|≥|>=|starting (?:at|from)|upwards of|"
           r"n't (?:be )?(?:under|below|less than)"),
    (">", r"(?:more|higher|greater|longer|older|larger|bigger|heavier|later) than|over|above|"
          r"exceed(?:s|ing|ed)?|beyond|>"),
    ("<", r"(?:less|fewer|lower|shorter|younger|smaller|lighter|earlier|sooner) than|under|below|beneath|<"),
    ("=", r"exactly|precisely|just"),
)  # fmt: skip
_AFTER = (
    (">=", r"or (?:more|over|above|older|greater|higher|longer|later|newer|up|upwards)|"
           r"and (?:up|over|above|older|more)|\+|at (?:the )?least|minimum|upwards"),
    ("<=", r"or (?:less|fewer|under|below|younger|lower|shorter|earlier|older versions)|and (?:under|below|younger)|"
           r"at (?:the )?most|maximum|max\b|tops"),
)  # fmt: skip
_HEADS = tuple((sign, re.compile(rf"(?:{words}) ?(?:an? |the )?$", re.IGNORECASE)) for sign, words in _BEFORE)
_TAILS = tuple((sign, re.compile(rf"{_UNIT} ?(?:{words})(?!\w)", re.IGNORECASE)) for sign, words in _AFTER)
_OPPOSED = ({"<", "<="}, {">", ">="})


def bound(text: str, item: Quantity) -> str:
    """Return ``>=``, ``>``, ``<=``, ``<`` or ``=`` for what `text` says of one of its quantities, else nothing."""
    before = text[max(0, item.start - _WINDOW) : item.start]
    for sign, pattern in _HEADS:
        if match := pattern.search(before):
            # "over 5 days" is "in the course of 5 days"
            return "" if item.base_unit in {"s", "month"} and match.group().casefold().startswith("over") else sign
    after = text[item.stop : item.stop + _WINDOW]
    return next((sign for sign, pattern in _TAILS if pattern.match(after)), "")


def without_bound(text: str, item: Quantity) -> tuple[int, int]:
    """Return where a quantity begins and ends together with the words of its bound."""
    start, stop = item.start, item.stop
    before = text[max(0, start - _WINDOW) : start]
    for _, pattern in _HEADS:
        if match := pattern.search(before):
            return start - len(match.group()), stop
    after = text[stop : stop + _WINDOW]
    for _, pattern in _TAILS:
        if match := pattern.match(after):
            return start, stop + match.end()
    return start, stop


def opposed(one: str, other: str) -> bool:
    """Whether two bounds on one number shut out each other: "at least" and "at most", "more than" and "exactly"."""
    if not one or not other or one == other:
        return False
    return "=" in {one, other} or not any({one, other} <= side for side in _OPPOSED) or len(one) != len(other)


def runs_against(one: str, other: str) -> bool:
    """Whether two bounds on one number face opposite ways, or one of them is exact: "over 5" and "5 or more" do not."""
    return opposed(one, other) and one[0] != other[0]
