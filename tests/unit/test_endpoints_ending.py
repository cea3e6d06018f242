"""How a run on an endpoint ends: no call waits for another try, paid tokens are counted, and the budget is named."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator, Sequence

import pytest

import promptfuzz as pf
from promptfuzz.engine.asking import Asker
from promptfuzz.engine.limits import Limits
from promptfuzz.models.endpoint_pauses import Pauses
from promptfuzz.models.endpoint_timing import Timing
from promptfuzz.models.protocol import Model
from promptfuzz.records import Budget, Message, Output, Request, StopReason
from tests.servers.loopback import Asked, Reaction, echo, say, serving

PROMPT = pf.Prompt(
    "Classify the review as positive or negative. Answer with one word.\nReview: {review}",
    slots={"review": "I left smiling."},
    answer=pf.Label("positive", "negative"),
    id="ending",
)


@pytest.fixture
def interruptible() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def busy_after(number: int, seconds: int) -> object:
    def script(asked: Asked) -> Reaction:
        return say("", 429, Retry_After=str(seconds)) if asked.number >= number else echo(asked)

    return script


def test_the_end_of_the_minutes_leaves_no_call_waiting() -> None:
    with serving(busy_after(5, 300)) as server:
        model = pf.load_model("openai:tiny", base_url=server.url, concurrency=4)
        started = time.monotonic()
        report = pf.fuzz(PROMPT, model, budget=Budget(calls=200, minutes=0.02))
    assert time.monotonic() - started < 30
    assert report.run.failed_calls == 4 and any("minutes of the budget ended" in text for text in report.run.warnings)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_leaves_no_call_waiting() -> None:
    def script(asked: Asked) -> Reaction:
        if asked.number == 8:
            os.kill(os.getpid(), signal.SIGINT)
        return say("", 429, Retry_After="300") if 5 <= asked.number < 40 else echo(asked)

    with serving(script) as server:
        model = pf.load_model("openai:tiny", base_url=server.url, concurrency=8)
        started = time.monotonic()
        report = pf.fuzz(PROMPT, model, budget=Budget(calls=200))
        assert time.monotonic() - started < 30
        assert report.run.status is StopReason.INTERRUPTED
        assert 0 < report.run.failed_calls < 30


def test_a_model_is_told_that_the_run_ended_and_may_go_on_in_the_next_one() -> None:
    class Noting(Model):
        singly = True

        def __init__(self) -> None:
            self.told: list[bool] = []
            super().__init__(name="noting", deterministic=True, concurrency=2)

        def answer(self, requests: Sequence[Request]) -> list[Output]:
            raise AssertionError("it is asked one by one")

        async def answer_one(self, request: Request) -> Output:
            return Output("positive")

        def leave_off(self, *, ended: bool) -> None:
            self.told.append(ended)

    model = Noting()
    pf.fuzz(PROMPT, model, budget=Budget(calls=30))
    assert model.told == [True, False]


def test_pauses_end_at_once_and_begin_again() -> None:
    slept: list[float] = []

    async def long(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(60)

    async def main() -> None:
        pauses = Pauses(Timing(sleep=long))
        waiting = asyncio.ensure_future(pauses.pause(300))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        pauses.leave_off()
        await asyncio.wait_for(waiting, 5)
        await asyncio.wait_for(pauses.pause(200), 5)
        assert slept == [300]

    asyncio.run(main())


def test_a_cancelled_call_does_not_go_on_as_if_it_had_waited() -> None:
    async def main() -> None:
        waiting = asyncio.ensure_future(Pauses(Timing()).pause(300))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(main())


class Billed(Model):
    """Bills 30 tokens a call, for every second one without an answer."""

    def __init__(self) -> None:
        self.asked = 0
        super().__init__(name="billed", deterministic=True, settings=(("max_tokens", 10),))

    def answer(self, requests: list[Request]) -> list[Output]:  # type: ignore[override]
        found = []
        for _ in requests:
            self.asked += 1
            error = "nothing but reasoning" if self.asked % 2 else None
            found.append(Output("" if error else "positive", error=error, prompt_tokens=20, completion_tokens=10))
        return found


def test_tokens_of_failed_calls_count() -> None:
    asker = Asker(Billed(), Budget(calls=10), lambda _: None)
    asker.ask([Request((Message("user", str(number)),)) for number in range(10)])
    assert asker.failed == 5 and asker.tokens == [200, 100]


def test_a_budget_of_tokens_that_ends_is_the_status() -> None:
    class Answers(Billed):
        def answer(self, requests: list[Request]) -> list[Output]:  # type: ignore[override]
            return [Output("positive", prompt_tokens=20, completion_tokens=10) for _ in requests]

    report = pf.fuzz(PROMPT, Answers(), budget=Budget(tokens=1500))
    assert report.run.status is StopReason.BUDGET
    assert sum(filter(None, (report.run.tokens.prompt, report.run.tokens.completion))) <= 1500


def test_limits_remember_a_refusal() -> None:
    limits = Limits(Budget(tokens=40), Billed())
    request = Request((Message("user", "hi"),))
    assert limits.admit(request) and not limits.refused
    assert not limits.admit(Request((Message("user", "hi"),), 1)) and limits.refused
