"""From two sentences to what they share and where they differ, word by word."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from promptfuzz.oracle import wordlists
from promptfuzz.oracle.numbers import quantities
from promptfuzz.oracle.words import Word, are_opposites, are_siblings, words

Pair = tuple[Word, Word]
_PRONOUNS = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she"}


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence: its words in order and the positions of those that carry content."""

    words: tuple[Word, ...]
    content: tuple[Word, ...]
    negations: int

    @property
    def heads(self) -> Counter[str]:
        return Counter(word.head for word in self.content)


@lru_cache(maxsize=8192)
def frame(text: str) -> Frame:
    """Return the frame of one sentence."""
    found = _comparatives(words(without_quantities(text)))
    content = tuple(word for word in found if is_content(word))
    return Frame(found, content, sum(word.text in wordlists.NEGATORS for word in found))


def _comparatives(found: tuple[Word, ...]) -> tuple[Word, ...]:
    """Write "denser than" as "more dense than", so that "less dense than" is its opposite."""
    out: list[Word] = []
    for at, word in enumerate(found):
        follows = found[at + 1].text if at + 1 < len(found) else ""
        if follows == "than" and word.text.endswith("er") and word.text not in {"rather", "other", "better"}:
            base = word.text[:-2]
            out += words(f"more {base[:-1] + 'y' if base.endswith('i') else base}")
        else:
            out.append(word)
    return tuple(out)


def without_quantities(text: str) -> str:
    """Return `text` without its numbers and their units, which are compared as values."""
    out, at = [], 0
    for item in quantities(text):
        if not item.weak and item.kind in {"number", "time"} and item.start >= at:
            out += [text[at : item.start], " "]
            at = item.stop
    return "".join(out) + text[at:] if out else text


def is_content(word: Word) -> bool:
    """Whether a word says something by itself."""
    return (
        word.text not in wordlists.STOPWORDS
        and word.stem not in wordlists.STOPWORDS
        and word.text not in wordlists.NEGATORS
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """Two frames side by side.

    Attributes:
        a, b: the frames.
        only_a, only_b: content words without a counterpart on the other side.
        opposites, siblings: word pairs, one from each side, that are opposites or exclude each other.
        overlap: share of the shorter frame's content that the other has too (as the word or its opposite), 0..1.
        cover: the same share of the longer frame's content.
    """

    a: Frame
    b: Frame
    only_a: tuple[Word, ...]
    only_b: tuple[Word, ...]
    opposites: tuple[Pair, ...]
    siblings: tuple[Pair, ...]
    overlap: float
    cover: float


@lru_cache(maxsize=4096)
def difference(a: Frame, b: Frame) -> Difference:
    """Match the words of two frames: equal ones first, then forms of one name, opposites and siblings."""
    left, right = _leftover(a, b), _leftover(b, a)
    matched = _take(left, right, _same_name)
    opposites = _take(left, right, are_opposites)
    siblings = _take(left, right, are_siblings)
    only_a, only_b = (tuple(word for word in side if is_content(word)) for side in (left, right))
    shared = sum((a.heads & b.heads).values()) + len(matched)
    met = shared + len(opposites) + len(siblings)
    sizes = sorted((len(a.content), len(b.content)))
    return Difference(
        a, b, only_a, only_b, tuple(opposites), tuple(siblings),
        overlap=min(1.0, met / sizes[0]) if sizes[0] else 0.0, cover=min(1.0, met / sizes[1]) if sizes[1] else 1.0,
    )  # fmt: skip


def _leftover(own: Frame, other: Frame) -> list[Word]:
    there = {word.head for word in other.words} | {word.stem for word in other.words}
    rest = [word for word in own.words if word.head not in there and word.stem not in there]
    return list({word.stem: word for word in rest if word.text not in wordlists.NEGATORS}.values())


def _take(left: list[Word], right: list[Word], fits: object) -> list[Pair]:
    assert callable(fits)
    pairs = []
    for one in tuple(left):
        for other in tuple(right):
            if fits(one, other):
                left.remove(one)
                right.remove(other)
                pairs.append((one, other))
                break
    return pairs


def _same_name(a: Word, b: Word) -> bool:
    """Forms of one word that the stemmer keeps apart: France and French, decide and decision."""
    short, long = sorted((a.stem, b.stem), key=len)
    if not (is_content(a) and is_content(b)) or are_opposites(a, b) or are_siblings(a, b):
        return False
    return len(short) >= 4 and long.startswith(short[: max(4, len(short) - 1)]) and len(long) - len(short) <= 4


def pronouns(side: Frame) -> list[str]:
    """Return the genders of the personal pronouns, in order."""
    return [_PRONOUNS[word.text] for word in side.words if word.text in _PRONOUNS]
