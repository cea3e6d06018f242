"""Options of endpoint models: addresses, headers, keys, limits, replicas; nothing here is asked over a network."""

import asyncio
import json
import random
from typing import ClassVar

import pytest

import promptfuzz as pf
from promptfuzz.errors import UsageError
from promptfuzz.models.endpoint_address import base_urls, shown_address, with_path
from promptfuzz.models.endpoint_errors import Kind, Trouble
from promptfuzz.models.endpoint_headers import headers_of, shown_headers
from promptfuzz.models.endpoint_health import Health
from promptfuzz.models.endpoint_limits import Limits
from promptfuzz.models.endpoint_replicas import Replicas
from promptfuzz.models.endpoint_replies import Reply, trouble_of_reply
from promptfuzz.models.endpoint_timing import Timing
from promptfuzz.models.prices import Price
from promptfuzz.models.redaction import Hidden, Redactor, looks_secret
from promptfuzz.models.response_path import parse_path

KEY = "sk-planted/0123456789+ab"


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


class Fake:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timing = Timing(lambda: self.now, lambda: 1_000_000 + self.now, self.sleep, random.Random(0))

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


class TestAddresses:
    @pytest.mark.parametrize(
        ("text", "urls"),
        [
            (":8000", ("http://127.0.0.1:8000/v1",)),
            (":8000/api", ("http://127.0.0.1:8000/api",)),
            ("https://llm.example", ("https://llm.example/v1",)),
            ("https://llm.example/v1/", ("https://llm.example/v1",)),
            ("https://llm.example/v1/chat/completions", ("https://llm.example/v1",)),
            (" :1, :2 ,", ("http://127.0.0.1:1/v1", "http://127.0.0.1:2/v1")),
        ],
    )
    def test_completed(self, text: str, urls: tuple[str, ...]) -> None:
        assert base_urls(text) == urls

    @pytest.mark.parametrize("text", ["", "llm.example", "ftp://llm.example", ":1,:1", ":99999", "http://a b"])
    def test_refused(self, text: str) -> None:
        with pytest.raises(UsageError, match="base_url"):
            base_urls(text)

    @pytest.mark.parametrize("text", [f"https://me:{KEY}@llm.example", f"https://llm.example/v1?api_key={KEY}"])
    def test_a_secret_is_refused_and_not_repeated(self, text: str) -> None:
        with pytest.raises(UsageError, match="headers=") as caught:
            base_urls(text)
        assert KEY not in str(caught.value)

    def test_a_query_stays_at_the_end_and_out_of_messages(self) -> None:
        assert with_path("https://h/v1?version=2", "/models") == "https://h/v1/models?version=2"
        assert shown_address("https://h/v1?version=2") == "https://h/v1"


