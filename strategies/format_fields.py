"""The inputs of a template: slots on lines of their own, their labels and what parts the two; and facts of values."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from promptfuzz.mutators import Source
from promptfuzz.strategies.layout import LABEL, SLOT, Line, content_spans, cue_start, lines_of

_FIELD = re.compile(
    rf"^(?:(?P<label>{LABEL})(?P<sep>\s*:\s*))?(?P<open>[\"'“`]|<\w+>)?(?P<slot>{SLOT})(?P<close>[\"'”`]|</\w+>)?\s*$"
)
# "Source ({language}): {source}" is an input whose label cannot change, so its neighbours keep theirs.
_KEPT = re.compile(rf"[A-Z][^:\n]{{0,80}}\{{\w[^:\n]{{0,80}}:[ \t]*[\"'“]?{SLOT}[\"'”]?\s*$")
_LABEL_LINE = re.compile(rf"^({LABEL}):\s*$")
# A label that is a sentence ("Here is the text:") reads wrong in capitals, behind a dash or as a key.
_SENTENCE = re.compile(
    r"\b(?:here|is|are|was|this|that|these|below|following|the|your|my|our|and|or|of|to|for|shows?|says?|said|reads?|"
    r"wrote|writes?|asks?|asked|contains?|states?|given|follows?)\b",
    re.IGNORECASE,
)
_MANY = 60  # linked edits beyond it are slow to check
_LONG = frozenset(
    "document documents doc docs article context passage passages transcript conversation history diff code snippet "
    "log logs email html json csv table story contract report chunks sources text_block thread source data essay poem "
    "letter schema chapter speech script function file page notes minutes records rows emails messages".split()
)
# However short a value is, quotes around code would be read as a part of it.
_CODE = frozenset("code diff snippet function script html json csv table schema query sql log logs file patch".split())


@dataclass(frozen=True, slots=True)
class Field:
    """A slot that stands alone: its label ``start..stop`` (empty where none), and the value ``slot..end``.

    `wrapped` says that quotes, a tag or a fence stand around the slot, inside ``slot..end``; `led` that the line
    above introduces it, as a heading or a sentence with a colon does.
    """

    start: int
    stop: int
    slot: int
    end: int
    name: str
    wrapped: bool = False
    led: bool = False

    @property
    def labelled(self) -> bool:
        """Whether it has a label."""
        return self.start < self.stop


@lru_cache(maxsize=256)
def fields_of(text: str) -> tuple[Field, ...]:
    """Return the inputs of `text`."""
    lines, found = lines_of(text), []
    for number, line in enumerate(lines):
        match = _FIELD.match(line.text) if line.kind == "data" else None
        if match is not None:
            found.append(_field(lines, number, match))
    return tuple(found) if len(found) <= _MANY else ()


def _field(lines: tuple[Line, ...], number: int, match: re.Match[str]) -> Field:
    line = lines[number]
    name = match.group("slot")[1:-1]
    slot = line.start + (match.start("open") if match.group("open") else match.start("slot"))
    end = line.start + len(line.text.rstrip())
    wrapped = bool(match.group("open") or match.group("close"))
    if match.group("label"):
        start, stop = line.start + match.start("label"), line.start + match.end("label")
        if _SENTENCE.search(match.group("label")):
            start = stop = slot
        return Field(start, stop, slot, end, name, wrapped, led=start == stop)
    above = number - 1
    fenced = 0 < number < len(lines) - 1 and lines[above].kind == lines[number + 1].kind == "fence"
    if fenced:
        slot, end, above = lines[above].start, lines[number + 1].stop, above - 1
    beside = any(0 <= n < len(lines) and lines[n].kind == "fence" for n in (number - 1, number + 1))
    label = _LABEL_LINE.match(lines[above].text) if above >= 0 else None
    if label is not None and not _SENTENCE.search(label.group(1)):
        at = lines[above].start
        return Field(at, at + label.end(1), slot, end, name, wrapped or beside)
    filled = next((n for n in range(above, -1, -1) if lines[n].kind != "blank"), None)
    led = filled is not None and (lines[filled].kind == "heading" or lines[filled].text.rstrip().endswith(":"))
    return Field(slot, slot, slot, end, name, wrapped or beside, led)


def labelled_fields(text: str) -> tuple[Field, ...]:
    """Return the inputs with labels that may change: all of them, or none where examples repeat them.

    They change together, for an input in one style beside another in a second style is nobody's format.
    """
    found = tuple(field for field in fields_of(text) if field.labelled)
    if found and (_stand_among_others(text, found) or has_kept_label(text)):
        return ()
    shown = {text[start:stop].split(":")[0].strip() for start, stop in content_spans(text)}
    return () if any(text[x.start : x.stop] in shown for x in found) else found


@lru_cache(maxsize=256)
def has_kept_label(text: str) -> bool:
    """Whether an input has a label with a slot in it, which stays as it is."""
    return any(line.kind == "text" and _KEPT.match(line.text) for line in lines_of(text))


def _stand_among_others(text: str, fields: tuple[Field, ...]) -> bool:
    """Whether a label without a slot, such as ``Options:``, stands right above or below one of `fields`."""
    own = {field.start for field in fields}
    other = {x.start for x in lines_of(text) if x.kind in {"pair", "label"}} - own - {cue_start(text)}
    for above, below in pairwise(lines_of(text)):
        if (above.start in other and below.start in own) or (above.kind == "data" and below.start in other):
            return True
    return False


def cue_name(text: str) -> tuple[int, int] | None:
    """Return the span of the name in a trailing cue such as ``Answer:``, or None."""
    start = cue_start(text)
    if start is None:
        return None
    start += len(text[start:]) - len(text[start:].lstrip())
    return start, text.index(":", start)


def values_of(source: Source, names: set[str]) -> tuple[str, ...]:
    """Return what the cases put into the slots `names`."""
    return tuple(value for case in source.prompt.cases for name, value in case.values if name in names)


def is_long(source: Source, names: set[str]) -> bool:
    """Whether a value has several lines, or may well have where no case shows one."""
    values = [value for value in values_of(source, names) if value.strip("{}") not in names]
    if any("\n" in value for value in values) or any(_CODE & _words(name) for name in names):
        return True
    return not values and any(name.lower() in _LONG or _LONG & _words(name) for name in names)


def _words(name: str) -> set[str]:
    return {form for word in name.lower().split("_") for form in (word, word.removesuffix("s"))}


def tag_name(source: Source, field: Field) -> str:
    """Return the name for an input in tags and keys: its label's words, or its slot's where the text uses them.

    The name of a slot may say what the model is not to know, so a word that the text does not use stays out.
    """
    text = source.text
    if field.labelled:
        label = text[field.start : field.stop].lower()
        # "Today's date" and "Extract (2)" have no name that a person would give to a tag.
        return label.replace(" ", "_") if re.fullmatch(r"[a-z]{3,}(?: [a-z]+){0,2}", label) else ""
    mentioned = re.search(rf"(?<![\w{{]){re.escape(field.name)}s?(?![\w}}])", text, re.IGNORECASE)
    return field.name.lower() if len(field.name) > 2 and mentioned else ""
