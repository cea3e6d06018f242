"""Shrinks a wording that a sampling model answers otherwise: each step is confirmed by repeats (DESIGN §5.14)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from promptfuzz.engine.asking import Answers, Task
from promptfuzz.engine.crowd import Crowd
from promptfuzz.engine.evidence import UNKNOWN_SHARE, Confirmed, Said
from promptfuzz.engine.faults import contained
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.screening import FRESH, FRESH_BASE, changed_trial
from promptfuzz.engine.shrink import IN_PARTS, MISSING, SINGLES_UP_TO, Unit, candidates_of, unlinked
from promptfuzz.engine.stages import within
from promptfuzz.engine.state import RunState
from promptfuzz.events import Phase
from promptfuzz.records import Message, Output, Request, Variant
from promptfuzz.statistics.flips import fisher_greater

PROBES = 4
STEP = 12
LEVEL = 0.05
TRIED_BACK = 2
"""Of how many steps, the last first, one must hold up beside fresh samples of the base."""
NOT_HELD = "what is smaller did not hold up on fresh samples"
SHRINK_SAMPLE = 2_000_000
NOISY_SHRINK_CALLS = 280


@dataclass(frozen=True, slots=True)
class Counted:
    """The outputs among the `of` known ones, of those `asked` for, that differ from what the base mostly says."""

    hits: list[Output]
    of: int
    asked: int

    @property
    def share(self) -> float:
        """The share of the known ones that differ, 0..1."""
        return len(self.hits) / max(self.of, 1)

    @property
    def is_known(self) -> bool:
        """Whether few enough answers are missing for a verdict (DESIGN §5.10)."""
        return self.asked - self.of <= UNKNOWN_SHARE * self.asked

    def holds(self, base_hits: int, base_of: int, tolerance: float, level: float) -> bool:
        """Whether these are more than the base's, by more than `tolerance` and at the one-sided `level`."""
        excess = self.share - base_hits / base_of
        return (
            self.is_known
            and excess > tolerance
            and fisher_greater(len(self.hits), self.of, base_hits, base_of) <= level
        )


@dataclass
class NoisyShrink:
    """Delta debugging of one confirmed wording.

    A step is held against what the base gave by itself when the wording was confirmed. That may have been little by
    luck, for which wordings are confirmed; so a minimum is held against fresh samples of the base.
    """

    state: RunState
    judge: Judge
    crowd: Crowd
    passes: Callable[[Variant], bool]
    found: Confirmed
    _missing: bool = field(default=False, init=False)

    def run(self) -> Task[None]:
        """Shrink, and try the minimum on fresh samples beside fresh ones of the base; else the last step but one.

        Without calls for that, or where neither holds up, the wording stays as it is; so where what judges crashes.
        """

        def crashed(_text: str) -> None:
            self.found.ended = "its judging crashed"

        shrinking = within(self.state, Phase.SHRINKING, self._run())
        yield from contained(self.state, self.judge, shrinking, crashed)

    def _run(self) -> Task[None]:
        steps, ended = yield from self._shrink(self.found.trial.variant)
        small = steps[-1] if steps else self.found.trial.variant
        if ended and self.found.family in IN_PARTS and len(small.edits) > len(small.units):
            parts, ended = yield from self._shrink(unlinked(small))
            steps += parts
        if ended and self._missing:
            ended, self.found.ended = False, MISSING
        if not steps:
            self.found.shrunk = ended
            return
        base = yield from self._ask(Variant(self.found.trial.variant.prompt), FRESH_BASE, 2 * SHRINK_SAMPLE)
        for place, variant in enumerate(steps[: -1 - TRIED_BACK : -1]):
            tried = yield from self._ask(variant, FRESH, 2 * SHRINK_SAMPLE)
            if base is None or tried is None:
                return
            self._missing |= not (base.is_known and tried.is_known)
            if base.is_known and tried.holds(
                len(base.hits), base.of, self.state.settings.tolerance, LEVEL / TRIED_BACK
            ):
                self.found.minimal = self._confirmed(variant, tried, base)
                self.found.shrunk = ended and not place
                break
        if ended and not self.found.shrunk:
            self.found.ended = MISSING if self._missing else NOT_HELD

    def _confirmed(self, variant: Variant, tried: "Counted", base: "Counted") -> Confirmed:
        trial = changed_trial(self.judge, self.crowd, variant, self._case, tried.hits)
        counts = len(tried.hits), tried.of, len(base.hits), base.of
        return Confirmed(self.found.family, trial, *counts, fisher_greater(*counts))

    @property
    def _case(self) -> int:
        return self.found.trial.case

    def _shrink(self, variant: Variant) -> Task[tuple[list[Variant], bool]]:
        """Return the ever smaller wordings that held up, and whether nothing smaller was left to try."""
        units: list[Unit] = list(variant.units)
        steps: list[Variant] = []
        count = len(units) if len(units) <= SINGLES_UP_TO else 2
        while len(units) > 1:
            tried = candidates_of(variant, units, count, self.passes)
            probes = yield from self._probe([candidate for *_, candidate in tried])
            if probes is None:
                return steps, False
            accepted = None
            for place in self._promising([len(kept) for _, kept, _ in tried], probes):
                counted = yield from self._ask(tried[place][2], STEP, SHRINK_SAMPLE + PROBES)
                if counted is None:
                    return steps, False
                self._missing |= not counted.is_known
                if counted.holds(self.found.base_hits, self.found.base_of, self.state.settings.tolerance, LEVEL):
                    accepted = tried[place]
                    break
            if accepted is not None:
                units = accepted[1]
                steps.append(accepted[2])
                count = min(len(units), len(units) if len(units) <= SINGLES_UP_TO else 2 if accepted[0] else count - 1)
            elif count >= len(units):
                break
            else:
                count = min(len(units), 2 * count)
        return steps, True

    def _probe(self, variants: Sequence[Variant]) -> Task["list[Counted] | None"]:
        """Ask each of `variants` a few times, all together; None where the budget ended."""
        rendered = [variant.render(self._case) for variant in variants]
        outputs = yield [Request(messages, SHRINK_SAMPLE + n) for n in range(PROBES) for messages in rendered]
        if None in outputs:
            return None
        return [self._counted(messages, outputs[place :: len(rendered)]) for place, messages in enumerate(rendered)]

    def _promising(self, sizes: Sequence[int], probes: Sequence["Counted"]) -> list[int]:
        """Return the candidates that look like the wording rather than like the base, those with fewer edits first."""
        middle = (self.found.hits / self.found.of + self.found.base_hits / self.found.base_of) / 2
        good = [place for place, counted in enumerate(probes) if counted.share > middle]
        self._missing |= any(2 * counted.of < PROBES for counted in probes)
        return sorted(good, key=lambda place: (sizes[place], -probes[place].share))

    def _ask(self, variant: Variant, count: int, first: int) -> Task["Counted | None"]:
        """Ask `variant` `count` times; None where the budget ended."""
        messages = variant.render(self._case)
        outputs = yield [Request(messages, first + n) for n in range(count)]
        return None if None in outputs else self._counted(messages, outputs)

    def _counted(self, messages: tuple[Message, ...], outputs: Answers) -> "Counted":
        known = [output for output in outputs if output is not None and self.judge.is_known(output, messages)]
        said = [Said(output.said, messages, self._case) for output in known]
        apart = [self.crowd.differs(self._case, one) for one in said]
        hits = [output for output, differs in zip(known, apart, strict=True) if differs]
        return Counted(hits, len(known), len(outputs))
