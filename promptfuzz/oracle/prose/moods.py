"""Whether two texts do different things with the same words: one asks and the other states, one orders and one forbids.

What a polite question asks for is a request, and an imperative is one, too.
"""

import re
from functools import lru_cache

from promptfuzz.oracle.prose.frames import Difference, Frame
from promptfuzz.oracle.prose.words import expand

_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
# What is said before a question or after it, and says nothing.
_COURTESY = re.compile(
    r"\W*(?:hi|hello|hey|dear|sure(?: thing)?|certainly|of course|absolutely|great|thanks|thank you|ok|okay|"
    r"no problem|sorry|happy to help|gladly|i(?:'d| would) be (?:happy|glad) to help|i can help(?: you)? with that|"
    r"one (?:quick )?question|just to (?:be sure|check|confirm)|good question|got it)\b[^.!?:]{0,40}[.!:,\n]*\W*",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"(?:is there )?(?:any ?thing|something) else\b|(?:can|may) i (?:help|assist)\b|(?:need|want) (?:any )?more\b|"
    r"does (?:that|this) (?:help|answer|make sense|work|sound)|(?:any )?(?:other |further |more )?questions\b|"
    r"(?:would|do) you (?:like|want)(?: me to| to)? (?:know|hear|see|explain|give|show|more|another|further|"
    r"a |an |me )",
    re.IGNORECASE,
)
# Questions that propose, guess or ask someone to do a thing say what a statement may say.
_PROPOSES = re.compile(
    r"\W*(?:how about|what about|why (?:not|don't)|what if|have you|did you|could it be|might|may it|isn't|aren't|"
    r"doesn't|don't you|(?:may|can|could|might) (?:i|we) (?:\w+ )?ask|won't|wouldn't|couldn't it|"
    r"who (?:knows|cares)|shall we|can we|could we|or)\b|"
    r".*\b(?:right|isn't it|correct|no|ok|okay)\?",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\b(?:please|kindly|let me know|tell (?:me|us)|(?:i|we)(?:'d| would| will|'ll)?(?: also| still)? (?:need|want|"
    r"like|require|have to know)|which|whether|what|who|where|when|how|specify|provide|clarify|clear|unclear|unsure|"
    r"sure|unknown|depends|wonder\w*|missing|ask\w*|questions?|perhaps|maybe|may|might|could|should|recommend|suggest|"
    r"appreciate|grateful)\b",
    re.IGNORECASE,
)
# So few words are a bare answer, which a question may give as well: "Is it Paris?".
_FEW = 4
_ORDERED = re.compile(r"\W*(?:could|can|would|will) you (?:please |kindly |also )?(?P<verb>\w+)", re.IGNORECASE)
_FIRST = re.compile(r"\W*(?P<verb>\w+)")
_FORBIDS = re.compile(
    r"(?:please |but )?(?:do not|never|avoid|you (?:must|should|may|can) not|refrain from) (?P<verb>[a-z]+)"
)
_ORDERS = re.compile(
    r"(?:please |first,? |then,? |now,? |just |you (?:must|should|need to|can) )*(?P<verb>[a-z]+) "
    r"(?:the|your|a|an|all|any|this|that|it|them|these|those|each|every)\b"
)
# "Skip the update" forbids without a word that denies, and "don't forget the key" orders.
_HOLDS_BACK = frozenset(
    "keep leave stay skip avoid stop ignore remain wait hold refrain postpone delay cancel omit drop resist spare save "
    "preserve protect disable exclude turn switch put set is are was were has have does do can will let quit".split()
)
_NO_ORDER = frozenset("forget miss fail hesitate neglect leave be worry skip ignore let omit lose overlook".split())


def asks_only(a: str, b: str) -> str | None:
    """Say that one text consists of questions and the other of statements; None where that tells nothing."""
    if ("?" in a) == ("?" in b) and not (_SIGN_OFF.search(a) or _SIGN_OFF.search(b)):
        return None
    for asking, other in ((a, b), (b, a)):
        if _questions(asking) and not _asks(other) and not _says_the_same_way(asking, other):
            return f"one asks, the other states: {asking[:60]!r}"
    return None


@lru_cache(maxsize=16384)
def _questions(text: str) -> bool:
    """Whether a text asks and does nothing else."""
    if "?" not in text:
        return False
    rest = _COURTESY.sub("", text, count=1) if _COURTESY.match(text) else text
    parts = [part.strip() for part in _SENTENCE.findall(rest if "?" in rest else text) if part.strip(" .!?\n\"'")]
    return bool(parts) and all(part.endswith("?") for part in parts) and not any(map(_PROPOSES.match, parts))


def _asks(text: str) -> bool:
    """Whether a text asks at all, by a question or by a request; what only ends a turn is neither."""
    parts = _SENTENCE.findall(text)
    if any(part.strip().endswith("?") and not _SIGN_OFF.search(part) for part in parts):
        return True
    return bool(_REQUEST.search(" ".join(part for part in parts if not part.strip().endswith("?"))))


def _says_the_same_way(asking: str, other: str) -> bool:
    """Whether a statement is the order that a polite question puts: "Could you restart it?", "Restart it"."""
    ordered, first = _ORDERED.match(asking), _FIRST.match(other)
    if ordered and first and ordered["verb"].lower() == first["verb"].lower():
        return True
    return len(other.split()) < _FEW


def forbids(a: str, b: str, diff: Difference) -> str | None:
    """Say that one sentence orders what the other forbids in another word for it: "reboot it", "don't restart it"."""
    if diff.opposites:
        return None
    for one, other, own, there in ((a, b, diff.a, diff.b), (b, a, diff.b, diff.a)):
        forbidding, ordering = _FORBIDS.match(expand(one).strip()), _ORDERS.match(expand(other).strip())
        if forbidding is None or ordering is None or _FORBIDS.match(expand(other).strip()):
            continue
        if forbidding["verb"] in _NO_ORDER or ordering["verb"] in _HOLDS_BACK:
            continue
        if _of_one_thing(own, forbidding["verb"], there, ordering["verb"]):
            return f"one orders, the other forbids: {ordering['verb']!r} against {forbidding['verb']!r}"
    return None


def _of_one_thing(forbidding: Frame, denied: str, ordering: Frame, verb: str) -> bool:
    """Whether two sentences speak of one thing, apart from their verbs."""
    left = {word.head for word in forbidding.content if word.text not in {denied, "avoid", "refrain"}}
    right = {word.head for word in ordering.content if word.text != verb}
    return bool(left) and left <= right and len(right - left) <= 1
