"""From the ways of writing a telephone number, a code or a hash to one form, and whether two texts give others."""

import re
from functools import lru_cache

_DATE = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/]\d{1,2}[-/]\d{2,4}")
_GROUPS = re.compile(r"(?<![\w.,-])(?:\+ ?\d|\(0\d{1,5}\)|\d)\d{0,12}(?:[ -]{1,2}\(?\d{1,10}\)?){1,7}(?![\w,]|\.\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?: \d{3})+")
# "KX-40917", "KX 40917", "DE89 3704 0044 0532 0130 00"
_PREFIXED = re.compile(
    r"\b(?!USD|EUR|GBP|CHF|JPY|INR|CNY|CAD|AUD|SEK|NOK|DKK|PLN)"
    r"[A-Z]{2,5}(?:-\d{3,10}| \d{5,10})(?![\w.,-]\d)\b|\b[A-Z]{2}\d{2}(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,4})?\b"
)
_NUMBER = re.compile(r"(?<=[a-z] )(?:no\.:?|no:|nr\.?:?|num\.:?|#) ?(?=[A-Z]{0,5}-?\d)")
_MIXED = re.compile(r"\b(?=[a-z_]{0,24}\d)(?=\d{0,24}[a-z_])[a-z0-9_]{5,64}\b", re.IGNORECASE)
_TURNS = re.compile(r"\d+|[a-z]+", re.IGNORECASE)
_ALIKE_TURNS, _LEAST_DIGITS = 3, 8
_GROUP = 4
_LETTERED = re.compile(r"(?<![\w-])(?=[A-Z0-9-]*\d[A-Z0-9-]*\d)[A-Z](?=[A-Z0-9-]{3,31}(?![\w-]))[A-Z0-9-]*[A-Z0-9]")
_NUMERAL = re.compile(r"(?<![\w.,$€£:/-])\d(?:-?\d){3,19}(?![\w/:%-]|[.,]\d| ?[%$€£°])")


def joined(text: str) -> str:
    """Return `text` with telephone numbers, ISBNs, card numbers and codes written without gaps, "no." as "number"."""
    if not any(char.isdigit() for char in text):
        return text
    text = _NUMBER.sub("number ", text)
    text = _PREFIXED.sub(lambda match: re.sub(r"[ -]", "", match.group()), text)
    return _GROUPS.sub(lambda match: _squeezed(match.group()), text)


def _squeezed(found: str) -> str:
    """Return groups of digits as one where they are a number to dial or to type in, not several or a date."""
    digits = re.sub(r"\D", "", found)
    groups = re.findall(r"\d+", found)
    if len(digits) < _LEAST_DIGITS or _DATE.fullmatch(found) or (_THOUSANDS.fullmatch(found) and found[0] != "0"):
        return found
    dialled = found[0] in "+(0" or found[:3] in {"978", "979"}
    typed = len(groups) > 2 and ("-" in found or all(len(group) == _GROUP for group in groups))
    return (found[0] if found[0] == "+" else "") + digits if dialled or typed else found


@lru_cache(maxsize=16384)
def codes(text: str) -> frozenset[str]:
    """Return the hashes and codes of letters among digits in `text`, without case: "9f3c2ab", "QL7734"."""
    return frozenset(match.group().casefold() for match in _MIXED.finditer(joined(text)) if _is_code(match.group()))


def _is_code(word: str) -> bool:
    turns = _TURNS.findall(word)
    if len(turns) >= _ALIKE_TURNS:
        return True
    return len(turns) == 2 and turns[0].isupper() and len(turns[1]) >= _ALIKE_TURNS and turns[1].isdigit()


def others(a: str, b: str) -> tuple[str, str] | None:
    """Return a code of each text that the other has not, None where one side only has more of them."""
    left, right = codes(a), codes(b)
    only_a, only_b = left - right, right - left
    return (min(only_a), min(only_b)) if only_a and only_b else None


def lettered_and_bare(a: str, b: str) -> tuple[str, str, str, str] | None:
    """Return the only code of one text, the only number of the other, and the two texts without them.

    None where the digits of one are in the other: "INV-4471" and "4471" may name one thing, "INV-4471" and "90233" two.
    """
    for one, other in ((a, b), (b, a)):
        code, numeral = _only(_LETTERED, one), _only(_NUMERAL, other)
        if code is not None and numeral is not None:
            left, right = (re.sub(r"\D", "", found.group()) for found in (code, numeral))
            if left not in right and right not in left:
                rests = _cut(one, code), _cut(other, numeral)
                return code.group(), numeral.group(), *rests
    return None


def _only(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the one match in `text`, None where other digits stand around it."""
    found = pattern.search(text)
    return found if found and not any(char.isdigit() for char in _cut(text, found)) else None


def _cut(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"
