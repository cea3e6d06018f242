"""What a run has seen so far, per prompt and per cell: verdicts are read off from this and from nothing else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from promptfuzz.engine.plan import CellPlan, Contrast, PromptPlan
from promptfuzz.records import (
    Answer,
    Comparison,
    DoseResponse,
    Message,
    Output,
    Point,
    Suggestion,
    Text,
    Variant,
    Word,
)
from promptfuzz.statistics.flips import TRIALS_FIRST, Flips
from promptfuzz.statistics.permutation import Excess

REPEATS = 5
UNKNOWN_SHARE = 0.10
"""Past which share of answers that are not known nothing is decided (DESIGN §5.10)."""


class Kind(StrEnum):
    """How the answer to a variant compares with the answer to the base.

    `VALUE`: both parse, to different values; `LOST`: only the base parses; `TEXT`: free text voted different; `CUT`:
    the length limit cut a typed answer before one could be read, so that nobody knows; `FAILED`: the call failed.
    """

    SAME = "same"
    VALUE = "value"
    LOST = "lost"
    TEXT = "text"
    CUT = "cut"
    FAILED = "failed"


@dataclass(slots=True)
class Trial:
    """One variant asked on one case, and what came of it; `comparison` is with the base's output `beside`.

    An `unread` one is neither a flip nor agreement: neither it nor the base gives an answer of the type asked for.
    """

    variant: Variant
    case: int
    output: Output
    kind: Kind
    comparison: Comparison | None = None
    value: object = None
    confirmed: bool = False
    repeats: tuple[Output, ...] = ()
    beside: str = ""
    unread: bool = False

    @property
    def flipped(self) -> bool:
        """Whether the meaning of the answer changed."""
        return self.kind in {Kind.VALUE, Kind.LOST, Kind.TEXT}

    @property
    def known(self) -> bool:
        """Whether there is an answer at all; what is not known is neither a flip nor agreement."""
        return self.kind not in {Kind.CUT, Kind.FAILED}


@dataclass(frozen=True, slots=True)
class Said:
    """An output, the messages that it answers (what it copies from them is no answer), and their case."""

    text: str
    messages: Sequence[Message]
    case: int


@dataclass(slots=True)
class Drawn:
    """One sample of one wording: 0 is the base, 1.. are the variants of a cell; `turn` is its place in the asking."""

    wording: int
    case: int
    look: int
    output: Output
    messages: tuple[Message, ...]
    turn: int

    @property
    def said(self) -> Said:
        """The output beside what it answers."""
        return Said(self.output.said, self.messages, self.case)


LEAST_HELD = 2  # samples of the base on an input: a single one may be a slip of the sampling


@dataclass
class Pool:
    """The samples of a prompt: the base's, shared by its cells, and each cell's own.

    Of the base `cut` samples are unread, and `failed` calls gave none, the first of them with `error`.
    """

    base: list[Drawn] = field(default_factory=list)
    cells: dict[str, list[Drawn]] = field(default_factory=dict)
    cut: int = 0
    failed: int = 0
    error: str | None = None

    @property
    def asked(self) -> int:
        """How many calls went to the prompt as written."""
        return len(self.base) + self.cut + self.failed

    def held(self, family: str) -> list[Drawn]:
        """Return a cell's samples on inputs with samples of the base to hold them against."""
        of_base = Counter(item.case for item in self.base)
        return [item for item in self.cells[family] if of_base[item.case] >= LEAST_HELD]


@dataclass
class Minimal:
    """The smallest variant found that flips the answer, judged afresh; `cases` are those it flips, of `tried`.

    Where it was not shrunk to its end, `ended` says what was in the way. `probed` is that it was found by applying
    many edits at once, apart from the variants that were drawn.
    """

    trial: Trial
    outputs: tuple[str, ...]
    shrunk: bool
    cases: tuple[int, ...] = ()
    tried: int = 1
    ended: str = "budget"
    probed: bool = False


@dataclass
class Confirmed:
    """A wording tried on fresh samples beside fresh ones of the base: `hits` of `of` gave another answer.

    `p_value` is one-sided, times the wordings tried; `minimal` is the smallest wording found that holds up. Where it
    was not shrunk to its end, `ended` says what was in the way.
    """

    family: str
    trial: Trial
    hits: int
    of: int
    base_hits: int
    base_of: int
    p_value: float
    minimal: "Confirmed | None" = None
    shrunk: bool = False
    ended: str = "budget"

    @property
    def excess(self) -> float:
        """How much more often the wording gives another answer than the base does, -1..1."""
        return self.hits / self.of - self.base_hits / self.base_of


