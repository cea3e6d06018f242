"""The shipped measures, registered when this module is imported."""

from promptfuzz.errors import ModelError
from promptfuzz.measures import lexical
from promptfuzz.measures.embedding import cosines
from promptfuzz.measures.registry import measure
from promptfuzz.measures.sentence import INSTALL, default_embedder


@measure("cosine")
def cosine(a: str, b: str) -> float:
    """Return the cosine of the default embedder's vectors, cut off below 0: the same topic, not agreement.

    Raises:
        ModelError: no embedder is installed.
    """
    embedder = default_embedder()
    if embedder is None:
        raise ModelError(f"expected an embedding model for the measure 'cosine', found none; {INSTALL}")
    vectors = embedder.embed([a, b])
    return min(1.0, max(0.0, cosines(vectors[:1], vectors[1:])[0]))


measure("chrf")(lexical.chrf)
measure("exact")(lexical.exact)
