"""From two readings to the faults of the text as a whole: cut off, a preamble left in, blanks, lists, empty fields."""

import re
from collections.abc import Iterator
from itertools import pairwise
from math import log

from promptfuzz.constraints.faults import Fault
from promptfuzz.constraints.lexicon import STOP_WORDS
from promptfuzz.constraints.reading import WORD, Reading

_PREAMBLE = re.compile(
    r"\W*(?:sure|certainly|of course|okay|here(?:'s| is| are))\b[^\n]{0,60}\b"
    r"(?:prompt|paraphras\w*|rephras\w*|reword\w*|version|rewrit\w*|instruction|variation|alternative)s?\b|"
    r"\W*(?:paraphrased?|reworded|rephrased|rewritten|alternative|variation|new)\b[^\n:]{0,30}:",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\W*(?:(?:i'm|i am) (?:sorry|unable|not able)|sorry,|i (?:cannot|can't|can not|won't)|as an ai\b|"
    r"unfortunately, i\b|(?:the|my) (?:correct )?answer is\b)",
    re.IGNORECASE,
)
_ABOUT_PROMPTS = re.compile(
    r"\b(?:gpt-?\d*|(?:large )?language models?|(?:prompt|instruction)s? templates?|"
    r"input[- ]output (?:samples?|pairs?|examples?)|default prompts?|task instances?|rephras\w+|paraphras\w+|"
    r"reword\w+|fill in the|machine learning)\b"
)
_BLANK = re.compile(r"_{2,}|\[[a-z]+\]|(?<!\w)#(?= )|\.\.\.")
_EMPTY = re.compile(r"\s*(?:[A-Z][\w -]{0,30}:|\d+[.)])\s*$")
_HEADING = re.compile(r"\s*(?:[A-Z][\w -]{0,30}:|\d+[.)]|[A-Z][\w ]{0,20}$)")
_ITEM = re.compile(r"^\s*(?:[-*•]|\d+[.)]|[A-Z][.)])\s", re.MULTILINE)
_OPENING = re.compile(r"\s*[A-Z][\w ]{0,24}:")


def shape_faults(base: Reading, reworded: Reading) -> Iterator[Fault]:
    """Yield what is wrong with the text of a rewording as a text."""
    cut = _cut(reworded.text) if _cut(base.text) < 0.5 else 0.0
    if cut:
        yield Fault("cut", cut, "it breaks off" if cut == 1 else "", veto=cut == 1)
    if _PREAMBLE.match(reworded.text) and not _PREAMBLE.match(base.text):
        yield Fault("preamble", 1, "a preamble is left in", veto=True)
    if _REFUSAL.match(reworded.text) and not _REFUSAL.match(base.text):
        yield Fault("preamble", 1, "it answers or refuses instead of asking", veto=True)
    if _foreign(base, reworded):
        yield Fault("other_language", 1, "it is written in another language", veto=True)
    about = set(_ABOUT_PROMPTS.findall(reworded.low)) - set(_ABOUT_PROMPTS.findall(base.low))
    if about:
        yield Fault("about_prompts", min(2, len(about)), f"it talks about {', '.join(sorted(about))}")
    yield from _more("blank", _BLANK, base, reworded, "it has blanks to fill in")
    empty = _empty_fields(reworded) - _empty_fields(base)
    if empty > 0:
        yield Fault("empty_field", min(3, empty) ** 0.5, "it has fields with nothing in them")
    yield from _more("list", _ITEM, base, reworded, "it has a list that the base has not")
    questions = reworded.text.count("?") - max(1, base.text.count("?"))
    if questions > 0:
        yield Fault("more_questions", min(2, questions), "it asks several questions")
    length = log((len(reworded.words) + 8) / (len(base.words) + 8))
    if length > 0:
        yield Fault("longer", length, "it is much longer" if length > 1 else "")
    if length < -1:
        yield Fault("shorter", -length, "it is much shorter")


def _more(kind: str, pattern: re.Pattern[str], base: Reading, reworded: Reading, reason: str) -> Iterator[Fault]:
    more = len(pattern.findall(reworded.tidy)) - len(pattern.findall(base.tidy))
    if more > 0:
        yield Fault(kind, min(4, more) ** 0.5, reason)


def _cut(text: str) -> float:
    """Return 1 where `text` surely breaks off, less where a long last line only lacks its full stop."""
    text = text.rstrip()
    last = text.rpartition("\n")[2]
    words = WORD.findall(last)
    if not words or text[-1] in ".?!:}>_`;*":
        return 0.0
    if text[-1] in ",([“" or last.count('"') % 2 or last.count("(") > last.count(")"):
        return 1.0 if len(words) > 3 else 0.0
    if text[-1] in "\"')]”’" or len(words) < 6 or _OPENING.match(last):
        return 0.0
    if words[-1].lower() in STOP_WORDS:
        return 1.0
    return 0.6 if len(WORD.findall(text)) > 45 else 0.1


def _empty_fields(reading: Reading) -> int:
    lines = reading.lines
    return sum(bool(_EMPTY.match(line)) and bool(_HEADING.match(follows)) for line, follows in pairwise(lines))


def _foreign(base: Reading, reworded: Reading) -> bool:
    """Whether the base is English and the rewording is not, or their scripts differ."""
    if len(reworded.words) < 4 or len(base.words) < 4:
        return False
    if _latin(base) != _latin(reworded):
        return True
    return _english(base) >= 0.2 and len(reworded.words) >= 6 and _english(reworded) < 0.06


def _latin(reading: Reading) -> bool:
    return sum(word.isascii() for word in reading.words) * 2 > len(reading.words)


def _english(reading: Reading) -> float:
    return sum(word in STOP_WORDS for word in reading.words) / len(reading.words)
