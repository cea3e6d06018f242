"""Formats of inputs: how the label of a slot is written and called, and what parts it from the value."""

import re
from collections.abc import Iterator, Sequence

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.format_fields import (
    Field,
    cue_name,
    fields_of,
    is_long,
    labelled_fields,
    tag_name,
    values_of,
)
from promptfuzz.strategies.format_headings import headings_of
from promptfuzz.strategies.format_layout import is_free
from promptfuzz.strategies.format_validity import speaks_of_rules, speaks_of_wraps
from promptfuzz.strategies.layout import content_spans

_SEPARATORS = (": ", ":\n", " - ", " = ", ":\n\n", " – ", " | ")
_FENCED = ('"""', "'''", "```", "---", "===", "~~~", "<")
# What is there to be read; a task, a question or a request under the name of "Text" would be data, not an order.
_READ = frozenset(
    "text input note email message review comment announcement article document passage sentence report description "
    "content transcript post tweet entry notice ad letter paragraph caption feedback memo excerpt story".split()
)
_NUMERIC = re.compile(r"\s*[-+–$€£]?\s*\d|\s*[-–]")
_DASHED = re.compile(r"amount|price|number|count|value|temperature|age|sum|total|score|first|second|year|[a-z]$")


def _between(source: Source, field: Field) -> str:
    return source.text[field.stop : field.slot]


@mutator(family="format", parts=("template",))
def slot_separator(source: Source) -> Iterator[Site]:
    """Part the label of an input from its value in another way."""
    fields = labelled_fields(source.text)
    if not fields or re.search(r"\bcolons?\b", source.text):
        return
    used = {_between(source, field) for field in fields}
    names = {field.name for field in fields}
    others = [new for new in _SEPARATORS if new not in used]
    if is_long(source, names) or any(source.text.startswith(_FENCED, field.slot) for field in fields):
        others = [new for new in others if new.endswith("\n")]
    if cue_name(source.text) is not None or _has_leads(source.text):  # they keep their colons, and labels stand alike
        others = [new for new in others if new in {": ", ":\n"}]
    if _could_be_minus(source, names):
        others = [new for new in others if "-" not in new and "–" not in new]
    if any(re.match(r"[ \t]*\n[^\n]", source.text[x.end :][:9]) for x in fields):
        others = [new for new in others if new != ":\n\n"]  # a blank line above the value, and none below it
    yield source.site(*([source.edit(x.stop, x.slot, new) for x in fields] for new in others))


def _has_leads(text: str) -> bool:
    """Whether a line such as "Rules:" stands in the style of the labels and stays as it is."""
    return any(x.kind == "words" for x in headings_of(text))


def _could_be_minus(source: Source, names: set[str]) -> bool:
    """Whether a dash before a value could be read as its sign."""
    values = [value for value in values_of(source, names) if value.strip("{}") not in names]
    if values:
        return any(_NUMERIC.match(value) for value in values)
    return any(_DASHED.search(name.lower()) for name in names)


def _labels_and_cue(source: Source) -> Sequence[tuple[int, int]]:
    spans = [(field.start, field.stop) for field in labelled_fields(source.text)]
    cue = cue_name(source.text) if spans else None
    return (*spans, cue) if cue is not None else spans


@mutator(family="format", parts=("template",))
def slot_label_style(source: Source) -> Iterator[Site]:
    """Write the label of an input, and the cue for the answer, in bold or in brackets."""
    spans = _labels_and_cue(source)
    if not spans or not all(is_free(source, *span) for span in spans) or speaks_of_wraps(source.text):
        return
    if _has_leads(source.text):
        return
    bold = [edit for span in spans for edit in _around(source, *span, "**")]
    whole = [edit for start, stop in spans for edit in _around(source, start, stop + 1, "**")]
    alternatives = [bold]
    if all(source.text[stop : stop + 1] == ":" for _, stop in spans):
        alternatives.append(whole)
    yield source.site(*alternatives, *(edits for _, edits in headed_labels(source)))


