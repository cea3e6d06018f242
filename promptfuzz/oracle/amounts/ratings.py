"""Whether "8/10" is a mark on a scale, which is 8, or a share, which is 0.8."""

import re
from decimal import Decimal

from promptfuzz.oracle.values import Quantity

_ASKED = re.compile(
    r"\b(?:rate|rating|ratings|score|grade|mark|marks|stars?|scale|points)\b[^?!\n]{0,120}?"
    r"(?:\b(?:out of|up to|to|and|through) |[-/] ?|\b1(?: ?- ?| to ))(?P<top>5|6|7|10|20|100|five|ten|hundred)\b",
    re.IGNORECASE,
)
_SHARE_ASKED = re.compile(
    r"\b(?:what|which|as an?|the) (?:fraction|share|percentage|proportion|ratio|probability)\b|\bper ?cent", re.I
)
_WORDS = {"five": 5, "ten": 10, "hundred": 100}
_MARK = re.compile(r"(?P<top>\d{1,3}(?:[.,]\d{1,2})?) ?(?:/|(?:\w+ )?out of) ?(?P<bottom>\d{1,3})(?![\d/]|[.,]\d)")
_SAID = re.compile(
    r"\b(?:score|rating|grade|mark)\b[^.\d\n]{0,20}$|\b(?:rate|rating|give|grade|score)s? (?:it|this|that|the \w+)\b"
    r"[^.\d\n]{0,12}$",
    re.IGNORECASE,
)


def scale_of(prompt: str) -> int | None:
    """Return the top of the scale that `prompt` asks for a mark on, None where it asks for none or for a share."""
    match = _ASKED.search(prompt)
    if match is None or _SHARE_ASKED.search(prompt):
        return None
    top = match["top"].casefold()
    return _WORDS.get(top) or int(top)


def on_scale(body: str, found: list[Quantity], top: int | None) -> list[Quantity]:
    """Return `found` with each mark out of `top` ("8/10", "4.5 out of 5") as the number of its points."""
    marks = [] if top is None else [match for match in _MARK.finditer(body) if int(match["bottom"]) == top]
    points = [Quantity(Decimal(m["top"].replace(",", ".")), *m.span()) for m in marks]
    points = [point for point in points if point.value <= (top or 0)]
    if not points:
        return found
    kept = [item for item in found if not any(item.start < p.stop and p.start < item.stop for p in points)]
    return sorted([*kept, *points], key=lambda item: item.start)


def points_of(body: str, start: int, stop: int) -> Decimal | None:
    """Return the points that a share may as well be: the 8 of "8 out of 10", or of "8/10" if called a score."""
    match = _MARK.fullmatch(body, start, stop)
    if match is None or not ("out of" in match.group() or _SAID.search(body[max(0, start - 40) : start])):
        return None
    return Decimal(match["top"].replace(",", "."))
