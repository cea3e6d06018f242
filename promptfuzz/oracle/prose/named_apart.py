"""Whether two texts speak of other people, places or works: each names several that the other does not know."""

import re
from functools import lru_cache

# Capitals within a sentence; at its beginning every word has one.
_NAME = re.compile(r"(?<=[a-z0-9,;&)] )[A-Z][a-z\u00e0-\u00ff]{2,}")
# A heading or a lead-in has capitals of its own: "Who Was Affected: about 300 households".
_LABEL = re.compile(r"^(?:[-*+] |\d{1,2}[.)] )?(?:[^\W\d_][\w'-]*(?: |(?=:))){1,6}:(?=\s|$)", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]{3,}")
_MANY, _SAME_BEGINNING = 2, 3


def named_apart(a: str, b: str) -> str | None:
    """Say which names stand on one side only, where each side has two; a name that only one text adds is no matter."""
    left, right = (_lacking(one, other) for one, other in ((a, b), (b, a)))
    if min(len(left), len(right)) < _MANY:
        return None
    return f"different names: {', '.join(sorted(left)[:3])} against {', '.join(sorted(right)[:3])}"


def _lacking(own: str, other: str) -> frozenset[str]:
    """Return the names of one text that the other does not begin a word with, so that "Mon" is Monday."""
    there = _beginnings(other)
    return frozenset(name for name in _names(own) if name[:_SAME_BEGINNING].casefold() not in there)


@lru_cache(maxsize=16384)
def _beginnings(text: str) -> frozenset[str]:
    return frozenset(word[:_SAME_BEGINNING] for word in _WORD.findall(text.casefold()))


@lru_cache(maxsize=16384)
def _names(text: str) -> frozenset[str]:
    """Return the names of a text; none where most words have a capital, as in a headline or in German."""
    text = _LABEL.sub("", text)
    long = _WORD.findall(text)
    if 2 * sum(word[0].isupper() for word in long) > len(long):
        return frozenset()
    return frozenset(_NAME.findall(text))
