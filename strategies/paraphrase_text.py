"""The sentences of a prompt that instruct, apart from its inputs, options and examples; used by all paraphrases."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from promptfuzz.mutators import Source
from promptfuzz.records import Edit, Prompt
from promptfuzz.strategies.paraphrase_rules import words_in

_LABEL = re.compile(
    r"(?m)^[ \t]{0,40}[#>*_]{0,8}[ \t]{0,8}"
    r"([A-Za-z][\w'’/()-]*(?: [\w'’/()-]+){0,3})[*_]*[ \t]?:[*_]*(?=\s|$|\{|\"|<)[ \t]*(.*)$"
)
_OPENING = re.compile(r"(?:Task|Instructions?|Note|Important|Rules?|Goal|Role|System|Q)\b", re.IGNORECASE)
_AFTER_VERB = frozenset(
    "the this that these those a an each every all whether if how what which who where why in into to with from "
    "your only just one following any it me out up about for".split()
)
_EXAMPLES = re.compile(r"(?mi)^[ \t#*]{0,40}(?:examples?\b.*|[^\n]{0,400}?\bexamples?\b[^.\n]{0,400}:[ \t*]{0,40})$")
_BLOCK = re.compile(r"\"\"\".*?\"\"\"|'''.*?'''|<(\w[\w-]*)>.*?</\1>", re.DOTALL)
_BULLET = re.compile(r"(?:[-*•+]|\(?\d{1,2}[.)])[ \t]+")
_OPTION = re.compile(r"(?m)^[ \t]*\(?[A-Za-z][).][ \t].*$")
_OFFERS = re.compile(
    r"\b(?:options?|choices?|categor|labels?|actions?|intents?|one of|class|queues?|teams?)", re.IGNORECASE
)
_ANSWERS = frozenset("a answer output response label result completion".split())
_DUTY = re.compile(r"\b(?:must|should|has to|needs to)\b")
_FINITE = frozenset("is are was were has have had can could must should will would may does do did".split())
_CLAUSE = frozenset("whether if how what which that who whose where when why as".split())


@dataclass(frozen=True, slots=True)
class Sentence:
    """An instruction sentence ``start..stop`` of a source; its bullet or opening label stands before `start`.

    Attributes:
        mark: the terminal mark, ``""`` where there is none.
        line_end: whether nothing but white space follows on its line.
        plain: whether it stands in running text, not behind a bullet or a label.
    """

    start: int
    stop: int
    text: str
    mark: str
    line_end: bool
    plain: bool

    @property
    def words(self) -> tuple[str, ...]:
        """The words in lower case."""
        return tuple(word.lower() for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", self.text))

    @property
    def imperative(self) -> bool:
        """Whether it starts with a verb that asks for something (`Classify ...`, never `Answer format ...`)."""
        first, *rest = self.words or ("",)
        if first not in words_in("imperatives", "verbs") or self.text[:2].isupper():
            return False
        for word in rest[:3]:
            if word in _CLAUSE:
                return True
            if word in _FINITE:
                return False
        return bool(rest) and self.text[len(first) : len(first) + 1] == " "

    @property
    def prohibition(self) -> bool:
        """Whether it starts with `Do not` or `Don't`."""
        return re.match(r"(?:Do not|Don['’]t) [a-z]", self.text) is not None


def _is_label(name: str, content: str) -> bool:
    words = name.lower().split()
    if len(words) > 1 and words[0] in words_in("imperatives", "verbs") and name.split()[1] in _AFTER_VERB:
        return False
    if content and not content.startswith(("{", '"', "<")):
        return len(words) <= 2 and not _FINITE & set(words)
    return not (_FINITE & set(words) or words[0] == "please")


def _paragraph_end(text: str, start: int) -> int:
    blank = re.compile(r"\n[ \t]*\n").search(text, start)
    return blank.start() if blank else len(text)


def _label_lines(text: str) -> Iterator[tuple[int, int]]:
    seen: set[str] = set()
    for match in _LABEL.finditer(text):
        name, content = match.group(1), match.group(2).strip()
        if not _is_label(name, content):
            continue
        answered = name.lower() in _ANSWERS and content not in {"", '"'} and not content.startswith(("{", "<"))
        if name in seen or answered:  # an example block: all is frozen from its first label on
            heads = (m for m in _LABEL.finditer(text) if not _OPENING.fullmatch(m.group(1)))
            yield next((m.start() for m in heads if answered or m.group(1) == name), match.start()), len(text)
        seen.add(name)
        if content and _OPENING.fullmatch(name):
            yield match.start(1), match.start(2)
        elif content.startswith("{") or not content:
            yield match.start(), match.end()
        else:
            yield match.start(), _paragraph_end(text, match.end())


def _bullet_lists(text: str) -> Iterator[tuple[int, int]]:
    for block in re.finditer(r"(?m)(?:^[ \t]*(?:[-*•+]|\(?\d{1,2}[.)])[ \t]+.*(?:\n|$))+", text):
        lead = text[: block.start()].rstrip().rsplit("\n", 1)[-1]
        firsts = re.findall(r"(?m)^[ \t]*(?:[-*•+]|\(?\d{1,2}[.)])[ \t]+([A-Za-z']+)", block.group())
        verbs = words_in("imperatives", "verbs") | {"do", "don't", "please", "if", "never", "always", "you", "your"}
        ordered = any(word.lower() in verbs for word in firsts) or _DUTY.search(block.group())
        if _OFFERS.search(lead) or not ordered:
            yield block.span()


@lru_cache(maxsize=512)
def _frozen(text: str) -> tuple[tuple[int, int], ...]:
    spans = [match.span() for pattern in (_BLOCK, _OPTION) for match in pattern.finditer(text)]
    spans += [(match.start(), len(text)) for match in _EXAMPLES.finditer(text)]
    return (*spans, *_label_lines(text), *_bullet_lists(text))


def _trimmed(text: str, start: int, stop: int) -> tuple[int, int, bool]:
    """Leave out the bullet and the opening label at the start."""
    at, plain = start, True
    if bullet := _BULLET.match(text, at, stop):
        at, plain = bullet.end(), False
    label = re.compile(r"[#>*_ \t]*([A-Z]\w*)[*_]*:[*_]*[ \t]+").match(text, at, stop)
    if label and _OPENING.fullmatch(label.group(1)):
        at, plain = label.end(), False
    return at, stop, plain


@lru_cache(maxsize=512)
def _sentences(prompt: Prompt, part: str) -> tuple[Sentence, ...]:
    text = prompt.sources[part]
    frozen = _frozen(text)
    found = []
    for span in Source(prompt, part, text, "", "").sentences:
        start, stop, plain = _trimmed(text, span.start, span.stop)
        if start >= stop or any(start < right and left < stop for left, right in frozen):
            continue
        body = text[start:stop]
        ends = re.match(r"[ \t]*(?:\n|$)", text[stop:]) is not None
        mark = body[-1] if body[-1] in ".!?:" and not body.endswith("..") else ""
        sentence = Sentence(start, stop, body, mark, ends, plain)
        if len(sentence.words) > 1 and (body[0].isupper() or sentence.imperative):
            found.append(sentence)
    return tuple(found)


def instructions(source: Source) -> tuple[Sentence, ...]:
    """Return the sentences of `source` that instruct; inputs, their labels, options and examples are left out."""
    return _sentences(source.prompt, source.part)


_ASKED = re.compile(r"\b(?:please|kindly|could you|can you|would you)\b", re.IGNORECASE)


def asks(sentence: Sentence) -> bool:
    """Whether the sentence is a polite request already."""
    return _ASKED.search(sentence.text) is not None


def is_answering(sentence: Sentence) -> bool:
    """Whether the sentence says how to answer, not what the task is."""
    return sentence.prohibition or sentence.words[0] in words_in("imperatives", "answering")


def begin(source: Source, sentence: Sentence, words: str) -> Edit:
    """Put `words` before the sentence, whose first letter becomes small."""
    at, first = sentence.start, source.text[sentence.start]
    if first.islower() and not words.startswith(("I ", "I'")):
        words = words[0].lower() + words[1:]
    return source.edit(at, at + 1, words + first.lower())


def following_input(source: Source, at: int) -> bool:
    """Whether a slot or an input block comes after offset `at`."""
    return any(span.kind == "slot" and span.start >= at for span in source.protected)


def preceding_input(source: Source, at: int) -> bool:
    """Whether a slot comes before offset `at`."""
    return any(span.kind == "slot" and span.stop <= at for span in source.protected)
