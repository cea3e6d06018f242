"""Names what edits change in the base: those of one link, which come and go together, are one item (DESIGN §5.13)."""

from collections.abc import Mapping, Sequence

from promptfuzz.records import Change, Estimate, Prompt, Word

Place = tuple[str, int, int]


def item_of(
    prompt: Prompt, unit: Sequence[Change], weight: Estimate | None = None, *, alone: bool | None = None
) -> Word | None:
    """Return what the edits of `unit` change together, as one item; None where they change no word.

    Without a `weight` none was measured, and it weighs 1. One letter is no word, but the first of one that something
    was put before.
    """
    sources = prompt.sources
    places = _joined(
        [
            (edit.part, edit.start, edit.stop)
            for edit in sorted(unit, key=lambda edit: (edit.part, edit.start, edit.stop))
            if len(sources[edit.part][edit.start : edit.stop].strip()) > 1
        ],
        sources,
    )
    if not places:
        return None
    (first, *also) = places
    text = " … ".join(sources[part][start:stop] for part, start, stop in places)
    if weight is None:
        return Word(text, *first, 1.0, also=tuple(also))
    low, high = weight.ci
    return Word(text, *first, round(weight.value, 4), (round(low, 4), round(high, 4)), alone, tuple(also))


def _joined(places: Sequence[Place], sources: Mapping[str, str]) -> list[Place]:
    """Return `places`, as one those between which there is nothing but white space."""
    joined: list[Place] = []
    for part, start, stop in places:
        if joined and joined[-1][0] == part and not sources[part][joined[-1][2] : start].strip():
            joined[-1] = (part, joined[-1][1], max(stop, joined[-1][2]))
        else:
            joined.append((part, start, stop))
    return joined
