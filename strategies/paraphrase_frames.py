"""Paraphrases of the sentence frame: an order becomes a request, a statement of the task or a joined sentence.

Every frame changes the first letter of its sentence, so that two frames, or a frame and another verb, never
meet in one variant.
"""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Edit, YesNo
from promptfuzz.strategies.paraphrase_rules import words_in
from promptfuzz.strategies.paraphrase_text import Sentence, instructions

_ASKED = re.compile(r"\b(?:please|kindly|could you|can you|would you)\b", re.IGNORECASE)
_STATED = re.compile(
    r"\b(?:your (?:task|job|goal|role)|you are to|you (?:will )?need to|i (?:want|need) you)\b", re.IGNORECASE
)
_FRAGMENT = re.compile(r"(?:one word|a single word|only|just|no|digits|nothing)\b", re.IGNORECASE)
_REQUEST = re.compile(r"(Could|Can|Would|Will) you (please )?([a-z])")
_ROLE = re.compile(r"You are (?=an? [\w -]+(?:[.]|,? who |,? that |,? (?:for|at|in|with) )|the \w+ \w+)")


def _begin(source: Source, sentence: Sentence, words: str) -> Edit:
    """Put `words` before the sentence, whose first letter becomes small."""
    at, first = sentence.start, source.text[sentence.start]
    if first.islower() and not words.startswith("I "):
        words = words[0].lower() + words[1:]
    return source.edit(at, at + 1, words + first.lower())


def _asks(sentence: Sentence) -> bool:
    return _ASKED.search(sentence.text) is not None


def _answering(sentence: Sentence) -> bool:
    return sentence.prohibition or sentence.words[0] in words_in("imperatives", "answering")


def main_task(source: Source) -> Sentence | None:
    """Return the sentence that states the task: the first order, unless it only says how to answer a question."""
    asked = False
    for number, sentence in enumerate(instructions(source)):
        if sentence.imperative:
            return None if asked or (number and _answering(sentence)) else sentence
        asked = asked or sentence.mark == "?" or sentence.words[0] == "please" or _asks(sentence)
    return None


def _questioned(source: Source, sentence: Sentence) -> list[Edit]:
    """Return the edit of the last mark to a question mark; none where it cannot become one."""
    if sentence.mark == "." or (sentence.mark == ":" and sentence.line_end):
        return [source.edit(sentence.stop - 1, sentence.stop, "?")]
    return []


def _simple(sentence: Sentence) -> bool:
    """Whether the order is one clause or two, without a list after a colon that a question would end."""
    return ":" not in sentence.text[:-1] and len(sentence.words) <= 30 and "," not in sentence.text


def _fragment(sentence: Sentence) -> bool:
    """Whether it is a sentence without a verb that narrows the answer, such as `One word only.`"""
    short = sentence.mark == "." and len(sentence.words) < 8
    return short and sentence.plain and _FRAGMENT.match(sentence.text) is not None


def _delayed(sentence: Sentence) -> int:
    """Return where the order starts in `Given a passage, decide ...` and `If it does not say so, answer ...`, or 0."""
    match = re.match(r"(?:Given|Based on|Using|For|From|If|When)\b[^.!?;:,]*, (?=([a-z]+) )", sentence.text)
    return match.end() if match and match.group(1) in words_in("imperatives", "verbs") else 0


@mutator(family="paraphrase")
def polite_requests(source: Source) -> Iterator[Site]:
    """Ask politely or plainly: Please classify ..., Could you classify ...?"""
    main = main_task(source)
    for sentence in instructions(source):
        if (sentence.imperative or sentence.prohibition) and not _asks(sentence):
            alternatives = [[_begin(source, sentence, "Please ")]]
            # "No" to "Could you decide whether ...?" would answer either question.
            question = None if isinstance(source.prompt.answer, YesNo) else _questioned(source, sentence)
            if sentence == main and question and sentence.plain and _simple(sentence):
                alternatives += [
                    [_begin(source, sentence, words), *question]
                    for words in ("Could you ", "Can you ", "Could you please ")
                ]
            yield source.site(*alternatives)
        elif (at := _delayed(sentence)) and not _asks(sentence):
            yield source.site(source.edit(sentence.start + at, sentence.start + at, "please "))
        elif _fragment(sentence) and not _asks(sentence):
            yield source.site(source.edit(sentence.stop - 1, sentence.stop, ", please."))


