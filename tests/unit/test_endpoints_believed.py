"""What is believed of an endpoint: that it sees the prompt, that it counts tokens, and that it gets no burst."""

import asyncio
import heapq
import itertools
import random
from collections.abc import Coroutine, Sequence
from typing import Any

import pytest

import promptfuzz as pf
from promptfuzz.errors import UsageError
from promptfuzz.models.capabilities import capabilities
from promptfuzz.models.endpoint_client import EndpointClient, Question
from promptfuzz.models.endpoint_options import Connection
from promptfuzz.models.endpoint_replicas import Replica
from promptfuzz.models.endpoint_replies import Reply
from promptfuzz.models.endpoint_sessions import Room
from promptfuzz.models.endpoint_timing import Timing
from promptfuzz.models.http_service import HTTP_CHECKS
from promptfuzz.models.openai_answers import spent_on
from promptfuzz.records import Message, Output, Request, StopReason
from tests.servers.loopback import completion, say, serving

PROMPT = pf.Prompt("Is the tea good? Answer yes or no.", answer=pf.YesNo(), id="tea")
ZEROS = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


class TestPlaces:
    @pytest.mark.parametrize(
        ("address", "options", "said"),
        [
            (":9/ask?m={messages}", {"method": "GET"}, "without {messages}, which is a list"),
            (":9/ask?m={messages}&q={prompt}", {"method": "GET"}, "without {messages}, which is a list"),
            (":9/{messages}", {}, "without {messages}, which is a list"),
            (":9/ask?m={messages}", {"body": {"m": "{messages}"}}, "without {messages}, which is a list"),
            (":9/#/ask?q={prompt}", {"method": "GET"}, "places before the '#', .* move {prompt}"),
            (":9/ask?q={prompt}#{system}", {"method": "GET"}, "places before the '#', .* move {system}"),
            (":9/ask?q={promt}", {"method": "GET"}, "expected the URL to have a place for the prompt, .*'prompt'"),
            (":9/ask?q=1", {"method": "GET"}, "expected the URL to have a place for the prompt"),
        ],
    )
    def test_a_prompt_that_would_not_arrive_is_refused(self, address: str, options: dict[str, Any], said: str) -> None:
        with pytest.raises(UsageError, match=said):
            pf.load_model(f"http:{address}", **options)

    def test_a_campaign_file_is_told_before_anything_is_asked(self) -> None:
        for address in ("http://127.0.0.1:9/?m={messages}", "http://127.0.0.1:9/#{prompt}"):
            with pytest.raises(UsageError, match="expected the URL"):
                HTTP_CHECKS["spec"](address)

    @pytest.mark.parametrize(
        ("address", "options"),
        [
            (":9/ask?q={prompt}&s={system}", {"method": "GET"}),
            (":9/ask/{sample}", {"body": {"m": "{messages}"}}),
            (":9/ask#part", {"body": {"q": "{prompt}", "s": "{system}"}}),
        ],
    )
    def test_places_that_are_filled_pass(self, address: str, options: dict[str, Any]) -> None:
        model = pf.load_model(f"http:{address}", **options)
        model.check(pf.Prompt("Is it good?", system="Be brief."))

    def test_a_history_has_no_place_in_an_address(self) -> None:
        model = pf.load_model("http::9/ask?q={prompt}&s={system}", method="GET")
        talk = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
        with pytest.raises(UsageError, match="which has history"):
            model.check(pf.Prompt("Is it good?", history=talk))

    def test_what_is_sent_is_what_was_asked(self) -> None:
        with serving(lambda _: say("yes", Content_Type="text/plain")) as server:
            model = pf.load_model(f"http:{server.url}?q={{prompt}}&n={{sample}}", method="GET")
            model.answer([Request((Message("user", text),), number) for number, text in enumerate(("a", "{messages}"))])
        assert sorted(asked.path.partition("?")[2] for asked in server.asked) == ["q=%7Bmessages%7D&n=1", "q=a&n=0"]


