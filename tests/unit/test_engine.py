"""The engine: budgets are kept, repeats go past the cache, errors are no agreement, interrupts lose nothing."""

import asyncio
import itertools
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import promptfuzz as pf
from promptfuzz import events
from promptfuzz.campaign import Report
from promptfuzz.engine.plan import CellPlan, Settings
from promptfuzz.engine.shrink import shrink_edits
from promptfuzz.mutators import Site
from promptfuzz.records import Output, Request

PROMPT = pf.Prompt(
    "Classify the sentiment of the following review as positive or negative. Answer with one word only. "
    "Do not explain your answer.\n\nReview: {review}",
    cases=[{"review": "I smiled.", "expected": "positive"}, {"review": "A dull evening.", "expected": "negative"}],
    answer=pf.Label("positive", "negative"),
    contrasts=["Name a colour for {review}", "Count the words in {review}", "Say hello to {review}"],
    id="engine",
)


def right(text: str) -> str:
    if "Classify" not in text and "lassify" not in text.lower():
        for word, answer in (("Name a colour", "red"), ("Count", "2"), ("Say hello", "hello")):
            if word in text:
                return answer
    return "positive" if "smiled" in text else "negative"


def fuzz(model: object, calls: int = 400, **more: object) -> Report:
    return pf.fuzz(PROMPT, model, budget=pf.Budget(calls=calls), oracle=pf.Oracle(embedder=pf.ToyEmbedder()), **more)


def brittle(text: str) -> str:
    flipped = {"positive": "negative", "negative": "positive"}
    answer = right(text)
    return answer if "sentiment" in text else flipped.get(answer, answer)


@pytest.mark.parametrize("calls", [1, 5, 17, 40, 90, 150, 300])
def test_the_budget_is_never_exceeded_and_every_cell_has_a_reason(calls: int) -> None:
    asked = itertools.count()

    def counting(text: str) -> str:
        next(asked)
        return brittle(text)

    report = fuzz(counting, calls)
    assert next(asked) == report.run.calls <= calls
    assert len(report.cells) == 4
    for cell in report.cells:
        assert cell.reason
        assert cell.verdict in pf.Verdict
    if calls <= 90:
        assert report.run.status == "budget"


def test_a_variant_that_turns_the_request_round_is_never_asked_and_is_counted() -> None:
    not_at_all = Site(((pf.Edit(0, 8, "Do not classify", "negate"),),), "negate", "paraphrase")
    other_verb = Site(((pf.Edit(0, 8, "Categorize", "verbs"),),), "verbs", "paraphrase")
    plan = CellPlan(PROMPT, "paraphrase", (not_at_all, other_verb), (), Settings(("paraphrase",)))
    assert [variant.edits[0].mutator for variant in plan.variants("trials")] == ["verbs"]
    assert sum(plan.guard.refused.values()) == 1
    assert "it asks not to" in next(iter(plan.guard.refused))


def rambling(text: str) -> str:
    """Answer in words of no label, which change with the wording, to a base that got none either."""
    if right(text) not in {"positive", "negative"}:
        return right(text)
    return "It is a text about an evening." if "sentiment" in text else "Thank you for writing to us today!"


def test_two_answers_of_no_label_are_neither_a_finding_nor_agreement() -> None:
    report = fuzz(rambling)
    cells = [cell for cell in report.cells if cell.family != "contrast"]
    assert report.findings == () and {cell.verdict for cell in cells} == {pf.Verdict.UNDECIDED}
    assert {cell.flips for cell in cells} == {0}
    assert sum("neither the prompt as written nor the rewording got an answer" in cell.reason for cell in cells) >= 2


def test_another_sentence_of_the_document_is_another_answer() -> None:
    prompt = pf.Prompt(
        "Find the answer to the question in the notice. Write it as a number and nothing else, please.\n\nNotice: {notice}",
        slots={"notice": "A bicycle costs 9 euros a day. The deposit is 50 euros."},
        answer=pf.Number(),
        id="copied",
    )
    model = pf.model(
        lambda t: "The deposit is 50 euros." if "Find" in t else "A bicycle costs 9 euros a day.", name=None
    )
    with pytest.raises(pf.WordingDependence):
        pf.assert_stable(prompt.variant(pf.Edit(0, 4, "Locate", "verbs")), model)


def test_a_label_where_the_base_got_none_is_a_change() -> None:
    report = fuzz(lambda text: right(text) if "sentiment" not in text else rambling(text))
    assert any(cell.verdict is pf.Verdict.DEPENDENT for cell in report.cells)


