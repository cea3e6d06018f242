"""From text to what it writes in LaTeX: fractions, each as one quantity, and formulas without their marks."""

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


# As in Pandoc: a dollar that opens a formula has no space behind it, one that closes it none before it, and no digit
# behind it. What holds words of prose is no formula: "$5 (they asked for 6$)".
_FORMULA = re.compile(
    r"(?<![\w$\\])(?P<mark>\$\$?)(?=[^\s$,.;:])(?P<formula>[^$\n]{1,200})(?<![\s\\])(?P=mark)(?![\w$])"
)
_PROSE = re.compile(r"(?<![\\{A-Za-z])[A-Za-z]{3,}")
_WORDED = re.compile(r"\\(?:text|textrm|textbf|mathrm|mathbf|mathit|operatorname) ?\{ ?(?P<words>[^{}]{0,80})\}")
_IS_LATEX = re.compile(r"\\(?:text|math|[dtc]?frac|times|cdot|circ|quad|approx|boxed|operatorname)|\d\\%")
_SPACES = re.compile(r"\\[,;:! ]|\\quad\b|(?<=\d)~(?=\w)")
_DEGREES = re.compile(r" ?\^ ?(?:\{ ?\\circ ?\}|\\circ\b) ?(?=[CF]\b)?")


def without_formulas(text: str) -> str:
    r"""Return `text` with each formula as plain text: ``$80$ km/h`` and ``80\,\text{km/h}`` as "80 km/h"."""
    latex = "\\" in text and _IS_LATEX.search(text)
    if "$" in text:
        text = _FORMULA.sub(_plain, text)
    if not latex:
        return text
    text = _SPACES.sub(" ", _WORDED.sub(lambda match: match["words"], text))
    return _DEGREES.sub("\u00b0", text).replace(r"\approx", "\u2248").replace(r"\%", "%")


def _plain(match: re.Match[str]) -> str:
    formula = match["formula"]
    said = _WORDED.sub("", formula)
    is_formula = any(character.isdigit() or character == "\\" for character in formula) and not _PROSE.search(said)
    return formula.replace(r"\$", "$").replace("{,}", ",") if is_formula else match.group()
