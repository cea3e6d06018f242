"""Endpoints that fail: every call is answered in the end or listed as failed, and no key shows anywhere."""

import asyncio
import gc
import io
import logging
import random
import re
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import promptfuzz as pf
from promptfuzz.cli.app import app
from promptfuzz.models.endpoint_options import connection
from promptfuzz.models.endpoint_timing import Timing
from promptfuzz.models.openai_chat import OpenAIChat, Sampling
from promptfuzz.models.redaction import Hidden
from promptfuzz.records import Message, Output, Request
from tests.servers.loopback import (
    Asked,
    Reaction,
    completion,
    echo,
    huge,
    late,
    reset,
    say,
    serving,
    silent,
    tell_tale,
    truncated,
)

KEY = "sk-planted-0123456789abcdef"
SECRET = "team/secret+value=42"
SAMPLING = Sampling(64, 0, None, None, (), {})


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def ask(text: str = "hi") -> Request:
    return Request((Message("user", text),))


class Fake:
    """Time that passes only where somebody sleeps; what was slept is kept."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self.timing = Timing(lambda: self.now, lambda: 1_000_000 + self.now, self.sleep, random.Random(0))

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


async def briefly(seconds: float) -> None:
    await asyncio.sleep(seconds / 100)


def endpoint(*urls: str, timing: Timing, **options: Any) -> OpenAIChat:
    """Return a model with a clock of its own."""
    chosen = {
        "timeout": 5, "connect_timeout": 5, "retries": 5, "requests_per_minute": None, "tokens_per_minute": None,
    } | options  # fmt: skip
    concurrency = chosen.pop("concurrency", 16)
    key = chosen.pop("key", None)
    return OpenAIChat(
        "tiny", connection(urls, None, key, **chosen), SAMPLING, concurrency=concurrency, timing=timing
    )  # fmt: skip


BAD_BODIES = {
    "invalid JSON": say('{"choices": [{"mess'),
    "no choices": say({"choices": []}),
    "wrong types": say({"choices": [{"message": {"content": {"a": 1}}}]}),
    "null": say(completion(None)),
    "an error with status 200": say({"error": {"message": "overloaded"}}),
    "a page": say("<html>wait</html>", Content_Type="text/html"),
}
FAULTS: dict[str, Reaction] = BAD_BODIES | {
    "429": say({"error": "slow down"}, 429, Retry_After="0.02"),
    "500": say("", 500),
    "503": say({"error": "busy"}, 503),
    "reset": reset,
    "truncated": truncated,
    "silence": silent,
}


def faulty(fault: Reaction, times: int) -> Any:
    return lambda asked: fault if asked.number < times else echo(asked)


class TestEveryFaultAlone:
    @pytest.mark.parametrize("name", FAULTS)
    def test_is_asked_again(self, name: str) -> None:
        with serving(faulty(FAULTS[name], 2)) as server:
            model = endpoint(server.url, timing=Timing(sleep=briefly), timeout=0.1 if name == "silence" else 5)
            output = model.answer([ask()])[0]
        # Two silences before the first word are a dead endpoint.
        assert (output.text, len(server.asked)) == (("", 2) if name == "silence" else ("re: hi", 3))
        assert (model.fault is not None) == (name == "silence")

    @pytest.mark.parametrize("name", sorted(set(FAULTS) - {"silence"}))
    def test_is_listed_as_failed_after_the_last_try(self, name: str) -> None:
        with serving(lambda _: FAULTS[name]) as server:
            output = endpoint(server.url, timing=Timing(sleep=briefly), retries=3).answer([ask()])[0]
        assert output.failed and output.text == "" and len(server.asked) == 4
        assert output.error is not None and output.error.endswith(", 4 times")

    def test_a_slow_first_byte_is_waited_for(self) -> None:
        with serving(lambda asked: late(0.2, echo(asked))) as server:
            output = pf.load_model("openai:tiny", base_url=server.url, timeout=5).answer([ask()])[0]
        assert output.text == "re: hi" and output.latency is not None and 0.2 <= output.latency < 5

    def test_what_is_refused_is_asked_once(self) -> None:
        with serving(lambda _: say({"error": {"message": "prompt too long " + "x" * 9000}}, 400)) as server:
            output = pf.load_model("openai:tiny", base_url=server.url).answer([ask()])[0]
        assert len(server.asked) == 1
        assert output.error is not None and "status 400 Bad Request: prompt too long xxx" in output.error
        assert len(output.error) < 500

    def test_a_huge_body_is_not_read_to_its_end(self) -> None:
        with serving(lambda _: huge) as server:
            output = pf.load_model("openai:tiny", base_url=server.url).answer([ask()])[0]
        assert output.error is not None and "an answer of more than 8,000,000 bytes" in output.error


class TestThirtyPercent:
    def test_all_are_answered_or_listed_once(self) -> None:
        tries: Counter[str] = Counter()

        def mixed(asked: Asked) -> Reaction:
            text = asked.body["messages"][-1]["content"]
            tries[text] += 1
            chance = random.Random(f"{text}/{tries[text]}")
            return chance.choice(list(FAULTS.values())) if chance.random() < 0.3 else echo(asked)

        requests = [ask(f"question {number}") for number in range(300)]
        with serving(mixed) as server:
            model = endpoint(server.url, timing=Timing(sleep=briefly), timeout=0.5, concurrency=32)
            outputs = model.answer(requests)
        assert len(outputs) == 300 and model.fault is None
        assert sum(tries.values()) > 380
        failed = [output for output in outputs if output.failed]
        assert len(failed) <= 3 and all(output.text == "" for output in failed)
        for request, output in zip(requests, outputs, strict=True):
            assert output.failed or output.text == f"re: {request.text}"


class TestWaiting:
    def test_backoff_grows_with_jitter(self) -> None:
        fake = Fake()
        with serving(lambda _: say("", 500)) as server:
            endpoint(server.url, timing=fake.timing, retries=8).answer([ask()])
        assert len(fake.slept) == 8 and len(set(fake.slept)) == 8
        for number, seconds in enumerate(fake.slept):
            assert 0 <= seconds <= min(20, 0.5 * 2**number)
        assert max(fake.slept) > 5

    @pytest.mark.parametrize(
        ("headers", "seconds"),
        [
            ({"Retry_After": "30"}, 30),
            ({"retry_after_ms": "4000"}, 4),
            ({"Retry_After": "Mon, 12 Jan 1970 14:04:40 GMT"}, 80),
        ],
    )
    def test_retry_after_pauses_every_call(self, headers: dict[str, str], seconds: float) -> None:
        fake = Fake()
        begun: list[float] = []

        def script(asked: Asked) -> Reaction:
            begun.append(fake.now - 1000)
            return say("", 429, **headers) if asked.number == 0 else echo(asked)

        async def main(url: str) -> list[Output]:
            model = endpoint(url, timing=fake.timing)
            first = asyncio.ensure_future(model.answer_one(ask("first")))
            while not fake.slept:
                await asyncio.sleep(0.005)
            rest = await asyncio.gather(*(model.answer_one(ask(str(number))) for number in range(5)))
            await model.aclose()
            return [await first, *rest]

        with serving(script) as server:
            outputs = asyncio.run(main(server.url))
        assert [output.text for output in outputs] == ["re: first", *(f"re: {number}" for number in range(5))]
        assert begun[0] == 0 and len(begun) == 7
        assert all(seconds <= at < seconds + 30 for at in begun[1:])

    def test_another_replica_need_not_pause(self) -> None:
        fake = Fake()
        with serving(lambda _: say("", 429, Retry_After="300")) as one, serving() as two:
            outputs = endpoint(one.url, two.url, timing=fake.timing).answer([ask("a"), ask("b"), ask("c")])
        assert [output.text for output in outputs] == ["re: a", "re: b", "re: c"]
        assert sum(fake.slept) < 10

    def test_a_pause_of_a_day_is_an_error(self) -> None:
        fake = Fake()
        with serving(lambda _: say("", 429, Retry_After="86400")) as server:
            output = endpoint(server.url, timing=fake.timing).answer([ask()])[0]
        assert output.error is not None and "wait for 86,400 s, which is too long" in output.error
        assert len(server.asked) == 1 and fake.slept == []

    def test_requests_a_minute(self) -> None:
        fake = Fake()
        with serving() as server:
            endpoint(server.url, timing=fake.timing, requests_per_minute=60, concurrency=1).answer([ask()] * 6)
        assert fake.now - 1000 == pytest.approx(4)


class TestDead:
    def test_refused_connections_end_it_soon(self) -> None:
        model = pf.load_model("openai:tiny", base_url=":9")
        start = time.monotonic()
        first = model.answer([ask(str(number)) for number in range(40)])
        assert all(output.failed for output in first)
        assert model.fault is not None
        assert model.fault.startswith("expected http://127.0.0.1:9/v1 to answer, got connection refused; is the server")
        assert [output.error for output in model.answer([ask()] * 3)] == [model.fault] * 3
        assert time.monotonic() - start < 3

    def test_an_unknown_name_and_no_tls(self) -> None:
        model = pf.load_model("openai:tiny", base_url="http://no-such-host.invalid/v1")
        model.answer([ask()])
        assert model.fault is not None and "no address for the name 'no-such-host.invalid'" in model.fault
        with serving() as server:
            model = pf.load_model("openai:tiny", base_url=server.url.replace("http:", "https:"))
            model.answer([ask()])
        assert model.fault is not None and "no secure connection" in model.fault

    def test_silence(self) -> None:
        with serving(lambda _: silent) as server:
            model = pf.load_model("openai:tiny", base_url=server.url, timeout=0.2)
            start = time.monotonic()
            outputs = model.answer([ask(str(number)) for number in range(8)])
        assert all(output.failed for output in outputs) and time.monotonic() - start < 3
        waited = re.search(r"got no answer within ([\d.]+) s", model.fault or "")
        assert waited is not None and 0.19 <= float(waited[1]) < 3  # timers may go off a little early

    def test_nothing_but_errors(self) -> None:
        with serving(lambda _: say("", 500)) as server:
            model = endpoint(server.url, timing=Fake().timing, retries=1)
            model.answer([ask(str(number)) for number in range(60)])
        assert model.fault is not None and "got no answer in 20 calls in a row: status 500" in model.fault
        assert len(server.asked) < 120

    def test_a_wrong_key_from_the_first_call_on(self) -> None:
        with serving(lambda asked: tell_tale(asked)) as server:
            model = pf.load_model("openai:tiny", base_url=server.url)
            model.answer([ask()] * 5)
        assert model.fault is not None and "status 401 Unauthorized" in model.fault
        assert "; is the key right? It comes from OPENAI_API_KEY" in model.fault

    def test_one_that_comes_back_is_no_dead_one(self) -> None:
        with serving(lambda asked: reset if 3 <= asked.number < 9 else echo(asked)) as server:
            model = endpoint(server.url, timing=Fake().timing, concurrency=1, retries=8)
            outputs = model.answer([ask(str(number)) for number in range(6)])
        assert [output.text for output in outputs] == [f"re: {number}" for number in range(6)]
        assert model.fault is None


def tells(asked: Asked) -> Reaction:
    """Repeat the key and the header wherever a server could."""
    key, secret = asked.headers["Authorization"], asked.headers["X-Secret"]
    both = f"{key} {secret} {KEY} {SECRET}"
    return (
        tell_tale(asked, 500),
        say(f"<p>{both}</p>", 400),
        say({"error": {"message": both}}),
        say(completion(both)),
        say(both),
        say("", 302, Location=f"https://other.example/?k={KEY}"),
        say({"choices": [{"message": {"content": [both] * 3}}]}),
        say(completion({"a": KEY})),
    )[asked.number % 8]


class TestSecrets:
    @pytest.fixture(autouse=True)
    def planted(self, monkeypatch: pytest.MonkeyPatch, no_key: None) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("TEAM_SECRET", SECRET)

    def seen_in(self, text: str) -> bool:
        return any(part in text for part in (KEY, SECRET, "planted", "team/secret"))

    def everything(self, value: object, depth: int = 8, seen: set[int] | None = None) -> str:
        """Return the reprs of an object and of all that hangs on it."""
        seen = set() if seen is None else seen
        if depth == 0 or id(value) in seen or isinstance(value, str | bytes | int | float):
            return repr(value)
        seen.add(id(value))
        slots = [getattr(value, name, None) for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
        inner = (
            list(value.values()) if isinstance(value, dict) else list(value) if isinstance(value, list | tuple) else []
        )
        below = [*getattr(value, "__dict__", {}).values(), *slots, *inner]
        return repr(value) + "".join(self.everything(item, depth - 1, seen) for item in below)

    @pytest.mark.parametrize("debug", [False, True])
    def test_nowhere_in_outputs_models_logs_and_warnings(
        self, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], debug: bool
    ) -> None:
        caplog.set_level(logging.DEBUG)
        with serving(tells) as server:
            model = pf.load_model("openai:tiny", base_url=server.url, headers="X-Secret=env:TEAM_SECRET", retries=0)

            async def main() -> list[Output]:
                asyncio.get_running_loop().set_debug(debug)
                return [await model.answer_one(ask(str(number))) for number in range(16)]

            outputs = asyncio.run(main())
        assert sum("[hidden]" in (output.error or "") for output in outputs) >= 10
        assert any(output.text.startswith("[hidden]") or "Bearer [hidden]" in output.text for output in outputs)
        gc.collect()
        captured = capfd.readouterr()
        for text in (repr(outputs), self.everything(model), caplog.text, captured.out + captured.err):
            assert not self.seen_in(text)
        assert not self.seen_in(f"{model} {model.name} {model.spec} {model.settings} {model.options} {model.identity}")

    def test_nowhere_in_the_traceback_of_a_fault_of_ours(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with serving() as server:
            model = pf.load_model("openai:tiny", base_url=server.url, headers="X-Secret=env:TEAM_SECRET")
            monkeypatch.setattr(model, "_question", lambda _: 1 / 0)
            output = model.answer([ask()])[0]
            assert output.error is not None and "ZeroDivisionError" in output.error
            monkeypatch.setattr(model, "answer_one", lambda _: 1 / 0)
            with pytest.raises(ZeroDivisionError) as caught:
                model.answer([ask()])
        shown = io.StringIO()
        traceback.TracebackException.from_exception(caught.value, capture_locals=True).print(file=shown)
        assert "answer_one" in shown.getvalue() and not self.seen_in(shown.getvalue())

    def test_hidden_values_stay_hidden(self) -> None:
        with pytest.raises(TypeError, match="expected no secret to be pickled"):
            Hidden(KEY).__reduce__()

    def test_nowhere_in_what_a_run_writes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        lines = (
            f'{{"prompt": "Is {thing} good? Answer yes or no.", "id": "{thing}", "answer": {{"type": "yesno"}}}}\n'
            for thing in ("it", "this", "that", "tea")
        )
        Path("prompts.jsonl").write_text("".join(lines))
        with serving(tells) as server:
            words = ["run", "--model", "openai:tiny", "--corpus", "prompts.jsonl", "--budget-calls", "2000"]
            for option in (f"base_url={server.url}", "headers=X-Secret=env:TEAM_SECRET", "retries=0"):
                words += ["--model-option", option]
            done = CliRunner().invoke(app, words)
        written = [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
        assert len(written) == 3 and len(server.asked) > 10, done.output
        assert any("X-Secret" in text and "env:TEAM_SECRET" in text for text in written)
        for text in (done.output, *written):
            assert not self.seen_in(text)
