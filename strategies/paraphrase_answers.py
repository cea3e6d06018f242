"""Paraphrases of what is said about the answer: stressed, shortened to a fragment, said again or joined to the task."""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Edit
from promptfuzz.strategies.paraphrase_text import Sentence, asks, begin, instructions, is_answering

_SHORT = re.compile(
    r"(?:Answer|Reply|Respond) (?:with|in) (?=(?:just |only )?(?:one|two|three|a single|\d+) [a-z]+[.]$)"
)
_BARE = re.compile(
    r"(?:Do not|Don['’]t|Never) (?:use|include|add|write|give) (?:any )?"
    r"(?=(?!the\b|more\b|any\b|it\b|this\b|that\b|your\b|his\b|its\b|an?\b)(?:[a-z-]+ ){0,2}[a-z]+[.]$)"
)
_NARROW = re.compile(
    r"(?:Please )?(?:return|output|give|write|provide|print|produce|(?:answer|reply|respond)(?: only| just)? with)"
    r"(?: only| just)? (?=[^,;:.!?()]*[.]$)",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"(?:Use|Write|Give|Limit your answer to|Limit it to) (?=(?:at most|up to|no more than) )")


def _stressable(source: Source) -> list[Sentence]:
    """Return the sentences on how to answer that come after the task."""
    found, asked = [], source.part == "system"
    for sentence in instructions(source):
        before, asked = asked, asked or sentence.mark == "?" or sentence.imperative or asks(sentence)
        stressable = is_answering(sentence) and not re.match(r"(?:Keep|Bear) in mind\b", sentence.text)
        if before and stressable and not asks(sentence) and sentence.mark in {".", "!"}:
            found.append(sentence)
    return found


@mutator(family="paraphrase")
def stressed_answers(source: Source) -> Iterator[Site]:
    """Stress how to answer: Make sure to reply ..., Be sure to reply ..., Make sure you do not explain ..."""
    # The task itself is not stressed, only what is said about its answer afterwards.
    stressed = _stressable(source)
    # Stressed one after another, the sentences would read like a drill: the first and the last may be.
    for sentence in stressed if len(stressed) < 3 else (stressed[0], stressed[-1]):
        if sentence.prohibition:
            negation = re.match(r"Do not|Don['’]t", sentence.text)
            stop = sentence.start + (negation.end() if negation else 0)
            said = ("Make sure you do not", "Be sure not to", "Make sure not to", "Take care not to")
            yield source.site(*(source.edit(sentence.start, stop, words) for words in said))
        elif sentence.imperative:
            frames = ["Make sure to ", "Be sure to ", "Remember to ", "Make sure you "]
            if sentence.plain and sentence == stressed[-1]:
                frames += ["Important: ", "Note: "]
            yield source.site(*(begin(source, sentence, words) for words in frames))


@mutator(family="paraphrase")
def telegraphic_answers(source: Source) -> Iterator[Site]:
    """Say how to answer in a fragment: Answer with one word. becomes One word only. Do not use emojis. No emojis."""
    for sentence in instructions(source):
        start = sentence.start
        if match := _SHORT.match(sentence.text):
            # "One" and "two" are numbers, which keep their small letters; so these sentences stay as they are.
            at = start + match.end()
            if source.is_free(at, at + 1):
                opened = source.edit(start, at + 1, source.text[at].upper())
                narrow = re.search(r"\b(?:just|only)\b", sentence.text)
                end = sentence.stop - 1
                yield source.site(opened if narrow else (opened, source.edit(end, end + 1, " only.")))
        elif match := _BARE.match(sentence.text):
            yield source.site(source.edit(start, start + match.end(), "No "))
        elif (match := _LENGTH.match(sentence.text)) and sentence.mark == ".":
            stop = start + match.end()
            yield source.site(source.edit(start, stop + 1, source.text[stop].upper()))


@mutator(family="paraphrase")
def nothing_else(source: Source) -> Iterator[Site]:
    """Say again that nothing else is wanted: Return only the date. becomes Return only the date, nothing else."""
    if re.search(
        r"\b(?:nothing (?:else|more)|no other|other text|do not|don['’]t|without|no)\b", source.text, re.IGNORECASE
    ):
        return
    for sentence in instructions(source):
        match = _NARROW.match(sentence.text)
        if match is None or not re.search(r"\b(?:only|just)\b", sentence.text) or sentence.mark != ".":
            continue
        if re.search(r"\b(?:if|when|where|that|which|unless)\b", sentence.text):
            continue
        end = sentence.stop - 1
        yield source.site(
            *(source.edit(end, sentence.stop, words) for words in (", nothing else.", " and nothing else."))
        )


def _joint(source: Source, first: Sentence, second: Sentence) -> Edit | None:
    between = source.text[first.stop : second.start]
    if not (between == " " and first.mark == "." and first.plain and first.imperative and second.imperative):
        return None
    # After "so that a child can read it" or "that you find" another verb would seem to belong to that clause.
    if (
        re.search(
            r"[,:;()]|\b(?:if|when|then|unless|otherwise|so that|that|which|who|because|ask|tell|help|let)\b",
            first.text,
        )
        or asks(second)
        or not is_answering(second)
    ):
        return None
    if len(first.words) + len(second.words) > 28 or second.words[:2] == first.words[:2] or second.mark != ".":
        return None
    if re.search(r"\band (?!nothing|no )", second.text):
        return None
    crowded = re.search(r"\b(?:and|or)\b", first.text)
    if crowded and second.words[0] not in {"reply", "answer", "respond", "return", "output", "write", "give", "say"}:
        return None
    link = ", then " if crowded else " and "
    start, stop = first.stop - 1, second.start + 1
    return source.edit(start, stop, link + source.text[second.start].lower())


@mutator(family="paraphrase")
def joined_sentences(source: Source) -> Iterator[Site]:
    """Join two orders: Classify the review. Reply with one word. becomes Classify the review and reply ..."""
    found = instructions(source)
    number = 0
    while number + 1 < len(found):
        edit = _joint(source, found[number], found[number + 1])
        if edit is not None:
            yield source.site(edit)
        # No sentence is joined on both sides: "a and b and c" is a list of another kind.
        number += 2 if edit is not None else 1
