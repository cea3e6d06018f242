"""What a calibration found: how good the verdicts are, which threshold keeps to an error, and what to write then."""

import math
from dataclasses import asdict, dataclass
from typing import Any

from promptfuzz.measures import MEASURES
from promptfuzz.oracle.named import DEFAULT
from promptfuzz.statistics.calibration import Agreement, Quality

SCHEMA = "promptfuzz.calibration/1"
# An oracle that may be wrong more often than this decides next to nothing: no setting is advised.
MOST_ERROR = 0.2


@dataclass(frozen=True, slots=True)
class Mistake:
    """A pair that was judged otherwise than its label, with the line of the file where it stands."""

    line: int
    kind: str | None
    same: bool
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """How far another embedder or measure agrees, both at their thresholds for the chosen error where these exist."""

    name: str
    agreement: Agreement
    quality: Quality
    thresholds: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What labelled pairs say of an oracle.

    Attributes:
        name: the embedder or measure of free text.
        overall, typed, text: its quality on all pairs, those with an answer type, and free text; None without pairs.
        kinds: the quality by kind, where kinds are given.
        max_error: the false-different rate that was asked for, 0..1.
        threshold: the threshold of free text that keeps to it, to three digits; None where there is none.
        at_threshold: the quality on free text with it.
        beside: another embedder or measure on the same pairs.
        mistakes: the pairs judged otherwise than their labels.
        doubts: why the figures may not be relied on, in sentences.
    """

    name: str
    overall: Quality
    typed: Quality | None
    text: Quality | None
    kinds: dict[str, Quality]
    max_error: float
    threshold: float | None
    at_threshold: Quality | None
    beside: Beside | None
    mistakes: tuple[Mistake, ...]
    doubts: tuple[str, ...]

    @property
    def advice(self) -> tuple[tuple[str, str], ...]:
        """What to write then, as pairs of for whom and the oracle; the errors are 95% upper limits, rounded up.

        Empty where no limit is low enough to work with.
        """
        found = []
        if self.typed is not None and self.typed.false_different.upper <= MOST_ERROR:
            found.append(("typed answers", f"pf.Oracle(error={_up(self.typed.false_different.upper)})"))
        judged = self.at_threshold or self.text
        if judged is not None and judged.false_different.upper <= MOST_ERROR:
            chosen = f"threshold={self.threshold:g}, " if self.threshold is not None else ""
            given = "" if self.name == DEFAULT else f"measure={self.name!r}, " if self.name in MEASURES else ""
            if self.name != DEFAULT and not given:
                given = f"embedder=promptfuzz.measures.SentenceEmbedder({self.name!r}), "
            found.append(("free text", f"pf.Oracle({given}{chosen}error={_up(judged.false_different.upper)})"))
        return tuple(found)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"schema": SCHEMA, **asdict(self), "advice": dict(self.advice)}


def _up(value: float) -> str:
    return f"{math.ceil(value * 1000) / 1000:g}"
