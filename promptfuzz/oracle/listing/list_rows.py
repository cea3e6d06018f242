"""From a row of items to its parts: at commas and the last "and", but never inside a number, a date or brackets."""

import re

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\b\.?"
# What holds a comma that parts nothing
_WHOLE = re.compile(
    r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?!\d|,\d)"
    rf"|\b(?:(?:{_WEEKDAY}), )?{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?, \d{{4}}\b"
    rf"|\b(?:{_WEEKDAY}), (?:the )?(?:{_MONTH} \d|\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{_MONTH})"
    rf"|\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}, \d{{4}}\b",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"(?<=\w )\([^()\n]{1,200}\)")
_DIGITS = re.compile(r"[\d,]+")
# Characters for private use stand for the marks that part nothing.
_HIDDEN = {",": "\ue000", ";": "\ue001", "、": "\ue002"}
_HIDE, _SHOW = str.maketrans(_HIDDEN), str.maketrans({hidden: mark for mark, hidden in _HIDDEN.items()})

_AND = r"and|or|und|oder|sowie|og|och|eller|ve|и|или|και"
# Words of other languages that are letters of this one: only between words.
_SHORT_AND = r"et(?! al\b)|ou|y|e|o"
_SPLIT = re.compile(
    rf",? (?:{_AND}) (?=[^,;、]{{1,60}}$)"
    rf"|(?<=[^\W\d_]{{2}}),? (?:{_SHORT_AND}) (?=[^\W\d_]{{2}}[^,;、]{{0,60}}$)|[,;] ?|、 ?"
)
_CONJOINED = re.compile(r" (?:and|or) ")
_CHINESE_AND = re.compile(r"(?<=[\u4e00-\u9fff])(?<!共)(?:以及|和(?!平)|及|与)(?=[\u4e00-\u9fff])")


def guard(row: str) -> str:
    """Return `row` with the commas hidden that part nothing; `shown` brings them back.

    Three digits after a comma are a part of the number before it, unless the row is digits and commas alone. Brackets
    are a part of the item before them, unless they hold the whole list.
    """
    if _DIGITS.fullmatch(row):
        return row
    row = _WHOLE.sub(_hidden, row)
    bracketed = _BRACKETS.sub(_hidden, row)
    return bracketed if _SPLIT.search(bracketed) else row


def _hidden(match: re.Match[str]) -> str:
    return match.group().translate(_HIDE)


def shown(text: str) -> str:
    """Return `text` with the commas that `guard` hid."""
    return text.translate(_SHOW)


def parts(row: str) -> list[str]:
    """Part a row at its commas and at the last "and", "or" or "&"; "Marks & Spencer" may be one name."""
    found = _SPLIT.split(row)
    if len(found) > 1 and len(pair := _CHINESE_AND.split(found[-1])) == 2:
        return [*found[:-1], *pair]
    last, sign, end = found[-1].rpartition(" & ")
    joined = not sign or _CONJOINED.search(row) or "&" in last
    if joined or (last.rpartition(" ")[2][:1].isupper() and end[:1].isupper()):
        return found
    return [*found[:-1], last, end]
