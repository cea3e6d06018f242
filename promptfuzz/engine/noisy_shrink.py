"""Shrinks a wording that a sampling model answers otherwise: each step is confirmed by repeats (DESIGN §5.14)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from promptfuzz.engine.asking import Answers, Task
from promptfuzz.engine.crowd import Crowd
from promptfuzz.engine.evidence import Confirmed, Said
from promptfuzz.engine.faults import contained
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.screening import FRESH, changed_trial
from promptfuzz.engine.shrink import SINGLES_UP_TO, Unit, candidates_of, with_units
from promptfuzz.engine.stages import within
from promptfuzz.engine.state import RunState
from promptfuzz.events import Phase
from promptfuzz.records import Output, Request, Variant
from promptfuzz.statistics.flips import fisher_greater

PROBES = 4
STEP = 12
LEVEL = 0.05
SHRINK_SAMPLE = 2_000_000
NOISY_SHRINK_CALLS = 240


@dataclass
class NoisyShrink:
    """Delta debugging of one confirmed wording; what the base gives by itself was counted when it was confirmed."""

    state: RunState
    judge: Judge
    crowd: Crowd
    passes: Callable[[Variant], bool]
    found: Confirmed

    def run(self) -> Task[None]:
        """Shrink, and try the minimum on fresh samples; without calls for that, the wording stays as it is.

        So it does where what judges crashes.
        """

        def crashed(_text: str) -> None:
            self.found.ended = "its judging crashed"

        shrinking = within(self.state, Phase.SHRINKING, self._run())
        yield from contained(self.state, self.judge, shrinking, crashed)

    def _run(self) -> Task[None]:
        variant, ended = yield from self._shrink(self.found.trial.variant)
        if variant == self.found.trial.variant:
            self.found.shrunk = ended
            return
        hits, of = yield from self._ask(variant, FRESH, 2 * SHRINK_SAMPLE)
        if of == FRESH and hits and self._holds(len(hits), of):
            trial = changed_trial(self.judge, self.crowd, variant, self._case, hits)
            p = fisher_greater(len(hits), of, self.found.base_hits, self.found.base_of)
            self.found.minimal = replace(self.found, trial=trial, hits=len(hits), of=of, p_value=p)
            self.found.shrunk = ended

    @property
    def _case(self) -> int:
        return self.found.trial.case

    def _shrink(self, variant: Variant) -> Task[tuple[Variant, bool]]:
        """Return the smallest wording that held up, and whether nothing smaller was left to try."""
        units: list[Unit] = list(variant.units)
        count = len(units) if len(units) <= SINGLES_UP_TO else 2
        while len(units) > 1:
            tried = candidates_of(variant, units, count, self.passes)
            rendered = [candidate.render(self._case) for *_, candidate in tried]
            requests = [Request(messages, SHRINK_SAMPLE + n) for n in range(PROBES) for messages in rendered]
            outputs = yield requests
            if any(output is None for output in outputs):
                return with_units(variant, units), False
            accepted = None
            for place in self._promising(tried, requests, outputs):
                hits, of = yield from self._ask(tried[place][2], STEP, SHRINK_SAMPLE + PROBES)
                if of < STEP:
                    return with_units(variant, units), False
                if self._holds(len(hits), of):
                    accepted = tried[place]
                    break
            if accepted is not None:
                units = accepted[1]
                count = min(len(units), len(units) if len(units) <= SINGLES_UP_TO else 2 if accepted[0] else count - 1)
            elif count >= len(units):
                break
            else:
                count = min(len(units), 2 * count)
        return with_units(variant, units), True

    def _promising(
        self,
        tried: list[tuple[bool, list[Unit], Variant]],
        requests: list[Request],
        outputs: Answers,
    ) -> list[int]:
        """Return the candidates that look like the wording rather than like the base, those with fewer edits first."""
        middle = (self.found.hits / self.found.of + self.found.base_hits / self.found.base_of) / 2
        hits = [0] * len(tried)
        for place, (request, output) in enumerate(zip(requests, outputs, strict=True)):
            if output is not None and self.judge.is_known(output, request.messages):
                said = Said(output.said, request.messages, self._case)
                hits[place % len(tried)] += self.crowd.differs(self._case, said)
        good = [place for place in range(len(tried)) if hits[place] / PROBES > middle]
        return sorted(good, key=lambda place: (len(tried[place][1]), -hits[place]))

    def _ask(self, variant: Variant, count: int, first: int) -> Task[tuple[list[Output], int]]:
        """Return the outputs that differ from the base's, and how many answers are known."""
        messages = variant.render(self._case)
        outputs = yield [Request(messages, first + n) for n in range(count)]
        answered = [output for output in outputs if output is not None and self.judge.is_known(output, messages)]
        hits = [o for o in answered if self.crowd.differs(self._case, Said(o.said, messages, self._case))]
        return hits, len(answered)

    def _holds(self, hits: int, of: int) -> bool:
        return fisher_greater(hits, of, self.found.base_hits, self.found.base_of) <= LEVEL
