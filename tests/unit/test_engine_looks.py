"""Looks at a model that samples: which inputs they take, how long they go on, and what is said where they end."""

import random
import re
from collections import Counter

import pytest

import promptfuzz as pf
from promptfuzz.engine.plan import spread
from promptfuzz.records import Cell, Results
from promptfuzz.reporting.measured import needed_line

HEAD = (
    "Classify the sentiment of the following customer review as positive or negative. Please reply with one word only "
    "and do not explain your answer."
)
OTHER = {"positive": "negative", "negative": "positive"}
CONTRASTS = ["How many words has the review? Reply with the number.\n\nReview: {review}"]


def prompt_of(inputs: int) -> pf.Prompt:
    return pf.Prompt(
        HEAD + "\n\nReview: {review}",
        cases=[{"review": f"Item {chr(65 + n)} was {'bad' if n % 2 else 'good'}."} for n in range(inputs)],
        answer=pf.Label("positive", "negative"),
        contrasts=CONTRASTS,
        id=f"looks-{inputs}",
    )


class Sampler:
    """Errs in some answers, in more where the wording is another and the input is one of `weak`."""

    def __init__(self, weak: range, usual: float, reworded: float) -> None:
        self.weak, self.usual, self.reworded = weak, usual, reworded
        self.rng = random.Random(1)
        self.asked: Counter[int] = Counter()

    def __call__(self, text: str) -> str:
        if "How many words" in text:
            return "4"
        number = ord(text[text.rindex("tem ") + 4]) - 65
        self.asked[number] += 1
        answer = "positive" if "good" in text else "negative"
        errs = self.usual if HEAD in text or number not in self.weak else self.reworded
        return OTHER[answer] if self.rng.random() < errs else answer


def fuzz(prompt: pf.Prompt, model: Sampler, calls: int, *, anytime: bool = False) -> Results:
    drawn = pf.model(model, name=None, temperature=0.7)
    return pf.fuzz(prompt, drawn, families=("paraphrase",), budget=pf.Budget(calls=calls), anytime=anytime)


class Failing(Sampler):
    """Raises in some calls of the prompt as written, but the first of an input; reworded it errs as usual."""

    def __init__(self, weak: range, share: float) -> None:
        super().__init__(range(0), 0.05, 0.05)
        self.failing, self.share = weak, share
        self.as_written: Counter[str] = Counter()

    def __call__(self, text: str) -> str:
        number = ord(text[text.rindex("tem ") + 4]) - 65
        self.as_written[text] += HEAD in text
        if number in self.failing and self.as_written[text] > 1 and self.rng.random() < self.share:
            raise ValueError("'mixed' is not a label")
        return super().__call__(text)


def cell_of(results: Results) -> Cell:
    return next(cell for cell in results.cells if cell.family == "paraphrase")


def test_wording_that_matters_on_later_inputs_alone_is_seen():
    model = Sampler(range(5, 12), 0.05, 0.9)
    cell = cell_of(fuzz(prompt_of(12), model, 1500))
    assert cell.verdict is pf.Verdict.DEPENDENT
    assert sum(model.asked[number] for number in range(5, 10)) > 100


def test_all_inputs_up_to_fifteen_are_looked_at_and_beyond_them_the_reason_says_how_many():
    few, many = Sampler(range(0), 0.05, 0.05), Sampler(range(0), 0.05, 0.05)
    whole = cell_of(fuzz(prompt_of(15), few, 1500))
    part = cell_of(fuzz(prompt_of(20), many, 1500))
    assert min(few.asked[number] for number in range(15)) >= 10
    assert "inputs" not in whole.reason
    assert "That is of 15 of 20 inputs." in part.reason


def test_anytime_looks_go_on_until_a_small_effect_is_told():
    results = fuzz(prompt_of(4), Sampler(range(4), 0.1, 0.3), 4_000, anytime=True)
    cell = cell_of(results)
    assert results.run.calls > 3 * 60 + 200
    assert (cell.verdict, results.run.status) == (pf.Verdict.DEPENDENT, "complete")


