"""What a run measures beside its verdicts: shares, curves and suggestions, with their intervals."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A `value` with its two-sided 90% interval; selectivity and areas lie in -1..1 and 0..1."""

    value: float
    ci: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of` outputs."""

    hits: int
    of: int


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Share of answers that are the expected ones, 0..1; `harmed` turned from right to wrong, `helped` the other way.

    `base` is that of the inputs that were reworded, each as often as it was. `harmed` and `helped` count the variants
    of cases whose right answer is known, `known` of them.
    """

    base: float
    variants: float
    harmed: int = 0
    helped: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """One output's `distance` from the base's, 0..1 (one minus the oracle's score), and whether it `differs`.

    `kind` is ``base`` (a repeat), ``placebo``, ``contrast`` or ``variant``.
    """

    kind: str
    distance: float
    differs: bool


@dataclass(frozen=True, slots=True)
class DoseResponse:
    """Agreement with the base by dose, relative to how often the base agrees with itself (MEASUREMENT §4).

    Attributes:
        doses: shares of the instruction's words that were damaged, 0..1, rising.
        trials: outputs asked at each dose.
        agreement: their agreement relative to the noise floor, about 0..1, as measured.
        fitted: the same, made to fall (isotonic regression), with its 90% `band` as pairs of low and high.
        area: area under the measured curve, 0..1: 1 is a prompt that no dose harms.
        half: the dose at which half of the agreement is lost; None where that is beyond the highest dose.
        half_ci: its 90% interval; an end that is None lies beyond the highest dose.
        calls: model calls that it took.
    """

    doses: tuple[float, ...]
    trials: tuple[int, ...]
    agreement: tuple[float, ...]
    fitted: tuple[float, ...]
    band: tuple[tuple[float, float], ...]
    area: Estimate
    half: float | None
    half_ci: tuple[float | None, float | None]
    calls: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rewording that did better than the base, on fresh samples of cases that had no part in choosing it.

    Attributes:
        family: the family whose mutators made it.
        source: its template source, to be put in the prompt's place.
        base: right answers of the base on the held-out cases.
        reworded: right answers of the rewording on the same.
        p_value: one-sided, that the rewording is not better.
    """

    family: str
    source: str
    base: Share
    reworded: Share
    p_value: float


@dataclass(frozen=True, slots=True)
class PromptSummary:
    """What was measured of one prompt, for all its cells together.

    Attributes:
        id: the prompt's id.
        contrasts: contrast outputs that changed the answer.
        placebos: placebo outputs that did.
        noise_floor: disagreement among repeats of the base, 0..1; None where it was not repeated.
        selectivity: how much more often contrasts change the answer than rewordings do (DESIGN §5.11).
        accuracy: share of right answers of the base, 0..1; None where they are known for no case.
        points: repeats, placebos and contrasts by their distance from the base's answer.
        suggestion: a better wording, where one held on fresh samples.
    """

    id: str
    contrasts: Share
    placebos: Share
    noise_floor: float | None = None
    selectivity: Estimate | None = None
    accuracy: float | None = None
    points: tuple[Point, ...] = ()
    suggestion: Suggestion | None = None
