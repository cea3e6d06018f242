"""Formats of the instruction: a heading over it, or a tag around it."""

import re
from collections.abc import Iterator, Sequence

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.format_examples import examples_of
from promptfuzz.strategies.format_fields import fields_of, labelled_fields
from promptfuzz.strategies.format_headings import headings_of
from promptfuzz.strategies.format_layout import instruction_of, is_free
from promptfuzz.strategies.format_slots import headed_labels
from promptfuzz.strategies.format_validity import speaks_of_wraps
from promptfuzz.strategies.layout import SLOT, lines_of

_TELLS_MORE = re.compile(
    r"you(?:['’]re| are|r)\b|dear\b|hi\b|hello\b|hey\b|act as\b|as an? |i\b|we\b|the\b|here\b|below\b|please\b",
    re.IGNORECASE,
)
# English headings fit English prompts.
_ENGLISH = re.compile(r"\b(?:the|with|and|your|this|which|what|how|into|only|answer|is|are)\b", re.IGNORECASE)
_STYLES = ("# {}\n", "## {}\n", "### {}\n", "### {}:\n", "**{}**\n", "**{}:** ", "{}: ", "{}:\n", "[{}]\n")
_OPEN_SLOT = re.compile(rf"(?:[.!?:]|^)\s*{SLOT}\s*[.?!]?\s*$", re.MULTILINE)


def _heads(source: Source) -> tuple[int, int, list[str]] | None:
    """Return the span of the instruction, and the words that may head it: none that the text uses itself."""
    span, text = instruction_of(source.text), source.text
    if source.part == "system" and instruction_of(source.prompt.template) is not None:
        return None  # the instruction stands in the template, which may get a heading of its own
    if span is None or speaks_of_wraps(text) or re.search(r"</?[A-Za-z]\w*>", text) or not _ENGLISH.search(text):
        return None
    names = ["Instructions"] if _TELLS_MORE.match(text[span[0] :]) else ["Task", "Instructions"]
    names = [name for name in names if not re.search(rf"\b{name.rstrip('s')}s?\b", text, re.IGNORECASE)]
    return (*span, names) if names else None


@mutator(family="format")
def instruction_heading(source: Source) -> Iterator[Site]:
    """Put a heading over the instruction, such as ``# Task``, and one over an input that has no label."""
    found, text = _heads(source), source.text
    if found is None:
        return
    start, stop, heads = found
    bare = [field for field in fields_of(text) if not field.labelled]
    named = bare and re.search(r"\binputs?\b", text, re.IGNORECASE)
    if named or len(bare) > 1 or any(field.led or field.wrapped for field in bare):
        return
    if labelled_fields(text) or examples_of(text):
        # Labels in another style than the heading would mix two layouts.
        yield from _headed(source, start, heads)
        return
    inline = "\n" not in text[start:stop] and not bare
    above = "" if not text[:start].strip() or text[:start].endswith("\n\n") else "\n"
    rows = []
    for head in heads:
        for style in _STYLES:
            if inline or style.endswith("\n"):
                edits = [source.edit(start, start, above + style.format(head))]
                rows.append(edits + [source.edit(x.slot, x.slot, style.format("Input")) for x in bare])
    yield source.site(*rows)


def _headed(source: Source, start: int, heads: Sequence[str]) -> Iterator[Site]:
    """Yield the site that makes headings of the labels as well."""
    if source.text[:start].strip() or source.part != "template" or headings_of(source.text):
        return
    free = all(is_free(source, field.start, field.stop) for field in labelled_fields(source.text))
    rows = [
        [source.edit(start, start, f"{mark} {head}\n"), *edits]
        for mark, edits in (headed_labels(source) if free else ())
        for head in heads
    ]
    if rows:
        yield source.site(*rows)


def _goes_on(text: str, stop: int) -> bool:
    """Whether a line that is no input follows at once, such as a list or "Return one of: ..."."""
    below = next((line for line in lines_of(text) if line.start > stop), None)
    return below is not None and text[stop : below.start] == "\n" and below.kind not in {"data", "blank", "fence"}


@mutator(family="format")
def instruction_tags(source: Source) -> Iterator[Site]:
    """Put the instruction into a tag of its own."""
    found, text = _heads(source), source.text
    if found is None:
        return
    start, stop, heads = found
    if text[stop - 1] == ":" or _OPEN_SLOT.search(text[start:stop]) or _goes_on(text, stop):
        return
    rows = (
        [source.edit(start, start, f"<{x}>\n"), source.edit(stop, stop, f"\n</{x}>")] for x in map(str.lower, heads)
    )
    yield source.site(*rows)
