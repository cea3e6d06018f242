"""What a mutator reads and what it offers: a part of a prompt, and sites in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from promptfuzz.records import Change, Edit, Move, Prompt
from promptfuzz.render import Span, Spans, guard_of, protected_spans, words_of

_SENTENCE_END = re.compile(r"[.!?]+[\"'”’)]*(?=\s|$)|\n+")
_GOES_ON = re.compile(r"(?<=[\"'”’)])[ ]+[a-z]")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|Mr|Mrs|Ms|Dr|No)|(?:^|\n)\s*\d+|(?:^|\n|\s)\(?[A-Za-z])\.$")


@dataclass(frozen=True, slots=True)
class Site:
    """A place a mutator offers: `alternatives` of linked edits, mildest first.

    Attributes:
        control: for a counterfactual, linked edits of as many words in the same input that swap nothing
            protected: what they flip, any change of that size would flip.
        expected: for a contrast, the right answer to each case once the edits are made, None where it is not
            known; such a site has one alternative.
    """

    alternatives: tuple[tuple[Change, ...], ...]
    mutator: str
    family: str
    control: tuple[Change, ...] = ()
    expected: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One part of a prompt as a mutator sees it.

    Attributes:
        prompt: the whole prompt, for mutators that look at several parts.
        part: the part to offer sites in, such as ``template`` or ``system``.
        text: its unedited source; all offsets refer to it.
        mutator, family: whose edits these will be.
    """

    prompt: Prompt
    part: str
    text: str
    mutator: str
    family: str

    @property
    def protected(self) -> tuple[Span, ...]:
        """The spans in which no character may change."""
        return protected_spans(self.prompt, self.part)

    @property
    def words(self) -> tuple[Span, ...]:
        """The words outside protected spans."""
        return words_of(self.prompt, self.part)

    @property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences and lines, without the white space around them; a line end always ends one."""
        return _sentences(self.prompt, self.part)

    def is_free(self, start: int, stop: int) -> bool:
        """Whether ``start..stop`` can change without changing a protected span."""
        return guard_of(self.prompt, self.part).first_touching(start, stop) is None

    def find(self, pattern: str, flags: int = re.IGNORECASE) -> Iterator[re.Match[str]]:
        """Yield the matches of `pattern` that touch no protected span."""
        for match in re.finditer(pattern, self.text, flags):
            if self.is_free(*match.span()):
                yield match

    def edit(self, start: int, stop: int, text: str) -> Edit:
        """Return an edit of this part: replace ``start..stop`` by `text` (template source)."""
        return Edit(start, stop, text, self.mutator, self.part)

    def move(self, start: int, stop: int, to: int, to_part: str | None = None) -> Move:
        """Return a move of ``start..stop`` of this part to offset `to` (of `to_part`)."""
        return Move(start, stop, to, self.mutator, self.part, to_part)

    def site(
        self,
        *alternatives: Change | Sequence[Change],
        control: Sequence[Change] = (),
        expected: Sequence[str | None] = (),
    ) -> Site:
        """Return a site; each alternative is one edit or several that go together, mildest first.

        `control` and `expected` are those of :class:`Site`.
        """
        grouped = tuple((a,) if isinstance(a, Edit | Move) else tuple(a) for a in alternatives)
        return Site(grouped, self.mutator, self.family, tuple(control), tuple(expected))


@lru_cache(maxsize=256)
def _sentences(prompt: Prompt, part: str) -> tuple[Span, ...]:
    text, guard = prompt.sources[part], guard_of(prompt, part)
    spans, start = [], 0
    for match in [*_SENTENCE_END.finditer(text), None]:
        stop = len(text) if match is None else match.end()
        if match is not None and "\n" not in match.group() and _inside_sentence(text, start, match, guard):
            continue
        piece = text[start:stop]
        if piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            spans.append(Span(left, left + len(piece.strip()), "sentence"))
        start = stop
    return tuple(spans)


def _inside_sentence(text: str, start: int, end: re.Match[str], guard: Spans) -> bool:
    quoted = any(span.start < end.start() and end.end() < span.stop for span in guard.touching(*end.span()))
    tail = text[max(start, end.end() - 16) : end.end()]  # whole, it would be read once for each of its stops
    return quoted or bool(_ABBREVIATION.search(tail) or _GOES_ON.match(text, end.end()))


def named(change: Change, *, mutator: str, link: str | None) -> Change:
    """Return `change` under the name of its mutator and with the link of its site."""
    return replace(change, mutator=mutator, link=link)
