"""Models behind a user's own HTTP service: ``http:URL``, with a template of the body and a path into the answer."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from promptfuzz.errors import UsageError
from promptfuzz.models.endpoint import EndpointModel, charged
from promptfuzz.models.endpoint_address import checked_url
from promptfuzz.models.endpoint_client import Question
from promptfuzz.models.endpoint_errors import Kind, Trouble
from promptfuzz.models.endpoint_options import ENDPOINT_CHECKS, Connection, check_within, connection
from promptfuzz.models.endpoint_replies import Reply, error_in, glimpse
from promptfuzz.models.endpoint_timing import Timing
from promptfuzz.models.http_template import filled, filled_address, places_in, template_of, template_of_address
from promptfuzz.models.openai_answers import spent_on, whole_characters
from promptfuzz.models.openai_chat import CHARACTERS_A_TOKEN, HOTTEST
from promptfuzz.models.prices import Price, price_of
from promptfuzz.models.response_path import Path, parse_path
from promptfuzz.records import Output, Prompt, Request
from promptfuzz.validation import check_name

METHODS = ("POST", "PUT", "PATCH", "GET")
CUT = {"length", "max_tokens", "max_output_tokens", "true"}
DEFAULT_BODY = '{"prompt": "{prompt}"}'


@dataclass(frozen=True, slots=True)
class Service:
    """What is sent to a service, and where in its answer the text and the rest stand."""

    method: str
    template: Any
    places: frozenset[str]
    response: Path | None
    truncated: Path | None
    prompt_tokens: Path | None
    completion_tokens: Path | None


class HttpService(EndpointModel):
    """A user's own service behind HTTP, as :func:`load_http` makes it."""

    def __init__(
        self,
        connection: Connection,
        service: Service,
        *,
        temperature: float | None = None,
        concurrency: int = 16,
        price: Price | None = None,
        settings: tuple[tuple[str, str | int | float], ...] = (),
        timing: Timing | None = None,
    ) -> None:
        self.service = service
        self.takes_messages = "messages" in service.places
        super().__init__(
            connection,
            name=connection.urls[0].partition("://")[2].partition("?")[0],
            spec=f"http:{connection.urls[0]}",
            temperature=temperature,
            concurrency=concurrency,
            price=price,
            settings=settings,
            timing=timing,
        )

    def check(self, prompt: Prompt) -> None:
        """Refuse a prompt for whose system message or history the body has no place.

        Raises:
            UsageError: it has one.
        """
        places = self.service.places
        unseen = [
            part
            for part, there, place in (
                ("system", prompt.system is not None, {"system", "messages"}),
                ("history", bool(prompt.history), {"messages"}),
            )
            if there and not places & place
        ]
        if unseen:
            raise UsageError(
                f"expected a body with a place for all of prompt {prompt.key!r}, which has {' and '.join(unseen)}, got "
                f"places {', '.join(sorted(places))} (dropping the rest would fake a 'stable'); put \"{{messages}}\" "
                'into body, or "{system}" beside "{prompt}"'
            )

    def _question(self, request: Request) -> Question[Output]:
        body = None if self.service.method == "GET" else json.dumps(filled(self.service.template, request)).encode()
        tokens = sum(len(message.content) for message in request.messages) // CHARACTERS_A_TOKEN
        return Question(
            lambda url: filled_address(url, request),
            lambda: body,
            self._read,
            method=self.service.method,
            tokens=tokens,
            charged=charged,
        )

    def _read(self, reply: Reply) -> Output:
        service = self.service
        if service.response is None and not reply.is_json:
            if reply.is_page:
                raise Trouble(Kind.BROKEN, f"a page for a browser: {reply.page()}")
            text = reply.text()
            if not reply.body:
                raise Trouble(Kind.BROKEN, "an empty body")
            return Output(whole_characters(text), latency=reply.seconds)
        body = reply.json()
        counts = (_at(body, service.prompt_tokens), _at(body, service.completion_tokens))
        try:
            text = _text_in(body, service.response)
        except Trouble as trouble:
            raise trouble.with_spent(spent_on(*counts, answered=False)) from None
        spent = spent_on(*counts, answered=bool(text))
        return Output(
            whole_characters(text),
            prompt_tokens=spent[0],
            completion_tokens=spent[1],
            latency=reply.seconds,
            truncated=str(_at(body, service.truncated)).lower() in CUT,
        )


