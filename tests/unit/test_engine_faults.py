"""Nothing fails open: what judges may crash, and answers may be cut; neither agreement, nor a change, nor a dead run."""

import itertools
import random
import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest

import promptfuzz as pf
from promptfuzz import events
from promptfuzz.campaign import Report
from promptfuzz.engine import probing
from promptfuzz.events import Phase
from promptfuzz.measures import MEASURES
from promptfuzz.records import Output

FLIPPED = {"positive": "negative", "negative": "positive"}
PROMPT = pf.Prompt(
    "Classify the sentiment of the following review as positive or negative. Answer with one word only. "
    "Do not explain your answer.\n\nReview: {review}",
    cases=[{"review": "I smiled.", "expected": "positive"}, {"review": "A dull evening.", "expected": "negative"}],
    answer=pf.Label("positive", "negative"),
    contrasts=["Name a colour for {review}", "Count the words in {review}", "Say hello to {review}"],
    id="typed",
)
PLAIN = pf.Prompt(
    "Rewrite the following sentence in plain English. Do not add anything to it.\n\nSentence: {s}",
    cases=[{"s": "The committee approved the proposal."}, {"s": "The meeting was adjourned."}],
    answer=pf.Text(),
    contrasts=["Name a colour for {s}", "Count the words in {s}", "Say hello to {s}"],
    id="plain",
)
CALLS = pf.Budget(calls=400)


def right(text: str) -> str:
    for start, answer in (("Name a colour", "red"), ("Count the words", "2"), ("Say hello", "hello")):
        if text.startswith(start):
            return answer
    return "positive" if "smiled" in text else "negative"


def brittle(text: str) -> str:
    answer = right(text)
    return answer if "sentiment" in text else FLIPPED.get(answer, answer)


def rewritten(text: str) -> str:
    """Answer in free text, otherwise where the word "sentence" has a slip."""
    for start, answer in (("Name a colour", "Blue."), ("Count the words", "Five words."), ("Say hello", "Hello!")):
        if text.startswith(start):
            return answer
    if "sentence" not in text:
        return "I do not know what you would like me to do here."
    return "The group agreed to the plan." if "committee" in text else "The meeting was ended."


@pytest.fixture
def measure() -> Iterator[Callable[[Callable[[str, str], float]], str]]:
    """Register a measure for one test, and give its name."""

    def register(function: Callable[[str, str], float]) -> str:
        MEASURES.register("faulty", function)
        return "faulty"

    yield register
    MEASURES._items.pop("faulty", None)


def equal(a: str, b: str) -> float:
    return float(a == b)


def invariant(report: Report) -> list[pf.records.Cell]:
    return [cell for cell in report.cells if cell.family != "contrast"]


def test_a_crashed_measure_leaves_its_prompt_undecided_and_the_others_judged(measure) -> None:
    def faulty(a: str, b: str) -> float:
        raise ZeroDivisionError("no words")

    report = pf.fuzz([PLAIN, PROMPT], lambda text: brittle(text) if "review" in text else rewritten(text),
                     budget=pf.Budget(calls=800), oracle=pf.Oracle(measure=measure(faulty)))  # fmt: skip
    crashed = [cell for cell in report.cells if cell.prompt_id == "plain"]
    assert {cell.verdict for cell in crashed} == {pf.Verdict.UNDECIDED}
    for cell in crashed:
        assert "measure 'faulty' raised ZeroDivisionError: no words" in cell.reason
        assert "mend it or leave out measure=" in cell.reason
        assert cell.calls_needed is None
    assert any(cell.verdict is pf.Verdict.DEPENDENT for cell in report.cells if cell.prompt_id == "typed")
    assert [warning.count("ZeroDivisionError") for warning in report.run.warnings if "faulty" in warning] == [1]
    assert report.run.status == "complete"
    assert Report.from_json(report.to_json()).cells == report.cells


def test_a_measure_out_of_its_range_is_a_crash_of_it(measure) -> None:
    report = pf.fuzz(PLAIN, rewritten, budget=CALLS, oracle=pf.Oracle(measure=measure(lambda a, b: 1.5)))
    assert all("measure 'faulty' raised UsageError" in cell.reason for cell in invariant(report))


def test_a_measure_that_nobody_registered_stops_the_run_before_the_first_call() -> None:
    asked = itertools.count()
    with pytest.raises(pf.UsageError, match="expected measure to be one of"):
        pf.fuzz(PLAIN, lambda text: f"{next(asked)}", oracle=pf.Oracle(measure="no-such"))
    assert next(asked) == 0


