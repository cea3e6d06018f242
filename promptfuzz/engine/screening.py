"""Screens the wordings of a sampling model, and confirms the oddest on fresh samples (DESIGN §5.4)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptfuzz.engine.asking import Task
from promptfuzz.engine.crowd import Crowd
from promptfuzz.engine.evidence import UNKNOWN_SHARE, Confirmed, Kind, Pool, PromptEvidence, Said, Trial
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.state import CELL_LEVEL, RunState
from promptfuzz.records import Output, Request, Text, Variant
from promptfuzz.statistics.flips import fisher_greater
from promptfuzz.statistics.screening import confirmed, screened

if TYPE_CHECKING:
    from collections.abc import Sequence

RETESTED, MORE = 12, 4
TRIED, FRESH, FRESH_BASE = 2, 24, 40
LEAST_BASE = 24
SCREEN_CALLS = RETESTED * MORE + TRIED * FRESH + FRESH_BASE
LEAST_SCREEN = MORE + FRESH + LEAST_BASE
FRESH_SAMPLE = 1_000_000
SHOWN_SAMPLE = 3_000_000
SHOWN_LEVEL = 0.025
"""One-sided, of a wording that shows what its cell was found to depend on; half of .05, since two are tried."""
ODD = 0.25
"""How much more often than the base's own samples a wording's first ones must stand out to be asked again."""


@dataclass
class Suspect:
    """A wording and how its screening samples came out; none of them enters the confirmation."""

    family: str
    variant: Variant
    case: int
    said: list[Said]
    share: float = 0.0


class Screening:
    """Looks for single wordings of one prompt that change the answer more often than the base's own noise does."""

    def __init__(self, state: RunState, judge: Judge, evidence: PromptEvidence, pool: Pool) -> None:
        self.state, self.judge, self.evidence = state, judge, evidence
        self.crowd = Crowd(judge, pool)
        self.suspects = self._suspects(pool)
        self.floor = {case: self.crowd.own_rate(case) for case in self.crowd.said}

    def _suspects(self, pool: Pool) -> list[Suspect]:
        found: dict[tuple[str, int], Suspect] = {}
        for cell in self.evidence.cells:
            for item in pool.cells[cell.plan.family]:
                key = (cell.plan.family, item.wording)
                variant = cell.wording_of[item.wording]
                found.setdefault(key, Suspect(cell.plan.family, variant, item.case, [])).said.append(item.said)
        tried = {(known.family, known.trial.variant) for known in self.evidence.tried}
        return [
            suspect
            for suspect in found.values()
            if suspect.case in self.crowd.said and (suspect.family, suspect.variant) not in tried
        ]

    def run(self, limit: float) -> Task[int]:
        """Ask the oddest wordings again, and try the best of them on fresh samples beside fresh ones of the base.

        Return how many calls were asked for. What was tried has its p-value only after :func:`judge_tries`.
        """
        tries = TRIED - len(self.evidence.tried)
        if limit < SCREEN_CALLS:
            tries = min(tries, 1)
        retested = min(RETESTED, max(1, int(limit - tries * FRESH - FRESH_BASE) // MORE))
        odd = self._oddest(retested)
        yield from self._ask_again(odd)
        best = self._oddest(tries, odd)
        again = MORE * len(odd)
        of_base = min(FRESH_BASE, int(limit - again - len(best) * FRESH))
        for suspect in best:
            found = yield from self._try(suspect, of_base, FRESH_SAMPLE)
            self.evidence.tried += [] if found is None else [found]
        return again + len(best) * FRESH + len({suspect.case for suspect in best}) * of_base

    def shown(self, family: str) -> Task[Confirmed | None]:
        """Return a wording to show a dependent cell by, None where none of two stands out on fresh samples either.

        That the cell depends on its wordings is settled; but an odd one of few samples may be odd by chance alone.
        """
        for found in self.evidence.tried:
            if found.family == family and self._stands_out(found):
                return found
        odd = self._oddest(RETESTED, [suspect for suspect in self.suspects if suspect.family == family])
        yield from self._ask_again(odd)
        for suspect in self._oddest(TRIED, odd):
            tried = yield from self._try(suspect, FRESH_BASE, SHOWN_SAMPLE)
            if tried is not None and self._stands_out(tried):
                return tried
        return None

    def _stands_out(self, found: Confirmed) -> bool:
        p_value = fisher_greater(found.hits, found.of, found.base_hits, found.base_of)
        return p_value <= SHOWN_LEVEL and found.excess > self.state.settings.tolerance

    def _ask_again(self, odd: "Sequence[Suspect]") -> Task[None]:
        rendered = [s.variant.render(s.case) for s in odd]
        requests = [Request(messages, 1 + n) for n in range(MORE) for messages in rendered]
        outputs = yield requests
        for request, suspect, output in zip(requests, [*odd] * MORE, outputs, strict=True):
            if output is not None and self.judge.is_known(output, request.messages):
                suspect.said.append(Said(output.said, request.messages, suspect.case))

    def _oddest(self, most: int, among: "Sequence[Suspect] | None" = None) -> list[Suspect]:
        """Return the suspects that stand out most, beyond the base's own samples; of equals those with fewer edits."""
        chosen = self.suspects if among is None else among
        for suspect in chosen:
            hits = [self.crowd.differs(suspect.case, said) for said in suspect.said]
            suspect.share = sum(hits) / len(hits)
        odd = [suspect for suspect in chosen if suspect.share > self.floor[suspect.case] + ODD]
        odd.sort(key=lambda suspect: len(suspect.variant.units))
        seed = self.state.settings.rng("screen", self.evidence.plan.prompt.key).randrange(2**32)
        return [odd[place] for place in screened([s.share - self.floor[s.case] for s in odd], most, seed)]

    def _try(self, suspect: Suspect, of_base: int, first: int) -> Task[Confirmed | None]:
        """Ask a wording and the base afresh, in turn, with samples from `first` on; None where too few are known."""
        base = Variant(self.evidence.plan.prompt).render(suspect.case)
        messages = suspect.variant.render(suspect.case)
        asked = [Request(base, first + n) for n in range(of_base)]
        asked += [Request(messages, first + n) for n in range(FRESH)]
        self.state.settings.rng("confirm", self.evidence.plan.prompt.key, suspect.family).shuffle(asked)
        outputs = yield asked
        of = {base: 0, messages: 0}
        hits: dict[object, list[Output]] = {base: [], messages: []}
        for request, output in zip(asked, outputs, strict=True):
            if output is not None and self.judge.is_known(output, request.messages):
                of[request.messages] += 1
                if self.crowd.differs(suspect.case, Said(output.said, request.messages, suspect.case)):
                    hits[request.messages].append(output)
        answered = sum(output is not None for output in outputs)
        if not of[base] or not hits[messages] or answered - sum(of.values()) > UNKNOWN_SHARE * answered:
            return None
        if 2 * len(hits[base]) > of[base]:
            return None  # the few samples before misled: the base mostly gives another answer than was thought
        trial = self._trial(suspect, hits[messages])
        return Confirmed(suspect.family, trial, len(hits[messages]), of[messages], len(hits[base]), of[base], 1.0)

    def _trial(self, suspect: Suspect, hits: "Sequence[Output]") -> Trial:
        """Return the wording with the answer that it gives most often when it gives another than the base."""
        return changed_trial(self.judge, self.crowd, suspect.variant, suspect.case, hits)


def judge_tries(state: RunState, evidence: PromptEvidence) -> None:
    """Give each tried wording of a prompt its p-value, adjusted for how many may be tried."""
    tried = evidence.tried
    columns = (
        [t.hits for t in tried],
        [t.of for t in tried],
        [t.base_hits for t in tried],
        [t.base_of for t in tried],
    )
    level = (1 - CELL_LEVEL) * state.settings.q
    for found, judged in zip(tried, confirmed(*columns, TRIED, level, state.settings.tolerance), strict=True):
        found.p_value = judged.p_value


def changed_trial(judge: Judge, crowd: Crowd, variant: Variant, case: int, hits: "Sequence[Output]") -> Trial:
    """Return a trial of `variant` that shows the most frequent answer of `hits`, beside one it differs from."""
    messages = variant.render(case)
    keys = [judge.meaning(Said(output.said, messages, case)) for output in hits]
    usual = max(keys, key=keys.count)
    output = hits[keys.index(usual)]
    said = Said(output.said, messages, case)
    opposed = crowd.opposed(case, said)
    comparison, beside = judge.shown(opposed, said), opposed.text
    parsed = None if isinstance(judge.evidence.answer, Text) else judge.read(output.said, messages)
    if parsed is None:
        return Trial(variant, case, output, Kind.TEXT, comparison, beside=beside)
    kind = Kind.VALUE if parsed.clear else Kind.LOST
    value = parsed.value if parsed.clear else parsed.status
    return Trial(variant, case, output, kind, comparison, value, beside=beside)
