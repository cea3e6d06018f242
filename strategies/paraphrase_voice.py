"""Paraphrases by another part of speech: an order, a noun for its verb, the passive and back."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.paraphrase_rules import reworded, rules
from promptfuzz.strategies.paraphrase_text import instructions

_DONE = {
    "return": "returned", "give": "given", "write": "written", "present": "presented", "provide": "provided",
    "format": "formatted", "put": "put", "keep": "kept", "output": "output", "list": "listed", "sort": "sorted",
}  # fmt: skip
_BASE = {done: verb for verb, done in _DONE.items()}
_THING = r"(?:final )?(?:answers?|results?|output|response|summary|reply|translation|list|code|explanations?|rating)"
_HOW = r"(?: as| in| on| with| by| at| under| within| short| brief)\b"
_ORDER = re.compile(rf"({'|'.join(_DONE)}) ((?:the|your) {_THING})(?={_HOW}[^,;:!?]*[.]$)", re.IGNORECASE)
_PASSIVE = re.compile(
    rf"((?:The|Your) {_THING}) (?:should|must|has to|needs to) be ({'|'.join(_BASE)})(?={_HOW}[^,;:!?]*[.]$)"
)


@mutator(family="paraphrase")
def passive_voice(source: Source) -> Iterator[Site]:
    """Turn an order about the answer into the passive and back: Write the answer, The answer should be written."""
    for sentence in instructions(source):
        if re.search(r"\b(?:and|but|or|then|if|unless)\b", sentence.text):
            continue
        start = sentence.start
        if match := _ORDER.match(sentence.text):
            thing = match.group(2)[0].upper() + match.group(2)[1:]
            done = _DONE[match.group(1).lower()]
            yield source.site(
                *(source.edit(start, start + match.end(), f"{thing} {must} be {done}") for must in ("should", "must"))
            )
        elif match := _PASSIVE.match(sentence.text):
            thing = match.group(1)[0].lower() + match.group(1)[1:]
            order = _BASE[match.group(2)].capitalize()
            yield source.site(source.edit(start, start + match.end(), f"{order} {thing}"))


@mutator(family="paraphrase")
def passive_verbs(source: Source) -> Iterator[Site]:
    """Swap the verb of a passive: should be returned, should be given; must be left out, must be omitted."""
    yield from reworded(source, instructions(source), rules("voice", "passives"))


@mutator(family="paraphrase")
def nominalisations(source: Source) -> Iterator[Site]:
    """Swap a verb and its noun: give a description of, describe; list, make a list of."""
    yield from reworded(source, instructions(source), rules("voice", "nouns"))
