"""Probes: many edits at once, then halved; they find what thirty random variants miss, and count in no share."""

import random

import pytest

import promptfuzz as pf
from promptfuzz.engine.controls import planned
from promptfuzz.engine.packing import MOST_PROBES, probes_of
from promptfuzz.engine.plan import Settings, plan_prompt
from promptfuzz.events import CallsMade, FindingSaved

PROMPT = pf.Prompt(
    "Please read the following customer review carefully. Classify the sentiment of the review as positive or "
    "negative. Answer with one word only, and do not explain your answer.\n\nReview: {review}",
    cases=[{"review": "I smiled."}, {"review": "A dull evening."}],
    answer=pf.Label("positive", "negative"),
    id="probed",
)
CALLS = pf.Budget(calls=400)


def needs(*words: str):
    """Return a model that changes its answer only where every one of `words` is gone from the instruction."""

    def model(text: str) -> str:
        right = "positive" if "smiled" in text else "negative"
        gone = all(word not in text for word in words)
        return {"positive": "negative", "negative": "positive"}[right] if gone else right

    return model


def cell_of(family: str):
    plan = plan_prompt(PROMPT, Settings((family,)))
    return planned(plan).cells[0]


@pytest.mark.parametrize("family", ["paraphrase", "reorder", "degrade", "format"])
def test_probes_hold_nearly_every_kind_of_edit_between_them(family: str) -> None:
    cell = cell_of(family)
    probes = probes_of(cell, 0)
    assert 1 <= len(probes) <= MOST_PROBES
    tried = {edit.mutator for probe in probes for edit in probe.edits}
    assert len(tried) >= 0.8 * len({site.mutator for site in cell.plan.sites})
    assert len(probes[0].units) >= max(len(probe.units) for probe in probes) / 2


def test_a_probe_asks_for_the_same_as_a_question() -> None:
    """Only bold alternatives of few sites do, and other edits are always at their place."""
    prompt = pf.Prompt(
        "Classify the review as positive or negative.\n\nReview: {review}", slots={"review": "I smiled."}
    )
    cell = planned(plan_prompt(prompt, Settings(("paraphrase",)))).cells[0]
    assert any("?" in edit.text for probe in probes_of(cell, 0) for edit in probe.edits)


def test_the_fullest_probe_puts_in_no_word_that_it_takes_out() -> None:
    prompt = pf.Prompt(
        "Please read the complaint and decide whether it is urgent. If you are not sure, answer no. Answer yes or no."
        "\n\nComplaint: {complaint}",
        slots={"complaint": "Water runs down the wall."},
    )
    cell = planned(plan_prompt(prompt, Settings(("paraphrase",)))).cells[0]
    politeness = {"less-politeness", "polite-requests"}
    assert politeness <= {site.mutator for site in cell.plan.sites}
    assert len(politeness & {edit.mutator for edit in probes_of(cell, 0)[0].edits}) == 1
    assert politeness <= {edit.mutator for probe in probes_of(cell, 0) for edit in probe.edits}


def texts_of(model, prompt: pf.Prompt = PROMPT, **more: object) -> tuple[list[str], pf.Report]:
    """Fuzz `model`; return what it was asked, in order, and the report."""
    asked: list[str] = []

    def noted(text: str) -> str:
        asked.append(text)
        return model(text)

    return asked, pf.fuzz(prompt, noted, **{"families": ("paraphrase", "reorder"), "budget": CALLS, **more})


def test_the_first_probes_are_asked_along_with_the_base() -> None:
    asked, _ = texts_of(needs("nothing of the kind"))
    base = [pf.Variant(PROMPT).render(case)[-1].content for case in range(2)]
    first = [probes_of(cell_of(family), 0)[0].render(0)[-1].content for family in ("paraphrase", "reorder")]
    assert asked[:4] == [*base, *first]
    assert asked.count(base[0]) >= 3


def test_an_answer_type_that_has_to_be_inferred_is_known_before_probes_are_asked() -> None:
    prompt = pf.Prompt(PROMPT.template, cases=PROMPT.cases, id="inferred")
    asked, report = texts_of(needs("Please", "Classify"), prompt)
    base = pf.Variant(prompt).render(0)[-1].content
    assert asked[:4].count(base) == 3
    assert report.run.calls == len(asked)


