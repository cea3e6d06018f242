"""What a dependent cell of a sampling model is shown by: a wording that held up on fresh samples, or one said not to."""

import random

import pytest

import promptfuzz as pf
from promptfuzz.records import Budget, Finding, Verdict

TEMPLATE = (
    "You are given a customer review below. Please read the review carefully and then decide whether the customer "
    "liked the product or not. Classify the sentiment of the review as positive or negative. Do not explain your "
    "decision. Reply with one word.\n\nReview: {review}"
)
OTHER = {"positive": "negative", "negative": "positive"}
PROMPT = pf.Prompt(
    TEMPLATE,
    cases=[{"review": "great value"}, {"review": "awful"}],
    answer=pf.Label("positive", "negative"),
    id="shown",
)


def right(text: str) -> str:
    return "positive" if "great" in text else "negative"


def usual(text: str) -> str:
    """What the model says without its noise: the wrong answer where one of two words is gone."""
    return right(text) if "Please" in text and "carefully" in text else OTHER[right(text)]


def found(seed: int, noise: float, calls: int) -> list[Finding]:
    rng = random.Random(seed)

    def model(text: str) -> str:
        return usual(text) if rng.random() >= noise else OTHER[usual(text)]

    report = pf.fuzz(PROMPT, model, families=("paraphrase", "degrade"), budget=Budget(calls=calls), seed=seed)
    assert report.run.calls <= calls
    return [finding for finding in report.findings if finding.verdict is Verdict.DEPENDENT]


@pytest.mark.parametrize("noise", [0.2, 0.3])
def test_a_dependent_cell_is_shown_by_a_wording_that_changes_the_answer(noise: float) -> None:
    shown = [finding for seed in range(4) for finding in found(seed, noise, 1200)]
    held = [finding for finding in shown if " against " in finding.summary]
    assert len(held) >= 4 and len(held) >= 0.8 * len(shown)
    for finding in held:
        text = finding.minimal.text
        assert usual(text) != right(text), finding.summary


def test_a_wording_that_was_not_tried_again_is_said_to_be_so_and_explains_no_words() -> None:
    shown = (finding for seed in range(40) for finding in found(seed, 0.2, 400))
    finding = next(finding for finding in shown if " against " not in finding.summary)
    assert finding.summary.endswith(" above the model's own noise; no single wording was confirmed")
    assert not finding.shrunk and not finding.words


@pytest.mark.parametrize("mode", [{}, {"anytime": True}, {"strict": True}])
def test_a_tolerance_of_one_is_judged_like_any_other(mode: dict[str, bool]) -> None:
    rng = random.Random(1)

    def model(_text: str) -> str:
        return "positive" if rng.random() < 0.85 else "negative"

    report = pf.fuzz(PROMPT, model, tolerance=1.0, budget=Budget(calls=300), **mode)
    assert report.run.calls <= 300 and not report.findings
