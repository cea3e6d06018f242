"""Probes: many edits at once, then halved; they find what thirty random variants miss, and count in no share."""

import pytest

import promptfuzz as pf
from promptfuzz.engine.controls import planned
from promptfuzz.engine.plan import Settings, plan_prompt
from promptfuzz.engine.probing import MOST_PROBES, probes_of
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
