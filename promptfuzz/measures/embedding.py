"""What an embedder is, and the two distances made of its vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.floating[Any]]


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into vectors of length one, so that a dot product is a cosine.

    Attributes:
        name: what the report calls it.
    """

    name: str

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """Return an array of shape (number of texts, dimensions) whose rows have length one.

        Raises:
            ModelError: the embedder cannot be loaded.
        """
        ...


@dataclass(frozen=True, slots=True)
class WordVectors:
    """The words of a text, in order, and one row of length one for each: what it means in this text."""

    words: tuple[str, ...]
    rows: "Vectors"


@runtime_checkable
class WordEmbedder(Embedder, Protocol):
    """An embedder that also gives one vector a word, so that the words of two texts can be set beside each other."""

    def embed_words(self, texts: Sequence[str]) -> list[WordVectors]:
        """Return the words of each text with their vectors.

        Raises:
            ModelError: the embedder cannot be loaded.
        """
        ...


def cosines(left: "Vectors", right: "Vectors") -> list[float]:
    """Return the cosine of each pair of rows, -1..1."""
    return [float(value) for value in (left * right).sum(axis=1)]


def distances(left: "Vectors", right: "Vectors") -> list[float]:
    """Return the Euclidean distance of each pair of unit rows, ``sqrt(2 (1 - cos))``, 0..2."""
    return [max(0.0, 2.0 * (1.0 - value)) ** 0.5 for value in cosines(left, right)]
