"""What stands in a source and what an edit did to it: protected spans, words, dose and diffs."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate

from promptfuzz.records import (
    Change,
    Choice,
    Edit,
    Label,
    Move,
    Prompt,
    ShownEdit,
    Variant,
    parse_template,
    replacements,
)

_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|twice"
)
_PATTERNS = (
    ("code", re.compile(r"```.*?```|`[^`\n]+`|\b[A-Za-z_]\w*\([^()\n]{0,80}\)", re.DOTALL)),
    ("url", re.compile(r"https?://[^\s<>\"')]+|www\.[^\s<>\"')]+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "quoted",
        re.compile(
            r"\"[^\"\n]{1,200}\"|“[^”\n]{1,200}”|«[^»\n]{1,200}»|"
            r"(?<!\w)'[^'\n]{1,200}'(?!\w)|‘[^’\n]{1,200}’(?!\w)"
        ),
    ),
    ("json", re.compile(r"\{\s*\"[^{}]*\}")),
    ("placeholder", re.compile(r"<[A-Za-z_/][^<>\n]{0,60}>|\[[A-Z][A-Z0-9_ ]*\]|\$\{?\w+\}?|%[sd]\b|\b\w+_\w+\b")),
    ("number", re.compile(rf"(?<!\w)[-+]?\d[\d.,:/]*\d%?|(?<!\w)[-+]?\d%?|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE)),
    ("option", re.compile(r"(?m)(?<!\w)\(?[A-Z][).](?=\s)")),
)  # fmt: skip
# What a program or a person looks up by its exact letters: sites, paths, files, versions, handles, codes, identifiers.
_NAMES = re.compile(
    r"(?<![\w.@/-])/?(?:[\w.-]+/)*[A-Za-z0-9][\w-]*(?:\.[a-z][\w-]+)+(?:/(?:[^\s\"'<>(){},;]*[\w/])?)?|"
    r"(?<![\w.])\.[a-z]\w+|(?<![\w/<.])/[a-z][\w-]*(?:/[\w-]+)*|(?<![\w@&#])[@#][^\W_][\w-]*|"
    r"\bv\d+(?:\.\d+)*\b|\b[A-Z]{1,6}-?\d[\w-]*|\b[YMDHS]{2,4}(?:[-/:.][YMDHS]{2,4})+\b|"
    r"\b[a-z]+[A-Z]\w*|\b(?!Ma?c[A-Z])[A-Z][a-z]+[A-Z]\w*"
)
_TRUTH = re.compile(
    r"\b(yes|true|no|false)\b(?:,? or |, | ?[/|] ?)(?:else )?\b(yes|true|no|false)\b|"
    r"\b(?:answer|reply|respond|say|return|output|write|print|give|put|choose|select|mark)"
    r"(?: only| just| simply)?(?: with)?:? (yes|true|no|false)\b(?! (?!if|when|unless|otherwise|for|to|and|in)\w)|"
    r"\b(yes|true|no|false)\b(?= (?:if|when|whenever|where|unless|otherwise)\b)",
    re.IGNORECASE,
)
_LIST = r"((?:[\w-]+,\s+)*[\w-]+,?\s+or\s+(?:not?\s+)?[\w-]+)"
_LISTED = re.compile(
    r"\b(?:as|into|either|between|one of|with|is|are|sounds|labels?|categor(?:y|ies)|answer|reply|respond|say)\b:?\s+"
    rf"(?:(?:either|only|just)\s+)?{_LIST}",
    re.IGNORECASE,
)
# Values as well, but none of them need be the whole answer.
_VALUES = re.compile(
    rf"\b(?:return|output|write|print|for example|for instance|such as|e\.g)\b[.:,]*\s+(?:(?:only|just)\s+)?{_LIST}",
    re.IGNORECASE,
)
_LISTED_WORD = re.compile(r"(?:\bnot?\s+)?[\w-]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# A word as the reader's eye takes it, with its digits and accents.
_LETTER = r"(?:[^\W_]|[\u0300-\u036f])"
_RUN = re.compile(rf"{_LETTER}+(?:['’-]{_LETTER}+)*")
_ADJOINING = re.compile(rf"{_LETTER}|['’-]")
_STOP_WORDS = frozenset("a an the it this that not in of to and more less".split())


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch ``start..stop`` of a source, in code points; `kind` says what stands there."""

    start: int
    stop: int
    kind: str = ""

    def touches(self, start: int, stop: int) -> bool:
        """Whether a change of ``start..stop`` would change a character inside; an insertion at a border does not."""
        return start < self.stop and stop > self.start


