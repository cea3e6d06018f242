"""Paraphrases that keep every word and change its form: contractions, and British or American spelling."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Edit
from promptfuzz.strategies.paraphrase_rules import in_case, lexicon, reworded, rules
from promptfuzz.strategies.paraphrase_text import instructions

_TOGETHER = 8
_SPEAKS_OF_SPELLING = re.compile(r"\b(?:british|american|us|uk) (?:english|spelling)|\bspell", re.IGNORECASE)


@mutator(family="paraphrase")
def contractions(source: Source) -> Iterator[Site]:
    """Contract or write out: do not, don't; it is, it's; cannot, can't."""
    yield from reworded(source, instructions(source), rules("spelling", "contractions"))


@mutator(family="paraphrase")
def spelling_variants(source: Source) -> Iterator[Site]:
    """Spell the British or the American way: summarise, summarize; colour, color."""
    if any(_SPEAKS_OF_SPELLING.search(text) for text in source.prompt.sources.values()):
        return
    pairs: list[list[str]] = lexicon("spelling")["pairs"]
    for column in (0, 1):
        found = _unkept(source, list(_respelt(source, {pair[column]: pair[1 - column] for pair in pairs})))
        # One text is spelt one way: what can change changes together, unless a finding would grow too long.
        if len(found) <= _TOGETHER:
            yield from [source.site(found)] if found else []
        else:
            yield from (source.site(edit) for edit in found)


def _unkept(source: Source, edits: list[Edit]) -> list[Edit]:
    """Leave out words that also stand where they are kept, such as a label, a heading, a key or the other part."""
    said = [edit.text.lower() for edit in edits]
    words = [source.text[edit.start : edit.stop].lower() for edit in edits]
    every = "\n".join(text for part, text in source.prompt.sources.items() if not part.startswith("cases[")).lower()
    kept = {word for word in set(words) if every.count(word) > words.count(word)}
    # "Colour" stands in "colourful" as well: then both stay, which costs a variant and mixes no spelling.
    kept |= {word for word, other in zip(words, said, strict=True) if other in every}
    return [edit for edit, word in zip(edits, words, strict=True) if word not in kept]


def _respelt(source: Source, other: dict[str, str]) -> Iterator[Edit]:
    stems = re.compile(rf"\b({'|'.join(sorted(other, key=len, reverse=True))})(s|es|d|ed|r|rs|ing)?\b", re.IGNORECASE)
    for sentence in instructions(source):
        for match in stems.finditer(sentence.text):
            start, stop = sentence.start + match.start(1), sentence.start + match.end(1)
            named = match.start() and match.group()[0].isupper()  # "the Labour Party" is spelt so everywhere
            if not named and source.is_free(sentence.start + match.start(), sentence.start + match.end()):
                yield source.edit(start, stop, in_case(match.group(1), other[match.group(1).lower()]))
