"""Whether an output that was to list things says that there are none: "None", "[]", "No names are mentioned."."""

import re

from promptfuzz.oracle.choices.stances import is_bare_none, stances
from promptfuzz.oracle.listing.list_ends import without_notes
from promptfuzz.oracle.listing.list_json import json_items
from promptfuzz.oracle.normalise import normalise, readable

_BRACKETS = re.compile(r"(?:[\w ]{2,40}: ?)?(?:\[[\s\"']*\]|\{\s*\}|\(\s*\)|-)\W*")
_LABEL = re.compile(r"[-*] |[\w' ]{2,40}: ?|(?:the )?answer is |(?:unfortunately|sorry),? (?:but )?", re.IGNORECASE)
_BARE = re.compile(
    r"(?:an? |the )?(?:empty(?: list)?|list is empty|nobody|no one)|none (?:here|of (?:them|these|those))|n\.?a",
    re.IGNORECASE,
)
_FOUND = (
    r"(?:mentioned|named|listed|found|given|shown|discussed|identified|detected|present|included|specified|provided|"
    r"described|stated|referenced|available)"
)
# "No products are affected": whatever it is that was asked for.
_STATE = r"(?:[a-z]{3,}ed|hit|known|needed|due|open|left|missing|broken|responsible|eligible|relevant|at risk|in stock)"
_WHERE = r"(?: (?:in|by|from|on|within|here|there|at|anywhere)\b[\w' -]{0,60})?"
# No word of it has a comma behind it: "Nothing Compares 2 U, No Doubt" are names.
_NONE_TOLD = re.compile(
    rf"(?:there (?:are|were) (?:none|no [\w' -]{{2,60}}?)(?: {_FOUND})?"
    rf"|(?:none|nothing|nobody|no one|no(?! one\b)(?: (?!and\b)[\w'-]+,?){{1,8}}) "
    rf"(?:is|are|was|were|has been|have been|could be|can be) {_FOUND}"
    rf"|no(?: [\w'-]+){{1,5}}? {_FOUND}"
    rf"|(?:none|nobody|no one|none of (?:the|these|those|them)(?: [\w'-]+){{0,3}}"
    rf"|no(?! one\b)(?: (?!and\b)[\w'-]+){{1,4}}) "
    rf"(?:is|are|was|were|has been|have been) (?:currently |directly |actually )?{_STATE}"
    rf"|none of the [\w' -]{{2,40}} (?:is|are|was|were) {_FOUND}"
    rf"|no(?: [\w'-]+){{1,5}}? (?:appears?|occurs?|apply|applies|exists?)|none (?:apply|applies|exists?)"
    rf"|there (?:is|was) no mention of [\w' -]{{2,60}}|there (?:isn't|aren't|wasn't|weren't) any(?:one|body)?(?: \w+)?"
    rf"|(?:it|they|the \w+) (?:doesn't|does not|don't|do not) (?:mention|name|list|contain|include) any[\w' -]{{0,60}}"
    rf"|(?:it|the \w+|this \w+) (?:mentions|names|lists|contains|includes|has|gives) "
    rf"(?:none|no [\w' -]{{2,60}}?)){_WHERE}",
    re.IGNORECASE,
)  # fmt: skip
# "No names", but not "No Doubt"
_NO_PLURAL = re.compile(r"[Nn]o (?:[a-z]+ ){0,2}[a-z]{2,}s")
# Words that begin both an empty answer and the name of a thing
_NAME = re.compile(r"(?:none|nothing|n/?a|null|nil|empty)\b", re.IGNORECASE)
_WHY = re.compile(r"(?P<said>[^()]{2,80}) \((?P<why>[^()]{2,200})\)")
_SENTENCE = re.compile(r"(?<=\w{2})[.!] +(?=[A-Z])")


def is_empty_list(text: str) -> bool:
    """Whether `text` says that there is nothing to list, and lists nothing."""
    if _BRACKETS.fullmatch(readable(text).strip()):
        return True
    if json_items(text) == []:
        return True
    first, *others = _SENTENCE.split(normalise(without_notes(text)))
    first = first.strip(" .!")
    if label := _LABEL.match(first):
        first = first[label.end() :] if _is_none(first[label.end() :]) else first
    return _is_none(first) and all(_is_none(other.strip(" .!")) for other in others)


def _is_none(sentence: str) -> bool:
    if why := _WHY.fullmatch(sentence):
        return _is_none(why["said"]) and _is_none(why["why"])
    if is_bare_none(sentence) or any(p.fullmatch(sentence) for p in (_BARE, _NONE_TOLD, _NO_PLURAL)):
        return True
    if re.search(r"[,;:\n]", sentence) or _NAME.match(sentence):
        return False
    return "none" in stances(sentence)
