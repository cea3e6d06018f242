"""What a run tells beyond its verdicts: words, doses, controls, selectivity, better wordings, and what is needed."""

import hashlib
import random

import pytest

import promptfuzz as pf
from promptfuzz.campaign import Report

FLIPPED = {"positive": "negative", "negative": "positive"}
REVIEWS = {"I smiled.": "positive", "A dull evening.": "negative", "What a feast for the eyes.": "positive"}
PROMPT = pf.Prompt(
    "Classify the sentiment of the following review as positive or negative. Answer with one word only. "
    "Do not explain your answer.\n\nReview: {review}",
    cases=[{"review": review, "expected": label} for review, label in REVIEWS.items()],
    answer=pf.Label("positive", "negative"),
    contrasts=["Name a colour for {review}", "Count the words in {review}", "Say hello to {review}"],
    id="explaining",
)


def right(text: str) -> str:
    for start, answer in (("Name a colour", "red"), ("Count the words", "2"), ("Say hello", "hello")):
        if text.startswith(start):
            return answer
    return next(label for review, label in REVIEWS.items() if review in text)


def brittle(text: str) -> str:
    answer = right(text)
    return answer if "sentiment" in text else FLIPPED.get(answer, answer)


def fuzz(model: object, calls: int = 800, prompt: pf.Prompt = PROMPT, **more: object) -> Report:
    return pf.fuzz(prompt, model, budget=pf.Budget(calls=calls), oracle=pf.Oracle(embedder=pf.ToyEmbedder()), **more)


def noisy(noise: float, seed: int, trigger: str = "sentiment") -> object:
    rng = random.Random(seed)

    def answer(text: str) -> str:
        said = right(text)
        flips = (trigger not in text) != (rng.random() < noise)
        return FLIPPED.get(said, said) if flips else said

    return pf.model(answer, temperature=1.0)


@pytest.fixture(scope="module")
def report() -> Report:
    return fuzz(brittle, families=("degrade",))


def test_the_word_that_matters_has_all_the_weight_and_flips_alone(report: Report) -> None:
    (finding,) = report.findings
    first, *rest = finding.words
    assert first.text == "sentiment" and first.alone
    assert first.weight > 0.8 and first.ci is not None and first.ci[0] > 0.5
    assert all(abs(word.weight) < 0.3 for word in rest)


def test_a_dependent_degrade_cell_has_a_falling_curve(report: Report) -> None:
    curve = next(cell for cell in report.cells if cell.family == "degrade").dose_response
    assert curve is not None
    assert list(curve.fitted) == sorted(curve.fitted, reverse=True)
    assert curve.fitted[-1] < 1 and curve.doses[-1] <= 0.5
    assert curve.area.ci[0] <= curve.area.value <= curve.area.ci[1]


def test_points_tell_repeats_placebos_contrasts_and_rewordings_apart(report: Report) -> None:
    (summary,) = report.prompts
    assert {point.kind for point in summary.points} == {"base", "placebo", "contrast"}
    cell = next(cell for cell in report.cells if cell.family == "degrade")
    assert sum(point.differs for point in cell.points) == cell.flips > 0
    assert len(cell.points) == cell.variants


def test_accuracy_tells_harm_from_help(report: Report) -> None:
    accuracy = next(cell for cell in report.cells if cell.family == "degrade").accuracy
    assert accuracy is not None and accuracy.base == 1.0
    assert accuracy.harmed == round(accuracy.known * (1 - accuracy.variants)) > 0
    assert accuracy.helped == 0


def test_the_report_with_all_of_it_survives_json(report: Report) -> None:
    again = Report.from_json(report.to_json())
    assert (again.run, again.prompts, again.cells) == (report.run, report.prompts, report.cells)


def test_a_model_that_ignores_its_instruction_has_no_selectivity() -> None:
    ignoring = fuzz(lambda text: next(label for review, label in REVIEWS.items() if review in text))
    following = fuzz(right)
    for told, low, high in ((ignoring, -0.1, 0.1), (following, 0.9, 1.0)):
        (summary,) = told.prompts
        assert summary.selectivity is not None
        assert low <= summary.selectivity.value <= high


def test_a_stable_cell_is_not_explained() -> None:
    report = fuzz(right, families=("degrade",))
    (cell, _) = report.cells
    assert cell.verdict == "stable" and cell.dose_response is None and cell.calls_needed is None


def test_an_undecided_cell_says_how_many_more_calls_would_decide() -> None:
    report = fuzz(right, 60, families=("paraphrase",))
    cell = report.cells[0]
    assert cell.verdict == "undecided" and cell.calls_needed is not None
    done = fuzz(right, 60 + cell.calls_needed + 20, families=("paraphrase",))
    assert done.cells[0].verdict == "stable"


