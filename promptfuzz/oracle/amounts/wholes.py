"""Which numbers of an output are only the whole that the answer is so many of: the 30 of "18 of the 30 are left"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from promptfuzz.oracle.amounts.questions import question_of
from promptfuzz.oracle.choices.mentions import Mention
from promptfuzz.oracle.prose.wordlists import STOPWORDS
from promptfuzz.oracle.values import Quantity

_OF = re.compile(
    r"(?: [a-z'-]+){0,3}? (?:out )?of (?:the |these |those |its |their |his |her |our |your |all |all the |"
    r"a total of )?",
    re.IGNORECASE,
)
_SAID = re.compile(r"[^.,;:!?\n()\d]{0,60}")
_HOW_MANY = re.compile(
    r"\bhow (?:many|much)(?: of (?:the|these|those|its|their))? [a-z-]+(?P<rest>[^?]*)", re.IGNORECASE
)
_TOTAL = re.compile(r"\b(?:total|altogether|in all|sum|overall)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]{3,}")
_LEFT = {"left", "remai"}
_NO_CONTENT = frozenset(
    {"are", "there", "does", "have", "has", "did", "the", "was", "were", "still", "how", "many", "now"}
)


@lru_cache(maxsize=256)
def _asked(prompt: str) -> frozenset[str]:
    """Return the stems of what `prompt` asks to be true of the things that it has counted."""
    found = _HOW_MANY.search(question_of(prompt))
    if found is None or _TOTAL.search(found.group()):
        return frozenset()
    return frozenset(_stems(found["rest"]))


def without_wholes(body: str, mentions: Sequence[Mention], prompt: str) -> list[Mention]:
    """Leave out the whole in "18 of the 30 days are left" where `prompt` asks how many are left."""
    asked = _asked(prompt)
    if not asked:
        return list(mentions)
    wholes = {whole.start for part, whole in pairwise(mentions) if _is_of(body, part, whole, asked)}
    return [mention for mention in mentions if mention.start not in wholes]


def counted(body: str, item: Quantity, prompt: str) -> Quantity:
    """Return a share that names what it counts ("18 days left out of 30") as that count where `prompt` asks for one."""
    text = body[item.start : item.stop]
    if item.kind != "ratio" or item.base is None or not _asked(prompt) or len(text.split()) < 5:
        return item
    stop = item.start + text.index(" ")
    return replace(item, value=item.base, base=None, kind="number", stop=stop)


def _is_of(body: str, part: Mention, whole: Mention, asked: frozenset[str]) -> bool:
    if not _OF.fullmatch(body, part.stop, whole.start) or float(str(part.value)) > float(str(whole.value)):
        return False
    said = _SAID.match(body, whole.stop)
    return bool(said and asked & _stems(said.group()))


def _stems(text: str) -> set[str]:
    words = {word[:5] for word in _WORD.findall(text.casefold()) if word not in STOPWORDS and word not in _NO_CONTENT}
    return words | (_LEFT if words & _LEFT else set())
