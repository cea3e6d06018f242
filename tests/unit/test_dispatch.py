"""How calls are made: in the same turns whatever the latencies, many in flight, within every limit, interruptible."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence

import pytest

import promptfuzz as pf
from promptfuzz.engine.asking import Asker, Unreachable
from promptfuzz.engine.limits import Limits
from promptfuzz.engine.rounds import Job, run_jobs
from promptfuzz.events import CallsMade, Warned
from promptfuzz.models.prices import Price
from promptfuzz.models.protocol import Model, failed
from promptfuzz.records import Budget, Message, Output, Request, StopReason

PROMPT = pf.Prompt(
    "Classify the sentiment of the review as positive or negative.\nReview: {review}",
    slots={"review": "I left the cinema smiling."},
    answer=pf.Label("positive", "negative"),
    id="cinema",
)


class Endpoint(Model):
    """Answers each request by itself after a time that depends on its text and on `salt` alone."""

    singly = True

    def __init__(self, salt: int = 0, concurrency: int = 8, fail_after: int | None = None) -> None:
        self.salt, self.fail_after = salt, fail_after
        self.in_flight = self.most_in_flight = self.asked = 0
        # How many have to be in flight once before any is answered.
        self.waits_for, self.enough = 0, asyncio.Event()
        self.fault: str | None = None
        self.closed = False
        super().__init__(name="endpoint", deterministic=True, concurrency=concurrency)

    def answer(self, requests: Sequence[Request]) -> list[Output]:
        raise AssertionError("an endpoint is asked one by one")

    async def answer_one(self, request: Request) -> Output:
        self.asked += 1
        if self.fail_after is not None and self.asked > self.fail_after:
            self.fault = "expected an answer from http://127.0.0.1:9, got no connection; is the server running?"
            return failed("ConnectionError")
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        if self.waits_for and self.in_flight == self.waits_for:
            self.enough.set()
        if self.waits_for:
            await asyncio.wait_for(self.enough.wait(), 30)
        await asyncio.sleep((len(request.text) * 7 + self.salt * 13) % 5 / 2000)
        self.in_flight -= 1
        return Output(self.say(request), prompt_tokens=10, completion_tokens=2)

    def say(self, request: Request) -> str:
        return "negative" if "please" in request.text.lower() else "positive"

    async def aclose(self) -> None:
        self.closed = True


def request(text: str, sample: int = 0) -> Request:
    return Request((Message("user", text),), sample)


def asker(model: Model, **limits: float) -> Asker:
    return Asker(model, Budget(**limits), lambda _event: None, stream=True)


class TestOrder:
    def test_a_run_is_the_same_whatever_the_latencies(self) -> None:
        found = []
        for salt in range(3):
            report = pf.fuzz(
                PROMPT, Endpoint(salt), families=("paraphrase", "degrade"), budget=Budget(calls=300), seed=3
            )
            cells = [(cell.verdict, cell.calls, cell.dependence, cell.p_value) for cell in report.cells]
            findings = [(finding.id, finding.minimal.edits, finding.calls) for finding in report.findings]
            found.append((report.run.calls, report.run.cached_calls, cells, findings))
        assert found[0] == found[1] == found[2]
        assert found[0][0] > 60

    def test_an_endpoint_and_a_batch_take_the_same_turns(self) -> None:
        endpoint = pf.fuzz(PROMPT, Endpoint(), budget=Budget(calls=300), seed=1)
        batch = pf.fuzz(
            PROMPT,
            pf.batch_model(
                lambda texts: ["negative" if "please" in t.lower() else "positive" for t in texts], temperature=0
            ),
            budget=Budget(calls=300),
            seed=1,
        )
        assert [(c.verdict, c.calls) for c in endpoint.cells] == [(c.verdict, c.calls) for c in batch.cells]
        assert [f.minimal.edits for f in endpoint.findings] == [f.minimal.edits for f in batch.findings]

    def test_one_job_goes_on_while_the_calls_of_another_are_in_flight(self) -> None:
        model = Endpoint(concurrency=4)
        model.waits_for = 4
        line = asker(model)
        turns: list[str] = []

        def task(name: str, rounds: int):
            for number in range(rounds):
                outputs = yield [request(f"{name} {number} {k}") for k in range(4)]
                assert [output.text for output in outputs] == ["positive"] * 4
                turns.append(name)

        run_jobs([Job(lambda: task("a", 3), 12, lambda _: None), Job(lambda: task("b", 3), 12, lambda _: None)], line)
        line.close()
        assert turns == ["a", "b"] * 3
        assert model.most_in_flight == 4
        assert line.calls == 24


class TestStream:
    def test_no_more_calls_are_in_flight_than_the_model_takes(self) -> None:
        model = Endpoint(concurrency=5)
        line = asker(model)
        assert len(line.ask([request(str(n)) for n in range(60)])) == 60
        line.close()
        assert model.most_in_flight == 5
        assert model.closed

    def test_the_same_request_is_asked_once_and_answered_twice(self) -> None:
        line = asker(Endpoint())
        first, new = line.put([request("a"), request("b"), request("a")])
        again, none = line.put([request("b")])
        assert (new, none) == (2, 0)
        assert [output.text for output in line.collect([*first, *again])] == ["positive"] * 4
        assert (line.calls, line.cached) == (2, 2)
        line.close()

    def test_a_failed_call_may_be_asked_again(self) -> None:
        class Once(Endpoint):
            async def answer_one(self, request: Request) -> Output:
                self.asked += 1
                return failed("500") if self.asked == 1 else Output("yes")

        line = asker(Once())
        assert line.ask([request("a")])[0].failed
        assert line.ask([request("a")])[0].text == "yes"
        assert (line.calls, line.failed) == (2, 1)
        line.close()

    def test_a_model_that_cannot_be_reached_ends_the_run_and_keeps_what_was_done(self) -> None:
        report = pf.fuzz(PROMPT, Endpoint(fail_after=30), budget=Budget(calls=300))
        assert report.run.status is StopReason.INTERRUPTED
        assert report.run.calls >= 30
        assert any("is the server running?" in warning for warning in report.run.warnings)
        assert all(cell.verdict != "stable" for cell in report.cells)

    def test_collecting_says_so(self) -> None:
        line = asker(Endpoint(fail_after=0))
        with pytest.raises(Unreachable, match="is the server running"):
            line.ask([request("a")])
        line.close()

    @pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
    def test_an_interrupt_in_the_models_code_reaches_the_engine(self, error: type[BaseException]) -> None:
        class Stops(Endpoint):
            async def answer_one(self, request: Request) -> Output:
                raise error

        line = asker(Stops())
        with pytest.raises(error):
            line.ask([request("a")])
        line.close(at_once=True)

    def test_progress_is_told_while_calls_come_in(self) -> None:
        seen: list[CallsMade] = []
        pf.fuzz(
            PROMPT,
            Endpoint(),
            budget=Budget(calls=120),
            listeners=[lambda e: seen.append(e) if isinstance(e, CallsMade) else None],
        )
        counts = [event.calls for event in seen]
        assert counts == sorted(counts)
        assert len(counts) > 5


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let Ctrl-C come through: where the tests run in the background of a shell, it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
class TestInterrupts:
    def test_the_first_interrupt_finishes_the_calls_in_flight_and_reports(self) -> None:
        class Slow(Endpoint):
            async def answer_one(self, request: Request) -> Output:
                if self.asked == 20:
                    os.kill(os.getpid(), signal.SIGINT)
                return await super().answer_one(request)

        model = Slow(concurrency=4)
        said: list[str] = []
        report = pf.fuzz(
            PROMPT,
            model,
            budget=Budget(calls=300),
            listeners=[lambda e: said.append(e.text) if isinstance(e, Warned) else None],
        )
        assert report.run.status is StopReason.INTERRUPTED
        assert 20 <= report.run.calls == model.asked < 60
        assert any("Ctrl-C again stops at once" in text for text in said)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    def test_the_second_one_stops_at_once(self) -> None:
        def answer(text: str) -> str:
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0)
            return "positive"

        report = pf.fuzz(PROMPT, answer, budget=Budget(calls=300))
        assert report.run.status is StopReason.INTERRUPTED
        assert report.run.calls == 0

    def test_elsewhere_than_in_the_main_thread_signals_are_left_alone(self) -> None:
        before = signal.getsignal(signal.SIGINT)
        found: list[object] = []
        thread = threading.Thread(target=lambda: found.append(pf.fuzz(PROMPT, Endpoint(), budget=Budget(calls=60))))
        thread.start()
        thread.join()
        assert found
        assert signal.getsignal(signal.SIGINT) is before


class TestLimits:
    def test_calls_are_counted_when_they_are_admitted(self) -> None:
        limits = Limits(Budget(calls=2), Endpoint())
        assert [limits.admit(request(text)) for text in "abc"] == [True, True, False]
        assert limits.left == 0

    def test_a_call_that_was_never_made_is_given_back(self) -> None:
        limits = Limits(Budget(calls=1), Endpoint())
        assert limits.admit(request("a"))
        limits.settle(request("a"), None)
        assert limits.left == 1

    def test_tokens_are_set_aside_before_and_settled_after(self) -> None:
        limits = Limits(Budget(tokens=1300), Endpoint())
        assert limits.admit(request("a"))  # an unknown length: 512 tokens are kept for its answer
        assert limits.admit(request("b"))
        assert not limits.admit(request("c"))
        limits.settle(request("a"), Output("yes", prompt_tokens=10, completion_tokens=2))
        assert limits.tokens == 12
        assert limits.admit(request("c"))

    @pytest.mark.parametrize("tokens", [600, 3000, 20_000])
    def test_a_run_never_takes_more_tokens_than_it_may(self, tokens: int) -> None:
        report = pf.fuzz(PROMPT, Endpoint(), budget=Budget(tokens=tokens), families=("degrade",))
        used = report.run.tokens
        assert used.prompt + used.completion <= tokens
        assert report.run.calls > 0
        # A call may take 522 tokens and takes 12: what is in flight is awaited before the budget counts as ended.
        assert report.run.status is (StopReason.BUDGET if tokens == 600 else StopReason.COMPLETE)

    def test_what_calls_in_flight_give_back_is_spent(self) -> None:
        asked = asker(Endpoint(), tokens=1300)
        outputs = asked.ask([request(str(number)) for number in range(60)])
        assert sum(output is not None for output in outputs) == 60
        assert not asked.limits.refused
        asked.close()

    def test_inside_a_loop_what_calls_in_flight_give_back_is_spent(self) -> None:
        async def main() -> list[Output | None]:
            model = pf.model(lambda _text: Output("yes", prompt_tokens=10, completion_tokens=2), name="told")
            asked = Asker(model, Budget(tokens=1300), lambda _event: None)
            return await asked.ask_async([request(str(number)) for number in range(200)])

        outputs = asyncio.run(main())
        # 12 tokens a call, and what the longest answer may take has to be left for the last one.
        assert [output is not None for output in outputs] == [True] * 65 + [False] * 135

    def test_calls_left_are_counted_by_what_calls_took(self) -> None:
        limits = Limits(Budget(tokens=5000), Endpoint())
        assert limits.left == 5000 // 524
        for number in range(8):
            assert limits.admit(request(str(number)))
            limits.settle(request(str(number)), Output("yes", prompt_tokens=10, completion_tokens=2))
        assert limits.left == (5000 - 8 * 12 - 524) // 12 + 1

    def test_money_is_counted_by_the_prices_and_never_exceeded(self) -> None:
        model = Endpoint()
        model.price = Price(prompt=100.0, completion=1000.0)
        report = pf.fuzz(PROMPT, model, budget=Budget(usd=0.6), families=("degrade",))
        assert report.run.cost_usd == pytest.approx(report.run.calls * (10 * 100 + 2 * 1000) / 1e6)
        assert 0 < report.run.cost_usd <= 0.6
        assert report.run.status is StopReason.BUDGET

    def test_an_unknown_price_is_unknown(self) -> None:
        assert pf.fuzz(PROMPT, Endpoint(), budget=Budget(calls=60)).run.cost_usd is None

    def test_minutes_end_the_asking(self) -> None:
        now = [0.0]
        limits = Limits(Budget(minutes=2), Endpoint(), clock=lambda: now[0])
        assert limits.admit(request("a"))
        now[0] = 120.0
        assert not limits.admit(request("b"))
        assert limits.spent == "the 2 minutes of the budget ended"
        assert limits.left == 0
