"""Formats of headings: their level, marks and casing, the tags that may stand for them, and what stands below them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.format_fields import cue_name, fields_of, labelled_fields
from promptfuzz.strategies.format_layout import is_free, places_of
from promptfuzz.strategies.format_validity import asks_for_headings, speaks_of_wraps
from promptfuzz.strategies.layout import input_blocks, lines_of

_HASHES = re.compile(r"^(?P<open>#{1,6} +)(?P<name>.*[^\s:#])(?P<close>:? *#*\s*)$")
_BOLD = re.compile(r"^(?P<open>\*\*)(?P<name>[^*:]+)(?P<close>:?\*\*:?\s*)$")
_CAPITALS = re.compile(r"^(?P<open>)(?P<name>[A-Z][A-Z ]{2,40}[A-Z])(?P<close>:?\s*)$")
_NOUNS = (
    r"rules|instructions|guidelines|requirements|constraints|tasks?|notes?|context|background|steps|policy|policies|"
    r"definitions|categories|labels|format|criteria|tone|style|goals?|role|scope|escalation|input|output|facts|limits|"
    r"audience|priorities|process|procedure|restrictions|examples?"
)
_WORDS = re.compile(rf"^(?P<open>)(?P<name>(?:[A-Z][a-z]+ )?(?:{_NOUNS}))(?P<close>:\s*)$", re.IGNORECASE)
_MANY = 60  # linked edits beyond it are slow to check
_VERB = re.compile(r"(?:follow|use|apply|obey|read|keep|see|consider|write|here|return|give|choose)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on the line ``start..stop`` named at ``name..end``; `kind` is hashes, bold, capitals or words."""

    start: int
    stop: int
    name: int
    end: int
    kind: str
    level: int = 0


_KINDS = (("hashes", _HASHES), ("bold", _BOLD), ("capitals", _CAPITALS), ("words", _WORDS))


@lru_cache(maxsize=256)
def headings_of(text: str) -> tuple[Heading, ...]:
    """Return the headings of `text`, of which none may be part of an answer that is asked for."""
    if asks_for_headings(text):
        return ()
    found = []
    labels = {field.start for field in fields_of(text) if field.labelled}
    for line, place in zip(lines_of(text), places_of(text), strict=True):
        # The label of one input would change apart from that of the next.
        if place.quoted or line.start in labels or line.kind not in {"heading", "label"}:
            continue
        for kind, pattern in _KINDS:
            match = pattern.match(line.text)
            if match is not None and not (kind == "words" and _VERB.match(line.text)):
                level = match.group("open").count("#")
                span = line.start + match.start("name"), line.start + match.end("name")
                found.append(Heading(line.start, line.stop, *span, kind, level))
                break
    return tuple(found) if len({x.kind for x in found}) == 1 and len(found) <= _MANY else ()


def _free(source: Source) -> tuple[Heading, ...]:
    found = headings_of(source.text)
    if found and found[0].kind == "words" and labelled_fields(source.text):
        return ()  # "Rules:" stands as the labels of the inputs do
    if any(source.text[x.stop :].strip() == "" for x in found):
        return ()  # an open cue at the end
    return found if all(is_free(source, x.start, x.stop) for x in found) else ()


@mutator(family="format")
def heading_style(source: Source) -> Iterator[Site]:
    """Write headings at another level, in bold, with a colon, between signs or without any."""
    found = _free(source)
    if not found:
        return
    nested = len({x.level for x in found}) > 1
    styles = ["**{}**", "**{}:**", "{}:", "=== {} ===", "[{}]", "# {}", "## {}", "### {}", "## {}:"]
    if not all(_is_closed(source.text, x) for x in found):
        styles = styles[:2]
    rows: list[list[Change]] = [] if nested else [_written(source, found, style) for style in styles]
    if found[0].kind == "hashes":
        deeper: list[Change] = [source.edit(x.start, x.start, "#") for x in found]
        shallower: list[Change] = []
        if min(x.level for x in found) > 1:
            shallower = [source.edit(x.start, x.start + 1, "") for x in found]
        rows = [deeper, shallower, *rows] if nested else rows
    yield source.site(*(row for row in rows if row))


