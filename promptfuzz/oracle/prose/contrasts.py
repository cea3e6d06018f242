"""Pairs that one small thing tells apart: a code, what a price includes, a doubt, a tense, who does it to whom."""

import re
from collections.abc import Iterator

from promptfuzz.oracle.identifiers import lettered_and_bare, others
from promptfuzz.oracle.normalise import normalise, readable
from promptfuzz.oracle.prose.frames import is_content
from promptfuzz.oracle.prose.words import words
from promptfuzz.oracle.typed import verdict
from promptfuzz.records import Comparison


def identifiers(a: str, b: str) -> Comparison | None:
    """Tell hashes and codes apart: one wrong letter in them is another thing."""
    found = others(a, b) or _code_for_number(a, b)
    if found is None:
        return None
    return verdict(f"identifiers differ: {found[0]} against {found[1]}", same=False, score=0.06)


def _code_for_number(a: str, b: str) -> tuple[str, str] | None:
    """Return a code and the number given in its place, where both stand alone or in the same words."""
    found = lettered_and_bare(readable(a), readable(b))
    if found is None:
        return None
    code, numeral, *rests = found
    left, right = ({word.head for word in words(normalise(rest)) if is_content(word)} for rest in rests)
    return (code, numeral) if left <= right or right <= left else None


def inclusion(a: str, b: str) -> Comparison | None:
    """Tell a price with tax, postage or the like in it from one to which they are added."""
    left, right = (dict(_included(text)) for text in (a, b))
    for what in sorted(left.keys() & right.keys()):
        if left[what] != right[what]:
            return verdict(f"{what} is included on one side only", same=False, score=0.1)
    return None


def _included(text: str) -> Iterator[tuple[str, bool]]:
    for match in _EXTRA.finditer(readable(text)):
        yield match["what"].casefold().removesuffix("s").removesuffix("e"), match["without"] is None


_EXTRA = re.compile(
    r"\b(?:(?P<without>plus|excluding|excl\.?|exclusive of|before|without|not including|net of|not incl\.?|on top of)|"
    r"including|includes?|incl\.?|inclusive of|with|after) (?:the |any |all |local |sales )?"
    r"(?P<what>vat|tax(?:es)?|gst|shipping|delivery|postage|(?:service )?fees?|breakfast|insurance)\b",
    re.IGNORECASE,
)


def withdrawn(a: str, b: str) -> Comparison | None:
    """Tell a plain statement from one that is doubted as soon as it is made."""
    left, right = (_DOUBTED.search(readable(text)) is not None for text in (a, b))
    plain = b if left else a
    if left == right or _HEDGE.search(readable(plain)) or max(len(a), len(b)) > _SHORT_TEXT:
        return None
    return verdict("one doubts what it says, the other does not", same=False, score=0.15)


_DOUBTED = re.compile(
    r",? (?:though|although|but|even though|yet) (?:probably not|not (?:everyone|all)\b[^.]{0,40}\b(?:agrees?|sure)|"
    r"(?:(?:this|that|it)(?:'s| is)|the (?:claim|attribution|link) is|(?:most |many |some )?(?:experts?|scholars?|"
    r"historians?|scientists?|researchers?|doctors?|critics?|people)(?: (?:are|still|now|today))*) "
    r"(?:disputed|contested|debated|doubtful|unproven|unconfirmed|uncertain|not (?:certain|proven|confirmed|clear|sure)"
    r"|doubt|dispute|question|disagree|reject)|"
    r"(?:nobody|no one) (?:knows|is sure|can be sure)|there is (?:no|little) (?:proof|evidence))",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:may|might|could|possibl[ey]|perhaps|maybe|probabl[ey]|likely|unlikely|reportedly|allegedly|seems?|appears?|"
    r"think|believe|suspect|guess|unsure|uncertain|disputed|doubt\w*|debated|unclear|unknown|know)\b",
    re.IGNORECASE,
)
_SHORT_TEXT = 300


def tense(a: str, b: str) -> Comparison | None:
    """Tell sentences apart that differ in nothing but the tense of their auxiliaries."""
    left, right = (_PART.findall(normalise(text).casefold()) for text in (a, b))
    if len(left) != len(right) or left == right:
        return None
    pairs = [(one, other) for one, other in zip(left, right, strict=True) if one != other]
    times = [(_PAST.get(one), _PAST.get(other)) for one, other in pairs]
    if any(one is None or other is None or one == other for one, other in times):
        return None
    return verdict(f"tenses differ: {pairs[0][0]} against {pairs[0][1]}", same=False, score=0.25)


def persons(a: str, b: str) -> Comparison | None:
    """Tell "you owe us" from "we owe you"."""
    left, right = (_DEED.search(normalise(text)) for text in (a, b))
    if left is None or right is None or left["verb"].casefold().rstrip("s") != right["verb"].casefold().rstrip("s"):
        return None
    one, other = ((_PERSON[m["who"].casefold()], _PERSON[m["whom"].casefold()]) for m in (left, right))
    if one[0] == one[1] or one != other[::-1]:
        return None
    return verdict(f"roles differ: {left.group()} against {right.group()}", same=False, score=0.12)


_PERSON = {
    "i": 1, "me": 1, "we": 2, "us": 2, "you": 3, "he": 4, "him": 4, "she": 5, "her": 5, "they": 6, "them": 6,
}  # fmt: skip
_DEED = re.compile(
    r"\b(?P<who>i|we|you|he|she|they) (?P<verb>[a-z]+(?: [a-z]+)?) (?P<whom>me|us|you|him|her|them)\b", re.IGNORECASE
)
_PART = re.compile(r"\w+?(?=n't\b)|n't|\w+|[^\w\s]")
_PAST = dict.fromkeys(("do", "does", "is", "are", "has", "have"), False) | dict.fromkeys(
    ("did", "was", "were", "had"), True
)
