"""Shaded words: from the weights of words to the prompt's own text, cut into stretches of one weight each."""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from promptfuzz.records import Finding, Word
from promptfuzz.reporting.measured import word_weight
from promptfuzz.reporting.view import variant_of

STEPS = 5


@dataclass(frozen=True, slots=True)
class Shade:
    """A stretch of a part's text with the words that lie over it, the weightiest first; none over plain text.

    `step` goes from 0 (no weight) to 5; `against` says that edits there keep the answer rather than change it,
    `unsure` that the interval reaches 0, `alone` that an edit there flips the answer by itself and the stretch ends it.
    """

    text: str
    words: tuple[Word, ...] = ()
    step: int = 0
    against: bool = False
    unsure: bool = False
    alone: bool = False

    @property
    def tip(self) -> str:
        """The words with their weights and intervals."""
        return "; ".join(f"{word.text}: {word_weight(word)}" for word in self.words)

    @property
    def classes(self) -> str:
        """The CSS classes of the stretch."""
        extra = [name for name, on in (("against", self.against), ("unsure", self.unsure)) if on]
        return " ".join([f"w{self.step}", *extra])


def is_attributed(finding: Finding) -> bool:
    """Whether the weights of the words were measured; else they only repeat the places of the minimal edits."""
    return any(word.ci is not None for word in finding.words)


def shaded_parts(finding: Finding) -> tuple[tuple[str, tuple[Shade, ...]], ...]:
    """Return each part that has measured words as shaded text; parts whose text is not known are left out."""
    if not is_attributed(finding):
        return ()
    variant = variant_of(finding)
    sources = dict(variant.prompt.sources) if variant is not None else {}
    sources.setdefault("template", finding.base.source)
    words = [placed for word in finding.words for placed in _spread(word)]
    parts = dict.fromkeys(word.part for word in words)
    return tuple(
        (part, shaded(sources[part], [word for word in words if word.part == part]))
        for part in parts
        if part in sources
    )


def _spread(word: Word) -> Iterator[Word]:
    """Yield `word` at each of its stretches; that they flip alone is said once, at the last: only together they do."""
    *places, last = (word.part, word.start, word.stop), *word.also
    for part, start, stop in places:
        yield replace(word, part=part, start=start, stop=stop, alone=None)
    yield replace(word, part=last[0], start=last[1], stop=last[2])


def shaded(source: str, words: Sequence[Word]) -> tuple[Shade, ...]:
    """Cut `source` where words begin and end; where words overlap, the weightiest gives the shade."""
    inside = [word for word in words if 0 <= word.start < word.stop <= len(source)]
    cuts = sorted({0, len(source), *(word.start for word in inside), *(word.stop for word in inside)})
    shades = []
    for start, stop in itertools.pairwise(cuts):
        over = [word for word in inside if word.start <= start and stop <= word.stop]
        shades.append(_shade(source[start:stop], stop, tuple(sorted(over, key=lambda word: -abs(word.weight)))))
    return tuple(shades)


def _shade(text: str, stop: int, words: tuple[Word, ...]) -> Shade:
    if not words:
        return Shade(text)
    first = words[0]
    weight = round(first.weight, 2) if math.isfinite(first.weight) else 0.0
    return Shade(
        text,
        words,
        step=math.ceil(min(1.0, abs(weight)) * STEPS),
        against=weight < 0,
        unsure=first.ci is not None and first.ci[0] <= 0 <= first.ci[1],
        alone=any(word.alone and word.stop == stop for word in words),
    )
