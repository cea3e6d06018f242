"""Models behind ``http:URL``: a user's own service, its template and its answer; and calls kept in flight one by one."""

import asyncio
import threading
from typing import Any

import pytest

import promptfuzz as pf
from promptfuzz.errors import UsageError
from promptfuzz.models.callables import batch_model, chat_model, model
from promptfuzz.models.http_service import HttpService
from promptfuzz.records import Message, Output, Request
from tests.servers.loopback import Asked, Reaction, Script, say, serving

NASTY = 'say "hi", {system} {prompt} \\ \n {messages}'


def service(url: str, **options: Any) -> HttpService:
    made = pf.load_model(f"http:{url}", retries=0, **options)
    assert isinstance(made, HttpService)
    return made


def ask(text: str = "hi", *before: Message, sample: int = 0) -> Request:
    return Request((*before, Message("user", text)), sample)


def answered(script: Script, request: Request | None = None, **options: Any) -> tuple[Output, Asked]:
    with serving(script) as server:
        return service(f"http://127.0.0.1:{server.port}/answer", **options).answer([request or ask()])[0], server.asked[
            0
        ]


class TestTemplates:
    def test_places_are_filled_as_values(self) -> None:
        body = {
            "q": "{prompt}", "s": ["{system}", {"n": "{sample}"}], "all": "{messages}", "text": "Q{sample}: {prompt}|{x}",
            "k": 1,
        }  # fmt: skip
        system = Message("system", "Be brief.")
        _, asked = answered(lambda _: say("x", Content_Type="text/plain"), ask(NASTY, system, sample=3), body=body)
        assert asked.body == {
            "q": NASTY, "s": ["Be brief.", {"n": 3}], "text": f"Q3: {NASTY}|{{x}}", "k": 1,
            "all": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": NASTY}],
        }  # fmt: skip

    def test_without_a_template_the_prompt_goes_alone(self) -> None:
        output, asked = answered(lambda _: say("Gr\u00fc\u00df", Content_Type="text/plain; charset=utf-8"))
        assert (output.text, asked.body) == ("Gr\u00fc\u00df", {"prompt": "hi"})

    def test_no_system_message_is_null(self) -> None:
        _, asked = answered(lambda _: say("x", Content_Type="text/plain"), body='{"q": "{prompt}", "s": "{system}"}')
        assert asked.body == {"q": "hi", "s": None}

    def test_get_with_the_prompt_in_the_address(self) -> None:
        with serving(lambda _: say("x", Content_Type="text/plain")) as server:
            made = service(f"http://127.0.0.1:{server.port}/a?q={{prompt}}", method="GET")
            assert made.answer([ask("a b&c/ü{prompt}")])[0].text == "x"
        assert server.asked[0].path.partition("?q=")[2].replace("/", "%2F") == "a%20b%26c%2F%C3%BC%7Bprompt%7D"
        assert server.asked[0].body is None

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"body": '{"q": {prompt}}'}, "expected body to be JSON"),
            ({"body": '{"q": "{promt}"}'}, "a place for the prompt, .* did you mean 'prompt'"),
            ({"body": '{"q": "x {messages}", "p": "{prompt}"}'}, "to be a whole value of body"),
            ({"body": 3}, "expected body to be a table"),
            ({"body": {"q": "{prompt}", "api_key": "sk-1234"}}, "without secrets"),
            ({"method": "FETCH"}, "method"),
            ({"method": "GET"}, "a place for the prompt"),
            ({"method": "GET", "body": {"q": "{prompt}"}}, "expected no body with method=GET"),
            ({"response": "a["}, "expected response to be a path"),
            ({"temperature": -1}, "expected temperature"),
        ],
    )
    def test_refused(self, options: dict[str, object], said: str) -> None:
        with pytest.raises(UsageError, match=said) as caught:
            pf.load_model("http:http://127.0.0.1:9/x", **options)
        assert "sk-1234" not in str(caught.value)

    def test_prompts_it_would_not_see_whole_are_refused(self) -> None:
        plain = pf.Prompt("Say hi.")
        system = pf.Prompt("Say hi.", system="Be brief.")
        talk = pf.Prompt("Say hi.", history=[{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}])
        for body, seen in (("{prompt}", [plain]), ("{messages}", [plain, system, talk])):
            made = service("http://127.0.0.1:9", body={"q": body})
            for prompt in (plain, system, talk):
                if prompt in seen:
                    made.check(prompt)
                else:
                    with pytest.raises(
                        UsageError, match=r"expected a body with a place for all of .* \"\{messages\}\""
                    ):
                        made.check(prompt)
        both = service("http://127.0.0.1:9", body={"q": "{prompt}", "s": "{system}"})
        both.check(system)
        with pytest.raises(UsageError, match="which has history"):
            both.check(talk)


