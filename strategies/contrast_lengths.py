"""Contrasts of counts and lengths, for answers that are free text: three ideas, seven ideas; at most, at least."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import List, Prompt, Text
from promptfuzz.strategies.contrast_places import answer_names, said_by, unknown
from promptfuzz.strategies.paraphrase_text import instructions

_WORDS = dict(enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1))
_VALUES = {word: value for value, word in _WORDS.items()}
_NUMBER = rf"({'|'.join(_VALUES)}|\d{{1,4}})"
_UNITS = r"(words|sentences?|lines|paragraphs?|bullet points|bullets|characters)\b"
_BOUND = re.compile(
    rf"\b(at most|no more than|not more than|up to|a maximum of|under|below|fewer than|less than) {_NUMBER} {_UNITS}",
    re.IGNORECASE,
)
_EXACTLY = re.compile(
    r"\b(?:in|use|exactly) (?:exactly )?(?:one|a single|two|three|\d+) (?:\w+ )?(?:sentence|word|line|paragraph)",
    re.IGNORECASE,
)
_OVER = {"under": "over", "below": "above", "fewer than": "more than", "less than": "more than"}
_IN = re.compile(
    r"\bin (?:exactly |only |just )?"
    r"(one|a single|two|three|1|2|3)( \w+)? (sentence|sentences|paragraph|paragraphs)\b(?! of\b)",
    re.I,
)
_ITEMS = re.compile(
    rf"\b(?:list|name|give|suggest|write|provide|generate|propose|create|produce|recommend|think of|come up with)"
    rf"(?: me| us)?(?: exactly)? {_NUMBER}(?= (?:[a-z-]+ ){{0,2}}(?:ideas|reasons|examples|items|keywords|names|steps|"
    rf"synonyms|questions|titles|facts|tips|suggestions|headlines|adjectives|topics|tags|benefits|slogans|points|words|"
    rf"ways|options|recommendations|alternatives|sentences|hashtags|activities|books|recipes|antonyms|variants)\b)",
    re.IGNORECASE,
)
_MAKES = frozenset(
    "summarise summarize describe explain write rewrite rephrase paraphrase draft compose tell outline".split()
)
_BESIDES = re.compile(r"\b(?:your|the) (?:choice|decision|answer|verdict|score|rating|reasoning|label)\b|\bwhy\b", re.I)
# A title or a message of the length of an essay is nothing that anybody asks for.
_LINE = re.compile(
    r"\b(?:titles?|headlines?|subject lines?|taglines?|slogans?|captions?|mottos?|names?|hashtags?|tags?|keywords?|"
    r"labels?|sms|text messages?|push|notifications?|tooltips?|buttons?|alerts?|commit messages?|alt text|"
    r"quer(?:y|ies)|haikus?)\b",
    re.IGNORECASE,
)
_FEWEST = {"words": 15, "characters": 100}
_SHORT = re.compile(r"\b(?:brief\w*|short|concise\w*|terse\w*|succinct\w*|crisp|one-line\w*|tweet)\b", re.IGNORECASE)


def _is_free(prompt: Prompt) -> bool:
    """Whether the answer is free text of which nothing is expected, so that its length is part of it."""
    if not isinstance(prompt.answer, Text | List | None) or any(case.expected is not None for case in prompt.cases):
        return False
    return prompt.answer is not None or not answer_names(prompt)


def _limits(prompt: Prompt) -> int:
    """Count the statements about length: two of them would contradict each other once one is changed."""
    said = said_by(prompt)
    return len(_BOUND.findall(said)) + len(_EXACTLY.findall(said))


def _value(text: str) -> int:
    return _VALUES.get(text.lower()) or int(text)


def _written(value: int, like: str) -> str:
    return _WORDS.get(value, str(value)) if not like.isdigit() else str(value)


@mutator(family="contrast")
def opposite_bounds(source: Source) -> Iterator[Site]:
    """Ask for more than the bound that was set: at most 12 words, at least 36 words."""
    if not _is_free(source.prompt):
        return
    matches = [(s.start + m.start(), m) for s in instructions(source) for m in _BOUND.finditer(s.text)]
    others = len(
        re.findall(
            r"\b(?:in|use|exactly) (?:exactly )?(?:two|three|\d+) (?:\w+ )?sentence", said_by(source.prompt), re.I
        )
    )
    if (
        len(matches) != 1
        or len(_BOUND.findall(said_by(source.prompt))) != 1
        or others
        or _SHORT.search(said_by(source.prompt))
    ):
        return
    at, match = matches[0]
    value, unit = _value(match.group(2)), match.group(3).lower()
    if value < _FEWEST.get(unit, 1) or _LINE.search(source.text[source.text.rfind(".", 0, at) + 1 : at]):
        return
    if unit in _FEWEST and any(_LINE.search(s.text) and s.imperative for s in instructions(source)[:1]):
        return
    more = max(value * 3, 20) if unit in {"words", "characters"} else value + 6
    word = _OVER.get(match.group(1).lower(), "at least")
    units = unit if unit.endswith("s") else f"{unit}s"
    text = f"{word} {_written(more, match.group(2))} {units}"
    text = text[0].upper() + text[1:] if match.group()[0].isupper() else text
    yield source.site(source.edit(at, at + len(match.group()), text), expected=unknown(source.prompt))


@mutator(family="contrast")
def other_lengths(source: Source) -> Iterator[Site]:
    """Ask for another number of sentences: in one sentence, in eight sentences."""
    if not _is_free(source.prompt) or _limits(source.prompt) != 1 or _SHORT.search(said_by(source.prompt)):
        return
    for sentence in instructions(source):
        if sentence.words[0] not in _MAKES or _BESIDES.search(sentence.text):
            continue  # the length of a reason or of a greeting is not what the answer says
        for match in _IN.finditer(sentence.text):
            like = "1" if match.group(1).isdigit() else "one"
            units = match.group(3).lower().removesuffix("s") + "s"
            text = f"in {_written(8, like)}{match.group(2) or ''} {units}"
            text = text[0].upper() + text[1:] if match.group()[0].isupper() else text
            start = sentence.start + match.start()
            yield source.site(source.edit(start, start + len(match.group()), text), expected=unknown(source.prompt))


@mutator(family="contrast")
def other_counts(source: Source) -> Iterator[Site]:
    """Ask for another number of things: three ideas, seven ideas."""
    if not _is_free(source.prompt):
        return
    for sentence in instructions(source):
        for match in _ITEMS.finditer(sentence.text):
            value = _value(match.group(1))
            again = re.findall(rf"\b(?:{value}|{_WORDS.get(value, value)})\b", said_by(source.prompt), re.IGNORECASE)
            if not 2 <= value <= 20 or len(again) != 1:
                continue
            start = sentence.start + match.start(1)
            text = _written(value + 4, match.group(1))
            yield source.site(source.edit(start, start + len(match.group(1)), text), expected=unknown(source.prompt))