class TestHeaders:
    def test_forms(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TEAM_KEY", KEY)
        for given in ("X-Team=a, b=c, X-Key=env:TEAM_KEY", {"X-Team": "a", "b": "c", "X-Key": "env:TEAM_KEY"}):
            found = headers_of(given)
            assert {name: value() for name, value in found.items()} == {"X-Team": "a", "b": "c", "X-Key": KEY}
            assert KEY not in repr(found)
            assert shown_headers(given) == {"X-Key": "env:TEAM_KEY"}
        assert headers_of(json.dumps({"a": "x=1, y=2"}))["a"]() == "x=1, y=2"
        assert headers_of(None) == {}

    @pytest.mark.parametrize("given", ["X-Team", "X Team=a", "Host=a", '{"a": 1}', "{", 3, "A=env:NOT_SET_ANYWHERE"])
    def test_refused(self, given: str) -> None:
        with pytest.raises(UsageError, match="header"):
            headers_of(given)

    def test_a_line_break_is_refused_without_its_value(self) -> None:
        with pytest.raises(UsageError, match="value not shown") as caught:
            headers_of({"X-Key": f"{KEY}\r\nX-Other: 1"})
        assert "planted" not in str(caught.value)


class TestKeys:
    def test_only_the_hosted_endpoint_needs_one(self) -> None:
        with pytest.raises(UsageError, match="environment variable OPENAI_API_KEY to hold the key"):
            pf.load_model("openai:m")
        assert pf.load_model("openai:m", base_url=":1").spec == "openai:m"
        assert pf.load_model("openai:m", headers="Authorization=Basic abcdef").name == "m"

    def test_a_named_variable_must_be_set(self) -> None:
        with pytest.raises(UsageError, match="variable OTHER_KEY to hold"):
            pf.load_model("openai:m", base_url=":1", api_key_env="OTHER_KEY")

    def test_a_key_in_the_place_of_its_name_is_not_repeated(self) -> None:
        for options in ({"api_key_env": KEY}, {"api_key": KEY}, {"apikey": KEY, "base_url": ":1"}):
            with pytest.raises(UsageError) as caught:
                pf.load_model("openai:m", **options)
            assert "planted" not in str(caught.value)

    def test_hidden(self) -> None:
        secret = Hidden(KEY)
        assert (secret(), repr(secret), str([secret])) == (KEY, "[hidden]", "[[hidden]]")

    def test_taken_out_in_every_form(self) -> None:
        clean = Redactor([Hidden(f"Bearer {KEY}")])
        for form in (KEY, json.dumps(KEY), "sk-planted%2F0123456789%2Bab", f"Bearer {KEY}", "bearer other-key-1234"):
            assert "planted" not in clean.said(f"bad {form} here")
            assert "other-key" not in clean.said(f"bad {form} here")
        assert clean.said("wrong key sk-pl***ab\x1b[31m") == "wrong key [hidden] [31m"
        assert clean.said("upstream refused sk-proj-0123456789abcd.") == "upstream refused [hidden]."
        assert clean.said("no task-oriented-description-given") == "no task-oriented-description-given"
        assert clean("kept as it is: Bearer") == "kept as it is: Bearer"

    @pytest.mark.parametrize(
        "name", ["api_key", "apiKey", "X-Api-Key", "key", "token", "Authorization", "password", "sig"]
    )
    def test_names_of_secrets(self, name: str) -> None:
        assert looks_secret(name)

    @pytest.mark.parametrize("name", ["max_tokens", "top_k", "keyboard", "monkey", "tokens_per_minute", "design"])
    def test_other_names(self, name: str) -> None:
        assert not looks_secret(name)


class TestOptions:
    def test_from_texts_as_on_a_command_line(self) -> None:
        made = pf.load_model(
            "openai:org/m", base_url=":1", max_tokens="8", temperature="0.5", top_p=".9", seed="3", stop='["\\n", "END"]',
            extra='{"top_k": 20}', price_prompt="0.5", price_completion="1", concurrency="4", timeout="2",
        )  # fmt: skip
        assert (made.name, made.spec, made.deterministic, made.concurrency) == ("org/m", "openai:org/m", False, 4)
        assert made.price == Price(0.5, 1) and made.singly and made.takes_messages
        assert dict(made.settings) == {
            "max_tokens": 8, "temperature": 0.5, "top_p": 0.9, "seed": 3, "stop": '["\\n", "END"]', "top_k": 20,
        }  # fmt: skip

    def test_deterministic_only_at_temperature_0(self) -> None:
        said = [pf.load_model("openai:m", base_url=":1", temperature=t, seed=1).deterministic for t in (0, 1, None)]
        assert said == [True, False, None]

    def test_an_unknown_price_is_unknown(self) -> None:
        assert pf.load_model("openai:m", base_url=":1").price is None
        assert Price(1, 2).cost(None, 3) is None
        assert Price(1, 2).cost(1_000_000, 500_000) == 2
        with pytest.raises(UsageError, match="half a price is no price"):
            pf.load_model("openai:m", base_url=":1", price_prompt=1)

    @pytest.mark.parametrize(
        "options",
        [
            {"temperature": -1}, {"temperature": "hot"}, {"top_p": 2}, {"timeout": 0}, {"retries": -1}, {"concurrency": 0},
            {"max_tokens": 0}, {"stop": [""]}, {"extra": "[]"}, {"extra": {"model": "x"}}, {"extra": {"n": 2}},
            {"requests_per_minute": 0}, {"extra": "{"},
        ],
    )  # fmt: skip
    def test_out_of_range(self, options: dict[str, object]) -> None:
        with pytest.raises(UsageError, match=f"expected {next(iter(options))}"):
            pf.load_model("openai:m", base_url=":1", **options)

    def test_a_secret_in_the_body_is_refused(self) -> None:
        with pytest.raises(UsageError, match="headers=NAME=env:VARIABLE") as caught:
            pf.load_model("openai:m", base_url=":1", extra={"user": {"api_key": KEY}})
        assert KEY not in str(caught.value)

    def test_replicas_come_from_the_environment_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_BASE_URL", ":1,:2")
        assert "127.0.0.1:2" in repr(pf.load_model("openai:m").identity)


class TestPaths:
    VALUE: ClassVar = {"choices": [{"text": "a", "x.y": 1}], "0": "zero"}

    @pytest.mark.parametrize(
        ("path", "found"),
        [("choices.0.text", "a"), ("$.choices[0].text", "a"), ("choices[0]['x.y']", 1), ("0", "zero"), ("$", VALUE)],
    )
    def test_found(self, path: str, found: object) -> None:
        assert parse_path("response", path).find(self.VALUE) == found

    def test_not_found_says_what_is_there(self) -> None:
        with pytest.raises(LookupError, match=r"no 'txt' .* choices.0 is a table of text, x.y; did you mean 'text'"):
            parse_path("response", "choices.0.txt").find(self.VALUE)
        with pytest.raises(LookupError, match="choices is a list of 1"):
            parse_path("response", "choices.1").find(self.VALUE)

    @pytest.mark.parametrize("path", ["a[", "a]b", "a[x]"])
    def test_no_path(self, path: str) -> None:
        with pytest.raises(UsageError, match="expected response to be a path"):
            parse_path("response", path)


class TestReplies:
    def reply(self, status: int, body: object = None, **headers: str) -> Trouble | None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return trouble_of_reply(Reply(status, named, json.dumps(body).encode(), 0.1), 1_000_000)

    @pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 529, 520, 408])
    def test_asked_again(self, status: int) -> None:
        found = self.reply(status)
        assert found is not None and found.retried

    @pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 405, 413, 422, 501])
    def test_final(self, status: int) -> None:
        found = self.reply(status)
        assert found is not None and not found.retried

    def test_a_spent_quota_is_final(self) -> None:
        found = self.reply(429, {"error": {"message": "no money", "code": "insufficient_quota"}})
        assert found is not None and not found.retried and "no money" in found.said

    @pytest.mark.parametrize(
        ("headers", "seconds"),
        [
            ({"Retry_After": "7"}, 7),
            ({"Retry_After": "0.5"}, 0.5),
            ({"retry-after-ms": "1500", "Retry_After": "9"}, 1.5),
            ({"Retry_After": "Mon, 12 Jan 1970 13:47:10 GMT"}, 30),
            ({"Retry_After": "Mon, 12 Jan 1970 13:00:00 GMT"}, 0),
            ({"Retry_After": "soon"}, None),
            ({"Retry_After": "-3"}, None),
            ({"Retry_After": "nan"}, None),
            ({}, None),
        ],
    )
    def test_how_long_to_wait(self, headers: dict[str, str], seconds: float | None) -> None:
        found = self.reply(429, **headers)
        assert found is not None and found.wait == seconds

    @pytest.mark.parametrize(
        "body",
        [
            {"error": {"message": "too long"}},
            {"error": "too long"},
            {"detail": [{"msg": "too long"}]},
            {"message": "too long"},
        ],
    )
    def test_the_servers_message(self, body: object) -> None:
        found = self.reply(400, body)
        assert found is not None and found.said == "status 400 Bad Request: too long"

    def test_a_page_of_html_is_told_without_its_tags(self) -> None:
        found = trouble_of_reply(Reply(502, {}, b"<html><style>a{}</style><h1>Bad\n gateway</h1>", 0.1), 0)
        assert found is not None and found.said == "status 502 Bad Gateway: Bad gateway"