@mutator(family="paraphrase")
def less_politeness(source: Source) -> Iterator[Site]:
    """Ask less politely: Please classify ..., Could you classify ...? become Classify ..."""
    for sentence in instructions(source):
        start = sentence.start
        if match := re.match(r"(?:Please|Kindly) ([a-z])", sentence.text):
            yield source.site(
                source.edit(start, start + match.end(), match.group(1).upper()),
                source.edit(start, start + match.end(), "Kindly " + match.group(1)),
            )
        elif (match := _REQUEST.match(sentence.text)) and sentence.mark == "?":
            last = source.edit(sentence.stop - 1, sentence.stop, ".")
            stop = start + match.end()
            yield source.site(
                (source.edit(start, stop, "Please " + match.group(3)), last),
                (source.edit(start, stop, match.group(3).upper()), last),
            )
        elif match := re.search(r"\w( please)[.]$", sentence.text):
            yield source.site(source.edit(start + match.start(1), start + match.end(1), ""))


@mutator(family="paraphrase")
def task_statements(source: Source) -> Iterator[Site]:
    """State the order as a task: I would like you to classify ..., Your task is to classify ..."""
    sentence = main_task(source)
    if sentence is None or _asks(sentence) or not sentence.plain or _STATED.search(source.text):
        return
    frames = ["I would like you to ", "I want you to ", "I need you to ", "Your task is to ", "You are to "]
    yield source.site(*(_begin(source, sentence, words) for words in frames))


@mutator(family="paraphrase")
def stressed_answers(source: Source) -> Iterator[Site]:
    """Stress how to answer: Make sure to reply ..., Be sure to reply ..., Make sure you do not explain ..."""
    # The task itself is not stressed, only what is said about its answer afterwards.
    asked = source.part == "system"
    for sentence in instructions(source):
        before, asked = asked, asked or sentence.mark == "?" or sentence.imperative or _asks(sentence)
        if not before or not _answering(sentence) or _asks(sentence) or sentence.mark not in {".", "!"}:
            continue
        if sentence.prohibition:
            negation = re.match(r"Do not|Don['’]t", sentence.text)
            stop = sentence.start + (negation.end() if negation else 0)
            yield source.site(
                source.edit(sentence.start, stop, "Make sure you do not"),
                source.edit(sentence.start, stop, "Be sure not to"),
            )
        elif sentence.imperative:
            yield source.site(*(_begin(source, sentence, w) for w in ("Make sure to ", "Be sure to ", "Remember to ")))


@mutator(family="paraphrase")
def role_statements(source: Source) -> Iterator[Site]:
    """Give the role otherwise: You are an editor, Act as an editor, You work as an editor."""
    for sentence in instructions(source):
        match = _ROLE.match(sentence.text)
        if match and sentence.mark == "." and " and " not in sentence.text:
            start, stop = sentence.start, sentence.start + match.end()
            said = ["Act as "]
            if re.match(r"You are an? ", sentence.text):
                said.insert(0, "You work as " if not _machine(sentence) else "You're ")
            yield source.site(*(source.edit(start, stop, words) for words in said))


def _machine(sentence: Sentence) -> bool:
    """Whether the role is one that nobody works as, such as an assistant or an expert."""
    named = {
        "assistant",
        "ai",
        "bot",
        "chatbot",
        "helpful",
        "classifier",
        "expert",
        "model",
        "system",
        "tool",
        "engine",
    }
    return bool(named & set(sentence.words))


def _joint(source: Source, first: Sentence, second: Sentence) -> Edit | None:
    between = source.text[first.stop : second.start]
    if not (between == " " and first.mark == "." and first.plain and first.imperative and second.imperative):
        return None
    if (
        re.search(r"[,:;()]|\b(?:if|when|then|unless|otherwise)\b", first.text)
        or _asks(second)
        or not _answering(second)
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
