"""From labelled pairs and the name of an embedder to a calibration: verdicts beside labels, and a threshold."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from promptfuzz.calibration.doubts import LEAST_RECALL, doubts_about
from promptfuzz.calibration.labelled import Labelled, is_typed
from promptfuzz.calibration.results import Beside, Calibration, Mistake
from promptfuzz.errors import UsageError
from promptfuzz.oracle import Oracle
from promptfuzz.oracle.named import DEFAULT, named_oracle
from promptfuzz.records import Comparison
from promptfuzz.statistics.calibration import Quality, agreement, quality, threshold_at


def calibrate(
    pairs: Sequence[Labelled], name: str = DEFAULT, beside: str | None = None, max_error: float = 0.05
) -> Calibration:
    """Judge `pairs` with the embedder or measure `name` and compare with their labels; at least one pair.

    Raises:
        UsageError: `max_error` is no share between 0 and 1, or nothing has a name.
        ModelError: an embedder cannot be loaded.
    """
    if not 0 < max_error < 1:
        raise UsageError(
            f"expected max_error to lie between 0 and 1, got max_error={max_error!r}; write for example .05"
        )
    oracle = named_oracle(name)
    judged = judge(pairs, oracle)
    groups = {True: _places(pairs, typed=True), False: _places(pairs, typed=False)}
    threshold, again = _at_error(pairs, oracle, judged, groups[False], max_error)
    text = _quality(pairs, judged, groups[False])
    kinds: dict[str, list[int]] = defaultdict(list)
    for place, pair in enumerate(pairs):
        if pair.kind is not None:
            kinds[pair.kind].append(place)
    at_threshold = None if again is None else _quality(pairs, again, groups[False])
    usable = at_threshold is not None and _is_useful(at_threshold, max_error)
    return Calibration(
        name=oracle.measure or name,
        overall=quality([one.score for one in judged], [one.same for one in judged], [pair.same for pair in pairs]),
        typed=_quality(pairs, judged, groups[True]),
        text=text,
        kinds={kind: found for kind in sorted(kinds) if (found := _quality(pairs, judged, kinds[kind]))},
        max_error=max_error,
        threshold=threshold if usable else None,
        at_threshold=at_threshold if usable else None,
        beside=None if beside is None else _beside(pairs, beside, max_error, (again or judged, threshold)),
        mistakes=tuple(
            Mistake(pair.line, pair.kind, pair.same, one.score, one.reasons)
            for pair, one in zip(pairs, judged, strict=True)
            if one.same != pair.same
        ),
        doubts=tuple(doubts_about(pairs, groups[False], at_threshold, max_error)),
    )


def judge(pairs: Sequence[Labelled], oracle: Oracle) -> list[Comparison]:
    """Return the comparison of each pair by its own answer type, in as few batches as there are types and prompts."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, pair in enumerate(pairs):
        groups[repr(pair.answer), pair.prompt if is_typed(pair) else ""].append(place)
    found: dict[int, Comparison] = {}
    for (_, prompt), places in groups.items():
        fitted = replace(oracle, answer=pairs[places[0]].answer, prompt_text=prompt)
        found |= zip(places, fitted.judge([(pairs[place].a, pairs[place].b) for place in places]), strict=True)
    return [found[place] for place in range(len(pairs))]


def _places(pairs: Sequence[Labelled], *, typed: bool) -> list[int]:
    return [place for place, pair in enumerate(pairs) if is_typed(pair) == typed]


def _quality(pairs: Sequence[Labelled], judged: Sequence[Comparison], places: Sequence[int]) -> Quality | None:
    if not places:
        return None
    found = [judged[place] for place in places]
    return quality([one.score for one in found], [one.same for one in found], [pairs[place].same for place in places])


def _at_error(
    pairs: Sequence[Labelled], oracle: Oracle, judged: Sequence[Comparison], places: Sequence[int], max_error: float
) -> tuple[float | None, list[Comparison] | None]:
    """Return the threshold of free text at `max_error` and the comparisons with it: not all verdicts follow a score."""
    threshold = threshold_at([judged[place].score for place in places if pairs[place].same], max_error)
    if threshold is None:
        return None, None
    threshold = math.floor(threshold * 1000) / 1000
    return threshold, judge(pairs, replace(oracle, threshold=threshold))


def _is_useful(found: Quality, max_error: float) -> bool:
    share = found.false_different.share
    return share is not None and share <= max_error and (found.recall is None or found.recall >= LEAST_RECALL)


def _beside(
    pairs: Sequence[Labelled], name: str, max_error: float, first: tuple[Sequence[Comparison], float | None]
) -> Beside:
    oracle = named_oracle(name)
    judged = judge(pairs, oracle)
    threshold, again = _at_error(pairs, oracle, judged, _places(pairs, typed=False), max_error)
    verdicts = [one.same for one in again or judged]
    return Beside(
        name,
        agreement([one.same for one in first[0]], verdicts),
        quality([one.score for one in again or judged], verdicts, [pair.same for pair in pairs]),
        (Oracle().threshold if first[1] is None else first[1], oracle.threshold if threshold is None else threshold),
    )
