"""What is read of an answer: errors beside a text, contents in parts, refusals, counts of tokens, pages, encodings."""

import json
from typing import Any

import pytest

import promptfuzz as pf
from promptfuzz.models.endpoint_replies import Reply
from promptfuzz.models.openai_answers import count
from promptfuzz.records import Message, Output, Request
from tests.servers.loopback import Asked, Reaction, Script, completion, say, serving

COUNTS = {"prompt_tokens": "use.in", "completion_tokens": "use.out"}
USE = {"in": 50, "out": 40}


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("promptfuzz.models.endpoint_timing.FIRST", 0.0)


def answered(script: Script, spec: str = "openai:tiny", **options: Any) -> Output:
    with serving(script) as server:
        if spec.startswith("openai"):
            options["base_url"] = server.url
        model = pf.load_model(spec.replace("HERE", server.url), **({"retries": 0} | options))
        return model.answer([Request((Message("user", "hi"),))])[0]


class TestErrorsBesideATextOfAService:
    @pytest.mark.parametrize(
        "error", ["rate limited", {"message": "rate limited"}, {"code": 7, "detail": "rate limited"}]
    )
    def test_the_call_failed(self, error: object) -> None:
        body = {"answer": "Sorry, something went wrong.", "error": error}
        output = answered(lambda _: say(body), "http:HERE/answer", response="answer")
        assert output.text == "" and output.error is not None and "got rate limited" in output.error

    @pytest.mark.parametrize("error", [None, "", False, {}, []])
    def test_no_error_is_none(self, error: object) -> None:
        output = answered(lambda _: say({"answer": "yes", "error": error}), "http:HERE/answer", response="answer")
        assert (output.text, output.error) == ("yes", None)

    def test_an_error_that_is_asked_for_is_a_text(self) -> None:
        output = answered(lambda _: say({"error": {"kind": "typo"}}), "http:HERE/check", response="error.kind")
        assert (output.text, output.error) == ("typo", None)


class TestParts:
    @pytest.mark.parametrize(
        ("parts", "text"),
        [
            ([{"type": "thinking", "text": "hm, no"}, {"type": "text", "text": "yes"}], "yes"),
            ([{"type": "reasoning", "text": "no"}, {"type": "output_text", "text": "ye"}, {"text": "s"}], "yes"),
            ([{"type": "text", "text": ""}], ""),
            ([{"type": "refusal", "refusal": "I cannot."}], "I cannot."),
        ],
    )
    def test_thoughts_are_no_part_of_the_answer(self, parts: list[dict[str, str]], text: str) -> None:
        output = answered(lambda _: say(completion(parts)))
        assert (output.text, output.error) == (text, None)

    @pytest.mark.parametrize(
        ("finish", "said"),
        [("length", "all of them went into reasoning"), ("stop", "a completion without a text: content=[{'type'")],
    )
    def test_thoughts_alone_are_no_answer(self, finish: str, said: str) -> None:
        output = answered(lambda _: say(completion([{"type": "thinking", "text": "hm"}], finish=finish)))
        assert output.text == "" and output.error is not None and said in output.error


class TestEmptyContents:
    @pytest.mark.parametrize("content", ["", "  \n", None])
    def test_the_refusal_is_the_answer(self, content: str | None) -> None:
        assert answered(lambda _: say(completion(content, refusal="I can't."))).text == "I can't."

    @pytest.mark.parametrize("content", ["", None])
    @pytest.mark.parametrize("called", [{"tool_calls": [{"id": 1}]}, {"function_call": {"name": "f"}}])
    def test_a_tool_call_is_no_answer(self, content: str | None, called: dict[str, Any]) -> None:
        output = answered(lambda _: say(completion(content, finish="tool_calls", **called)))
        assert output.error is not None and "a tool call and no text" in output.error

    def test_what_is_empty_stays_empty(self) -> None:
        output = answered(lambda _: say(completion("", refusal=None, tool_calls=[])))
        assert (output.text, output.error) == ("", None)


class TestTokens:
    def test_a_count_that_no_call_can_take_is_none(self) -> None:
        assert [count(value) for value in (0, 5, 10**9, 10**400, -1, True, "3")] == [
            0,
            5,
            10**9,
            None,
            None,
            None,
            None,
        ]

    def test_a_run_goes_on_with_a_count_that_is_none(self) -> None:
        with serving(
            lambda _: say(completion("yes", usage={"prompt_tokens": 10**400, "completion_tokens": 3}))
        ) as server:
            model = pf.load_model("openai:tiny", base_url=server.url, price_prompt=1, price_completion=1)
            prompt = pf.Prompt("Is it good? Answer yes or no.", answer=pf.YesNo(), id="good")
            report = pf.fuzz(prompt, model, families=("degrade",), budget=pf.Budget(calls=10), seed=0)
        assert report.run.calls == 10 and report.run.failed_calls == 0

    @pytest.mark.usefixtures("hurried")
    def test_tries_of_a_service_add_up(self) -> None:
        def script(asked: Asked) -> Reaction:
            return say({"use": USE, "text": None if asked.number < 2 else "yes"})

        output = answered(script, "http:HERE/answer", response="text", retries=2, **COUNTS)
        assert (output.text, output.prompt_tokens, output.completion_tokens) == ("yes", 150, 120)
        output = answered(lambda _: say({"use": USE}), "http:HERE/answer", response="text", retries=1, **COUNTS)
        assert output.failed and (output.prompt_tokens, output.completion_tokens) == (100, 80)

    @pytest.mark.usefixtures("hurried")
    def test_a_service_without_counts_stays_uncounted(self) -> None:
        output = answered(
            lambda asked: say({"text": "yes" if asked.number else None}), "http:HERE/a", response="text", retries=1
        )
        assert (output.text, output.prompt_tokens, output.completion_tokens) == ("yes", None, None)


class TestBodies:
    PAGE = "<html><p>Log in</p></html>"

    @pytest.mark.parametrize("before", ["\ufeff", '<?xml version="1.0"?>\n', '\ufeff<?xml version="1.0"?>\n<!-- x -->'])
    @pytest.mark.parametrize("kind", ["text/html", "application/xhtml+xml"])
    def test_a_page_is_no_answer(self, before: str, kind: str) -> None:
        output = answered(lambda _: say(before + self.PAGE, Content_Type=kind), "http:HERE/answer")
        assert output.text == "" and output.error is not None and "a page for a browser" in output.error

    @pytest.mark.parametrize(
        ("content_type", "encoding"),
        [
            ("text/plain", "utf-8-sig"),
            ("text/plain; charset=utf-8", "utf-8-sig"),
            ("text/plain; Charset=ISO-8859-1", "latin-1"),
            ('text/plain; CHARSET="iso-8859-1"', "latin-1"),
            ("text/plain; charset='iso-8859-1'; x=y", "latin-1"),
            ("text/plain; charset=utf-16", "utf-16"),
        ],
    )
    def test_the_encoding_it_claims(self, content_type: str, encoding: str) -> None:
        assert Reply(200, {"Content-Type": content_type}, "café".encode(encoding), 0.1).text() == "café"

    def test_json_with_a_mark_in_front(self) -> None:
        body = json.dumps({"answer": "yes"}).encode("utf-8-sig")
        assert answered(lambda _: say(body), "http:HERE/answer", response="answer").text == "yes"
