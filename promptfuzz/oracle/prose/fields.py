"""Whether two texts give one field two codes: "Size: M" and "Size: L", "The grade is B." and "Grade: C"."""

import re
from functools import lru_cache

from promptfuzz.oracle.prose.wordlists import STOPWORDS
from promptfuzz.oracle.prose.words import stem

_CODE = r"[A-Za-z][+-]?|X{1,3}[SL]|[A-Z]{2}[+-]?"
_END = r"(?= ?(?:[.,;!|)]+(?=\s|$)|$))"
_LABELLED = re.compile(
    rf"(?:^|[,;|(]) *(?:[-*+] )?(?:[\w'/-]+ ){{0,3}}(?P<field>[A-Za-z]+) ?: ?(?P<code>{_CODE}){_END}", re.MULTILINE
)
_SAID = re.compile(rf"\b(?P<field>[A-Za-z]+) (?:is|was) (?:an? )?(?P<code>[A-Z][+-]?|X{{1,3}}[SL]){_END}", re.MULTILINE)


def coded_apart(a: str, b: str) -> str | None:
    """Say which field has one code in `a` and another in `b`; None where none has, or one gives it in full."""
    left, right = _codes(a), _codes(b)
    for field in left.keys() & right.keys():
        one, other = left[field], right[field]
        if not _may_be_one(one, other):
            return f"one field is {', '.join(sorted(one))} against {', '.join(sorted(other))}"
    return None


def _may_be_one(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether the codes agree, or neither is of one letter: "UK" and "GB" are one country."""
    if one & other:
        return one <= other or other <= one
    letters = [code for code in one | other if len(code.rstrip("+-")) == 1 or code.endswith(("XS", "XL"))]
    return not letters or {"N", "NO"} <= one | other


@lru_cache(maxsize=16384)
def _codes(text: str) -> dict[str, frozenset[str]]:
    """Return the codes that a text gives each field, by the stem of the last word of its name."""
    found: dict[str, frozenset[str]] = {}
    for pattern in (_LABELLED, _SAID):
        for match in pattern.finditer(text):
            name = match["field"].lower()
            if name not in STOPWORDS:
                found[stem(name)] = found.get(stem(name), frozenset()) | {match["code"].upper()}
    return found
