"""Formats of values: the quotes, tags, fences and JSON that stand around an input."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change, Json
from promptfuzz.strategies.format_fields import Field, fields_of, is_long, labelled_fields, tag_name, values_of
from promptfuzz.strategies.format_layout import is_free
from promptfuzz.strategies.format_validity import speaks_of_json, speaks_of_rules, speaks_of_wraps
from promptfuzz.strategies.layout import SLOT, content_spans
from promptfuzz.strategies.reorder_labels import label_runs

_QUOTES = (('"', '"'), ("“", "”"), ("'", "'"), ("<<<", ">>>"))
_FENCES = ('"""', "'''", "```")
# None of those that stand between blocks, or one could not tell which two belong together.
_RULERS = ("=====", "~~~~~")
_MARKS = ('"', "“", "'")
_QUOTATION = re.compile(r"\"[^\"\n]{1,300}\"|“[^”\n]{1,300}”|(?<!\w)'[^'\n]{1,300}'(?!\w)")
_QUOTED_SLOT = re.compile(rf"([\"'“])({SLOT})([\"'”])")
_QUOTABLE = re.compile(
    r"\b(?:words?|terms?|phrases?|sentences?|titles?|strings?|texts?|questions?|names?|topics?|headlines?|queries|"
    r"query|messages?|claims?|statements?|subjects?|comments?|products?|expressions?|commands?) (?=\{)"
)


def _quotes_of(text: str) -> frozenset[str]:
    """Return the marks that open quotations in `text`."""
    return frozenset(found[0] for found in _QUOTATION.findall(text))


def _wrappable(source: Source) -> Sequence[Field]:
    """Return the inputs that nothing wraps, where the text speaks of no marks and no tag stands in it."""
    text = source.text
    if speaks_of_wraps(text) or content_spans(text) or re.search(r"</?[A-Za-z]\w*>", text):
        return ()
    found = fields_of(text)
    return () if any(field.wrapped for field in found) else found


def _holds(source: Source, fields: Sequence[Field], *marks: str) -> bool:
    values = values_of(source, {field.name for field in fields})
    return any(mark in value for mark in marks for value in values)


@mutator(family="format", parts=("template",))
def slot_quotes(source: Source) -> Iterator[Site]:
    """Put quotes, brackets or a fence around the inputs."""
    fields = _wrappable(source)
    if not fields:
        return
    found = []
    if not is_long(source, {field.name for field in fields}):
        used, labels = _quotes_of(source.text), any(len(run) > 1 for run in label_runs(source))
        for before, after in _QUOTES:
            if (used and before in _MARKS) or (labels and before in _MARKS[1:]):
                continue  # what is quoted in the instruction may get other quotes, and two kinds would stand there
            if not _holds(source, fields, before, after, "\n"):
                found.append([edit for x in fields for edit in _around(source, x, before, after)])
    fences = (
        ()
        if speaks_of_rules(source.text)
        else (*_FENCES, *(_RULERS if len(fields) == 1 and fields[0].labelled else ()))
    )
    for fence in fences:
        if not _holds(source, fields, fence):
            found += [[edit for x in fields for edit in _fenced(source, x, fence)]]
    yield source.site(*found)


@mutator(family="format", parts=("template",))
def slot_tags(source: Source) -> Iterator[Site]:
    """Put the inputs into tags, which stand instead of their labels."""
    fields = _wrappable(source)
    names = [tag_name(source, field) for field in fields]
    if not fields or not all(names) or len(set(names)) < len(names):
        return
    if any(_holds(source, [field], f"</{name}>") for field, name in zip(fields, names, strict=True)):
        return
    pairs = list(zip(fields, names, strict=True))
    inline = [edit for x, n in pairs for edit in _around(source, x, f"<{n}>", f"</{n}>")]
    instead = [edit for x, n in pairs for edit in _instead(source, x, f"<{n}>", f"</{n}>")]
    lines = [edit for x, n in pairs for edit in _instead(source, x, f"<{n}>\n", f"\n</{n}>")]
    both = [edit for x, n in pairs for edit in _around(source, x, f"<{n}>\n", f"\n</{n}>")]
    own_line = all(source.text[x.slot - 1 : x.slot] in {"", "\n"} for x in fields)
    short = not is_long(source, {field.name for field in fields})
    if all(field.labelled and is_free(source, field.start, field.slot) for field in fields):
        yield source.site(*([instead, lines] if short else [lines]))
    elif not any(field.labelled for field in fields) and (short or own_line):
        yield source.site(*[inline] * short, *[both] * own_line)


@mutator(family="format", parts=("template",))
def slot_json(source: Source) -> Iterator[Site]:
    """Write the inputs as members of a JSON object."""
    fields, text = labelled_fields(source.text), source.text
    if not fields or list(fields) != list(_wrappable(source)) or speaks_of_json(text + (source.prompt.system or "")):
        return
    keys = [tag_name(source, field) for field in fields]
    names = {field.name for field in fields}
    adjoining = all(not text[one.end : other.start].strip() for one, other in pairwise(fields))
    free = all(is_free(source, field.start, field.slot) for field in fields)
    unfit = is_long(source, names) or _holds(source, fields, '"', "\\", "\n", "\t")
    if unfit or not all(keys) or len(set(keys)) < len(keys) or not adjoining or not free:
        return
    if isinstance(source.prompt.answer, Json):
        return
    styles = [("{{", "}}", ", ", "")] if len(fields) == 1 else []
    styles.append(("{{\n  ", "\n}}", ",\n  ", ""))
    yield source.site(*(_members(source, fields, keys, style[:3]) for style in styles))


def _members(source: Source, fields: Sequence[Field], keys: Sequence[str], style: Sequence[str]) -> list[Change]:
    opened, closed, between = style
    edits: list[Change] = [source.edit(fields[0].start, fields[0].slot, f'{opened}"{keys[0]}": "')]
    for (one, other), key in zip(pairwise(fields), keys[1:], strict=True):
        edits.append(source.edit(one.end, other.slot, f'"{between}"{key}": "'))
    return [*edits, source.edit(fields[-1].end, fields[-1].end, f'"{closed}')]


@mutator(family="format", parts=("template",))
def quoted_slots(source: Source) -> Iterator[Site]:
    """Put other quotes around the slots that have some."""
    found = list(_QUOTED_SLOT.finditer(source.text))
    used = {match.group(1) for match in found}
    if not found or speaks_of_wraps(source.text) or speaks_of_json(source.text):
        return
    # Examples in quotes would keep those that they have, and so would a word of the instruction.
    if len(used) > 1 or _quotes_of(_QUOTED_SLOT.sub("", source.text)):
        return
    values = values_of(source, {match.group(2)[1:-1] for match in found})
    styles = [pair for pair in _QUOTES[:3] if pair[0] not in used and not any(q in v for q in pair for v in values)]
    yield source.site(*([source.edit(*m.span(), a + m.group(2) + b) for m in found] for a, b in styles))


@mutator(family="format", parts=("template",))
def inline_quotes(source: Source) -> Iterator[Site]:
    """Put quotes around a slot inside a sentence, behind a noun that says what it holds."""
    if speaks_of_wraps(source.text):
        return
    for noun in _QUOTABLE.finditer(source.text):
        slot = re.compile(SLOT).match(source.text, noun.end())
        name = slot.group()[1:-1] if slot else ""
        if slot is None or is_long(source, {name}) or not re.match(r"[\s.,;:?!]|$", source.text[slot.end() :][:1]):
            continue
        values = values_of(source, {name})
        styles = [pair for pair in _QUOTES[:3] if not any(q in v for q in pair for v in values)]
        field = Field(slot.start(), slot.start(), slot.start(), slot.end(), name)
        yield source.site(*(_around(source, field, *pair) for pair in styles))


def _around(source: Source, field: Field, before: str, after: str) -> list[Change]:
    return [source.edit(field.slot, field.slot, before), source.edit(field.end, field.end, after)]


def _instead(source: Source, field: Field, before: str, after: str) -> list[Change]:
    return [source.edit(field.start, field.slot, before), source.edit(field.end, field.end, after)]


def _fenced(source: Source, field: Field, fence: str) -> list[Change]:
    closed = source.edit(field.end, field.end, f"\n{fence}")
    if field.labelled:
        return [source.edit(field.stop, field.slot, f":\n{fence}\n"), closed]
    at = field.slot
    behind = source.text[at - 1 : at] == " "
    return [source.edit(at - behind, at, "\n" * behind + f"{fence}\n"), closed]
