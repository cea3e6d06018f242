"""From two texts and their word vectors to the numbers by which a fitted model tells whether they say the same."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import log
from typing import TYPE_CHECKING

from promptfuzz.oracle.amounts.counts import unmatched
from promptfuzz.oracle.prose.alignment import agreement, content_places, shared_words, word_head
from promptfuzz.oracle.prose.frames import Difference, difference, frame
from promptfuzz.oracle.prose.restrictions import limits
from promptfuzz.oracle.prose.words import expand

if TYPE_CHECKING:
    from promptfuzz.measures import WordVectors
    from promptfuzz.measures.embedding import Vectors

_MOST_WORDS, _CLIP = 800, 4.0
# Unshared words on one side alone have no counterpart to be alike.
_NO_COUNTERPART = 0.4
_TIMES = frozenset(
    "now today yesterday tomorrow still already yet just again before after until since ago first last then later "
    "earlier once used".split()
)
_DEGREES = frozenset(
    "very quite rather slightly somewhat extremely almost nearly barely hardly completely fully mostly partly little "
    "far much more most less least best worst too enough well badly".split()
)
_MODALS = frozenset("may might can could should must shall will would need ought cannot".split())
_TURNS = frozenset(
    "but although though however except unless only if provided otherwise instead while whereas without despite "
    "even".split()
)


def signals(a: str, b: str, left: "WordVectors", right: "WordVectors", cosine: float) -> dict[str, float]:
    """Return the numbers of a pair by name; the same for `b` and `a`."""
    return {
        "cosine": cosine,
        "agreement": agreement(left, right),
        "shared_words": shared_words(left.words, right.words),
        **_aligned(left, right),
        **_worded(a, b, difference(frame(a), frame(b))),
    }


def _aligned(left: "WordVectors", right: "WordVectors") -> dict[str, float]:
    import numpy as np

    if not left.words or not right.words:
        return {}
    rows, columns = left.rows[:_MOST_WORDS], right.rows[:_MOST_WORDS]
    table = rows @ columns.T
    heads = [[word_head(word) for word in side.words[:_MOST_WORDS]] for side in (left, right)]
    found = []
    alone = []
    for side, own, best, there in ((0, left, table.max(axis=1), heads[1]), (1, right, table.max(axis=0), heads[0])):
        content = content_places(own.words)
        known = set(there)
        unshared = [at for at in content if heads[side][at] not in known]
        alone.append((rows, columns)[side][unshared])
        sorted_best = np.sort(best[content])
        found.append(
            (
                float(sorted_best.mean()), float(sorted_best[0]), float(np.quantile(sorted_best, 0.25)),
                float(sorted_best[:3].mean()), float(best[unshared].mean()) if unshared else 1.0,
            )
        )  # fmt: skip
    mean, least, quarter, three, unshared_mean = (sorted(pair) for pair in zip(*found, strict=True))
    return {
        "mean_worse": mean[0], "mean_better": mean[1], "least_worse": least[0], "least_better": least[1],
        "quarter_worse": quarter[0], "three_worse": three[0],
        "unshared_worse": unshared_mean[0], "unshared_better": unshared_mean[1], "unshared_alike": _alike(*alone),
    }  # fmt: skip


def _alike(one: "Vectors", other: "Vectors") -> float:
    """Return the cosine of what the words without a counterpart of the same form mean together on each side."""
    import numpy as np

    if not len(one) or not len(other):
        return 1.0 if not len(one) and not len(other) else _NO_COUNTERPART
    first, second = one.mean(axis=0), other.mean(axis=0)
    return float(first @ second / max(float(np.linalg.norm(first) * np.linalg.norm(second)), 1e-9))


def _worded(a: str, b: str, diff: Difference) -> dict[str, float]:
    left, right = set(expand(a).split()), set(expand(b).split())
    numbers = unmatched(a, b)
    names = {word.text for side in (diff.only_a, diff.only_b) for word in side if word.proper}
    lengths = sorted((max(1, len(a.split())), max(1, len(b.split()))))
    times = (left & _TIMES, right & _TIMES)
    return {
        "turned": float((len(diff.opposites) + abs(diff.a.negations - diff.b.negations)) % 2),
        "names": float(min(3, len(names))),
        "numbers": float(any(numbers)),
        "numbers_both": float(all(numbers)),
        "limits": float(min(3, len(limits(a) ^ limits(b)))),
        "times_both": float(bool(times[0] - times[1]) and bool(times[1] - times[0])),
        "modals_one": float(bool(left & _MODALS) != bool(right & _MODALS)),
        "degrees": float(min(3, len((left ^ right) & _DEGREES))),
        "turns": float(min(3, len((left ^ right) & _TURNS))),
        "longer": log(lengths[1] / lengths[0]),
    }


@dataclass(frozen=True, slots=True)
class Fitted:
    """A logistic model of the signals.

    Attributes:
        weights: (mean, spread, weight) by signal; the weight is that of the signal less its mean, in spreads.
        bias: the log odds of a pair with mean signals.
    """

    weights: Mapping[str, tuple[float, float, float]]
    bias: float

    def odds(self, found: Mapping[str, float]) -> float:
        """Return the log odds that a pair with these signals means the same, both classes alike; 0 is even."""
        total = self.bias
        for name, (mean, spread, weight) in self.weights.items():
            value = (found.get(name, mean) - mean) / spread
            total += weight * min(_CLIP, max(-_CLIP, value))
        return total


@lru_cache(maxsize=1)
def fitted() -> Fitted:
    """Return the packaged model, written by benchmarks/fit_oracle.py."""
    table = tomllib.loads(files("promptfuzz.oracle.prose").joinpath("signals.toml").read_text(encoding="utf-8"))
    return Fitted({name: (row[0], row[1], row[2]) for name, row in table["weights"].items()}, table["bias"])
