"""The parts of an oracle that a user gave, as a run hears them: told what was asked, counted, and looked over."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from promptfuzz.errors import ModelError
from promptfuzz.measures import Embedder, WordEmbedder
from promptfuzz.oracle import Oracle
from promptfuzz.oracle.opinion import Opinion, Pair, SecondOpinion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Heard:
    """Passes pairs on to a second opinion.

    Attributes:
        calls: how often a model was asked in this run, as the opinion counts it (a `pf.ModelJudge` asks twice a pair);
            the pairs themselves where it does not count.
    """

    def __init__(self, second: SecondOpinion) -> None:
        self.name = second.name
        self.calls = 0
        self._second = second

    def opinions(self, pairs: Sequence[Pair], request: str = "") -> list[Opinion]:
        """Return one opinion a pair, in their order; calls that were made before a crash count, too."""
        before = _counted(self._second)
        try:
            return self._second.opinions(pairs, request)
        finally:
            after = _counted(self._second)
            self.calls += len(pairs) if before is None or after is None else after - before


class About:
    """A second opinion on outputs that all answer the same `request`."""

    def __init__(self, second: SecondOpinion, request: str) -> None:
        self.name = second.name
        self._second, self._request = second, request

    def opinions(self, pairs: Sequence[Pair], request: str = "") -> list[Opinion]:
        """Return one opinion a pair, in their order."""
        return self._second.opinions(pairs, request or self._request)


class Checked:
    """An embedder whose vectors are looked over: from what is no number a distance would follow all the same."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self._embedder = embedder

    def embed(self, texts: Sequence[str]) -> "NDArray[np.floating[Any]]":
        """Return one vector a text.

        Raises:
            ModelError: it is another number of vectors, or they hold what is no finite number.
        """
        import numpy as np

        vectors = np.asarray(self._embedder.embed(texts))
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise ModelError(
                f"expected an array with a row of finite numbers for each of {len(texts)} texts, got one of shape "
                f"{vectors.shape} with {int(np.isfinite(vectors).sum())} finite numbers"
            )
        return vectors


def heard(oracle: Oracle) -> Oracle:
    """Return `oracle` with its second opinion counted from here on, and its own embedder looked over."""
    embedder = oracle.embedder
    if embedder is not None and not isinstance(embedder, WordEmbedder):
        embedder = Checked(embedder)
    return replace(oracle, embedder=embedder, second=None if oracle.second is None else Heard(oracle.second))


def judge_calls(oracle: Oracle) -> int:
    """Return how many calls the second opinion of a :func:`heard` oracle took; 0 without one."""
    return oracle.second.calls if isinstance(oracle.second, Heard) else 0


def _counted(second: SecondOpinion) -> int | None:
    """Return the opinion's own count of questions, None where it keeps none."""
    for name in ("calls", "asked"):
        count = getattr(second, name, None)
        if isinstance(count, int):
            return count
    return None
