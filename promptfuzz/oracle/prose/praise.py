"""Whether two reviews praise each other's faults: "great sound, poor fit" and "great fit, poor sound"."""

import re
from functools import lru_cache

from promptfuzz.oracle.prose import wordlists
from promptfuzz.oracle.prose.frames import is_content
from promptfuzz.oracle.prose.words import words

_PRAISE = frozenset(
    "great good excellent superb fantastic brilliant impressive wonderful amazing perfect outstanding lovely strong "
    "love loved loves best praised praises praise".split()
)
_CLAUSE = re.compile(r"[,;.!?\n]+(?:\s|$)|\s(?:but|while|whereas|although|though|however|yet)\s", re.IGNORECASE)


def praise_swapped(a: str, b: str) -> str | None:
    """Say what one text praises and the other does not, and the other way round; None where they agree on anything."""
    left, right = _praised(a), _praised(b)
    if not left[0] or not right[0] or left[0] & right[0]:
        return None
    lost, won = left[0] & right[1], right[0] & left[1]
    if not lost or not won:
        return None
    return f"one praises {min(lost)!r}, the other {min(won)!r}"


@lru_cache(maxsize=4096)
def _praised(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return what the clauses that praise speak of and what the others speak of alone; nothing where one denies."""
    praised: set[str] = set()
    others: set[str] = set()
    for clause in _CLAUSE.split(text):
        found = words(clause)
        said = {word.text for word in found}
        if said & _PRAISE and said & wordlists.NEGATORS:
            return frozenset(), frozenset()
        heads = {word.head for word in found if is_content(word) and word.text not in _PRAISE}
        (praised if said & _PRAISE else others).update(heads)
    both = praised & others
    return frozenset(praised - both), frozenset(others - both)
