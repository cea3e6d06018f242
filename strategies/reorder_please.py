"""Reorderings of "please" over the sentences of a request."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from promptfuzz.mutators import Site, Source
from promptfuzz.records import Change
from promptfuzz.render import Span
from promptfuzz.strategies.layout import is_prose
from promptfuzz.strategies.paraphrase_rules import words_in
from promptfuzz.strategies.reorder_moves import recased

_ASKS = re.compile(r"Please(?= (?P<verb>[a-z]+)\b)")
_TARGET = re.compile(r"(?P<verb>[A-Z][a-z]+)\b(?! not\b)|Do not\b|Don['’]t\b")
_CONDITION = re.compile(r"(?:If|When|Unless) [^,;:]+(?P<gap>, )(?P<verb>[a-z]+)\b(?=[^,;:]+$)")
_POLITE = re.compile(r"\b(?:please|kindly|never|thank\w*|then)\b", re.IGNORECASE)
FEW = 4


def please_elsewhere(source: Source) -> Iterator[Site]:
    """Offer to say "please" in another sentence of the same paragraph: "Sort the words. Please be brief."."""
    sentences, text = source.sentences, source.text
    if text.lower().count("please") != 1:
        return
    for number, sentence in enumerate(sentences):
        asks = _ASKS.match(text, sentence.start, sentence.stop)
        if asks is None or asks["verb"] not in words_in("imperatives", "verbs") or not _is_whole(source, sentence):
            continue
        found = []
        for before, other in pairwise(islice(sentences, number, number + FEW + 1)):
            said = text[other.start : other.stop]
            if text[before.stop : other.start] != " " or not _is_whole(source, other):
                break
            if not _POLITE.search(said):
                found += [changes for changes in (_said_in(source, asks, before, other),) if changes]
        if found:
            yield source.site(*found)


def _is_whole(source: Source, sentence: Span) -> bool:
    return source.text[sentence.stop - 1] in ".!" and is_prose(source.text, sentence.start, sentence.stop)


def _said_in(source: Source, asks: re.Match[str], before: Span, other: Span) -> list[Change]:
    """Return the changes that take "please" to another sentence; they edit its start, lest it move too."""
    start, stop = asks.span()
    said, verbs = source.text[other.start : other.stop], words_in("imperatives", "verbs")
    changes: list[Change]
    target, condition = _TARGET.match(said), _CONDITION.match(said)
    if condition and condition["verb"] in verbs:
        at = other.start + condition.end("gap")
        gap, letter, changes = (at - 2, at), " p", [source.edit(at - 2, at, ",")]
    elif target and (target["verb"] is None or target["verb"].lower() in verbs):
        at = other.start
        gap, letter, changes = (before.stop, at), " P", [source.edit(before.stop, at, "")]
        changes += recased(source, at, upper=False)
    else:
        return []
    ends = ((start, start + 1), (stop - 1, stop), (stop, stop + 2), gap, (at, at + 1))
    if not all(source.is_free(*span) for span in ends):
        return []
    own = [source.edit(start, start + 1, letter), source.edit(stop - 1, stop, "e "), source.edit(stop, stop + 1, "")]
    return [*changes, *own, *recased(source, stop + 1, upper=True), source.move(start, stop, at)]
