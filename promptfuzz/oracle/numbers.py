"""From text to the quantities in it: digits, separators, number words, percent, currency, units, dates and times."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from promptfuzz.oracle.lexicon import FRACTIONS, MONTHS, MULTIPLES, ONES, ORDINALS, SCALES, SHORT_SCALES, TENS, UNITS

_DIGITS = r"\d{1,3}(?:[,'_ ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.]\d{3}){2,}(?!\d)|\d+(?:\.\d+)?|\.\d+"
_WORDS = "|".join(sorted([*ONES, *TENS], key=len, reverse=True))
_SCALE = "|".join(SCALES)
_SPELLED = (
    rf"(?:(?:{_WORDS})(?:[ -](?:{_WORDS}))?|a(?= (?:{_SCALE})\b))(?:[ -]?(?:and )?(?:{_WORDS}|{_SCALE})\b)*"
    rf"(?: point(?: (?:{'|'.join(list(ONES)[:10])})\b)+)?"
)
# The look-ahead spares trying every alternative at every letter: it is where the time goes.
_TOKEN = re.compile(
    rf"(?:(?=[\d$€£¥₹.+-])|(?<![^\W\d])(?=[acdefghmnopqstuz]))(?:"
    rf"(?P<time>\b\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?: ?[ap]\.?m\b\.?)?|\b\d{{1,2}} ?[ap]\.?m\b\.?|\b(?:noon|midnight)\b)"
    rf"|(?P<iso>\b\d{{4}}-\d{{2}}-\d{{2}}\b)"
    rf"|(?:(?P<currency>us\$|[$€£¥₹]) ?)?(?P<sign>(?<![\w)\]])[-+](?=[$€£¥₹.\d])|\b(?:minus|negative) )?"
    rf"(?P<inner>[$€£¥₹] ?)?"
    rf"(?:(?<![\w.])(?P<fraction>\d{{1,4}}/\d{{1,4}})(?![\d/])|(?<![A-Za-z_])(?:(?<!\d)|(?<=\d[.,]))(?P<digits>{_DIGITS})"
    rf"(?P<exponent>[eE][-+]?\d{{1,4}}\b)?(?P<ordinal>(?:st|nd|rd|th)\b)?|\b(?P<spelled>{_SPELLED})\b)"
    rf"(?P<half> and a half)?(?P<scale>[ -]?(?:{_SCALE})\b|(?:k|mn|bn|m|b)\b(?![/²]))?"
    rf"(?: (?P<part>{'|'.join(FRACTIONS)})\b)?"
    rf"|\b(?P<share>half (?=an? )|(?:a )?quarter of (?=an? ))?an? "
    rf"(?P<one>hour|minute|second|day|week|month|year|kilometer|kilometre|kilogram|kilo|mile|dozen)\b"
    rf"(?P<onehalf> and a half)?"
    rf"|\b(?P<multiple>(?:a )?(?:{'|'.join(MULTIPLES)})|half|once|(?:a |one[ -])?quarter|a third)\b"
    rf"|\b(?P<ordinalword>{'|'.join(list(ORDINALS)[1:])})\b)",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[ -]?(?P<unit>%|°\s?[cf]\b|us\$|[$€£¥₹]|km/h\b|per ?cent\b|degrees? (?:celsius|fahrenheit)|[a-zµ]{1,12}\b)", re.I
)
_PRONOUN = re.compile(r"\b(?:no|any|every|some|this|that|which|each|the|another) $", re.IGNORECASE)
_WEAK = {"one", "second", "half", "quarter", "third"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at ``text[start:stop]``; `value` is in `unit`, `base` in the base unit of its dimension.

    `kind` is ``number``, ``ordinal``, ``time`` (minutes after midnight) or ``multiple``; a `weak` one may be no number
    at all ("one" the pronoun).
    """

    value: Decimal
    start: int
    stop: int
    unit: str | None = None
    base: Decimal | None = None
    base_unit: str | None = None
    kind: str = "number"
    weak: bool = False


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities in readable `text`, in order."""
    return tuple(_scan(text))


def _scan(text: str) -> Iterator[Quantity]:
    for match in _TOKEN.finditer(text):
        start, stop = match.span()
        start += len(match.group()) - len(match.group().lstrip())
        if match["time"]:
            yield Quantity(_minutes(match["time"]), start, stop, "clock", kind="time")
        elif match["iso"]:
            for part in match["iso"].split("-"):
                yield Quantity(Decimal(part), start, stop)
        elif match["one"]:
            yield _one(match, start, stop)
        elif match["ordinalword"]:
            word = match["ordinalword"].casefold()
            yield Quantity(Decimal(ORDINALS[word]), start, stop, kind="ordinal", weak=word in _WEAK)
        elif match["multiple"]:
            yield _multiple(match, start, stop)
        elif not ((match["spelled"] or "").casefold() == "one" and _PRONOUN.search(text[max(0, start - 9) : start])):
            yield _number(text, match, start, stop)


def _one(match: re.Match[str], start: int, stop: int) -> Quantity:
    """Read "an hour and a half", "half an hour"; a plain "an hour" may be a rate, so it is weak."""
    value = Decimal("1.5") if match["onehalf"] else Decimal(1)
    if match["share"]:
        value *= Decimal("0.5") if match["share"].casefold().startswith("half") else Decimal("0.25")
    word = match["one"].casefold()
    if word == "dozen":
        return Quantity(value * 12, start, stop)
    size, base = UNITS[word][1], UNITS[word][0]
    return Quantity(value, start, stop, word, _times(value, size), base, weak=value == 1)


def _multiple(match: re.Match[str], start: int, stop: int) -> Quantity:
    word = match["multiple"].casefold().split(" ")[-1].split("-")[-1]
    if word in FRACTIONS:
        return Quantity(FRACTIONS[word], start, stop, kind="multiple", weak=True)
    kind = "number" if word == "dozen" else "multiple"
    return Quantity(Decimal(MULTIPLES[word]), start, stop, kind=kind, weak=word != "dozen")


def _number(text: str, match: re.Match[str], start: int, stop: int) -> Quantity:
    value = _value(match)
    weak = bool(match["spelled"]) and match["spelled"].casefold() == "one" and not match["part"]
    kind = "ordinal" if match["ordinal"] else "number"
    symbol = (match["currency"] or match["inner"] or "").strip().casefold()
    unit, stop = (symbol, stop) if symbol else _unit_after(text, stop)
    known = UNITS.get(unit)
    if known is None:
        return Quantity(value, start, stop, unit or None, kind=kind, weak=weak)
    return Quantity(value, start, stop, unit, _times(value, known[1]), known[0], kind)


def _unit_after(text: str, stop: int) -> tuple[str, int]:
    match = _UNIT.match(text, stop)
    if not match:
        return "", stop
    unit = match["unit"].casefold().replace(" ", "")
    unit = {"percent": "%", "degreescelsius": "°c", "degreecelsius": "°c", "degreesfahrenheit": "°f"}.get(unit, unit)
    if unit == "in" and text[match.end() : match.end() + 3].strip(" .,;!\n"):
        return "", stop  # "5 in total" is no length
    for form in (unit, unit.removesuffix("s")):
        if form in UNITS:
            return form, match.end()
    return "", stop


def _value(match: re.Match[str]) -> Decimal:
    if match["fraction"]:
        top, bottom = match["fraction"].split("/")
        value = Decimal(top) / Decimal(bottom) if int(bottom) else Decimal(top)
    elif match["digits"]:
        value = _digits(match["digits"], match["exponent"] or "")
    else:
        value = _spelled(match["spelled"])
    if match["half"]:
        value += Decimal("0.5")
    if match["scale"]:
        scale = match["scale"].strip(" -").casefold()
        value = shift(value, SCALES.get(scale) or SHORT_SCALES[scale])
    if match["part"]:
        part = match["part"].casefold()
        value = _times(value, FRACTIONS[part])
    return value.copy_negate() if match["sign"] and match["sign"].strip() != "+" else value


def _digits(text: str, exponent: str) -> Decimal:
    plain = text.translate({ord(mark): None for mark in ",'_ "})
    if plain.count(".") > 1:
        plain = plain.replace(".", "")
    return Decimal(plain + exponent)


def _spelled(text: str) -> Decimal:
    whole, _, point = text.casefold().partition(" point")
    total, group = 0, 0
    for word in whole.replace("-", " ").split():
        if word == "hundred":
            group = max(group, 1) * 100
        elif word in SCALES:
            total, group = total + max(group, 1) * 10 ** SCALES[word], 0
        else:
            group += ONES.get(word, TENS.get(word, 1 if word == "a" else 0))
    value = Decimal(total + group)
    return value + Decimal("0." + "".join(str(ONES[word]) for word in point.split())) if point else value


def shift(value: Decimal, places: int) -> Decimal:
    """Return ``value * 10**places``, exactly however many digits there are."""
    sign, digits, exponent = value.as_tuple()
    return Decimal((sign, digits, exponent + places)) if isinstance(exponent, int) else value


def _times(value: Decimal, factor: Decimal) -> Decimal:
    bare = factor.normalize().as_tuple()
    if bare.digits == (1,) and isinstance(bare.exponent, int):
        return shift(value, bare.exponent)
    return value * factor


def _minutes(text: str) -> Decimal:
    text = text.casefold().replace(".", "").strip()
    if text in {"noon", "midnight"}:
        return Decimal(720 if text == "noon" else 0)
    clock = text.rstrip("apm ")
    hours, _, minutes = clock.partition(":")
    hour = int(hours)
    if text.endswith("m"):
        hour = hour % 12 + (12 if text.endswith("pm") else 0)
    return Decimal(hour * 60 + int(minutes[:2] or 0))


def month_number(word: str) -> int | None:
    """Return 1..12 for the name or short form of a month."""
    return MONTHS.get(word.casefold().rstrip("."))
