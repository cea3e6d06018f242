"""Lexicons of rewordings: from rules in `corpora/lexicons` to sites in the sentences of a source."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Protocol

from promptfuzz.lexicons import Rule, lexicon, rule_of, words_in
from promptfuzz.lexicons.rules import MACROS
from promptfuzz.mutators import Site, Source
from promptfuzz.records import Edit
from promptfuzz.strategies.paraphrase_inflections import AFTER_PARTICLE, AFTER_SUBJECT, inflected
from promptfuzz.strategies.paraphrase_subjects import describes_the_model, is_meant_for_the_model, orders

__all__ = ["Rule", "Stretch", "in_case", "in_spelling", "lexicon", "reworded", "rules", "words_in"]

_BRITISH = re.compile(
    r"(?:categor|organ|summar|final|util|recogn|emphas|prioriti|item|anonym)is|colou|favou|behaviou|analyse|centre"
    r"|british english",
    re.IGNORECASE,
)
_IZE = re.compile(r"(categor|organ|summar|final|util|recogn|emphas|prioriti|item)iz")
_DOUBLED = re.compile(r"(?<=labe)(l)(?=ing|ed)")
_VALUE = re.compile(r" (?:(?i:yes|no|true|false|unknown)\b|[A-H](?= or |, )|[\"“‘])")


class Stretch(Protocol):
    """Anything with a place and a text, such as a sentence."""

    @property
    def start(self) -> int: ...
    @property
    def text(self) -> str: ...


@lru_cache(maxsize=64)
def rules(name: str, key: str) -> tuple[Rule, ...]:
    """Return the rules under `key` of lexicon `name` with their inflections; the first that matches a span has it."""
    return tuple(rule_of(form) for entry in lexicon(name)[key] for form in inflected(entry))


def reworded(source: Source, stretches: Sequence[Stretch], found: Sequence[Rule]) -> Iterator[Site]:
    """Yield a site for every match of a rule in `stretches`; a span is offered once."""
    taken: list[tuple[int, int]] = []
    lowered = source.text.lower()
    wanted = [rule for rule in found if rule.may_match(lowered)]
    for stretch in stretches:
        said_here = stretch.text.lower()
        for rule in (rule for rule in wanted if rule.may_match(said_here)):
            for match in rule.find.finditer(stretch.text):
                spans = [
                    (stretch.start + match.start(n), stretch.start + match.end(n))
                    for n in range(1, rule.find.groups + 1)
                ]
                if any(a < right and left < b for a, b in spans for left, right in taken):
                    continue
                if rule.value and not _before_value(source, spans[0][1]):
                    continue
                if not _asks(rule, stretch.text, match.start(1)):
                    continue
                said = [edits for texts in rule.say if (edits := _edits(source, spans, texts))]
                if said:
                    taken += spans
                    yield source.site(*said)


def _asks(rule: Rule, text: str, at: int) -> bool:
    """Whether the verb of a rule for orders, which stands at `at`, asks something of the model."""
    if rule.pattern.startswith(MACROS["<ask>"]):
        return orders(text, at)
    if rule.pattern.startswith(AFTER_PARTICLE):
        return is_meant_for_the_model(text, at)
    return not rule.pattern.startswith(AFTER_SUBJECT) or describes_the_model(text, at)


def _before_value(source: Source, at: int) -> bool:
    return bool(_VALUE.match(source.text, at)) or any(s.kind == "label" and s.start == at + 1 for s in source.protected)


def _edits(source: Source, spans: Sequence[tuple[int, int]], texts: Sequence[str]) -> list[Edit]:
    edits = []
    for (start, stop), text in zip(spans, texts, strict=True):
        before = source.text[start:stop]
        after = in_spelling(source, in_case(before, text))
        if before == after:
            continue
        if not source.is_free(start, stop) or not _article_fits(source.text[max(0, start - 4) : start], before, after):
            return []
        edits.append(source.edit(start, stop, after))
    return edits


def in_case(before: str, text: str) -> str:
    """Return `text` with a capital where `before` has one, all capitals where it is all capitals."""
    if len(before.strip()) > 1 and before.isupper():
        return text.upper()
    return text[:1].upper() + text[1:] if before[:1].isupper() else text


def in_spelling(source: Source, text: str) -> str:
    """Return `text`, which is spelt the American way, in the spelling of the prompt."""
    return _DOUBLED.sub(r"\1ll", _IZE.sub(r"\1is", text)) if _is_british(source.text) else text


@lru_cache(maxsize=64)
def _is_british(text: str) -> bool:
    return _BRITISH.search(text) is not None


def _sounds_open(text: str) -> bool:
    return re.match(r"(?!one\b|uni|use|user)[aeiou]|hour|honest", text, re.IGNORECASE) is not None


def _article_fits(left: str, before: str, after: str) -> bool:
    """Whether an `a` or `an` that stands before the span still fits."""
    if not re.search(r"\ban? $", left, re.IGNORECASE):
        return True
    return bool(after) and _sounds_open(before) == _sounds_open(after)
