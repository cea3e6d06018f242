"""What went wrong with a call to an endpoint: from an exception, a status or a body to a trouble with its sentence."""

import contextlib
import email.utils
import http
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

_TRANSIENT = {408, 425, 429}  # the server asks for another try; so do those of 500 and above but for two
_FINAL = {501, 505}
_SPENT = {"insufficient_quota", "billing_hard_limit_reached"}
LONGEST_SAID = 300
NOTHING = "(nothing to show)"
_LOOKED_AT = 20_000
_MARKUP = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1>|<[^<>]*>")


class Kind(Enum):
    """What kind of trouble it is."""

    UNREACHABLE = "no connection"
    SILENT = "no answer in time"
    DROPPED = "the connection broke"
    BUSY = "a status that asks for another try"
    BROKEN = "an answer that cannot be used"
    REFUSED = "an answer that says no"
    GONE = "nothing can be expected any more"


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

    def text(self) -> str:
        """Return the body as text.

        Raises:
            Trouble: it is not in the encoding it claims.
        """
        found = re.search(r"charset=\"?([\w-]+)", self.headers.get("Content-Type", ""))
        try:
            return self.body.decode(found[1] if found else "utf-8-sig")
        except (UnicodeDecodeError, LookupError):
            raise Trouble(Kind.BROKEN, f"a body of {len(self.body):,} bytes that is no text") from None

    def json(self) -> Any:
        """Return the body as JSON.

        Raises:
            Trouble: it is none.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            shown = self.body.decode("utf-8", "replace")
            kind = f" of type {self.content_type}" if self.content_type not in {"", "application/json"} else ""
            raise Trouble(Kind.BROKEN, f"a body{kind} that is no JSON: {_plain(shown) or NOTHING}") from None


class Trouble(Exception):
    """A call that gave no answer: its `kind`, what came in `said`, the `status`, and the seconds it asks to wait."""

    def __init__(self, kind: Kind, said: str, *, status: int | None = None, wait: float | None = None) -> None:
        super().__init__(said)
        self.kind = kind
        self.said = said
        self.status = status
        self.wait = wait

    def with_text(self, said: str) -> "Trouble":
        """Return the same trouble in other words."""
        return Trouble(self.kind, said, status=self.status, wait=self.wait)

    @property
    def retried(self) -> bool:
        """Whether another try may help."""
        return self.kind not in {Kind.REFUSED, Kind.GONE}

    @property
    def heard(self) -> bool:
        """Whether the endpoint said anything at all."""
        return self.kind in {Kind.BUSY, Kind.BROKEN, Kind.REFUSED}


def trouble_of_exception(error: BaseException, seconds: float) -> Trouble:
    """Return what an exception of the HTTP client means; `seconds` is how long was waited."""
    import aiohttp

    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Trouble(Kind.UNREACHABLE, f"no address for the name {error.host!r}")
    if isinstance(error, aiohttp.ClientSSLError | aiohttp.ServerFingerprintMismatch):
        return Trouble(Kind.UNREACHABLE, f"no secure connection ({_reason(error)})")
    if isinstance(error, aiohttp.ClientConnectorError):
        refused = isinstance(error.os_error, ConnectionRefusedError)
        return Trouble(Kind.UNREACHABLE, "connection refused" if refused else f"no connection ({_reason(error)})")
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return Trouble(Kind.UNREACHABLE, f"no connection within {seconds:.3g} s")
    if isinstance(error, TimeoutError):
        return Trouble(Kind.SILENT, f"no answer within {seconds:.3g} s")
    if isinstance(error, aiohttp.ClientPayloadError):
        return Trouble(Kind.DROPPED, "an answer that broke off")
    if isinstance(error, aiohttp.ClientResponseError):
        return Trouble(Kind.BROKEN, "an answer that is no HTTP")
    if isinstance(error, aiohttp.ClientConnectionError | OSError):
        return Trouble(Kind.DROPPED, "a connection that was closed before the answer")
    return Trouble(Kind.REFUSED, f"{type(error).__name__} in the HTTP client: {error}")


def trouble_of_reply(reply: Reply, now: float) -> Trouble | None:
    """Return what the status of `reply` means, None where it is fine; `now` is the time of day in seconds."""
    status = reply.status
    if 200 <= status < 300:
        return None
    shown = f"status {status} {_phrase(status)}".rstrip()
    if 300 <= status < 400:
        target = reply.headers.get("Location", "nowhere")
        return Trouble(Kind.REFUSED, f"{shown}: it sends on to {target}; give that address", status=status)
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
    text = body.decode("utf-8", "replace")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return _plain(text), ""
    code = ""
    for _ in range(4):
        if isinstance(found, list) and found:
            found = found[0]
        if not isinstance(found, dict):
            break
        code = str(found.get("code") or code)
        found = next((found[key] for key in ("error", "message", "detail", "msg") if found.get(key)), text)
    return _plain(found if isinstance(found, str) else json.dumps(found)), code


def _plain(text: str) -> str:
    if len(text) > _LOOKED_AT:  # never inside a word: half a key could not be found again
        text = text[:_LOOKED_AT].rpartition(" ")[0]
    return " ".join(_MARKUP.sub(" ", text).split())


def _phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""


def _reason(error: BaseException) -> str:
    inner = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    return str(getattr(inner, "verify_message", None) or getattr(inner, "strerror", None) or type(inner).__name__)