class TestReading:
    def test_paths_of_text_counts_and_truncation(self) -> None:
        body = {"out": [{"text": "yes"}], "why": "length", "use": {"in": 3, "out": 4}}
        output, _ = answered(
            lambda _: say(body),
            response="$.out[0].text",
            truncated="why",
            prompt_tokens="use.in",
            completion_tokens="use.out",
        )
        assert (output.text, output.truncated, output.prompt_tokens, output.completion_tokens) == ("yes", True, 3, 4)

    @pytest.mark.parametrize(("value", "text"), [("yes", "yes"), (3, "3"), (1.5, "1.5"), (False, "false"), ("", "")])
    def test_plain_values(self, value: object, text: str) -> None:
        assert answered(lambda _: say({"a": value}), response="a")[0].text == text

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ({"b": 1}, "no 'a' of 'a': the body is a table of b; does response=... fit it?"),
            ({"a": None}, "an answer that is no text: null of type NoneType; write response=PATH"),
            ({"a": {"x": 1}}, 'an answer that is no text: {"x": 1} of type dict'),
            ({"error": "no luck"}, "got no luck"),
            ({"a": "", "error": {"message": "no luck"}}, "got no luck"),
            ("", "a body that is no JSON"),
        ],
    )
    def test_what_is_no_answer(self, body: object, said: str) -> None:
        output, _ = answered(lambda _: say(body), response="a")
        assert output.text == "" and output.error is not None and said in output.error

    def test_json_without_a_path(self) -> None:
        output, _ = answered(lambda _: say('"yes"'))
        assert output.text == "yes"
        output, _ = answered(lambda _: say({"a": "yes"}))
        assert output.error is not None and "write response=PATH to where the text is" in output.error

    @pytest.mark.parametrize("body", [b"", b"\xff\xfe\xfa"])
    def test_no_text(self, body: bytes) -> None:
        output, _ = answered(lambda _: say(body, Content_Type="text/plain"))
        assert output.failed and output.text == ""

    def test_the_same_retries(self) -> None:
        def script(asked: Asked) -> Reaction:
            return say({"detail": "busy"}, 503) if asked.number == 0 else say("yes", Content_Type="text/plain")

        with serving(script) as server:
            made = pf.load_model(f"http:http://127.0.0.1:{server.port}/x")
            assert made.answer([ask()])[0].text == "yes"
        assert len(server.asked) == 2


class TestLoading:
    def test_what_a_report_says(self) -> None:
        made = service("https://shop.example/api/answer", headers={"X-Key": "abcd1234"}, temperature=0.5)
        assert (made.name, made.spec) == ("shop.example/api/answer", "http:https://shop.example/api/answer")
        assert (made.deterministic, made.price, made.singly) == (False, None, True)
        assert "abcd" not in repr((made.options, made.settings, made.identity, vars(made)))
        assert service(":8000/answer").spec == "http:http://127.0.0.1:8000/answer"
        assert service("//shop.example/x").spec == "http:http://shop.example/x"
        assert service("http://127.0.0.1:1").deterministic is None

    @pytest.mark.parametrize("url", ["shop.example", "http://me:pw@shop.example/", "https://shop.example/?token=1"])
    def test_no_address(self, url: str) -> None:
        with pytest.raises(UsageError, match="expected URL"):
            pf.load_model(f"http:{url}")


class TestSingly:
    def test_which_models_keep_calls_in_flight(self) -> None:
        async def later(text: str) -> str:
            return text

        made = {
            "sync": model(str.upper), "threads": model(str.upper, concurrency=2), "async": model(later),
            "chat": chat_model(later), "batch": batch_model(lambda texts: texts, concurrency=2),
            "scripted": pf.ScriptedModel(default="x"),
        }  # fmt: skip
        assert [name for name, one in made.items() if one.singly] == ["threads", "async", "chat"]

    def test_one_by_one(self) -> None:
        async def later(text: str) -> str:
            await asyncio.sleep(0)
            return text.upper()

        async def all_of(asked: pf.ScriptedModel | Any) -> list[Output]:
            return list(await asyncio.gather(*(asked.answer_one(ask(text)) for text in "ab")))

        for asked in (
            model(later),
            model(str.upper, concurrency=2),
            model(str.upper),
            batch_model(lambda t: ["A", "B"][: len(t)]),
        ):
            outputs = asyncio.run(all_of(asked))
            assert outputs[0].text == "A" and all(output.latency is not None for output in outputs)
        failing = asyncio.run(all_of(model(lambda text: 1 // 0, concurrency=2)))
        told = "ZeroDivisionError: integer division or modulo by zero (test_endpoints_http.py:200, in <lambda>)"
        assert [output.error for output in failing] == [told] * 2

    def test_as_many_threads_as_declared(self) -> None:
        barrier = threading.Barrier(40, timeout=10)

        async def main() -> list[Output]:
            return list(await asyncio.gather(*(asked.answer_one(ask()) for _ in range(40))))

        asked = model(lambda text: f"{barrier.wait() * 0}", concurrency=40)
        assert {output.text for output in asyncio.run(main())} == {"0"}

    def test_found_out_when_called(self) -> None:
        async def later(text: str) -> str:
            return text.upper()

        asked = model(lambda text: later(text))
        assert not asked.singly
        assert asked.answer([ask("a")])[0].text == "A"
        assert asked.singly and asked.concurrency == 16