class Spans:
    """Spans, sorted and possibly nested, that tell without reading them all which of them a place touches."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = tuple(sorted(spans))
        self._starts = [span.start for span in self.spans]
        self._reach = list(accumulate((span.stop for span in self.spans), max))

    def touching(self, start: int, stop: int) -> Iterator[Span]:
        """Yield the spans in which a change of ``start..stop`` would change a character, in order."""
        for number in range(bisect_right(self._reach, start), bisect_left(self._starts, stop)):
            if self.spans[number].stop > start:
                yield self.spans[number]

    def first_touching(self, start: int, stop: int) -> Span | None:
        """Return the first span in which a change of ``start..stop`` would change a character."""
        return next(self.touching(start, stop), None)

    def among(self, start: int, stop: int) -> range:
        """Return the numbers of the spans that ``start..stop`` touches, where none overlaps another."""
        return range(bisect_right(self._reach, start), bisect_left(self._starts, stop))

    def cut(self, at: int) -> Iterator[Span]:
        """Yield the spans that have offset `at` strictly inside."""
        return self.touching(at, at)


def label_names(prompt: Prompt) -> tuple[str, ...]:
    """Return the names that an answer may take, where the prompt declares them."""
    if isinstance(prompt.answer, Label):
        return prompt.answer.labels
    return prompt.answer.options if isinstance(prompt.answer, Choice) else ()


def _label_spans(text: str, names: Iterable[str]) -> Iterator[Span]:
    for name in names:
        flags = 0 if len(name) == 1 else re.IGNORECASE
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, flags):
            yield Span(*match.span(), "label")


def _truth_spans(text: str) -> Iterator[Span]:
    for match in _TRUTH.finditer(text):
        yield from (Span(*match.span(n), "label") for n in (1, 2, 3, 4) if match.group(n))


def _listed_spans(text: str, pattern: re.Pattern[str], kind: str) -> Iterator[Span]:
    for match in pattern.finditer(text):
        for word in _LISTED_WORD.finditer(text, *match.span(1)):
            if word.group().lower() not in _STOP_WORDS | {"or"}:
                yield Span(*word.span(), kind)


@lru_cache(maxsize=1024)
def protected_spans(prompt: Prompt, part: str = "template") -> tuple[Span, ...]:
    """Return the spans of `part` in which no character may change: slots, quoted strings, code, URLs, file
    names, identifiers, numbers, placeholders and label names, sorted, possibly nested.
    """
    text = prompt.sources[part]
    spans = [Span(*match.span(), kind) for kind, pattern in _PATTERNS for match in pattern.finditer(text)]
    if not part.startswith("cases["):
        spans += [Span(*match.span(), "name") for match in _NAMES.finditer(text)]
        spans += _truth_spans(text)
        spans += _listed_spans(text, _VALUES, "name")
        spans += [Span(piece.start, piece.stop, "slot") for piece in parse_template(text) if piece.slot]
        spans += [
            Span(p.start, p.stop, "brace") for p in parse_template(text) if p.stop - p.start == 2 and p.text in "{}"
        ]
    names = label_names(prompt)
    spans += _label_spans(text, names) if names else _listed_spans(text, _LISTED, "label")
    return tuple(sorted(set(spans)))


@lru_cache(maxsize=1024)
def guard_of(prompt: Prompt, part: str = "template") -> Spans:
    """Return the protected spans of `part`, ready to be asked about many places."""
    return Spans(protected_spans(prompt, part))


@lru_cache(maxsize=1024)
def words_of(prompt: Prompt, part: str = "template") -> tuple[Span, ...]:
    """Return the words of `part` that lie outside protected spans."""
    guard = guard_of(prompt, part)
    found = (Span(*match.span(), "word") for match in _WORD.finditer(prompt.sources[part]))
    return tuple(word for word in found if guard.first_touching(word.start, word.stop) is None)


@lru_cache(maxsize=1024)
def _word_spans(prompt: Prompt, part: str) -> Spans:
    return Spans(words_of(prompt, part))


def damaged_places(edit: Change, prompt: Prompt) -> list[int]:
    """Return which of the words of its part `edit` changes, takes out, runs together or moves, by their numbers.

    A word counts where it no longer stands there letter by letter. Spaces, marks and line ends between words damage
    none, nor do words that are put in; a space inside a word damages it, and a missing one both of its neighbours.
    """
    words = _word_spans(prompt, edit.part)
    if isinstance(edit, Move):
        return list(words.among(edit.start, edit.stop))
    text = prompt.sources[edit.part]
    start, stop = _whole_runs(text, edit.start, edit.stop)
    before, after = text[start:stop], text[start : edit.start] + edit.text + text[edit.stop : stop]
    kept = Spans(Span(start + run.start, start + run.stop) for run in _kept_runs(before, after))
    return [
        number
        for number in words.among(start, stop)
        if not kept.among(words.spans[number].start, words.spans[number].stop)
    ]


def _whole_runs(text: str, start: int, stop: int) -> tuple[int, int]:
    """Return ``start..stop`` with the letters that adjoin it: what is put in there becomes part of their word."""
    while start and _ADJOINING.match(text, start - 1):
        start -= 1
    while stop < len(text) and _ADJOINING.match(text, stop):
        stop += 1
    return start, stop


def _kept_runs(before: str, after: str) -> list[Span]:
    """Return where the runs of letters of `before` stand that `after` has as well, in the same order."""
    runs = [Span(*match.span()) for match in _RUN.finditer(before)]
    matcher = SequenceMatcher(None, _spelled(before), _spelled(after))
    return [run for block in matcher.get_matching_blocks() for run in runs[block.a : block.a + block.size]]


def _spelled(text: str) -> list[str]:
    return [run.replace("’", "'") for run in _RUN.findall(text)]


def damaged_words(edit: Change, prompt: Prompt) -> int:
    """Count the words of its part that `edit` damages (:func:`damaged_places`)."""
    return len(damaged_places(edit, prompt))


def strained_words(edit: Change, prompt: Prompt) -> int:
    """Count the words over which a reader stumbles: those that `edit` damages or puts in, and one for any other edit.

    Odd spaces and small talk damage no word, and yet of too many of them a text cannot be read.
    """
    put_in = len(_WORD.findall(edit.text)) if isinstance(edit, Edit) else 0
    return max(damaged_words(edit, prompt), put_in, 1)


def dose(variant: Variant) -> float:
    """Return the share of the instruction's words that the edits damage, 0..1; protected words count nowhere."""
    if not variant.edits:
        return 0.0
    parts = {"template", "system"} & set(variant.prompt.sources) | {edit.part for edit in variant.edits}
    total = sum(len(words_of(variant.prompt, part)) for part in parts)
    damaged = {(edit.part, place) for edit in variant.edits for place in damaged_places(edit, variant.prompt)}
    return len(damaged) / max(total, 1)


