"""The base's samples of a prompt, and what stands out from them: no single output is the truth (DESIGN §5.4)."""

import itertools
from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from promptfuzz.engine.asking import Task
from promptfuzz.engine.evidence import Drawn, Kind, Pool, PromptEvidence, Said, Trial
from promptfuzz.engine.judging import VOTES_NEEDED, Judge
from promptfuzz.engine.state import RunState
from promptfuzz.records import Message, Output, Request, Text, Verdict
from promptfuzz.statistics.contrasts import contrast_verdict
from promptfuzz.statistics.flips import fisher_greater
from promptfuzz.statistics.permutation import Samples
from promptfuzz.statistics.tails import upper_limit

Matrix = NDArray[np.float64]
CONTRAST_REPEATS = 4
ODD_SAMPLES = 0.1
HIDDEN_LEVEL = 0.05


def measured(judge: Judge, evidence: PromptEvidence, drawn: list[Drawn]) -> tuple[Samples, Matrix]:
    """Return samples with their distances, and the 0/1 matrix of different meanings.

    Typed answers are told apart by value alone; free text by the oracle and by embedding distance √(2(1−cos)).
    """
    keys = [(item.case, judge.meaning(item.said)) for item in drawn]
    distinct = {key: item.said for key, item in zip(reversed(keys), reversed(drawn), strict=True)}
    order = {key: place for place, key in enumerate(distinct)}
    said, texts = list(distinct.values()), [one.text for one in distinct.values()]
    index = np.array([order[key] for key in keys])
    case = np.array([item.case for item in drawn])
    together = (sorted(set(index[case == c].tolist())) for c in set(case.tolist()))
    pairs = sorted({pair for places in together for pair in itertools.combinations(places, 2)})
    distance = np.zeros((len(said), len(said)))
    for (i, j), differs in zip(pairs, judge.differ([(said[i], said[j]) for i, j in pairs]), strict=True):
        distance[i, j] = distance[j, i] = float(differs)
    different = distance[np.ix_(index, index)]
    empty = np.array([judge.is_empty(item.said) for item in drawn])
    different[np.outer(empty, empty)] = 1.0
    np.fill_diagonal(different, 0.0)
    distances: tuple[Matrix, ...] = (different,)
    if isinstance(evidence.answer, Text):
        vectors = judge.embed(texts)
        if vectors is not None:
            cosine = np.clip(vectors @ vectors.T, -1, 1)
            distances += (np.sqrt(2 * (1 - cosine))[np.ix_(index, index)],)
    looks = np.array([item.look for item in drawn])
    blocks = case * (int(looks.max()) + 1) + looks
    return Samples(np.array([item.wording for item in drawn]), case, blocks, distances), different


def rejudge_controls(state: RunState, judge: Judge, evidence: PromptEvidence, pool: Pool) -> Task[None]:
    """Judge placebos and contrasts beside the base's samples, since no single one is the truth.

    Contrasts that are neither all one way nor the other are asked again: each counts by most of its samples.
    """
    again = contrast_calls(judge, evidence, pool)
    if not again or state.asker.left < again:
        return
    outputs = yield [
        Request(contrast.messages, n) for n in range(1, CONTRAST_REPEATS + 1) for contrast, _ in evidence.contrasts
    ]
    for place, (_, trial) in enumerate(evidence.contrasts):
        trial.repeats = tuple(output for output in outputs[place :: len(evidence.contrasts)] if output is not None)
    contrast_calls(judge, evidence, pool)


def contrast_calls(judge: Judge, evidence: PromptEvidence, pool: Pool) -> int:
    """Judge the controls beside the base's samples so far; return the calls that asking the contrasts again takes.

    That is 0 where they are all one way or the other, or were asked again already. Of a base that itself gives other
    answers often, a single sample of a contrast cannot stand out: that none does proves nothing before more are asked.
    """
    if not pool.base:
        return 0  # beside no samples of the base nothing can be told
    crowd, loose = Crowd(judge, pool, strict=True), Crowd(judge, pool)
    contrasts = [trial for _, trial in evidence.contrasts]
    kept = [(trial, (), loose) for trial in evidence.placebos]  # whose repeats came from a look for noise
    for trial, more, beside in [*kept, *((trial, trial.repeats, crowd) for trial in contrasts)]:
        said = _all_said(trial, more)
        empty = beside is crowd and sum(map(judge.is_empty, said)) * 2 >= len(said)  # which follows no instruction
        trial.kind = Kind.TEXT if not empty and beside.is_another(trial.case, said) else Kind.SAME
        trial.unread = empty or (trial.kind is Kind.SAME and beside.is_unjudged(trial.case, said))
    evidence.noise_hides = crowd.hides(contrasts)
    verdict = contrast_verdict(evidence.contrast_changes, len(evidence.contrasts), evidence.contrasts_unread)
    vouched = not any(contrast.made for contrast, _ in evidence.contrasts)
    unsure = verdict is Verdict.UNDECIDED or (verdict is Verdict.IGNORES and vouched and evidence.noise_hides)
    if not unsure or any(trial.repeats for trial in contrasts):
        return 0
    return CONTRAST_REPEATS * len(evidence.contrasts)


def _all_said(trial: Trial, more: Sequence[Output]) -> list[Said]:
    messages = trial.variant.render(trial.case)
    return [Said(output.said, messages, trial.case) for output in (trial.output, *more) if not output.failed]


