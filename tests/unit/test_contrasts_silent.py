"""An empty answer to an instruction that asks for something else neither follows it nor leaves the answer as it was."""

import random

import pytest

import promptfuzz as pf
from promptfuzz.records import Results, Variant

ASKS = ("Is the parcel there?", "Is the parcel lost?", "Is the parcel still on its way?", "Is the parcel damaged?")
PROMPT = pf.Prompt(
    f"{ASKS[0]} Answer yes or no.\n\nCustomer: {{message}}",
    answer=pf.YesNo(),
    cases=[{"message": text} for text in ("It came today.", "Still waiting.", "It is on my porch.")],
    contrasts=[f"{ask} Answer yes or no.\n\nCustomer: {{message}}" for ask in ASKS[1:]],
    id="silent-parcel",
)


def answer(text: str, empty: int) -> str:
    """Answer as written; of the `empty` first other questions say nothing, of the others the opposite."""
    known = "no" if "waiting" in text else "yes"
    if any(ask in text for ask in ASKS[1 : 1 + empty]):
        return " \n"
    return {"yes": "no", "no": "yes"}[known] if any(ask in text for ask in ASKS[1:]) else known


def fuzz(empty: int, noise: float = 0.0) -> Results:
    rng = random.Random(1)

    def say(text: str) -> str:
        said = answer(text, empty)
        return {"yes": "no", "no": "yes"}.get(said, said) if rng.random() < noise else said

    model = pf.model(say, name=None, temperature=0.7 if noise else 0.0)
    return pf.fuzz(PROMPT, model, families=("format",), budget=pf.Budget(calls=600))


@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_contrasts_that_are_all_answered_empty_prove_nothing(noise: float):
    results = fuzz(3, noise)
    cell = next(cell for cell in results.cells if cell.family == "contrast")
    assert (cell.verdict, cell.flips) == (pf.Verdict.UNDECIDED, 0)
    assert f"{cell.variants} of {cell.variants} answers to contrasts are empty, which is not compared." in cell.reason


def test_one_empty_answer_beside_others_that_changed_hides_nothing():
    cell = next(cell for cell in fuzz(0).cells if cell.family == "contrast")
    assert cell.verdict is pf.Verdict.FOLLOWS
    part = next(cell for cell in fuzz(1).cells if cell.family == "contrast")
    assert part.flips == 4
    assert part.verdict is not pf.Verdict.IGNORES


def edit(number: int) -> Variant:
    return PROMPT.variant(pf.Edit(0, len(ASKS[0]), ASKS[number], "test"))


@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_a_property_test_of_empty_contrasts_is_undecided(noise: float):
    rng = random.Random(2)

    def say(text: str) -> str:
        said = answer(text, 3)
        return "yes" if said == "no" and rng.random() < noise else said

    model = pf.model(say, name=None, temperature=0.7 if noise else 0.0)
    with pytest.raises(pf.Undecided, match="got an empty answer, which neither follows nor ignores"):
        pf.assert_contrast([edit(1), edit(2), edit(3)], model)


def test_a_property_test_of_contrasts_that_change_the_answer_passes():
    calls: list[str] = []

    def say(text: str) -> str:
        calls.append(text)
        return answer(text, 0)

    pf.assert_contrast([edit(1), edit(2), edit(3)], pf.model(say, name=None))
    assert len(set(calls)) == 12
