"""Inflections of English verbs: from the base form in a lexicon to gerunds and third persons, also inside patterns."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from promptfuzz.lexicons import lexicon

AFTER_PARTICLE = (
    r"\b(?:by|for|of|on|in|about|when|before|after|while|without|avoid|consider|(?:start|begin) by|instead of|"
    r"(?:task|job|role|goal|aim) is|rather than) "
)
AFTER_SUBJECT = (
    r"\b(?:that|which|who|it|then|and|always|never|also|carefully|first|finally|assistant|bot|chatbot|system|model|"
    r"tool|agent|program|reviewer|editor|classifier|pipeline) "
)
_HEAD = re.compile(r"<ask>\((?P<verbs>[a-z][^()]*)\)")


@lru_cache(maxsize=1)
def _irregular() -> tuple[dict[str, str], frozenset[str]]:
    data = lexicon("inflections")
    return data["third_person"], frozenset(data["doubling"])


def third_person(verb: str) -> str:
    """Return the form of `verb` for he, she or it; `verb` may be a pattern such as ``summari[sz]e``."""
    irregular, _ = _irregular()
    if verb in irregular:
        return irregular[verb]
    if re.search(r"(?:s|x|z|ch|sh|o)$", verb):
        return verb + "es"
    return verb[:-1] + "ies" if re.search(r"[^aeiou]y$", verb) else verb + "s"


def gerund(verb: str) -> str:
    """Return the form of `verb` in -ing; `verb` may be a pattern such as ``summari[sz]e``."""
    _, doubling = _irregular()
    if verb in doubling:
        return verb + verb[-1] + "ing"
    return verb[:-1] + "ing" if re.search(r"[^eo]e$", verb) and verb != "be" else verb + "ing"


def _first_word(text: str, inflect: Callable[[str], str]) -> str:
    word, space, rest = text.partition(" ")
    return inflect(word) + space + rest


def inflected(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the entry of a lexicon and, where its verb follows ``<ask>``, its forms in -ing and for it."""
    yield entry
    head = _HEAD.match(entry["find"])
    if head is None or entry.get("base_only"):
        return
    for before, inflect in ((AFTER_PARTICLE, gerund), (AFTER_SUBJECT, third_person)):
        verbs = "|".join(_first_word(verb, inflect) for verb in head.group("verbs").split("|"))
        said = [[text] if isinstance(text, str) else list(text) for text in entry["say"]]
        yield {
            **entry,
            "find": f"{before}({verbs}){entry['find'][head.end() :]}",
            "say": [[_first_word(first, inflect), *others] for first, *others in said],
        }