def test_a_measure_that_crashes_on_one_cell_alone_leaves_the_others_alone(measure) -> None:
    def faulty(a: str, b: str) -> float:
        if "would like" in a or "would like" in b:
            raise RuntimeError("cannot")
        return equal(a, b)

    report = pf.fuzz(
        PLAIN, rewritten, families=("degrade", "format"), budget=CALLS, oracle=pf.Oracle(measure=measure(faulty))
    )
    verdicts = {cell.family: cell.verdict for cell in report.cells}
    assert verdicts == {"degrade": "undecided", "format": "stable", "contrast": "follows-instruction"}


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_interrupts_pass_through_a_measure(measure, error: type[BaseException]) -> None:
    def faulty(a: str, b: str) -> float:
        raise error

    oracle = pf.Oracle(measure=measure(faulty))
    if error is SystemExit:
        with pytest.raises(SystemExit):
            pf.fuzz(PLAIN, rewritten, budget=CALLS, oracle=oracle)
    else:
        assert pf.fuzz(PLAIN, rewritten, budget=CALLS, oracle=oracle).run.status == "interrupted"


def test_a_listener_that_crashes_is_no_fault_of_what_judges() -> None:
    def listener(event: events.Event) -> None:
        if isinstance(event, events.CellJudged):
            raise LookupError("listener")

    with pytest.raises(LookupError, match="listener"):
        pf.fuzz(PROMPT, brittle, budget=CALLS, listeners=[listener])


class Embedder:
    """The toy embedder, until it crashes or gives something else."""

    name = "faulty"

    def __init__(self, lasts: float = 0, gives: object = None) -> None:
        self.toy, self.lasts, self.gives, self.asked = pf.ToyEmbedder(), lasts, gives, 0

    def embed(self, texts: Sequence[str]) -> object:
        self.asked += 1
        if self.asked > self.lasts:
            if self.gives is not None:
                return self.gives
            raise OSError("out of memory")
        return self.toy.embed(texts)


def test_a_crashed_embedder_is_named() -> None:
    report = pf.fuzz(PLAIN, rewritten, budget=CALLS, oracle=pf.Oracle(embedder=Embedder()))
    assert {cell.verdict for cell in report.cells} == {pf.Verdict.UNDECIDED}
    assert all("the embedder 'faulty' raised OSError: out of memory" in cell.reason for cell in report.cells)


def drifting(text: str) -> str:
    return f"{rewritten(text)} {random.Random(text).choice(('Yes.', 'Good.', 'So it is.'))}"


