"""Pairs of which a side is plainly an answer of one kind: a refusal, a label, a letter, yes or no, nothing at all."""

import re
from functools import lru_cache

from promptfuzz.oracle.choices.claims import claim
from promptfuzz.oracle.choices.contradictions import is_belied
from promptfuzz.oracle.choices.explained import explains_alike
from promptfuzz.oracle.choices.mentions import Mention
from promptfuzz.oracle.choices.stances import (
    is_bare_none,
    is_ignorant,
    is_silent_source,
    is_telling_source,
    is_unknown,
    may_agree,
    stances,
    topic,
)
from promptfuzz.oracle.choices.verdicts import is_bare_verdict, verdict_mentions
from promptfuzz.oracle.listing.entries import fields_apart
from promptfuzz.oracle.normalise import readable
from promptfuzz.oracle.parsing import parse
from promptfuzz.oracle.refusal import is_refusal
from promptfuzz.oracle.typed import verdict
from promptfuzz.records import Choice, Comparison

_LETTERS = Choice("A", "B", "C", "D", "E", "F", "G", "H")
_LETTER = re.compile(r"\W*[a-hA-H]\W*")
_OPTION = re.compile(
    r"^\W{0,3}[A-H](?:[).:](?= |\n|$)|\W{0,3}$)|\b(?i:options?|answers?|choices?|"
    r"letter)(?i: is)?:? ?\W{0,3}[A-H]\b|\([A-H]\)|"
    r"\b(?i:is|leaves|choose|pick|select|it's|be|so|say) \W{0,2}[A-H](?=[.,;:)]|$| because| since)|"
    r"\b[A-H] (?i:is (?:right|correct|wrong|out|incorrect))"
)
_INSTRUCTION = re.compile(
    r"(?:\W*(?:task|instructions?|prompt|q|question)\W+)?(?:please )?(?:(?:classify|summari[sz]e|translate|rewrite|"
    r"paraphrase|extract|categori[sz]e|convert|identify|determine|label|decide|proofread|calculate|work out|compute) "
    r"(?:the|this|each|these|whether|if|all|into|what|how)\b|(?:write|generate|create|give|list|name|provide|"
    r"produce|return|"
    r"output) (?:me )?(?:an?|the|only|three|two|five|\d+) (?:\w+ ){0,3}(?:function|program|summary|poem|story|sentence|"
    r"list|json|answer|label|word|query|reply|e-?mail|paragraph|script|text|following|number)\b|"
    r"(?:answer|respond|reply) (?:with|in|only|to|using)\b|you are an? (?:\w+ ){0,3}(?:assistant|model|expert|bot)\b)",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"(?:\w+ ?: ?)?[^.!?\n]{8,300}\?", re.IGNORECASE)
_LEAD_NO = re.compile(r"no\b[,.:]", re.IGNORECASE)
_POLITE = re.compile(r"(?:certainly|of course|absolutely|sure|definitely|indeed|right|exactly)\b", re.IGNORECASE)
_SURE_SETS = frozenset({0, 1, 2, 3, 7, 9, 10, 14})
_BARE, _SHORT = 3, 6


def refusals(a: str, b: str) -> Comparison | None:
    """Compare refusals: equal to each other, different from an answer."""
    left, right = is_refusal(a), is_refusal(b)
    if left != right and all(_LEAD_NO.match(readable(text)) for text in (a, b)):
        return None  # "No, I cannot return it" answers a question that was asked of "I"
    if left and right:
        return verdict("both decline to answer", same=True, score=0.9)
    if left or right:
        return verdict("one declines, the other answers", same=False, score=0.03)
    return None


def no_answers(a: str, b: str) -> Comparison | None:
    """Compare "I don't know" and "none found": equal to each other about one topic, different from an answer."""
    left, right = stances(a), stances(b)
    if left and right:
        about = topic(a), topic(b)
        if left & right and (not all(about) or about[0] & about[1]):
            known = "neither knows" if "unknown" in left & right else "neither finds any"
            return verdict(known, same=True, score=0.88)
        return None
    if not left and not right:
        return None
    silent, other = (a, b) if left else (b, a)
    if is_silent_source(silent) and is_telling_source(other):
        return verdict("one says that its source is silent, the other what it says", same=False, score=0.05)
    if is_ignorant(silent) and is_bare_verdict(other):
        return verdict("one gives no answer, the other does", same=False, score=0.08)
    if not (is_unknown(silent) or is_bare_none(silent)) or may_agree(other):
        return None
    return verdict("one gives no answer, the other does", same=False, score=0.05)


