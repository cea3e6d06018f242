"""From pairs of readings to how far apart their meanings lie, by one batch of an embedder or by a named measure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from promptfuzz.constraints.faults import Fault
from promptfuzz.constraints.reading import SLOT, WORD, Reading
from promptfuzz.measures import MEASURES, Embedder
from promptfuzz.validation import check_share

if TYPE_CHECKING:
    from promptfuzz.measures.embedding import Vectors

Pair = tuple[Reading, Reading]
_MOST_SENTENCES = 40
# Two requests below this cosine are about different things; a named measure has a scale of its own.
_FLOOR, _LEAST = 0.25, 0.05


def spoken(reading: Reading) -> str:
    """Return the text as an embedder should read it: without cues, each slot as the name it has."""
    names = iter(use.name.rstrip("0123456789").replace("_", " ").strip() or use.name for use in reading.slots)
    parts = reading.body.split(SLOT)
    text = parts[0] + "".join(next(names) + part for part in parts[1:])
    return "\n".join(line for line in text.split("\n") if line.strip()).strip() or reading.text


def _sentences(reading: Reading) -> list[str]:
    found = [part.replace(SLOT, "it") for part in reading.sentences if len(WORD.findall(part)) >= 3]
    return found[:_MOST_SENTENCES] or [spoken(reading)]


def embedded_faults(pairs: Sequence[Pair], embedder: Embedder) -> list[list[Fault]]:
    """Return the distances of each pair; every text is embedded once, in one batch."""
    texts = list(
        dict.fromkeys(
            text
            for pair in pairs
            for side in pair
            for text in (spoken(side), " ".join(_sentences(side)), *_sentences(side))
        )
    )
    place = {text: number for number, text in enumerate(texts)}
    vectors = embedder.embed(texts)
    return [_distances(base, reworded, place, vectors) for base, reworded in pairs]


def _distances(base: Reading, reworded: Reading, place: dict[str, int], vectors: "Vectors") -> list[Fault]:
    def cosine(a: str, b: str) -> float:
        return float(vectors[place[a]] @ vectors[place[b]])

    ours, theirs = _sentences(base), _sentences(reworded)
    grid = vectors[[place[text] for text in ours]] @ vectors[[place[text] for text in theirs]].T
    whole = cosine(spoken(base), spoken(reworded))
    reason = f"alike by meaning only {whole:.2f}" if whole < _FLOOR else ""
    return [
        Fault("far_whole", 1 - whole, reason, veto=whole < _FLOOR),
        Fault("far_request", 1 - cosine(" ".join(ours), " ".join(theirs))),
        Fault("far_lost", 1 - float(grid.max(axis=1).mean())),
        Fault("far_new", 1 - float(grid.max(axis=0).mean())),
    ]


def measured_faults(pairs: Sequence[Pair], measure: str) -> list[list[Fault]]:
    """Return how far apart a registered measure sees each pair.

    Raises:
        UsageError: there is no such measure, or its value is not in 0..1.
    """
    function = MEASURES.get(measure)
    found = []
    for base, reworded in pairs:
        value = check_share(f"the value of measure {measure!r}", function(spoken(base), spoken(reworded)))
        reason = f"alike by {measure} only {value:.2f}" if value < _LEAST else ""
        found.append([Fault("far_whole", 1 - value, reason, veto=value < _LEAST), Fault("far_request", 1 - value)])
    return found
