"""Reorderings of what may be answered: labels in a sentence, lettered options, and keys of a JSON answer."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Json
from promptfuzz.strategies.layout import lines_of
from promptfuzz.strategies.reorder_moves import orders, permuted

_JOINT = re.compile(r",?\s+(?:or|and|versus|vs\.?)\s+|,\s+|\s*[/|]\s*")
_MODIFIER = re.compile(r"\b(?:not|non|very|more|most|less|least|rather|quite|\w+ly|from)[\s-]+$", re.IGNORECASE)
_AFTER = re.compile(
    r"\s*(?:[.,;:!?)\]\n]|$)|\s+(?:based|for|if|depending|given|according|in|to|only|using|with|by|as|when|and|here)\b",
    re.IGNORECASE,
)
_QUOTED_LIST = re.compile(
    r"\b(?:answer|reply|respond|say|write|return|output|either|with|as)\b:?\s+(?:either\s+)?"
    r"(\"[^\"{\n]+\"(?:,\s+\"[^\"{\n]+\")*,?\s+or\s+\"[^\"{\n]+\")",
    re.IGNORECASE,
)
_REFERS_TO_OPTION = re.compile(
    r"\b(?:all|none|both|neither|any|either) of\b|\bboth\b|\babove\b|\b[A-Z] (?:and|or) [A-Z]\b"
)
_KEYS = re.compile(r"\b(?:keys|fields|properties|attributes)\b(?: are| called| named)?:?\s+", re.IGNORECASE)
_KEY = r"(?:\"[^\"\n]+\"|'[^'\n]+'|`[^`\n]+`|[A-Za-z_]\w*)"
_KEY_LIST = re.compile(rf"{_KEY}(?:(?:, (?:and )?| and ){_KEY})+")
_MEMBER = re.compile(r"\"[^\"\n]+\"\s*:\s*(?:\"[^\"\n]*\"|\[[^\]\n]*\]|<[^>\n]*>|\{\w+\}|[^,\"{}\[\]\n]+?)(?=\s*[,}])")


def label_runs(source: Source) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of label names that only commas, "or" and strokes part, quotes around a name included."""
    names = sorted({(s.start, -s.stop) for s in source.protected if s.kind == "label"})
    run: list[tuple[int, int]] = []
    stop = 0
    for start, minus in names:
        if start < stop:
            continue  # a name inside a longer one
        stop = -minus
        span = _with_quotes(source, start, stop)
        if run and not _JOINT.fullmatch(source.text, run[-1][1], span[0]):
            yield run
            run = []
        run.append(span)
    yield run


def _with_quotes(source: Source, start: int, stop: int) -> tuple[int, int]:
    for span in source.protected:
        if span.kind in {"quoted", "code"} and (span.start, span.stop) == (start - 1, stop + 1):
            return span.start, span.stop
    return start, stop


def _may_swap(source: Source, run: list[tuple[int, int]]) -> bool:
    texts = [source.text[start:stop] for start, stop in run]
    return (
        len(run) > 1
        and len(set(texts)) == len(texts)
        and len({text.strip("\"'`")[:1].isupper() for text in texts}) == 1
        and not any(len(text) == 1 for text in texts)
        and not _MODIFIER.search(source.text, max(0, run[0][0] - 20), run[0][0])
        and bool(_AFTER.match(source.text, run[-1][1]) or source.prompt.answer)
        and "respectively" not in source.text
    )


@mutator(family="reorder")
def label_order(source: Source) -> Iterator[Site]:
    """List the labels of a sentence in another order."""
    for run in label_runs(source):
        if _may_swap(source, run):
            yield source.site(*(permuted(source, run, order) for order in orders(len(run))))
    for found in _QUOTED_LIST.finditer(source.text):
        run = [m.span() for m in re.finditer(r"\"[^\"]+\"", source.text) if found.start(1) <= m.start() < found.end()]
        declared = any(span.kind == "label" and found.start(1) <= span.start < found.end() for span in source.protected)
        if not declared and _may_swap(source, run):
            yield source.site(*(permuted(source, run, order) for order in orders(len(run))))


@mutator(family="reorder")
def option_order(source: Source) -> Iterator[Site]:
    """List the lettered options in another order, each with its letter."""
    run: list[tuple[int, int]] = []
    for line in [*lines_of(source.text), None]:
        if line is not None and line.kind == "option":
            run.append((line.start, line.stop))
            continue
        if len(run) > 1 and not any(_REFERS_TO_OPTION.search(source.text[a:b]) for a, b in run):
            yield source.site(*(permuted(source, run, order) for order in orders(len(run))))
        run = []


@mutator(family="reorder")
def key_order(source: Source) -> Iterator[Site]:
    """Name the keys of the JSON answer in another order, in a sentence or in the schema."""
    if not (isinstance(source.prompt.answer, Json) or "JSON" in source.text):
        return
    for word in _KEYS.finditer(source.text):
        found = _KEY_LIST.match(source.text, word.end())
        if found and _AFTER.match(source.text, found.end()):
            keys = [m.span() for m in re.finditer(_KEY, found.group()) if m.group() != "and"]
            yield from _keys_site(source, [(found.start() + a, found.start() + b) for a, b in keys])
    for span in source.protected:
        if span.kind == "json":
            members = [m.span() for m in _MEMBER.finditer(source.text, span.start, span.stop)]
            yield from _keys_site(source, members)


def _keys_site(source: Source, spans: list[tuple[int, int]]) -> Iterator[Site]:
    if len(spans) > 1:
        yield source.site(*(permuted(source, spans, order) for order in orders(len(spans))))
