"""Free text that nobody can read is no agreement and no change, in cells and in contrasts alike."""

import random

import pytest

import promptfuzz as pf
from promptfuzz.records import Budget, Cell, Verdict
from promptfuzz.statistics.contrasts import contrast_verdict, is_measurable

TEMPLATE = (
    "Please answer the customer's question below in one short and friendly sentence. Do not add a greeting.\n\n"
    "Question: {question}"
)
GERMAN = "Ihr Paket wird morgen bei Ihnen ankommen."
ENGLISH = "Your parcel will reach you tomorrow."
OTHERS = {
    "german": ("Leider haben wir diese Bestellung nicht gefunden.", "Das Paket ist schon gestern angekommen."),
    "english": ("Unfortunately we have not found this order.", "The parcel has already arrived yesterday."),
}
CONTRASTS = tuple(
    f"Name one {thing}, and nothing else.\n\nQuestion: {{question}}"
    for thing in ("river", "colour", "animal", "country", "tool", "month")
)
PROMPT = pf.Prompt(
    TEMPLATE,
    cases=[{"question": "Where is my parcel?"}],
    contrasts=CONTRASTS,
    answer=pf.Text(),
    id="reply",
)


def cells_of(model, *, prompt: pf.Prompt = PROMPT, calls: int = 600, seed: int = 0) -> dict[str, Cell]:
    report = pf.fuzz(
        prompt,
        model,
        families=("paraphrase", "degrade"),
        budget=Budget(calls=calls),
        seed=seed,
        oracle=pf.Oracle(embedder=pf.ToyEmbedder()),
    )
    assert not [finding for finding in report.findings if finding.verdict is Verdict.IGNORES]
    return {cell.family: cell for cell in report.cells}


@pytest.mark.parametrize("followed", [1, 3, 6])
def test_contrasts_that_cannot_be_read_prove_neither_that_they_are_followed_nor_that_they_are_ignored(
    followed: int,
) -> None:
    def model(text: str) -> str:
        place = next((place for place, other in enumerate(CONTRASTS) if text.startswith(other[:14])), None)
        return GERMAN if place is None or place >= followed else OTHERS["german"][place % 2]

    contrast = cells_of(model)["contrast"]
    assert contrast.verdict is Verdict.UNDECIDED and contrast.variants == 6 and contrast.calls >= 6
    assert f"{followed} of 6 answers to contrasts are free text that is not English" in contrast.reason


@pytest.mark.parametrize("odd", [0.08, 0.35])
def test_a_base_that_is_now_and_then_readable_does_not_make_contrasts_ignored(odd: float) -> None:
    replies = (GERMAN, "Morgen wird das Paket bei Ihnen sein.", "Das Paket kommt morgen bei Ihnen an.")
    for seed in range(6):
        rng = random.Random(seed)

        def model(text: str, rng: random.Random = rng) -> str:
            if rng.random() < odd:
                return ENGLISH
            base = not text.startswith("Name one")
            return rng.choice(replies if base else OTHERS["german"])

        assert cells_of(model, calls=300, seed=seed)["contrast"].verdict is not Verdict.IGNORES


@pytest.mark.parametrize("language", ["german", "english"])
@pytest.mark.parametrize("noise", [0.0, 0.02])
def test_few_changed_answers_rule_out_stable_whether_they_can_be_read_or_not(language: str, noise: float) -> None:
    base = GERMAN if language == "german" else ENGLISH
    stable = 0
    for seed in range(5):
        rng = random.Random(seed)

        def model(text: str, rng: random.Random = rng) -> str:
            if text.startswith("Name one"):
                return "The Danube."
            changed = hash_of(text) < 0.12 and text.split("Question")[0] != TEMPLATE.split("Question")[0]
            return OTHERS[language][0] if changed or rng.random() < noise else base

        cells = cells_of(model, seed=seed)
        stable += sum(cells[family].verdict is Verdict.STABLE for family in ("paraphrase", "degrade"))
    assert stable <= 3


def hash_of(text: str) -> float:
    return random.Random(text).random()


def test_the_verdict_on_contrasts_holds_whether_unread_ones_changed_or_not() -> None:
    assert contrast_verdict(0, 6) is Verdict.IGNORES
    assert contrast_verdict(0, 6, unread=1) is Verdict.UNDECIDED
    assert contrast_verdict(0, 12, unread=1) is Verdict.IGNORES
    assert contrast_verdict(5, 6, unread=1) is contrast_verdict(5, 6)
    assert is_measurable(0, 6, 0, 10) is False
    assert is_measurable(0, 6, 0, 10, unread=6) is None
    assert is_measurable(6, 7, 0, 10, unread=1) is True