@pytest.mark.parametrize("gives", [None, [[1.0]], np.full((4, 3), np.nan)])
def test_an_embedder_that_crashes_in_the_looks_leaves_cells_undecided(gives: object) -> None:
    rng = random.Random(0)

    def noisy(text: str) -> str:
        return f"{rewritten(text)} {rng.choice(('Yes.', 'Good.', 'So it is.'))}"

    model = pf.model(noisy, temperature=1.0)
    counting = Embedder(float("inf"))
    pf.fuzz(PLAIN, model, families=("degrade",), budget=CALLS, oracle=pf.Oracle(embedder=counting))
    assert counting.asked > 6
    for lasts in (1, counting.asked // 3, counting.asked // 2):
        oracle = pf.Oracle(embedder=Embedder(lasts, gives))
        report = pf.fuzz(PLAIN, model, families=("degrade",), budget=CALLS, oracle=oracle)
        assert {cell.verdict for cell in report.cells} <= {pf.Verdict.UNDECIDED, pf.Verdict.FOLLOWS}
        assert any("the embedder 'faulty' raised" in warning for warning in report.run.warnings)


class Crashing(pf.Oracle):
    """An oracle that crashes once it was asked so often; None is never."""

    asked = 0
    lasts: int | None = None

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[pf.Comparison]:
        type(self).asked += 1
        if self.lasts is not None and self.asked > self.lasts:
            raise RuntimeError("worn out")
        return super().judge(pairs)


def worn(model: object, lasts: int | None, prompt: pf.Prompt = PROMPT, calls: int = 800, **more: object) -> Report:
    Crashing.asked, Crashing.lasts = 0, lasts
    return pf.fuzz(prompt, model, budget=pf.Budget(calls=calls), oracle=Crashing(embedder=pf.ToyEmbedder()), **more)


def test_an_oracle_may_crash_at_any_moment_of_a_run() -> None:
    def wordy(text: str) -> str:
        return f"{brittle(text)}, to say it in {len(text)} characters"

    whole = worn(wordy, None)
    known = {(cell.family, cell.verdict) for cell in whole.cells}
    total = Crashing.asked
    assert any(cell.verdict is pf.Verdict.DEPENDENT for cell in whole.cells)
    findings = set()
    for lasts in {*range(0, total, total // 12), total - 1}:
        report = worn(wordy, lasts)
        assert any("the oracle raised RuntimeError: worn out" in warning for warning in report.run.warnings)
        for cell in report.cells:
            assert (cell.family, cell.verdict) in known or cell.verdict is pf.Verdict.UNDECIDED
            assert cell.reason
        findings.add(len(report.findings))
    assert {0, len(whole.findings)} <= findings


@pytest.mark.parametrize("seed", [0, 1])
def test_an_oracle_may_crash_at_any_moment_of_a_run_of_a_sampling_model(seed: int) -> None:
    def noisy() -> object:
        rng = random.Random(seed)

        def answer(text: str) -> str:
            said = right(text)
            flips = ("sentiment" not in text) != (rng.random() < 0.15)
            return FLIPPED.get(said, said) if flips else f"{said}, I think that {rng.choice('abc')}"

        return pf.model(answer, temperature=1.0)

    whole = worn(noisy(), None, families=("degrade",), seed=seed)
    total = Crashing.asked
    assert whole.findings
    for lasts in {*range(0, total, max(1, total // 8)), total - 1}:
        report = worn(noisy(), lasts, families=("degrade",), seed=seed)
        assert any("worn out" in warning for warning in report.run.warnings)
        assert all(cell.reason for cell in report.cells)


def test_a_crash_while_shrinking_leaves_the_finding_unshrunk(measure, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same flip is judged 'different' until the rewording has few edits: only shrinking gets there."""
    monkeypatch.setattr(probing, "MOST_PROBES", 0)
    long = pf.Prompt(PROMPT.template, cases=[{"review": "I smiled."}], answer=PROMPT.answer, id="long")
    shrinking: list[Phase] = []

    class Shy(pf.Oracle):
        def judge(self, pairs: Sequence[tuple[str, str]]) -> list[pf.Comparison]:
            if Phase.SHRINKING in shrinking:
                raise RuntimeError("shy")
            return super().judge(pairs)

    def listener(event: events.Event) -> None:
        if isinstance(event, events.PhaseStarted):
            shrinking.append(event.phase)

    words = set(long.text.split())

    def model(text: str) -> str:
        return "positive" if len(words - set(text.split())) < 3 else f"negative, in {len(text)} characters"

    report = pf.fuzz(long, model, families=("degrade",), budget=CALLS, oracle=Shy(), listeners=[listener])
    assert invariant(report)[0].verdict is pf.Verdict.DEPENDENT
    (finding,) = report.findings
    assert not finding.shrunk
    assert "not fully shrunk: its judging crashed" in finding.summary
    assert any("shy" in warning for warning in report.run.warnings)


def test_a_crash_while_explaining_leaves_the_verdict_and_the_finding() -> None:
    phases: list[Phase] = []

    class Shy(pf.Oracle):
        def judge(self, pairs: Sequence[tuple[str, str]]) -> list[pf.Comparison]:
            if Phase.EXPLAINING in phases:
                raise RuntimeError("shy")
            return super().judge(pairs)

    def listener(event: events.Event) -> None:
        if isinstance(event, events.PhaseStarted):
            phases.append(event.phase)

    def model(text: str) -> str:
        said = right(text)
        return said if "sentiment" in text else f"{FLIPPED.get(said, said)}, for want of {len(text)} words"

    report = pf.fuzz(
        PROMPT, model, families=("degrade",), budget=pf.Budget(calls=800), oracle=Shy(), listeners=[listener]
    )
    cell = invariant(report)[0]
    assert (cell.verdict, cell.dose_response) == (pf.Verdict.DEPENDENT, None)
    (finding,) = report.findings
    assert finding.shrunk and not any(word.ci for word in finding.words)


class Second:
    """A second opinion that says always the same, and remembers what it was asked."""

    name = "always"

    def __init__(self, error: Exception | None = None) -> None:
        self.error, self.requests, self.pairs = error, [], 0

    def opinions(self, pairs: Sequence[tuple[str, str]], request: str = "") -> list[pf.Opinion]:
        self.requests.append(request)
        self.pairs += len(pairs)
        if self.error is not None:
            raise self.error
        return [pf.Opinion(same=True, reason="always says the same") for _ in pairs]


def doubtful(second: object) -> pf.Oracle:
    return pf.Oracle(embedder=pf.ToyEmbedder(), second=second, doubtful=(0.0, 1.0))


def test_a_crashed_second_opinion_is_named() -> None:
    report = pf.fuzz(PLAIN, rewritten, budget=CALLS, oracle=doubtful(Second(ConnectionError("gone"))))
    assert {cell.verdict for cell in report.cells} == {pf.Verdict.UNDECIDED}
    assert all("the second opinion 'always' raised ConnectionError: gone" in cell.reason for cell in report.cells)
    assert report.run.judge_calls > 0


def test_a_second_opinion_is_told_what_was_asked_on_the_case() -> None:
    second = Second()
    report = pf.fuzz(PLAIN, drifting, budget=CALLS, oracle=doubtful(second))
    assert set(second.requests) == {PLAIN.variant().render(case)[-1].content for case in (0, 1)}
    assert report.run.judge_calls == second.pairs > 0


def test_judge_calls_are_counted_apart_from_the_budget() -> None:
    asked: list[str] = []

    def judging(text: str) -> str:
        asked.append(text)
        return re.findall(r"SAME-\w{6}", text)[-1]

    judge = pf.ModelJudge(judging)
    first = pf.fuzz(PLAIN, drifting, budget=pf.Budget(calls=150), oracle=doubtful(judge))
    assert first.run.calls <= 150
    assert first.run.judge_calls == len(asked) > 0
    assert "Rewrite the following sentence" in asked[0] and "Sentence: The" in asked[0]
    again = pf.fuzz(PLAIN, drifting, budget=pf.Budget(calls=150), oracle=doubtful(judge))
    assert again.run.judge_calls == len(asked) - first.run.judge_calls  # counted a run, not since the judge was made
    assert '"judge_calls": ' in first.to_json()
    assert pf.fuzz(PROMPT, brittle, budget=CALLS).run.judge_calls == 0


def cut(text: str) -> Output:
    return Output(text, truncated=True)


RAMBLE = "Thank you for this review, which I have read with care and with great"


def test_a_cut_answer_in_which_nothing_can_be_read_is_not_a_flip() -> None:
    def model(text: str) -> Output:
        return Output(right(text)) if "sentiment" in text or not text.startswith("Cl") else cut(RAMBLE)

    def rambling(text: str) -> Output:
        return Output(model(text).text)

    unread = pf.fuzz(PROMPT, model, families=("degrade",), budget=CALLS)
    cell = invariant(unread)[0]
    assert cell.verdict is pf.Verdict.UNDECIDED
    assert not unread.findings and cell.flips == 0 and cell.calls_needed is None
    said = re.search(
        r"(\d+) of (\d+) answers were cut by the length limit before an answer could be read: raise max_new_tokens",
        cell.reason,
    )
    assert said and int(said[1]) > 0.1 * int(said[2]) and cell.variants == int(said[2]) - int(said[1])
    assert any(warning.startswith(f"{said[1]} answers were cut") for warning in unread.run.warnings)
    lost = pf.fuzz(PROMPT, rambling, families=("degrade",), budget=CALLS)
    assert invariant(lost)[0].flips > 0 and lost.findings  # the same without a limit is a lost answer


def test_a_few_cut_answers_are_left_out() -> None:
    def model(text: str) -> Output:
        return cut(RAMBLE) if "reveiw" in text or "reivew" in text else Output(right(text))

    report = pf.fuzz(PROMPT, model, families=("degrade",), budget=CALLS)
    cell = invariant(report)[0]
    assert cell.verdict is pf.Verdict.STABLE and cell.variants >= 30
    assert any("cut by the length limit" in warning for warning in report.run.warnings)


@pytest.mark.parametrize("said", ["I'm sorry, but I cannot help with", "The answer is the other: SWAPPED, because it"])
def test_a_refusal_or_a_value_in_a_cut_answer_still_counts(said: str) -> None:
    def model(text: str) -> Output:
        answer = right(text)
        if "sentiment" in text:
            return Output(answer)
        return cut(said.replace("SWAPPED", FLIPPED.get(answer, answer)))

    report = pf.fuzz(PROMPT, model, families=("degrade",), budget=CALLS)
    assert invariant(report)[0].verdict is pf.Verdict.DEPENDENT
    assert report.findings


def test_a_prompt_whose_own_answer_is_cut_cannot_be_judged() -> None:
    report = pf.fuzz(PROMPT, lambda text: cut(RAMBLE), budget=CALLS)
    assert report.findings == () and report.run.calls < 40
    for cell in report.cells:
        assert cell.verdict is pf.Verdict.UNDECIDED
        assert "2 of 2 answers to the prompt as written were cut by the length limit" in cell.reason
        assert "raise max_new_tokens" in cell.reason
    assert any("2 answers were cut" in warning for warning in report.run.warnings)


def test_a_case_whose_own_answer_is_cut_is_left_out() -> None:
    def model(text: str) -> Output:
        return cut(RAMBLE) if "dull" in text else Output(brittle(text))

    report = pf.fuzz(PROMPT, model, families=("degrade",), budget=CALLS)
    assert invariant(report)[0].verdict is pf.Verdict.DEPENDENT
    assert {finding.base.case for finding in report.findings} == {0}


def test_placebos_that_are_cut_leave_the_prompt_undecided() -> None:
    def model(text: str) -> Output:
        return cut(RAMBLE) if "  " in text or text != text.strip() else Output(right(text))

    (cell,) = invariant(pf.fuzz(PROMPT, model, families=("reorder",), budget=CALLS))
    assert cell.verdict is pf.Verdict.UNDECIDED
    assert cell.reason.startswith("10 of 10 answers to placebos were cut by the length limit")
    assert "contrast" not in cell.reason


def test_a_cut_answer_to_a_contrast_is_judged_as_it_stands() -> None:
    def model(text: str) -> Output:
        return Output(right(text)) if "lassify" in text or "entiment" in text else cut(RAMBLE)

    contrast = next(cell for cell in pf.fuzz(PROMPT, model, budget=CALLS).cells if cell.family == "contrast")
    assert (contrast.verdict, contrast.flips) == (pf.Verdict.FOLLOWS, contrast.variants)


def test_free_text_that_is_cut_is_judged_as_text() -> None:
    whole = pf.fuzz(PLAIN, rewritten, budget=CALLS, oracle=pf.Oracle(embedder=pf.ToyEmbedder()))
    short = pf.fuzz(
        PLAIN, lambda text: cut(f"{rewritten(text)} An"), budget=CALLS, oracle=pf.Oracle(embedder=pf.ToyEmbedder())
    )
    assert [(c.verdict, c.flips) for c in short.cells] == [(c.verdict, c.flips) for c in whole.cells]
    assert not any("cut" in warning for warning in short.run.warnings)


def sampled(noise: float, cut_base: float, cut_reworded: float) -> object:
    rng = random.Random(5)

    def answer(text: str) -> Output:
        said = right(text)
        own = "sentiment of the following review as positive or negative. Answer" in text
        if said in FLIPPED and rng.random() < (cut_base if own else cut_reworded):
            return cut(RAMBLE)
        return Output(FLIPPED.get(said, said) if rng.random() < noise else said)

    return pf.model(answer, temperature=1.0)


def test_cut_samples_are_no_answers_of_a_sampling_model() -> None:
    report = pf.fuzz(PROMPT, sampled(0.05, 0.0, 0.9), families=("degrade",), budget=pf.Budget(calls=600))
    cell = invariant(report)[0]
    assert report.run.model.deterministic is False
    assert cell.verdict is pf.Verdict.UNDECIDED and "were cut by the length limit" in cell.reason
    assert not report.findings


def test_cut_samples_of_the_base_leave_its_cells_undecided() -> None:
    report = pf.fuzz(PROMPT, sampled(0.05, 0.3, 0.0), families=("reorder",), budget=pf.Budget(calls=600))
    reason = invariant(report)[0].reason
    assert "cut by the length limit" in reason and "raise max_new_tokens" in reason
    assert not report.findings


def test_a_property_does_not_take_a_cut_answer_for_agreement_or_a_flip() -> None:
    variant = PROMPT.variant(pf.Edit(0, 8, "Sort", "verbs"))
    with pytest.raises(pf.Undecided, match="length limit cut an answer before it could be read"):
        pf.assert_stable(variant, lambda text: cut(RAMBLE) if "Sort" in text else Output(right(text)))
    with pytest.raises(pf.Undecided, match="length limit cut the answer to the base prompt"):
        pf.assert_stable(variant, lambda text: cut(RAMBLE))


def test_a_property_passes_on_what_a_measure_raises(measure) -> None:
    def faulty(a: str, b: str) -> float:
        raise ZeroDivisionError("no words")

    with pytest.raises(ZeroDivisionError, match="no words"):
        pf.assert_stable(
            PLAIN.variant(pf.Edit(0, 7, "Put", "verbs")), drifting, oracle=pf.Oracle(measure=measure(faulty))
        )


def phases_of(model: object, calls: int = 800, **more: object) -> list[Phase]:
    seen: list[Phase] = []

    def listener(event: events.Event) -> None:
        if isinstance(event, events.PhaseStarted):
            seen.append(event.phase)

    pf.fuzz(PROMPT, model, budget=pf.Budget(calls=calls), listeners=[listener], **more)
    return seen


def test_the_phases_of_a_run_are_told() -> None:
    seen = phases_of(brittle, families=("degrade",))
    assert seen == [Phase.CONTROLS, Phase.PROBING, Phase.CONTROLS, Phase.CELLS, Phase.EXPLAINING]
    assert phases_of(right, families=("degrade",)) == [Phase.CONTROLS, Phase.PROBING, Phase.CONTROLS, Phase.CELLS]
    assert phases_of(sampled(0.1, 0, 0), families=("degrade",))[:2] == [Phase.CONTROLS, Phase.LOOKS]


def test_a_phase_is_told_once_for_as_long_as_it_lasts() -> None:
    seen = phases_of(brittle, 2000)
    assert all(one is not other for one, other in itertools.pairwise(seen))
    assert seen[0] is Phase.CONTROLS


SUM = pf.Prompt(
    "Add up the invoice and say what it comes to.\n{items}",
    cases=[{"items": "Bolts 40, nuts 25, tape 15"}],
    answer=pf.Number(),
    id="sum",
)


@pytest.mark.parametrize("text", ["It comes to 40 + 25", "Sum: 40 +", "Total = 40 + 25 + 1", "40 x 2 ="])
def test_a_sum_that_the_limit_cut_before_its_result_is_not_known(text: str) -> None:
    """Its first number is no answer: neither a change nor agreement."""

    def model(asked: str) -> Output:
        cut = "invoice" not in asked
        return Output(text if cut else "It comes to 80.", truncated=cut)

    report = pf.fuzz(SUM, model, families=("degrade",), budget=CALLS)
    (cell,) = invariant(report)
    assert not report.findings
    assert cell.verdict is pf.Verdict.UNDECIDED or cell.flips == 0


def test_a_sum_that_is_not_cut_is_read() -> None:
    report = pf.fuzz(
        SUM,
        lambda asked: "It comes to 80." if "invoice" in asked else "40 + 25 = 65",
        families=("degrade",),
        budget=CALLS,
    )
    assert report.findings


def test_answers_without_a_value_are_warned_of() -> None:
    prompt = pf.Prompt("Is it good? {r}", cases=[{"r": "I smiled."}], answer=pf.Label("good", "bad"), id="unread")
    report = pf.fuzz(prompt, lambda _: "Hello there, friend.", families=("degrade",), budget=pf.Budget(calls=60))
    assert any("give no label that can be read" in warning for warning in report.run.warnings)


def test_noise_that_would_hide_a_change_is_no_stability() -> None:
    """Five answers in turn: a rewording that always gave the second would not stand out."""
    words = ["red", "blue", "green", "grey", "pink"]
    rng = random.Random(3)
    prompt = pf.Prompt(
        "Choose a colour for the door of the house at the corner: red, blue, green, grey or pink. Answer with one word.",
        answer=pf.Label(*words),
        contrasts=["Name a fruit.", "Name a bird.", "Name a town."],
        id="colours",
    )

    def model(text: str) -> str:
        found = {"fruit": "apple", "bird": "owl", "town": "Rome"}
        return next((a for w, a in found.items() if w in text), rng.choices(words, (5, 4, 4, 4, 3))[0])

    declared = pf.model(model, temperature=1.0)
    report = pf.fuzz(prompt, declared, families=("paraphrase", "degrade"), budget=pf.Budget(calls=900))
    assert all(cell.verdict is not pf.Verdict.STABLE for cell in invariant(report))
    steady = pf.model(
        lambda text: model(text) if "Name" in text else ("blue" if rng.random() < 0.03 else "red"), temperature=1.0
    )
    report = pf.fuzz(prompt, steady, families=("paraphrase", "degrade"), budget=pf.Budget(calls=900))
    assert any(cell.verdict is pf.Verdict.STABLE for cell in invariant(report))