class TestLimits:
    def test_requests_are_spread_over_the_minute(self) -> None:
        fake = Fake()
        limits = Limits(60, None, fake.timing)
        starts = []

        async def take() -> None:
            for _ in range(6):
                await limits.take(100)
                starts.append(fake.now)

        asyncio.run(take())
        assert starts == [0, 0, 1, 2, 3, 4]

    def test_tokens_are_settled_after_the_answer(self) -> None:
        fake = Fake()
        limits = Limits(None, 600, fake.timing)

        async def take() -> list[float]:
            starts = []
            for used in (30, 30, None, 10):
                await limits.take(100)
                starts.append(fake.now)
                limits.settle(100, used)
            return starts

        # 10 tokens a second, and a second's worth at once: 30 of 100 used gives 7 s back.
        assert asyncio.run(take()) == [0, 2, 5, 15]


class TestReplicas:
    def test_the_fewest_in_flight(self) -> None:
        replicas = Replicas(("a", "b", "c"))
        for _ in range(6):
            chosen, wait = replicas.choose(0)
            chosen.in_flight += 1
            chosen.asked += 1
            assert wait == 0
        assert [replica.in_flight for replica in replicas.all] == [2, 2, 2]
        replicas.all[1].in_flight = 0
        assert replicas.choose(0)[0].url == "b"

    def test_a_dead_one_is_left_out_and_tried_again_once(self) -> None:
        replicas = Replicas(("a", "b"))
        dead, alive = replicas.all
        alive.in_flight = 5
        dead.failed(10, unreachable=True)
        assert replicas.choose(10.5)[0] is alive
        assert replicas.choose(11)[0] is dead
        dead.in_flight = 1
        assert replicas.choose(11)[0] is alive
        dead.in_flight = 0
        dead.failed(11, unreachable=True)
        assert replicas.choose(12.5)[0] is alive
        assert replicas.choose(13)[0] is dead
        dead.answered()
        assert replicas.choose(13)[0] is dead

    def test_three_failures_of_another_kind_leave_it_out(self) -> None:
        replicas = Replicas(("a", "b"))
        bad = replicas.all[0]
        for _ in range(2):
            bad.failed(0, unreachable=False)
        assert replicas.choose(0)[0] is bad
        bad.failed(0, unreachable=False)
        assert replicas.choose(0)[0] is not bad

    def test_where_all_are_dead_nobody_waits(self) -> None:
        replicas = Replicas(("a", "b"))
        for at, replica in enumerate(replicas.all):
            replica.failed(at, unreachable=True)
        assert replicas.choose(1) == (replicas.all[0], 0)

    def test_a_pause_is_for_all_calls_and_for_one_replica(self) -> None:
        replicas = Replicas(("a", "b"))
        replicas.all[0].pause(30)
        assert replicas.choose(1)[0].url == "b"
        replicas.all[1].pause(20)
        assert replicas.choose(1) == (replicas.all[1], 19)
        assert replicas.choose(21)[0].url == "b"


