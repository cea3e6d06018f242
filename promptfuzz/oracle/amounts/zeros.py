"""Whether an answer to "how many" says that there are none."""

import re

_ASKED = re.compile(r"\bhow (?:many|much)\b(?P<what>(?:[ -][\w'-]+){0,6})", re.IGNORECASE)
_NONE = re.compile(
    r"(?:^|[.!?\n] ?)(?:(?:answer|result|total)(?: is|:) ?)?(?:\w+ ){0,4}?(?:none|nobody|no one|nothing|zero)"
    r"(?: of (?:them|the (?!above|options|answers|choices|numbers)(?:\w+ )?\w+))?"
    r"(?: (?:is|are|was|were|remains?|came|attended|left|at all)){0,3}\W*$",
    re.IGNORECASE,
)
_NO = re.compile(r"(?:\b(?:no|not any|zero)|n't (?:have )?any)(?: more)? (?P<noun>[\w'-]+(?: [\w'-]+)?)", re.IGNORECASE)
# "No apples are mentioned" says nothing of how many there are.
_UNTOLD = re.compile(
    r"\b(?:mention\w*|given|stated?|specif\w+|provided?|describ\w+|known?|knows|unknown|unclear|determin\w+|information)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 30


def says_none(body: str, prompt: str, after: int = 0) -> bool:
    """Whether readable `body` says after its place `after` that there are none of what `prompt` asks how many of."""
    asked = _ASKED.search(prompt)
    rest = body[after:]
    if asked is None or len(rest.split()) > _MOST_WORDS or _UNTOLD.search(rest):
        return False
    counted = {_stem(word) for word in asked["what"].casefold().split()}
    nouns = [match["noun"].casefold().split() for match in _NO.finditer(rest)]
    return bool(_NONE.search(rest)) or any({_stem(word) for word in noun} & counted - {""} for noun in nouns)


def _stem(word: str) -> str:
    """Return a noun without its plural; the words of the question that are no nouns stand for nothing."""
    return word.removesuffix("s") if len(word) > 3 and word not in {"more", "does", "left", "there", "have"} else ""
