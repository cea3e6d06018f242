"""Calls by cell: what the cells of a campaign count sums up to what the run asked, however it went."""

import random

import pytest

import promptfuzz as pf

TEMPLATES = (
    "Please read the review carefully and classify its sentiment as positive or negative. Reply with one word."
    "\n\nReview: {review}",
    "Decide whether the guest below was pleased. Answer with positive or negative.\n\n{review}",
)
CASES = [{"review": "A great week by the sea."}, {"review": "The room was cold."}]


def prompts(number: int, *, alike: bool = False) -> list[pf.Prompt]:
    return [
        pf.Prompt(
            TEMPLATES[0 if alike else at % 2],
            cases=CASES,
            answer=pf.Label("positive", "negative"),
            contrasts=["Name the first word of: {review}", "Count the words of: {review}"],
            id=f"prompt-{at}",
        )
        for at in range(number)
    ]


def truth(text: str) -> str:
    return "positive" if "great" in text else "negative"


def steady(text: str) -> str:
    return truth(text)


def by_wording(text: str) -> str:
    return truth(text) if "lassify" in text or "Decide" in text else "negative"


def by_slips(text: str) -> str:
    return truth(text) if "sentiment" in text and "Reply" in text else "positive"


def wavering(share: float):
    rng = random.Random(3)

    def answer(text: str) -> str:
        return by_wording(text) if rng.random() > share else "positive"

    return answer


def deaf_at_times():
    rng = random.Random(4)

    def answer(text: str) -> str:
        if rng.random() < 0.1:
            raise TimeoutError("busy")
        return by_wording(text)

    return answer


def interrupted(after: int):
    asked = []

    def answer(text: str) -> str:
        asked.append(text)
        if len(asked) == after:
            raise KeyboardInterrupt
        return by_wording(text)

    return answer


def counted(report: pf.Report) -> tuple[int, int]:
    assert all(cell.calls >= 0 for cell in report.cells)
    return sum(cell.calls for cell in report.cells), report.run.calls


def fuzz(model, number: int, calls: int, *, alike: bool = False, **options) -> pf.Report:
    families = ("paraphrase", "degrade", "format")
    return pf.fuzz(prompts(number, alike=alike), model, families=families, budget=pf.Budget(calls=calls), **options)


@pytest.mark.parametrize("calls", [7, 60, 700])
@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("model", [steady, by_wording, by_slips])
def test_calls_of_cells_sum_up_where_the_model_repeats_itself(model, number: int, calls: int) -> None:
    cells, run = counted(fuzz(model, number, calls))
    assert cells == run > 0


@pytest.mark.parametrize("calls", [30, 150, 900])
@pytest.mark.parametrize(("share", "number"), [(0.1, 1), (0.3, 2)])
def test_calls_of_cells_sum_up_where_the_model_samples(share: float, number: int, calls: int) -> None:
    cells, run = counted(fuzz(wavering(share), number, calls))
    assert cells == run > 0


@pytest.mark.parametrize("samples", [False, True])
def test_what_another_prompt_paid_for_is_counted_once(samples: bool) -> None:
    cells, run = counted(fuzz(wavering(0.2) if samples else by_wording, 3, 900, alike=True))
    assert cells == run > 0


@pytest.mark.parametrize("model", [deaf_at_times(), interrupted(9), interrupted(45), interrupted(130)])
def test_calls_of_cells_sum_up_where_calls_fail_or_the_run_is_interrupted(model) -> None:
    cells, run = counted(fuzz(model, 2, 400))
    assert cells == run > 0


def test_a_budget_of_tokens_ends_the_calls_of_cells_and_run_alike() -> None:
    report = pf.fuzz(prompts(2), by_wording, families=("paraphrase", "degrade"), budget=pf.Budget(tokens=6000))
    cells, run = counted(report)
    assert cells == run > 0


def test_what_cells_share_counts_at_the_first() -> None:
    report = fuzz(steady, 1, 700)
    calls = {cell.family: cell.calls for cell in report.cells}
    variants = {cell.family: cell.variants for cell in report.cells}
    assert calls["paraphrase"] > variants["paraphrase"] + 10
    assert calls["degrade"] == variants["degrade"]
    assert calls["contrast"] == variants["contrast"]
