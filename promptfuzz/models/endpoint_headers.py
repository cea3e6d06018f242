"""The key and the headers of an endpoint: from options and the environment to hidden values."""

import json
import os
import re
from collections.abc import Mapping

from promptfuzz.errors import UsageError
from promptfuzz.models.redaction import Hidden, looks_secret

FROM_ENVIRONMENT = "env:"
_NAME = re.compile(r"[!#$%&'*+.^_`|~\w-]+\Z", re.ASCII)
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,60}\Z")
_NEXT = re.compile(r",\s*(?=[\w-]+=)")
_OURS = {"host", "content-length", "transfer-encoding", "connection", "content-type"}
Headers = dict[str, Hidden]


def headers_of(given: Mapping[str, str] | str | None) -> Headers:
    """Return the headers of a mapping, of ``NAME=VALUE, NAME=VALUE`` or of a JSON object in a text.

    A value ``env:VARIABLE`` is taken from the environment.

    Raises:
        UsageError: the form is wrong, a header is not for a user to set, or a variable is not set; no message
            repeats a value.
    """
    return {name: Hidden(_value(name, value)) for name, value in _pairs(given).items()}


def shown_headers(given: Mapping[str, str] | str | None) -> dict[str, str] | None:
    """Return the headers as a report may show them: values from the environment by name, the others not at all."""
    kept = {name: value for name, value in _pairs(given).items() if value.startswith(FROM_ENVIRONMENT)}
    return kept or None


def key_of(variable: str, *, given: bool, needed: bool) -> Hidden | None:
    """Return the key in the environment variable, None where there is none and none is `needed`.

    Raises:
        UsageError: there is none, and one is needed or the variable was `given` by the user.
    """
    value = os.environ.get(variable, "").strip() if isinstance(variable, str) else ""
    if value:
        return Hidden(_clean("the key", value))
    if not given and not needed:
        return None
    if not isinstance(variable, str) or not _VARIABLE.match(variable):  # it may be the key itself
        raise UsageError(
            "expected api_key_env to be the name of an environment variable that holds the key, such as "
            "OPENAI_API_KEY, got a text that names none (not shown: it may be the key)"
        )
    raise UsageError(
        f"expected the environment variable {variable} to hold the key of the endpoint, got none; export "
        f"{variable}=..., or name another by api_key_env=..."
    )


def secrets_among(headers: Headers, given: Mapping[str, str] | str | None) -> list[Hidden]:
    """Return the values that must not show even in an answer: from the environment, or of a header such as a token."""
    from_environment = shown_headers(given) or {}
    return [value for name, value in headers.items() if name in from_environment or looks_secret(name)]


def _pairs(given: Mapping[str, str] | str | None) -> dict[str, str]:
    if given is None:
        return {}
    if isinstance(given, str):
        given = _read(given)
    if not isinstance(given, Mapping):
        raise UsageError(
            f"expected headers to be a table of names and values, got one of type {type(given).__name__}; write for "
            "example headers=X-Team=qa"
        )
    for name, value in given.items():
        if not isinstance(name, str) or not _NAME.match(name) or name.lower() in _OURS:
            raise UsageError(
                f"expected headers to have names such as X-Team, which promptfuzz does not set, got {name!r}"
            )
        if not isinstance(value, str):
            raise UsageError(f"expected header {name} to be a text, got one of type {type(value).__name__}")
    return dict(given)


def _read(text: str) -> dict[str, str]:
    if text.lstrip().startswith("{"):
        try:
            found = json.loads(text)
        except ValueError:
            raise UsageError("expected headers to be NAME=VALUE or a JSON object, got text that is neither") from None
        return dict(found)
    pairs = [part.partition("=") for part in _NEXT.split(text) if part.strip()]
    if not all(given for _, given, _ in pairs):
        raise UsageError(
            "expected headers to be NAME=VALUE, NAME=VALUE, got a part without =; write for example "
            "headers=X-Team=qa,X-Token=env:TEAM_TOKEN"
        )
    return {name.strip(): value.strip() for name, _, value in pairs}


def _value(name: str, value: str) -> str:
    if not value.startswith(FROM_ENVIRONMENT):
        return _clean(f"header {name}", value)
    variable = value.removeprefix(FROM_ENVIRONMENT)
    found = os.environ.get(variable, "").strip()
    if not found:
        raise UsageError(
            f"expected the environment variable {variable} to hold the value of header {name}, got none; export "
            f"{variable}=..."
        )
    return _clean(f"header {name}", found)


def _clean(what: str, value: str) -> str:
    if not value.isprintable():
        raise UsageError(f"expected {what} to be printable text in one line, got control characters (value not shown)")
    return value
