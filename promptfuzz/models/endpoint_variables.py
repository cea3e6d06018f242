"""Environment variables that hold the key or a header of an endpoint: from their names to hidden values."""

import os
import re

from promptfuzz.errors import UsageError
from promptfuzz.models.key_shapes import looks_like_variable
from promptfuzz.models.redaction import Hidden

FROM_ENVIRONMENT = "env:"
_CAPITALS = re.compile(r"[A-Z][A-Z0-9_]{0,60}\Z")


def key_of(variable: str, *, given: bool, needed: bool) -> Hidden | None:
    """Return the key in the environment variable, None where there is none and none is `needed`.

    Raises:
        UsageError: there is none, and one is needed or the variable was `given` by the user.
    """
    value = os.environ.get(variable, "").strip() if isinstance(variable, str) else ""
    if value:
        return Hidden(one_line("the key", value))
    if not given and not needed:
        return None
    if not isinstance(variable, str) or not _may_be_shown(variable):
        raise _no_name_of_key()
    raise UsageError(
        f"expected the environment variable {variable} to hold the key of the endpoint, got none; export "
        f"{variable}=..., or name another by api_key_env=..."
    )


def check_key_variable(variable: object) -> None:
    """Refuse what can name no environment variable; one need not be set where nothing is asked.

    Raises:
        UsageError: it cannot; it is not repeated, as it may be the key itself.
    """
    if not isinstance(variable, str) or not _may_be_set(variable):
        raise _no_name_of_key()


def check_header_variable(header: str, variable: str) -> None:
    """Refuse what can name no environment variable, as :func:`check_key_variable` does, in the value of a header."""
    if not _may_be_set(variable):
        raise _no_name_in(header)


def header_from(header: str, variable: str) -> Hidden:
    """Return the value of a header from the environment.

    Raises:
        UsageError: the variable is not set, or holds more than a line; what may be a secret is not repeated.
    """
    found = os.environ.get(variable, "").strip()
    if found:
        return Hidden(one_line(f"header {header}", found))
    if not _may_be_shown(variable):
        raise _no_name_in(header)
    raise UsageError(
        f"expected the environment variable {variable} to hold the value of header {header}, got none; export "
        f"{variable}=..."
    )


def one_line(what: str, value: str) -> str:
    """Return `value` if it is printable text in one line, else raise UsageError."""
    if not value.isprintable():
        raise UsageError(f"expected {what} to be printable text in one line, got control characters (value not shown)")
    return value


def _may_be_set(variable: str) -> bool:
    return looks_like_variable(variable) or bool(os.environ.get(variable))


def _may_be_shown(variable: str) -> bool:
    """Whether it is surely a name: by capitals most variables are told from most keys."""
    return _CAPITALS.match(variable) is not None and looks_like_variable(variable)


def _no_name_of_key() -> UsageError:
    return UsageError(
        "expected api_key_env to be the name of an environment variable that holds the key, such as OPENAI_API_KEY, "
        "got a text that names none (not shown: it may be the key)"
    )


def _no_name_in(header: str) -> UsageError:
    return UsageError(
        f"expected header {header} to be {FROM_ENVIRONMENT} and the name of an environment variable that holds its "
        "value, such as env:TEAM_TOKEN, got a text that names none (not shown: it may be the value)"
    )
