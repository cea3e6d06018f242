"""Where a prompt asks whether something is wrong, what its output answers by "correct" and by "incorrect"."""

import re

from promptfuzz.oracle.choices.mentions import Mention

_FAULT = r"(?:mistakes?|errors?|faults?|flaws?|typos?|misspellings?|problems?|bugs?|defects?|inaccurac(?:y|ies))"
_ABOUT = re.compile(
    rf"\b(?:(?:is|are|was|were) there|(?:contains?|ha(?:ve|s)|includes?|makes?|made|shows?))\b"
    rf"[^?\n]{{0,40}}?\b{_FAULT}\b"
    r"|\b(?:any|some)thing\b[^?\n]{0,20}? (?:wrong|incorrect|amiss|off)\b"
    r"|^(?:is|are|was|were) [^?\n]{1,80}? "
    r"(?:wrong|incorrect|false|untrue|ungrammatical|inaccurate|misspelled|faulty)\W*$",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:correct|right|true|accurate|valid|grammatical|error-free|free of|without|no|not)\b", re.I
)
_QUESTION = re.compile(
    r"\b(?P<asked>(?:is|are|was|were|does|do|did|has|have|can)\b[^.?!:\n]{2,160})\?"
    r"|\b(?:whether|(?:check|see|tell me|say|decide|determine) if) (?P<told>[^.?!:\n]{2,160})",
    re.IGNORECASE,
)
_WORD = re.compile(r"\b(?P<bad>incorrect|wrong|untrue|false)\b|\b(?P<good>correct|right|true)\b", re.IGNORECASE)
_DENIED = re.compile(r"(?:\bnot|n't)\b", re.IGNORECASE)
# What may be faulty; "that is right" and "the answer is wrong" may speak of the answer to the question.
_THING = (
    r"(?:it|this|(?:text|sentence|statement|claim|code|spelling|grammar|punctuation|word|phrase|passage|paragraph|"
    r"equation|calculation|formula|sum|translation|function|query|program|line)s?(?: as (?:given|written))?)"
)
_SAID = re.compile(
    rf"\b{_THING}(?P<is> is| are| was|'s| seems| looks)(?P<not>n't| not)?(?: to be)?(?: (?:\w+ly|indeed|quite))? "
    r"(?:(?P<bad>incorrect|wrong|untrue|false|ungrammatical|inaccurate|faulty)|"
    r"(?P<good>correct|right|true|fine|accurate|grammatical|error-free))\b",
    re.IGNORECASE,
)
_MENDED = re.compile(
    r"[\"'(]*(?:incorrect|wrong|not correct)\b[^\w\n]{1,4}.{0,80}?\b(?:should (?:be|have|read|say)|must be|instead of|"
    r"the correct)\b",
    re.IGNORECASE | re.DOTALL,
)
_FOUND = re.compile(
    rf"(?:there (?:is|are)|there's|(?:it|this|{_THING}) (?:contains|has|includes))"
    rf" (?P<none>no |not any )?(?:(?!no\b|not\b|without\b|if\b)[\w-]+ ){{0,3}}?{_FAULT}\b",
    re.IGNORECASE,
)
_OPENING = re.compile(r"[\"'(]*(?:the |this |your |given |above )*$", re.IGNORECASE)


def asks_for_faults(prompt: str) -> bool:
    """Whether the first question of `prompt`, or that of its last line, asks if something is wrong."""
    found = list(_QUESTION.finditer(prompt))
    if not found:
        return False
    last = prompt.rstrip().rpartition("\n")[2]
    asking = [found[0], *(match for match in found[1:] if match.group() in last and match["asked"])]
    return any(_is_for_faults(match["asked"] or match["told"]) for match in asking)


def _is_for_faults(question: str) -> bool:
    return bool(_ABOUT.search(question.strip())) and not _OTHERWISE.search(question)


def turned(text: str, mentions: list[Mention]) -> list[Mention]:
    """Return the verdicts of `text` on whether something is wrong: "it is incorrect" says yes.

    Left out is a "correct" or "wrong" that may speak of the question as well as of what was asked about.
    """
    said = [
        Mention("yes" if bool(one["bad"]) != bool(one["not"]) else "no", *one.span()) for one in _SAID.finditer(text)
    ]
    plain = [mention for mention in mentions if not _is_judged(text, mention)]
    kept = [
        mention for mention in plain if not any(one.start < mention.stop and mention.start < one.stop for one in said)
    ]
    if kept or said:
        return sorted([*kept, *said], key=lambda mention: mention.start)
    if mended := _MENDED.match(text):
        return [Mention("yes", *mended.span())]
    if mentions:
        return []
    named = [one for one in _FOUND.finditer(text) if _OPENING.fullmatch(text[: one.start()])]
    return [Mention("no" if one["none"] else "yes", *one.span()) for one in named]


def _is_judged(text: str, mention: Mention) -> bool:
    """Whether a mention is one of correct, incorrect and the like; "true" and "false" alone answer the question."""
    span = text[mention.start : mention.stop]
    word = _WORD.search(span)
    bare = word is not None and word.group().casefold() in {"true", "false"} and not _SAID.search(span)
    return word is not None and not bare
