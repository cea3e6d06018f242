"""From two outputs that give no answer of their type to whether they may be called the same by their spelling."""

import re
from collections import Counter
from dataclasses import replace

from promptfuzz.oracle.normalise import normalise
from promptfuzz.oracle.prose import wordlists
from promptfuzz.oracle.prose.words import expand, head
from promptfuzz.records import Answer, Choice, Comparison, Label

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_VERDICTS = frozenset({"yes", "no", "not", "true", "false"}) | wordlists.NEGATORS
_APART = 0.4


def unless_answers_differ(found: Comparison, a: str, b: str, answer: Answer | None) -> Comparison:
    """Return `found`, or that the texts differ where both have words of their own, or one has a word that may answer.

    "In this case, it's B4." is spelled nearly like "In this case, it's B7."; more words on one side alone add to it.
    """
    if not found.same:
        return found
    left, right = _telling(a), _telling(b)
    only = (left - right, right - left)
    declared = answer.labels if isinstance(answer, Label) else answer.options if isinstance(answer, Choice) else ()
    answers = _VERDICTS | {head(name.casefold()) for name in declared}
    if not all(only) and answers.isdisjoint([*only[0], *only[1]]):
        return found
    reason = "no answer of the type, and other words"
    return replace(found, same=False, score=min(found.score, _APART), reasons=(*found.reasons, reason))


def _telling(text: str) -> Counter[str]:
    """Return how often each word stands in `text` that says something by itself."""
    words = _WORD.findall(expand(normalise(text)))
    return Counter(head(word) for word in words if word in _VERDICTS or word not in wordlists.STOPWORDS)
