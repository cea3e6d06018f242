"""What went wrong with a call to an endpoint: from an exception of the HTTP client to a trouble with its sentence."""

from enum import Enum

from promptfuzz.models.affording import Spent

LONGEST_SAID = 300


class Kind(Enum):
    """What kind of trouble it is."""

    UNREACHABLE = "no connection"
    SILENT = "no answer in time"
    DROPPED = "the connection broke"
    BUSY = "a status that asks for another try"
    BROKEN = "an answer that cannot be used"
    REFUSED = "an answer that says no"
    GONE = "nothing can be expected any more"


class Trouble(Exception):
    """A call that gave no answer.

    Attributes:
        kind: what kind of trouble it is.
        said: what came, in words.
        status: of HTTP, None where there was none.
        wait: seconds that the server asks to wait.
        spent: tokens that were used all the same.
    """

    def __init__(
        self,
        kind: Kind,
        said: str,
        *,
        status: int | None = None,
        wait: float | None = None,
        spent: Spent = (None, None),
    ) -> None:
        super().__init__(said)
        self.kind = kind
        self.said = said
        self.status = status
        self.wait = wait
        self.spent = spent

    def with_text(self, said: str) -> "Trouble":
        """Return the same trouble in other words."""
        return Trouble(self.kind, said, status=self.status, wait=self.wait, spent=self.spent)

    def with_spent(self, spent: Spent) -> "Trouble":
        """Return the same trouble for another count of tokens."""
        return Trouble(self.kind, self.said, status=self.status, wait=self.wait, spent=spent)

    @property
    def retried(self) -> bool:
        """Whether another try may help."""
        return self.kind not in {Kind.REFUSED, Kind.GONE}

    @property
    def is_free(self) -> bool:
        """Whether nothing can have been paid: it never reached the model, or was turned away by a status."""
        turned_away = self.status is not None and self.status >= 400
        return turned_away or self.kind in {Kind.UNREACHABLE, Kind.BUSY, Kind.GONE}

    @property
    def heard(self) -> bool:
        """Whether the endpoint said anything at all."""
        return self.kind in {Kind.BUSY, Kind.BROKEN, Kind.REFUSED}


def both(one: Spent, other: Spent) -> Spent:
    """Return the tokens of two tries together; a count that is not known adds nothing to one that is."""
    prompt, completion = (a if b is None else b if a is None else a + b for a, b in zip(one, other, strict=True))
    return prompt, completion


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


def _reason(error: BaseException) -> str:
    inner = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    return str(getattr(inner, "verify_message", None) or getattr(inner, "strerror", None) or type(inner).__name__)
