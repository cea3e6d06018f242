"""Paraphrases that keep every word and change its form: contractions, and British or American spelling."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.paraphrase_rules import in_case, lexicon, reworded, rules
from promptfuzz.strategies.paraphrase_text import instructions


@mutator(family="paraphrase")
def contractions(source: Source) -> Iterator[Site]:
    """Contract or write out: do not, don't; it is, it's; cannot, can't."""
    yield from reworded(source, instructions(source), rules("spelling", "contractions"))


@mutator(family="paraphrase")
def spelling_variants(source: Source) -> Iterator[Site]:
    """Spell the British or the American way: summarise, summarize; colour, color."""
    pairs: list[list[str]] = lexicon("spelling")["pairs"]
    other = {one: two for pair in pairs for one, two in (pair, pair[::-1])}
    stems = re.compile(rf"\b({'|'.join(sorted(other, key=len, reverse=True))})(s|es|d|ed|r|rs|ing)?\b", re.IGNORECASE)
    for sentence in instructions(source):
        for match in stems.finditer(sentence.text):
            start, stop = sentence.start + match.start(1), sentence.start + match.end(1)
            if source.is_free(sentence.start + match.start(), sentence.start + match.end()):
                yield source.site(source.edit(start, stop, in_case(match.group(1), other[match.group(1).lower()])))
