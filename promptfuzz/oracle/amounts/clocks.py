"""From text to the times of day and the "one in four" ratios in it, each as one quantity."""

import re
from collections.abc import Iterator
from decimal import Decimal

from promptfuzz.oracle.lexicon import ONES, TENS
from promptfuzz.oracle.values import Quantity

_HOURS = {word: number for word, number in ONES.items() if 1 <= number <= 12}
_HOUR = rf"(?:\d{{1,2}}|{'|'.join(_HOURS)})"
_PART = r"in the (?:early |late )?(?:morning|afternoon|evening)|at night|[ap]\.?m\b\.?"
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "cet": 60, "cest": 120, "bst": 60, "eet": 120, "est": -300, "edt": -240, "cst": -360,
    "cdt": -300, "mst": -420, "pst": -480, "pdt": -420, "ist": 330, "jst": 540,
}  # fmt: skip
_NAMED_ZONES = r"(?:pacific|eastern|central|mountain|london|paris|berlin|new york|tokyo|local)"
_CLOCK = re.compile(
    rf"\b(?:(?P<minutes>(?:a )?quarter|half|five|ten|twenty(?:[- ]five)?|\d{{1,2}}(?= minutes? | past | after ))"
    r"(?: minutes?)? (?P<way>past|to|after) "
    rf"(?P<hour>{_HOUR})(?: o'clock)?(?!\w|[.,:]\d| ?%)(?: (?P<part>{_PART}))?"
    rf"|(?P<hour2>{_HOUR}) ?o'clock(?: (?P<part2>{_PART}))?"
    rf"|(?P<digital>\d{{1,2}}(?:[:h]\d{{2}}(?::\d{{2}})?|\.[0-5]\d(?= ?[ap]\.?m\b)))(?: ?(?P<part3>{_PART}))?"
    rf"|(?P<hour4>{_HOUR}) ?(?P<part4>{_PART})"
    r"|(?P<named>noon|midday|midnight)\b)"
    rf"(?: ?\(?(?P<zone>(?:{'|'.join(_ZONES)})\b|{_NAMED_ZONES} (?:standard |daylight )?time\b)\)?)?",
    re.IGNORECASE,
)
_CLOCK_HINT = re.compile(
    r"\d[:h]\d|\b(?:past|o'clock|noon|midday|midnight|in the|at night|to|after)\b|[ap]\.?m\b", re.I
)
_COUNT = "|".join(sorted([*ONES, *TENS], key=len, reverse=True))
_RATIO = re.compile(
    rf"\b(?P<top>\d{{1,4}}|{_COUNT}) (?:(?:[a-z-]{{2,20}} ){{1,2}}(?=out of))?"
    rf"(?P<link>in|out of)(?: every)? (?P<bottom>\d{{1,4}}|{_COUNT}|a hundred)\b"
    r"(?![.,:/]\d| ?%|-| (?:minutes?|hours?|days?|weeks?|months?|years?|seconds?|am|pm|o'clock)\b)",
    re.IGNORECASE,
)


def times_of_day(text: str) -> Iterator[Quantity]:
    """Yield the times of `text` in minutes after midnight: "17:00", "5 pm", "a quarter to nine", "noon"."""
    if not _CLOCK_HINT.search(text):
        return
    for match in _CLOCK.finditer(text):
        if (minutes := _minutes(match)) is None:
            continue
        value, part = minutes
        unit = "clock"
        hour = value // 60
        if part.startswith("p") or "afternoon" in part or "evening" in part or (part == "at night" and hour > 5):
            value = hour % 12 * 60 + 720 + value % 60
        elif part:
            value = hour % 12 * 60 + value % 60
        elif not match["digital"] and not match["named"] and hour <= 12:
            unit = "clock12"
        zone = (match["zone"] or "").casefold()
        offset = Decimal(_ZONES[zone]) if zone in _ZONES else None
        yield Quantity(Decimal(value), match.start(), match.end(), unit, offset, zone or None, "time")


def _minutes(match: re.Match[str]) -> tuple[int, str] | None:
    """Return the minutes after midnight as written, and what says morning or afternoon."""
    part = next((match[name] for name in ("part", "part2", "part3", "part4") if match[name]), "")
    part = part.casefold().strip()
    if match["named"]:
        return (0 if match["named"].casefold() == "midnight" else 720), ""
    if match["digital"]:
        hours, minutes = re.split("[:h.]", match["digital"].casefold())[:2]
        return (int(hours) * 60 + int(minutes), part) if int(hours) < 25 and int(minutes) < 60 else None
    hour = next(match[name] for name in ("hour", "hour2", "hour4") if match[name])
    value = _number(hour) * 60
    if value > 24 * 60 or (part and value > 12 * 60) or (match["hour"] and value > 12 * 60):
        return None
    if match["hour"]:
        word = match["minutes"].casefold().removeprefix("a ")
        away = 15 if word == "quarter" else 30 if word == "half" else _number(word)
        if away >= 60 or (not part and word not in {"quarter", "half"} and match["way"].casefold() != "past"):
            return None  # "five to ten" is a range
        value += -away if match["way"].casefold() == "to" else away
        value = value or 720
    return value, part


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    return sum(ONES.get(part, TENS.get(part, 0)) for part in word.casefold().replace("-", " ").split())


def ratios(text: str) -> Iterator[Quantity]:
    """Yield the shares that `text` writes as "one in four" or "9 out of 10"."""
    if " in " not in text and " out of " not in text:
        return
    for match in _RATIO.finditer(text):
        top = _number(match["top"])
        bottom = 100 if match["bottom"].casefold() == "a hundred" else _number(match["bottom"])
        small = bottom <= 100 or match["link"] == "out of" or bottom == 1000
        if 0 < top < bottom + (match["link"].casefold() == "out of") and small:
            value = Decimal(top) / Decimal(bottom)
            yield Quantity(value, *match.span(), None, Decimal(top), None, "ratio")
