"""Prompts with more inputs than rewordings are asked of: none are favoured, and like is held against like."""

import random

import pytest

import promptfuzz as pf
from promptfuzz.engine.plan import spread

TEMPLATE = "Please classify the message as billing or delivery. Reply with one word.\n\nMessage: {message}"


def prompt_of(number, name, *, expected=False):
    """A prompt of a sorted corpus: the first half is about invoices, the second about parcels."""
    texts = [f"{'invoice' if n < number / 2 else 'parcel'} number {n} is wrong" for n in range(number)]
    right = {"invoice": "billing", "parcel": "delivery"}
    cases = [{"message": text, **({"expected": right[text.split()[0]]} if expected else {})} for text in texts]
    return pf.Prompt(TEMPLATE, cases=cases, answer=pf.Label("billing", "delivery"), id=name)


def classify(text):
    return "billing" if "invoice" in text.rpartition("Message:")[2] else "delivery"


@pytest.mark.parametrize("number", [31, 60, 100, 1000])
@pytest.mark.parametrize("taken", [5, 15, 30])
def test_any_first_cases_are_of_the_whole_list(number, taken):
    cases = spread(range(number), taken)
    assert sorted(cases) == list(range(number))
    start = random.Random(number).randrange(number)
    for first in (cases[:taken], [*cases[start:], *cases][:taken]):
        quarters = [sum(4 * case // number == quarter for case in first) for quarter in range(4)]
        assert max(quarters) - min(quarters) <= max(2, taken // 8)
    assert spread(range(taken), taken) == list(range(taken))


def test_a_fault_of_the_last_inputs_is_no_stable():
    def last_are_bad(text):
        changed = not text.startswith("Please classify the message as billing or delivery. Reply with one word.")
        return {"billing": "billing", "delivery": "billing" if changed else "delivery"}[classify(text)]

    results = pf.fuzz([prompt_of(100, "last")], last_are_bad, families=("paraphrase",), budget=pf.Budget(calls=400))
    (cell,) = (cell for cell in results.cells if cell.family == "paraphrase")
    assert cell.verdict != "stable"
    assert results.findings


def test_a_cell_says_how_many_of_its_inputs_were_reworded():
    results = pf.fuzz([prompt_of(100, "told")], classify, families=("paraphrase",), budget=pf.Budget(calls=400))
    (cell,) = (cell for cell in results.cells if cell.family == "paraphrase")
    assert cell.verdict == "stable"
    assert "That is of 30 of 100 inputs." in cell.reason


@pytest.mark.parametrize("number", [12, 40, 100])
def test_accuracy_holds_rewordings_against_the_base_on_the_same_inputs(number):
    def biased(text):
        return "billing" if not text.startswith("Please") else classify(text).replace("delivery", "billing")

    results = pf.fuzz(
        [prompt_of(number, f"biased-{number}", expected=True)],
        biased,
        families=("paraphrase", "degrade"),
        budget=pf.Budget(calls=600),
    )
    measured = [cell.accuracy for cell in results.cells if cell.accuracy is not None]
    assert measured
    for accuracy in measured:
        lost = (accuracy.harmed - accuracy.helped) / accuracy.known
        assert accuracy.base - accuracy.variants == pytest.approx(lost)
