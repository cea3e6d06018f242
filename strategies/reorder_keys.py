"""Reorderings of the keys of a JSON answer: named in a sentence, or shown in a sample of any depth."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Json
from promptfuzz.strategies.reorder_moves import orders, permuted
from promptfuzz.strategies.reorder_order import between_ordered, order_counts

_KEYS = re.compile(
    r"\b(?:keys|fields|properties|attributes|entries|members)\b"
    r"(?: are| called| named| from the \w+| of the \w+| in the \w+)?:?\s+",
    re.IGNORECASE,
)
_KEY = r"(?:\"[^\"\n]+\"|'[^'\n]+'|`[^`\n]+`|[A-Za-z_]\w*)"
_KEY_LIST = re.compile(rf"{_KEY}(?:(?:, (?:and )?| and ){_KEY})+")
_BEHIND = re.compile(
    r"\s*(?:[.;:!?)\]\n]|$)|,?\s+(?:based|for|if|depending|given|according|in|only|using|with|by|as|when|where|but|"
    r"from|of|without|each)\b"
)
_TOKEN = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|[{}\[\],]")
LONGEST = 4000


@mutator(family="reorder")
def key_order(source: Source) -> Iterator[Site]:
    """Name the keys of the JSON answer in another order, in a sentence or in the schema."""
    if not (isinstance(source.prompt.answer, Json) or "JSON" in source.text) or order_counts(source):
        return
    for word in _KEYS.finditer(source.text):
        found = _KEY_LIST.match(source.text, word.end())
        if found and _BEHIND.match(source.text, found.end()):
            keys = [m.span() for m in re.finditer(_KEY, found.group()) if m.group() != "and"]
            yield from _keys_site(source, [(found.start() + a, found.start() + b) for a, b in keys])
    at = 0
    for found in re.finditer(r"\{\{?\s*\"", source.text):
        if found.start() >= at:
            members, at = _members(source.text, found.start())
            yield from _keys_site(source, members)


def _members(text: str, start: int) -> tuple[list[tuple[int, int]], int]:
    """Return the spans of the members of the object that opens at `start`, and where it closes."""
    inside = start + (2 if text.startswith("{{", start) else 1)
    found: list[tuple[int, int]] = []
    depth, left = 0, inside
    for token in _TOKEN.finditer(text, inside, start + LONGEST):
        mark = token.group()
        if mark in {"{", "["}:
            depth += 1
        elif depth == 0 and mark in {",", "}"}:
            found.append((left, token.start()))
            left = token.end()
            if mark == "}":
                return [_trimmed(text, span) for span in found], token.end()
        elif mark in {"}", "]"}:
            depth -= 1
    return [], inside


def _trimmed(text: str, span: tuple[int, int]) -> tuple[int, int]:
    piece = text[span[0] : span[1]]
    return span[0] + len(piece) - len(piece.lstrip()), span[0] + len(piece.rstrip())


def _keys_site(source: Source, spans: list[tuple[int, int]]) -> Iterator[Site]:
    texts = [source.text[start:stop] for start, stop in spans]
    if len(set(texts)) != len(spans) or not all(texts):
        return
    for run in between_ordered(source, spans):
        yield source.site(*(permuted(source, run, order) for order in orders(len(run))))
