"""Small words that decide how far a statement goes: only, all of, unless, but; each found where one side lacks it."""

import re
from functools import lru_cache

from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.lexicon import ONES, TENS
from promptfuzz.oracle.prose.frames import Difference
from promptfuzz.oracle.prose.words import STATES, expand, head

_NUMBER = "|".join([*ONES, *TENS, r"\d+"])
_PART = re.compile(
    r"\b(?P<how>all|everyone|every (?:single )?one|each(?: one)?|both|none|neither|most|the majority|half|some|several"
    rf"|many|few|(?:only |just )?(?:{_NUMBER}))(?: of)? (?:the|these|those|our|his|her|their|my|your) "
    rf"(?:(?:{_NUMBER}) )?(?P<what>\w+)"
)
_WEAK = frozenset("in at to the of on from by a an and is was again".split())
_ALL = frozenset({"all", "everyone", "every one", "every single one", "each", "each one", "both"})
_LIMITS = re.compile(
    r"\b(only|solely|exclusively|except|excluding|unless|without|until|instead|notonly|notall|never|if|before|after"
    r"|stop)\b"
)
_CONDITION = re.compile(
    r"\b(?:but (?:only|not|first|never|must|do)|unless|except(?: for| on| when| if)?|only (?:if|when|for|to|until"
    r"|after)|provided(?: that)?|as long as|on condition|for the first|until further notice|otherwise|instead of)\b"
)
_STATE = re.compile(rf"\b(?P<place>out of|in|within|under) (?:the |our )?(?P<state>{STATES})\b")
_DENIED = re.compile(r"\b(?:no|none|nothing|not|never|neither|nor)\b[^.,;:!?]{0,60}\Z")
_NEAR = 70
_NONE = frozenset({"no", "none", "nobody", "never"})
_PAIRED = re.compile(r"[a-z][a-z'-]+|\d[\d.,]*")


@lru_cache(maxsize=16384)
def limits(text: str) -> frozenset[str]:
    """Return the words of `text` that say how far it goes."""
    return frozenset(_LIMITS.findall(expand(text)))


def states_differ(a: str, b: str) -> str | None:
    """Say which state a thing is out of in one text and in in the other: "out of stock" against "in stock"."""
    left, right = _states(a), _states(b)
    for state in sorted(left.keys() & right.keys()):
        if not left[state] & right[state]:
            one, other = ("in" if True in side[state] else "out of" for side in (left, right))
            return f"'{one} {state}' against '{other} {state}'"
    return None


@lru_cache(maxsize=16384)
def _states(text: str) -> dict[str, frozenset[bool]]:
    """Return for each state whether a thing is in it; both where the text says both."""
    found: dict[str, frozenset[bool]] = {}
    said = expand(text)
    for match in _STATE.finditer(said):
        denied = _DENIED.search(said[max(0, match.start() - _NEAR) : match.start()]) is not None
        found[match["state"]] = found.get(match["state"], frozenset()) | {(match["place"] != "out of") != denied}
    return found


def parts_differ(a: str, b: str) -> str | None:
    """Say that one text speaks of all of some things and the other of a number or a share of them."""
    sides = [frozenset(expand(text).split()) for text in (a, b)]
    if any("notall" in one and _NONE & other and not _NONE & one for one, other in (sides, sides[::-1])):
        return "how many differs: 'not all' against none"
    left, right = (_parts(text) for text in (a, b))
    for what in left:
        if what in right and left[what] != right[what] and (left[what] == "all" or right[what] == "all"):
            return f"how many differs: {left[what]!r} against {right[what]!r} of {what!r}"
    return None


@lru_cache(maxsize=16384)
def _parts(text: str) -> dict[str, str]:
    found = {}
    for match in _PART.finditer(expand(text)):
        found[head(match["what"])] = "all" if match["how"] in _ALL else match["how"]
    return found


def condition(a: str, b: str, diff: Difference) -> str | None:
    """Say which condition or exception one text adds to what is otherwise the other."""
    if diff.overlap < 1 or (diff.only_a and diff.only_b):
        return None
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    there = expand(short)
    for match in _CONDITION.finditer(expand(long)):
        if match.group() not in there:
            return f"a condition on one side only: {match.group()!r}"
    return None


def regrouped(a: str, b: str) -> str | None:
    """Say that two numbers have changed places: each stands after the word that the other one stood after."""
    left, right = _companions(a), _companions(b)
    for number, word in left.items():
        other = right.get(number)
        if other is None or other == word:
            continue
        for rest, own in left.items():
            if rest != number and own == other and right.get(rest) == word:
                return f"{number} and {rest} have changed places"
    return None


@lru_cache(maxsize=16384)
def _companions(text: str) -> dict[str, str]:
    if len(quantities(text)) < 2:
        return {}
    found: dict[str, str] = {}
    last = ""
    for token in _PAIRED.findall(text.lower()):
        if token[0].isdigit():
            number = token.rstrip(".,")
            if number in found or not last:
                return {}
            found[number] = last
        elif token not in _WEAK:
            last = head(token)
    return found
