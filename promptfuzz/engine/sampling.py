"""Judges the cells of a prompt when the model samples: wordings are held against its own noise (DESIGN §5.4)."""

import itertools
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from promptfuzz.engine.asking import Task
from promptfuzz.engine.crowd import Matrix, contrast_calls, measured, rejudge_controls
from promptfuzz.engine.evidence import UNKNOWN_SHARE, CellEvidence, Drawn, Kind, Pool, PromptEvidence, Trial
from promptfuzz.engine.faults import contained, shielded
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.plan import cases_of, spread
from promptfuzz.engine.screening import LEAST_SCREEN, SCREEN_CALLS, TRIED, Screening, judge_tries
from promptfuzz.engine.stages import within
from promptfuzz.engine.state import CELL_LEVEL, RunState
from promptfuzz.events import Phase
from promptfuzz.records import Point, Request, Text, Variant
from promptfuzz.statistics.anytime import pairs_in_order, running_wealth
from promptfuzz.statistics.permutation import Samples, excess_change, permutation_p_value
from promptfuzz.statistics.visibility import visible_change

LOOKS = 3
ANYTIME_LOOKS = 30
BASE_PER_LOOK = 40
VARIANTS_PER_LOOK = 10
SAMPLES = 2
FIRST_SAMPLE = 1000
STABLE_WORDINGS = 29
PERMUTATIONS_MOST = 199_999


def look_calls(families: int, samples: int | None = None) -> int:
    """Return the calls of one look at `families` cells of a prompt, with `samples` a wording, 2 by default."""
    return BASE_PER_LOOK + VARIANTS_PER_LOOK * (samples or SAMPLES) * families


def looks_of(state: RunState) -> int:
    """Return the most looks at a cell."""
    return ANYTIME_LOOKS if state.settings.anytime else LOOKS


