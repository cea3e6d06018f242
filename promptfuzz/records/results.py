"""What a run leaves behind: the run, its prompts, cells and findings, with the keys of the JSON report."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from promptfuzz.errors import UsageError
from promptfuzz.records.measurements import Accuracy, DoseResponse, Estimate, Point, PromptSummary
from promptfuzz.records.outcomes import Relation, StopReason, Verdict
from promptfuzz.records.reading import read_as

SCHEMA = "promptfuzz.report/1"
_PARTS = ("run", "prompts", "cells", "findings")


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which model was asked, with the `options` it was loaded with; `deterministic` is None until it was looked at."""

    name: str
    spec: str
    deterministic: bool | None
    note: str | None = None
    options: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token counts of a run, None where the model does not tell."""

    prompt: int | None
    completion: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """One run: what was asked of it and what it took.

    `calls` were answered by the model (failed ones included), `cached_calls` by the cache. `cost_usd` is None
    where the price is unknown; `started` and `finished` are ISO 8601 in UTC. `selectivity` is the model's over all
    prompts, None below 20 outputs (DESIGN §5.11). `judge_calls` were made by a second opinion, outside the budget.
    """

    id: str
    version: str
    seed: int
    status: StopReason
    started: str
    finished: str
    model: ModelInfo
    calls: int
    cached_calls: int
    failed_calls: int
    tokens: Tokens
    cost_usd: float | None
    seconds: float
    warnings: tuple[str, ...] = ()
    tolerance: float = 0.10
    q: float = 0.05
    selectivity: Estimate | None = None
    judge_calls: int = 0


@dataclass(frozen=True, slots=True)
class CellAnswer:
    """The answer type of a cell, and whether it was inferred."""

    type: str
    inferred: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One prompt, one family and one model, judged.

    Attributes:
        variants: distinct rendered variants whose answers were judged.
        flips: how many of them changed the meaning of the answer.
        calls: model calls spent on the cell, those shared with other cells counted at the first.
        dependence: Δ, excess change rate, -1..1; None before anything was measured.
        ci: its two-sided 90% interval, unadjusted for multiplicity.
        noise_floor: share of disagreement among repeats of one wording, 0..1.
        placebo: share of placebo edits that changed the answer, 0..1.
        rejected: variants refused before any call, by reason.
        dose_response: agreement by dose, where it was measured.
        points: every rewording by the distance of its answer from the base's.
        calls_needed: about how many more calls would decide an undecided cell; None where they would not, or too
            little was seen to tell.
        e_value: the evidence of ``--anytime``, valid whenever one looks; None without it.
        test: the node id of the test that asked, where pytest ran it.
    """

    prompt_id: str
    family: str
    relation: Relation
    model: str
    answer: CellAnswer
    verdict: Verdict
    variants: int
    flips: int
    calls: int
    dependence: float | None
    ci: tuple[float, float] | None
    p_value: float | None
    q_value: float | None
    noise_floor: float | None
    placebo: float | None
    accuracy: Accuracy | None
    reason: str
    dose_response: DoseResponse | None = None
    rejected: tuple[tuple[str, int], ...] = ()
    points: tuple[Point, ...] = ()
    calls_needed: int | None = None
    e_value: float | None = None
    test: str | None = None


@dataclass(frozen=True, slots=True)
class ShownEdit:
    """An edit with the text that stood `before` and the text `after`; `to` is set for a move."""

    mutator: str
    part: str
    link: str | None
    start: int
    stop: int
    before: str
    after: str
    to: int | None = None
    to_part: str | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a finding: the rendered `text`, number of the `case`, template `source`, and all `outputs` seen."""

    text: str
    case: int
    source: str
    outputs: tuple[str, ...]
    edits: tuple[ShownEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of the base source and how much its wording matters.

    `weight` is the share of flips that come and go with an edit there, -1..1, with its 90% interval `ci`; `alone` says
    whether an edit there flips the answer by itself. Both are None where words were not attributed: then `weight`
    is 1 for the places of the minimal variant, none of which can be left out. What linked edits change comes and goes
    together and is one: `also` are its further stretches, each its part, start and stop, and `text` is all of them.
    """

    text: str
    part: str
    start: int
    stop: int
    weight: float
    ci: tuple[float, float] | None = None
    alone: bool | None = None
    also: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A dependent cell, a counterexample or an ignored instruction, with its minimal variant.

    `id` is the fingerprint, the same on every night; `variant` replays the minimal variant alone. Of a test, `test` is
    the node id, `model` the name of the model that it asked, and `id` what it is kept under, where it is kept.
    """

    id: str
    prompt_id: str
    family: str
    verdict: Verdict
    base: Side
    minimal: Side
    similarity: float | None
    reasons: tuple[str, ...]
    dependence: float | None
    ci: tuple[float, float] | None
    p_value: float | None
    q_value: float | None
    words: tuple[Word, ...]
    calls: int
    replay: str
    summary: str = ""
    shrunk: bool = True
    variant: dict[str, Any] | None = field(default=None, hash=False)
    test: str | None = None
    model: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, as in a report."""
        return {item.name: _plain(getattr(self, item.name)) for item in dataclasses.fields(self)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Finding":
        """Read the JSON form.

        Raises:
            UsageError: it is none.
        """
        try:
            return read_as(cls, data)
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise UsageError(f"expected a finding of promptfuzz, got {_fault(error)}") from None


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Relation | Verdict | StopReason) else value


def _fault(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return "a file that is not JSON" + (f" ({error})" if isinstance(error, json.JSONDecodeError) else "")
    if isinstance(error, RecursionError):
        return "lists or objects that are nested too deeply"
    return f"no field {error}" if isinstance(error, KeyError) else f"a field of another kind ({error})"


@dataclass(frozen=True)
class Results:
    """A run with its cells and findings, and what was measured of each prompt: what reports are made of."""

    run: Run
    cells: tuple[Cell, ...]
    findings: tuple[Finding, ...]
    prompts: tuple[PromptSummary, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON report as a dict (schema ``promptfuzz.report/1``)."""
        return {
            "schema": SCHEMA,
            "run": _plain(self.run),
            "prompts": _plain(self.prompts),
            "cells": _plain(self.cells),
            "findings": _plain(self.findings),
        }

    def to_json(self) -> str:
        """Return the JSON report as text (schema ``promptfuzz.report/1``)."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read a JSON report.

        Raises:
            UsageError: the text is no report of this schema.
        """
        try:
            data = json.loads(text)
            if data["schema"] != SCHEMA:
                raise UsageError(f"expected a report of schema {SCHEMA!r}, got {data['schema']!r}")
            return read_as(cls, {name: data[name] for name in _PARTS if name in data})
        except UsageError:
            raise
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise UsageError(
                f"expected a promptfuzz JSON report, got {_fault(error)}; promptfuzz run --report json=PATH writes one"
            ) from None
