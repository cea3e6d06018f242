"""From text to the quantities in it: digits, separators, number words, percent, currency, units, dates and times."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from promptfuzz.oracle.amounts.clocks import ratios, times_of_day
from promptfuzz.oracle.amounts.dates import dates, versions
from promptfuzz.oracle.amounts.latex import latex_fractions
from promptfuzz.oracle.amounts.scales import EXPONENT_PATTERN, SCALE_PATTERN, TEN_PATTERN, exponent, places
from promptfuzz.oracle.amounts.units import CODES, DOLLARS, SIGNS, UNITS, is_dollar, known_unit, shift, times, to_base
from promptfuzz.oracle.lexicon import FRACTIONS, MULTIPLES, ONES, ORDINALS, SCALES, TENS
from promptfuzz.oracle.values import Quantity

_DIGITS = (
    r"\d{1,3}(?:\.\d{3})+,\d{1,2}(?!\d)|\d{1,3}(?:[' ]\d{3})+,\d{1,2}(?!\d)|"
    # A decimal comma, in no list: not "1,2,3", "(3,4)" or "3,4 and 5". "1,50,000" is grouped as in India.
    r"(?<!\d,)(?!(?<=[(\[{])\d+,\d{1,2}[)\]}])(?:\d+,\d{1,2}|0,\d{3,})(?![\d]|,\d| (?:and|or|&) \d+(?![\d,]))|"
    r"\d{1,2}(?:,\d{2}){1,5},\d{3}(?![\d,])|"
    r"\d{1,3}(?:[,'_ ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.]\d{3}){2,}(?!\d)|\d+(?:\.\d+)?|\.\d+"
)
_WORDS = "|".join(sorted([*ONES, *TENS], key=len, reverse=True))
_SCALE = "|".join(SCALES)
_DIGIT_WORDS = "|".join(word for word, value in ONES.items() if 0 < value < 10)
# "twenty-five" is one number, "two one-way tickets" and "four five" are none.
_UNDER_HUNDRED = rf"(?:(?:{'|'.join(TENS)})[ -](?:{_DIGIT_WORDS})\b(?!-[a-z])|{_WORDS})"
_SPELLED = (
    rf"(?:{_UNDER_HUNDRED}|a(?= (?:{_SCALE})\b))"
    # "two hundred and five", but not "between three and five"
    rf"(?:[ -]?(?:{_SCALE})\b(?:[ -](?:and )?{_UNDER_HUNDRED}\b(?!-[a-z]))?)*"
    rf"(?: point(?: (?:{'|'.join(list(ONES)[:10])})\b)+)?"
)
# Not "au moins" and "al menos" (at least), nor "plus ou moins".
_FOREIGN_MINUS = r"(?<!au )(?<!du )(?<!ou )(?<!de )(?<!le )(?<!al )(?<!lo )(?<![+/] )(?<!\bo )(?:moins|menos)"
_MONEY = rf"(?<![a-z])(?:{DOLLARS})|\b(?:usd|eur|gbp|chf|jpy|inr|(?-i:{CODES}))(?= ?[{SIGNS}]?\d)"
# The look-ahead spares trying every alternative at every letter: it is where the time goes.
_TOKEN = re.compile(
    rf"(?:(?=[\d{SIGNS}.+-])|(?<![^\W\d])(?=[acdefghmnopqstuz]|{_MONEY}))(?:"
    rf"(?:(?P<currency>{_MONEY}|[{SIGNS}]) ?)?"
    rf"(?P<sign>(?<![\w)\]])[-+](?=[{SIGNS}.\d])|\b(?:minus|negative|{_FOREIGN_MINUS}) )?"
    rf"(?P<inner>[{SIGNS}] ?)?"
    rf"(?:(?<![\w.,^])(?P<ten>{TEN_PATTERN})|(?<![\w.])(?P<fraction>(?:\d{{1,4}} )?\d{{1,4}}/\d{{1,4}})(?![\d/])|"
    rf"(?<![A-Za-z_])(?:(?<!\d)|(?<=\d[.,]))(?P<digits>{_DIGITS})"
    rf"(?P<exponent>{EXPONENT_PATTERN})?(?P<ordinal>(?:st|nd|rd|th)\b)?|\b(?P<spelled>{_SPELLED})\b)"
    rf"(?P<half> and (?:a|one) (?:half|quarter)\b)?"
    rf"(?P<scale>{SCALE_PATTERN})?(?P<dozen> dozen\b)?"
    rf"(?:[ -](?P<part>{'|'.join(FRACTIONS)})\b)?"
    rf"|\b(?P<share>half (?:of )?(?=an? )|(?:a )?quarter of (?=an? ))?an? "
    rf"(?P<one>hour|minute|second|day|week|month|year|decade|century|kilomet(?:er|re)|met(?:er|re)|kilogram|kilo|gram|"
    r"lit(?:er|re)|mile|dozen|million|billion)\b"
    rf"(?P<onehalf> and a half)?"
    rf"|\b(?P<multiple>(?:a )?(?:{'|'.join(MULTIPLES)})|half|once|(?:a |one[ -])?quarter|a third)\b"
    rf"|\b(?P<ordinalword>{'|'.join(list(ORDINALS)[1:])})\b)",
    re.IGNORECASE,
)
_OVER_TIME = (
    r"(?:(?:k|kilo)?m(?:et(?:er|re)s?)?|mi(?:les?)?|(?:[kmg]|kilo|mega|giga)(?:b|bits?|bytes?))"
    r"(?:(?: ?/ ?| per | an? )(?:h(?:(?:ou)?r)?|s(?:ec(?:ond)?)?(?:\^?2| squared)?)| ?[\u00b7\u22c5*.] ?[hs]\^?-[12])"
    r"(?![\w^])"
)
_PER_TIME = re.compile(
    r"s?(?:\s?/\s?|\s(?:per|an?)\s|\s?[\u00b7\u22c5*.]\s?(?=[hs]\^?-))(?P<time>[hs])[a-z]*"
    r"(?P<twice>\^?-?2| squared)?(?:\^?-1)?$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[ -]?(?:(?:working|business|calendar|full|whole|week)[ -]?(?=days?\b))?"
    rf"(?P<unit>%|°\s?[cf]\b|{DOLLARS}|[{SIGNS}¢円元원]|"
    r"(?:u\.?s\.?|american|canadian|australian|new zealand|hong kong|singapore) dollars?\b|swiss francs?\b|"
    r"pounds? sterling\b|british pounds?\b|japanese yen\b|(?:indian|pakistani) rupees?\b|chinese yuan\b|"
    r"light[ -]?years?\b|nautical miles?\b|fl(?:uid|\.)? ?(?:oz|ounces?)\b|mm ?hg\b|"
    rf"{_OVER_TIME}|(?:kilo|mega|giga)?watt[- ]?hours?\b|(?:percentage|per ?cent) points?\b|"
    r"per ?cent\b|degrees? (?:celsius|fahrenheit|c|f)\b|"
    r"sq(?:uare|\.)? ?(?:km|m|ft|(?:kilo)?met(?:er|re)s?|f(?:oo|ee)t|miles?)\b|(?:k?m)2\b|"
    r"cubic (?:(?:centi|kilo)?met(?:er|re)s?|f(?:oo|ee)t)\b|[ck]?m\^?3\b|[a-zµμ]{1,12}\b)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:no|any|every|some|this|that|which|each|the|another) $", re.IGNORECASE)
_COUNTED = {"dozen": 12, "million": 10**6, "billion": 10**9}
_WEAK = {"one", "second", "half", "quarter", "third"}


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities in readable `text`, in order."""
    return tuple(_scan(text))


