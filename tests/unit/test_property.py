"""assert_stable: deterministic flips fail and shrink, noise does not, and nothing fails open."""

import asyncio
import random
import re

import pytest
from hypothesis import given, settings

import promptfuzz as pf
from promptfuzz import strategies as pfst

PROMPT = pf.Prompt(
    "Classify the sentiment of the following review as positive or negative. Answer with one word.\n\nReview: {review}",
    cases=[{"review": "I left the cinema smiling."}, {"review": "A dull waste of an evening."}],
    answer=pf.Label("positive", "negative"),
    id="property",
)
LABEL = PROMPT.variant(pf.Edit(0, 8, "Label", "verbs"))


def right(text: str) -> str:
    return "positive" if "smiling" in text else "negative"


def wrong(text: str) -> str:
    return "negative" if "smiling" in text else "positive"


def needs_classify(text: str) -> str:
    return right(text) if "Classify" in text else wrong(text)


def test_a_stable_model_passes() -> None:
    pf.assert_stable([LABEL, PROMPT.variant()], right)


def test_a_flip_fails_and_the_message_says_what_why_and_how_often() -> None:
    with pytest.raises(pf.WordingDependence) as failure:
        pf.assert_stable(LABEL, needs_classify)
    message = str(failure.value)
    for part in (
        "Classify",
        "Label",
        "positive",
        "negative",
        "labels differ",
        "6 of 6",
        "PROMPT.variant(pf.Edit(0, 8,",
    ):
        assert part in message
    assert "\x1b" not in message


def test_every_variant_of_a_list_is_tried() -> None:
    stable = PROMPT.variant(pf.Edit(9, 12, "this", "x"))
    with pytest.raises(pf.WordingDependence):
        pf.assert_stable([stable, LABEL], needs_classify)


def test_every_case_is_tried() -> None:
    def second_case_only(text: str) -> str:
        return "positive" if "Label" in text and "dull" in text else right(text)

    with pytest.raises(pf.WordingDependence, match="dull"):
        pf.assert_stable(LABEL, second_case_only)


def test_hypothesis_shrinks_to_the_one_edit() -> None:
    @settings(deadline=None, database=None, max_examples=60, derandomize=True)
    @given(pfst.variants(PROMPT))
    def holds(variant: pf.Variant) -> None:
        pf.assert_stable(variant, needs_classify)

    with pytest.raises(pf.WordingDependence) as failure:
        holds()
    shown = re.search(r"PROMPT\.variant\(.*\)", str(failure.value))
    assert shown is not None
    assert len(eval(shown.group(), {"PROMPT": PROMPT, "pf": pf}).edits) == 1


def test_outputs_are_asked_once_per_text() -> None:
    asked: list[str] = []

    def counting(text: str) -> str:
        asked.append(text)
        return right(text)

    for _ in range(5):
        pf.assert_stable(LABEL, counting)
    # Two cases and two repeats of the first for the base, two cases for the variant.
    assert len(asked) == 6


def test_a_noisy_model_without_a_wording_effect_passes() -> None:
    rng = random.Random(7)

    def noisy(text: str) -> str:
        return wrong(text) if rng.random() < 0.2 else right(text)

    variants = [PROMPT.variant(pf.Edit(0, 8, word, "v")) for word in ("Label", "Sort", "Judge", "Rate", "Mark", "Tag")]
    for variant in variants:
        pf.assert_stable(variant, pf.model(noisy, temperature=0.7))


def test_a_wording_effect_under_noise_fails() -> None:
    rng = random.Random(3)

    def effect(text: str) -> str:
        share = 0.1 if "Classify" in text else 0.8
        return wrong(text) if rng.random() < share else right(text)

    words = ("Label", "Sort", "Judge", "Rate", "Mark", "Tag")
    with pytest.raises(pf.WordingDependence, match="of 32 samples"):
        pf.assert_stable(
            [PROMPT.variant(pf.Edit(0, 8, word, "v")) for word in words], pf.model(effect, temperature=0.7)
        )