@dataclass
class CellEvidence:
    """What is known of one cell; from `p_value` on by looks at a sampling model: `odd_wordings` mostly differ,
    `visible` is the Δ of a rewording that always gave the base's second answer, and `unread_pairs` the share of pairs
    with the base's samples in which neither side has an answer of the type asked for.

    `shown` is a wording that stood out on fresh samples, where the cell is dependent and none was confirmed before.
    Of the answers `asked` for, `failed` calls gave none and `cut` ones cannot be read; `unrepeated` is that too many
    calls failed when they were to be repeated; `fault` says in words what crashed before the cell was decided.
    """

    plan: CellPlan
    trials: list[Trial] = field(default_factory=list)
    started: bool = False
    finished: bool = False
    checked: bool = False
    unrepeated: bool = False
    calls: int = 0
    asked: int = 0
    failed: int = 0
    cut: int = 0
    fault: str | None = None
    exhausted: bool = False
    minimal: Minimal | None = None
    p_value: float | None = None
    e_value: float | None = None
    excess: Excess | None = None
    visible: float = 1.0
    unread_pairs: float = 0.0
    looks: int = 0
    exhibit: Trial | None = None
    shown: Confirmed | None = None
    wordings: int = 0
    wording_of: dict[int, Variant] = field(default_factory=dict)
    points: tuple[Point, ...] = ()
    odd_wordings: int = 0
    words: tuple[Word, ...] = ()
    dose_response: DoseResponse | None = None

    def flips(self, false_rate: float, placebos: "PromptEvidence") -> Flips:
        """Return the counts that decide a deterministic cell."""
        flipped = sum(trial.flipped for trial in self.trials)
        return Flips(flipped, len(self.trials), placebos.placebo_flips, len(placebos.placebos), false_rate)

    @property
    def flips_first(self) -> int:
        """Flips among the first 30 trials."""
        return sum(trial.flipped for trial in self.trials[:TRIALS_FIRST])

    @property
    def unread(self) -> int:
        """How many trials have no answer of the type asked for on either side."""
        return sum(trial.unread for trial in self.trials)

    @property
    def flipped(self) -> list[Trial]:
        """The trials that changed the answer."""
        return [trial for trial in self.trials if trial.flipped]


@dataclass
class PromptEvidence:
    """What is known of one prompt: its base answers, controls and cells.

    The base has no answer on the cases that it left `empty_base`, on which its call `failed_base`, the first of them
    with `base_error`, and on `cut_base`: there, as with `cut_placebos` placebos, the length limit cut the answer before
    it could be read. `failed_contrasts` calls of contrasts failed, the first of them with `contrast_error`;
    `repeated` counts the repeats of the base by case; `calls` are those that its cells share;
    `noise_hides` is that contrasts which seem not to be followed may be, so often the base gives other answers itself;
    `fault` says in words what crashed while the controls were judged.
    """

    plan: PromptPlan
    answer: Answer = field(default_factory=Text)
    inferred: bool = False
    base: dict[int, list[Output]] = field(default_factory=dict)
    values: dict[int, object] = field(default_factory=dict)
    placebos: list[Trial] = field(default_factory=list)
    contrasts: list[tuple[Contrast, Trial]] = field(default_factory=list)
    cells: list[CellEvidence] = field(default_factory=list)
    calls: int = 0
    controlled: bool = False
    empty_base: int = 0
    failed_base: int = 0
    base_error: str | None = None
    cut_base: int = 0
    cut_placebos: int = 0
    failed_contrasts: int = 0
    contrast_error: str | None = None
    repeated: dict[int, int] = field(default_factory=dict)
    noise_hides: bool = False
    fault: str | None = None
    parse_share: float = 0.0
    placebo_minimal: Minimal | None = None
    tried: list[Confirmed] = field(default_factory=list)
    pool: Pool | None = None
    suggestion: Suggestion | None = None

    def crashed(self, text: str) -> None:
        """Leave every cell undecided for the reason `text`: what it is held against is not known."""
        self.fault = text
        for cell in self.cells:
            cell.fault = cell.fault or text

    def charge(self, cell: CellEvidence) -> None:
        """Count one of the shared calls at `cell`, whose it was; another prompt may have paid for the same question."""
        if self.calls:
            self.calls -= 1
            cell.calls += 1

    @property
    def contrast_calls(self) -> int:
        """The calls of the cell of contrasts."""
        answered = sum(1 + len(trial.repeats) for _, trial in self.contrasts)
        return min(answered + self.failed_contrasts, self.calls)

    def calls_of(self, cell: CellEvidence) -> int:
        """Return the calls of a cell; what no single one took counts at the first, so that they sum up to the run's."""
        return cell.calls + (self.calls - self.contrast_calls if cell is self.cells[0] else 0)

    @property
    def cases(self) -> list[int]:
        """The cases whose base was answered."""
        return [case for case, outputs in sorted(self.base.items()) if outputs]

    @property
    def lost(self) -> int:
        """How many cases have no answer of the base that others could be held against."""
        return len(self.plan.prompt.cases) - len(self.cases)

    @property
    def lost_many(self) -> bool:
        """Whether these are too many for a verdict on the others to stand for all (DESIGN §5.10)."""
        return self.lost > UNKNOWN_SHARE * len(self.plan.prompt.cases)

    @property
    def placebo_flips(self) -> int:
        """How many placebos changed the answer."""
        return sum(trial.flipped for trial in self.placebos)

    @property
    def contrast_changes(self) -> int:
        """How many contrasts changed the answer."""
        return sum(trial.flipped for _, trial in self.contrasts)

    @property
    def contrasts_unread(self) -> int:
        """How many contrasts got an answer of which nobody knows whether it is another one."""
        return sum(trial.unread and not trial.flipped for _, trial in self.contrasts)

    def is_typed(self, case: int) -> bool:
        """Whether the base's answer to `case` parses, so that flips there are flips of a value."""
        return case in self.values

    @property
    def false_rate(self) -> float:
        """The oracle's false-different rate π0: .01 where every base answer parses, else .05 (DESIGN §5.3)."""
        return 0.01 if self.base and all(self.is_typed(case) for case in self.cases) else 0.05
