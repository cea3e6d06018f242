"""What the plan of a campaign says: offers of cells, ranges of calls, and what each model may take."""

from dataclasses import dataclass

from promptfuzz.campaign.file import ModelEntry
from promptfuzz.engine.run import FEW_CALLS
from promptfuzz.records import Budget
from promptfuzz.statistics.flips import TRIALS_ALL


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most of something."""

    least: float
    most: float

    def __add__(self, other: "Range") -> "Range":
        return Range(self.least + other.least, self.most + other.most)

    def over(self, other: "Range") -> "Range":
        """Return what covers both."""
        return Range(min(self.least, other.least), max(self.most, other.most))

    def times(self, factor: float) -> "Range":
        """Return both ends times `factor`."""
        return Range(self.least * factor, self.most * factor)


@dataclass(frozen=True, slots=True)
class CellOffer:
    """A cell: how many `sites` it offers, and how many distinct `variants`, counted up to the most that are asked."""

    family: str
    sites: int
    variants: int

    @property
    def is_capped(self) -> bool:
        """Whether there may be more variants than were counted."""
        return self.variants >= TRIALS_ALL


@dataclass(frozen=True, slots=True)
class PromptOffer:
    """A prompt: its `controls` in calls, its cells, its mean length in characters, and the calls of its judgement."""

    key: str
    controls: int
    cells: tuple[CellOffer, ...]
    characters: float
    deterministic: Range
    sampling: Range

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to mutate."""
        return not any(cell.variants for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ModelCost:
    """What one model may take: its share of the budget, tokens of prompts and of completions, and US dollars.

    `completion` is None where the model does not say how long an answer may get, `usd` where its price is unknown.
    """

    entry: ModelEntry
    share: Budget
    calls: Range
    prompt: Range
    completion: Range | None
    usd: Range | None


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What a campaign would ask; `costs` has one entry a model."""

    prompts: tuple[PromptOffer, ...]
    costs: tuple[ModelCost, ...]

    @property
    def cells(self) -> int:
        """How many cells are judged for each model."""
        return sum(len(prompt.cells) for prompt in self.prompts)

    def too_few(self, share: Budget) -> int | None:
        """Return how many calls a cell has, where they are too few to judge every cell; else None."""
        if share.calls is None or share.calls >= FEW_CALLS * max(self.cells, 1):
            return None
        return share.calls // max(self.cells, 1)

    def total(self, kind: str) -> Range:
        """Return the calls that judging all prompts takes, of a ``deterministic`` or a ``sampling`` model."""
        return sum((getattr(prompt, kind) for prompt in self.prompts), Range(0, 0))
