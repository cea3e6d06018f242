"""Pairs that take another one of two things each: "a set, not a list", one name and another, what was so before."""

import re

from promptfuzz.oracle.normalise import normalise
from promptfuzz.oracle.prose.wordlists import STOPWORDS
from promptfuzz.oracle.typed import verdict
from promptfuzz.records import Comparison

_SHORT_TEXT = 300


def rejected(a: str, b: str) -> Comparison | None:
    """Tell "a set, not a list" from "a list, not a set": each takes what the other one turns down.

    "A set rather than a list" says the same as the first.
    """
    (took_a, left_a), (took_b, left_b) = (_taken(normalise(text).casefold()) for text in (a, b))
    if left_a and left_a == left_b and took_a == took_b:
        return verdict("both turn down the same", same=True, score=0.88)
    if not (left_a & took_b and left_b & took_a) or left_a & (left_b | took_a) or left_b & took_b:
        return None
    return verdict(f"one turns down what the other takes: {min(left_a & took_b)}", same=False, score=0.08)


def names(a: str, b: str) -> Comparison | None:
    """Tell a bare name from a sentence that gives another one: "Oslo" and "The capital is Bergen"."""
    short, long = sorted((normalise(a), normalise(b)), key=lambda text: (len(text), text))
    match = _NAMED.fullmatch(long)
    if match is None or not _NAME.fullmatch(short):
        return None
    own, other = (text.casefold().split() for text in (short, match["name"]))
    if any(word[:_STEM] == name[:_STEM] for word in own for name in (*other, *long.casefold().split())):
        return None
    return verdict(f"different names: {short!r} against {match['name']!r}", same=False, score=0.1)


_STEM = 3
_NAME = re.compile(r"[A-Z][a-z]{2,}(?: [A-Z][a-z]+){0,2}")
_NAMED = re.compile(
    r"(?:The|It|Its|His|Her|Their|This|That|[A-Z]\w+'s)(?: [\w'-]+){0,8} (?:is|was|are|were|is called|was called) "
    r"(?P<name>[A-Z][a-z]{2,}(?: [A-Z][a-z]+){0,2})"
)


def former(a: str, b: str) -> Comparison | None:
    """Tell a bare answer from a text that names it as what was so before, and something else as what is so now."""
    short, long = sorted((normalise(a).casefold(), normalise(b).casefold()), key=lambda text: (len(text), text))
    if not short or short.count(" ") > 2 or long.count(short) != 1 or not (match := _FORMERLY.search(long)):
        return None
    if not match.start() < long.index(short) < match.start("now"):
        return None
    return verdict(f"{short!r} is what was so before", same=False, score=0.1)


_FORMERLY = re.compile(
    r"\b(?:used to be|was (?:formerly|previously|originally|once)|formerly|previously|no longer)\b[^.;]{1,60}?"
    r"(?P<now>(?:,|;)? but (?:it |today|now|is)|(?:,|;) (?:now|today|currently)\b)"
)


def _taken(text: str) -> tuple[set[str], set[str]]:
    """Return the words that `text` takes and those it turns down."""
    found = list(_REJECTED.finditer(text)) if len(text) <= _SHORT_TEXT else []
    if len(found) != 1:
        return set(), set()
    taken = set(re.findall(r"\w{2,}", text[: found[0].start()] + text[found[0].end() :])) - STOPWORDS
    return taken, set(re.findall(r"\w{2,}", found[0]["what"])) - STOPWORDS


_REJECTED = re.compile(
    r"(?:,? rather than|,? instead of|,? as opposed to|,(?: and| but)? not|;? not) (?P<what>(?:an? |the )?[\w-]+"
    r"(?: [\w-]+){0,2}?)(?=[.,;:!?]|$| (?:if|because|since|for|when|to|as)\b)"
)
