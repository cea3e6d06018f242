"""Degradations of grammar: the agreement, articles, plurals and phrases of somebody who is learning English."""

import re
from collections.abc import Iterator
from functools import lru_cache

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.degrade_places import is_free, places
from promptfuzz.strategies.degrade_words import by_lexicon, in_case_of
from promptfuzz.strategies.paraphrase_rules import lexicon

_AGREEMENT = (
    (r"(?<=\b[Tt]he )([a-z]+[^s\W]) is\b", "is", "are"),
    (r"(?<=\b[Tt]he )([a-z]+[^s\W]) has\b", "has", "have"),
    (r"(?<=\b[Tt]he )([a-z]+[^s\W]) does\b", "does", "do"),
    (r"(?<=\b[Tt]he )([a-z]+[^s\W]) was\b", "was", "were"),
    (r"(?<=\b[Tt]he )([a-z]+s) are\b", "are", "is"),
    (r"(?<=\b[Tt]he )([a-z]+s) were\b", "were", "was"),
    (r"(?<=\b[Ii]t )(?:has)\b", "has", "have"),
    (r"(?<=\b[Ii]t )(?:does)\b", "does", "do"),
    (r"\bdoes(?= the\b)", "does", "do"),
    (r"\bDoes(?= the\b)", "Does", "Do"),
)
_NO_ARTICLE = (
    r"(?:(?<=\b[Ii]n )|(?<= to ))(?=(?:English|French|German|Spanish|Italian|Portuguese|Dutch|Polish|Turkish)\b)"
)
_PLAIN_NOUN = (
    r"(?:(?<=\b[Uu]se )|(?<= in )|(?<= with ))"
    r"(?=(?:plain|simple|everyday|formal|clear|common) (?:language|English|words)\b)"
)
_SINGULAR = r"(?<=\b[Tt]he )[a-z]+[^s\W] "
_SEVERAL = r"two|three|four|five|six|seven|eight|nine|ten|several|many|few|multiple|various|[2-9]|1[0-9]|20"


@lru_cache
def _any_of(key: str) -> str:
    listed: list[str] = lexicon("learner")[key]
    return "|".join(listed)


@mutator(family="degrade")
def learner_phrases(source: Source) -> Iterator[Site]:
    """Say a phrase as learners of English do."""
    yield from by_lexicon(source, "learner")


@mutator(family="degrade")
def article_slips(source: Source) -> Iterator[Site]:
    """Type "a" for "an", or "an" for "a"."""
    for found in places(source, r"\b(?:an|An)(?= [a-z])"):
        yield source.site(source.edit(*found.span(), found.group()[0]))
    for found in places(source, r"\b(?:a|A)(?= [bcdfghjklmnpqrstvwyz][a-z])"):
        yield source.site(source.edit(*found.span(), f"{found.group()}n"))


@mutator(family="degrade")
def stray_articles(source: Source) -> Iterator[Site]:
    """Put an article before a language or a word that takes none."""
    for pattern in (_NO_ARTICLE, _PLAIN_NOUN):
        for found in re.finditer(pattern, source.text):
            before = source.text.rfind(" ", 0, found.start() - 1) + 1
            if is_free(source, *found.span()) and is_free(source, before, found.start()):
                yield source.site(source.edit(*found.span(), "the "))


@mutator(family="degrade")
def agreement_slips(source: Source) -> Iterator[Site]:
    """Let a verb disagree with its subject."""
    for pattern, verb, new in _AGREEMENT:
        for found in places(source, pattern):
            yield source.site(source.edit(found.end() - len(verb), found.end(), new))


@mutator(family="degrade")
def bare_verbs(source: Source) -> Iterator[Site]:
    """Leave out the -s of a verb in the third person."""
    # Behind "the right", "answers" is a noun: there only verbs that are nothing else are taken.
    for subject, key in ((r"(?:(?<=\b[Ii]t )|(?<=that )|(?<=who ))", "verbs"), (_SINGULAR, "plain_verbs")):
        for found in places(source, rf"{subject}(?P<verb>{_any_of(key)})\b"):
            verb = found.group("verb")
            yield source.site(source.edit(*found.span("verb"), "go" if verb == "goes" else _bare(verb)))


def _bare(verb: str) -> str:
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    return verb[:-2] if verb.endswith(("ches", "sses", "xes")) else verb[:-1]


@mutator(family="degrade")
def lost_plurals(source: Source) -> Iterator[Site]:
    """Leave out the plural behind a word that says that there are several."""
    nouns = _any_of("plurals")
    for found in re.finditer(rf"\b(?:{_SEVERAL}) (?:[a-z]+ )?(?P<noun>{nouns})\b", source.text, re.IGNORECASE):
        start, stop = found.span("noun")
        if is_free(source, start, stop) and found.group("noun") != "people":
            yield source.site(source.edit(start, stop, source.text[start : stop - 1]))


@mutator(family="degrade")
def wrong_demonstratives(source: Source) -> Iterator[Site]:
    """Say "these" before a singular, or "this" before a plural."""
    for found in places(source, rf"\b[Tt]hese(?= (?:{_any_of('plurals')})\b)"):
        yield source.site(source.edit(*found.span(), in_case_of(found.group(), "this")))
    for found in places(
        source, r"\b[Tt]his(?= (?:text|review|message|email|article|document|passage|question|ticket)\b)"
    ):
        yield source.site(source.edit(*found.span(), in_case_of(found.group(), "these")))
