"""Tasks of which the form of words is the answer, such as correcting, and texts that differ in form alone."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from promptfuzz.oracle.normalise import normalise
from promptfuzz.oracle.prose.wordlists import AMERICAN
from promptfuzz.oracle.prose.words import expand, stem
from promptfuzz.oracle.typed import verdict
from promptfuzz.records import Comparison

_BEGINS = r"(?:^|[.!?:;,\n]\s*|\b(?:please|to|and|then|you|kindly|carefully|must|should) )"
_TEXTS = (
    r"(?:grammar|grammatical|spelling|punctuation|errors?|mistakes?|typos?|sentences?|texts?|paragraphs?|messages?|"
    r"e-?mails?|words?|verbs?|tenses?|phrases?|lines?|drafts?)"
)
_TASK = re.compile(
    rf"{_BEGINS}(?:correct|fix|mend|repair|proofread|copy-?edit|spell-?check)\b[^.!?\n]{{0,60}}?\b{_TEXTS}\b"
    rf"|{_BEGINS}(?:proofread|conjugate|inflect|translate)\b"
    r"|\b(?:correct|proper|right|good) (?:grammar|spelling|tense|verb form)\b|\bgrammatically (?:correct|right)\b"
    r"|\btranslat(?:e|ion of|ion:)"
    r"|\b(?:in|into|to|using) (?:the )?(?:\w+ ){0,3}(?:tense|passive(?: voice)?|active voice|(?:first|second|third) "
    r"person|singular|plural)\b"
    r"|\b(?:plural|past tense|past participle|comparative|superlative|verb|correct|right) (?:form )?of (?:the )?"
    r"(?:\w+ )?(?:noun|verb|word|adjective)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
# A translation may well say "shop" or "shops": not sure enough to count from a single flip.
_UNSURE = 0.15
_ALIKE, _SPELT_ALIKE = 0.5, 0.75
_FORMS = (
    {"a", "an"}, {"its", "it's"}, {"their", "there"}, {"than", "then"}, {"have", "of"}, {"who", "whom"}, {"i", "me"},
    {"he", "him"}, {"she", "her"}, {"we", "us"}, {"they", "them"}, {"your", "you"}, {"good", "well"},
)  # fmt: skip


@lru_cache(maxsize=256)
def asks_for_form(prompt: str) -> bool:
    """Whether a prompt asks to correct, translate or inflect: there "goes" is another answer than "go"."""
    return _TASK.search(prompt) is not None


def forms(a: str, b: str) -> Comparison | None:
    """Tell two texts apart that share their wording but for the form of a word: "She goes" and "She go"."""
    left, right = (_words(text) for text in (a, b))
    if left == right:
        return None
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return None
    for kind, *span in matcher.get_opcodes():
        if kind != "replace" or span[1] - span[0] != span[3] - span[2]:
            continue
        for one, other in zip(left[span[0] : span[1]], right[span[2] : span[3]], strict=True):
            if _differ_in_form(one, other):
                shown = f"{one!r} against {other!r}, where the form is what was asked for"
                return verdict(shown, same=False, score=_UNSURE)
    return None


def _words(text: str) -> list[str]:
    return [AMERICAN.get(word, word) for word in _WORD.findall(expand(normalise(text)))]


def _differ_in_form(one: str, other: str) -> bool:
    if {one, other} in _FORMS or stem(one) == stem(other):
        return True
    plain = one.isalpha() and other.isalpha() and min(len(one), len(other)) > 3
    return plain and one[0] == other[0] and SequenceMatcher(None, one, other).ratio() >= _SPELT_ALIKE
