"""Paraphrases of the sentence frame: an order becomes a request, a statement of the task or a headline.

Every frame changes the first letter of its sentence, so that two frames, or a frame and another verb, never
meet in one variant.
"""

import re
from collections.abc import Iterator

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Edit, YesNo
from promptfuzz.strategies.paraphrase_inflections import gerund
from promptfuzz.strategies.paraphrase_rules import words_in
from promptfuzz.strategies.paraphrase_text import Sentence, asks, begin, instructions, is_answering

_STATED = re.compile(
    r"\b(?:your (?:task|job|goal|role|objective)|you are to|you (?:will )?(?:need|have) to|the (?:task|goal) is|"
    r"i (?:want|need) (?:you|help)|i(?: would|['’]d) like you|"
    r"you (?:will|must|should) (?!be\b|get\b|receive\b|see\b|not\b|never\b))",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    r"(?:one word|a single word|digits|(?:only|just) (?:the|an?|one|your) \w+|no (?:\w+ )?\w+|nothing else)"
    r"(?: only)?[.]",
    re.IGNORECASE,
)
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|may|can|must|should|will|\w+ed)\b", re.IGNORECASE)
_REQUEST = re.compile(r"(?:Could|Can|Would|Will) you (?:please )?([a-z])")
_GUESSED = re.compile(r"\b(?:assistant|bot|model|system|agent|who|that|which)\b", re.IGNORECASE)
_TASK = re.compile(
    r"(?:Your (?:task|job|goal) is to|You (?:are|need|have) to|The (?:task|goal) is to|"
    r"I(?: would|['’]d) like you to|I (?:want|need) you to|You will|You should) "
    r"(?!(?:be|get|receive|see|find|need|have|notice|encounter|read|hear|meet)\b)(?=([a-z]+) )"
)
_LABELLED = re.compile(r"(?m)^[A-Z]\w+: [A-Z]")
_STEPS = re.compile(r"[ \t]*\(?\d{1,2}[.)][ \t]")


def main_task(source: Source) -> Sentence | None:
    """Return the sentence that states the task: the first order, unless it only says how to behave or to answer."""
    asked = False
    behaviour = words_in("imperatives", "behaviour")
    for number, sentence in enumerate(instructions(source)):
        if _STATED.search(sentence.text) or (source.part == "system" and _GUESSED.search(sentence.text)):
            return None
        if sentence.imperative:
            how = sentence.words[0] in behaviour or (number and is_answering(sentence))
            return None if asked or how else sentence
        asked = (
            asked or sentence.mark == "?" or sentence.words[0] == "please" or asks(sentence) or bool(_delayed(sentence))
        )
    return None


def _questioned(source: Source, sentence: Sentence) -> list[Edit]:
    """Return the edit of the last mark to a question mark; none where it cannot become one."""
    listed = re.match(r"\s*(?:[-*•+]|\(?\d{1,2}[.)])[ \t]", source.text[sentence.stop : sentence.stop + 40])
    if sentence.mark == "." or (sentence.mark == ":" and sentence.line_end and not listed):
        return [source.edit(sentence.stop - 1, sentence.stop, "?")]
    return []


def _simple(sentence: Sentence) -> bool:
    """Whether the order is one clause or two, without a list after a colon that a question would end."""
    return ":" not in sentence.text[:-1] and len(sentence.words) <= 30 and "," not in sentence.text


def _fragment(sentence: Sentence) -> bool:
    """Whether it is a sentence without a verb that narrows the answer, such as `One word only.`"""
    short = sentence.mark == "." and sentence.plain and not _FINITE.search(sentence.text)
    return short and _FRAGMENT.fullmatch(sentence.text) is not None


def _delayed(sentence: Sentence) -> int:
    """Return where the order starts in `Given a passage, decide ...` and `If it does not say so, answer ...`, or 0."""
    match = re.match(
        r"(?:Given|Based on|Using|For (?!example|instance)|From|If|When)\b[^.!?;:,]*, (?=([a-z]+) )", sentence.text
    )
    return match.end() if match and match.group(1) in words_in("imperatives", "verbs") else 0


def _in_steps(source: Source, sentence: Sentence) -> bool:
    line = source.text.rfind("\n", 0, sentence.start) + 1
    return not sentence.plain and _STEPS.match(source.text, line) is not None


@mutator(family="paraphrase")
def polite_requests(source: Source) -> Iterator[Site]:
    """Ask politely or plainly: Please classify ..., Could you classify ...?"""
    main, pleaded = main_task(source), False
    for sentence in instructions(source):
        # Two sentences in a row that say please would plead.
        site = None if pleaded or asks(sentence) else _politely(source, sentence, main)
        pleaded = site is not None or asks(sentence)
        if site is not None:
            yield site


