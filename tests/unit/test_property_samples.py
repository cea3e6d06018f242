"""How often a confirmation of a sampling model asks: as often as was said, and no less than its level takes."""

import random

import pytest

import promptfuzz as pf
from promptfuzz.models.protocol import Model

PROMPT = pf.Prompt(
    "Classify the message as billing or delivery. Reply with one word.\n\nMessage: {message}",
    cases=[{"message": "My parcel is late."}],
    answer=pf.Label("billing", "delivery"),
    id="samples",
)
LABEL = PROMPT.variant(pf.Edit(0, 8, "Label", "verbs"))


def noisy(seed: int, *, brittle: bool) -> Model:
    rng = random.Random(seed)

    def answer(text: str) -> str:
        usual = ["delivery", "billing"]
        if brittle and "Classify" not in text:
            usual.reverse()
        return usual[rng.random() < 0.05]

    return pf.model(answer, name=None, temperature=0.7)


@pytest.mark.parametrize("samples", [2, 3, 4, 6])
@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_few_samples_let_no_change_pass(samples: int, alpha: float) -> None:
    for seed in range(8):
        with pytest.raises(pf.WordingDependence):
            pf.assert_stable(LABEL, noisy(seed, brittle=True), samples=samples, alpha=alpha)


def test_few_samples_make_no_false_alarms() -> None:
    for seed in range(12):
        pf.assert_stable(LABEL, noisy(seed, brittle=False), samples=2)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"alpha": 0.0}, "expected alpha to be above 0, got alpha=0"),
        ({"budget": 500}, "expected budget to be a pf.Budget; write for example budget=pf.Budget"),
        ({"budget": 0}, "expected budget to be a pf.Budget"),
    ],
)
def test_a_level_of_nothing_and_a_bare_number_of_calls_are_refused(given: dict[str, float], said: str) -> None:
    with pytest.raises(pf.UsageError, match=said):
        pf.assert_stable(LABEL, noisy(0, brittle=True), **given)  # type: ignore[arg-type]
