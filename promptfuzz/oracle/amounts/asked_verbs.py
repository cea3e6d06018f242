"""Which number of an output is governed by the verb of the question: the 60 of "they pay 60", the 4 of "4 attended"."""

import re
from collections.abc import Sequence
from functools import lru_cache

from promptfuzz.oracle.amounts.asked_numbers import qualities
from promptfuzz.oracle.amounts.questions import question_of
from promptfuzz.oracle.choices.mentions import Mention

_HOW_MUCH = re.compile(
    r"\bhow much(?: [a-z]+){0,3}? (?:does|do|did|will|would|must|should|shall|has|have|had|is|are)(?: [\w'-]+){1,4}? "
    r"(?:(?:have|has|had|going|supposed) to )?(?P<verb>pay|paid|cost|owe|owed|earn|earned|spend|spent|weigh|charge|"
    r"make|save|saved|get|receive|need|lose|win)\b",
    re.IGNORECASE,
)
_WHAT_IS = re.compile(
    r"\bwhat (?:is|was|are|were|will be) (?:the|its|their) (?P<name>[a-z-]+ [a-z-]+)\b", re.IGNORECASE
)
_PAST = {"pay": "paid", "spend": "spent", "lose": "lost", "win": "won", "make": "made", "get": "got"}
_ONLY = r"(?:(?:a|an|the|only|just|about|exactly|around|him|her|them|total|of|now|actually) )*"
# A rate, or one of several payments, is not what is paid in all.
_ONE_OF_SEVERAL = re.compile(
    r" (?:per|each|apiece|every|an?|of|"
    r"on(?! (?:the|an?|its) (?:[a-z]+ ){0,2}(?:price|cost|fee|fare|bill)\b)|"
    r"for (?:the|an?|each|every|one|this|that|his|her|\d)|in (?:cash|advance)|"
    r"today|more|less|back|and|plus|extra)\b| ?/|, (?:and|then|plus)\b",
    re.IGNORECASE,
)
_WORDS = r"(?: (?!(?:and|but|while|whereas|not|n't|or)\b)[a-z'-]+(?:\(s\))?)"
_OWN_VERB = re.compile(rf"{_WORDS}{{0,3}}? (?:[a-z]{{3,}}ed|was|were|is|are|did|does|do|had|has|called|left)\b", re.I)
_BEFORE_NOT = re.compile(r"\b(?:not|n't|never|no) (?:all |the |of )*$", re.IGNORECASE)


def governed(body: str, mentions: Sequence[Mention], prompt: str) -> Mention | None:
    """Return the one number of which `body` says what `prompt` asks, in its very verb; None where there is none."""
    found = _paid(body, mentions, prompt) or _named(body, mentions, prompt)
    return found or _counted(body, mentions, prompt)


@lru_cache(maxsize=256)
def _pattern(prompt: str) -> re.Pattern[str] | None:
    asked = _HOW_MUCH.search(question_of(prompt))
    if asked is None:
        return None
    verb = asked["verb"].casefold()
    forms = "|".join({rf"{verb.removesuffix('e')}(?:e?s|e?d|ing|e)?", verb, _PAST.get(verb, verb)})
    return re.compile(rf"\b(?:{forms}) {_ONLY}$", re.IGNORECASE)


def _paid(body: str, mentions: Sequence[Mention], prompt: str) -> Mention | None:
    pattern = _pattern(prompt)
    if pattern is None:
        return None
    found = [m for m in mentions if pattern.search(body[max(0, m.start - 60) : m.start])]
    if len({m.value for m in found}) != 1 or any(_ONE_OF_SEVERAL.match(body, m.stop) for m in found):
        return None
    return found[-1]


def _named(body: str, mentions: Sequence[Mention], prompt: str) -> Mention | None:
    """Return the number that `body` gives for the two words that `prompt` asks for: "the original price was 80"."""
    asked = _WHAT_IS.search(question_of(prompt))
    if asked is None:
        return None
    said = re.compile(
        rf"\b{re.escape(asked['name'])}(?: (?!(?:and|but|so|before|after|without|with)\b)[a-z]+){{0,5}}?"
        rf"(?: (?:is|was|are|were|of)|:) {_ONLY}$",
        re.IGNORECASE,
    )
    found = [m for m in mentions if said.search(body[max(0, m.start - 80) : m.start])]
    return found[-1] if len({m.value for m in found}) == 1 else None


def _counted(body: str, mentions: Sequence[Mention], prompt: str) -> Mention | None:
    wanted = qualities(prompt)
    if not wanted:
        return None
    stems = "|".join(map(re.escape, sorted(wanted)))
    said = re.compile(rf"{_WORDS}{{0,4}}? (?:{stems})[a-z]*\b(?! to\b)", re.IGNORECASE)
    found = [m for m in mentions if said.match(body, m.stop)]
    if len({m.value for m in found}) != 1 or _BEFORE_NOT.search(body, max(0, found[0].start - 20), found[0].start):
        return None
    chosen = found[-1]
    others = [m for m in mentions if m.value != chosen.value]
    return chosen if all(_is_beside(body, m, chosen) for m in others) else None


def _is_beside(body: str, mention: Mention, chosen: Mention) -> bool:
    """Whether a number counts more than the `chosen` one and is said before it, or has a verb of its own."""
    if float(str(mention.value)) > float(str(chosen.value)):
        return mention.start < chosen.start
    return bool(_OWN_VERB.match(body, mention.stop))
