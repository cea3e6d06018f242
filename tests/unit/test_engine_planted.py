"""Planted models: the noise of a model is no disobedience, and what is shown of a finding is what it is about."""

import itertools
import random
from collections.abc import Callable

import pytest

import promptfuzz as pf
from promptfuzz.records import Cell, Verdict
from promptfuzz.render import show_edits

ELSE = ("name a price", "forbid subletting", "demand a deposit", "name a court", "set a limit", "ask for insurance")
CLAUSE = "Does the contract below {task}? Say yes or no and nothing else.\n\nContract:\n{{contract}}"
PROMPT = pf.Prompt(
    CLAUSE.format(task="allow either side to leave early"),
    slots={"contract": "Either party may end this contract with 30 days of notice in writing."},
    answer=pf.YesNo(),
    contrasts=[CLAUSE.format(task=task) for task in ELSE],
    id="clause",
)
TICKET = pf.Prompt(
    "Classify the ticket as bug, feature or question. Answer with one word only.\n\nTicket: {ticket}",
    slots={"ticket": "The export button crashes the page."},
    answer=pf.Label("bug", "feature", "question"),
    id="ticket",
)
OTHER = {"yes": "no", "no": "yes"}


def follows(text: str) -> str:
    return "no" if any(task in text for task in ELSE) else "yes"


def noisy(answer: Callable[[str], str], share: float, seed: int) -> Callable[[str], str]:
    """Return a model that gives the other answer in `share` of its calls."""
    rng = random.Random(seed)

    def ask(text: str) -> str:
        said = answer(text)
        return OTHER[said] if rng.random() < share else said

    return ask


def fuzz(prompt: pf.Prompt, model: object, seed: int = 0, families: tuple[str, ...] = ("paraphrase",)) -> object:
    oracle = pf.Oracle(embedder=pf.ToyEmbedder())
    return pf.fuzz(prompt, model, families=families, budget=pf.Budget(calls=400), seed=seed, oracle=oracle)


def contrast_cell(report: object) -> Cell:
    (cell,) = (cell for cell in report.cells if cell.family == "contrast")
    return cell


@pytest.mark.parametrize("share", [0.15, 0.25])
@pytest.mark.parametrize("seed", range(3))
def test_noise_between_two_answers_is_no_disobedience(share: float, seed: int) -> None:
    """One "no" cannot stand out from a base that says it in a fifth of its samples; five of five do."""
    report = fuzz(PROMPT, noisy(follows, share, seed), seed)

    assert report.run.model.deterministic is False
    assert contrast_cell(report).verdict is not Verdict.IGNORES
    assert contrast_cell(report).flips
    assert not report.findings


@pytest.mark.parametrize("seed", range(3))
def test_a_noisy_model_that_ignores_its_instruction_is_found(seed: int) -> None:
    report = fuzz(PROMPT, noisy(lambda _: "yes", 0.2, seed), seed)

    assert contrast_cell(report).verdict is Verdict.IGNORES
    assert [finding.verdict for finding in report.findings] == [Verdict.IGNORES]


def test_without_calls_to_ask_contrasts_again_noise_proves_nothing() -> None:
    oracle = pf.Oracle(embedder=pf.ToyEmbedder())
    for calls in (80, 90, 100):
        model = noisy(follows, 0.3, calls)
        report = pf.fuzz(PROMPT, model, families=("paraphrase",), budget=pf.Budget(calls=calls), oracle=oracle)
        assert not report.findings


def test_an_edit_that_adds_is_not_blamed_on_words_beside_it() -> None:
    report = fuzz(TICKET, lambda text: "question" if "hank" in text else "bug")

    (finding,) = report.findings
    assert [edit.mutator for edit in finding.minimal.edits] == ["closing-thanks"]
    assert finding.words == ()


def test_an_edit_that_replaces_is_blamed_beside_others() -> None:
    report = fuzz(TICKET, lambda text: "bug" if "classify" in text.casefold() else "question")

    (finding,) = report.findings
    assert finding.words[0].text == "Classify"
    assert finding.words[0].alone is True


def test_words_of_edits_that_were_not_shrunk_are_not_blamed() -> None:
    """With noise and few calls left, of several edits nobody knows which one matters."""
    model = noisy(lambda text: "no" if "hank" in text else follows(text), 0.1, 0)
    report = fuzz(PROMPT, model, 0, ("paraphrase", "reorder", "degrade", "format"))

    (finding,) = report.findings
    assert not finding.shrunk
    assert len(finding.minimal.edits) > 1
    assert not any(word.weight == 1 and word.ci is None for word in finding.words)


def test_one_failed_repeat_of_many_does_not_undo_a_verdict() -> None:
    number = itertools.count()

    def rarely_down(text: str) -> str:
        if next(number) % 37 == 36:
            raise TimeoutError("busy")
        return "bug" if "classify" in text.casefold() else "question"

    report = fuzz(TICKET, rarely_down)

    assert report.run.failed_calls
    assert [cell.verdict for cell in report.cells if cell.family == "paraphrase"] == [Verdict.DEPENDENT]


def test_repeats_that_all_fail_confirm_nothing() -> None:
    seen: set[str] = set()

    def once(text: str) -> str:
        if text in seen:
            raise TimeoutError("asked before")
        seen.add(text)
        return "bug" if "classify" in text.casefold() else "question"

    report = fuzz(TICKET, once)

    (cell,) = (cell for cell in report.cells if cell.family == "paraphrase")
    assert cell.verdict is Verdict.UNDECIDED
    assert "the budget ended" not in cell.reason
    assert "asked before" in cell.reason
    assert not report.findings


def test_of_a_model_that_never_answered_nothing_is_known() -> None:
    def down(text: str) -> str:
        raise TimeoutError("down")

    assert fuzz(TICKET, down).run.model.deterministic is None


def test_a_slip_of_the_sampling_is_not_shown_for_a_dependent_cell() -> None:
    """A wording of whose two samples one is like the base's says less than one whose both are not."""
    wrong = 0
    for seed in range(4):

        def brittle(text: str) -> str:
            return follows(text) if "contract below" in text else "no"

        report = fuzz(PROMPT, noisy(brittle, 0.1, seed), seed)
        for finding in report.findings:
            assert finding.verdict is not Verdict.IGNORES
            variant = pf.Variant.from_json(finding.variant)
            assert show_edits(variant)
            wrong += "contract below" in variant.render(finding.minimal.case)[-1].content
    assert not wrong


def test_a_budget_too_small_for_all_cells_looks_at_as_many_as_it_covers() -> None:
    four = ("paraphrase", "reorder", "degrade", "format")
    oracle = pf.Oracle(embedder=pf.ToyEmbedder())
    report = pf.fuzz(TICKET, noisy_label(0.2), families=four, budget=pf.Budget(calls=110), oracle=oracle, seed=1)
    looked = [cell.family for cell in report.cells if cell.noise_floor is not None]
    assert looked == list(four[: len(looked)]) and len(looked) in {1, 2}
    assert 80 <= report.run.calls <= 110


def noisy_label(share: float) -> object:
    rng = random.Random(3)
    return pf.model(lambda _: rng.choice(["feature", "question"]) if rng.random() < share else "bug", temperature=0.7)
