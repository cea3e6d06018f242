"""Why a longer text in which all words of a bare answer stand gives another answer all the same."""

import re
from collections.abc import Iterator
from functools import lru_cache

from promptfuzz.oracle.amounts.counts import equal
from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.prose.frames import frame
from promptfuzz.oracle.prose.wordlists import STOPWORDS
from promptfuzz.oracle.values import Quantity

Span = tuple[int, int]
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_ARTICLE = r"(?:(?:the|a|an|our|your|my|his|her|their) )?"
_LOSES = re.compile(
    r"(?:\b(?:pick|choose|chose|prefer|recommend|favou?r|take|select|suggest|go (?:for|with))(?:ed|s|red|ring)?\b"
    r"[^.;:!?\n]{1,60} over|\b(?<!none other )(?<!no other )(?<!anyone other )(?<!worse )(?<!rather )than|"
    r"(?<!not )\bunlike|\b(?:beats?|beating|outperforms?|outperformed|outdoes|surpasses)|"
    rf"\b(?:preferable|superior) to) {_ARTICLE}$",
    re.IGNORECASE,
)
_RULED_OUT = re.compile(
    r"^ (?:was|were|is|are|has been|have been|can be|could be|wasn't|isn't) (?:\w+ )?"
    r"(?:ruled out|disproved|unlikely|incorrect|wrong|(?:not )?(?:to blame|the (?:answer|cause|reason|culprit))\b)",
    re.IGNORECASE,
)
_BLAMED = re.compile(r"^ (?:is|was|are|were) (?:\w+ )?(?:to blame|the (?:answer|cause|reason|culprit))", re.IGNORECASE)
# What is joined to the answer: a name, or a thing at which the clause ends.
_NAME_JOINED = re.compile(r"^,? and [A-Z][\w-]*(?=[.,;!?\n]|$| (?:are|were|have|both)\b)")
_THING_JOINED = re.compile(
    r"^,? and (?:the|a|an|our|your) (?:[\w-]+ ){0,2}?[\w-]+(?=[.;!?\n]|$| (?:are|were|have|both)\b)"
)
_JOINED_BEFORE = re.compile(
    r"(?:^|[.:;,] |\b(?:by|to|with|from|for|is|are|and) )(?:[A-Z][\w-]+)(?: [A-Z][\w-]+)?,? and $"
)
_BOTH = re.compile(rf"\bboth {_ARTICLE}$", re.IGNORECASE)
# A second value that only says the first again, or from which the first was worked out.
_SAME_AGAIN = re.compile(
    r"\b(?:so|therefore|thus|hence|which is|that is|or|i\.e\.|makes|means|now|moved?|corrected|actually|rather|not|but|"
    r"instead|until|till|to|counts?|ends?|later|rescheduled|postponed|changed|local)\b|[=→(:]"
)
_STANDS = re.compile(r"(?:\b(?:is|are|was|were|on|at|by)|^|[:-])[^\w]*$", re.IGNORECASE)
_CLAUSE = re.compile(r",? (?:and|while|whereas) |[,;] ")
_NAME = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)*\b")
_PLACE = re.compile(r"\b(?:in|at|to|from|by|with) $")
_VERB = re.compile(r" [a-z]+(?:ed|es|s)\b| (?:wrote|made|sent|took|gave|did|was|is|has|had|built|drew|led|ran|won)\b")


@lru_cache(maxsize=4096)
def left_out(short: str, long: str) -> str | None:
    """Say why `long` does not answer `short`, all words of which stand in it; None where it may.

    It does not where the answer loses a comparison, is ruled out, is one of two, or has another value of its kind
    before it that answers.
    """
    bare = short.strip(" .!?\"'*`")
    if " and " in bare or "," in bare:
        return _another_amount(bare, long)
    found = list(_mentions(bare, long))
    for why, holds in (
        ("comes off worse in the longer one", _loses),
        ("is ruled out in the longer one", _is_ruled_out),
        ("is one of two in the longer one", _is_one_of_two),
    ):
        if found and all(holds(long, span) for span in found):
            return f"{bare!r} {why}"
    return _another_value(bare, long) or _another_name(bare, long)


def _mentions(bare: str, long: str) -> Iterator[Span]:
    """Yield where the answer stands in the longer text, or the last word of it that says something."""
    whole = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(bare)}(?!\w)", long, re.IGNORECASE)]
    if whole:
        yield from whole
        return
    said = [word for word in _WORD.findall(bare) if word.lower() not in STOPWORDS and not word.isdigit()]
    if said:
        yield from (m.span() for m in re.finditer(rf"(?<!\w){re.escape(said[-1])}(?!\w)", long, re.IGNORECASE))


def _loses(long: str, span: Span) -> bool:
    return not long[span[0]].isdigit() and _LOSES.search(long[: span[0]]) is not None


def _is_ruled_out(long: str, span: Span) -> bool:
    return _RULED_OUT.match(long[span[1] :]) is not None and _BLAMED.match(long[span[1] :]) is None


def _is_one_of_two(long: str, span: Span) -> bool:
    before, after = long[: span[0]], long[span[1] :]
    if _BOTH.search(before):
        return True
    if not long[span[0]].isupper() and not _THING_JOINED.match(after):
        return False
    joined = _NAME_JOINED.match(after) or _THING_JOINED.match(after)
    return joined is not None or (long[span[0]].isupper() and _JOINED_BEFORE.search(before) is not None)


def _another_value(bare: str, long: str) -> str | None:
    """Say which date or time of its own the longer text gives before the answer's."""
    own = [item for item in quantities(bare) if item.kind in {"date", "time"}]
    if len(own) != 1:
        return None
    there = [item for item in quantities(long) if item.kind == own[0].kind]
    at = next((number for number, item in enumerate(there) if equal(own[0], item)), 0)
    if not at:
        return None
    first, same = there[at - 1], there[at]
    between = long[first.stop : same.start]
    if _SAME_AGAIN.search(between) or not _STANDS.search(long[: first.start]):
        return None
    return f"another value than {bare!r} is given first: {long[first.start : first.stop].strip()!r}"


def _another_name(bare: str, long: str) -> str | None:
    """Say which name does the like in a clause before that of the answer, a name: "Ben wrote it, Anna read it"."""
    if not _NAME.fullmatch(bare):
        return None
    clauses = _CLAUSE.split(long)
    own = next((number for number, clause in enumerate(clauses) if re.search(rf"\b{re.escape(bare)}\b", clause)), 0)
    if not own:
        return None
    first, second = clauses[own - 1], clauses[own]
    at = second.index(bare)
    for match in _NAME.finditer(first):
        place, other = _PLACE.search(first[: match.start()]), _PLACE.search(second[:at])
        does = not match.start() and not at and _VERB.match(first, match.end()) and _VERB.match(second, at + len(bare))
        if does or (place and other and place.group() == other.group() and len(frame(second).content) > 1):
            return f"{match.group()!r} stands beside {bare!r}"
    return None


def _another_amount(bare: str, long: str) -> str | None:
    """Say which of several amounts the longer text gives otherwise in the same unit."""
    own, there = ([item for item in quantities(text) if item.base_unit] for text in (bare, long))
    if len(own) < 2:
        return None
    for item in own:
        beside = [other for other in there if _unit(other) == _unit(item)]
        if beside and not any(equal(item, other) for other in beside):
            return f"{bare[item.start : item.stop]!r} is {long[beside[0].start : beside[0].stop]!r} in the longer one"
    return None


def _unit(item: Quantity) -> object:
    """Return by what an amount is counted: the size of one of its unit."""
    return (item.base_unit, item.base / item.value) if item.base and item.value else item.unit