def _scan(text: str) -> Iterator[Quantity]:
    special = _special(text)
    starts = [item.start for item in special]
    at = 0
    last = -1
    for match in _TOKEN.finditer(text):
        start, stop = match.span()
        start += len(match.group()) - len(match.group().lstrip())
        before = bisect_right(starts, match.end() - 1)
        if before and special[before - 1].stop > start:
            continue
        yield from special[at:before]
        at = before
        if match["one"]:
            yield _one(match, start, stop)
        elif match["ordinalword"]:
            word = match["ordinalword"].casefold()
            yield Quantity(Decimal(ORDINALS[word]), start, stop, kind="ordinal", weak=word in _WEAK)
        elif match["multiple"]:
            yield _multiple(match, start, stop)
        elif not ((match["spelled"] or "").casefold() == "one" and _PRONOUN.search(text[max(0, start - 9) : start])):
            item = _number(text, match, start, stop)
            yield _subtracted(item, match) if text[last:start] == " " else item
            last = item.stop
    yield from special[at:]


def _special(text: str) -> list[Quantity]:
    """Return dates, times, versions and ratios, earlier ones first; of two that overlap the longer stays."""
    found = sorted(
        chain(dates(text), times_of_day(text), versions(text), ratios(text), latex_fractions(text)),
        key=lambda item: (item.start, -item.stop),
    )
    kept: list[Quantity] = []
    for item in found:
        if not kept or item.start >= kept[-1].stop:
            kept.append(item)
        elif item.stop - item.start > kept[-1].stop - kept[-1].start:
            kept[-1] = item
    return kept


