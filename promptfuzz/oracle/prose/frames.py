"""From two sentences to what they share and where they differ, word by word."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from promptfuzz.oracle.amounts.bounds import without_bound
from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.prose import wordlists
from promptfuzz.oracle.prose.words import Word, opposite_stems, sibling_stems, words

Pair = tuple[Word, Word]
_PRONOUNS = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she"}
# Letters that forms of one word share at the least, and by which they differ in length at the most.
_BEGIN = 4


# Compared by identity, as each text has one frame: to hash its words again for every pair takes longer than to match.
@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A sentence: its words in order and those that carry content.

    Attributes:
        words, content: all its words, and those that say something by themselves.
        negations: how many of them deny.
        heads: how often the head of each content word stands in it.
        own: the heads of the content words.
        known: all heads and stems.
        plain: the words that are no negations, by stem.
        once: the place of each head that stands in it once.
    """

    words: tuple[Word, ...]
    content: tuple[Word, ...]
    negations: int
    heads: Counter[str]
    own: frozenset[str]
    known: frozenset[str]
    plain: dict[str, Word]
    once: dict[str, int]


@lru_cache(maxsize=16384)
def frame(text: str) -> Frame:
    """Return the frame of one sentence."""
    found = _comparatives(words(without_quantities(text)))
    content = tuple(word for word in found if is_content(word))
    heads = [word.head for word in found]
    plain = {word.stem: word for word in found if word.text not in wordlists.NEGATORS}
    counts = Counter(heads)
    once = {head: at for at, head in enumerate(heads) if counts[head] == 1}
    own = Counter(word.head for word in content)
    known = frozenset(heads) | {word.stem for word in found}
    negations = sum(word.text in wordlists.NEGATORS for word in found)
    return Frame(found, content, negations, own, frozenset(own), known, plain, once)


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
        if not item.weak and item.kind not in {"ordinal", "multiple"} and item.start >= at:
            start, stop = without_bound(text, item)
            out += [text[at : max(at, start)], " "]
            at = stop
    return "".join(out) + text[at:] if out else text


def is_content(word: Word) -> bool:
    """Whether a word says something by itself."""
    return (
        word.text not in wordlists.STOPWORDS
        and word.stem not in wordlists.STOPWORDS
        and word.text not in wordlists.NEGATORS
    )


@dataclass(frozen=True, slots=True, eq=False)
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


@lru_cache(maxsize=16384)
def difference(a: Frame, b: Frame) -> Difference:
    """Match the words of two frames: equal ones first, then forms of one name, opposites and siblings."""
    left, right = _leftover(a, b), _leftover(b, a)
    matched = _take_names(left, right)
    opposites = _take(left, right, opposite_stems)
    siblings = _take(left, right, sibling_stems)
    only_a, only_b = (tuple(word for word in side.values() if is_content(word)) for side in (left, right))
    shared = sum(min(count, b.heads[head]) for head, count in a.heads.items() if head in b.heads) + matched
    met = shared + len(opposites) + len(siblings)
    sizes = sorted((len(a.content), len(b.content)))
    return Difference(
        a, b, only_a, only_b, tuple(opposites), tuple(siblings),
        overlap=min(1.0, met / sizes[0]) if sizes[0] else 0.0, cover=min(1.0, met / sizes[1]) if sizes[1] else 1.0,
    )  # fmt: skip


def _leftover(own: Frame, other: Frame) -> dict[str, Word]:
    """Return the words of one side that the other lacks, by stem."""
    there = other.known
    return {stem: word for stem, word in own.plain.items() if stem not in there and word.head not in there}


def _take(left: dict[str, Word], right: dict[str, Word], partners: Callable[[str], frozenset[str]]) -> list[Pair]:
    """Move from both sides the words that are each other's partners, and return them."""
    pairs: list[Pair] = []
    for stem in tuple(left):
        fits = partners(stem)
        if not right or fits.isdisjoint(right):
            continue
        other = next(name for name in right if name in fits)
        pairs.append((left.pop(stem), right.pop(other)))
    return pairs


def _take_names(left: dict[str, Word], right: dict[str, Word]) -> int:
    """Move from both sides the forms of one word that the stemmer keeps apart, and return how many there were."""
    begins: dict[str, list[str]] = {}
    for stem in right:
        begins.setdefault(stem[:_BEGIN], []).append(stem)
    taken = 0
    for stem in tuple(left):
        for other in begins.get(stem[:_BEGIN], ()):
            if other in right and _same_name(left[stem], right[other]):
                del left[stem], right[other]
                taken += 1
                break
    return taken


def _same_name(a: Word, b: Word) -> bool:
    """Whether two words are forms of one: France and French, decide and decision."""
    short, long = sorted((a.stem, b.stem), key=len)
    if len(short) < _BEGIN or len(long) - len(short) > _BEGIN:
        return False
    if b.stem in opposite_stems(a.stem) or b.stem in sibling_stems(a.stem):
        return False
    return long.startswith(short[: max(_BEGIN, len(short) - 1)]) and is_content(a) and is_content(b)


def neighbours(side: Frame, word: Word) -> tuple[str, str]:
    """Return the heads of the words before and after a word, empty at the edges."""
    at = side.words.index(word)
    return side.words[at - 1].head if at else "", side.words[at + 1].head if at + 1 < len(side.words) else ""


def differs_in_one_place(diff: Difference) -> bool:
    """Whether two frames differ in one content word each, beside the same word."""
    if not len(diff.only_a) == len(diff.only_b) == 1:
        return False
    (before_a, after_a), (before_b, after_b) = neighbours(diff.a, diff.only_a[0]), neighbours(diff.b, diff.only_b[0])
    return before_a == before_b or after_a == after_b


def pronouns(side: Frame) -> list[str]:
    """Return the genders of the personal pronouns, in order."""
    return [_PRONOUNS[word.text] for word in side.words if word.text in _PRONOUNS]