def test_a_rewording_that_the_user_vouches_for_is_not_guarded() -> None:
    vouched = PROMPT.variant(pf.Edit(0, 8, "Do not classify", "recorded"))
    assert CellPlan(PROMPT, "paraphrase", (), (), Settings(("paraphrase",))).guard.passes(vouched)


def test_same_seed_same_everything() -> None:
    def without_clock(report: Report) -> object:
        return report.cells, report.findings, report.run.calls

    assert without_clock(fuzz(brittle, seed=3)) == without_clock(fuzz(brittle, seed=3))
    assert without_clock(fuzz(brittle, seed=3)) != without_clock(fuzz(brittle, seed=4))


def test_repeats_go_past_the_cache() -> None:
    model = pf.ScriptedModel(function=brittle)
    fuzz(model)
    base = PROMPT.variant().render(0)
    samples = [request.sample for request in model.calls if request.messages == base]
    assert len(samples) == len(set(samples))
    assert len(samples) >= 8


def test_no_text_is_asked_twice_for_one_sample() -> None:
    model = pf.ScriptedModel(function=brittle)
    fuzz(model)
    assert len(model.calls) == len(set(model.calls))


def test_a_finding_is_minimal_and_replays_from_its_json() -> None:
    report = fuzz(brittle)
    assert {finding.family for finding in report.findings} <= {"paraphrase", "degrade", "reorder"}
    for finding in report.findings:
        variant = pf.Variant.from_json(finding.variant)
        assert len(variant.units) == 1
        assert variant.render(finding.minimal.case)[-1].content == finding.minimal.text
        assert brittle(finding.minimal.text) != brittle(finding.base.text)
        assert finding.words or all(not edit.before for edit in finding.minimal.edits)
    with pytest.raises(pf.WordingDependence, match="sentiment"):
        report.raise_for_findings()


def test_accuracy_is_reported_beside_stability() -> None:
    cell = next(cell for cell in fuzz(brittle).cells if cell.verdict is pf.Verdict.DEPENDENT)
    assert cell.accuracy is not None
    assert cell.accuracy.base == 1.0
    assert cell.accuracy.variants < 1.0


def test_a_model_that_raises_is_undecided_with_its_error() -> None:
    def broken(text: str) -> str:
        raise TimeoutError("took too long")

    report = fuzz(broken)
    assert report.findings == ()
    assert report.run.failed_calls == report.run.calls > 0
    assert {cell.verdict for cell in report.cells if cell.family != "contrast"} == {pf.Verdict.UNDECIDED}
    assert "TimeoutError: took too long" in report.cells[0].reason


@pytest.mark.parametrize("value", [None, 3, b"bytes"])
def test_a_model_that_returns_no_text_is_an_error_of_the_call(value: object) -> None:
    report = fuzz(lambda text: value)
    assert report.run.failed_calls == report.run.calls
    assert "expected" in report.cells[0].reason


def test_failures_on_a_share_of_calls_leave_the_cell_undecided() -> None:
    rng = random.Random(1)

    def shaky(text: str) -> str:
        if rng.random() < 0.3:
            raise ConnectionError("reset")
        return right(text)

    cells = [cell for cell in fuzz(shaky).cells if cell.family != "contrast"]
    assert all(cell.verdict is not pf.Verdict.STABLE for cell in cells)
    assert any("calls failed" in cell.reason for cell in cells)


def test_an_empty_answer_agrees_with_nothing() -> None:
    report = fuzz(lambda text: "")
    assert all(cell.verdict is not pf.Verdict.STABLE for cell in report.cells)


def test_an_interrupt_keeps_what_was_done() -> None:
    asked = itertools.count()

    def interrupted(text: str) -> str:
        if next(asked) == 120:
            raise KeyboardInterrupt
        return brittle(text)

    report = fuzz(interrupted)
    assert report.run.status == "interrupted"
    assert 0 < report.run.calls <= 120
    assert any(cell.variants for cell in report.cells)


def test_a_finding_survives_an_interrupt_while_shrinking() -> None:
    saved: list[events.Event] = []
    asked = itertools.count()

    def interrupted(text: str) -> str:
        if next(asked) > 350:
            raise KeyboardInterrupt
        return brittle(text)

    report = fuzz(interrupted, listeners=[saved.append])
    assert report.findings
    assert any(isinstance(event, events.FindingSaved) for event in saved)