def _one(match: re.Match[str], start: int, stop: int) -> Quantity:
    """Read "an hour and a half", "half an hour"; a plain "an hour" may be a rate, so it is weak."""
    value = Decimal("1.5") if match["onehalf"] else Decimal(1)
    if match["share"]:
        value *= Decimal("0.5") if match["share"].casefold().startswith("half") else Decimal("0.25")
    word = match["one"].casefold()
    if word in _COUNTED:
        return Quantity(value * _COUNTED[word], start, stop)
    return Quantity(value, start, stop, word, to_base(value, word), UNITS[word][0], weak=value == 1)


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
    symbol = known_unit((match["currency"] or match["inner"] or "").strip())
    unit, end = _unit_after(text, stop) if symbol in {"", "$"} else ("", stop)
    if symbol and not is_dollar(unit):
        unit = symbol
    else:
        stop = end
    known = UNITS.get(unit)
    if known is None:
        return Quantity(value, start, stop, unit or None, kind=kind, weak=weak)
    return Quantity(value, start, stop, unit, to_base(value, unit), known[0], kind)


def _subtracted(item: Quantity, match: re.Match[str]) -> Quantity:
    """Return what "10 minus 4" takes away as the positive number that it is; other numbers as they are."""
    if (match["sign"] or "").casefold().strip() != "minus":
        return item
    base = None if item.base is None or item.unit is None else to_base(-item.value, item.unit)
    return replace(item, value=-item.value, base=base, start=match.end("sign"))


def _unit_after(text: str, stop: int) -> tuple[str, int]:
    match = _UNIT.match(text, stop)
    if not match:
        return "", stop
    written = _PER_TIME.sub(_per_time, match["unit"]).replace(" ", "")
    unit = _spelling(written.casefold())
    if unit == "in" and text[match.end() : match.end() + 3].strip(" .,;!\n"):
        return "", stop  # "5 in total" is no length
    found = known_unit(written) or known_unit(unit)
    return (found, match.end()) if found else ("", stop)


def _per_time(match: re.Match[str]) -> str:
    """Return what a rate is counted by in its short form: "/h" for " per hour", "/s2" for " per second squared"."""
    return f"/{match['time'].casefold()}" + ("2" if match["twice"] else "")


def _spelling(unit: str) -> str:
    """Return the short form of a unit that is written in several words."""
    if unit.startswith("degree") and unit not in {"degree", "degrees"}:
        return "°" + unit.removeprefix("degrees").removeprefix("degree")[0]
    if unit.startswith("sq"):
        rest = re.sub(r"^sq(?:uare|\.)?", "", unit)
        return {"m": "m2", "km": "km2", "ft": "sqft"}.get(rest, "square" + rest)
    if unit.endswith(("point", "points")):
        return "pp"
    return {"percent": "%"}.get(unit, unit.replace("watt-", "watt"))


def _value(match: re.Match[str]) -> Decimal:
    if match["ten"]:
        value = shift(Decimal(1), exponent(match["ten"]))
    elif match["fraction"]:
        top, bottom = match["fraction"].split("/")
        whole, _, top = top.rpartition(" ")
        value = Decimal(whole or 0) + (Decimal(top) / Decimal(bottom) if int(bottom) else Decimal(top))
    elif match["digits"]:
        value = _digits(match["digits"], match["exponent"] or "")
    else:
        value = _spelled(match["spelled"])
    if match["half"]:
        value += Decimal("0.25" if match["half"].casefold().endswith("quarter") else "0.5")
    if match["scale"]:
        value = shift(value, places(match["scale"]))
    if match["dozen"]:
        value *= 12
    if match["part"]:
        part = match["part"].casefold()
        value = times(value, FRACTIONS[part])
    return value.copy_negate() if match["sign"] and match["sign"].strip() != "+" else value


def _digits(text: str, power: str) -> Decimal:
    """Read digits; a comma with one or two digits behind it, or with a bare 0 before it, is a decimal one."""
    if text[-3:-2] == "," or text[-2:-1] == "," or text.startswith("0,"):
        whole, _, cents = text.translate({ord(mark): None for mark in ".' "}).rpartition(",")
        return shift(Decimal(f"{whole}.{cents}"), exponent(power))
    plain = text.translate({ord(mark): None for mark in ",'_ "})
    if plain.count(".") > 1:
        plain = plain.replace(".", "")
    return shift(Decimal(plain), exponent(power))


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
