"""What a campaign is: models, corpora, settings, limits, and the reports to write, all of it checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from promptfuzz.mutators import DEFAULT_FAMILIES
from promptfuzz.records import Budget
from promptfuzz.reporting.write import DEFAULT_FOLDER

DEFAULT_NAME = "promptfuzz"
DEFAULT_MODEL = "smollm2"
DEFAULT_CORPUS = "starter"
DEFAULT_FORMATS = ("html", "json")
FAIL_ON = ("any", "never")


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model by its `spec`, with the options of its loader; `where` is the file and key that named it."""

    spec: str
    options: Mapping[str, object] = field(default_factory=dict)
    where: str = field(default="", compare=False)

    def price(self, of: str) -> float | None:
        """Return the price of a million tokens, `of` prompts or completions, in US dollars; None where unknown."""
        value = self.options.get(f"price_{of}")
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    @property
    def is_priced(self) -> bool:
        """Whether the price of prompts and of completions is known."""
        return self.price("prompt") is not None and self.price("completion") is not None


@dataclass(frozen=True, slots=True)
class CorpusEntry:
    """A packaged corpus by name, or a file by path; only the prompts with one of `tags`, where there are any."""

    source: str
    tags: tuple[str, ...] = ()
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A report to write; without a `path` it goes to the folder ``reports``, by the campaign's name."""

    format: str
    path: str | None = None
    where: str = field(default="", compare=False)

    def place(self, name: str) -> Path:
        """Return the path of the report of the campaign called `name`."""
        return Path(DEFAULT_FOLDER, f"{name}.{self.format}") if self.path is None else Path(self.path)


@dataclass(frozen=True, slots=True)
class OracleEntry:
    """What judges free text by name, the threshold from which it means the same, and its calibrated error."""

    embedder: str = "default"
    threshold: float | None = None
    error: float | None = None


@dataclass(frozen=True, slots=True)
class CampaignFile:
    """A campaign: prompts × families × models under a budget that the models share.

    `families` and `mutators` map names to weights, 1 where none were given; `samples` is how many samples of a
    variant a model that samples is asked for, None for as many as the engine thinks best. Where `tags` are given they
    hold for all corpora together. `budget` None is 400 calls a prompt and model. `sources` are the files read.
    """

    name: str = DEFAULT_NAME
    models: tuple[ModelEntry, ...] = (ModelEntry(DEFAULT_MODEL),)
    corpora: tuple[CorpusEntry, ...] = (CorpusEntry(DEFAULT_CORPUS),)
    tags: tuple[str, ...] = ()
    families: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(DEFAULT_FAMILIES, 1.0))
    mutators: Mapping[str, float] | None = None
    seed: int = 0
    tolerance: float = 0.10
    q: float = 0.05
    samples: int | None = None
    anytime: bool = False
    strict: bool = False
    fail_on: str = "any"
    plugins: tuple[str, ...] = ()
    budget: Budget | None = None
    oracle: OracleEntry = OracleEntry()
    reports: tuple[ReportEntry, ...] = tuple(map(ReportEntry, DEFAULT_FORMATS))
    sources: tuple[str, ...] = field(default=(), compare=False)