def test_a_run_that_the_calls_ended_says_so_and_no_more():
    results = fuzz(prompt_of(4), Sampler(range(4), 0.1, 0.25), 500, anytime=True)
    cell = cell_of(results)
    assert (cell.verdict, results.run.status) == (pf.Verdict.UNDECIDED, "budget")
    assert "reaches past the tolerance" not in cell.reason


@pytest.mark.parametrize("share", [0.3, 1.0])
def test_failed_calls_of_the_prompt_as_written_leave_its_cells_undecided(share: float):
    cell = cell_of(fuzz(prompt_of(3), Failing(range(3), share), 800))
    assert cell.verdict is pf.Verdict.UNDECIDED
    assert "calls of the prompt as written failed, more than 10%: ValueError: 'mixed' is not a label" in cell.reason


@pytest.mark.parametrize("inputs", [5, 12])
def test_an_input_without_samples_as_written_costs_no_run_and_counts_for_nothing(inputs: int):
    results = fuzz(prompt_of(inputs), Failing(range(1, 2), 1.0), 900)
    assert "NaN" not in results.to_json()
    assert results.run.status == "complete"
    assert cell_of(results).verdict is not pf.Verdict.DEPENDENT


def test_a_noisier_prompt_than_its_rewordings_makes_no_finding():
    class Steadier(Sampler):
        def __call__(self, text: str) -> str:
            self.usual = 0.0 if "lease" not in text else 0.3
            return super().__call__(text)

    found = []
    for seed in range(25):
        model = Steadier(range(0), 0.3, 0.3)
        model.rng = random.Random(seed)
        drawn = pf.model(model, name=None, temperature=0.7)
        results = pf.fuzz(prompt_of(12), drawn, families=("paraphrase",), budget=pf.Budget(calls=700), seed=seed)
        found += results.findings
    assert found == []


def test_rewordings_of_inputs_that_wait_for_their_look_have_not_run_out():
    rng = random.Random(3)

    def answer(text: str) -> str:
        other = "Mr. John Smith said his" not in text and "said" in text and "soup" not in text
        return OTHER["positive"] if other != (rng.random() < 0.1) else "positive"

    person = "Mr. John Smith said his {} was good. He is a nurse aged 34."
    people = [person.format(f"{thing} lamp") for thing in "abcdefghijklmno"]
    texts = [person.format("soup"), "It was fine.", "I was glad.", "All went well.", "No word.", *people]
    in_turn = dict(zip(spread(range(len(texts)), 5), texts, strict=True))  # the first look takes the first five
    prompt = pf.Prompt(
        HEAD + "\n\nReview: {review}",
        cases=[{"review": in_turn[number]} for number in range(len(texts))],
        answer=pf.Label("positive", "negative"),
        id="looks-people",
    )
    drawn = pf.model(answer, name=None, temperature=0.7)
    results = pf.fuzz(prompt, drawn, families=("counterfactual",), budget=pf.Budget(calls=900))
    cell = next(cell for cell in results.cells if cell.family == "counterfactual")
    assert cell.verdict is pf.Verdict.DEPENDENT, cell.reason
    assert cell.variants > 10


def test_once_all_looks_are_taken_it_says_how_many_samples_decide() -> None:
    def cell_with(samples: int | None) -> Cell:
        noisy = pf.model(Sampler(range(0), 0.15, 0.15), name=None, temperature=0.7)
        budget = pf.Budget(calls=3000)
        return pf.fuzz(prompt_of(7), noisy, families=("paraphrase",), budget=budget, samples=samples).cells[0]

    cell = cell_with(None)
    said = re.search(r"All 3 looks were taken; samples=(\d+) asks about as often as a decision takes\.", cell.reason)
    assert cell.verdict == "undecided" and cell.calls_needed is not None and said is not None
    assert "with more samples a wording" in needed_line(cell)
    assert cell_with(int(said[1])).verdict == "stable"
