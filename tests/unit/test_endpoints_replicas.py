"""Replicas of which one refuses: the others answer its calls, and it is left alone."""

import pytest

import promptfuzz as pf
from promptfuzz.models.endpoint_replicas import Replicas
from promptfuzz.records import Message, Output, Request
from tests.servers.loopback import Asked, Reaction, echo, late, say, serving


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def answers(urls: str, number: int, **options: int) -> tuple[str | None, list[Output]]:
    model = pf.load_model("openai:tiny", base_url=urls, **options)
    return model.fault, model.answer([Request((Message("user", str(n)),)) for n in range(number)])


def refusing(status: int) -> Reaction:
    return say({"error": {"message": "not here"}}, status)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_one_refuses_another_answers(status: int) -> None:
    with serving(lambda _: refusing(status)) as bad, serving(lambda asked: late(0.02, echo(asked))) as good:
        fault, outputs = answers(f"{bad.url},{good.url}", 40, retries=0, concurrency=4)
    assert [output.text for output in outputs] == [f"re: {number}" for number in range(40)]
    assert fault is None and len(good.asked) == 40
    assert 1 <= len(bad.asked) < 10  # three strikes, beside what was in flight, and a try now and then


def test_what_all_refuse_is_refused_once_by_each() -> None:
    with serving(lambda _: refusing(404)) as one, serving(lambda _: refusing(403)) as two:
        _, outputs = answers(f"{one.url},{two.url}", 1)
    assert len(one.asked) == len(two.asked) == 1
    assert outputs[0].error is not None and "not here" in outputs[0].error and "times" not in outputs[0].error


def test_a_refusal_of_the_question_is_for_all() -> None:
    with serving(lambda _: refusing(400)) as one, serving() as two:
        _, outputs = answers(f"{one.url},{two.url}", 1)
    assert outputs[0].failed and len(one.asked) == 1 and two.asked == []


def test_the_other_one_keeps_its_retries() -> None:
    def busy_first(asked: Asked) -> Reaction:
        return say("", 429, Retry_After="0.01") if asked.number < 2 else echo(asked)

    with serving(lambda _: refusing(404)) as bad, serving(busy_first) as good:
        _, outputs = answers(f"{bad.url},{good.url}", 1, retries=2)
    assert outputs[0].text == "re: 0" and (len(bad.asked), len(good.asked)) == (1, 3)


def test_one_alone_fails_at_once() -> None:
    with serving(lambda _: refusing(404)) as server:
        _, outputs = answers(server.url, 1)
    assert outputs[0].failed and len(server.asked) == 1


def test_one_that_refused_the_call_is_not_chosen() -> None:
    replicas = Replicas(("a", "b"))
    one, two = replicas.all
    two.in_flight = 5
    assert replicas.choose(0, {one})[0] is two
    two.failed(0, unreachable=True)
    assert replicas.choose(0, {one})[0] is two
    two.pause(7)
    assert replicas.choose(0, {one}) == (two, 7)
