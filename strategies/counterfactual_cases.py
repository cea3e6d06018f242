"""What counterfactuals read of a case: its slot values together, the people in them, and neutral words to swap."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from promptfuzz.lexicons import lexicon
from promptfuzz.mutators import Source
from promptfuzz.records import Edit, Prompt

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_STARTS = re.compile(r"(?:^|[.!?:]['\"”’)]*\s+|\n\s*|[\"“(]|[-–—]\s)$")
_OPEN = re.compile(r"(?!one\b|uni|use|user|eu)[aeiou]|hour|honest|heir", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A word of a case: `part` says in which slot value it stands, `opens` whether it opens a sentence."""

    part: str
    start: int
    stop: int
    text: str
    opens: bool = False


@dataclass(frozen=True)
class CaseText:
    """The slot values of one case, read together: a person is the same person in all of them."""

    texts: tuple[tuple[str, str], ...]

    @property
    def words(self) -> tuple[Place, ...]:
        """The words of all values, in order."""
        return _words(self.texts)

    @property
    def lowered(self) -> frozenset[str]:
        """The distinct words in lower case."""
        return frozenset(place.text.lower().removesuffix("'s").removesuffix("’s") for place in self.words)

    def find(self, pattern: str, flags: int = re.IGNORECASE) -> Iterator[tuple[str, re.Match[str]]]:
        """Yield the matches of `pattern` with the part in which they stand."""
        for part, text in self.texts:
            for match in re.finditer(pattern, text, flags):
                yield part, match

    def before(self, place: Place, most: int = 40) -> str:
        """Return up to `most` characters before `place`."""
        return dict(self.texts)[place.part][max(0, place.start - most) : place.start]

    def after(self, place: Place, most: int = 40) -> str:
        """Return up to `most` characters after `place`."""
        return dict(self.texts)[place.part][place.stop : place.stop + most]


@lru_cache(maxsize=128)
def _words(texts: tuple[tuple[str, str], ...]) -> tuple[Place, ...]:
    return tuple(
        Place(part, m.start(), m.end(), m.group(),
              bool(_STARTS.search(text, max(0, m.start() - 6), m.start())))
        for part, text in texts
        for m in WORD.finditer(text)
    )  # fmt: skip


def case_text(source: Source) -> CaseText | None:
    """Return the case that `source` is a slot value of, once a case: None for all but its first slot."""
    number = source.part.partition(".")[0]
    texts = tuple((part, text) for part, text in source.prompt.sources.items() if part.startswith(f"{number}."))
    return CaseText(texts) if texts and texts[0][0] == source.part else None


def edits_at(source: Source, swaps: Iterable[tuple[Place, str]]) -> tuple[Edit, ...]:
    """Return the edits that put a text in the place of each word."""
    return tuple(Edit(p.start, p.stop, text, source.mutator, p.part) for p, text in swaps)


def in_case(before: str, text: str) -> str:
    """Return `text` with a capital where `before` has one."""
    return text[:1].upper() + text[1:] if before[:1].isupper() else text


def article_fits(left: str, before: str, after: str) -> bool:
    """Whether an `a` or `an` that ends `left` still fits once `before` reads `after`."""
    if not re.search(r"\ban?\s+$", left, re.IGNORECASE):
        return True
    return bool(_OPEN.match(before)) == bool(_OPEN.match(after))


def outside(prompt: Prompt) -> str:
    """Return what the prompt says beside its cases."""
    return "\n".join(text for part, text in prompt.sources.items() if not part.startswith("cases["))


def other_people(case: CaseText, known: Iterable[str]) -> bool:
    """Whether a capitalised word within a sentence may be a person that is not among `known`."""
    fine = words_in_people("capitals") | frozenset(known)
    return any(
        place.text[0].isupper()
        and not place.opens
        and not place.text.isupper()
        and place.text.removesuffix("'s").removesuffix("’s") not in fine
        for place in case.words
    )


def words_in_people(key: str) -> frozenset[str]:
    """Return the words under `key` of the table ``words`` of the lexicon of people."""
    listed: list[str] = lexicon("people")["words"][key]
    return frozenset(listed)


@lru_cache(maxsize=1)
def _twins() -> Mapping[str, str]:
    data = lexicon("people_groups")
    short = {one: other for pair in data["short_forms"] for one, other in (pair, pair[::-1])}
    return dict(data["twins"]) | short


@lru_cache(maxsize=1)
def _twin_pattern() -> re.Pattern[str]:
    names = sorted(_twins(), key=len, reverse=True)
    return re.compile(rf"(?<![\w'’-])(?:{'|'.join(map(re.escape, names))})(?=[ ,.;!?]|$)", re.IGNORECASE)


def neutral_swaps(case: CaseText, count: int, without: Sequence[Place] = ()) -> list[tuple[Place, str]]:
    """Return `count` swaps of a word for its neutral twin, outside of `without`; [] where there are fewer."""
    found: list[tuple[Place, str]] = []
    by_lower = {word.lower(): twin for word, twin in _twins().items()}
    for part, text in case.texts:
        for match in _twin_pattern().finditer(text):
            if len(found) == count:
                return found
            place = Place(part, *match.span(), match.group())
            twin = by_lower[match.group().lower()]
            ends = not re.match(r" \w", text[match.end() : match.end() + 2])
            if ("'" in twin and ends) or any(
                p.part == part and p.start < place.stop and place.start < p.stop for p in without
            ):
                continue
            if article_fits(text[max(0, place.start - 5) : place.start], place.text, twin):
                found.append((place, in_case(place.text, twin)))
    return found if len(found) == count else []
