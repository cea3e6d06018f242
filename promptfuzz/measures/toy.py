"""The public double of an embedder: vectors that can be worked out by hand, no weights, no randomness."""

import re
import zlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from promptfuzz.validation import check_count

if TYPE_CHECKING:
    from promptfuzz.measures.embedding import Vectors

_WORD = re.compile(r"\w+")


class ToyEmbedder:
    """Counts lowercase words, then scales the counts to length one.

    With a `vocabulary` there is one dimension per word of it, in the order given, and a last one for all other words:
    ``ToyEmbedder(["cat", "dog"]).embed(["cat dog"])`` is ``[[.707, .707, 0]]``. Without one a word counts in dimension
    ``crc32(word) % size``. A text without words has 1 in its last dimension, so every row has length one.

    Attributes:
        name: ``"toy"``.
        calls: how many texts were embedded so far, for tests of what was not.
    """

    def __init__(self, vocabulary: Iterable[str] = (), *, size: int = 256) -> None:
        self.name = "toy"
        self.calls = 0
        self._index = {word.lower(): number for number, word in enumerate(vocabulary)}
        self._size = len(self._index) + 1 if self._index else check_count("size", size)

    def __eq__(self, other: object) -> bool:
        """Two with one vocabulary and size say the same of every text."""
        return isinstance(other, ToyEmbedder) and (self._index, self._size) == (other._index, other._size)

    def __hash__(self) -> int:
        return hash((tuple(self._index), self._size))

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """Return one row of length one per text."""
        import numpy as np

        self.calls += len(texts)
        rows = np.zeros((len(texts), self._size), dtype=np.float64)
        for row, text in zip(rows, texts, strict=True):
            for word in _WORD.findall(text.lower()):
                row[self._dimension(word)] += 1
            if not row.any():
                row[-1] = 1
            row /= np.linalg.norm(row)
        return rows

    def _dimension(self, word: str) -> int:
        if self._index:
            return self._index.get(word, self._size - 1)
        return zlib.crc32(word.encode()) % self._size
