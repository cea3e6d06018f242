"""What is blamed: the batch for one text that raised, white space for flips, and contrasts for being unread."""

from types import SimpleNamespace
from typing import Any

import pytest

from promptfuzz import Case, Output, Prompt, batch_model
from promptfuzz.engine.contrast_control import _unread_contrasts
from promptfuzz.engine.evidence import Kind, Trial
from promptfuzz.engine.verdicts import _beside_placebos
from promptfuzz.records import Request
from promptfuzz.statistics.flips import Flips


def requests(count: int) -> list[Request]:
    prompt = Prompt("Say {word}.", cases=[Case({"word": str(number)}) for number in range(count)], id="say")
    return [Request(prompt.variant().render(case)) for case in range(count)]


def raising(texts: list[str]) -> list[str]:
    raise ValueError("cannot parse this text")


async def raising_async(texts: list[str]) -> list[str]:
    raise ValueError("cannot parse this text")


@pytest.mark.parametrize("function", [raising, raising_async])
def test_an_error_of_a_batch_says_that_it_fails_whole(function: Any) -> None:
    outputs = batch_model(function).answer(requests(3))
    assert len(outputs) == 3
    for output in outputs:
        assert "cannot parse this text" in str(output.error)
        assert "one call with 3 texts; a batch fails whole" in str(output.error)
        assert "concurrency=N" in str(output.error)


def test_only_the_batch_that_raised_fails_and_splitting_is_not_advised_twice() -> None:
    asked: list[int] = []

    def answer(texts: list[str]) -> list[str]:
        asked.append(len(texts))
        return [str(1 // (1 - text.count("0"))) for text in texts]

    outputs = batch_model(answer, concurrency=2).answer(requests(4))
    assert [output.failed for output in outputs] == [True, True, False, False]
    assert sorted(asked) == [2, 2], "nothing is asked again"
    assert "one call with 2 texts" in str(outputs[0].error) and "concurrency=N" not in str(outputs[0].error)


@pytest.mark.parametrize(
    "answer", [lambda texts: Output("", error="overloaded"), lambda texts: [Output("", error="overloaded")] * 2]
)
def test_a_failed_output_that_was_returned_keeps_its_error(answer: Any) -> None:
    assert [output.error for output in batch_model(answer).answer(requests(2))] == ["overloaded"] * 2


def test_a_batch_of_one_text_is_not_told_of_others() -> None:
    assert "batch" not in str(batch_model(raising).answer(requests(1))[0].error)


# The first three have an interval of the difference above 0; of the others white space may explain every flip.
@pytest.mark.parametrize(
    ("flips", "trials", "placebo_flips", "q_value", "said"),
    [
        (31, 60, 1, 0.086, "more often than placebos do, but 10 placebos are too few to be sure (q = 0.086)"),
        (55, 60, 2, 0.07, "more often than placebos do, but 10 placebos are too few to be sure (q = 0.07)"),
        (31, 60, 1, 0.03, "too many for stable and too few for dependent"),
        (31, 60, 5, 0.6, "White space alone changes the answer"),
        (8, 60, 1, 0.6, "White space alone changes the answer"),
        (60, 60, 10, 1.0, "White space alone changes the answer"),
    ],
)
def test_white_space_is_blamed_only_where_it_may_explain_the_flips(
    flips: int, trials: int, placebo_flips: int, q_value: float, said: str
) -> None:
    state: Any = SimpleNamespace(settings=SimpleNamespace(q=0.05))
    assert said in _beside_placebos(state, Flips(flips, trials, placebo_flips, 10, 0.01), q_value)


@pytest.mark.parametrize(
    ("shown", "repeats", "kind"),
    [
        ("positive", ["", "", "", ""], "empty"),
        ("positive", ["", "", "positive"], "empty"),
        ("", [], "empty"),
        ("Das Essen war kalt.", [], "free text that is not English"),
        ("Das Essen war kalt.", ["Das Essen war kalt.", ""], "free text that is not English"),
        ("", ["Das Essen war kalt."] * 3, "free text that is not English"),
    ],
)
def test_unread_contrasts_are_called_empty_by_all_of_their_samples(shown: str, repeats: list[str], kind: str) -> None:
    prompt = Prompt("Sort the mail.", id="mail")
    trial = Trial(prompt.variant(), 0, Output(shown), Kind.SAME, repeats=tuple(map(Output, repeats)), unread=True)
    evidence: Any = SimpleNamespace(contrasts=[(None, trial)], contrasts_unread=1)
    assert _unread_contrasts(evidence) == f"1 of 1 answers to contrasts are {kind}, which is not compared."
