"""Servers that speak chat completions in a way of their own: what is read of it, what is refused, what it costs."""

import json
import random
from typing import Any

import pytest

import promptfuzz as pf
from promptfuzz.models.endpoint_errors import Kind, Trouble, both
from promptfuzz.models.endpoint_health import IN_A_ROW, Health
from promptfuzz.models.endpoint_options import connection
from promptfuzz.models.endpoint_replies import Reply, trouble_of_reply
from promptfuzz.models.endpoint_timing import Timing
from promptfuzz.models.openai_chat import OpenAIChat, Sampling
from promptfuzz.records import Message, Output, Request
from tests.servers.loopback import Asked, Reaction, Script, completion, echo, say, serving

USAGE = {"prompt_tokens": 30, "completion_tokens": 64}
PROMPT = pf.Prompt(
    "Is the review positive? Answer yes or no.\nReview: {review}",
    slots={"review": "I left the cinema smiling."},
    answer=pf.YesNo(),
    id="cinema",
)


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


async def at_once(_: float) -> None:
    return


def ask(text: str = "hi") -> Request:
    return Request((Message("user", text),))


def answered(script: Script, spec: str = "openai:tiny", **options: Any) -> Output:
    with serving(script) as server:
        if spec.startswith("openai"):
            options["base_url"] = server.url
        model = pf.load_model(spec.replace("HERE", server.url), retries=0, **options)
        return model.answer([ask()])[0]


def choice(content: object, **fields: Any) -> dict[str, Any]:
    return {"choices": [{"message": {"content": content}, **fields}], "usage": USAGE}


class TestAnswers:
    @pytest.mark.parametrize("reason", [{"type": "stop"}, ["stop"], 3, None])
    def test_a_finish_reason_of_another_type_is_none(self, reason: object) -> None:
        output = answered(lambda _: say(choice("yes", finish_reason=reason)))
        assert (output.text, output.error, output.truncated) == ("yes", None, False)

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (choice("ye", error={"code": 502, "message": "provider gone"}), "an error with status 200: provider gone"),
            (choice("ye", finish_reason="error"), "an error with status 200: the endpoint broke off the answer"),
            (completion(None, finish="length", reasoning="hm"), "all of them went into reasoning"),
            (completion(None, finish="function_call", function_call={"name": "f"}), "a tool call and no text"),
        ],
    )
    def test_half_an_answer_is_none(self, body: object, said: str) -> None:
        output = answered(lambda _: say(body))
        assert output.text == "" and output.error is not None and said in output.error

    def test_json_in_the_charset_that_it_claims(self) -> None:
        body = json.dumps(choice("café"), ensure_ascii=False).encode("latin-1")
        assert answered(lambda _: say(body, Content_Type="application/json; charset=ISO-8859-1")).text == "café"
        for wrong in ("application/json", "application/json; charset=ascii", "application/json; charset=nonsense"):
            output = answered(lambda _, kind=wrong: say(body, Content_Type=kind))  # type: ignore[misc]
            assert output.error is not None and "no JSON" in output.error

    @pytest.mark.parametrize(
        ("body", "content_type", "said"),
        [
            ('{"answer": "yes"}', "application/vnd.api+json", "write response=PATH to where the text is"),
            ("<!-- x -->\n<!DOCTYPE html><html><p>Log in</p>", "text/html", "a page for a browser: Log in"),
            ("<HTML><p>Log in</p></HTML>", "text/html; charset=utf-8", "a page for a browser: Log in"),
            ("yes", "text/plain; charset=undefined", "a body of 3 bytes that is no text"),
        ],
    )
    def test_no_plain_text_of_a_service(self, body: str, content_type: str, said: str) -> None:
        output = answered(lambda _: say(body, Content_Type=content_type), "http:HERE/answer")
        assert output.text == "" and output.error is not None and said in output.error

    def test_a_text_that_is_called_html_is_a_text(self) -> None:
        output = answered(lambda _: say("<b>yes</b>", Content_Type="text/html"), "http:HERE/answer")
        assert (output.text, output.error) == ("<b>yes</b>", None)

    def test_what_nobody_thought_of_is_tried_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        reads = iter([ZeroDivisionError("odd"), None])

        def odd(self: OpenAIChat, _: Reply) -> Output:
            if (error := next(reads)) is not None:
                raise error
            return Output("yes")

        monkeypatch.setattr(OpenAIChat, "_read", odd)
        with serving() as server:
            assert hurried(server.url, retries=1).answer([ask()])[0].text == "yes"