def headed_labels(source: Source) -> Iterator[tuple[str, list[Change]]]:
    """Yield a mark of headings with the edits that make headings of all labels.

    Nothing where more than a cue follows them: it would seem part of the value.
    """
    fields = labelled_fields(source.text)
    cues = _labels_and_cue(source)[len(fields) :]
    if not fields or headings_of(source.text):
        return  # what stands under a heading would get one of another level
    end = cues[0][0] if cues else len(source.text)
    if source.text[fields[-1].end : end].strip() or (cues and source.text[cues[0][1] : cues[0][1] + 1] != ":"):
        return
    colon = ":" if cues else ""
    for mark in ("###", "##", "#"):
        named = [source.edit(x.start, x.slot, f"{mark} {source.text[x.start : x.stop]}{colon}\n") for x in fields]
        yield mark, [*named, *(source.edit(start, start, f"{mark} ") for start, _ in cues)]


@mutator(family="format", parts=("template",))
def slot_label_case(source: Source) -> Iterator[Site]:
    """Write the label of an input, and the cue for the answer, in capitals, in title case or in lower case."""
    spans = _labels_and_cue(source)
    names = [source.text[start:stop] for start, stop in spans]
    if any(len(name) < 2 or not is_free(source, *span) for name, span in zip(names, spans, strict=True)):
        return
    shown = [name for name in names if not _mixed(name)]
    if len(shown) < len(names) or _has_leads(source.text):
        return
    written = ([n.upper() for n in names], [_titled(n) for n in names], [n.lower() for n in names])
    seen: list[list[str]] = [names]
    for row in written:
        if row not in seen:
            seen.append(row)
    rows = (
        [source.edit(*span, new) for span, old, new in zip(spans, names, row, strict=True) if new != old]
        for row in seen[1:]
    )
    yield source.site(*rows)


def _mixed(name: str) -> bool:
    """Whether the case of a name carries meaning, as in ``CV`` or ``iPhone``."""
    return any(word[1:] != word[1:].lower() for word in re.findall(r"[^\W\d_]+", name))


def _titled(name: str) -> str:
    return re.sub(r"(?<![\w'’])[^\W\d_]", lambda found: found.group().upper(), name)


@mutator(family="format", parts=("template",))
def slot_label_name(source: Source) -> Iterator[Site]:
    """Call the only input "Input" or "Text", where the instruction does not use the name that it has."""
    fields = labelled_fields(source.text)
    if len(fields) != 1 or len(fields_of(source.text)) != 1 or content_spans(source.text):
        return
    field = fields[0]
    name = source.text[field.start : field.stop]
    rest = source.text[: field.start] + source.text[field.end :] + (source.prompt.system or "")
    stems = [re.escape(word[:-1] if len(word) > 3 else word) for word in re.findall(r"[^\W\d_]+", name)]
    if name.lower() not in _READ or len(stems) != 1 or re.search(rf"\b(?:{'|'.join(stems)})", rest, re.IGNORECASE):
        return
    others = [new for new in ("Input", "Text") if new != name and not re.search(rf"\b{new}", rest, re.IGNORECASE)]
    if others and is_free(source, field.start, field.stop):
        yield source.site(*(source.edit(field.start, field.stop, new) for new in others))


@mutator(family="format", parts=("template",))
def slot_label_added(source: Source) -> Iterator[Site]:
    """Put a label before the only input, where it stands alone below the instruction."""
    fields = fields_of(source.text)
    if len(fields) != 1 or fields[0].labelled or fields[0].wrapped or fields[0].led:
        return
    field, text = fields[0], source.text
    word = tag_name(source, field).replace("_", " ").capitalize()
    names = [word] if word else []
    if not re.search(r"\binputs?\b", text, re.IGNORECASE):
        names.append("Input")
    free = not any(text.startswith(name + ":") or f"\n{name}:" in text for name in names)
    if names and text[: field.slot].strip() and free and not speaks_of_rules(text):
        styles = ("{}:\n", "### {}\n") if is_long(source, {field.name}) else ("{}: ", "{}:\n", "### {}\n", "**{}:**\n")
        yield source.site(*(source.edit(field.slot, field.slot, s.format(n)) for s in styles for n in names))


def _around(source: Source, start: int, stop: int, mark: str) -> list[Change]:
    return [source.edit(start, start, mark), source.edit(stop, stop, mark)]
