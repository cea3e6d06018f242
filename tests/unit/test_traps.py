"""Traps that other tools fell into (DESIGN §7), each of which would be a false verdict here."""

import itertools
import random

import numpy as np
import pytest

import promptfuzz as pf
from promptfuzz.statistics.flips import Flips, dependence_interval
from promptfuzz.statistics.permutation import Samples, excess_change

PROMPT = pf.Prompt(
    "Classify the sentiment of the following review as positive or negative. Answer with one word only."
    "\n\nReview: {review}",
    cases=[{"review": "I smiled."}, {"review": "A dull evening."}],
    answer=pf.Label("positive", "negative"),
    id="trap",
)


def fuzz(model: object, prompt: pf.Prompt = PROMPT, calls: int = 400, **more: object) -> list[str]:
    oracle = pf.Oracle(embedder=pf.ToyEmbedder())
    report = pf.fuzz(prompt, model, budget=pf.Budget(calls=calls), oracle=oracle, **more)
    assert not report.findings
    return [str(cell.verdict) for cell in report.cells]


def test_an_empty_list_of_variants_is_not_perfect() -> None:
    bare = pf.Prompt("{review}", slots={"review": "I smiled."}, answer=pf.Label("positive", "negative"), id="bare")
    assert set(fuzz(lambda _text: "positive", bare)) == {"undecided"}


def test_errors_are_neither_answers_nor_agreement() -> None:
    def down(_text: str) -> str:
        raise RuntimeError("503 positive")

    assert set(fuzz(down)) == {"undecided"}


def test_one_draw_of_the_base_is_not_taken_for_the_truth() -> None:
    rng = random.Random(0)
    assert "dependent" not in fuzz(lambda _text: rng.choice(["positive", "negative"]))


def test_nothing_is_judged_without_calling_the_model() -> None:
    asked = itertools.count()

    def counting(_text: str) -> str:
        next(asked)
        return "positive"

    assert set(fuzz(counting, calls=1)) == {"undecided"}
    assert next(asked) == 1


@pytest.mark.parametrize("flips", [0, 60])
def test_an_interval_at_no_flips_or_all_has_a_width(flips: int) -> None:
    low, high = dependence_interval(Flips(flips, 60, 0, 10, 0.01))
    assert high - low > 0.03


@pytest.mark.parametrize("differs", [False, True])
def test_an_interval_of_samples_that_all_agree_has_a_width(differs: bool) -> None:
    wording = np.repeat(np.arange(11), 4)
    different = np.zeros((44, 44))
    if differs:
        different[wording == 0, :] = different[:, wording == 0] = 1.0
        different[np.ix_(wording == 0, wording == 0)] = 0.0
    case = np.zeros(44, dtype=np.int64)
    found = excess_change(Samples(wording, case, case, (different,)), different)
    assert found.dependence == float(differs)
    assert found.interval[1] - found.interval[0] > 0.2


def test_cases_are_strata_a_hard_case_is_not_dependence() -> None:
    """Answers that depend on the case alone differ between cases, never between wordings of one."""
    rng = np.random.default_rng(0)
    case = np.tile([0, 1], 40)
    wording = np.concatenate([np.zeros(40, dtype=np.int64), np.repeat(np.arange(1, 11), 4)])
    said = np.where(case == 0, 0, rng.integers(0, 2, 80))
    different = (said[:, None] != said[None, :]).astype(float)
    found = excess_change(Samples(wording, case, case, (different,)), different)
    assert abs(found.dependence) < 0.1
    assert 0.1 < found.noise_floor < 0.5
