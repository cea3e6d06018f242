"""Models behind any OpenAI-compatible chat endpoint: ``openai:MODEL``."""

import contextlib
import functools
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

from promptfuzz.errors import UsageError
from promptfuzz.models.endpoint import EndpointModel, charged
from promptfuzz.models.endpoint_address import base_urls, with_path
from promptfuzz.models.endpoint_client import Question
from promptfuzz.models.endpoint_errors import Trouble
from promptfuzz.models.endpoint_options import (
    ENDPOINT_CHECKS,
    Connection,
    check_positive,
    check_within,
    connection,
    table_of,
)
from promptfuzz.models.endpoint_replies import Reply
from promptfuzz.models.endpoint_timing import Timing
from promptfuzz.models.endpoint_variables import check_key_variable, key_of
from promptfuzz.models.openai_answers import read_completion
from promptfuzz.models.prices import Price, price_of
from promptfuzz.records import Output, Request
from promptfuzz.validation import check_count

HOSTED = "https://api.openai.com/v1"
T = TypeVar("T")
KEY, BASE_URL = "OPENAI_API_KEY", "OPENAI_BASE_URL"
OLD_LIMIT, NEW_LIMIT = "max_tokens", "max_completion_tokens"
HOTTEST = 10.0
CHARACTERS_A_TOKEN = 4
TOKENS_A_MESSAGE = 4
_OURS = ("model", "messages", "temperature", "top_p", "seed", "stop", OLD_LIMIT, NEW_LIMIT)
_UNREAD = ("n", "stream", "stream_options", "logprobs", "top_logprobs")


@dataclass(frozen=True, slots=True)
class Sampling:
    """What decides an answer beside the messages; None is not sent."""

    max_tokens: int | None
    temperature: float | None
    top_p: float | None
    seed: int | None
    stop: tuple[str, ...]
    extra: dict[str, Any]

    def fields(self, limit_name: str) -> dict[str, Any]:
        """Return the fields of the body; the limit of tokens goes under `limit_name`."""
        own = {
            limit_name: self.max_tokens,
            "temperature": self.temperature,
            "top_p": self.top_p,
            "seed": self.seed,
            "stop": list(self.stop) or None,
        }
        return {name: value for name, value in own.items() if value is not None} | self.extra

    def settings(self) -> tuple[tuple[str, str | int | float], ...]:
        """Return the same as plain pairs."""
        fields = self.fields(OLD_LIMIT).items()
        return tuple((name, value if isinstance(value, int | float) else json.dumps(value)) for name, value in fields)


class OpenAIChat(EndpointModel):
    """A model behind an OpenAI-compatible chat endpoint, as :func:`load_openai` makes it."""

    def __init__(
        self,
        model: str,
        connection: Connection,
        sampling: Sampling,
        *,
        concurrency: int = 16,
        price: Price | None = None,
        timing: Timing | None = None,
    ) -> None:
        self.model = model
        self.sampling = sampling
        self._limit_name = OLD_LIMIT
        super().__init__(
            connection,
            name=model,
            spec=f"openai:{model}",
            temperature=sampling.temperature,
            concurrency=concurrency,
            price=price,
            settings=sampling.settings(),
            timing=timing,
        )

    def question(
        self,
        messages: Sequence[Mapping[str, str]],
        read: Callable[[Reply], T],
        *,
        fields: Mapping[str, Any] | None = None,
        tokens: int = 0,
        used: Callable[[T], int | None] = lambda _: None,
    ) -> Question[T]:
        """Return the question for the answer to `messages`; `fields` come over those of the model."""
        sent = [self._limit_name]

        def body() -> bytes:
            sent[0] = self._limit_name
            whole = {"model": self.model, "messages": messages, **self.sampling.fields(sent[0]), **(fields or {})}
            return json.dumps(whole).encode()

        def mend(trouble: Trouble) -> bool:
            wanted = trouble.status in {400, 422} and NEW_LIMIT in trouble.said and sent[0] == OLD_LIMIT
            if wanted and self.sampling.max_tokens is not None:
                self._limit_name = NEW_LIMIT
                return True
            return False

        return Question(completions, body, read, tokens=tokens, mend=mend, used=used)

    def _question(self, request: Request) -> Question[Output]:
        messages = [message._asdict() for message in request.messages]
        asked = self.question(messages, self._read, tokens=self._estimated(request), used=_used)
        return replace(asked, charged=charged)

    def _read(self, reply: Reply) -> Output:
        return read_completion(reply, self.sampling.stop, self.sampling.max_tokens)

    def _estimated(self, request: Request) -> int:
        characters = sum(len(message.content) for message in request.messages)
        prompt = characters // CHARACTERS_A_TOKEN + TOKENS_A_MESSAGE * len(request.messages)
        return prompt + (self.sampling.max_tokens or 0)

    def _hint(self, status: int | None) -> str:
        if status in {401, 403}:
            return f"; is the key right? It comes from {KEY} or the variable that api_key_env=... names"
        return "; promptfuzz doctor --model ... says which models there are" if status == 404 else ""


