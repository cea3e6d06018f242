"""Whether an output that the length limit cut may yet come to another answer than the one read so far."""

import re

from promptfuzz.oracle.choices.labels import choice_mentions
from promptfuzz.oracle.choices.own_words import may_list_on
from promptfuzz.oracle.listing.lists import ends_in_list
from promptfuzz.oracle.normalise import readable
from promptfuzz.records import Answer, Choice, List, Number

_SO_FAR = 0.5
_LOOP = re.compile(r"(\b\w[^\n]{0,60}?\W+)\1{3,}[^\n]{0,60}\Z", re.IGNORECASE)
_SUM = re.compile(r"[-+*/×÷=]\s*[$€£]?\s*[\d.,]*\s*\Z")


def may_change(text: str, answer: Answer, prompt_text: str = "") -> bool:
    """Whether the value of a typed answer may still change after where it was cut.

    A sum before its result, a list in its last item, the first option with its text, where others may follow.
    """
    if isinstance(answer, Number):
        return _SUM.search(text) is not None
    if isinstance(answer, List):
        return ends_in_list(text)
    if isinstance(answer, Choice):
        body = readable(text)
        return may_list_on(body, choice_mentions(body, answer.options, prompt_text), prompt_text, answer.options)
    return False


def is_loop(text: str) -> bool:
    """Whether `text` ends in saying the same again and again: no limit kept it from an answer."""
    return _LOOP.search(text[-400:]) is not None


def agree_so_far(a: str, b: str, *, cut_a: bool, cut_b: bool) -> bool:
    """Whether one of two texts was cut and is the beginning of the other: as far as both go, they say the same."""
    left, right = (" ".join(text.split()).casefold() for text in (a, b))
    if not left or not right or min(len(left), len(right)) < _SO_FAR * max(len(left), len(right)):
        return False
    return (cut_a and right.startswith(left)) or (cut_b and left.startswith(right))
