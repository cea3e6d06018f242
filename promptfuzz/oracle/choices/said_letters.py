"""From an output to the options that it names after a word for one: "option b", "the answer is b", "答案是B"."""

import re
from functools import lru_cache

from promptfuzz.oracle.choices.mentions import Mention

_NOUN = r"(?:option|choice|answer|letter|alternative|response)"
_NAMED = (
    rf"\b{_NOUN}s?(?: (?:is|was|would be|should be|must be|[a-z]+ (?:is|one is)))?"
    r"(?::| =| →| ->)? ?(?:option |choice |letter )?"
)
_CHOSEN = (
    r"\b(?:go(?:ing)? (?:with|for)|choose|chose|pick(?:ed)?|select(?:ed)?|say|guess|recommend|vote for) (?:option )?"
)
# A small letter may be a word ("a", "I") or begin one: only these follow an option.
_ENDS = r"(?=[\"')\]]{0,2}(?:$|[.,;:!)\n]|\*| -| (?:because|since|as|is|was|and|or|over|\()))"
_ABROAD = r"(?:答案|选项|选择|应选|故选|选|正解|答え|정답)[是为は은는:：\s]{0,3}[(\"]?"


@lru_cache(maxsize=256)
def _pattern(options: tuple[str, ...]) -> re.Pattern[str]:
    one = "|".join(map(re.escape, options))
    return re.compile(
        rf"(?:{_NAMED}|{_CHOSEN})[\"'(\[]{{0,2}}(?P<said>{one})(?!\w|['-]\w){_ENDS}|{_ABROAD}(?P<abroad>{one})(?![A-Za-z0-9])",
        re.IGNORECASE,
    )


@lru_cache(maxsize=256)
def _next(options: tuple[str, ...]) -> re.Pattern[str]:
    one = "|".join(map(re.escape, options))
    return re.compile(
        rf"[\"')\]]?(?:, (?:and |or )?| and | or |/)[\"'(\[]?(?P<said>{one})(?!\w|['-]\w){_ENDS}", re.IGNORECASE
    )


@lru_cache(maxsize=256)
def _opening(options: tuple[str, ...]) -> re.Pattern[str]:
    one = "|".join(map(re.escape, options))
    return re.compile(rf"[\"'(\[]?(?P<said>{one})(?:[)\].:]{{1,2}}(?= |$|\n)|(?= (?:because|since|-)))", re.IGNORECASE)


def said_letters(text: str, options: tuple[str, ...]) -> list[Mention]:
    """Return where `text` names an option after a word for it, in either case, and the ones it lists after it."""
    found = []
    for match in _pattern(options).finditer(text):
        named: re.Match[str] | None = match
        while named is not None:
            found.append(_mention(named, options))
            named = _next(options).match(text, found[-1].stop)
    return found


def opening_letter(text: str, options: tuple[str, ...]) -> list[Mention]:
    """Return the option that `text` begins with, in either case: "b) red", "(c) because"."""
    match = _opening(options).match(text)
    return [_mention(match, options)] if match else []


def _mention(match: re.Match[str], options: tuple[str, ...]) -> Mention:
    group = str(match.lastgroup)
    found = match[group]
    name = found if found in options else next(option for option in options if option.casefold() == found.casefold())
    return Mention(name, *match.span(group))