@functools.lru_cache
def completions(base: str) -> str:
    """Return the URL of chat completions under a base URL."""
    return with_path(base, "/chat/completions")


def load_openai(
    model: str,
    *,
    base_url: str | None = None,
    api_key_env: str = KEY,
    headers: Mapping[str, str] | str | None = None,
    max_tokens: int | None = 64,
    temperature: float | None = 0,
    top_p: float | None = None,
    seed: int | None = None,
    stop: Sequence[str] | str | None = None,
    timeout: float = 60,
    connect_timeout: float = 10,
    retries: int = 5,
    concurrency: int = 16,
    requests_per_minute: float | None = None,
    tokens_per_minute: float | None = None,
    price_prompt: float | None = None,
    price_completion: float | None = None,
    extra: Mapping[str, Any] | str | None = None,
) -> OpenAIChat:
    """Return the model of the spec ``openai:MODEL``.

    `base_url` defaults to the variable OPENAI_BASE_URL, then to OpenAI's own; several, separated by commas, are
    replicas. Times are in seconds, prices in US dollars for a million tokens; None is not sent, or not known.

    Raises:
        UsageError: an option is out of range, or OpenAI's own endpoint is asked without a key.
    """
    urls = base_urls(os.environ.get(BASE_URL) or HOSTED if base_url is None else base_url)
    hosted = any(urlsplit(url).hostname == urlsplit(HOSTED).hostname for url in urls)
    named = "authorization" in str(headers).lower()
    key = key_of(api_key_env, given=api_key_env != KEY, needed=hosted and not named)
    reached = connection(
        urls,
        headers,
        key,
        timeout=timeout,
        connect_timeout=connect_timeout,
        retries=retries,
        requests_per_minute=requests_per_minute,
        tokens_per_minute=tokens_per_minute,
    )
    sampling = Sampling(
        None if max_tokens is None else check_count("max_tokens", max_tokens),
        check_within("temperature", temperature, HOTTEST),
        check_within("top_p", top_p, 1),
        seed if seed is None else check_count("seed", seed, least=0),
        _stops(stop),
        _extra(extra),
    )
    return OpenAIChat(model, reached, sampling, concurrency=concurrency, price=price_of(price_prompt, price_completion))


def _stops(given: Sequence[str] | str | None) -> tuple[str, ...]:
    if isinstance(given, str) and given.lstrip().startswith("["):
        with contextlib.suppress(ValueError):  # a bracket may end an answer, too
            given = json.loads(given)
    found = () if given is None else (given,) if isinstance(given, str) else tuple(given)
    if not all(isinstance(text, str) and text for text in found):
        raise UsageError(f"expected stop to be a text or a list of texts, none of them empty, got stop={given!r}")
    return found


def _extra(given: Mapping[str, Any] | str | None) -> dict[str, Any]:
    found = table_of("extra", given, 'extra={"top_k": 20}')
    for name in found:
        if name in _OURS:
            raise UsageError(
                f"expected extra without {name!r}, which has a place of its own, got {name}={found[name]!r}"
            )
        if name in _UNREAD:
            raise UsageError(f"expected extra without {name!r}, of whose effect nothing would be read, got it")
    return found


def _used(output: Output) -> int | None:
    counts = (output.prompt_tokens, output.completion_tokens)
    return None if None in counts else sum(counts)  # type: ignore[arg-type]


OPENAI_CHECKS: dict[str, Callable[[Any], object]] = {
    **ENDPOINT_CHECKS,
    "api_key_env": check_key_variable,
    "base_url": base_urls,
    "extra": _extra,
    "max_tokens": lambda value: check_count("max_tokens", value),
    "seed": lambda value: check_count("seed", value, least=0),
    "stop": _stops,
    "temperature": lambda value: check_within("temperature", value, HOTTEST),
    "tokens_per_minute": lambda value: check_positive("tokens_per_minute", value),
    "top_p": lambda value: check_within("top_p", value, 1),
}
"""What refuses single values of the options of :func:`load_openai`."""
