"""What failed calls count for: what may have been paid is kept to the budget, and what was never sent is no call."""

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

import promptfuzz as pf
from promptfuzz.engine.asking import Asker
from promptfuzz.records import Budget, Message, Request, StopReason
from tests.servers.loopback import Asked, Reaction, completion, echo, late, say, serving, silent

PROMPT = pf.Prompt(
    "Classify the review as positive or negative. Answer with one word.\nReview: {review}",
    slots={"review": "I left smiling."},
    answer=pf.Label("positive", "negative"),
    id="counting",
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("promptfuzz.models.endpoint_timing.FIRST", 0.0)


@pytest.fixture
def interruptible() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def ask(number: int) -> Request:
    return Request((Message("user", str(number)),))


THOUGHT_ONLY = completion(None, finish="length", reasoning_content="hm")


@pytest.mark.parametrize("body", [THOUGHT_ONLY, completion(None)], ids=["refused", "tried again"])
@pytest.mark.parametrize("stream", [True, False], ids=["stream", "batches"])
def test_answers_that_nobody_counted_and_nobody_can_use_stay_within_the_limit(body: object, stream: bool) -> None:
    with serving(lambda asked: say(body) if asked.number % 2 else echo(asked)) as server:
        model = pf.load_model("openai:tiny", base_url=server.url, max_tokens=40, concurrency=4)
        asker = Asker(model, Budget(tokens=4000), lambda _event: None, stream=stream)
        outputs = asker.ask([ask(number) for number in range(300)])
        asker.close()
        model.run(model.aclose())
    assert None in outputs and asker.limits.refused
    uncounted = sum(asked.number % 2 for asked in server.asked)
    assert uncounted > 20 and uncounted * 50 + (len(server.asked) - uncounted) * 10 <= 4000
    assert (asker.failed > 0) == (None in asker.tokens)


def test_calls_that_were_turned_away_cost_nothing() -> None:
    with serving(lambda asked: say({"error": "no"}, 400) if asked.number % 2 else echo(asked)) as server:
        model = pf.load_model("openai:tiny", base_url=server.url, max_tokens=40)
        asker = Asker(model, Budget(tokens=4000), lambda _event: None)
        asker.ask([ask(number) for number in range(40)])
        model.run(model.aclose())
    answered = len(server.asked) - asker.failed
    assert asker.failed and asker.tokens == [7 * answered, 3 * answered] and asker.limits.tokens == 10 * answered


def test_calls_that_were_never_sent_are_no_calls() -> None:
    def script(asked: Asked) -> Reaction:
        return echo(asked) if asked.number < 40 else late(0.02, say("{}", 401))

    with serving(script) as server:
        model = pf.load_model("openai:tiny", base_url=server.url, concurrency=16)
        report = pf.fuzz(PROMPT, model, budget=Budget(calls=400))
    assert report.run.status is StopReason.INTERRUPTED
    assert report.run.calls == len(server.asked) < 200


@pytest.mark.usefixtures("interruptible")
def test_two_interrupts_while_a_dead_endpoint_is_waited_for_leave_the_report() -> None:
    def script(asked: Asked) -> Reaction:
        if asked.number < 30:
            return echo(asked)
        return silent if asked.number > 60 else late(0.01, say("{}", 401))

    def interrupt() -> None:
        for _ in range(2):
            time.sleep(1.0)
            os.kill(os.getpid(), signal.SIGINT)

    with serving(script) as server:
        model = pf.load_model("openai:tiny", base_url=server.url, concurrency=32, timeout=120)
        started = time.monotonic()
        interrupting = threading.Thread(target=interrupt)
        interrupting.start()
        report = pf.fuzz(PROMPT, model, budget=Budget(calls=400))
        interrupting.join()
    assert time.monotonic() - started < 60
    assert report.run.status is StopReason.INTERRUPTED and report.run.calls >= 30
    assert len(server.asked) > 60
