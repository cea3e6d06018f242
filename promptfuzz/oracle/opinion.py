"""Second opinions: what a judge says of pairs of outputs, and how that replaces a doubtful comparison of free text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from promptfuzz.errors import UsageError
from promptfuzz.records import Comparison
from promptfuzz.validation import check_share

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge says of two outputs: whether they mean the `same`, None where it has no opinion, and its `reason`.

    The reason names the judge, so that a report says who said what.
    """

    same: bool | None
    reason: str


@runtime_checkable
class SecondOpinion(Protocol):
    """Anything that can be asked about pairs of outputs: ``pf.Oracle(second=...)`` takes it.

    Attributes:
        name: who speaks, for reasons.
    """

    name: str

    def opinions(self, pairs: Sequence[Pair], request: str = "") -> list[Opinion]:
        """Return one opinion a pair, in their order and the same for (a, b) as for (b, a).

        `request` is the prompt that the outputs answer, empty where it is not known.
        """
        ...


def check_bounds(bounds: tuple[float, float] | None, threshold: float) -> tuple[float, float]:
    """Return the scores between which a comparison is doubtful; None stands for half way to 0 and to 1.

    Raises:
        UsageError: they are no two shares on both sides of `threshold`.
    """
    if bounds is None:
        return threshold / 2, (1 + threshold) / 2
    if not isinstance(bounds, tuple) or len(bounds) != 2:
        raise UsageError(f"expected doubtful to be two scores such as (.3, .8), got doubtful={bounds!r}")
    low, high = (check_share("doubtful", bound) for bound in bounds)
    if not low <= threshold <= high:
        raise UsageError(
            f"expected doubtful to have one score on each side of the threshold {threshold:g}, got "
            f"doubtful={bounds!r}; write for example doubtful=({threshold / 2:g}, {(1 + threshold) / 2:g})"
        )
    return low, high


def consult(
    second: SecondOpinion,
    pairs: Sequence[Pair],
    comparisons: Sequence[Comparison],
    bounds: tuple[float, float],
    is_open: Callable[[str, str], bool],
    request: str = "",
) -> list[Comparison]:
    """Return the comparisons, those that are doubtful replaced by what `second` says of their pair.

    Doubtful is a score within `bounds` of a pair that `is_open`: nothing in its words decided it; and an unread pair. A
    verdict of the judge scores as its bound: it orders pairs no further than the doubt went, and never makes a flip a
    sure one.
    """
    found = list(comparisons)
    low, high = bounds
    doubtful = [
        place
        for place, (pair, one) in enumerate(zip(pairs, comparisons, strict=True))
        if (one.unread or low <= one.score <= high) and is_open(*pair)
    ]
    if not doubtful:
        return found
    said = second.opinions([pairs[place] for place in doubtful], request)
    if len(said) != len(doubtful):
        raise UsageError(f"expected {len(doubtful)} opinions of {second.name!r}, one a pair, got {len(said)}")
    for place, opinion in zip(doubtful, said, strict=True):
        found[place] = _with(found[place], opinion, bounds)
    return found


def _with(first: Comparison, opinion: Opinion, bounds: tuple[float, float]) -> Comparison:
    if opinion.same is None:
        return replace(first, reasons=(*first.reasons, opinion.reason))
    by_itself = f"by itself the oracle said {'same' if first.same else 'different'} ({first.score:.2f})"
    reasons = (opinion.reason, by_itself, *first.reasons)
    return Comparison(first.similarity, opinion.same, bounds[1] if opinion.same else bounds[0], reasons)
