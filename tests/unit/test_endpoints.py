"""Models behind ``openai:MODEL``, asked on loopback: what is sent, what is read, what works of a server."""

import asyncio
import gc
import json
import random
import time
from typing import Any

import pytest
from typer.testing import CliRunner

import promptfuzz as pf
from promptfuzz.cli.app import app
from promptfuzz.models.capabilities import capabilities
from promptfuzz.models.endpoint_sessions import _keepers
from promptfuzz.models.openai_chat import OpenAIChat
from promptfuzz.records import Message, Output, Request
from tests.servers.loopback import Asked, Reaction, Script, completion, echo, late, say, serving


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def ask(text: str = "hi", sample: int = 0) -> Request:
    return Request((Message("user", text),), sample)


def endpoint(url: str, **options: Any) -> OpenAIChat:
    made = pf.load_model("openai:tiny", base_url=url, **options)
    assert isinstance(made, OpenAIChat)
    return made


def answered(script: Script, **options: Any) -> Output:
    with serving(script) as server:
        return endpoint(server.url, retries=0, **options).answer([ask()])[0]


class TestRequests:
    def test_the_body_and_the_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MY_KEY", "sk-mine-1234")
        request = Request((Message("system", "Be brief."), Message("user", "hi \ud800")))
        with serving(lambda _: say(completion("yes"))) as server:
            model = endpoint(
                server.url, api_key_env="MY_KEY", headers={"X-Team": "qa"}, max_tokens=5, temperature=0.5, top_p=0.9, seed=1,
                stop=["END"], extra={"top_k": 2},
            )  # fmt: skip
            assert model.answer([request])[0].text == "yes"
        asked = server.asked[0]
        assert asked.path == "/v1/chat/completions"
        assert (asked.headers["Authorization"], asked.headers["X-Team"]) == ("Bearer sk-mine-1234", "qa")
        assert asked.body == {
            "model": "tiny", "max_tokens": 5, "temperature": 0.5, "top_p": 0.9, "seed": 1, "stop": ["END"], "top_k": 2,
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hi \ud800"}],
        }  # fmt: skip

    def test_what_is_none_is_not_sent(self) -> None:
        with serving() as server:
            endpoint(server.url, max_tokens=None, temperature=None).answer([ask()])
        assert set(server.asked[0].body) == {"model", "messages"}
        assert "Authorization" not in server.asked[0].headers

    def test_the_new_name_of_the_limit_is_learnt_once(self) -> None:
        def picky(asked: Asked) -> Reaction:
            if "max_tokens" in asked.body:
                return say({"error": {"message": "use 'max_completion_tokens' instead", "param": "max_tokens"}}, 400)
            return echo(asked)

        with serving(picky) as server:
            model = endpoint(server.url, retries=0)
            assert [output.error for output in model.answer([ask("a")])] == [None]
            assert [output.error for output in model.answer([ask("b"), ask("c")])] == [None, None]
        assert [sorted(set(a.body) - {"model", "messages", "temperature"}) for a in server.asked] == [
            ["max_tokens"], ["max_completion_tokens"], ["max_completion_tokens"], ["max_completion_tokens"],
        ]  # fmt: skip

    def test_a_redirect_is_not_followed_with_the_key(self) -> None:
        with serving() as other:
            output = answered(lambda _: say("", 307, Location=other.url), headers="X-Key=abcd1234")
            assert output.error is not None and f"it sends on to {other.url}; give that address" in output.error
            assert other.asked == []


