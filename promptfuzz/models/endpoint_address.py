"""Addresses of endpoints: checked, completed where short, and kept free of secrets."""

import re
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from promptfuzz.errors import UsageError
from promptfuzz.models.key_shapes import looks_like_key
from promptfuzz.models.redaction import looks_secret

_PORT = re.compile(r":(\d{1,5})(/\S*)?\Z")


def base_urls(text: str) -> tuple[str, ...]:
    """Return the base URLs in `text`, separated by commas; ``:8000`` is that port of this machine.

    A URL without a path gets ``/v1``, and a trailing ``/chat/completions`` is dropped.

    Raises:
        UsageError: there is none, one is no address, one comes twice, or one holds a password or a key.
    """
    if not isinstance(text, str):  # a report that something damaged may hold anything
        raise UsageError(f"expected base_url to be an address, got base_url={text!r}; write for example base_url=:8000")
    found = tuple(_base(part.strip()) for part in text.split(",") if part.strip())
    if not found:
        raise UsageError("expected base_url to be an address, got base_url=''; write for example base_url=:8000")
    if len(set(found)) < len(found):
        raise UsageError(f"expected every replica in base_url once, got base_url={text!r}")
    return found


def checked_url(name: str, text: str) -> str:
    """Return `text` if it is an address of http or https without a secret in it; ``:8000/path`` is completed.

    Raises:
        UsageError: it is none; a secret is not repeated in the message.
    """
    port = _PORT.match(text)
    if port:
        text = f"http://127.0.0.1:{port[1]}{port[2] or ''}"
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if "@" in text.partition("?")[0]:
        raise UsageError(f"expected {name} without a user and password, got one with; give them by headers=...")
    query = parse_qsl(text.partition("?")[2], keep_blank_values=True)
    secret = [f"{key}=..." for key, value in query if _is_secret(key, value)]
    if secret or looks_like_key(text):
        said = secret[0] if secret else "what looks like a key"
        raise UsageError(f"expected {name} without secrets, got one with {said}; give it by headers=NAME=env:VARIABLE")
    if not usable or re.search(r"\s", text):
        raise UsageError(
            f"expected {name} to be an address such as https://HOST/v1, or :PORT for this machine, got {name}={text!r}"
        )
    return text


def _is_secret(key: str, value: str) -> bool:
    """Whether a parameter is one; some hosts of functions call their key ``code``, where others put the prompt."""
    return looks_secret(key) or (key.lower() == "code" and "{" not in value)


def with_path(url: str, suffix: str) -> str:
    """Return `url` with `suffix` after its path and its query kept."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path + suffix, parts.query, ""))


def shown_address(url: str) -> str:
    """Return `url` without its query, for messages."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def _base(text: str) -> str:
    parts = urlsplit(checked_url("base_url", text))
    path = parts.path.rstrip("/").removesuffix("/chat/completions").rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc, path or "/v1", parts.query, ""))
