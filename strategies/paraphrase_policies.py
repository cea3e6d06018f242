"""Paraphrases of the rules of a policy or a system message: always, never, you must, you may."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.paraphrase_rules import reworded, rules
from promptfuzz.strategies.paraphrase_text import instructions


@mutator(family="paraphrase")
def obligations(source: Source) -> Iterator[Site]:
    """Oblige in other words: Always reply ..., You must always reply ...; you have to, you need to."""
    yield from reworded(source, instructions(source), rules("policies", "always"))


@mutator(family="paraphrase")
def prohibitions(source: Source) -> Iterator[Site]:
    """Forbid in other words: Never reveal ..., You must never reveal ...; Do not reveal ... in a list of rules."""
    found = instructions(source)
    yield from reworded(source, found, rules("policies", "never"))
    for sentence in found:
        # "Never" speaks of every turn: a rule of a system message or of a list, not one answer.
        if (source.part != "system" and sentence.plain) or sentence.mark not in {".", "!", ""}:
            continue
        if match := re.match(r"(?:Do not|Don['’]t) (?!worry|hesitate|forget)(?=[a-z])", sentence.text):
            start, stop = sentence.start, sentence.start + match.end()
            yield source.site(source.edit(start, stop, "Never "), source.edit(start, stop, "You must not "))


@mutator(family="paraphrase")
def permissions(source: Source) -> Iterator[Site]:
    """Permit in other words: You may use ..., You can use ..., Feel free to use ..."""
    yield from reworded(source, instructions(source), rules("policies", "may"))


@mutator(family="paraphrase")
def missing_answers(source: Source) -> Iterator[Site]:
    """Speak in other words of what is missing: is ambiguous, is unclear; cannot be found, cannot be determined."""
    yield from reworded(source, instructions(source), rules("policies", "unsure"))
