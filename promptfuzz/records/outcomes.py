"""What comes back from a model, what two outputs mean to each other, and the words of a judgement."""

import math
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from promptfuzz.errors import UsageError
from promptfuzz.records.prompts import Message

_LAST_WORD = re.compile(r"\S+\Z")


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model; `sample` keeps repeats of the same messages apart, in the cache too."""

    messages: tuple[Message, ...]
    sample: int = 0

    @property
    def text(self) -> str:
        """The last message, which is all that a plain ``str -> str`` callable sees."""
        return self.messages[-1].content


@dataclass(frozen=True, slots=True)
class Output:
    """What a model returned for one request.

    Attributes:
        text: the answer, empty when the call failed.
        prompt_tokens, completion_tokens: counts, None where the model does not tell.
        latency: seconds, None where it was not measured.
        error: why the call failed, None when it did not.
        truncated: whether the length limit cut the answer.
    """

    text: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    latency: float | None = None
    error: str | None = None
    truncated: bool = False

    @property
    def said(self) -> str:
        """The text to be judged: without a last word that the length limit may have cut ("at 1" for "at 180")."""
        return (_LAST_WORD.sub("", self.text).rstrip() or self.text) if self.truncated else self.text

    @property
    def failed(self) -> bool:
        """Whether the call gave no answer."""
        return self.error is not None

    def timed(self, seconds: float) -> Self:
        """Return a copy with `latency` set, unless the model measured it itself."""
        return self if self.latency is not None else replace(self, latency=seconds)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether two outputs mean the same.

    Attributes:
        similarity: cosine of the embeddings, 0..1 (1 for equal texts; the form of the answer decides where no
            embedder was needed).
        same: the verdict.
        score: orders pairs from surely different (0) to surely the same (1).
        reasons: why, in words.
        unread: whether nobody knows: free text in a language that the oracle does not read, or two queries that may
            give the same rows in another way; then `same` is false.
    """

    similarity: float
    same: bool
    score: float
    reasons: tuple[str, ...] = ()
    unread: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "similarity": self.similarity, "same": self.same, "score": self.score, "reasons": list(self.reasons),
        }  # fmt: skip


class Relation(StrEnum):
    """What a family's mutations must do to the meaning of the output."""

    INVARIANT = "invariant"
    CONTRAST = "contrast"


class Verdict(StrEnum):
    """What can be said of a cell or a finding."""

    DEPENDENT = "dependent"
    STABLE = "stable"
    UNDECIDED = "undecided"
    UNMEASURABLE = "unmeasurable"
    FOLLOWS = "follows-instruction"
    IGNORES = "ignores-instruction"
    COUNTEREXAMPLE = "counterexample"


class StopReason(StrEnum):
    """Why a run ended; the value is the run's status in a report."""

    COMPLETE = "complete"
    BUDGET = "budget"
    INTERRUPTED = "interrupted"

    @property
    def sentence(self) -> str:
        """The reason in a sentence."""
        return {
            StopReason.COMPLETE: "Every cell was judged.",
            StopReason.BUDGET: "The budget was spent before every cell could be judged.",
            StopReason.INTERRUPTED: "The run was interrupted; what was done until then is reported.",
        }[self]


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of a run, each None or above 0; the run ends at the first that is reached.

    Attributes:
        calls: questions to the model; answers from the cache are free.
        tokens: prompt and completion tokens together.
        minutes: time from the start of the run.
        usd: what the calls cost, in US dollars, by the prices that the model was given.
    """

    calls: int | None = None
    tokens: int | None = None
    minutes: float | None = None
    usd: float | None = None

    def __post_init__(self) -> None:
        for name in ("calls", "tokens"):
            value = getattr(self, name)
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
                raise UsageError(f"expected {name} to be a positive whole number, got {name}={value!r}")
        for name in ("minutes", "usd"):
            value = getattr(self, name)
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if value is not None and not (is_number and 0 < value < math.inf):
                raise UsageError(f"expected {name} to be a number above 0, got {name}={value!r}")
