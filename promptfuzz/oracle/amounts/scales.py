"""Powers of ten that stand behind a number: "3 million", "5 Mio.", "2 crore", "3万", "× 10^5"."""

import re

from promptfuzz.oracle.lexicon import SCALES, SHORT_SCALES

# "bn" and the like may stand behind a space; "m" and "t" behind one only where a sign of money goes before.
_SPACED = {
    "bn": 9, "tn": 12, "trn": 12, "mln": 6, "mld": 9, "mio": 6, "mrd": 9, "lakh": 5, "lakhs": 5, "lac": 5, "crore": 7,
    "crores": 7, "thousands": 3, "millions": 6, "billions": 9, "trillions": 12, "tausend": 3, "millionen": 6,
    "milliarde": 9, "milliarden": 9, "billionen": 12, "milliard": 9, "milliards": 9, "mil millones": 9,
    "mil milh\u00f5es": 9, "mill\u00f3n": 6, "millones": 6, "milh\u00e3o": 6, "milh\u00f5es": 6, "milione": 6,
    "milioni": 6, "miliardo": 9, "miliardi": 9, "miljoen": 6, "miljard": 9, "\u0442\u044b\u0441": 3,
    "\u043c\u043b\u043d": 6, "\u043c\u043b\u0440\u0434": 9,
}  # fmt: skip
_OF_MONEY = {"t": 12, "mm": 6}
_EASTERN = {"\u4e07": 4, "\u842c": 4, "\u4ebf": 8, "\u5104": 8, "\u5146": 12, "\ub9cc": 4, "\uc5b5": 8, "\uc870": 12}
_POWERS = SCALES | SHORT_SCALES | _SPACED | _OF_MONEY | _EASTERN

SCALE_PATTERN = (
    rf"[ -]?(?:{'|'.join(SCALES)})\b|(?:{'|'.join(SHORT_SCALES)})\b(?![/\u00b2])"
    rf"| ?(?:{'|'.join(sorted(_SPACED, key=len, reverse=True))})\b(?:\.(?= ?[a-z$\u20ac\u00a3]))?"
    rf"| ?[{''.join(_EASTERN)}](?!\d)"
    rf"|(?(currency) ?(?:{'|'.join([*SHORT_SCALES, *_OF_MONEY])})\b|(?!))"
)
TEN_PATTERN = r"10 ?\^ ?(?:\{ ?[-+]?\d{1,3} ?\}|[-+]?\d{1,3}(?!\d))"
EXPONENT_PATTERN = rf"[eE][-+]?\d{{1,4}}\b| ?(?:[\u00d7x*\u00b7\u22c5]|\\times|\\cdot) ?{TEN_PATTERN}"
_LAST_NUMBER = re.compile(r"[-+]?\d+(?=\D*$)")


def places(scale: str) -> int:
    """Return the power of ten that a matched scale stands for: 9 for " bn", 6 for " Mio."."""
    return _POWERS[scale.strip(" -.").casefold()]


def exponent(text: str) -> int:
    """Return the power of ten of "e5" or "× 10^{5}", 0 for no text."""
    match = _LAST_NUMBER.search(text)
    return int(match.group()) if match else 0