def instruction(sources: Mapping[str, str]) -> str:
    """Return what is asked as one text, system message first: a sentence may move from one part to the other."""
    return "\n\n".join(sources[part] for part in ("system", "template") if part in sources)


def show_edits(variant: Variant) -> tuple[ShownEdit, ...]:
    """Return the edits with the text before and after them, in order of place."""
    shown = []
    sources = variant.prompt.sources
    for edit in variant.edits:
        before = sources[edit.part][edit.start : edit.stop]
        place = (edit.mutator, edit.part, edit.link, edit.start, edit.stop, before)
        if isinstance(edit, Edit):
            shown.append(ShownEdit(*place, after=edit.text))
        else:
            shown.append(ShownEdit(*place, after=before, to=edit.to, to_part=edit.to_part))
    return tuple(shown)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of a diff: `kind` is ``same``, ``removed`` or ``added``."""

    kind: str
    text: str


def diff(variant: Variant, part: str = "template") -> tuple[Stretch, ...]:
    """Return the source of `part` as a diff from the base to the variant, in the order of the source."""
    source = variant.prompt.sources[part]
    marks = replacements(variant.edits, variant.prompt.sources).get(part, [])
    stretches: list[Stretch] = []
    at = 0
    for start, stop, text in sorted(marks, key=lambda mark: mark[:2]):
        for kind, piece in (("same", source[at:start]), ("removed", source[start:stop]), ("added", text)):
            if piece:
                stretches.append(Stretch(kind, piece))
        at = stop
    if source[at:]:
        stretches.append(Stretch("same", source[at:]))
    return tuple(stretches)
