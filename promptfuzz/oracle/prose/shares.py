"""Whether one text speaks of the whole of a thing and the other of a part: "a full refund", "a partial refund"."""

import re
from functools import lru_cache

from promptfuzz.oracle.prose import wordlists
from promptfuzz.oracle.prose.words import stem

# "Half a day" and "some of the time" are amounts of their own, and "half-board" is none.
_SHARE = re.compile(
    r"(?<!not )(?<!nearly )(?<!almost )\b(?:(?P<whole>all|every|each|full|whole|entire|complete)|"
    r"(?P<part>half|partial|part|only some|a third|two thirds|a quarter)) (?:of )?(?:the |our |your |their |its )?"
    r"(?P<what>[a-z]{3,})\b(?! of\b)"
)


def shares_differ(a: str, b: str) -> str | None:
    """Say of what one text means the whole and the other a part; None where both mean as much, or one does not say."""
    left, right = _shares(a), _shares(b)
    for what in sorted(left.keys() & right.keys()):
        if left[what][0] != right[what][0]:
            return f"how much differs: {left[what][1]!r} against {right[what][1]!r} of {what!r}"
    return None


@lru_cache(maxsize=16384)
def _shares(text: str) -> dict[str, tuple[bool, str]]:
    """Return for each thing whether it is whole, and the word that says so; nothing where one is said to be both."""
    found: dict[str, tuple[bool, str]] = {}
    for match in _SHARE.finditer(text.lower()):
        what = stem(match["what"])
        if what in found:
            return {}
        if what not in wordlists.STOPWORDS:
            found[what] = (match["part"] is None, match["part"] or match["whole"])
    return found
