"""Paraphrases that put courtesy around the instruction: a greeting before it, thanks after it."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.paraphrase_text import Sentence, following_input, instructions

_THANKS = (" Thank you.", " Thanks.", " Many thanks.", " Thank you in advance.", " Thanks in advance.")
_ADDRESSED = re.compile(r"(?:I|We|Your|Here|Below|Let)\b|You(?: are|['’]re| will) ")
_BARE_LINE = re.compile(r"\s*|[^:\n]{0,60}:?[*_:\s]*[\"'“`<]*|[\"'`<=#*-].*")
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
    said = ["Hello. ", "Hi. ", "Hello! ", "Hi there. "]
    leads: list[str] = []
    asked = first.imperative or first.mark == "?" or first.words[0] in {"please", "could", "can", "would"}
    if asked and first.mark != ":":
        leads = ["I need your help with something. ", "I have a task for you. ", "I could use your help here. "]
    elif not asked and not _ADDRESSED.match(first.text):
        return  # "Hello. The assistant reads a report" greets nobody
    edits = [source.edit(at, at, words) for words in said]
    # With the first letter in the edit a longer lead cannot meet a frame: "I have a task for you. Your task is to".
    edits += [source.edit(at, at + 1, words + first.text[0]) for words in leads]
    if first.imperative and ":" not in first.text:
        edits.append(source.edit(at, at + 1, "Here is a task for you: " + first.text[0].lower()))
    yield source.site(*edits)


@mutator(family="paraphrase", parts=("template",))
def closing_thanks(source: Source) -> Iterator[Site]:
    """Thank after the instruction: Thank you. Thanks."""
    found = instructions(source)
    if not found or not found[-1].text[0].isupper() or "thank" in source.text.lower():
        return
    if not any(s.imperative or s.prohibition or s.mark == "?" or s.words[0] == "please" for s in found):
        return  # a description of what "the assistant" does asks nobody
    last = found[-1]
    at_end = not source.text[last.stop :].strip()
    after = re.match(r"[^{]*", source.text[last.stop :])
    if not at_end and after and not all(_BARE_LINE.fullmatch(line) for line in after.group().splitlines()):
        return  # lines that say what the answer holds, or examples, belong to the request
    # Thanks end the instruction: never behind a bullet or a label, nor before the options it speaks of.
    if not (last.plain and last.line_end and last.mark in {".", "?", "!"}) or _LIST.match(source.text, last.stop):
        return
    if at_end or following_input(source, last.stop):
        yield source.site(*(source.edit(last.stop, last.stop, words) for words in _THANKS))