class TestAnswers:
    def test_in_order_with_counts_and_latency(self) -> None:
        with serving() as server:
            outputs = endpoint(server.url).answer([ask(str(number)) for number in range(40)])
        assert [output.text for output in outputs] == [f"re: {number}" for number in range(40)]
        assert {(output.prompt_tokens, output.completion_tokens) for output in outputs} == {(7, 3)}
        assert all(output.latency is not None and output.latency > 0 for output in outputs)

    def test_no_usage_is_unknown(self) -> None:
        for usage in (None, "many", {"prompt_tokens": "3", "completion_tokens": -1}, {"prompt_tokens": True}):
            output = answered(lambda _, u=usage: say(completion("x", usage=u)))  # type: ignore[misc]
            assert (output.text, output.prompt_tokens, output.completion_tokens) == ("x", None, None)

    @pytest.mark.parametrize(
        ("body", "text", "truncated"),
        [
            (completion("yes", finish="length"), "yes", True),
            (completion("yes. END more", finish="length"), "yes. ", False),
            (completion("<think>\nhm </think>\n\nyes"), "yes", False),
            (completion("hm\n</think>\nyes"), "yes", False),
            (completion("the tag <think>x</think>"), "the tag <think>x</think>", False),
            (completion("yes", reasoning_content="END hm"), "yes", False),
            (completion(""), "", False),
            (completion([{"type": "text", "text": "ye"}, {"type": "text", "text": "s"}]), "yes", False),
            (completion(None, refusal="I cannot help."), "I cannot help.", False),
            (completion("half an", finish="content_filter"), "half an", True),
            ('{"choices": [{"message": {"content": "a\\ud800b"}}]}', "a\ufffdb", False),
        ],
    )
    def test_the_text(self, body: object, text: str, truncated: bool) -> None:
        output = answered(lambda _: say(body), stop="END")
        assert (output.error, output.text, output.truncated) == (None, text, truncated)

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (
                completion("<think>on and on", finish="length"),
                "no answer within max_tokens=64: all of them went into reasoning",
            ),
            (completion(None, finish="length", reasoning_content="hm"), "no answer within max_tokens=64"),
            (completion(None, finish="content_filter"), "the endpoint's content filter held the answer back"),
            (completion(None, tool_calls=[{"id": 1}]), "a tool call and no text"),
            (completion(None), "content=None of type NoneType"),
            (completion(3), "content=3 of type int"),
            ({"choices": []}, "without a text: choices=[]"),
            ({"choices": [None]}, "choices=[None]"),
            ({"choices": [{"text": "old"}]}, "choices[0].message=None"),
            ({"choices": "x"}, "choices='x'"),
            ({"error": {"message": "model is loading"}}, "an error with status 200: model is loading"),
            ([], "[] of type list"),
            ("null", "None of type NoneType"),
            ("{", "a body that is no JSON: {"),
            ("", "a body that is no JSON: (nothing to show)"),
            ("[" * 100_000, "no JSON"),
            (b"\xff\xfe", "no JSON"),
        ],
    )
    def test_what_is_no_answer(self, body: object, said: str) -> None:
        output = answered(lambda _: say(body))
        assert output.text == "" and output.error is not None and said in output.error
        assert len(output.error) < 600

    def test_a_page_instead_of_json(self) -> None:
        output = answered(
            lambda _: say("<html><body>Log in first</body></html>", Content_Type="text/html; charset=utf-8")
        )
        assert output.error is not None and "a body of type text/html that is no JSON: Log in first" in output.error


class TestInFlight:
    def test_no_more_than_said_at_once(self) -> None:
        with serving(lambda asked: late(0.02, echo(asked))) as server:
            endpoint(server.url, concurrency=5).answer([ask(str(number)) for number in range(30)])
        assert server.most == 5

    def test_one_by_one_in_a_users_loop_leaves_nothing_open(self) -> None:
        async def main(url: str) -> list[Output]:
            model = endpoint(url)
            return list(await asyncio.gather(*(model.answer_one(ask(str(number))) for number in range(5))))

        with serving() as server:
            assert [output.text for output in asyncio.run(main(server.url))] == [f"re: {number}" for number in range(5)]
            gc.collect()  # a session that was left open would warn here

    def test_asked_again_after_aclose_and_in_another_loop(self) -> None:
        async def main() -> str:
            first = await model.answer_one(ask("a"))
            await model.aclose()
            await model.aclose()
            return first.text + (await model.answer_one(ask("b"))).text

        with serving() as server:
            model = endpoint(server.url)
            assert [asyncio.run(main()) for _ in range(2)] == ["re: are: b"] * 2
            assert model.answer([ask("c")])[0].text == "re: c"

    def test_dropped_inside_another_loop_it_closes_what_it_opened(self) -> None:
        async def main(models: list[OpenAIChat]) -> None:
            models.clear()
            gc.collect()
            await asyncio.sleep(0)

        with serving() as server:
            models = [endpoint(server.url)]
            models[0].answer([ask()])
            asyncio.run(main(models))
        gc.collect()
        assert not _keepers

    def test_a_cancelled_call_is_cancelled(self) -> None:
        async def main(url: str) -> float:
            model = endpoint(url)
            call = asyncio.ensure_future(model.answer_one(ask()))
            await asyncio.sleep(0.1)
            start = time.monotonic()
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            await model.aclose()
            return time.monotonic() - start

        with serving(lambda asked: late(30, echo(asked))) as server:
            assert asyncio.run(main(server.url)) < 1

    def test_replicas_share_the_calls_and_a_dead_one_costs_none(self) -> None:
        slow = lambda asked: late(0.02, echo(asked))  # noqa: E731
        with serving(slow) as one, serving(slow) as two:
            model = endpoint(f"{one.url},{two.url},:9", concurrency=6)
            outputs = model.answer([ask(str(number)) for number in range(60)])
        assert [output.text for output in outputs] == [f"re: {number}" for number in range(60)]
        assert model.fault is None
        assert min(len(one.asked), len(two.asked)) >= 20

    def test_a_model_is_light_until_it_is_asked(self) -> None:
        assert vars(endpoint(":9"))["_client"]._sessions._rooms == {}


