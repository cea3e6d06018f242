"""Formats of inputs: how the label of a slot is written, what parts it from the value, and what stands around that."""

import re
from collections.abc import Iterator, Sequence

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.layout import SLOT, SlotLabel, content_spans, lines_of, slot_labels

_SEPARATORS = (": ", ":\n", " - ", " = ")
_BARE_SLOT = re.compile(rf"(?<![\"'“`<>\w]){SLOT}(?![\"'”`<>\w])\s*$")


def _labels(source: Source) -> Sequence[SlotLabel]:
    """Return the labels that may change: all of them, or none where examples repeat them.

    They change together, for an input in one style beside another in a second style is nobody's format.
    """
    text = source.text
    shown = {text[start:stop].split(":")[0].strip() for start, stop in content_spans(text)}
    labels = slot_labels(text)
    return () if any(text[x.start : x.stop] in shown for x in labels) else labels


@mutator(family="format", parts=("template",))
def slot_separator(source: Source) -> Iterator[Site]:
    """Part the label of an input from its value in another way."""
    labels = _labels(source)
    if labels:
        used = {source.text[x.stop : x.slot] for x in labels}
        lines = _has_lines(source)
        others = [new for new in _SEPARATORS if new not in used and not (lines and new.endswith(" "))]
        yield source.site(*([source.edit(x.stop, x.slot, new) for x in labels] for new in others))


@mutator(family="format", parts=("template",))
def slot_label_style(source: Source) -> Iterator[Site]:
    """Write the label of an input in capitals, in bold or as a heading."""
    labels = [x for x in _labels(source) if source.is_free(x.start, x.slot)]
    if not labels or any(x.stop - x.start < 2 for x in labels):
        return
    names = [source.text[x.start : x.stop] for x in labels]
    upper = [source.edit(x.start, x.stop, n.upper()) for x, n in zip(labels, names, strict=True) if n != n.upper()]
    bold = [source.edit(x.start, x.stop, f"**{n}**") for x, n in zip(labels, names, strict=True)]
    heading = [source.edit(x.start, x.slot, f"### {n}\n") for x, n in zip(labels, names, strict=True)]
    yield source.site(*filter(None, (upper, bold, heading)))


@mutator(family="format", parts=("template",))
def slot_quotes(source: Source) -> Iterator[Site]:
    """Put quotes, a tag or a fence around the inputs."""
    labels = {x.slot: x for x in slot_labels(source.text)}
    slots = list(_bare_slots(source.text))
    if not slots:
        return
    names = [source.text[start + 1 : stop - 1] for start, stop in slots]
    quoted = [edit for slot in slots for edit in _around(source, *slot, '"', '"')]
    tagged = [
        edit for slot, n in zip(slots, names, strict=True) for edit in _around(source, *slot, f"<{n}>", f"</{n}>")
    ]
    fenced = [edit for slot in slots for edit in _fenced(source, *slot, labels.get(slot[0]))]
    # A tag of one or two letters would be read as one of HTML.
    inline = [] if _has_lines(source) else [quoted]
    yield source.site(*inline, *([tagged] if all(len(name) > 2 for name in names) else []), fenced)


def _has_lines(source: Source) -> bool:
    """Whether a value has several lines, which no quotes and no dash before the first of them would fit."""
    return any("\n" in value for case in source.prompt.cases for _, value in case.values)


def _bare_slots(text: str) -> Iterator[tuple[int, int]]:
    """Yield the slots that stand alone behind their label, without quotes, tags or fences."""
    lines = lines_of(text)
    for number, line in enumerate(lines):
        found = _BARE_SLOT.search(line.text) if line.kind == "data" else None
        fenced = any(0 <= n < len(lines) and lines[n].kind == "fence" for n in (number - 1, number + 1))
        if found is not None and not fenced:
            yield line.start + found.start(), line.start + len(line.text.rstrip())


def _around(source: Source, start: int, stop: int, before: str, after: str) -> list[Change]:
    return [source.edit(start, start, before), source.edit(stop, stop, after)]


def _fenced(source: Source, start: int, stop: int, label: SlotLabel | None) -> list[Change]:
    if label is None:
        return _around(source, start, stop, '"""\n', '\n"""')
    return [source.edit(label.stop, label.slot, ':\n"""\n'), source.edit(stop, stop, '\n"""')]
