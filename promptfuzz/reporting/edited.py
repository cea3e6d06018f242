"""What the edits of a finding did, in words: from edits of single characters to the whole words that changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from promptfuzz.records import Finding, ShownEdit
from promptfuzz.reporting.view import variant_of


def described(finding: Finding) -> tuple[tuple[str, str], ...]:
    """Return what was done, change by change: the mutators, and the change in words.

    Edits that touch are one change, and what changes a part of a word is shown as a change of the word.
    """
    variant = variant_of(finding)
    sources = {} if variant is None else variant.prompt.sources
    return tuple((edit.mutator, describe(edit)) for edit in _whole(finding.minimal.edits, sources))


def _whole(edits: Sequence[ShownEdit], sources: Mapping[str, str]) -> Iterator[ShownEdit]:
    joined = list(_joined(edits, sources))
    for number, edit in enumerate(joined):
        source = sources.get(edit.part, "")
        if edit.to is not None or source[edit.start : edit.stop] != edit.before:
            yield edit
            continue
        ends = [other.stop for other in joined[:number] if other.part == edit.part and other.stop <= edit.start]
        starts = [other.start for other in joined[number + 1 :] if other.part == edit.part]
        places = [other.to for other in joined if other.to is not None]  # of moves: nothing is drawn across one
        left = max([0, *ends, *(place for place in places if place <= edit.start)])
        right = min([len(source), *starts, *(place for place in places if place >= edit.stop)])
        yield _widened(edit, source, left, right)


def _joined(edits: Sequence[ShownEdit], sources: Mapping[str, str]) -> Iterator[ShownEdit]:
    """Yield the edits, as one those that touch or change the same word."""
    last: ShownEdit | None = None
    for edit in edits:
        between = None if last is None else _between(last, edit, sources.get(edit.part, ""))
        if last is not None and between is not None:
            names = ", ".join(dict.fromkeys([*last.mutator.split(", "), edit.mutator]))
            before, after = last.before + between + edit.before, last.after + between + edit.after
            last = replace(last, mutator=names, stop=edit.stop, before=before, after=after)
            continue
        if last is not None:
            yield last
        last = edit
    if last is not None:
        yield last


def _between(one: ShownEdit, other: ShownEdit, source: str) -> str | None:
    """Return what stands between two edits that are shown as one, None where they are two."""
    if one.to is not None or other.to is not None or one.part != other.part or one.stop > other.start:
        return None
    text = source[one.stop : other.start]
    whole = len(text) == other.start - one.stop
    return text if whole and (not text or text.isalnum()) else None


def _widened(edit: ShownEdit, source: str, left: int, right: int) -> ShownEdit:
    """Return `edit` with the rest of the words that it changes, as far as ``left..right`` goes."""
    start, stop = edit.start, edit.stop
    sides = [text for text in (edit.before, edit.after) if text]
    while start > left and source[start - 1].isalnum() and any(text[0].isalnum() for text in sides):
        start -= 1
    while stop < right and source[stop].isalnum() and any(text[-1].isalnum() for text in sides):
        stop += 1
    head, tail = source[start : edit.start], source[edit.stop : stop]
    return replace(edit, start=start, stop=stop, before=head + edit.before + tail, after=head + edit.after + tail)


def describe(edit: ShownEdit) -> str:
    """Say in words what an edit did, with Python quoting, so that blanks and line ends are seen."""
    if edit.to is not None:
        where = edit.to_part or edit.part
        return f"moved {edit.before!r} to offset {edit.to}" + (f" of {where}" if where != edit.part else "")
    if not edit.before:
        return f"added {edit.after!r}"
    return f"removed {edit.before!r}" if not edit.after else f"{edit.before!r} → {edit.after!r}"
