"""Options of endpoint models: checked once, and held together as a connection."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from promptfuzz.errors import UsageError
from promptfuzz.models.endpoint_headers import Headers, headers_of, secrets_among, shown_headers
from promptfuzz.models.key_shapes import looks_like_key
from promptfuzz.models.prices import Price
from promptfuzz.models.redaction import Hidden, Redactor, looks_secret
from promptfuzz.validation import check_count


@dataclass(frozen=True, slots=True)
class Connection:
    """Where an endpoint is and how it is called.

    Attributes:
        urls: of the replicas.
        headers: sent with every call.
        secrets: what must not show even in an answer, unless it is a dummy.
        timeout, connect_timeout: seconds for a whole answer, and for the connection.
        retries: tries after the first.
        requests_per_minute, tokens_per_minute: limits, None is none.
    """

    urls: tuple[str, ...]
    headers: Headers
    secrets: tuple[Hidden, ...]
    timeout: float
    connect_timeout: float
    retries: int
    requests_per_minute: float | None
    tokens_per_minute: float | None

    def redactors(self) -> tuple[Redactor, Redactor]:
        """Return what cleans an answer, and what cleans a message."""
        return Redactor(self.secrets, real_only=True), Redactor([*self.secrets, *self.headers.values()])


def connection(
    urls: tuple[str, ...],
    headers: Mapping[str, str] | str | None,
    key: Hidden | None,
    *,
    timeout: float,
    connect_timeout: float,
    retries: int,
    requests_per_minute: float | None,
    tokens_per_minute: float | None,
) -> Connection:
    """Return the checked connection; a `key` is sent as a bearer token unless `headers` say who asks.

    Raises:
        UsageError: an option is out of range.
    """
    sent = headers_of(headers)
    secrets = secrets_among(sent, headers)
    if key is not None:
        secrets.append(key)
        if "authorization" not in {name.lower() for name in sent}:
            sent["Authorization"] = Hidden(f"Bearer {key()}")
    return Connection(
        urls,
        sent,
        tuple(secrets),
        check_positive("timeout", timeout),
        check_positive("connect_timeout", connect_timeout),
        check_count("retries", retries, least=0),
        None if requests_per_minute is None else check_positive("requests_per_minute", requests_per_minute),
        None if tokens_per_minute is None else check_positive("tokens_per_minute", tokens_per_minute),
    )


def check_positive(name: str, value: float) -> float:
    """Return `value` if it is a number above 0, else raise UsageError."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise UsageError(f"expected {name} to be a number above 0, got {name}={value!r}")
    return value


def check_within(name: str, value: float | None, top: float) -> float | None:
    """Return `value` if it is None or a number from 0 to `top`, else raise UsageError."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if value is not None and not (number and 0 <= value <= top):
        raise UsageError(
            f"expected {name} to be a number from 0 to {top:g}, or none to send none, got {name}={value!r}"
        )
    return value


ENDPOINT_CHECKS: dict[str, Callable[[Any], object]] = {
    "concurrency": lambda value: check_count("concurrency", value),
    "connect_timeout": lambda value: check_positive("connect_timeout", value),
    "headers": shown_headers,  # the form alone: variables need not be set where nothing is asked
    "price_completion": lambda value: Price(0, value),
    "price_prompt": lambda value: Price(value, 0),
    "requests_per_minute": lambda value: check_positive("requests_per_minute", value),
    "retries": lambda value: check_count("retries", value, least=0),
    "timeout": lambda value: check_positive("timeout", value),
}
"""What refuses single values of the options that all endpoints share."""


def table_of(name: str, given: Mapping[str, Any] | str | None, example: str) -> dict[str, Any]:
    """Return a table that was given as such or as the text of a JSON object.

    Raises:
        UsageError: it is neither, or holds something under a name that looks like that of a secret, or a key.
    """
    if isinstance(given, str):
        try:
            given = json.loads(given) if given.strip() else None
        except ValueError:
            raise UsageError(f"expected {name} to be a JSON object, got text that is none; write {example}") from None
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise UsageError(f"expected {name} to be a table, got one of type {type(given).__name__}; write {example}")
    refuse_secrets(name, given)
    return dict(given)


def refuse_secrets(name: str, value: object) -> None:
    """Refuse a body with a key or a password in it, which a report would show.

    Raises:
        UsageError: there is one; its value is not repeated.
    """
    if looks_like_key(value):
        raise UsageError(
            f"expected {name} without secrets, which a report would show, got what looks like a key; give it by "
            "headers=NAME=env:VARIABLE"
        )
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, str) and looks_secret(str(key)):
                raise UsageError(
                    f"expected {name} without secrets, which a report would show, got one under {key!r}; give it by "
                    "headers=NAME=env:VARIABLE"
                )
            refuse_secrets(name, inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            refuse_secrets(name, inner)