def hurried(url: str, retries: int) -> OpenAIChat:
    """Return a model that does not wait between its tries."""
    reached = connection(
        (url,), None, None, timeout=5, connect_timeout=5, retries=retries, requests_per_minute=None,
        tokens_per_minute=None,
    )  # fmt: skip
    timing = Timing(sleep=at_once, chance=random.Random(0))
    return OpenAIChat("tiny", reached, Sampling(64, 0, None, None, (), {}), timing=timing)


class TestErrors:
    def test_the_field_that_is_refused_is_named(self) -> None:
        body = {"detail": [{"type": "extra_forbidden", "loc": ["body", "temperature"], "msg": "Extra inputs"}]}
        trouble = trouble_of_reply(Reply(422, {}, json.dumps(body).encode(), 0.1), 0)
        assert trouble is not None and trouble.said.endswith(": body.temperature: Extra inputs")

    def test_a_redirect_to_nowhere_names_no_address(self) -> None:
        trouble = trouble_of_reply(Reply(304, {}, b"", 0.1), 0)
        assert trouble is not None and trouble.said == "status 304 Not Modified"

    def test_a_key_that_is_withdrawn_ends_it(self) -> None:
        health = Health(60)
        health.note_answer(0)
        for number in range(IN_A_ROW):
            assert health.fault is None, number
            health.note_end(Trouble(Kind.REFUSED, "status 401", status=401), "here")
        assert health.fault == f"expected here to answer, got no answer in {IN_A_ROW} calls in a row: status 401"

    def test_questions_that_are_refused_do_not_end_it(self) -> None:
        health = Health(60)
        health.note_answer(0)
        for status in (400, 403, 404, 413, 422) * IN_A_ROW:
            health.note_end(Trouble(Kind.REFUSED, "no", status=status), "here")
        assert health.fault is None

    def test_only_one_that_is_silent_may_not_be_running(self) -> None:
        busy, dropped = Health(60), Health(60)
        for _ in range(IN_A_ROW):
            busy.note_end(Trouble(Kind.BUSY, "status 503", status=503), "here")
            dropped.note_end(Trouble(Kind.DROPPED, "a connection that was closed"), "here")
        assert busy.fault is not None and "is the server running?" not in busy.fault
        assert dropped.fault is not None and "is the server running?" in dropped.fault


class TestSpent:
    """Tokens that a server charges for what is no answer count against the budget."""

    THOUGHTS = completion(None, finish="length", reasoning_content="hm", usage=USAGE)
    NOTHING = completion(None, usage=USAGE)

    def test_a_failed_call_says_what_it_took(self) -> None:
        output = answered(lambda _: say(self.THOUGHTS))
        assert output.failed and (output.prompt_tokens, output.completion_tokens) == (30, 64)

    def test_tries_add_up(self) -> None:
        def script(asked: Asked) -> Reaction:
            return say(self.NOTHING) if asked.number < 2 else say("", 500) if asked.number == 2 else echo(asked)

        with serving(script) as server:
            output = hurried(server.url, retries=3).answer([ask()])[0]
        assert (output.text, output.prompt_tokens, output.completion_tokens) == ("re: hi", 67, 131)
        with serving(lambda _: say(self.NOTHING)) as server:
            output = hurried(server.url, retries=3).answer([ask()])[0]
        assert output.failed and (output.prompt_tokens, output.completion_tokens) == (120, 256)

    def test_what_is_not_counted_stays_unknown(self) -> None:
        assert both((None, None), (None, None)) == (None, None)
        assert both((1, None), (None, 2)) == (1, 2)
        output = answered(lambda _: say(completion(None)))
        assert output.failed and (output.prompt_tokens, output.completion_tokens) == (None, None)

    @pytest.mark.parametrize("body", [THOUGHTS, NOTHING], ids=["thoughts", "nothing"])
    def test_a_budget_of_tokens_holds(self, body: dict[str, Any]) -> None:
        billed: list[int] = []

        def script(asked: Asked) -> Reaction:
            billed.append(94 if asked.number % 3 == 2 else 32)
            usage = {"prompt_tokens": 30, "completion_tokens": 2}
            return say(body) if asked.number % 3 == 2 else say(completion("yes", usage=usage))

        with serving(script) as server:
            model = hurried(server.url, retries=2)
            report = pf.fuzz(PROMPT, model, families=("degrade",), budget=pf.Budget(tokens=5000), seed=0)
        assert 1000 < sum(billed) <= 5000
        assert report.run.calls > 20