class TestCounts:
    @pytest.mark.parametrize(
        ("told", "text", "believed"),
        [
            ((0, 0), True, (None, None)),
            ((0, 5), True, (None, 5)),
            ((50, 0), True, (50, None)),
            ((None, 0), True, (None, None)),
            ((0, 0), False, (None, None)),
            ((50, 5), True, (50, 5)),
            ((1, 1), True, (1, 1)),
            ((50, 0), False, (50, 0)),
            ((50, 64), False, (50, 64)),
            ((None, 5), True, (None, 5)),
            (("0", True), True, (None, None)),
        ],
    )
    def test_no_prompt_and_no_text_takes_no_tokens(
        self, told: tuple[object, object], text: bool, believed: tuple[int | None, int | None]
    ) -> None:
        assert spent_on(*told, answered=text) == believed

    @pytest.mark.parametrize(("text", "completion_tokens"), [("yes", None), ("", 0), ("<think>a</think>yes", None)])
    def test_an_empty_answer_may_take_none(self, text: str, completion_tokens: int | None) -> None:
        usage = {"prompt_tokens": 9, "completion_tokens": 0}
        with serving(lambda _: say(completion(text, usage=usage))) as server:
            output = self.first(pf.load_model("openai:tiny", base_url=server.url))
        assert (output.prompt_tokens, output.completion_tokens) == (9, completion_tokens)

    @pytest.mark.parametrize("value", ["yes", "", False])
    def test_a_service_that_tells_zeros_does_not_count(self, value: object) -> None:
        with serving(lambda _: say({"text": value, "use": ZEROS})) as server:
            paths = {"prompt_tokens": "use.prompt_tokens", "completion_tokens": "use.completion_tokens"}
            output = self.first(pf.load_model(f"http:{server.url}", response="text", **paths))
        assert not output.failed and (output.prompt_tokens, output.completion_tokens) == (None, None)

    def test_a_limit_of_money_binds_where_the_endpoint_tells_zeros(self) -> None:
        with serving(lambda _: say(completion("yes", usage=ZEROS))) as server:
            model = pf.load_model("openai:tiny", base_url=server.url, price_prompt=1000, price_completion=1000)
            report = pf.fuzz(PROMPT, model, families=("degrade",), budget=pf.Budget(usd=1.0))
        assert report.run.status is StopReason.BUDGET
        assert 0 < len(server.asked) < 20  # 64 tokens of an answer alone are 6.4 cents

    @pytest.mark.parametrize(("usage", "counts"), [(ZEROS, False), ({"prompt_tokens": 9}, True), (None, False)])
    def test_a_look_at_an_endpoint_says_whether_it_counts(self, usage: object, counts: bool) -> None:
        with serving(lambda _: say(completion("yes", usage=usage))) as server:
            assert capabilities(pf.load_model("openai:tiny", base_url=server.url)).usage is counts

    @staticmethod
    def first(model: Any) -> Output:
        outputs: Sequence[Output] = model.answer([Request((Message("user", "hi"),))])
        return outputs[0]


class Hours:
    """Time that goes on to the next sleeper once nobody else can go on."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timing = Timing(lambda: self.now, lambda: self.now, self.sleep, random.Random(0))
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    async def sleep(self, seconds: float) -> None:
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), waiting))
        await waiting

    async def run(self, calls: list[Coroutine[Any, Any, str]]) -> list[str]:
        whole = asyncio.gather(*calls)
        while not whole.done():
            for _ in range(200):
                await asyncio.sleep(0)
            if self._sleepers and not whole.done():
                self.now, _, waiting = heapq.heappop(self._sleepers)
                if not waiting.done():
                    waiting.set_result(None)
        return list(await whole)


class Scripted(EndpointClient):
    """Asks nobody: every call takes 0.3 s, and those of some numbers are told to come back in 10 s."""

    def __init__(self, hours: Hours, busy: Sequence[int], **limits: float) -> None:
        limited = {"requests_per_minute": None, "tokens_per_minute": None} | limits
        super().__init__(Connection(("http://h/v1",), {}, (), 60, 10, 9, **limited), hours.timing, str)  # type: ignore[arg-type]
        self.at: list[float] = []
        self._hours = hours
        self._busy = busy

    async def _send(self, room: Room, replica: Replica, question: Question[Any]) -> Reply:
        self.at.append(self._hours.now)
        status = 429 if len(self.at) in self._busy else 200
        await self._hours.sleep(0.3)
        return Reply(status, {"Retry-After": "10"} if status == 429 else {}, b"yes", 0.3)


def starts(calls: int, busy: Sequence[int], **limits: float) -> list[float]:
    """Return when the requests of so many calls begin, which all want to begin at once."""
    hours = Hours()

    async def main() -> list[float]:
        client = Scripted(hours, busy, **limits)
        question = Question(str, lambda: None, Reply.text, tokens=10)
        answers = await hours.run([client.ask(question, 32) for _ in range(calls)])
        await client.close_here()
        assert answers == ["yes"] * calls
        return client.at

    return asyncio.run(main())


def most_in_a_second(times: Sequence[float]) -> int:
    return max(sum(start <= other < start + 1 - 1e-9 for other in times) for start in times)


class TestBursts:
    @pytest.mark.parametrize("limits", [{"requests_per_minute": 120}, {"tokens_per_minute": 1200}])
    @pytest.mark.parametrize("busy", [(), (6,), (1,), (6, 30, 31), (2, 3, 4, 5)])
    def test_a_pause_is_not_followed_by_all_that_waited(self, busy: Sequence[int], limits: dict[str, float]) -> None:
        times = starts(60, busy, **limits)
        assert most_in_a_second(times) <= 4  # 2 a second, and a second's worth at once after a rest
        assert len(times) == 60 + len(busy)
        assert times[-1] < 30 + 14 * len(busy)  # nobody starves

    def test_without_a_limit_all_go_on_after_a_pause(self) -> None:
        times = starts(60, (6,))
        assert len(times) == 61 and times[-1] < 13
