"""What counterfactuals read of a case: its slot values together, their words, and the people in them."""

import re
from collections.abc import Iterable, Iterator, Mapping
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


def other_people(case: CaseText, known: Iterable[str], capitals: Iterable[str] | None = None) -> bool:
    """Whether a capitalised word may be a person that is not among `known`.

    One that opens a sentence is none where it often opens one, ends like an adverb or stands in small letters too.
    """
    fine = frozenset(words_in_people("capitals") if capitals is None else capitals) | frozenset(known)
    opening = words_in_people("openers") | words_in_people("greetings")
    common: Mapping[str, str] = lexicon("misspellings")["entries"]
    small = {place.text for place in case.words if place.text[0].islower()}
    for place in case.words:
        word = place.text.removesuffix("'s").removesuffix("’s")
        if not place.text[0].isupper() or (place.text.isupper() and len(word) > 1) or word in fine:
            continue
        opens = word in opening or word.endswith("ly") or word.lower() in small or word.lower() in common
        opens = opens or not case.after(place).lstrip()
        if not (place.opens and (opens or case.after(place, 1) == ":")) and len(word) > 1:
            return True
    return False


_GENDERED = re.compile(r"(?!german|roman|human|woman$|women$|man$|men$)[a-z]+(?:man|men|woman|women|lady|ladies)")
_NO_GENDER = frozenset("shaman talisman ottoman omen specimen specimens abdomen regimen acumen layman malady".split())


def says_gender(case: CaseText) -> bool:
    """Whether a word of the case other than a name or a pronoun says somebody's gender."""
    if case.lowered & words_in_people("gendered"):
        return True
    return any(_GENDERED.fullmatch(word) for word in case.lowered - _NO_GENDER)


def words_in_people(key: str) -> frozenset[str]:
    """Return the words under `key` of the table ``words`` of the lexicon of people."""
    listed: list[str] = lexicon("people")["words"][key]
    return frozenset(listed)
