"""How well each word of one text finds its counterpart in another, over what shared surroundings alone would give."""

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from promptfuzz.oracle.prose.wordlists import COURTESIES, STOPWORDS
from promptfuzz.oracle.prose.words import head

if TYPE_CHECKING:
    from promptfuzz.measures import WordVectors

# Past this many words a text is compared by its beginning: the table of two texts grows with the square.
_MOST = 800
# What a content word put in at random aligns at, as a quadratic in the share of common words, measured without any
# labels (benchmarks/chance_alignment.py): in the same surroundings even unrelated words get like vectors.
_CHANCE = (0.871, -0.386, 0.083)
_LEAST_CHANCE, _MOST_CHANCE = 0.07, 0.9


def agreement(left: "WordVectors", right: "WordVectors") -> float:
    """Return how far the least aligned content word is above chance, at most 1; of the better covered text.

    What one text merely adds has no counterpart in the other and does not count. Around 0 for unrelated texts and for
    sentences in which one word was put in at random.
    """
    chance = by_chance(shared_words(left.words, right.words))
    return (least_alignment(left, right) - chance) / (1 - chance)


def least_alignment(left: "WordVectors", right: "WordVectors") -> float:
    """Return the greatest cosine that the least aligned content word of a text has, -1..1, of the better covered text.

    Zhang et al., "BERTScore" (ICLR 2020), match tokens greedily in this way but take the mean: a changed fact is one
    word, so the mean of a long sentence hides it.
    """
    if not left.words or not right.words:
        return 0.0
    table = left.rows[:_MOST] @ right.rows[:_MOST].T
    forth = table.max(axis=1)[content_places(left.words)].min()
    back = table.max(axis=0)[content_places(right.words)].min()
    return float(max(forth, back))


def shared_words(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Return the share of words that two texts have in common, in whatever order, 0..1 (the Dice coefficient)."""
    one, other = _counted(left), _counted(right)
    total = min(len(left), _MOST) + min(len(right), _MOST)
    common = sum(min(count, other[head]) for head, count in one.items() if head in other)
    return 2 * common / total if total else 1.0


@lru_cache(maxsize=4096)
def _counted(words: tuple[str, ...]) -> Counter[str]:
    return Counter(word_head(word) for word in words[:_MOST])


def by_chance(shared: float) -> float:
    """Return the least alignment that unrelated content words reach in texts with this share of common words."""
    square, linear, constant = _CHANCE
    return min(_MOST_CHANCE, max(_LEAST_CHANCE, square * shared**2 + linear * shared + constant))


@lru_cache(maxsize=4096)
def content_places(words: tuple[str, ...]) -> list[int]:
    """Return where the words stand that say something by themselves; all places where none does."""
    plain = [word.lower() for word in words[:_MOST]]
    own = [at for at, word in enumerate(plain) if word not in STOPWORDS and word not in COURTESIES]
    return own or list(range(len(plain)))


@lru_cache(maxsize=16384)
def word_head(word: str) -> str:
    """Return the form in which a word is compared: lowercase, without an ending, as the head of its synonyms."""
    return head(word.lower().removesuffix("'s"))
