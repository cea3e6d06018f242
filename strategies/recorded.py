"""Recorded rewordings: whole templates that somebody vouches for, diffed into edits of the template."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from promptfuzz.mutators import Site, Source, mutator, veto
from promptfuzz.records import Change, Edit, Move, Prompt
from promptfuzz.rewriting.alignment import hunks
from promptfuzz.rewriting.keeping import kept_spans, matched_spans
from promptfuzz.strategies.lifting_links import linked

_TOKEN = re.compile(r"\w+(?:['’]\w+)?|\s+|[^\w\s]")


@mutator(family="paraphrase", parts=("template",))
def recorded(source: Source) -> Iterator[Site]:
    """Say it as one of the prompt's recorded rewordings does."""
    for text in source.prompt.rewordings:
        changes = rewritten(source, text)
        if changes:
            yield source.site(changes)


def lifted_sites(prompt: Prompt, text: str) -> tuple[Site, ...]:
    """Return one site for each place in which `text` differs from the template; what moves goes together as one.

    What would change a protected span is left out.
    """
    source = Source(prompt, "template", prompt.template, "from-texts", "paraphrase")
    changes = rewritten(source, text) or []
    groups: Sequence[Sequence[Change]]
    if any(isinstance(change, Move) for change in changes):
        groups = [[replace(change, link="from-texts") for change in changes]]
    else:
        groups = linked([change for change in changes if isinstance(change, Edit)], source.text, "from-texts")
    return tuple(source.site(group) for group in groups if veto(group, prompt, "paraphrase") is None)


def rewritten(source: Source, text: str) -> list[Change] | None:
    """Return the changes that make the template read `text`, or None where protected spans do not survive.

    Protected spans stay or move whole; what stands between them is diffed in words.
    """
    kept = kept_spans(source.prompt)
    places = matched_spans(source.text, kept, text)
    if places is None:
        return None
    order = sorted(range(len(kept)), key=lambda number: places[number])
    changes: list[Change] = []
    for place, which in enumerate(order):
        if which != place:
            if kept[place][0] in (kept[which][0], kept[which][1]):
                return None  # neighbours without a gap cannot change places
            changes.append(source.move(*kept[which], kept[place][0]))
    ends = [0, *(stop for _, stop in kept)], [*(start for start, _ in kept), len(source.text)]
    found = sorted(places)
    others = [0, *(stop for _, stop in found)], [*(start for start, _ in found), len(text)]
    for start, stop, left, right in zip(*ends, *others, strict=True):
        changes += _diffed(source, start, stop, text[left:right])
    return changes


def _diffed(source: Source, start: int, stop: int, text: str) -> Iterator[Edit]:
    """Yield the edits that turn ``start..stop`` of the source into `text`, a word or a run of words at a time."""
    before = [m.span() for m in _TOKEN.finditer(source.text, start, stop)]
    after = [m.group() for m in _TOKEN.finditer(text)]
    names = [source.text[a:b] for a, b in before]
    edges = [*(a for a, _ in before), stop]
    pieces: list[tuple[int, int, int, int]] = []
    for i, j, k, m in hunks(names, after):
        # A lone space between two changed words would split a phrase into edits that make no sense alone.
        if pieces and not "".join(names[pieces[-1][1] : i]).strip(" \t"):
            i, k = pieces.pop()[0::2]
        pieces.append((i, j, k, m))
    for i, j, k, m in pieces:
        yield source.edit(edges[i], edges[j], "".join(after[k:m]))
