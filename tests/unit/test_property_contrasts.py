"""assert_contrast: an instruction that is ignored fails, by the count of all contrasts and not by one of them."""

import asyncio
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings

import promptfuzz as pf
from promptfuzz import strategies as pfst

PROMPT = pf.Prompt(
    "Classify the review as positive or negative. Answer with one word.\n\nReview: {review}",
    cases=[{"review": "I left smiling."}, {"review": "A dull evening."}, {"review": "We smiled all day."}],
    answer=pf.Label("positive", "negative"),
    id="contrast",
)
PHASES = [Phase.generate, Phase.shrink]


def ignoring(text: str) -> str:
    return "positive" if "smil" in text else "negative"


def following(text: str) -> str:
    if "Swap" in text or "wrong" in text.lower() or "Answer:" in text:
        return "negative" if "smil" in text else "positive"
    return ignoring(text)


def contrast(text: str, template: str = PROMPT.template) -> pf.Variant:
    return PROMPT.variant(pf.Edit(0, 0, text, "contrast"))


ALL = [contrast(f"Swap the answers{mark} ") for mark in (".", "!", ", please.")]


def test_an_ignored_instruction_fails_and_the_message_says_of_how_many() -> None:
    with pytest.raises(pf.InstructionIgnored) as failure:
        pf.assert_contrast(ALL, ignoring)
    assert "The model ignores the instruction" in str(failure.value)
    assert "0 of 9 instructions that ask for something else changed the answer" in str(failure.value)


def test_a_followed_instruction_passes() -> None:
    pf.assert_contrast(ALL, following)


def test_few_contrasts_prove_nothing() -> None:
    with pytest.raises(pf.Undecided, match="3 of 3 instructions that ask for something else left the answer"):
        pf.assert_contrast(ALL[0], ignoring)
    pf.assert_contrast(ALL[0], ignoring, on_undecided="pass", budget=pf.Budget(calls=99))


def test_the_contrasts_of_a_test_function_are_counted_together() -> None:
    def ask(variant: pf.Variant) -> None:
        pf.assert_contrast(variant, ignoring, on_undecided="pass", budget=pf.Budget(calls=50))

    ask(ALL[0])
    with pytest.raises(pf.InstructionIgnored, match="0 of 6"):
        ask(ALL[1])


def test_the_prompt_itself_is_no_contrast() -> None:
    with pytest.raises(pf.UsageError, match="which is no contrast"):
        pf.assert_contrast(PROMPT.variant(), following)


def test_hypothesis_finds_an_ignored_instruction_and_replays_it() -> None:
    @settings(deadline=None, database=None, max_examples=60, derandomize=True, phases=PHASES)
    @given(pfst.contrasts(PROMPT))
    def holds(variant: pf.Variant) -> None:
        pf.assert_contrast(variant, ignoring)

    with pytest.raises(pf.InstructionIgnored):
        holds()


def test_hypothesis_passes_where_contrasts_are_followed() -> None:
    @settings(deadline=None, database=None, max_examples=30, derandomize=True)
    @given(pfst.contrasts(PROMPT, mutators=("swapped-answers",)))
    def holds(variant: pf.Variant) -> None:
        pf.assert_contrast(variant, following)

    holds()


@pytest.mark.parametrize(("model", "ignored"), [(ignoring, True), (following, False)])
def test_a_noisy_model_is_held_against_its_majority(model, ignored: bool) -> None:
    rng = random.Random(5)

    def noisy(text: str) -> str:
        said = model(text)
        return said if rng.random() > 0.1 else {"positive": "negative", "negative": "positive"}[said]

    asked = pf.model(noisy, temperature=0.7)
    if ignored:
        with pytest.raises(pf.InstructionIgnored):
            pf.assert_contrast(ALL, asked)
    else:
        pf.assert_contrast(ALL, asked)


def test_async() -> None:
    async def slow(text: str) -> str:
        await asyncio.sleep(0)
        return ignoring(text)

    with pytest.raises(pf.InstructionIgnored):
        asyncio.run(pf.assert_contrast_async(ALL, slow))


@given(pfst.contrasts(PROMPT).filter(lambda variant: variant.edits != ()))
@settings(max_examples=5, phases=[Phase.generate])
def test_a_contrast_is_not_held_to_keep_the_answer(variant: pf.Variant) -> None:
    with pytest.raises(pf.UsageError, match=r"got a contrast \(mutators=.*pf.assert_contrast"):
        pf.assert_stable(variant, following)


@given(pfst.variants(PROMPT).filter(lambda variant: variant.edits != ()))
@settings(max_examples=5, phases=[Phase.generate])
def test_a_rewording_is_not_held_to_change_the_answer(variant: pf.Variant) -> None:
    with pytest.raises(pf.UsageError, match=r"got a rewording \(mutators=.*pf.assert_stable"):
        pf.assert_contrast(variant, ignoring)


OUTSIDE_PYTEST = """
import promptfuzz as pf
from hypothesis import given, settings, strategies as st

PROMPT = pf.Prompt("Sort the review.\\n\\nReview: Fine.", answer=pf.Label("good", "bad"), id="outside")
OTHER = PROMPT.variant(pf.Edit(0, 4, "Translate", "own"))

def ignores(text):
    return "good"

@settings(deadline=None)
@given(st.just(OTHER))
def test_it(variant):
    pf.assert_contrast(variant, ignores, on_undecided=%r)

test_it()
"""


@pytest.mark.parametrize("on_undecided", ["fail", "pass"])
def test_outside_of_pytest_what_contrasts_leave_open_is_told_at_the_end(tmp_path: Path, on_undecided: str) -> None:
    (tmp_path / "outside.py").write_text(OUTSIDE_PYTEST % on_undecided)
    ended = subprocess.run(
        [sys.executable, "outside.py"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    told = "promptfuzz: a test of contrasts passed undecided: 1 of 1 instructions that ask for something else left"
    assert (told in ended.stderr) is (on_undecided == "fail")
