"""Paraphrases that put courtesy around the instruction: a greeting before it, thanks after it."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.paraphrase_text import Sentence, following_input, instructions

_LIST = re.compile(r"\s*(?:[-*•+]|\(?[A-Za-z0-9]{1,2}[).])[ \t]")


def _opening(source: Source) -> Sentence | None:
    """Return the sentence with which the part starts, if it is an instruction in running text."""
    found = instructions(source)
    first = found[0] if found else None
    if first is None or not first.plain or source.text[: first.start].strip() or not first.text[0].isupper():
        return None
    return first


@mutator(family="paraphrase", parts=("template",))
def greetings(source: Source) -> Iterator[Site]:
    """Begin with a greeting or a line that leads in: Hello. Hi there. Here is a task for you."""
    first = _opening(source)
    if first is None:
        return
    at = first.start
    edits = [source.edit(at, at, words) for words in ("Hello. ", "Hi. ", "Hello! ")]
    if first.imperative:
        # With the first letter in the edit it cannot meet a frame: "Here is a task for you: your task is to".
        edits.append(source.edit(at, at + 1, "Here is a task for you: " + first.text[0].lower()))
    yield source.site(*edits)


@mutator(family="paraphrase", parts=("template",))
def closing_thanks(source: Source) -> Iterator[Site]:
    """Thank after the instruction: Thank you. Thanks."""
    found = instructions(source)
    if not found or not found[-1].text[0].isupper() or "thank" in source.text.lower():
        return
    last = found[-1]
    at_end = not source.text[last.stop :].strip()
    # Thanks end the instruction: never behind a bullet or a label, nor before the options it speaks of.
    if not (last.plain and last.line_end and last.mark in {".", "?", "!"}) or _LIST.match(source.text, last.stop):
        return
    if at_end or following_input(source, last.stop):
        yield source.site(*(source.edit(last.stop, last.stop, words) for words in (" Thank you.", " Thanks.")))
