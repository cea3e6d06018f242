"""Lexicons of rewordings: from rules in `corpora/lexicons` to sites in the sentences of a source."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Protocol

from promptfuzz.mutators import Site, Source
from promptfuzz.records import Edit

_MACROS = {
    "<ask>": r"(?:^(?:(?:given|based on|using|for|from|if|when)\b[^.!?;:,]*, |otherwise,? )?"
    r"|\b(?:please|and|then|to|must|should|could you|can you) )",
    "<any>": r"[^.!?;:\n]*?",
    "<det>": r"(?:the|this|that|these|those|each|every|all|any|your|its|a|an|\{\w+\}|\")",
    "<end>": r"(?=[.!?:]?$)",
}
_BRITISH = re.compile(
    r"(?:categor|organ|summar|final|util|recogn)is|colou|favou|behaviou|analys[ei]|centre", re.IGNORECASE
)
_IZE = re.compile(r"(categor|organ|summar|final|util|recogn)iz")
_VALUE = re.compile(r" (?:(?i:yes|no|true|false|unknown)\b|[A-H](?= or |, )|[\"“‘])")


class Stretch(Protocol):
    """Anything with a place and a text, such as a sentence."""

    @property
    def start(self) -> int: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """A rewording: every group of `find` is replaced by the text at its place in an alternative of `say`.

    What `find` matches outside of its groups is context and stays; an empty group marks an insertion.
    With `value` the first group must stand before an answer value (a label, yes, a quoted string).
    """

    find: re.Pattern[str]
    say: tuple[tuple[str, ...], ...]
    value: bool = False


@lru_cache(maxsize=32)
def lexicon(name: str) -> dict[str, Any]:
    """Return the data of ``corpora/lexicons/NAME.toml``."""
    return tomllib.loads(files("promptfuzz.corpora").joinpath("lexicons", f"{name}.toml").read_text("utf-8"))


@lru_cache(maxsize=32)
def words_in(name: str, key: str) -> frozenset[str]:
    """Return the words listed under `key` of lexicon `name`."""
    listed: list[str] = lexicon(name)[key]
    return frozenset(listed)


@lru_cache(maxsize=32)
def rules(name: str, key: str) -> tuple[Rule, ...]:
    """Return the rules under `key` of lexicon `name`, in their order: the first that matches a span has it."""
    return tuple(_rule(entry) for entry in lexicon(name)[key])


def _rule(entry: dict[str, Any]) -> Rule:
    pattern = entry["find"]
    for macro, meaning in _MACROS.items():
        pattern = pattern.replace(macro, meaning)
    say = tuple((texts,) if isinstance(texts, str) else tuple(texts) for texts in entry["say"])
    flags = re.NOFLAG if entry.get("exact_case") else re.IGNORECASE
    return Rule(re.compile(pattern, flags), say, entry.get("value", False))


def reworded(source: Source, stretches: Sequence[Stretch], found: Sequence[Rule]) -> Iterator[Site]:
    """Yield a site for every match of a rule in `stretches`; a span is offered once."""
    taken: list[tuple[int, int]] = []
    for stretch in stretches:
        for rule in found:
            for match in rule.find.finditer(stretch.text):
                spans = [
                    (stretch.start + match.start(n), stretch.start + match.end(n))
                    for n in range(1, rule.find.groups + 1)
                ]
                if any(a < right and left < b for a, b in spans for left, right in taken):
                    continue
                if rule.value and not _before_value(source, spans[0][1]):
                    continue
                said = [edits for texts in rule.say if (edits := _edits(source, spans, texts))]
                if said:
                    taken += spans
                    yield source.site(*said)


def _before_value(source: Source, at: int) -> bool:
    return bool(_VALUE.match(source.text, at)) or any(s.kind == "label" and s.start == at + 1 for s in source.protected)


def _edits(source: Source, spans: Sequence[tuple[int, int]], texts: Sequence[str]) -> list[Edit]:
    edits = []
    for (start, stop), text in zip(spans, texts, strict=True):
        before = source.text[start:stop]
        after = in_spelling(source, in_case(before, text))
        if before == after:
            continue
        if not source.is_free(start, stop) or not _article_fits(source.text[:start], before, after):
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
    return _IZE.sub(r"\1is", text) if _BRITISH.search(source.text) else text


def _sounds_open(text: str) -> bool:
    return re.match(r"(?!one\b|uni|use|user)[aeiou]|hour|honest", text, re.IGNORECASE) is not None


def _article_fits(left: str, before: str, after: str) -> bool:
    """Whether an `a` or `an` that stands before the span still fits."""
    if not re.search(r"\ban? $", left, re.IGNORECASE):
        return True
    return bool(after) and _sounds_open(before) == _sounds_open(after)
