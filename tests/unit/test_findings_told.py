"""What a finding tells is what was seen: shares of all samples, only answers that are known, and links as one item."""

import random
from collections import Counter
from collections.abc import Callable

import pytest

import promptfuzz as pf
from promptfuzz.campaign import Report
from promptfuzz.engine.evidence import Kind, PromptEvidence, Trial
from promptfuzz.engine.findings import MOST_OUTPUTS, needed_words, variant_finding
from promptfuzz.engine.items import item_of
from promptfuzz.engine.plan import PromptPlan
from promptfuzz.records import Comparison, Estimate, Finding, Output, Variant, Word
from promptfuzz.reporting.failure import failure_message
from promptfuzz.reporting.shading import shaded_parts
from promptfuzz.reporting.view import SHOWN, said

OTHER = {"positive": "negative", "negative": "positive"}
PROMPT = pf.Prompt(
    "Decide whether the following guest was content, positive or negative. Please reply with one word only and do not "
    "give any reasons.\n\nGuest: {guest}",
    cases=[{"guest": text} for text in ("The tea was cold.", "We came home happy.", "Kind hosts.", "A lamp broke.")],
    answer=pf.Label("positive", "negative"),
    id="guests",
)
BASES = {Variant(PROMPT).render(case)[-1].content: case for case in range(4)}
Answering = Callable[[str], str | Output]


def right(text: str) -> str:
    return "negative" if "cold" in text or "broke" in text else "positive"


def on_please(text: str) -> str:
    return right(text) if "lease" in text else OTHER[right(text)]


def noisy(core: Callable[[str], str], noise: float, seed: int = 1) -> Answering:
    rng = random.Random(seed)
    return lambda text: OTHER[core(text)] if rng.random() < noise else core(text)


def losing(how: str, share: float, seed: int, core: Callable[[str], str] = on_please) -> Answering:
    """Return a model that always answers the same, but for a `share` of calls that fail or are cut."""
    rng = random.Random(seed)

    def answer(text: str) -> str | Output:
        if rng.random() >= share:
            return core(text)
        if how == "cut":
            return Output("The", truncated=True)
        raise TimeoutError("timed out")

    return answer


def fuzz(model: Answering, family: str = "paraphrase", calls: int = 600, **more: object) -> Report:
    return pf.fuzz(PROMPT, model, families=(family,), budget=pf.Budget(calls=calls), **more)


# Shares of the base's answers.


@pytest.mark.parametrize("noise", [0.1, 0.2])
def test_the_base_of_a_sampling_model_is_shown_with_the_shares_of_all_its_samples(noise: float) -> None:
    (finding,) = fuzz(noisy(on_please, noise), calls=1500).findings
    outputs = finding.base.outputs
    usual = right(finding.base.text)
    assert len(outputs) >= 10 and set(outputs) <= set(OTHER)
    assert outputs[0] == usual
    assert outputs.count(OTHER[usual]) / len(outputs) <= 2 * noise
    assert f"({outputs.count(usual)} of {len(outputs)} samples)" in failure_message(finding)
    assert Finding.from_dict(finding.to_dict()).base.outputs == outputs


def test_a_model_that_always_answers_the_same_is_shown_with_its_repeats() -> None:
    (finding,) = fuzz(on_please).findings
    assert len(set(finding.base.outputs)) == len(set(finding.minimal.outputs)) == 1
    assert len(finding.base.outputs) >= 6 and len(finding.minimal.outputs) == 6


def test_other_words_for_the_same_answer_are_shown_as_often_as_they_came() -> None:
    written = iter(range(10_000))

    def core(text: str) -> Output:
        said_ = on_please(text)
        return Output(f"{said_}!" if text in BASES and next(written) % 10 == 9 else said_, latency=0.0)

    shown = Counter(fuzz(core).findings[0].base.outputs)
    assert all(times <= 2 for text, times in shown.items() if text.endswith("!"))
    assert shown.most_common()[0][1] >= 5


def property_finding(outputs: list[str], beside: str = "") -> Finding:
    evidence = PromptEvidence(PromptPlan(PROMPT, (), (), ()), base={0: [Output("negative")]})
    variant = PROMPT.variant(pf.Edit(0, 6, "Say", "verbs"))
    trial = Trial(variant, 0, Output("positive"), Kind.VALUE, Comparison(0.0, same=False, score=0.0), beside=beside)
    return variant_finding(evidence, trial, "m", "often", 9, [Output(text) for text in outputs])


@pytest.mark.parametrize(("usual", "odd"), [(9, 1), (90, 10), (900, 100), (9000, 1000), (70, 50), (999, 1)])
def test_many_samples_are_thinned_out_with_their_shares(usual: int, odd: int) -> None:
    outputs = ["negative"] * usual + ["positive"] * odd
    random.Random(0).shuffle(outputs)
    kept = property_finding(outputs).base.outputs
    assert len(kept) == min(MOST_OUTPUTS, usual + odd) and kept[0] == "negative"
    assert abs(kept.count("positive") / len(kept) - odd / (usual + odd)) <= 1 / len(kept)


def test_the_answer_that_the_rewording_was_judged_beside_comes_first_however_rare() -> None:
    outputs = ["negative"] * 900 + ["negative indeed"] * 3
    assert property_finding(outputs, "negative indeed").base.outputs[0] == "negative indeed"
    assert property_finding(outputs).base.outputs[0] == "negative"
    assert property_finding([]).base.outputs == ("negative",)