def load_http(
    url: str,
    *,
    body: Mapping[str, Any] | str | None = None,
    response: str | None = None,
    method: str = "POST",
    headers: Mapping[str, str] | str | None = None,
    temperature: float | None = None,
    timeout: float = 60,
    connect_timeout: float = 10,
    retries: int = 5,
    concurrency: int = 16,
    requests_per_minute: float | None = None,
    truncated: str | None = None,
    prompt_tokens: str | None = None,
    completion_tokens: str | None = None,
    price_prompt: float | None = None,
    price_completion: float | None = None,
) -> HttpService:
    """Return the model of the spec ``http:URL``.

    `body` is JSON with ``"{prompt}"``, ``"{system}"``, ``"{messages}"`` and ``"{sample}"`` in the places of values;
    `response`, `truncated` and the counts of tokens are paths into the answer. `temperature` only says what the
    service does: 0 for always the same, above 0 for samples.

    Raises:
        UsageError: an option is out of range, or body has no place for the prompt.
    """
    address = _address(url)
    paths = {"response": response, "truncated": truncated}
    counts = {"prompt_tokens": prompt_tokens, "completion_tokens": completion_tokens}
    service = _service(address, method, body, paths | counts)
    reached = connection(
        (address,),
        headers,
        None,
        timeout=timeout,
        connect_timeout=connect_timeout,
        retries=retries,
        requests_per_minute=requests_per_minute,
        tokens_per_minute=None,
    )
    declared = ("temperature", check_within("temperature", temperature, HOTTEST))
    written = ("body", json.dumps(service.template, sort_keys=True))
    settings = (("method", method), written, ("response", response), declared)
    return HttpService(
        reached,
        service,
        temperature=temperature,
        concurrency=concurrency,
        price=price_of(price_prompt, price_completion),
        settings=tuple((name, value) for name, value in settings if value is not None),
    )


def _address(url: str) -> str:
    return template_of_address(checked_url("URL", f"http:{url}" if url.startswith("//") else url))


def _service(address: str, method: str, body: object, paths: Mapping[str, str | None]) -> Service:
    check_name("method", method, METHODS)
    if method == "GET" and body is not None:
        raise UsageError("expected no body with method=GET, got one; put {prompt} into the URL")
    template = None if method == "GET" else template_of(DEFAULT_BODY if body is None else body)
    places = frozenset(places_in(template, address))
    return Service(method, template, places, **{name: _path(name, text) for name, text in paths.items()})


def _path(name: str, text: str | None) -> Path | None:
    return None if text is None else parse_path(name, text)


def _text_in(body: Any, path: Path | None) -> str:
    said = None if path is not None and path.steps[:1] == ("error",) else error_in(body)
    try:
        value = body if path is None else path.find(body)
    except LookupError as error:
        raise Trouble(Kind.BROKEN, said or f"an answer with {error}; does response=... fit it?") from None
    if said is not None:  # what stands beside an error is an apology, which would agree with others
        raise Trouble(Kind.BROKEN, said)
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, str):
        return value
    shown = f"{glimpse(json.dumps(value, ensure_ascii=False))} of type {type(value).__name__}"
    raise Trouble(Kind.BROKEN, f"an answer that is no text: {shown}; write response=PATH to where the text is")


def _at(body: Any, path: Path | None) -> Any:
    try:
        return None if path is None else path.find(body)
    except LookupError:
        return None


HTTP_CHECKS: dict[str, Callable[[Any], object]] = {
    **ENDPOINT_CHECKS,
    "body": template_of,
    "method": lambda value: check_name("method", value, METHODS),
    "spec": _address,
    "temperature": lambda value: check_within("temperature", value, HOTTEST),
    **{name: partial(_path, name) for name in ("completion_tokens", "prompt_tokens", "response", "truncated")},
}
"""What refuses single values of the options of :func:`load_http`."""
