"""Replies of an endpoint: from status, headers and body to what is in them, or to a trouble with its sentence."""

import contextlib
import email.utils
import http
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from promptfuzz.models.endpoint_errors import Kind, Trouble

NOTHING = "(nothing to show)"
_TRANSIENT = {408, 425, 429}  # the server asks for another try; so do those of 500 and above but for two
_FINAL = {501, 505}
_SPENT = {"insufficient_quota", "billing_hard_limit_reached"}
_LOOKED_AT = 20_000
_GLIMPSE = 80
_MARKUP = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1>|<[^<>]*>")
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml\b[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_PAGES = {"text/html", "application/xhtml+xml"}
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back over HTTP; `body` is whole, `seconds` is how long it took."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def content_type(self) -> str:
        """The media type without parameters, in lower case."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        """Whether the body is said to be JSON, of whatever schema."""
        return self.content_type in {"application/json", "text/json"} or self.content_type.endswith("+json")

    @property
    def is_page(self) -> bool:
        """Whether the body is a whole page for a browser, such as one to log in."""
        return self.content_type in _PAGES and _PAGE.match(self.body) is not None

    def text(self) -> str:
        """Return the body as text.

        Raises:
            Trouble: it is not in the encoding it claims.
        """
        try:
            return self.body.decode(self._charset or "utf-8").removeprefix(_BOM)
        except (UnicodeError, LookupError):
            raise Trouble(Kind.BROKEN, f"a body of {len(self.body):,} bytes that is no text") from None

    def json(self) -> Any:
        """Return the body as JSON.

        Raises:
            Trouble: it is none.
        """
        try:
            return self._loaded()
        except (ValueError, LookupError, RecursionError):
            shown = self.body.decode("utf-8", "replace")
            kind = f" of type {self.content_type}" if self.content_type not in {"", "application/json"} else ""
            raise Trouble(Kind.BROKEN, f"a body{kind} that is no JSON: {_plain(shown) or NOTHING}") from None

    def page(self) -> str:
        """Return what a page says, without its markup."""
        return _plain(self.body.decode("utf-8", "replace")) or NOTHING

    @property
    def _charset(self) -> str | None:
        found = _CHARSET.search(self.headers.get("Content-Type", ""))
        return found[1] if found else None

    def _loaded(self) -> Any:
        try:
            return json.loads(self.body)
        except UnicodeDecodeError:  # JSON is Unicode, but not every server knows
            if self._charset is None:
                raise
            return json.loads(self.body.decode(self._charset))


def trouble_of_reply(reply: Reply, now: float) -> Trouble | None:
    """Return what the status of `reply` means, None where it is fine; `now` is the time of day in seconds."""
    status = reply.status
    if 200 <= status < 300:
        return None
    shown = f"status {status} {_phrase(status)}".rstrip()
    if 300 <= status < 400:
        target = reply.headers.get("Location")
        shown = f"{shown}: it sends on to {target}; give that address" if target else shown
        return Trouble(Kind.REFUSED, shown, status=status)
    said, code = _message(reply.body)
    shown = f"{shown}: {said}" if said else shown
    transient = status in _TRANSIENT or (status >= 500 and status not in _FINAL)
    if not transient or code in _SPENT:
        return Trouble(Kind.REFUSED, shown, status=status)
    return Trouble(Kind.BUSY, shown, status=status, wait=_asked_wait(reply.headers, now))


def error_in(body: Any) -> str | None:
    """Return the message of an ``error`` that came with a good status, None where there is none."""
    if not isinstance(body, dict) or not body.get("error"):
        return None
    return _message(json.dumps(body).encode())[0] or "an error without a message"


def glimpse(text: str) -> str:
    """Return how a text from a server begins, without half a word: of half a key nobody would know what it is."""
    return text if len(text) <= _GLIMPSE else f"{_whole_words(text, _GLIMPSE)} ...".lstrip()


def _asked_wait(headers: Mapping[str, str], now: float) -> float | None:
    """Return how many seconds the server asks to wait, None where it does not say."""
    with contextlib.suppress(ValueError):
        return _sound(float(headers.get("retry-after-ms", "")) / 1000)
    given = headers.get("Retry-After", "").strip()
    with contextlib.suppress(ValueError):
        return _sound(float(given))
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        return max(0.0, email.utils.parsedate_to_datetime(given).timestamp() - now)
    return None


def _sound(seconds: float) -> float | None:
    return seconds if 0 <= seconds < float("inf") else None


def _message(body: bytes) -> tuple[str, str]:
    """Return the message of an error body and its code, in any of the usual forms."""
    try:
        found = json.loads(body)
        whole = _written(found)
    except (ValueError, RecursionError):
        return _plain(body.decode("utf-8", "replace")), ""
    code = place = ""
    for _ in range(4):
        if isinstance(found, list) and found:
            found = found[0]
        if not isinstance(found, dict):
            break
        code = str(found.get("code") or code)
        place = _place(found.get("loc")) or place
        found = next((found[key] for key in ("error", "message", "detail", "msg") if found.get(key)), whole)
    said = _plain(found if isinstance(found, str) else _written(found))
    return (f"{place}: {said}" if place else said), code


def _written(value: Any) -> str:
    """Return a value as JSON with as few escapes as there can be, however the server wrote it."""
    return json.dumps(value, ensure_ascii=False)


def _place(given: object) -> str:
    """Return the field that an error is about, which some servers say apart from the message."""
    return ".".join(map(str, given)) if isinstance(given, list) and given else ""


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub(" ", _whole_words(text, _LOOKED_AT)).split())


def _whole_words(text: str, most: int) -> str:
    """Return the words that are whole among the first `most` characters."""
    return text if len(text) <= most else text[: most + 1].rpartition(" ")[0]


def _phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""
