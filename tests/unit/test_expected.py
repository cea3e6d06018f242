"""Where a case expects a few words, answers that give them mean the same, however they put it; others do not."""

import random

import pytest

import promptfuzz as pf
from promptfuzz.models.protocol import Model
from promptfuzz.records import Verdict

TEMPLATE = "Find the due date in the text from the invoice. Write only the date.\n\nText: {text}\nDue date:"
TEXT = "The full sum has to be paid no later than 30 November. Thank you for your business."
OTHERS = (
    TEMPLATE.replace("due date in the text", "sum in the text"),
    "Copy the text.\n\nText: {text}\nCopy:",
    "Who wrote the text below?\n\nText: {text}\nWriter:",
    "Translate the text into French.\n\nText: {text}\nFrench:",
)
SHORT = "Due 30 November, says the invoice."
LONG = "Clients are reminded to settle the balance by 30 November at the very latest."
TOY = pf.Oracle(embedder=pf.ToyEmbedder())


def prompt(expected: str | None, contrasts: tuple[str, ...] = ()) -> pf.Prompt:
    case = {"text": TEXT} | ({} if expected is None else {"expected": expected})
    return pf.Prompt(TEMPLATE, cases=[case], answer=pf.Text(), id="due", contrasts=contrasts)


def answering(reworded: str, *, noise: float = 0.0, seed: int = 0) -> Model:
    rng = random.Random(seed)

    def answer(text: str) -> str:
        if rng.random() < noise:
            return "No such thing was found here, sorry about that."
        if "Copy" in text or "sum in" in text:
            return TEXT
        if "Who wrote" in text or "French" in text:
            return "Une entreprise dont personne ne connait le nom."
        return SHORT if "Write only" in text else reworded

    return pf.model(answer, name=None, **({"temperature": 0.7} if noise else {}))


def verdict(expected: str | None, reworded: str, *, noise: float = 0.0) -> tuple[Verdict, int]:
    model = answering(reworded, noise=noise)
    found = pf.fuzz(prompt(expected), model, families=("degrade",), budget=pf.Budget(calls=400), seed=0, oracle=TOY)
    (cell,) = [cell for cell in found.cells if cell.family == "degrade"]
    return cell.verdict, len(found.findings)


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_another_way_of_putting_the_expected_answer_is_no_finding(noise: float) -> None:
    assert verdict(None, LONG, noise=noise)[1]
    assert verdict("30 November", LONG, noise=noise)[0] is not Verdict.DEPENDENT
    assert not verdict("30 November", LONG, noise=noise)[1]


@pytest.mark.parametrize(
    "reworded",
    [
        "Clients are reminded to settle the balance by 31 December at the very latest.",
        "What they are asked for is not due on 30 November.",
        "They may settle it on 30 November or 1 December, whatever is easier for them.",
    ],
)
def test_what_does_not_give_the_expected_answer_is_one(reworded: str) -> None:
    assert verdict("30 November", reworded)[0] is Verdict.DEPENDENT


def test_a_property_passes_where_both_give_it_and_fails_where_one_does_not() -> None:
    asked = prompt("30 November")
    at = TEMPLATE.index("Write")
    variant = asked.variant(pf.Edit(at, at + 5, "Give", "verbs"))
    for noise in (0.0, 0.05):
        pf.assert_stable(variant, answering(LONG, noise=noise), oracle=TOY)
        with pytest.raises(pf.WordingDependence):
            pf.assert_stable(variant, answering("Une facture dont on ne sait rien.", noise=noise), oracle=TOY)


@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_another_instruction_may_ask_for_more_than_the_expected_words(noise: float) -> None:
    found = pf.fuzz(
        prompt("30 November", OTHERS), answering(SHORT, noise=noise), families=("paraphrase",),
        budget=pf.Budget(calls=300), seed=0, oracle=TOY,
    )  # fmt: skip
    (cell,) = [cell for cell in found.cells if cell.family == "contrast"]
    assert cell.flips == cell.variants >= len(OTHERS)


def test_a_long_expected_answer_is_only_an_example() -> None:
    assert verdict("The due date that the invoice names is 30 November", LONG)[1]
