"""From the name of what judges free text, in an option or a file, to an oracle."""

from pathlib import Path

from promptfuzz.errors import UsageError, closest
from promptfuzz.measures import MEASURES, SentenceEmbedder
from promptfuzz.oracle.judge import Oracle

DEFAULT = "default"


def named_oracle(name: str) -> Oracle:
    """Return the oracle whose free text the default embedder, a registered measure or another embedder judges.

    Raises:
        UsageError: `name` is none of them, nor the name or directory of an embedding model.
    """
    if name == DEFAULT:
        return Oracle()
    if name.casefold() in MEASURES:
        return Oracle(measure=name.casefold())
    if name in MEASURES:
        return Oracle(measure=name)
    if "/" in name or Path(name).is_dir():
        return Oracle(embedder=SentenceEmbedder(name))
    known = [DEFAULT, *(known for known, _ in MEASURES.items())]
    raise UsageError(
        f"expected an embedder to be one of {', '.join(known)}, or the OWNER/NAME or directory of a model of "
        f"sentence-transformers, got {name!r}{closest(name, known)}"
    )
