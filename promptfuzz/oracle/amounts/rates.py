"""From the words behind a quantity to the period that it is counted by: the day of "3 times a day"."""

import re

from promptfuzz.oracle.amounts.units import UNITS, known_unit
from promptfuzz.oracle.values import Quantity

_NAMES = {
    "s": "second", "sec": "second", "min": "minute", "h": "hour", "hr": "hour", "d": "day", "wk": "week", "mo": "month",
    "yr": "year", "annum": "year", "daily": "day", "hourly": "hour", "weekly": "week", "monthly": "month",
    "yearly": "year", "annually": "year", "quarterly": "quarter", "nightly": "night", "head": "person",
    "capita": "person", "pers": "person", "people": "person",
}  # fmt: skip
_PERIOD = r"(?:second|sec|s|minute|min|hour|hr|h|day|d|week|wk|month|mo|quarter|year|yr|annum|night)"
_COUNTED = r"(?: (?!(?:in|for|of|within|at|on|to|from|by|is|are|was|and|or|than|with|once|after|before)\b)[a-z]+){0,2}?"
_RATE = re.compile(
    rf"{_COUNTED}(?: ?/ ?(?P<short>{_PERIOD})\b| (?:per|an?|each|every) (?P<long>{_PERIOD}(?<![ /].))\b|"
    r"[ -](?P<adverb>hourly|daily|weekly|monthly|yearly|annually|quarterly|nightly)\b)",
    re.IGNORECASE,
)
# What else an amount may be counted by: a unit of another kind, or a person.
_MEASURE = re.compile(
    r"(?: ?/ ?| per )(?P<per>[a-z\u00b5\u03bc]{1,12}(?:\^?[23]\b)?|\d{2,4} ?[a-z]{1,6})\b", re.IGNORECASE
)
_WINDOW = 50


def period(text: str, item: Quantity) -> str:
    """Return what `text` counts one of its quantities by ("day", "hour", "kg"), empty where it names nothing known."""
    match = _RATE.match(text[: item.stop + _WINDOW], item.stop)
    if not match:
        return _measure(text, item)
    name = (match["short"] or match["long"] or match["adverb"]).casefold()
    return _NAMES.get(name, name)


def _measure(text: str, item: Quantity) -> str:
    match = _MEASURE.match(text[: item.stop + _WINDOW], item.stop)
    if match is None or item.base_unit is None:
        return ""
    written = match["per"].replace(" ", "")
    count = written.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") if written[0].isdigit() else ""
    name = written.removeprefix(count)
    person = _NAMES.get(name.casefold(), name.casefold())
    if person == "person":
        return person
    unit = known_unit(name)
    # One name for "kg", "kilo" and "kilogram".
    own = next((other for other, size in UNITS.items() if unit and size == UNITS[unit]), "")
    return f"{count} {own}".strip() if own else ""
