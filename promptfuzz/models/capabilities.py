"""What an endpoint does of what it accepts: asked with a few tiny requests, because servers accept and ignore."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from promptfuzz.errors import closest
from promptfuzz.models.endpoint_address import with_path
from promptfuzz.models.endpoint_client import Question
from promptfuzz.models.endpoint_errors import Kind, Trouble
from promptfuzz.models.endpoint_replies import Reply
from promptfuzz.models.openai_answers import usage_of
from promptfuzz.models.openai_chat import OpenAIChat
from promptfuzz.models.protocol import Model
from promptfuzz.models.running import refuse_running_loop
from promptfuzz.records import Message, Request

TINY = "Count from one to five in words."
RANDOM = "Write four random words."
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Capabilities(Mapping[str, Any]):
    """What works; None where it cannot be told, or was not looked at.

    Attributes:
        reachable: whether there was an answer.
        model_known: whether the endpoint lists the model.
        usage: whether it counts tokens.
        stop, seed, n: whether these fields do what they say.
        seconds: how long the first answer took.
        error: why there was no answer.
    """

    reachable: bool
    model_known: bool | None = None
    usage: bool | None = None
    stop: bool | None = None
    seed: bool | None = None
    n: bool | None = None
    seconds: float | None = None
    error: str | None = None

    def __getitem__(self, name: str) -> Any:
        return asdict(self)[name]

    def __iter__(self) -> Iterator[str]:
        return (field.name for field in fields(self))

    def __len__(self) -> int:
        return len(fields(self))


def capabilities(model: Model) -> Capabilities:
    """Return what works of `model`; an ``openai:`` endpoint gets some 8 tiny requests, any other model one.

    Raises:
        UsageError: an event loop is running in this thread.
    """
    if isinstance(model, OpenAIChat):
        refuse_running_loop(model.name)
        return model.run(check_endpoint(model))
    output = model.answer([Request((Message("user", TINY),))])[0]
    if output.failed:
        return Capabilities(reachable=False, error=output.error)
    return Capabilities(reachable=True, usage=output.prompt_tokens is not None, seconds=output.latency)


async def check_endpoint(model: OpenAIChat) -> Capabilities:
    """Return what works of an endpoint, from inside a running event loop."""
    known, unknown = await _is_listed(model)
    try:
        first = await _complete(model, TINY, {})
    except Trouble as trouble:
        return Capabilities(reachable=False, model_known=known, error=f"{trouble}{unknown}")
    return Capabilities(
        reachable=True,
        model_known=known,
        usage=usage_of(first.body, answered=bool(first.text))[0] is not None,
        stop=await _stops(model, first.text),
        seed=await _repeats(model),
        n=await _gives_two(model),
        seconds=first.seconds,
        error=unknown.removeprefix("; ") or None,
    )


@dataclass(frozen=True, slots=True)
class _Completion:
    body: dict[str, Any]
    seconds: float

    @property
    def texts(self) -> list[str]:
        choices = self.body.get("choices")
        messages = [choice.get("message") for choice in choices if isinstance(choice, dict)] if choices else []
        return [str(message.get("content") or "") for message in messages if isinstance(message, dict)]

    @property
    def text(self) -> str:
        return (self.texts or [""])[0]


async def _complete(model: OpenAIChat, text: str, fields: dict[str, Any]) -> _Completion:
    messages = [{"role": "user", "content": text}]
    return await model.ask(lambda: model.question(messages, _read_completion, fields=fields))


def _read_completion(reply: Reply) -> _Completion:
    body = reply.json()
    if not isinstance(body, dict) or not isinstance(body.get("choices"), list) or not body["choices"]:
        raise Trouble(Kind.BROKEN, "a body without choices; does the endpoint speak /v1/chat/completions?")
    return _Completion(body, reply.seconds)


async def _is_listed(model: OpenAIChat) -> tuple[bool | None, str]:
    """Return whether the endpoint lists the model, and what to say where it does not."""
    models = Question(lambda base: with_path(base, "/models"), lambda: None, _read_models, method="GET")
    try:
        names = await model.ask(lambda: models)
    except Trouble:
        return None, ""
    if model.model in names or not names:
        return (True if names else None), ""
    said = [clean for name in names if (clean := model.clean(name))]
    if not said:
        return False, ""
    listed = ", ".join(said[:SHOWN]) + (f" and {len(said) - SHOWN} more" if len(said) > SHOWN else "")
    return False, f"; it lists {listed}{closest(model.model, said)}"


def _read_models(reply: Reply) -> list[str]:
    body = reply.json()
    data = body.get("data") if isinstance(body, dict) else None
    found = [item.get("id") for item in data if isinstance(item, dict)] if isinstance(data, list) else []
    return [name for name in found if isinstance(name, str)]


async def _stops(model: OpenAIChat, text: str) -> bool | None:
    """Ask again with a word from the middle of `text` as the place to stop."""
    words = text.split()
    if len(words) < 3:
        return None
    word = words[len(words) // 2]
    try:
        again = (await _complete(model, TINY, {"stop": [word]})).text
    except Trouble as trouble:
        return _refused(trouble)
    if word in again:
        return False
    return True if text.startswith(again.rstrip()) else None


async def _repeats(model: OpenAIChat) -> bool | None:
    """Ask twice with one seed and once with another."""
    try:
        first, again, other = [
            (await _complete(model, RANDOM, {"temperature": 1, "seed": seed})).text for seed in (7, 7, 8)
        ]
    except Trouble as trouble:
        return _refused(trouble)
    if first != again:
        return False
    return True if other != first else None


async def _gives_two(model: OpenAIChat) -> bool | None:
    try:
        return len((await _complete(model, TINY, {"n": 2})).texts) == 2
    except Trouble as trouble:
        return _refused(trouble)


def _refused(trouble: Trouble) -> bool | None:
    return False if trouble.kind is Kind.REFUSED else None