def test_a_report_shows_the_most_frequent_answers_and_the_one_that_was_judged() -> None:
    outputs = ("rare", *"aaaabbbcc", "d")
    assert [one.text for one in said(outputs)[:SHOWN]] == ["a", "b", "rare"]
    assert [(one.text, one.times) for one in said(tuple("baa"))] == [("a", 2), ("b", 1)]
    assert said(()) == ()


def test_a_property_test_shows_the_base_by_its_usual_answer() -> None:
    first = iter(["positive"])  # by chance, of a model that says negative

    def model(text: str) -> str:
        if text in BASES:
            return next(first, "negative")
        return "positive"

    prompt = pf.Prompt(PROMPT.template, slots={"guest": "The tea was cold."}, answer=PROMPT.answer, id="one")
    variant = prompt.variant(pf.Edit(0, 6, "Say", "verbs"))
    with pytest.raises(pf.WordingDependence) as caught:
        pf.assert_stable(variant, pf.model(model, temperature=1.0))
    assert "as written  negative  (24 of 24 samples)" in str(caught.value)


# Only what is known is counted and shown.


@pytest.mark.parametrize("how", ["failed", "cut"])
@pytest.mark.parametrize("seed", range(8))
def test_a_lost_answer_is_neither_a_case_that_keeps_its_answer_nor_a_sample(how: str, seed: int) -> None:
    for finding in fuzz(losing(how, 0.08, seed), seed=seed).findings:
        told = [reason.split() for reason in finding.reasons if reason.startswith("this wording flips")]
        assert all(words[3] == words[5] for words in told), finding.reasons
        assert set(finding.minimal.outputs) <= set(OTHER)


def test_cases_that_keep_their_answer_are_counted() -> None:
    def core(text: str) -> str:
        return on_please(text) if "cold" in text or "happy" in text else right(text)

    (finding,) = fuzz(core).findings
    assert "this wording flips 2 of 4 cases" in finding.reasons


def test_an_empty_answer_that_the_model_gave_is_shown() -> None:
    findings = fuzz(lambda text: right(text) if "lease" in text else "").findings
    assert [set(finding.minimal.outputs) for finding in findings] == [{""}]


# What stands in one link is one item.


def linked(*words: str, link: str | None = "shouted", text: str = PROMPT.template) -> tuple[pf.Edit, ...]:
    places = [text.index(word) for word in words]
    return tuple(pf.Edit(at, at + len(w), w.upper(), "m", link=link) for at, w in zip(places, words, strict=True))


@pytest.mark.parametrize(
    ("words", "text", "stretches"),
    [
        (("reply", "with"), "reply with", 1),
        (("Decide", "Please"), "Decide … Please", 2),
        (("positive", "negative"), "positive … negative", 2),
        (("Please", "reply", "only"), "Please reply … only", 2),
        (("guest",), "guest", 1),
    ],
)
def test_what_edits_of_one_link_change_is_one_item(words: tuple[str, ...], text: str, stretches: int) -> None:
    item = item_of(PROMPT, linked(*words), Estimate(0.75, (0.5, 0.9)), alone=True)
    assert item is not None
    assert (item.text, 1 + len(item.also), item.weight, item.alone) == (text, stretches, 0.75, True)
    spans = [(item.part, item.start, item.stop), *item.also]
    assert " … ".join(PROMPT.template[start:stop] for _, start, stop in spans) == text


def test_edits_that_change_no_word_are_no_item() -> None:
    assert item_of(PROMPT, [pf.Edit(0, 0, "> ", "m")]) is None
    assert item_of(PROMPT, [pf.Edit(0, 1, "d", "m")]) is None


def test_needed_words_are_counted_by_link() -> None:
    both = PROMPT.variant(*linked("positive", "negative"), *linked("Please", link=None), *linked("only", link=None))
    assert [word.text for word in needed_words(both, lambda rest: len(rest.units) == 2)] == [
        "positive … negative",
        "Please",
        "only",
    ]
    kept = needed_words(both, lambda rest: "PLEASE" not in rest.text)
    assert [word.text for word in kept] == ["Please"]


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_a_link_that_cannot_be_taken_apart_is_one_item_of_the_finding(noise: float) -> None:
    def core(text: str) -> str:
        return right(text) if "positive or negative" in text else OTHER[right(text)]

    model = noisy(core, noise, seed=2) if noise else core
    (finding,) = fuzz(model, "reorder", 1500).findings
    first, *rest = finding.words
    assert finding.shrunk and first.text == "positive … negative"
    assert first.alone in {True, None} and all(word.weight < 0.5 for word in rest)
    if first.ci is not None:
        shades = [shade for _, parts in shaded_parts(finding) for shade in parts if shade.step > 2]
        assert [(shade.text, shade.alone) for shade in shades] == [("positive", False), ("negative", True)]


def test_items_survive_json() -> None:
    word = Word("a … b", "template", 0, 1, 1.0, also=(("template", 4, 5),))
    finding = fuzz(on_please).findings[0]
    changed = Finding.from_dict(finding.to_dict() | {"words": [word_dict(word)]})
    assert changed.words == (word,)
    old = {name: value for name, value in word_dict(word).items() if name != "also"}
    assert Finding.from_dict(finding.to_dict() | {"words": [old]}).words[0].also == ()


def word_dict(word: Word) -> dict[str, object]:
    return {
        "text": word.text, "part": word.part, "start": word.start, "stop": word.stop, "weight": word.weight,
        "ci": word.ci, "alone": word.alone, "also": [list(place) for place in word.also],
    }  # fmt: skip
