"""Prefers the cells that are likely to be decided for few calls, where the budget does not cover all (DESIGN §6)."""

from collections.abc import Callable
from dataclasses import dataclass

from promptfuzz.engine.evidence import CellEvidence, PromptEvidence
from promptfuzz.engine.plan import Settings
from promptfuzz.records import Verdict

# What a cell takes that flips now and then: it is met before any was judged, and soon outweighed.
LIKELY_CALLS = 50
LIKELY_CONTROLS = 25
HOPELESS = 0.05
"""How much a cell is worth whose prompt's controls already say that it will be unmeasurable."""


@dataclass
class Arm:
    """A family of the run: how many of its cells were decided, how many were not, and the calls they took.

    The counts begin at one each, which is to say that nothing is known.
    """

    weight: float
    decided: int = 1
    undecided: int = 1
    calls: int = LIKELY_CALLS
    cells: int = 1

    @property
    def cost(self) -> float:
        """The calls that a cell takes, on average."""
        return self.calls / self.cells


class Allocation:
    """Tells what a cell, or the controls of a prompt with its cells, promise: decided cells a call, by weight.

    A bandit whose arms are the families: the chance of a verdict is drawn from what their cells came to so far
    (Thompson sampling: Thompson 1933; Russo et al. 2018, section 3, the Beta-Bernoulli bandit), so that a family
    that was seldom decided is tried again now and then. Draws come from the run's seed.
    """

    def __init__(self, settings: Settings) -> None:
        self._arms = {family: Arm(settings.weight_of(family)) for family in settings.families}
        self._rng = settings.rng("allocation")
        self._measurable: dict[str, bool] = {}

    def note(self, family: str, verdict: Verdict, calls: int) -> None:
        """Learn how a cell came out, and what it took."""
        arm = self._arms[family]
        if verdict in {Verdict.DEPENDENT, Verdict.STABLE}:
            arm.decided += 1
        else:
            arm.undecided += 1
        arm.calls += calls
        arm.cells += 1

    def of_cell(self, evidence: PromptEvidence, cell: CellEvidence, measurable: Callable[[], bool]) -> float:
        """Return what judging `cell` promises, 0 where there is nothing to ask; `measurable` is asked once a prompt."""
        if not cell.plan.sites or not evidence.base or evidence.fault:
            return 0.0
        key = evidence.plan.prompt.key
        if key not in self._measurable:
            self._measurable[key] = measurable()
        arm = self._arms[cell.plan.family]
        return self._gain(arm) / max(arm.cost, 1.0) * (1.0 if self._measurable[key] else HOPELESS)

    def of_prompt(self, evidence: PromptEvidence) -> float:
        """Return what asking the controls of a prompt and then judging its cells promises."""
        arms = [self._arms[cell.plan.family] for cell in evidence.cells if cell.plan.sites]
        return sum(map(self._gain, arms)) / (LIKELY_CONTROLS + sum(arm.cost for arm in arms))

    def _gain(self, arm: Arm) -> float:
        return arm.weight * self._rng.betavariate(arm.decided, arm.undecided)