class Looks:
    """The looks at one prompt's cells, and the screening of single wordings; taken up again where calls are left."""

    def __init__(self, state: RunState, judge: Judge, evidence: PromptEvidence) -> None:
        self.state, self.judge, self.evidence = state, judge, evidence
        self.pool = Pool(cells={cell.plan.family: [] for cell in evidence.cells})
        evidence.pool = self.pool
        self.taken = 0
        self._turns = itertools.count()
        self._streams: dict[str, Iterator[Variant]] = {}
        self._drawn: Counter[str] = Counter()
        self._aside: defaultdict[str, deque[Variant]] = defaultdict(deque)
        self._confirmed = 0
        self._samples = state.settings.samples or SAMPLES
        self._left = 0.0
        self._controlled = False

    @property
    def open_cells(self) -> list[CellEvidence]:
        """The cells to which another look could still bring a verdict."""
        return [cell for cell in self.evidence.cells if cell.plan.sites and not cell.finished]

    def _calls(self, cells: Sequence[CellEvidence]) -> int:
        return look_calls(len(cells), self._samples)

    @property
    def confirmed(self) -> int:
        """How many wordings held up on fresh samples, so far as this prompt alone can tell."""
        level = (1 - CELL_LEVEL) * self.state.settings.q
        return sum(t.p_value <= level and t.excess > self.state.settings.tolerance for t in self.evidence.tried)

    @property
    def most(self) -> int:
        """The most calls that all looks and the screening can take."""
        looks = looks_of(self.state)
        return self._calls(self.evidence.cells) * looks + SCREEN_CALLS + 4 * len(self.evidence.contrasts)

    def take(self, limit: float) -> Task[None]:
        """Take looks, and screen, with at most `limit` calls, the last of which may go to asking contrasts again.

        Single wordings are screened after the last look that leaves enough calls for it: with few calls a wording
        that flips is found more often so than by the test of its cell. Where what judges crashes, what it was to judge
        stays undecided, and the run goes on.
        """
        if self.evidence.base and not self.evidence.fault:
            looking = within(self.state, Phase.LOOKS, self._take(limit))
            yield from contained(self.state, self.judge, looking, self._crashed)

    def _crashed(self, text: str) -> None:
        """Leave cells undecided: all of them, unless an earlier turn judged their controls."""
        if not self._controlled:
            self.evidence.crashed(text)
        for cell in self.open_cells:
            cell.fault = text

    def _take(self, limit: float) -> Task[None]:
        self._left = limit
        while cells := self._next_cells():
            yield from self._look(cells)
            if not self._leaves_enough():
                yield from self._rejudge()
                yield from self._screen()
                if self.confirmed > self._confirmed:
                    self._confirmed = self.confirmed
                    break  # what is left goes to shrinking it first
        yield from self._rejudge()
        self._controlled = True
        self._put_away()

    def _put_away(self) -> None:
        """Let go of what drawing takes until there are more calls: of many prompts it would fill the memory."""
        self._streams.clear()
        for cell in self.evidence.cells:
            cell.plan.put_away()

    def _rejudge(self) -> Task[None]:
        """Judge the controls, and ask the contrasts again before the rest is spent: cells are held against them."""
        free = self._free()
        yield from rejudge_controls(self.state, self.judge, self.evidence, self.pool)
        self._left = min(self._left, free)

    def _next_cells(self) -> list[CellEvidence]:
        """Return the cells of the next look, none where there is to be none.

        All open ones; of a budget that is too small for the first look at all of them, as many as it covers.
        """
        cells = self.open_cells
        if not cells or self.taken >= looks_of(self.state):
            return []
        free = self._free()
        covered = sum(self._calls(cells[:count]) <= free for count in range(1, len(cells) + 1))
        return cells if covered == len(cells) else [] if self.taken else cells[:covered]

    def _free(self) -> float:
        """How many calls are left beside those for asking the contrasts again."""
        again = contrast_calls(self.judge, self.evidence, self.pool)
        return min(self._left, self.state.asker.left) - again

    def _leaves_enough(self) -> bool:
        """Whether the next look would leave what the screening needs."""
        if self.taken >= LOOKS or not self.open_cells:
            return False
        return self._free() >= self._calls(self.open_cells) + SCREEN_CALLS

    def _screen(self) -> Task[None]:
        left = self._free()
        if left < LEAST_SCREEN or len(self.evidence.tried) >= TRIED:
            return
        asked = yield from contained(self.state, self.judge, self._screened(left))
        judge_tries(self.state, self.evidence)  # what was tried before a crash stays
        self._left -= SCREEN_CALLS if asked is None else asked

    def _screened(self, left: float) -> Task[int]:
        asked = yield from Screening(self.state, self.judge, self.evidence, self.pool).run(left)
        return asked

    def _look(self, cells: Sequence[CellEvidence]) -> Task[None]:
        """Ask the base and fresh variants of every one of `cells`, in random order, and judge them."""
        look = self.taken
        cases = self._cases_of(look)
        self.taken += 1
        base = {case: Variant(self.evidence.plan.prompt).render(case) for case in cases}
        asked: list[tuple[Request, str | None, int, int]] = []
        for number in range(BASE_PER_LOOK):
            case = cases[number % len(cases)]
            sample = FIRST_SAMPLE + look * BASE_PER_LOOK + number
            asked.append((Request(base[case], sample), None, 0, case))
        for cell in cells:
            asked += self._variants_of(cell, cases)
        self.state.settings.rng("interleave", self.evidence.plan.prompt.key, look).shuffle(asked)
        self._left -= len(asked)
        outputs = yield [request for request, *_ in asked]
        for (request, family, wording, case), output in zip(asked, outputs, strict=True):
            turn = next(self._turns)
            if output is not None:
                self._record(family, Drawn(wording, case, look, output, request.messages, turn))
        for cell in cells:
            look_at = partial(judge_look, self.state, self.judge, self.evidence, cell, self.pool)
            shielded(self.state, self.judge, look_at, None, partial(_crashed, cell))

    def _record(self, family: str | None, drawn: Drawn) -> None:
        cell = next((cell for cell in self.evidence.cells if cell.plan.family == family), None)
        cut = self.judge.is_cut(drawn.output, drawn.messages)
        if cell is None:
            self.pool.cut += cut
            self.pool.failed += drawn.output.failed
            self.pool.error = self.pool.error or drawn.output.error
        else:
            self.evidence.charge(cell)
            cell.asked += 1
            cell.failed += drawn.output.failed
            cell.cut += cut
        if not drawn.output.failed and not cut:
            (self.pool.base if family is None else self.pool.cells[family]).append(drawn)

    def _cases_of(self, look: int) -> list[int]:
        """Return the inputs of a look: few, so that each has samples enough, and of many others in every look."""
        size = max(1, VARIANTS_PER_LOOK // SAMPLES)
        cases = spread(self.evidence.cases, size)
        start = look * size % len(cases)
        return list(cases) if len(cases) <= size else [*cases[start:], *cases][:size]

    def _stream(self, cell: CellEvidence) -> Iterator[Variant]:
        """Yield the variants of a cell that were not drawn yet; the same draws come again after a pause."""
        family = cell.plan.family
        while aside := self._aside[family]:
            yield aside.popleft()
        if family not in self._streams:
            stream = (variant for variant in cell.plan.variants("samples") if cases_of(variant, self.evidence.cases))
            self._streams[family] = itertools.islice(stream, self._drawn[family], None)
        for variant in self._streams[family]:
            self._drawn[family] += 1
            yield variant

    def _fresh(self, cell: CellEvidence, cases: Sequence[int]) -> list[Variant]:
        """Return new variants that change one of `cases`; those of other inputs wait for the look at these."""
        fresh: list[Variant] = []
        aside: list[Variant] = []
        stream = self._stream(cell)
        while len(fresh) < VARIANTS_PER_LOOK and (variant := next(stream, None)) is not None:
            (fresh if cases_of(variant, cases) else aside).append(variant)
        self._aside[cell.plan.family].extendleft(reversed(aside))
        return fresh

    def _variants_of(self, cell: CellEvidence, cases: Sequence[int]) -> list[tuple[Request, str | None, int, int]]:
        cell.started = True
        fresh = self._fresh(cell, cases)
        asked: list[tuple[Request, str | None, int, int]] = []
        for number, variant in enumerate(fresh):
            wording = cell.wordings + number + 1
            cell.wording_of[wording] = variant
            turn = cases_of(variant, cases)
            case = turn[number % len(turn)]
            messages = variant.render(case)  # once, so that its samples share it
            requests = [Request(messages, FIRST_SAMPLE + k) for k in range(self._samples)]
            asked += [(request, cell.plan.family, wording, case) for request in requests]
        cell.wordings += len(fresh)
        cell.exhausted = len(fresh) < VARIANTS_PER_LOOK and not self._aside[cell.plan.family]
        return asked


def _crashed(cell: CellEvidence, text: str) -> None:
    cell.fault, cell.finished = text, True


def judge_look(state: RunState, judge: Judge, evidence: PromptEvidence, cell: CellEvidence, pool: Pool) -> None:
    """Judge one cell with the samples so far; p is the running minimum of 3·p_look (Bonferroni over the looks)."""
    own = pool.held(cell.plan.family)
    drawn = [*pool.base, *own]
    cell.looks += 1
    if not own:
        cell.finished |= cell.looks == looks_of(state)
        return
    samples, different = measured(judge, evidence, drawn)
    if state.settings.anytime:
        _bet(cell, drawn, samples)
    else:
        _test(state, evidence, cell, samples)
    cell.excess = excess_change(samples, different)
    base = len(pool.base)
    by_value = not isinstance(evidence.answer, Text)
    cell.visible = visible_change(different[:base, :base], samples.case[:base], by_value=by_value)
    cell.unread_pairs = _unread_pairs(judge, drawn, base)
    shares = _shares(drawn, different, base)
    cell.exhibit = _exhibit(judge, pool, drawn, different, shares, cell) or cell.exhibit
    cell.points = tuple(Point("variant", share, share > 0.5) for share in shares)
    cell.odd_wordings = _odd_wordings(drawn[base:], shares)
    dependent = state.q_value(cell) <= CELL_LEVEL * state.settings.q and state.settings.is_heavy(
        cell.excess.dependence, cell.excess.interval[0]
    )
    stable = cell.excess.upper < state.settings.tolerance and cell.wordings >= STABLE_WORDINGS
    stable &= not too_many_unread(state, evidence, cell)
    cell.finished = dependent or stable or cell.looks == looks_of(state) or cell.exhausted


def too_many_unread(state: RunState, evidence: PromptEvidence, cell: CellEvidence) -> bool:
    """Whether too many pairs are unread for ``stable``: each of two free texts that differ may be a change."""
    if isinstance(evidence.answer, Text) and cell.excess is not None:
        return cell.excess.upper + cell.unread_pairs >= state.settings.tolerance
    return cell.unread_pairs > UNKNOWN_SHARE


def _test(state: RunState, evidence: PromptEvidence, cell: CellEvidence, samples: Samples) -> None:
    cells = max(1, len(state.cells))
    permutations = int(min(PERMUTATIONS_MOST, max(999, 10 * LOOKS * cells / state.settings.q)))
    seed = state.settings.rng("permute", evidence.plan.prompt.key, cell.plan.family, cell.looks).randrange(2**32)
    p = min(1.0, LOOKS * permutation_p_value(samples, permutations, seed))
    cell.p_value = min(p, 1.0 if cell.p_value is None else cell.p_value)


def _bet(cell: CellEvidence, drawn: list[Drawn], samples: Samples) -> None:
    """Bet on the samples in the order of asking; the wealth is evidence whenever one looks (DESIGN §5.4)."""
    order = np.argsort([item.turn for item in drawn])
    case = samples.case[order]
    distances = [distance[np.ix_(order, order)] for distance in samples.distances]
    wealth = running_wealth(distances, pairs_in_order(samples.wording[order], case), case)
    cell.e_value = wealth[-1] if wealth else 1.0


def _shares(drawn: list[Drawn], different: Matrix, base: int) -> list[float]:
    """Return for each sample of a wording the share of the base's samples of its case that it differs from."""
    cases = np.array([item.case for item in drawn])
    alike = cases[base:, None] == cases[None, :base]
    found: list[float] = ((different[base:, :base] * alike).sum(axis=1) / alike.sum(axis=1)).tolist()
    return found


def _unread_pairs(judge: Judge, drawn: list[Drawn], base: int) -> float:
    """Return the share of the pairs of a wording and the base, on one case, of which neither side can be read."""
    cases, unread = np.array([item.case for item in drawn]), np.array([judge.is_unread(item.said) for item in drawn])
    alike = cases[base:, None] == cases[None, :base]
    both = unread[base:, None] & unread[None, :base] & alike
    unjudged = judge.unjudged([(drawn[base + one].said, drawn[other].said) for one, other in np.argwhere(alike)])
    return max(float(both.sum()), sum(unjudged)) / float(alike.sum())


def _odd_wordings(drawn: list[Drawn], shares: list[float]) -> int:
    """Count the wordings whose samples differ from most of the base's samples on average."""
    of_wording: dict[int, list[float]] = {}
    for item, share in zip(drawn, shares, strict=True):
        of_wording.setdefault(item.wording, []).append(share)
    return sum(sum(own) / len(own) > 0.5 for own in of_wording.values())


def _exhibit(
    judge: Judge, pool: Pool, drawn: list[Drawn], different: Matrix, shares: list[float], cell: CellEvidence
) -> Trial | None:
    """Return a sample that shows what the cell's wordings change the answer to, by the fewest edits.

    Of those that differ from most of the base's samples the most frequent meaning is shown: the one that differs most
    from all others is often a slip of the sampling. So is a wording's only odd sample beside others like the base's.
    """
    base = len(pool.base)
    if base == len(drawn):
        return None
    odd = [place for place, share in enumerate(shares) if share > 0.5] or [int(np.argmax(shares))]
    slips = {item.wording for item, share in zip(drawn[base:], shares, strict=True) if share <= 0.5}
    odd = [place for place in odd if drawn[base + place].wording not in slips] or odd
    meanings = {place: (drawn[base + place].case, judge.meaning(drawn[base + place].said)) for place in odd}
    often = Counter(meanings.values())
    shown = min(
        odd, key=lambda place: (-often[meanings[place]], len(cell.wording_of[drawn[base + place].wording].units))
    )
    item = drawn[base + shown]
    usual = _usual(pool, different, item.case)
    (comparison,) = judge.compare([(usual.output.said, item.output.said)], [item.case])
    return Trial(cell.wording_of[item.wording], item.case, item.output, Kind.TEXT, comparison, beside=usual.output.said)


def _usual(pool: Pool, different: Matrix, case: int) -> Drawn:
    """Return the base's sample that differs from the fewest others of its case."""
    places = [place for place, item in enumerate(pool.base) if item.case == case]
    return pool.base[min(places, key=lambda place: float(different[place, places].sum()))]
