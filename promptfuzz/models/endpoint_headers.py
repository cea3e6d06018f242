"""The headers of an endpoint: from options and the environment to hidden values."""

import json
import re
from collections.abc import Mapping

from promptfuzz.errors import UsageError
from promptfuzz.models.endpoint_variables import FROM_ENVIRONMENT, check_header_variable, header_from, one_line
from promptfuzz.models.key_shapes import looks_like_name
from promptfuzz.models.redaction import Hidden, looks_secret

_NAME = re.compile(r"[!#$%&'*+.^_`|~\w-]+\Z", re.ASCII)
_BEGINNING = re.compile(r"[\w-]+(?=[\s:;,]|\Z)", re.ASCII)
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
    return {name: _value(name, value) for name, value in _pairs(given).items()}


def shown_headers(given: Mapping[str, str] | str | None) -> dict[str, str] | None:
    """Return the headers as a report may show them: values from the environment by name, the others not at all."""
    kept = {name: value for name, value in _pairs(given).items() if value.startswith(FROM_ENVIRONMENT)}
    return kept or None


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
        _check(name, value)
    return dict(given)


def _check(name: object, value: object) -> None:
    if not isinstance(name, str) or not _NAME.match(name) or name.lower() in _OURS or not looks_like_name(name):
        raise UsageError(
            f"expected headers to have names such as X-Team, which promptfuzz does not set, got {_shown(name)}; write "
            "for example headers=X-Team=qa"
        )
    if not isinstance(value, str):
        raise UsageError(f"expected header {name} to be a text, got one of type {type(value).__name__}")
    if value.startswith(FROM_ENVIRONMENT):
        check_header_variable(name, value.removeprefix(FROM_ENVIRONMENT))


def _shown(name: object) -> str:
    """Return a name in words, as far as no value can have begun in it, as after the ``:`` of HTTP."""
    found = _BEGINNING.match(name) if isinstance(name, str) else None
    if found is None or not looks_like_name(found[0]):
        return "one that is none (not shown: it may be a value)"
    return repr(found[0]) if found[0] == name else f"{found[0]!r} with more behind it (not shown: it may be a value)"


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


def _value(name: str, value: str) -> Hidden:
    if value.startswith(FROM_ENVIRONMENT):
        return header_from(name, value.removeprefix(FROM_ENVIRONMENT))
    return Hidden(one_line(f"header {name}", value))