def test_a_probe_that_flips_by_chance_is_asked_again_and_makes_no_finding() -> None:
    """One wrong answer, to the first probe: parts of it would be searched through, for nothing."""
    probe = probes_of(cell_of("paraphrase"), 0)[0].render(0)[-1].content
    answers = iter(["negative"])

    def model(text: str) -> str:
        right = "positive" if "smiled" in text else "negative"
        return next(answers, right) if text == probe else right

    asked, report = texts_of(model, families=("paraphrase",))
    assert probe in asked[:3]
    assert probe in asked[3 : asked.index(probe) + 8]
    assert not report.run.model.deterministic
    assert not report.findings


@pytest.mark.parametrize("seed", range(3))
def test_probes_of_a_model_that_samples_are_thrown_away(seed: int) -> None:
    rng = random.Random(seed)

    def model(text: str) -> str:
        right = ("positive", "negative") if "smiled" in text else ("negative", "positive")
        return right[rng.random() < 0.3]

    _, report = texts_of(model, families=("paraphrase",))
    assert not report.run.model.deterministic
    assert not report.findings


def test_a_trigger_of_two_words_is_found_and_shrunk_to_them() -> None:
    report = pf.fuzz(PROMPT, needs("Classify", "sentiment"), families=("degrade",), budget=CALLS)
    (finding,) = report.findings
    assert len(finding.minimal.edits) == 2
    assert finding.shrunk


def test_what_probes_find_counts_in_no_share() -> None:
    """Five edits must meet: all are in one probe, and in hardly any variant that is drawn."""
    wanted = probes_of(cell_of("paraphrase"), 0)[0].units[:5]
    texts = [edit.text for unit in wanted for edit in unit if edit.text.strip()]
    parts = [text.strip() for text in texts if text.strip() not in PROMPT.template]
    assert len(parts) >= 4

    def model(text: str) -> str:
        right = "positive" if "smiled" in text else "negative"
        return {"positive": "negative", "negative": "positive"}[right] if all(p in text for p in parts) else right

    report = pf.fuzz(PROMPT, model, families=("paraphrase",), budget=CALLS)
    cell = next(cell for cell in report.cells if cell.family == "paraphrase")
    (finding,) = report.findings
    assert finding.verdict == "counterexample"
    assert (cell.variants, cell.flips) == (30, 0)
    assert "none of 30 drawn at random does" in finding.summary
    assert 4 <= len({edit.link or edit.start for edit in finding.minimal.edits}) <= 5


def test_a_finding_is_saved_before_the_placebos_are_asked() -> None:
    calls: list[int] = []
    at: list[int] = []

    def listener(event: object) -> None:
        if isinstance(event, CallsMade):
            calls.append(event.calls)
        elif isinstance(event, FindingSaved) and not at:
            at.append(calls[-1])

    pf.fuzz(PROMPT, needs("Classify"), families=("paraphrase",), budget=CALLS, listeners=[listener])
    assert at
    assert at[0] < 4 + 1 + 10 + 12


def test_a_robust_model_pays_a_few_calls_for_them() -> None:
    asked: list[str] = []

    def model(text: str) -> str:
        asked.append(text)
        return "positive" if "smiled" in text else "negative"

    report = pf.fuzz(PROMPT, model, families=("paraphrase",), budget=CALLS)
    assert not report.findings
    cell = next(cell for cell in report.cells if cell.family == "paraphrase")
    assert cell.variants == 30
    with_probes = report.run.calls
    small = pf.fuzz(
        PROMPT, needs("nothing of the kind", "Review"), families=("paraphrase",), budget=pf.Budget(calls=99)
    )
    assert with_probes - small.run.calls <= MOST_PROBES


def test_free_text_is_not_probed() -> None:
    asked: list[str] = []

    def model(text: str) -> str:
        asked.append(text)
        return "A long walk by the river is a fine thing to do."

    prompt = pf.Prompt(
        "Suggest one thing to do in the town of {town} on a Sunday.", slots={"town": "Bath"}, answer=pf.Text()
    )
    cell = planned(plan_prompt(prompt, Settings(("paraphrase",)))).cells[0]
    probes = {probe.render(0)[-1].content for probe in probes_of(cell, 0)}
    pf.fuzz(prompt, model, families=("paraphrase",), budget=pf.Budget(calls=120))
    assert len(probes & set(asked[:4])) == 0