class TestHealth:
    UNREACHABLE = Trouble(Kind.UNREACHABLE, "connection refused")
    SILENT = Trouble(Kind.SILENT, "no answer within 60 s")
    BUSY = Trouble(Kind.BUSY, "status 503", status=503)

    def test_nothing_there_from_the_start(self) -> None:
        health = Health(60)
        health.note_trouble(self.UNREACHABLE, 0, 0.1, "X")
        assert health.fault is None
        health.note_end(self.UNREACHABLE, "X")
        assert health.fault == (
            "expected X to answer, got connection refused; is the server running? Check the address and the port "
            "(base_url=... where the spec has none)"
        )

    def test_silence_from_the_start(self) -> None:
        health = Health(60)
        health.note_trouble(self.SILENT, 0, 60, "X")
        assert health.fault is None
        health.note_trouble(self.SILENT, 61, 121, "X")
        assert health.fault is not None and "not a word for 121 s" in health.fault

    def test_silence_later_and_a_rest_is_no_silence(self) -> None:
        health = Health(60)
        health.note_answer(5)
        health.note_trouble(self.SILENT, 1000, 1060, "X")
        health.note_trouble(self.SILENT, 1061, 1121, "X")
        assert health.fault is None
        health.note_trouble(self.BUSY, 1122, 1123, "X")
        health.note_trouble(self.SILENT, 1061, 1181, "X")
        assert health.fault is None
        health.note_trouble(self.SILENT, 1200, 1303, "X")
        assert health.fault is not None

    def test_twenty_calls_in_a_row(self) -> None:
        health = Health(60)
        for _ in range(19):
            health.note_end(self.BUSY, "X")
        health.note_answer(1)
        for _ in range(19):
            health.note_end(self.BUSY, "X")
        assert health.fault is None
        health.note_end(self.BUSY, "X")
        assert health.fault is not None and "20 calls in a row: status 503" in health.fault

    def test_refused_from_the_first_call_on(self) -> None:
        wrong, odd = (Trouble(Kind.REFUSED, "no", status=status) for status in (401, 400))
        health = Health(60)
        for trouble in (wrong, wrong, odd, wrong, wrong):
            health.note_end(trouble, "X")
        assert health.fault is None
        health.note_end(wrong, "X")
        assert health.fault == "expected X to answer, got no, from the first call on"
        answered = Health(60)
        answered.note_answer(0)
        for _ in range(9):
            answered.note_end(wrong, "X")
        assert answered.fault is None
