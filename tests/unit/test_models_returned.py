"""What a user's function returns as a pf.Output: no wrong field of it ends a run, and counts are plain numbers."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import promptfuzz as pf
from promptfuzz.models.callables import batch_model, model
from promptfuzz.models.scripted import ScriptedModel
from promptfuzz.records import Message, Output, Request

ONE = [Request((Message("user", "a"),))]
PROMPT = pf.Prompt(
    "Sort the message into billing or returns.\n\nMessage: {m}",
    slots={"m": "My card was charged twice."},
    answer=pf.Label("billing", "returns"),
    id="inbox",
)


def returned(**fields: Any) -> Output:
    """Return what becomes of a pf.Output with these `fields`."""
    return model(lambda _: Output(**{"text": "billing"} | fields)).answer(ONE)[0]


@pytest.mark.parametrize(("text", "got"), [(None, "text=None of type NoneType"), (5, "text=5 of type int")])
def test_a_text_that_is_none_is_an_error_of_that_call(text: object, got: str) -> None:
    output = returned(text=text)
    assert output.text == "" and f"to return a pf.Output with a text (str), got {got}" in str(output.error)


@pytest.mark.parametrize("wrong", ["5", -500, float("nan"), 2.5, int, 1 << 60])
def test_what_is_no_count_is_unknown(wrong: object) -> None:
    output = returned(prompt_tokens=wrong, completion_tokens=2)
    assert (output.text, output.prompt_tokens, output.completion_tokens) == ("billing", None, 2)


def test_numbers_of_numpy_become_plain() -> None:
    output = returned(prompt_tokens=np.int64(5), latency=np.float32(0.5), truncated=np.True_)
    assert (type(output.prompt_tokens), type(output.latency), type(output.truncated)) == (int, float, bool)
    assert (output.prompt_tokens, output.latency, output.truncated) == (5, 0.5, True)


@pytest.mark.parametrize("wrong", ["fast", -1.0, float("nan"), float("inf")])
def test_what_is_no_time_is_measured(wrong: object) -> None:
    latency = returned(latency=wrong).latency
    assert latency is not None and 0 <= latency < 1


def test_truncated_is_true_or_false() -> None:
    assert "truncated='no'" in str(returned(truncated="no").error)
    assert returned(truncated=None).truncated is False


def test_an_error_is_a_text() -> None:
    assert returned(text=None, error=ValueError("x")).error == "ValueError: x"
    assert returned(error=7).error == "7"
    outputs = batch_model(lambda _: Output(None, error=ValueError("x"))).answer(ONE * 2)  # type: ignore[arg-type]
    assert [(output.text, output.error) for output in outputs] == [("", "ValueError: x")] * 2


def test_a_script_is_read_alike() -> None:
    assert ScriptedModel(default=Output(5)).answer(ONE)[0].failed  # type: ignore[arg-type]


def _late(made: Callable[[str], Output]) -> Callable[[str], Output]:
    asked: list[str] = []

    def answer(text: str) -> Output:
        asked.append(text)
        return made(text) if len(asked) == 20 else Output("billing")

    return answer


@pytest.mark.parametrize(
    "made",
    [
        lambda _: Output(None),  # type: ignore[arg-type]
        lambda _: Output(5),  # type: ignore[arg-type]
        lambda _: Output("billing", prompt_tokens="5"),  # type: ignore[arg-type]
        lambda _: Output("billing", prompt_tokens=np.int64(5), completion_tokens=np.int64(1)),  # type: ignore[arg-type]
        lambda _: Output("billing", prompt_tokens=float("nan"), completion_tokens=-5),  # type: ignore[arg-type]
    ],
)
def test_one_wrong_output_ends_no_run_and_loses_no_report(made: Callable[[str], Output]) -> None:
    report = pf.fuzz(PROMPT, _late(made), families=("degrade",), budget=pf.Budget(calls=40, tokens=100_000))
    assert report.run.calls >= 20 and json.loads(report.to_json())["run"]["calls"] == report.run.calls


def test_a_generator_exit_of_the_function_is_an_error_of_that_call() -> None:
    def closing(text: str) -> str:
        raise GeneratorExit

    assert "GeneratorExit" in str(model(closing).answer(ONE)[0].error)
    report = pf.fuzz(PROMPT, closing, families=("degrade",), budget=pf.Budget(calls=20))
    assert report.run.failed_calls == report.run.calls > 0