def test_async_and_message_models() -> None:
    async def slow(text: str) -> str:
        await asyncio.sleep(0)
        return brittle(text)

    expected = [(cell.family, cell.verdict) for cell in fuzz(brittle).cells]
    assert [(cell.family, cell.verdict) for cell in fuzz(slow).cells] == expected
    chat = pf.chat_model(lambda messages: brittle(messages[-1]["content"]))
    assert [(cell.family, cell.verdict) for cell in fuzz(chat).cells] == expected
    batch = pf.batch_model(lambda texts: [brittle(text) for text in texts])
    assert [(cell.family, cell.verdict) for cell in fuzz(batch).cells] == expected


def test_a_prompt_with_nothing_to_mutate_is_said() -> None:
    report = pf.fuzz(pf.Prompt("{x}", slots={"x": "hi"}, id="bare"), lambda text: "ok", families=("paraphrase",))
    assert report.cells[0].verdict is pf.Verdict.UNDECIDED
    assert "finds nothing to change" in report.cells[0].reason
    assert any("nothing to mutate" in warning for warning in report.run.warnings)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"families": ("parafrase",)}, "did you mean 'paraphrase'"),
        ({"families": ("placebo",)}, "expected family to be one of"),
        ({"mutators": ("no-such",)}, "expected mutator to be one of"),
        ({"tolerance": -1}, "between 0 and 1"),
        ({"families": ()}, "at least one family"),
        ({"budget": 30}, "budget=pf.Budget(calls=400)"),
        ({"seed": "a"}, "expected seed to be a whole number, got seed='a'"),
        ({"q": 0}, "expected q above 0"),
        ({"oracle": 3}, "expected oracle to be a pf.Oracle"),
        ({"mutators": "task-verb"}, "got 'task-verb'; did you mean 'task-verbs'"),
    ],
)
def test_bad_arguments(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(pf.UsageError, match=re.escape(said)):
        pf.fuzz(PROMPT, right, **arguments)


def test_a_text_is_no_prompt() -> None:
    with pytest.raises(pf.UsageError, match=r"got the text 'Say hi\.'; write pf\.Prompt"):
        pf.fuzz("Say hi.", right)  # type: ignore[arg-type]


def test_concurrency_is_read_or_refused() -> None:
    with pytest.raises(pf.UsageError, match="expected an option of model 'smollm2'"):
        pf.fuzz(PROMPT, "smollm2", concurrency=2)
    with pytest.raises(pf.UsageError, match=r"declare it there: pf\.model\(fn, concurrency=2\)"):
        pf.fuzz(PROMPT, pf.model(right), concurrency=2)


@pytest.mark.parametrize("wrap", [lambda fn: fn, pf.model, lambda fn: pf.model(fn, concurrency=1)])
def test_an_interrupt_loses_only_the_call_in_flight(wrap: object) -> None:
    asked = itertools.count()

    def interrupted(text: str) -> str:
        if next(asked) == 41:
            raise KeyboardInterrupt
        return right(text)

    assert fuzz(wrap(interrupted)).run.calls == 41


def test_a_plain_callable_is_refused_for_a_system_message() -> None:
    prompt = pf.Prompt("Say hello to {name}.", slots={"name": "Ann"}, system="Be brief.", id="s")
    with pytest.raises(pf.UsageError, match=r"pf\.chat_model"):
        pf.fuzz(prompt, right)


def test_few_calls_a_cell_are_warned_about() -> None:
    assert any("less than 60 a cell" in warning for warning in fuzz(right, 100).run.warnings)


def test_white_space_that_flips_is_a_finding_of_format() -> None:
    def spacing(text: str) -> str:
        answer = right(text)
        odd = "  " in text or text != text.strip()
        return {"positive": "negative", "negative": "positive"}.get(answer, answer) if odd else answer

    findings = {finding.family: finding for finding in fuzz(spacing).findings}
    assert "depends on white space" in findings["format"].reasons


PLAIN = pf.Prompt(
    "Rewrite the following sentence in plain English.\n\nSentence: {s}",
    slots={"s": "The committee approved the proposal."},
    answer=pf.Text(),
    id="plain",
)


@pytest.mark.parametrize(
    ("other", "findings"),
    [("A group of people said the plan is okay.", 0), ("The group did not agree to the plan.", 1)],
)
def test_white_space_is_a_finding_of_free_text_only_where_the_meaning_surely_differs(other: str, findings: int) -> None:
    def model(text: str) -> str:
        return other if "  " in text or text != text.rstrip() else "The group agreed to the plan."

    report = pf.fuzz(PLAIN, model, budget=pf.Budget(calls=60), oracle=pf.Oracle(embedder=pf.ToyEmbedder()))
    assert len([finding for finding in report.findings if finding.family == "format"]) == findings


LETTER = pf.Prompt(
    "Read the description and choose the planet that it fits best. Answer with the letter only.\n\nA) Mars\nB) Venus\n"
    "C) Saturn\n\nDescription: {d}",
    cases=[{"d": "It has bright rings."}, {"d": "It is called the red one."}],
    answer=pf.Choice("A", "B", "C"),
    id="letter",
)


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_a_model_that_at_times_repeats_its_prompt_does_not_depend_on_it(noise: float) -> None:
    rng = random.Random(0)

    def model(text: str) -> str:
        answer = "B" if rng.random() < noise else "C" if "rings" in text else "A"
        return rng.choice((answer, f"{text}\n\n{answer}", f"The request was: {' '.join(text.split())} I pick {answer}"))

    report = pf.fuzz(LETTER, model, budget=pf.Budget(calls=400), oracle=pf.Oracle(embedder=pf.ToyEmbedder()))
    assert not report.findings
    assert all(cell.verdict is not pf.Verdict.DEPENDENT for cell in report.cells)


@pytest.mark.parametrize("seed", range(6))
def test_noise_does_not_hide_that_the_instruction_is_ignored(seed: int) -> None:
    rng = random.Random(seed)

    def model(text: str) -> str:
        return "positive" if ("smiled" in text) != (rng.random() < 0.1) else "negative"

    report = fuzz(model)
    assert report.run.calls <= 400
    assert [finding.verdict for finding in report.findings] == [pf.Verdict.IGNORES]


def test_a_contrast_that_cannot_be_seen_makes_stable_unmeasurable() -> None:
    def half_deaf(text: str) -> str:
        return "red" if "Name a colour" in text else "positive" if "smiled" in text else "negative"

    report = fuzz(half_deaf)
    verdicts = {cell.verdict for cell in report.cells if cell.family != "contrast"}
    assert pf.Verdict.STABLE not in verdicts


def drive(task, answer):
    asked: set[Request] = set()  # the same text asked again comes from the cache
    try:
        requests = next(task)
        while True:
            asked.update(requests)
            requests = task.send([Output(answer(request.messages[-1].content)) for request in requests])
    except StopIteration as end:
        return *end.value, len(asked)


@given(st.sets(st.integers(0, 15), min_size=1, max_size=3), st.integers(0, 10_000))
def test_shrinking_finds_exactly_the_edits_that_matter(needed: set[int], seed: int) -> None:
    text = " ".join(f"w{number:02}" for number in range(16))
    prompt = pf.Prompt(text)
    chosen = needed | set(random.Random(seed).sample(range(16), 8))
    edits = [pf.Edit(4 * number, 4 * number + 1, "X", "m") for number in sorted(chosen)]

    def answer(rendered: str) -> str:
        return "yes" if all(f"X{number:02}" in rendered for number in needed) else "no"

    variant, shrunk, asked = drive(
        shrink_edits(prompt.variant(*edits), 0, lambda _variant, output: output.text == "yes"), answer
    )
    assert shrunk
    assert {edit.start // 4 for edit in variant.edits} == needed
    assert asked <= 80


def test_an_empty_base_answer_is_nothing_to_compare_with() -> None:
    report = fuzz(lambda text: "", 200)
    assert report.findings == ()
    assert all("empty text" in cell.reason for cell in report.cells if cell.family != "contrast")
    assert report.run.calls < 30


def test_an_interrupt_is_called_one() -> None:
    asked = itertools.count()

    def interrupted(text: str) -> str:
        if next(asked) == 30:
            raise KeyboardInterrupt
        return right(text)

    reasons = [cell.reason for cell in fuzz(interrupted).cells if cell.family != "contrast"]
    assert any("interrupted" in reason for reason in reasons)
    assert not any("budget" in reason for reason in reasons)


def test_a_number_cut_by_the_length_limit_is_no_other_number() -> None:
    prompt = pf.Prompt(
        "Read the recipe and say how hot the oven has to be. Answer with the number of degrees.\n\nRecipe: {recipe}",
        slots={"recipe": "Heat the oven to 180 degrees."},
        answer=pf.Number(),
        id="cut",
    )

    for ending in ("For 180 degrees, set it to 1", "How hot does it have to be? 180", "The answer is 1"):

        def cut(text: str, ending: str = ending) -> Output:
            return Output("180 degrees" if "Read the" in text else ending, truncated="Read the" not in text)

        report = pf.fuzz(prompt, cut, families=("paraphrase",), budget=pf.Budget(calls=150))
        assert report.findings == ()
    assert Output("set it to 1", truncated=True).said == "set it to"
    assert Output("1", truncated=True).said == "1"
