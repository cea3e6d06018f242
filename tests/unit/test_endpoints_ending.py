"""How a run on an endpoint ends: no call waits for another try, paid tokens are counted, and the budget is named."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence

import pytest

import promptfuzz as pf
from promptfuzz.engine.asking import Asker
from promptfuzz.engine.limits import Limits
from promptfuzz.models.endpoint_limits import Limits as EndpointLimits
from promptfuzz.models.endpoint_pauses import Pauses
from promptfuzz.models.endpoint_timing import Timing
from promptfuzz.models.protocol import Model
from promptfuzz.records import Budget, Message, Output, Request, StopReason
from tests.servers.loopback import Asked, Reaction, completion, echo, say, serving

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
    pf.fuzz(PROMPT, pf.ScriptedModel(default="positive"), budget=Budget(calls=100))  # imports what takes seconds
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


async def until(reached: Callable[[], bool]) -> None:
    while not reached():
        await asyncio.sleep(0.005)


def ask(number: int) -> Request:
    return Request((Message("user", str(number)),))


def test_no_call_waits_for_its_turn_of_the_minute_and_none_begins() -> None:
    async def main(url: str) -> None:
        model = pf.load_model("openai:tiny", base_url=url, requests_per_minute=1, concurrency=4)
        calls = [asyncio.ensure_future(model.answer_one(ask(number))) for number in range(8)]
        await until(calls[0].done)
        model.leave_off(ended=True)
        outputs = await asyncio.wait_for(asyncio.gather(*calls), 5)
        assert [output.failed for output in outputs].count(True) == 7 and len(server.asked) == 1
        assert "no turn before the run ended" in str(outputs[-1].error)
        model.leave_off(ended=False)
        await model.aclose()

    with serving() as server:
        asyncio.run(asyncio.wait_for(main(server.url), 10))


def test_a_turn_that_was_not_taken_is_given_back() -> None:
    now = [0.0]

    async def sleep(seconds: float) -> None:
        now[0] += seconds

    async def forever(_: float) -> None:
        await asyncio.sleep(60)

    async def main() -> None:
        pauses = Pauses(Timing(lambda: now[0], sleep=forever))
        limits = EndpointLimits(1, 600, Timing(lambda: now[0]), pauses)
        assert await limits.take(60)
        takes = [asyncio.ensure_future(limits.take(60)) for _ in range(9)]
        await asyncio.sleep(0.01)
        pauses.leave_off()
        assert await asyncio.wait_for(asyncio.gather(*takes), 5) == [False] * 9
        assert not await limits.take(60)
        pauses.left_off = False
        pauses._timing = Timing(lambda: now[0], sleep=sleep)
        assert await limits.take(60) and now[0] == pytest.approx(59)

    asyncio.run(main())


def test_tokens_of_earlier_tries_are_told_when_the_run_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("promptfuzz.models.endpoint_timing.FIRST", 0.0)
    usage = {"prompt_tokens": 30, "completion_tokens": 64}

    async def main(url: str) -> Output:
        model = pf.load_model("openai:tiny", base_url=url, requests_per_minute=1)
        call = asyncio.ensure_future(model.answer_one(ask(0)))
        await until(lambda: len(server.asked) == 1)
        await asyncio.sleep(0.1)
        model.leave_off(ended=True)
        output = await asyncio.wait_for(call, 5)
        await model.aclose()
        return output

    with serving(lambda _: say(completion(None, usage=usage))) as server:
        output = asyncio.run(main(server.url))
    assert "no turn" in str(output.error) and (output.prompt_tokens, output.completion_tokens) == (30, 64)


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


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "batches"])
@pytest.mark.parametrize("limit", ["tokens", "usd"])
def test_paid_tries_without_an_answer_stay_within_the_budget(
    limit: str, stream: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("promptfuzz.models.endpoint_timing.FIRST", 0.0)
    usage = {"prompt_tokens": 10, "completion_tokens": 40}
    budget = Budget(tokens=5000) if limit == "tokens" else Budget(usd=0.09)

    def script(asked: Asked) -> Reaction:
        return say(completion("positive" if asked.number < 60 else None, usage=usage))

    with serving(script) as server:
        options = {"max_tokens": 40, "concurrency": 8, "price_prompt": 10, "price_completion": 20}
        model = pf.load_model("openai:tiny", base_url=server.url, **options)
        asker = Asker(model, budget, lambda _event: None, stream=stream)
        outputs = asker.ask([ask(number) for number in range(200)])
        asker.close()
        model.run(model.aclose())
    paid = len(server.asked)
    assert paid * 50 <= 5000 if limit == "tokens" else paid * 0.0009 <= 0.09 + 1e-9
    assert paid > 60 and asker.limits.refused
    assert asker.limits.tokens == 50 * paid
    errors = [output.error for output in outputs if output is not None and output.failed]
    assert any(str(error).endswith("; the budget does not cover another try") for error in errors)
    assert outputs[-1] is None


def test_a_call_outside_of_a_run_is_tried_again_as_often_as_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("promptfuzz.models.endpoint_timing.FIRST", 0.0)
    with serving(lambda _: say(completion(None, usage={"prompt_tokens": 1, "completion_tokens": 1}))) as server:
        model = pf.load_model("openai:tiny", base_url=server.url, retries=3)
        (output,) = model.answer([ask(0)])
        model.run(model.aclose())
    assert len(server.asked) == 4 and (output.prompt_tokens, output.completion_tokens) == (4, 4)


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
