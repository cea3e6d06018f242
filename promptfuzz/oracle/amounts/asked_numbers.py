"""What a prompt asks a number of: which of an output's numbers only name that thing, or count another one."""

import re
from collections.abc import Hashable, Sequence
from functools import lru_cache

from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.choices.mentions import Mention
from promptfuzz.oracle.prose.wordlists import STOPWORDS

_QUESTION = re.compile(
    r"[^.?!\n]{1,300}\?|(?:^|(?<=[.?!\n]))\s*(?:give|state|tell|name|calculate|determine|report|return|extract|compute|"
    r"find|count)\b[^.?!\n]{1,300}",
    re.IGNORECASE,
)
_NAMING = re.compile(r"(?P<noun>[A-Za-z]{3,}) $")
_NAMED_END = re.compile(
    r"$|[?!.,;:)\"'\n]| (?:in|of|for|at|on|to|is|are|was|were|have|has|had|get|gets|do|does|did|can|will|include|"
    r"includes|cost|costs|and|or)\b"
)
_OPERATORS = frozenset({"plus", "minus", "times", "over", "than", "add", "adding", "least", "most", "about", "exactly"})
_SUM_ASKED = re.compile(
    r"\b(?:totals?|sum|altogether|in all|combined|overall|all together|amounts? to|add(?:s|ed|ing)? up)\b",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"\bhow many (?:of (?:the|these|those|its|their) )?"
    r"(?P<adjectives>(?:(?!people |men |women |children )[a-z-]+(?<!s) ){0,2}?)(?P<noun>[a-z-]+)"
    r"(?: (?:are|is|were|was|have been|has been|remain|stay)(?: there)?(?: (?:still|currently|now|already|not))?"
    r"(?: (?P<state>[a-z-]+))?| (?P<verb>[a-z]{3,}ed)"
    r"|(?:(?<=s)|(?<=people)) (?!(?:are|is|was|were|do|does|did|have|has|had|can|could|will|would|should|must)\b)"
    r"(?P<rest>[a-z-]+(?: [a-z-]+){0,3})(?=\?))?"
    r"(?=[?.,\n]|$| (?:are|is|was|were|do|does|did|have|has|had|can|could|will|would|should|must|in|of|on|at|for|from|"
    r"to|by|with|the|this|that|today|right|so|an?)\b)",
    re.IGNORECASE,
)
_TOTAL_BEFORE = re.compile(r"\b(?:total|sum|in all|altogether|overall)\b[^.\n\d]{0,30}$", re.IGNORECASE)
_TOTAL_AFTER = re.compile(r"[^.\n\d,;]{0,25}?\b(?:in total|total|altogether|in all|overall)\b", re.IGNORECASE)
_NUMBER_END = re.compile(r"\d[^.\n\d,;:|]{0,25}\Z")
_CLAUSE_END = re.compile(r"[.!?;:]\s|[.!?]$|, |\n| \(|\)| - | (?:and|while|whereas|but|of which) ", re.IGNORECASE)
_WINDOW = 70
_LABEL = re.compile(r": $")
_PART = re.compile(r"^(?: [a-z]+){0,3} (?:out )?of (?:the|these|those|its|their|a|all) (?:total of )?$", re.IGNORECASE)
_COUNTED = re.compile(r"(?: [a-z'-]+){1,4}", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")
_BY = r"(?:by|in|at|on|from|via|with|through|over|online|remotely|later|afterwards|elsewhere)\b(?! progress\b)"
_NARROWED = re.compile(rf"\b(?P<verb>[a-z]+) {_BY}", re.IGNORECASE)
_SHARES = re.compile(
    rf"(?: (?:more|others?|another|people|persons?|of them))?(?: (?:also|joined|followed|came))? {_BY}", re.IGNORECASE
)
_NO_QUALITY = frozenset({"there", "many", "more", "other", "total", "left", "does", "each"})


@lru_cache(maxsize=256)
def _named(prompt: str) -> frozenset[tuple[str, Hashable]]:
    """Return the numbers of the question that name something, with the noun: ("year", 3) of "in year three?"."""
    found = set()
    for match in _QUESTION.finditer(prompt):
        text = match.group()
        for item in quantities(text):
            noun = _noun(text, item.start)
            if noun and item.unit is None and _NAMED_END.match(text, item.stop):
                found.add((noun, item.value))
    return frozenset(found)


def _noun(text: str, at: int) -> str:
    match = _NAMING.search(text[max(0, at - 24) : at])
    noun = match["noun"].casefold() if match else ""
    return "" if noun in STOPWORDS or noun in _OPERATORS else noun.removesuffix("s")


def without_names(body: str, mentions: Sequence[Mention], prompt: str) -> list[Mention]:
    """Leave out the numbers by which `prompt` names what it asks about ("year 3"), unless nothing else is left."""
    named = _named(prompt) if prompt else frozenset()
    kept = [m for m in mentions if not named or (_noun(body, m.start), m.value) not in named]
    return kept or list(mentions)


def counted_apart(
    body: str, mentions: Sequence[Mention], total: Mention, prompt: str, known: set[Hashable], bold: Mention | None
) -> Mention | None:
    """Return the number of what `prompt` asks to count, where `total` counts more than that; else None.

    "12 are closed and 7 are open, 19 in total" gives 7 to "how many open tickets are there?", and so does a `bold` 7
    beside the word for what is counted. A sum of numbers that the prompt gives stays the answer.
    """
    before = body[max(0, total.start - _WINDOW) : total.start]
    if _SUM_ASKED.search(prompt) or not (_TOTAL_BEFORE.search(before) or _TOTAL_AFTER.match(body, total.stop)):
        return None
    if bold is not None and _noun_asked(prompt) & _stems(_follows(body, bold)) and not _is_total(body, bold):
        return None if bold.value in known and total.value not in known else bold
    wanted = qualities(prompt)
    if not wanted:
        return None
    clauses = {mention.start: _clause(body, mention) for mention in mentions}
    rivals = [
        m for m in mentions if m.value != total.value and not _is_total(body, m) and wanted & _stems(clauses[m.start])
    ]
    if wanted & _stems(clauses[total.start]):
        rivals = [m for m in rivals if m.start != total.start and _is_part(body, m, total)]
    if len({mention.value for mention in rivals}) != 1 or _is_first_part(body, rivals[0], total, wanted):
        return None
    return None if rivals[0].value in known and total.value not in known else rivals[0]


def _is_first_part(body: str, rival: Mention, total: Mention, wanted: set[str]) -> bool:
    """Whether a number is the first of several that make up a total: "3 attended in person and 1 by phone, 4 in all".

    It is narrowed down behind the word that `prompt` asks of it, and the other parts share that word with it.
    """
    parts = [item for item in quantities(body) if item.kind == "number" and item.value != total.value]
    if len(parts) < 2 or sum(item.value for item in parts) != total.value:
        return False
    narrowed = _NARROWED.search(_clause(body, rival))
    others = [item for item in parts if item.start != rival.start]
    return bool(narrowed and wanted & _stems(narrowed["verb"])) and all(_SHARES.match(body, m.stop) for m in others)


def _is_part(body: str, mention: Mention, total: Mention) -> bool:
    """Whether a number is said to be so many of a total: "7 of the 19 tickets in total are open"."""
    return bool(_PART.search(body[mention.stop : total.start])) if mention.stop <= total.start else False


def qualities(prompt: str) -> set[str]:
    """Return the stems of the words that narrow down what is counted: "open" of "how many open tickets are there?"."""
    match = _HOW_MANY.search(prompt)
    if match is None:
        return set()
    words = f"{match['adjectives']} {match['state'] or ''} {match['verb'] or ''} {match['rest'] or ''}".casefold()
    return {word[:5] for word in _WORD.findall(words) if word not in _NO_QUALITY and word not in STOPWORDS}


def may_answer(body: str, mentions: Sequence[Mention], bold: Mention, prompt: str, known: set[Hashable]) -> bool:
    """Whether a number in bold may be the answer: it is as new as the others, and no total of them stands there."""
    others = [mention for mention in mentions if mention.value != bold.value]
    of_part = not _SUM_ASKED.search(prompt) and qualities(prompt) & _stems(_clause(body, bold))
    if not of_part and any(_is_total(body, mention) for mention in others):
        return False
    return bold.value not in known or all(mention.value in known for mention in others)


def named_by_question(
    body: str, given: Sequence[tuple[Mention, str | None]], prompt: str
) -> list[tuple[Mention, str | None]]:
    """Return the number in front of the very noun that `prompt` asks how many there are of, if it is the only one."""
    nouns = _noun_asked(prompt)
    found = [pair for pair in given if nouns & _stems((_follows(body, pair[0]).split() or [""])[0])]
    return found if len({mention.value for mention, _ in found}) == 1 else []


def _follows(body: str, mention: Mention) -> str:
    """Return the words that say what a number counts."""
    found = _COUNTED.match(body, mention.stop)
    return found.group() if found else ""


def _noun_asked(prompt: str) -> set[str]:
    match = _HOW_MANY.search(prompt)
    return _stems(match["noun"]) if match else set()


def _stems(text: str) -> set[str]:
    return {word[:5] for word in _WORD.findall(text.casefold())}


def _is_total(body: str, mention: Mention) -> bool:
    before = body[max(0, mention.start - _WINDOW) : mention.start]
    said = _TOTAL_BEFORE.search(before)
    # "Of the 19 tickets in total, 7 are open": the words belong to the number in front of them.
    return bool((said and not _NUMBER_END.search(before, 0, said.start())) or _TOTAL_AFTER.match(body, mention.stop))


def _clause(body: str, mention: Mention) -> str:
    """Return the clause in which a number stands; the name before a colon is a part of it: "Open: 7"."""
    start = max((match.end() for match in _CLAUSE_END.finditer(body, 0, mention.start)), default=0)
    if _LABEL.search(body, 0, start):
        start = max((match.end() for match in _CLAUSE_END.finditer(body, 0, start - 2)), default=0)
    end = _CLAUSE_END.search(body, mention.stop)
    return body[start : end.start() if end else len(body)]
