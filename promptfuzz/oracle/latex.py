"""From text to the fractions that it writes in LaTeX, each as one quantity."""

import re
from collections.abc import Iterator
from decimal import Decimal

from promptfuzz.oracle.values import Quantity

_FRACTION = re.compile(
    r"(?P<sign>(?<![\w)\]}])-)?(?:(?<![\w.,/])(?P<whole>\d{1,4}) ?)?\\[dtc]?frac ?"
    r"(?:\{ ?(?P<top>\d{1,9}) ?\} ?\{ ?(?P<bottom>\d{1,9}) ?\}|(?P<digit>\d) ?(?P<under>\d)(?!\d))"
)


def latex_fractions(text: str) -> Iterator[Quantity]:
    r"""Yield the fractions of `text` such as ``\frac{3}{8}`` or ``2\frac12`` by their value."""
    if "frac" not in text:
        return
    for match in _FRACTION.finditer(text):
        top, bottom = (Decimal(match[name] or match[short]) for name, short in (("top", "digit"), ("bottom", "under")))
        if bottom:
            value = Decimal(match["whole"] or 0) + top / bottom
            yield Quantity(-value if match["sign"] else value, *match.span())
