"""What a property test remembers while it runs: verdicts, judges, and how much of level and budget is spent."""

from dataclasses import dataclass, field, replace

from promptfuzz.engine.asking import Asker
from promptfuzz.engine.evidence import PromptEvidence, Trial
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.plan import PromptPlan
from promptfuzz.oracle import Oracle
from promptfuzz.records import Answer, Budget, Finding, Message, Output, Prompt, Variant

FIRST_REPEATS = 3
KEPT_FOR_SHRINKING = 0.3
FEW_EDITS = 3
CUT = "before it could be read, which is no agreement; raise max_new_tokens"


@dataclass(frozen=True, slots=True)
class Rules:
    """The sampling rule's numbers: fresh samples a side, Δ to exceed, and the level of the whole test function."""

    samples: int = 32
    tolerance: float = 0.10
    alpha: float = 0.05


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one variant: a finding, a reason why it is undecided, or neither.

    `cause` names in a word what left it undecided, `event` is worth counting, and `drift` says how far the answer went
    from the base's, 0..1.
    """

    finding: Finding | None = None
    undecided: str | None = None
    cause: str | None = None
    event: str | None = None
    drift: float | None = None


class Stop(Exception):
    """The variant cannot be judged; the text says why, and `cause` in a word."""

    def __init__(self, text: str, cause: str = "the model") -> None:
        super().__init__(text)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Mark:
    """What a book knew of failures before a variant was tried, to go back to."""

    failed: bool
    proven: Finding | None
    unshrunk: str | None
    unrepeated: dict[Variant, Trial]
    smallest: dict[Prompt, Variant]
    settled: dict[tuple[Variant, ...], tuple[Variant, Attempt]]


@dataclass(eq=False)
class Book:
    """The verdicts of one test function, kept so that replays agree, and the confirmations already spent.

    Attributes:
        failed: whether a failure is established; what comes then is shrinking.
        inside: whether Hypothesis is running the test, so that a failure is shrunk.
        last: whether what fails now is what is reported: no smaller one is looked for any more.
        proven: the last finding that came back when it was repeated.
        unrepeated: flips met while shrinking that were not repeated yet.
        unshrunk: what kept a candidate for shrinking from being judged, None while nothing did.
        smallest: for each prompt the variant with the fewest edits that failed, linked ones counted once.
        settled: verdicts on whole examples that do not follow from their variants: of one that could not be decided,
            or that met a finding of an earlier run; each with the variant that it is about.
    """

    asker: Asker
    oracle: Oracle
    answer: Answer | None
    rules: Rules
    sampling: bool = False
    failed: bool = False
    inside: bool = False
    last: bool = True
    proven: Finding | None = None
    unrepeated: dict[Variant, Trial] = field(default_factory=dict)
    smallest: dict[Prompt, Variant] = field(default_factory=dict)
    unshrunk: str | None = None
    confirmations: int = 0
    rounds: int = 0
    verdicts: dict[Variant, Attempt] = field(default_factory=dict)
    judges: dict[Prompt, Judge] = field(default_factory=dict)
    noted: dict[tuple[Prompt, int], list[Output]] = field(default_factory=dict)
    contrasts: dict[Prompt, dict[tuple[Message, ...], Trial]] = field(default_factory=dict)
    ignoring: set[Prompt] = field(default_factory=set)
    settled: dict[tuple[Variant, ...], tuple[Variant, Attempt]] = field(default_factory=dict)
    budget: Budget = field(init=False)

    def __post_init__(self) -> None:
        self.budget = self.asker.limits.budget

    def judge(self, prompt: Prompt) -> Judge:
        """Return the judge of `prompt`, made once."""
        if prompt not in self.judges:
            typed = prompt if self.answer is None else _with_answer(prompt, self.answer)
            self.judges[prompt] = Judge(PromptEvidence(PromptPlan(typed, (), (), ())), self.oracle)
        return self.judges[prompt]

    def is_stable(self, variant: Variant) -> bool:
        """Whether `variant` was judged and kept the meaning of the answer, as the prompt itself does."""
        known = self.verdicts.get(variant, Attempt() if not variant.edits else None)
        return known is not None and known.finding is None

    @property
    def one_by_one(self) -> bool:
        """Whether the model answers one request after another, so that asking more at once would only cost calls."""
        return self.asker.model.at_once == 1

    @property
    def shrinking(self) -> bool:
        """Whether what is asked now can only make a failure smaller that is established."""
        return self.inside and bool(self.smallest)

    def keep_for_shrinking(self, *, inside: bool, last: bool = True) -> None:
        """Set 30% of calls, tokens and money aside in a Hypothesis test until a failure is established."""
        self.inside, self.last = inside, last
        self.asker.limits.budget = _reduced(self.budget) if inside and not self.failed else self.budget

    def keep(self, variant: Variant, attempt: Attempt) -> None:
        """Remember the verdict on `variant`."""
        self.verdicts[variant] = attempt
        if attempt.finding is None or not self.inside:
            return  # where nothing shrinks, a failure that was caught says nothing of what is asserted next
        self.failed = True
        known = self.smallest.get(variant.prompt)
        if known is None or len(variant.units) <= len(known.units):
            self.smallest[variant.prompt] = variant
        if variant not in self.unrepeated:
            self.proven = attempt.finding

    def start_again(self) -> None:
        """Begin another run of the test: only what was judged for itself is kept, and every run has its own level."""
        self.go_back(Mark(failed=False, proven=None, unshrunk=None, unrepeated={}, smallest={}, settled={}))
        self.confirmations = 0

    def mark(self) -> Mark:
        """Return what is known of failures now."""
        kept = self.unrepeated.copy(), self.smallest.copy(), self.settled.copy()
        return Mark(self.failed, self.proven, self.unshrunk, *kept)

    def go_back(self, mark: Mark) -> None:
        """Know of failures what was known at `mark`; the level that was spent since then stays spent."""
        for variant in self.unrepeated.keys() - mark.unrepeated.keys():
            self.verdicts.pop(variant, None)
        self.failed, self.proven, self.unshrunk = mark.failed, mark.proven, mark.unshrunk
        self.unrepeated = mark.unrepeated.copy()
        self.smallest, self.settled = mark.smallest.copy(), mark.settled.copy()

    def is_worth_asking(self, variant: Variant) -> bool:
        """Whether `variant` may be a smaller failure than the smallest: by the same mutators, at no other places.

        Elsewhere too where the smallest has two or three edits and `variant` has fewer: they may be needed together
        only because of how the first of them was made.
        """
        smallest = self.smallest.get(variant.prompt) if self.inside else None
        if smallest is None or variant in self.verdicts or _places(variant) <= _places(smallest):
            return True
        return len(variant.units) < len(smallest.units) <= FEW_EDITS

    @property
    def ended(self) -> str:
        """The sentence for a budget that ended too early."""
        calls, open_ = self.budget.calls, self.asker.limits.budget.calls
        told = "The budget" if calls is None else f"The budget of {calls} calls"
        kept = f" ({calls - open_} kept for shrinking)" if calls and open_ and open_ < calls else ""
        return (
            f"{told} ended before the variant was judged{kept}; {self.asker.limits.advice}, "
            "or choose on_undecided='skip' or 'pass'"
        )


def _places(variant: Variant) -> set[tuple[str, str, int, int]]:
    return {(edit.mutator, edit.part, edit.start, edit.stop) for edit in variant.edits}


def _reduced(budget: Budget) -> Budget:
    share = 1 - KEPT_FOR_SHRINKING
    calls, tokens, usd = budget.calls, budget.tokens, budget.usd
    return replace(
        budget,
        calls=None if calls is None else calls - int(calls * KEPT_FOR_SHRINKING),
        tokens=None if tokens is None else tokens - int(tokens * KEPT_FOR_SHRINKING),
        usd=None if usd is None else usd * share,
    )


def _with_answer(prompt: Prompt, answer: Answer) -> Prompt:
    fields = prompt.to_dict() | {"answer": answer.to_dict()}
    return Prompt.from_json(fields)
