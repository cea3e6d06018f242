"""From the words behind a quantity to the period that it is counted by: the day of "3 times a day"."""

import re

from promptfuzz.oracle.values import Quantity

_NAMES = {
    "s": "second", "sec": "second", "min": "minute", "h": "hour", "hr": "hour", "d": "day", "wk": "week", "mo": "month",
    "yr": "year", "annum": "year", "daily": "day", "hourly": "hour", "weekly": "week", "monthly": "month",
    "yearly": "year", "annually": "year", "quarterly": "quarter",
}  # fmt: skip
_PERIOD = r"(?:second|sec|s|minute|min|hour|hr|h|day|d|week|wk|month|mo|quarter|year|yr|annum)"
_COUNTED = r"(?: (?!(?:in|for|of|within|at|on|to|from|by|is|are|was|and|or|than|with|once|after|before)\b)[a-z]+){0,2}?"
_RATE = re.compile(
    rf"{_COUNTED}(?: ?/ ?(?P<short>{_PERIOD})\b| (?:per|an?|each|every) (?P<long>{_PERIOD}(?<![ /].))\b|"
    r"[ -](?P<adverb>hourly|daily|weekly|monthly|yearly|annually|quarterly)\b)",
    re.IGNORECASE,
)
_WINDOW = 50


def period(text: str, item: Quantity) -> str:
    """Return the period by which `text` counts one of its quantities ("day", "hour"), empty where it names none."""
    match = _RATE.match(text[: item.stop + _WINDOW], item.stop)
    if not match:
        return ""
    name = (match["short"] or match["long"] or match["adverb"]).casefold()
    return _NAMES.get(name, name)