class TestCapabilities:
    TEXT = "one two three four five"

    def able(self, asked: Asked) -> Reaction:
        if asked.path == "/v1/models":
            return say({"data": [{"id": "tiny"}, {"id": "other"}]})
        text = self.TEXT.split(*asked.body.get("stop", ["#"]))[0]
        if asked.body["temperature"]:
            text = str(random.Random(asked.body["seed"]).random())
        body = completion(text, usage={"prompt_tokens": 3})
        return say(body | {"choices": body["choices"] * asked.body.get("n", 1)})

    def ignorant(self, asked: Asked) -> Reaction:
        if asked.path == "/v1/models":
            return say({"data": [{"id": "tiny"}, {"id": "other"}]})
        if asked.body["model"] != "tiny":
            return say({"error": "no such model"}, 404)
        return say(completion(f"{asked.number}" if asked.body["temperature"] else self.TEXT))

    def test_all_works(self) -> None:
        with serving(self.able) as server:
            found = capabilities(endpoint(server.url))
        assert {name: found[name] for name in found if name != "seconds"} == {
            "reachable": True, "model_known": True, "usage": True, "stop": True, "seed": True, "n": True, "error": None,
        }  # fmt: skip

    def test_accepted_and_ignored(self) -> None:
        with serving(self.ignorant) as server:
            found = capabilities(endpoint(server.url))
        assert (found.model_known, found.usage, found.stop, found.seed, found.n) == (True, False, False, False, False)

    def test_the_doctor_names_the_closest_model(self) -> None:
        with serving(self.ignorant) as server:
            done = CliRunner().invoke(
                app, ["doctor", "--model", "openai:tinny", "--model-option", f"base_url={server.url}"]
            )
        assert done.exit_code == 3
        assert "✗ it does not list the model" in done.output
        assert "no such model" in done.output and "it lists tiny, other; did you mean 'tiny'?" in done.output

    def test_the_doctor_of_a_good_endpoint_and_of_a_function(self) -> None:
        with serving(self.able) as server:
            done = CliRunner().invoke(
                app, ["doctor", "--model", "openai:tiny", "--model-option", f"base_url={server.url}"]
            )
        assert done.exit_code == 0 and done.output.count("✓") == 6
        assert capabilities(pf.ScriptedModel(default="x")).reachable
        assert not capabilities(pf.ScriptedModel()).reachable

    def test_options_without_a_model(self) -> None:
        done = CliRunner().invoke(app, ["doctor", "--model-option", "base_url=:1"])
        assert done.exit_code == 2 and "expected --model SPEC with --model-option" in done.output


def test_reports_show_how_to_load_it_again() -> None:
    model = pf.load_model("openai:tiny", base_url=":9", headers={"X-A": "secret-value"}, extra={"top_k": 1})
    assert json.dumps(model.options) == '[["base_url", ":9"], ["extra", {"top_k": 1}]]'