def instructions(a: str, b: str) -> Comparison | None:
    """Tell an instruction said again from an answer to it."""
    short, long = sorted((readable(a), readable(b)), key=len)
    if _QUESTION.fullmatch(short) and long.startswith(short) and len(long) > len(short) + 1:
        return verdict("one only says the question again", same=False, score=0.08)
    left, right = (_is_instruction(text) for text in (a, b))
    if left == right:
        return None
    return verdict("one only says the instruction again", same=False, score=0.08)


def _is_instruction(text: str) -> bool:
    body = readable(text)
    return body.count(" ") < 30 and bool(_INSTRUCTION.match(body)) and "\n" not in body and '"' not in body[-3:]


def options(a: str, b: str) -> Comparison | None:
    """Compare the letters of options, where both sides speak of one."""
    if not all(_OPTION.search(readable(text)) or _LETTER.fullmatch(text) for text in (a, b)):
        return None
    left, right = parse(a, _LETTERS), parse(b, _LETTERS)
    if not (left.clear and right.clear):
        return None
    if left.value == right.value:
        return verdict(f"same option: {left.value}", same=True, score=0.95)
    return verdict(f"options differ: {left.value} against {right.value}", same=False, score=0.03)


def labels(a: str, b: str) -> Comparison | None:
    """Compare labels of a usual set, where both sides give one."""
    left, right = claim(a), claim(b)
    if left is None or right is None:
        return None
    pairs = {number: (left.labels[number], right.labels[number]) for number in left.labels if number in right.labels}
    if not pairs:
        return None
    number, (one, other) = min(pairs.items())
    if all(one != other for one, other in pairs.values()):
        return verdict(f"labels differ: {one} against {other}", same=False, score=0.05)
    if fields_apart(a, b):
        return None  # The label is one of several things that both say.
    if left.bare or right.bare or number in _SURE_SETS:
        return verdict(f"same label: {one}", same=True, score=0.9 if left.bare or right.bare else 0.8)
    return None


def verdicts(a: str, b: str) -> Comparison | None:
    """Compare yes and no; where both say the same at length, their explanations may still differ."""
    if all(_POLITE.match(readable(text)) for text in (a, b)):
        return None  # "Certainly! Here is ..." says yes to the request
    one, other = (_said(readable(text)) for text in (a, b))
    left, right = ({mention.value for mention in found} for found in (one, other))
    if not left or not right:
        return None
    if len(left) > 1 or len(right) > 1:
        left, right = ({found[0].value} if _leads(found) else values for found, values in ((one, left), (other, right)))
    if len(left) != 1 or len(right) != 1:
        return None
    if left != right:
        return verdict(f"verdicts differ: {' against '.join(sorted(map(str, left | right)))}", same=False, score=0.03)
    words = min(len(a.split()), len(b.split()))
    leads = _leads(one) + _leads(other)
    if words <= _BARE and leads:
        return verdict(f"both say {min(map(str, left))}", same=True, score=0.9)
    if (leads == 2 or (leads and words <= _SHORT)) and explains_alike(a, b):
        return verdict(f"both say {min(map(str, left))}", same=True, score=0.78)
    return None


@lru_cache(maxsize=16384)
def _said(text: str) -> list[Mention]:
    """Return the verdicts of `text`; "No number found" gives none."""
    found = verdict_mentions(text)
    if found and is_belied(text, str(found[0].value), ""):
        return []
    return [] if found and found[0].value == "no" and _DETERMINER.match(text, found[0].stop) else found


_DETERMINER = re.compile(
    r"(?<=[nN]o) (?!(?:it|this|that|they|he|she|you|i|we|the|there|because|since|as|not|a|an|these|those|its|"
    r"their|your|"
    r"my|is|are|does|do|here|in|at|on|under|according)\b)[a-z][\w'-]*",
    re.IGNORECASE,
)


def _leads(found: list[Mention]) -> bool:
    return found[0].start < 3
