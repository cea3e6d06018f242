"""Whether two outputs that both say yes, or both say no, explain it alike: what they add may be another answer."""

import re

from promptfuzz.oracle.amounts.counts import conflict
from promptfuzz.oracle.normalise import normalise
from promptfuzz.oracle.prose.frames import difference, differs_in_one_place, frame
from promptfuzz.oracle.prose.languages import same_sequence, unknown_language
from promptfuzz.oracle.prose.vetoes import FRAME, vetoes
from promptfuzz.oracle.prose.words import expand

_LEAD = re.compile(
    r"(?:yes|no|that's (?:not )?(?:correct|right)|correct|incorrect|true|false)\b[^\w]{0,4}", re.IGNORECASE
)
_SENTENCE = re.compile(r"[.!?](?:\s|$)|\n")
# Words by which a yes or no goes only so far: what stands behind them is what the answer is about.
_CONDITIONS = re.compile(
    r"\b(?:if|unless|except|provided|as long as|only|but|however|although|though|must(?! say| admit)|may|instead)\b"
)
# A condition of the answer itself comes soon.
_SOON = 8


def explains_alike(a: str, b: str) -> bool:
    """Whether nothing in what follows the yes or no of two texts speaks against their meaning the same.

    A condition, another language than English and one word in place of another leave it to the similarity.
    """
    left, right = (_LEAD.sub("", normalise(text), count=1) for text in (a, b))
    if not left or not right:
        return True
    if unknown_language(left, right):
        return same_sequence(left, right)
    diff = difference(frame(left), frame(right))
    if conflict(left, right, framed=False) is not None or vetoes(left, right, diff):
        return False
    firsts = [_SENTENCE.split(expand(text))[0] for text in (left, right)]
    if diff.cover >= FRAME and differs_in_one_place(diff):
        return False  # "we refund it", "we exchange it"
    return not any(_CONDITIONS.search(_beginning(first)) for first in firsts)


def _beginning(sentence: str) -> str:
    return " ".join(sentence.split()[:_SOON])