@pytest.mark.parametrize(
    ("first", "asked", "fails"),
    [
        ("keep keep", 2, False),
        ("flip keep keep keep", 4, False),
        ("flip keep flip keep keep keep", 6, False),
        ("flip keep flip keep flip flip", 38, True),
        ("flip flip flip flip keep keep", 38, True),
    ],
)
def test_a_wording_is_screened_two_samples_at_a_time(first: str, asked: int, *, fails: bool) -> None:
    one_case = pf.Prompt(PROMPT.template, cases=PROMPT.cases[:1], answer=PROMPT.answer, id="screened")
    script = first.split()
    answers: list[str] = []

    def scripted(text: str) -> str:
        if "Classify" in text:
            return right(text)
        answers.append(script[len(answers)] if len(answers) < len(script) else "flip")
        return wrong(text) if answers[-1] == "flip" else right(text)

    try:
        pf.assert_stable(one_case.variant(*LABEL.edits), pf.model(scripted, temperature=0.7))
        failed = False
    except pf.WordingDependence:
        failed = True
    assert (len(answers), failed) == (asked, fails)


def test_free_text_drift_is_no_failure_and_contradiction_is() -> None:
    prompt = pf.Prompt("Summarise the note.\n\nNote: {note}", slots={"note": "n"}, answer=pf.Text(), id="text")
    variant = prompt.variant(pf.Edit(0, 9, "Sum up", "v"))
    oracle = pf.Oracle(embedder=pf.ToyEmbedder())

    def drifting(text: str) -> str:
        return "The lift is broken." if "Summarise" in text else "The lift, it says, is broken at present."

    def contradicting(text: str) -> str:
        return "The lift works." if "Summarise" in text else "I cannot help with that request."

    pf.assert_stable(variant, drifting, oracle=oracle)
    with pytest.raises(pf.WordingDependence):
        pf.assert_stable(variant, contradicting, oracle=oracle)


def test_a_failed_call_is_no_agreement() -> None:
    def broken(text: str) -> str:
        raise ConnectionError("no route")

    with pytest.raises(pf.Undecided, match="no route"):
        pf.assert_stable(LABEL, broken)
    pf.assert_stable(LABEL, broken, on_undecided="pass")


def test_the_budget_is_kept_and_its_end_is_undecided() -> None:
    calls = 0

    def counting(text: str) -> str:
        nonlocal calls
        calls += 1
        return right(text)

    with pytest.raises(pf.Undecided, match="budget of 3 calls"):
        pf.assert_stable(LABEL, counting, budget=pf.Budget(calls=3))
    assert calls == 3


def test_async_models_inside_a_running_loop() -> None:
    async def needs(text: str) -> str:
        await asyncio.sleep(0)
        return needs_classify(text)

    async def both() -> None:
        await pf.assert_stable_async(PROMPT.variant(pf.Edit(9, 12, "this", "x")), needs)
        with pytest.raises(pf.UsageError, match="assert_stable_async"):
            pf.assert_stable(LABEL, needs)
        with pytest.raises(pf.WordingDependence):
            await pf.assert_stable_async(LABEL, needs)

    asyncio.run(both())


def test_async_models_without_a_loop() -> None:
    async def needs(text: str) -> str:
        return needs_classify(text)

    with pytest.raises(pf.WordingDependence):
        pf.assert_stable(LABEL, needs)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"model": None}, "expected a model"),
        ({"on_undecided": "fial"}, "did you mean 'fail'"),
        ({"tolerance": 2}, "between 0 and 1"),
        ({"samples": 1}, "samples"),
        ({"v": PROMPT}, "expected v"),
        ({"v": []}, "expected at least one variant, got v=[]"),
    ],
)
def test_bad_arguments(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(pf.UsageError, match=re.escape(said)):
        pf.assert_stable(**({"v": LABEL, "model": right} | arguments))


def test_a_plain_callable_is_refused_for_a_system_message() -> None:
    prompt = pf.Prompt("Say hello to {name}.", slots={"name": "Ann"}, system="Be brief.")
    with pytest.raises(pf.UsageError, match="chat_model"):
        pf.assert_stable(prompt.variant(pf.Edit(0, 3, "Tell", "v")), right)