def _politely(source: Source, sentence: Sentence, main: Sentence | None) -> Site | None:
    if sentence.imperative or sentence.prohibition:
        if _in_steps(source, sentence):
            return None
        alternatives = [[begin(source, sentence, "Please ")]]
        # "No" to "Could you decide whether ...?" would answer either question.
        question = None if isinstance(source.prompt.answer, YesNo) else _questioned(source, sentence)
        if sentence == main and question and sentence.plain and _simple(sentence) and source.part != "system":
            asked = ("Could you ", "Can you ", "Could you please ", "Would you please ")
            alternatives += [[begin(source, sentence, words), *question] for words in asked]
            alternatives += [[edit, *question] for edit in _minding(source, sentence)]
        return source.site(*alternatives)
    if at := _delayed(sentence):
        return source.site(source.edit(sentence.start + at, sentence.start + at, "please "))
    if _fragment(sentence):
        return source.site(source.edit(sentence.stop - 1, sentence.stop, ", please."))
    return None


def _gerund_of(sentence: Sentence) -> tuple[int, str] | None:
    """Return the length of the first word and its form in -ing, unless another verb would have to follow suit."""
    first = sentence.words[0]
    if re.search(r"\b(?:and|then|or|but)\b", sentence.text) or "," in sentence.text:
        return None
    return len(first), gerund(first)


def _minding(source: Source, sentence: Sentence) -> Iterator[Edit]:
    found = _gerund_of(sentence)
    if found:
        yield source.edit(sentence.start, sentence.start + found[0], f"Would you mind {found[1]}")


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
                (source.edit(start, stop, "Please " + match.group(1)), last),
                (source.edit(start, stop, match.group(1).upper()), last),
            )
        elif match := re.search(r"\w( please)[.]$", sentence.text):
            yield source.site(source.edit(start + match.start(1), start + match.end(1), ""))


@mutator(family="paraphrase")
def task_statements(source: Source) -> Iterator[Site]:
    """State the order as a task: I would like you to classify ..., Your task is to classify ..."""
    sentence = main_task(source)
    if sentence is None or asks(sentence) or not sentence.plain or _STATED.search(source.text):
        return
    frames = ["Your task is to ", "Your job is to ", "You are to "]
    if source.part != "system":
        frames = ["I would like you to ", "I want you to ", "I need you to ", "I'd like you to ", *frames]
    edits = [begin(source, sentence, words) for words in frames]
    if source.part != "system" and not re.search(r"\b(?:me|my|you are|act as)\b", source.text, re.IGNORECASE):
        # "Help me" asks for the whole task: never "help me fix the bug and return the code only".
        # A sentence joined to it would have to follow suit: "I need help sorting the list and use one line".
        joined = source.text[sentence.stop : sentence.stop + 1] == " "
        found = None if is_answering(sentence) or joined else _gerund_of(sentence)
        if found:
            edits.append(begin(source, sentence, "Please help me "))
            edits.append(source.edit(sentence.start, sentence.start + found[0], f"I need help {found[1]}"))
    yield source.site(*edits)


@mutator(family="paraphrase")
def task_headlines(source: Source) -> Iterator[Site]:
    """Put a headline before the order, or take it away: Task: classify ..., Your task: classify ..."""
    sentence = main_task(source)
    if sentence is None or asks(sentence) or ":" in sentence.text[:-1] or sentence.mark not in {".", ":"}:
        return
    start = sentence.start
    first = source.text[start]
    if sentence.plain and first.isupper() and sentence.mark == "." and not source.text[:start].strip():
        # Two edits, so that it meets neither a greeting before the sentence nor a frame of it.
        said = [("Task:", f" {first}"), ("Your task:", f" {first.lower()}")]
        yield source.site(*((source.edit(start, start, a), source.edit(start, start + 1, b)) for a, b in said))
    elif len(_LABELLED.findall(source.text)) > 1:
        return  # "Task:" stands among other labels
    elif label := re.search(r"(?:^|\n)((?:Task|Instructions?): )$", source.text[:start]):
        # A small letter goes with the label, so that no other "please" meets what becomes of it.
        small = first.islower()
        yield source.site(source.edit(label.start(1), label.end(1) + small, first.upper() * small))


@mutator(family="paraphrase")
def plainer_statements(source: Source) -> Iterator[Site]:
    """Give a stated task as an order, or state it otherwise: Your task is to classify ... becomes Classify ..."""
    for sentence in instructions(source):
        match = _TASK.match(sentence.text)
        if not match or match.group(1) not in words_in("imperatives", "verbs") or sentence.mark not in {".", ":"}:
            continue
        start, stop = sentence.start, sentence.start + match.end()
        duty = re.match(r"You (?:should|need|have) ", sentence.text) or match.group(1) in words_in(
            "imperatives", "behaviour"
        )
        said = [] if duty else ["Your task is to ", "Your job is to ", "You are to "]
        edits = [source.edit(start, stop, words) for words in said if words != match.group()]
        edits.append(source.edit(start, stop + 1, source.text[stop].upper()))
        yield source.site(*edits)
