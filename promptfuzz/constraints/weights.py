"""From the faults of a rewording to its score, by weights that are stored as data with their provenance."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import Any

from promptfuzz.constraints.faults import Fault


@dataclass(frozen=True, slots=True)
class Weights:
    """What each kind of fault weighs.

    Attributes:
        faults: weight of a fault of size 1, by kind; from 0.
        bias: the weight at which the score is .5.
        threshold: the score from which a rewording without a veto is accepted, 0..1.
    """

    faults: Mapping[str, float]
    bias: float
    threshold: float

    def weigh(self, faults: Iterable[Fault]) -> float:
        """Return what the faults weigh together, from 0."""
        return sum(self.faults.get(fault.kind, 0.0) * fault.size for fault in faults)

    def score(self, faults: Iterable[Fault]) -> float:
        """Return the score, 0..1: the logistic function of the bias less the weight."""
        return 1 / (1 + exp(min(self.weigh(faults) - self.bias, 700.0)))


@lru_cache(maxsize=1)
def stored() -> dict[str, Any]:
    """Return the packaged weights.toml as it is written."""
    text = files("promptfuzz.constraints").joinpath("weights.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=4)
def weights_for(mode: str) -> Weights:
    """Return the weights of a mode: ``structural``, or ``similarity`` where a similarity was measured too."""
    table = stored()[mode]
    return Weights(table["faults"], table["bias"], table["threshold"])
