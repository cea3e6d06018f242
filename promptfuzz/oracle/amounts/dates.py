"""From text to the dates and version numbers in it, each as one quantity in whatever form it is written."""

import re
from collections.abc import Iterator
from decimal import Decimal

from promptfuzz.oracle.lexicon import MONTHS, ORDINALS
from promptfuzz.oracle.values import Quantity

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_ORDINAL = "|".join([*list(ORDINALS)[1:], "twenty-first", "twenty-second", "twenty-third", "thirtieth", "thirty-first"])
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|(?:{_ORDINAL}))"
_YEAR = r"(?:1[0-9]|20)\d{2}(?![\d.]\d)"
_NAMED_DAYS = {
    "new year's day": 101, "valentine's day": 214, "halloween": 1031, "christmas eve": 1224, "christmas day": 1225,
    "boxing day": 1226, "new year's eve": 1231,
}  # fmt: skip
_DATE = re.compile(
    rf"\b(?P<iso>\d{{4}}[-/]\d{{2}}[-/]\d{{2}})(?:T(?=\d))?(?!\d)"
    rf"|\b(?:the )?(?P<day>{_DAY})(?: day)?(?: of)? (?P<month>{_MONTH})\b\.?(?:,? (?:of )?(?P<year>{_YEAR}))?"
    rf"|\b(?P<month2>{_MONTH})\b\.? (?:the )?(?P<day2>{_DAY})\b(?![:%/]|[.,]\d)(?:,? (?P<year2>{_YEAR}))?"
    rf"|\b(?P<month3>{_MONTH})\b\.?,? (?:of )?(?P<year3>{_YEAR})"
    rf"|\b(?P<named>{'|'.join(_NAMED_DAYS)})\b(?:,? (?P<year4>{_YEAR}))?"
    r"|(?<![\d./-])(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<year5>(?:19|20)\d{2})(?![\d./-]\d)",
    re.IGNORECASE,
)
# "from 3 to 19 March", "March 3-19": the end that names no month is of the month of the other.
_TO = r" ?(?:-|to|and|until|till|through|or) ?"
_FIRST_END = re.compile(
    rf"(?<![\w.,$€£:/+-])(?:the )?(?P<day>{_DAY}){_TO}(?=(?:the )?{_DAY}(?: day)?(?: of)? (?:{_MONTH})\b)",
    re.IGNORECASE,
)
_SECOND_END = re.compile(
    rf"(?:,? (?:1[0-9]|20)\d{{2}})?{_TO}(?:the )?(?P<day>{_DAY})(?![\d:%/]|[.,-]\d)"
    r"(?=\s*(?:$|[.,;:!?)\n]|(?:inclusive|and|but|or|at|in|for|from|with|is|are|only|both)\b))",
    re.IGNORECASE,
)
_MONTH_HINT = re.compile(rf"\b(?:{_MONTH})\b|\d[-/.]\d|day\b|\beve\b|halloween", re.IGNORECASE)
_VERSION = re.compile(
    r"(?:(?<![\w.])v(?=\d)|(?P<context>\b(?:versions?|releases?|build|python|node(?:\.js)?|java|firmware|package)"
    r"(?: is| was|:)? |[=~><]= ?)|(?<![\w.]))"
    r"(?P<text>\d{1,5}(?:\.\d{1,5}){1,4}(?:[-+]?(?:alpha|beta|rc|dev|a|b|pre|snapshot)[.-]?\d{0,4})?)(?![\w%]|[.,]\d)",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"(?:\.0)+(?=$|[-+a-z])")


_LONGEST_END = 24


def dates(text: str) -> Iterator[Quantity]:
    """Yield the dates of `text`: "2024-03-03", "3 March 2024", "March 3rd", "May 2020", "03/04/2024".

    The two orders of day and month in the last form are kept apart by the unit ``d/m``: it may mean either.
    """
    if not _MONTH_HINT.search(text):
        return
    for match in _DATE.finditer(text):
        if (found := _date(match)) is not None:
            yield found
            yield from _other_end(text, found)


def _other_end(text: str, date: Quantity) -> Iterator[Quantity]:
    """Yield the day that a range gives without a month of its own, before or behind `date`."""
    if not date.value % 100:
        return
    before = max(0, date.start - _LONGEST_END)
    ends = [match for match in _FIRST_END.finditer(text, before, date.stop) if match.end() == date.start]
    after = _SECOND_END.match(text, date.stop)
    for match in ends or ([after] if after else []):
        value = date.value // 100 * 100 + _day(match["day"])
        in_order = value < date.value if ends else value > date.value
        if in_order and 0 < value % 100 <= 31:
            yield Quantity(value, *match.span("day"), None, date.base, kind="date")


def _date(match: re.Match[str]) -> Quantity | None:
    unit = None
    if match["iso"]:
        year, month, day = re.split("[-/]", match["iso"])
        value = int(month) * 100 + int(day)
    elif match["first"]:
        one, other, year = int(match["first"]), int(match["second"]), match["year5"]
        day_first = one > 12 or match["mark"] == "."
        value = other * 100 + one if day_first else one * 100 + other
        unit = "d/m" if one <= 12 and other <= 12 and match["mark"] != "." else None
    elif match["named"]:
        value, year = _NAMED_DAYS[match["named"].casefold()], match["year4"]
    else:
        number = next(part for part in ("month", "month2", "month3") if match[part])[5:]
        name = match["month" + number]
        if name.casefold() in {"may", "mar", "march", "dec", "jan"} and name.islower():
            return None  # "you may 3 times" is no date
        day = match["day" + number] if number != "3" else ""
        value, year = MONTHS[name.casefold()] * 100 + _day(day or ""), match["year" + number]
    if not 100 <= value < 1232 or value % 100 > 31:
        return None
    return Quantity(Decimal(value), *match.span(), unit, Decimal(year) if year else None, kind="date")


def _day(text: str) -> int:
    digits = text.casefold().rstrip("stndrh")
    if digits.isdigit() or not text:
        return int(digits or 0)
    first, _, last = text.casefold().partition("-")
    if first in ORDINALS:
        return ORDINALS[first]
    return {"twenty": 20, "thirty": 30, "thirtieth": 30}[first] + (ORDINALS[last] if last else 0)


def versions(text: str) -> Iterator[Quantity]:
    """Yield the version numbers of `text`: two full stops, a "v", a suffix such as "-beta2" or the word "version"."""
    if not ("." in text and any(char.isdigit() for char in text)):
        return
    for match in _VERSION.finditer(text):
        written = match["text"].casefold()
        marked = match["context"] or match.group()[:1] in "vV" or written.count(".") > 1 or written[-1].isalpha()
        if marked or re.search("[a-z]", written):
            parts = re.split(r"[^\d]", written)
            if written.count(".") > 1 and all(len(part) == 3 for part in parts[1:]):
                continue  # 1.000.000 is a number
            value = Decimal(".".join(parts[:2]))
            start, stop = match.span("text")
            yield Quantity(value, start, stop, _TRAILING.sub("", written), kind="version")
