"""Selectivity: how much more often another instruction changes the answer than a rewording does (DESIGN §5.11)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from promptfuzz.records.measurements import Estimate
from promptfuzz.statistics.tails import t_quantile, wilson_limits

LEAST_CONTRASTS = 3
LEAST_OF_MODEL = 20
_CONFIDENCE = 0.90


@dataclass(frozen=True, slots=True)
class Responses:
    """How often contrasts and invariance variants of one prompt changed the answer.

    `noise` is how often a repeat of one wording would have counted as changed, 0..1. Where contrasts are judged by
    another rule than variants (by a vote of several samples, say), `contrast_noise` is theirs.
    """

    contrast_changed: int
    contrasts: int
    variant_changed: float
    variants: int
    noise: float = 0.0
    contrast_noise: float | None = None

    @property
    def contrast_share(self) -> float:
        """Share of contrasts that changed the answer, 0..1."""
        return self.contrast_changed / self.contrasts

    @property
    def variant_share(self) -> float:
        """Share of variants that did, 0..1."""
        return self.variant_changed / self.variants

    @property
    def floor(self) -> float:
        """What chance alone adds to the difference of the two shares, -1..1."""
        return (self.noise if self.contrast_noise is None else self.contrast_noise) - self.noise

    @property
    def selectivity(self) -> float:
        """P(changed | contrast) − P(changed | variant), both minus the noise floor."""
        return self.contrast_share - self.variant_share - self.floor


def prompt_selectivity(responses: Responses) -> Estimate | None:
    """Return the selectivity of one prompt, -1..1, with its 90% interval; None below 3 contrasts or without variants.

    The limits are Wilson's of both shares, squared and added (Newcombe 1998, method 10).
    """
    if responses.contrasts < LEAST_CONTRASTS or not responses.variants:
        return None
    below, above = _newcombe(responses.contrast_share, responses.contrasts, responses.variant_share, responses.variants)
    return _estimate(responses.selectivity, below, above)


def model_selectivity(prompts: Sequence[Responses]) -> Estimate | None:
    """Return the selectivity of a model over its prompts, -1..1, with its 90% interval clustered by prompt.

    Prompts weigh by their contrast outputs; the number of variants depends on what they showed and gives no weight.
    The interval is the delete-one-prompt jackknife's with Student's t (Efron and Stein 1981), or that of the pooled
    shares (Newcombe 1998, method 10) at each end where it is wider: prompts that all say 0% or 100% leave doubt.
    None below 20 contrast outputs on prompts that have variants too.
    """
    known = [prompt for prompt in prompts if prompt.contrasts and prompt.variants]
    total = sum(prompt.contrasts for prompt in known)
    if total < LEAST_OF_MODEL:
        return None
    weights = [prompt.contrasts / total for prompt in known]
    value = sum(weight * prompt.selectivity for weight, prompt in zip(weights, known, strict=True))
    contrast = sum(weight * prompt.contrast_share for weight, prompt in zip(weights, known, strict=True))
    variant = sum(weight * prompt.variant_share for weight, prompt in zip(weights, known, strict=True))
    variants = 1 / sum(weight**2 / prompt.variants for weight, prompt in zip(weights, known, strict=True))
    below, above = _newcombe(contrast, total, variant, variants)
    reach = _jackknife_reach(weights, [prompt.selectivity for prompt in known])
    return _estimate(value, max(below, reach), max(above, reach))


def _jackknife_reach(weights: Sequence[float], values: Sequence[float]) -> float:
    prompts = len(values)
    if prompts < 2:
        return 0.0
    whole = sum(weight * value for weight, value in zip(weights, values, strict=True))
    left = [(whole - weight * value) / (1 - weight) for weight, value in zip(weights, values, strict=True)]
    mean = sum(left) / prompts
    variance = (prompts - 1) / prompts * sum((one - mean) ** 2 for one in left)
    return t_quantile((1 + _CONFIDENCE) / 2, prompts - 1) * math.sqrt(variance)


def _newcombe(first: float, first_of: float, second: float, second_of: float) -> tuple[float, float]:
    """Return how far the interval of first − second reaches below and above it."""
    first_low, first_high = wilson_limits(first, first_of, _CONFIDENCE)
    second_low, second_high = wilson_limits(second, second_of, _CONFIDENCE)
    below = ((first - first_low) ** 2 + (second_high - second) ** 2) ** 0.5
    above = ((first_high - first) ** 2 + (second - second_low) ** 2) ** 0.5
    return below, above


def _estimate(value: float, below: float, above: float) -> Estimate:
    value = max(-1.0, min(1.0, value))
    return Estimate(value, (max(-1.0, value - below), min(1.0, value + above)))