MANY = pf.Prompt(
    "Classify the sentiment of the following review as positive or negative. Answer with one word only."
    "\n\nReview: {review}",
    cases=[{"review": f"Review number {number}.", "expected": "positive"} for number in range(12)],
    answer=pf.Label("positive", "negative"),
    id="many",
)


def test_a_wording_that_does_better_on_held_out_cases_is_suggested() -> None:
    report = fuzz(lambda text: "negative" if "the following" in text else "positive", 800, MANY)
    suggestion = report.prompts[0].suggestion
    assert suggestion is not None
    assert "the following" not in suggestion.source and "{review}" in suggestion.source
    assert (suggestion.base.hits, suggestion.reworded.hits) == (0, suggestion.reworded.of)
    assert suggestion.p_value <= 0.05


def test_a_wording_that_was_only_lucky_on_one_case_is_not_suggested() -> None:
    def lucky(text: str) -> str:
        return "positive" if hashlib.sha256(text.encode()).digest()[0] < 60 else "negative"

    report = fuzz(lucky, 1500, MANY)
    assert report.prompts[0].accuracy is not None and report.prompts[0].accuracy < 1
    assert report.prompts[0].suggestion is None


@pytest.mark.parametrize("seed", [0, 1])
def test_under_noise_a_wording_is_screened_confirmed_and_shrunk(seed: int) -> None:
    report = fuzz(noisy(0.2, seed), 1200, families=("paraphrase", "degrade"), seed=seed)
    shown = [finding for finding in report.findings if finding.family == "degrade"]
    assert len(shown) == 1 and shown[0].shrunk
    assert len(shown[0].minimal.edits) == 1 and "sentiment" not in shown[0].minimal.source
    assert " against " in shown[0].summary


def test_noise_alone_is_no_finding() -> None:
    assert not [finding for seed in range(4) for finding in fuzz(noisy(0.2, seed, ""), 400, seed=seed).findings]


def test_without_samples_of_the_base_no_model_is_said_to_ignore_its_instruction() -> None:
    for calls in (30, 80, 110):
        report = fuzz(noisy(0.1, 3, ""), calls)
        assert "ignores-instruction" not in {cell.verdict for cell in report.cells}


def test_anytime_evidence_decides_a_clear_cell_and_never_a_robust_one() -> None:
    clear = fuzz(noisy(0.05, 1), 2000, families=("degrade",), anytime=True)
    robust = fuzz(noisy(0.05, 1, ""), 1000, families=("degrade",), anytime=True)
    assert clear.findings and clear.cells[0].e_value is not None
    assert not robust.findings and robust.cells[0].verdict != "dependent"


def slightly(text: str) -> str:
    """Flip about a fifth of the wordings: above the tolerance, while the lower limit of 60 trials is not far from it."""
    answer = right(text)
    return FLIPPED.get(answer, answer) if hashlib.sha256(text.split("Review")[0].encode()).digest()[0] < 22 else answer


def test_strict_asks_the_lower_limit_to_be_above_the_tolerance() -> None:
    plain = fuzz(brittle, families=("degrade",)).cells[0]
    strict = fuzz(brittle, families=("degrade",), strict=True).cells[0]
    assert plain.verdict == strict.verdict == "dependent"
    assert strict.ci is not None and strict.ci[0] > 0.10
    assert strict.variants == 60 > plain.variants


def test_strict_leaves_undecided_what_is_only_just_above_the_tolerance() -> None:
    verdicts = {strict: fuzz(slightly, families=("degrade",), strict=strict).cells[0] for strict in (False, True)}
    assert verdicts[False].dependence is not None and verdicts[False].ci is not None
    assert verdicts[True].ci is not None and verdicts[True].ci[0] <= 0.10
    assert verdicts[True].verdict == "undecided"


def test_noise_that_drowns_everything_is_neither_stable_nor_followed() -> None:
    rng = random.Random(0)
    words = [f"word{number}" for number in range(60)]
    prompt = pf.Prompt("Say anything about {thing}, please.", slots={"thing": "ice"}, contrasts=[
        "Name a colour for {thing}", "Count the words in {thing}", "Say hello to {thing}"
    ], id="drowned")  # fmt: skip
    report = fuzz(pf.model(lambda _text: " ".join(rng.sample(words, 6)), temperature=1.0), prompt=prompt)
    assert not report.findings
    assert {str(cell.verdict) for cell in report.cells} <= {"unmeasurable", "undecided"}
    (summary,) = report.prompts
    assert summary.selectivity is None or abs(summary.selectivity.value) < 0.3