class Crowd:
    """The base's samples by case: what an output has to differ from, by more than they differ from each other.

    With `strict`, two that give the expected answer may differ all the same: for answers to another instruction.
    """

    def __init__(self, judge: Judge, pool: Pool, *, strict: bool = False) -> None:
        self.judge = judge
        self.strict = strict
        self.said: dict[int, list[Said]] = {}
        for item in pool.base:
            self.said.setdefault(item.case, []).append(item.said)
        self._shares: dict[tuple[int, Hashable], float] = {}
        self._own: dict[int, list[float]] = {}
        self._texts: dict[int, tuple[list[Said], list[int]]] = {}

    def is_another(self, case: int, said: Sequence[Said]) -> bool:
        """Whether most of `said` mean something else than the base says on `case`, or more than by its noise."""
        if case not in self.said:
            return False
        if sum(self._stands_out(case, one) for one in said) > len(said) / 2:
            return True
        hits, own = sum(self.differs(case, one) for one in said), self._own_shares(case)
        of_own = sum(share >= VOTES_NEEDED for share in own)
        return hits > len(said) / 2 and fisher_greater(hits, len(said), of_own, len(own)) <= HIDDEN_LEVEL

    def is_unjudged(self, case: int, said: Sequence[Said]) -> bool:
        """Whether of most pairs of `said` and the base's samples nobody knows if they mean the same."""
        if case not in self.said:
            return False
        distinct, counts = self._distinct(case)
        unjudged = self.judge.unjudged([(one, other) for other in said for one in distinct])
        pairs = sum(itertools.compress(counts * len(said), unjudged))
        return 2 * pairs > len(self.said[case]) * len(said)

    def hides(self, contrasts: Sequence[Trial]) -> bool:
        """Whether the base's noise is such that answers of `contrasts` like the base's do not prove them ignored.

        They do where the base seldom gives another answer, or where all samples of the contrasts together seldom do.
        """
        asked = [trial for trial in contrasts if trial.case in self.said]
        if all(self.own_rate(trial.case) <= ODD_SAMPLES for trial in asked):
            return False
        if not any(trial.repeats for trial in asked):
            return True
        said = [(trial.case, one) for trial in asked for one in _all_said(trial, trial.repeats)]
        hits = sum(self.differs(case, one) for case, one in said)
        return upper_limit(hits, len(said), HIDDEN_LEVEL) >= 0.5

    def differs(self, case: int, said: Said) -> bool:
        """Whether `said` differs from 5 of 9 of the base's samples: an event, as likely as it may be for the base."""
        return self._share(case, said) >= VOTES_NEEDED

    def share(self, case: int, text: str, messages: Sequence[Message]) -> float:
        """Return the share of the base's samples of `case` that `text` differs from, 0..1."""
        return self._share(case, Said(text, messages, case))

    def own_shares(self) -> list[float]:
        """Return for each of the base's samples the share of the others of its case that it differs from."""
        return [share for case in self.said for share in self._own_shares(case)]

    def own_rate(self, case: int) -> float:
        """Return the share of the base's own samples that differ from most of the others, 0..1."""
        own = self._own_shares(case)
        return sum(share >= VOTES_NEEDED for share in own) / len(own)

    def agreeing(self) -> tuple[int, int]:
        """Return how many of the base's own samples agree with most of the others, and how many there are."""
        shares = self.own_shares()
        return sum(share < VOTES_NEEDED for share in shares), len(shares)

    def usual(self, case: int) -> str:
        """Return the base's answer that differs from the fewest of its samples."""
        own = self._own_shares(case)
        return self.said[case][own.index(min(own))].text

    def opposed(self, case: int, said: Said) -> Said:
        """Return the most usual of the base's answers that `said` differs from, else its usual one.

        What is shown side by side has to differ: an answer that differs from most need not from the most usual.
        """
        own = self._own_shares(case)
        order = sorted(range(len(own)), key=own.__getitem__)
        base = [self.said[case][place] for place in order]
        apart = self.judge.differ([(one, said) for one in base], strict=self.strict)
        return next((one for one, differs in zip(base, apart, strict=True) if differs), base[0])

    def _stands_out(self, case: int, said: Said) -> bool:
        """Whether `said` differs from 5 of 9 of the base's samples, and hardly one of these from as many others.

        Where many samples differ from all others, that tells nothing, and the vote alone decides.
        """
        share, own = self._share(case, said), self._own_shares(case)
        alone = sum(one > 1 - 1e-9 for one in own) > ODD_SAMPLES * len(own)
        as_odd = sum(one > share - 1e-9 for one in own)
        return share >= VOTES_NEEDED and (alone or as_odd <= ODD_SAMPLES * len(own))

    def _own_shares(self, case: int) -> list[float]:
        if case not in self._own:
            base = self.said[case]
            self._own[case] = [self._share(case, one) * len(base) / max(len(base) - 1, 1) for one in base]
        return self._own[case]

    def _share(self, case: int, said: Said) -> float:
        key = (case, self.judge.meaning(said))
        if key not in self._shares:
            distinct, counts = self._distinct(case)
            apart = self.judge.differ([(one, said) for one in distinct], strict=self.strict)
            self._shares[key] = sum(itertools.compress(counts, apart)) / len(self.said[case])
        return self._shares[key]

    def _distinct(self, case: int) -> tuple[list[Said], list[int]]:
        """Return the base's different texts, and how often it said each: most models say few."""
        if case not in self._texts:
            often = Counter(said.text for said in self.said[case])
            first = {said.text: said for said in reversed(self.said[case])}
            self._texts[case] = ([first[text] for text in often], list(often.values()))
        return self._texts[case]