def _is_closed(text: str, heading: Heading) -> bool:
    """Whether no paragraph that may not belong to it follows the first one below a heading of mere words."""
    if heading.kind != "words":
        return True
    body = heading.stop + len(text[heading.stop :]) - len(text[heading.stop :].lstrip("\n"))
    end = text.find("\n\n", body)
    after = len(text) if end < 0 else end + len(text[end:]) - len(text[end:].lstrip("\n"))
    return after == len(text) or any(x.start == after for x in headings_of(text))


def _written(source: Source, found: Sequence[Heading], style: str) -> list[Change]:
    """Return the edits of the signs around the names, so that their casing may change apart from them."""
    edits: list[Change] = []
    before, after = style.split("{}")
    for x in found:
        for start, stop, new in ((x.start, x.name, before), (x.end, x.stop, after)):
            if source.text[start:stop] != new:
                edits.append(source.edit(start, stop, new))
    return edits


@mutator(family="format")
def heading_case(source: Source) -> Iterator[Site]:
    """Write headings in capitals, in title case or like a sentence."""
    found = _free(source)
    names = [source.text[x.name : x.end] for x in found]
    if (
        not found
        or found[0].kind == "capitals"
        or any(re.search(r"[^\W\d_][A-Z]|[{}<>`]", name) and not name.isupper() for name in names)
    ):
        return
    seen = [names]
    for row in ([n.upper() for n in names], [_titled(n) for n in names], [n.capitalize() for n in names]):
        if row not in seen:
            seen.append(row)
    changes = (
        [source.edit(x.name, x.end, new) for x, old, new in zip(found, names, row, strict=True) if new != old]
        for row in seen[1:]
    )
    yield source.site(*changes)


def _titled(name: str) -> str:
    small = {"a", "an", "the", "of", "and", "or", "in", "on", "to", "for", "with", "by", "at", "from"}
    words = enumerate(name.lower().split(" "))
    return " ".join(word if place and word in small else word[:1].upper() + word[1:] for place, word in words)


@mutator(family="format")
def heading_space(source: Source) -> Iterator[Site]:
    """Leave a blank line below headings, or none."""
    loose, tight = [], []
    found = [x for x in _free(source) if x.kind != "words"]
    for x in found:
        below = source.text[x.stop : x.stop + 3]
        if re.match(r"\n[^\n]", below):
            loose.append(source.edit(x.stop, x.stop + 1, "\n\n"))
        elif re.match(r"\n\n[^\n]", below):
            tight.append(source.edit(x.stop, x.stop + 2, "\n"))
    if (loose or tight) and not (loose and tight):
        yield source.site(loose or tight)


@mutator(family="format")
def section_tags(source: Source) -> Iterator[Site]:
    """Put the sections into tags that say what their headings say."""
    found, text = _free(source), source.text
    names = [text[x.name : x.end].lower().replace(" ", "_") for x in found]
    plain = all(re.fullmatch(r"[a-z][a-z_]{1,30}", name) for name in names) and len(set(names)) == len(names)
    if not found or not plain or len({x.level for x in found}) > 1 or speaks_of_wraps(text) or re.search(r"<\w", text):
        return
    if re.search(r"\b(?:headings?|sections?)\b", text, re.IGNORECASE):
        return
    cue = cue_name(text)
    ends = [x.start for x in found[1:]] + [cue[0] if cue else len(text)]
    if not all(_holds_together(text, x, end) for x, end in zip(found, ends, strict=True)):
        return
    edits = []
    for x, name, end in zip(found, names, ends, strict=True):
        stop = len(text[:end].rstrip())
        if stop <= x.stop:
            return
        edits += [source.edit(x.start, x.stop, f"<{name}>"), source.edit(stop, stop, f"\n</{name}>")]
    yield source.site(edits)


def _holds_together(text: str, heading: Heading, end: int) -> bool:
    """Whether what stands below a heading is either all its own input or holds no input at all."""
    blocks = [
        block for block in input_blocks(text) if heading.start <= block[0] < end or block[0] <= heading.start < block[1]
    ]
    inside = all(not text[heading.stop : block[0]].strip() and block[1] >= len(text[:end].rstrip()) for block in blocks)
    return inside and _is_closed(text, heading)
