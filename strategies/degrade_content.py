"""What an instruction speaks of and slips must leave alone: examples, options, keys, values and names in a list."""

import re
from collections.abc import Iterator
from functools import lru_cache

from promptfuzz.strategies.layout import Line, content_spans, cue_start, lines_of, slot_labels

_VALUE = re.compile(
    r"\b(?:answer|reply|respond|say|write|return|output|put|prefer|choose|use|enter|pick|print|select|give)\s+"
    r"(?:with\s+)?(?P<value>[\w-]+(?:\s+or\s+[\w-]+)*)"
    r"(?=[.,;:\n]|$|\s+(?:if|when|where|unless|first|otherwise|only|for|in|instead)\b)",
    re.IGNORECASE,
)
_AS = re.compile(
    r"\bas\s+(?P<value>(?:an?\s+)?[\w-]+(?:(?:,\s*|\s+or\s+|,\s*or\s+)[\w-]+)*)(?=[.,;:\n]|$|\s+(?:if|when|unless|only)\b)",
    re.IGNORECASE,
)
# What follows these nouns is copied into the answer: "with the keys name and city" must not ask for "nmae".
_NAMED = re.compile(
    r"\b(?:keys?|fields?|columns?|propert(?:y|ies)|attributes?|parameters?|variables?|sections?|headings?|headers?|"
    r"labels?|categor(?:y|ies)|class(?:es)?|tags?|teams?|queues?|levels?|named|called|titled|entitled|"
    r"options?|choices?|one of|any of|starting with|start with|begin with|end with|ending with)\b"
    r"(?P<value>(?:\s*:\s*|\s+)(?!(?:below|above|of|in|that|which|to|from|for|at|on|by|if|when|who|is|are|must|should|"
    r"can|may|do|does|fits?|only|exactly|and then|or (?:less|fewer|more))\b)[^.!?\n]{1,200})",
    re.IGNORECASE,
)
_WORDED = re.compile(
    r"\bthe (?:exact )?(?:words?|phrases?|prefix|suffix) (?!(?:of|in|that|which|below|is|are)\b)"
    r"(?P<value>[\w-]+(?: (?:or|and) [\w-]+)?)"
)
_ENUMERATION = re.compile(r":[ \t]+(?P<value>[^.!?:\n]{1,160}(?:,| or | and )[^.!?:\n]{1,160})")
# Three words or more in a row are most often the values to choose from, also where no label is declared.
_ROW = re.compile(r"\b(?P<value>[\w-]+(?:, [\w-]+){1,12}(?:, [\w-]+(?=[.;:\n]|$)|,? (?:and|or) [\w-]+\b))")
_BRACKETED = re.compile(r"\((?P<value>[\w.-]+(?:, ?[\w.-]+)+)\)")
_BULLET = re.compile(r"^\s*(?:[-*•+]|\(?\d{1,2}[.):])\s+")
_DEFINED = re.compile(
    r"^\s*(?:[-*•+]|\(?\d{1,2}[.):])\s+(?P<value>\W{0,2}[\w'’/&-]+(?: [\w'’/&-]+){0,3}\W{0,2}?)(?:\s*:|\s+[-–—=]+\s)"
)
_CODE = re.compile(
    r"^\s*(?:def \w|class \w+[:(]|import \w|from \w+ import |(?:public|private|const|let|var|function|async)\s\w|"
    r"#include|SELECT\b|INSERT\b|[\w.]+\s*=\s*\S|@\w)|(?:[;{]|(?<!\w)\})\s*$"
)
_ITEM_WORDS = 3
_SPOKEN = re.compile(
    r"\s*(?:note|task|instructions?|important|goal|role|rules?|tone|style|length|format|warning|remember|objective)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def content_of(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of `text` whose words are data, or are to be copied, and not instruction."""
    found = [*content_spans(text), *_from_lines(text)]
    for pattern in (_VALUE, _AS, _NAMED, _WORDED, _ENUMERATION, _BRACKETED, _ROW):
        found += [match.span("value") for match in pattern.finditer(text)]
    return tuple(sorted(set(found)))


def _from_lines(text: str) -> Iterator[tuple[int, int]]:
    cue = cue_start(text)
    labels = {label.start for label in slot_labels(text)}
    for line in lines_of(text):
        if _CODE.search(line.text):
            yield line.start, line.stop
        elif line.kind in {"bullet", "numbered"}:
            yield from _of_item(line)
        elif line.kind in {"label", "pair"} and line.start != cue and line.start not in labels:
            yield _of_pair(line)


def _of_item(line: Line) -> Iterator[tuple[int, int]]:
    """Yield a bullet that only names something, or the name that a bullet defines."""
    bare = _BULLET.sub("", line.text, count=1).rstrip()
    defined = _DEFINED.match(line.text)
    if defined:
        yield line.start + defined.start("value"), line.start + defined.end("value")
    elif len(bare.split()) <= _ITEM_WORDS and not bare.endswith((".", "!", "?")):
        yield line.start, line.stop


def _of_pair(line: Line) -> tuple[int, int]:
    """Return the label of a line, with the text behind it unless that is an instruction."""
    if line.kind == "pair" and not _SPOKEN.match(line.text):
        return line.start, line.stop
    return line.start, line.start + line.text.index(":")
