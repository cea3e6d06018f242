"""What is no agreement: another unit, an answer that cannot be read, an empty one, a model that changed meanwhile."""

import hashlib
import random
from collections.abc import Callable

import pytest

import promptfuzz as pf
from promptfuzz.records import Results, Verdict

OTHERS = (
    "Count the crates.\n\nText: {text}\nCrates:",
    "Name the heaviest parcel.\n\nText: {text}\nParcel:",
    "Count the sacks.\n\nText: {text}\nSacks:",
    "Who wrote this?\n\nText: {text}\nWriter:",
    "When was it sent?\n\nText: {text}\nDay:",
    "Where does it go?\n\nText: {text}\nPlace:",
)
SUM = "How much do all parcels weigh in total? Work out the sum and give only the number.\n\nText: {text}\nSum:"
WEIGHT = pf.Prompt(
    SUM,
    slots={"text": "Two crates of 12 kg and a sack of 6 kg."},
    answer=pf.Number(),
    contrasts=OTHERS,
    id="weight",
)
TASK = "Sort the request into kitchen, garden or cleaning. Please answer with one word only."
SORT = pf.Prompt(
    TASK + "\n\nRequest: {text}\nKind:",
    slots={"text": "The oven does not heat."},
    answer=pf.Label("kitchen", "garden", "cleaning"),
    contrasts=OTHERS,
    id="sort",
)
TOY = pf.Oracle(embedder=pf.ToyEmbedder())


def fuzz(
    prompt: pf.Prompt, model: object, *, calls: int = 400, families: tuple[str, ...] = ("paraphrase", "degrade")
) -> Results:
    return pf.fuzz(prompt, model, families=families, budget=pf.Budget(calls=calls), seed=0, oracle=TOY)


def verdicts(results: Results) -> set[Verdict]:
    return {cell.verdict for cell in results.cells if cell.family != "contrast"}


@pytest.mark.parametrize("pair", [("30 kg", "30 g"), ("$30", "€30"), ("30 days", "30 weeks")])
def test_the_same_number_in_another_unit_is_another_answer(pair: tuple[str, str]) -> None:
    def answer(text: str) -> str:
        return "17" if "Work out" not in text and "Sum:" not in text else pair["total" not in text]

    assert Verdict.DEPENDENT in verdicts(fuzz(WEIGHT, answer))
    at = SUM.index("total")
    with pytest.raises(pf.WordingDependence):
        pf.assert_stable(WEIGHT.variant(pf.Edit(at, at + 5, "all", "words")), answer, oracle=TOY)


@pytest.mark.parametrize("number", range(40, 160, 10))
def test_a_model_that_changes_once_is_no_finding(number: int) -> None:
    asked = [0]

    def answer(text: str) -> str:
        asked[0] += 1
        return "garden" if "Sort" not in text and "Kind" not in text else "kitchen" if asked[0] < number else "cleaning"

    found = fuzz(SORT, answer, families=("paraphrase", "degrade", "format"))
    assert not found.findings
    assert Verdict.DEPENDENT not in verdicts(found)


@pytest.mark.parametrize("readable", [0.0, 0.1])
def test_answers_of_a_sampling_model_that_cannot_be_read_are_not_stable(readable: float) -> None:
    rng = random.Random(1)

    def answer(text: str) -> str:
        if "Kind" not in text:
            return "garden"
        return "kitchen" if rng.random() < readable else "Hard to tell from here."

    found = fuzz(SORT, pf.model(answer, temperature=1.0), calls=600)
    assert Verdict.STABLE not in verdicts(found)
    if not readable:
        assert any("which is no agreement" in cell.reason for cell in found.cells)


def test_an_empty_answer_agrees_with_nothing_not_even_with_another_empty_one() -> None:
    def noise(said: Callable[[], str]) -> float:
        found = fuzz(SORT, pf.model(lambda _text: said(), temperature=1.0), calls=200)
        return max(cell.noise_floor for cell in found.cells if cell.noise_floor is not None)

    rng = random.Random(2)
    half = noise(lambda: "" if rng.random() < 0.5 else "kitchen")
    rng = random.Random(2)
    assert half > noise(lambda: "garden" if rng.random() < 0.5 else "kitchen") + 0.1
    assert half == pytest.approx(0.75, abs=0.1)


@pytest.mark.parametrize("salt", [2, 3])
def test_a_model_that_answers_by_chance_of_the_wording_does_not_follow_its_instruction(salt: int) -> None:
    rooms = ("kitchen", "garden", "cleaning", "office", "garage", "cellar")
    template = SORT.template.replace(
        "kitchen, garden or cleaning", "kitchen, garden, cleaning, office, garage or cellar"
    )
    prompt = pf.Prompt(template, slots=dict(SORT.cases[0].values), answer=pf.Label(*rooms), contrasts=OTHERS, id="sort")

    def answer(text: str) -> str:
        return rooms[hashlib.sha256(f"{salt}{text}".encode()).digest()[0] % 6]

    found = fuzz(prompt, answer, calls=120)
    (contrast,) = [cell for cell in found.cells if cell.family == "contrast"]
    assert (contrast.flips, contrast.variants) == (6, 6)
    assert contrast.placebo is not None and contrast.placebo >= 0.5
    assert contrast.verdict is Verdict.UNDECIDED
    assert "white space alone" in contrast.reason
