"""Secrets: held so that nothing shows them, and taken out of whatever a server says before anyone reads it."""

import re
from collections.abc import Callable, Iterable

from promptfuzz.models.escapes import escaped

HIDDEN = "[hidden]"
_SECRET_NAME = re.compile(
    r"(?:^|[^a-z])(?:[a-z]*api-?keys?|keys?|[a-z]*secrets?|[a-z]*passw(?:or)?d|passphrase|passcode|pwd|auth|"
    r"authentication|authorization|credentials?|bearer|cookies?|[a-z]*token|jwt|sig|signature|pass$)(?:$|[^a-z])"
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[^\s\"',;}<]{4,}")
_MASKED = re.compile(r"(?<![\w-])[\w-]{0,40}\*{3,}[\w*-]*")  # what hosts make of a wrong key: sk-ab***yz
_KEY = re.compile(
    r"(?<![\w-])(?:(?:sk|pk|hf|gsk|xai|gh[opsu])[-_]|AIza)[\w-]{12,}"
)  # a service may repeat the key that it asks with
_HEADER = re.compile(r"(?i)\b(bearer\s+|basic\s+(?=[^\s]*[\d=]))[^\s\"',;}<]{8,}")
_QUERY = re.compile(r"([?&]([\w.-]{1,40})=)[^\s&#\"'<>)]+")
_TAG = re.compile(r"<[^<>]*>")
_LEAST = 4
# What stands in an answer: a dummy key is often a word that answers use, and hiding it would change them.
_LEAST_IN_ANSWERS = 12
_LONG = 24
_ODD = re.compile(r"\d|[a-z][A-Z]")
_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_DUMMIES = frozenset(
    "a abc ai an any api apikey auth bearer change changeme default demo dummy empty example fake for here is key "
    "llama lm lmstudio local localhost me mock my needed no none not null ollama open openai placeholder proj required "
    "secret sk studio test testing the token unused used value vllm your".split()
)
_COUNTING = "1234567890"


class Hidden:
    """A text that shows neither in a repr nor in `vars`; calling it gives the text."""

    __slots__ = ("_reveal",)

    def __init__(self, text: str) -> None:
        self._reveal: Callable[[], str] = lambda: text

    def __call__(self) -> str:
        """Return the text."""
        return self._reveal()

    def __repr__(self) -> str:
        return HIDDEN

    def __reduce__(self) -> str:
        raise TypeError("expected no secret to be pickled, got one; load the model anew")


def looks_secret(name: str) -> bool:
    """Return whether something of this name should never be shown: a key, a token, a password."""
    return _SECRET_NAME.search(_HUMP.sub("_", name).lower()) is not None


def without_keys(text: str) -> str:
    """Return what an application said without what looks like a key: in headers, in addresses, by how keys begin."""

    def hidden(found: re.Match[str]) -> str:
        return found[1] + HIDDEN if looks_secret(found[2]) else found[0]

    return _KEY.sub(HIDDEN, _QUERY.sub(hidden, _HEADER.sub(rf"\1{HIDDEN}", text)))


def may_be_real(secret: str) -> bool:
    """Return whether a word is long and odd enough for a real key; "none", "test" and "token-abc123" are not."""
    if len(secret) < _LEAST_IN_ANSWERS or all(map(_is_dummy, _PIECE.findall(secret))):
        return False
    return len(secret) >= _LONG or _ODD.search(secret) is not None


def _is_dummy(piece: str) -> bool:
    return piece.lower() in _DUMMIES or piece in _COUNTING or set(piece) <= {"0"} or set(piece.lower()) <= {"x"}


def _words(secret: str) -> list[str]:
    """Return a secret, its words, and what is left of them where somebody takes tags out of a text."""
    return [secret, *secret.split(), *_TAG.sub(" ", secret).split()]


class Redactor:
    """Takes `secrets` out of texts, as they are, as JSON, a URL or HTML writes them, and word by word.

    With `real_only` it leaves words that can hardly be real keys: for answers, whose words are judged.
    """

    __slots__ = ("_patterns",)

    def __init__(self, secrets: Iterable[Hidden], *, real_only: bool = False) -> None:
        words = {word for secret in secrets for word in _words(secret())}
        kept = [word for word in words if len(word) >= _LEAST and word.lower() not in {"bearer", "basic"}]
        if real_only:
            kept = [word for word in kept if may_be_real(word)]
        patterns = [escaped(word) for word in sorted(kept, key=len, reverse=True)]
        self._patterns: Callable[[], list[re.Pattern[str]]] = lambda: patterns  # a pattern would show in a repr

    def __call__(self, text: str) -> str:
        """Return `text` without any of the secrets."""
        for pattern in self._patterns():
            text = pattern.sub(HIDDEN, text)
        return text

    def said(self, text: str) -> str:
        """Return what a server said without secrets, without what looks like one, and without control characters."""
        bare = _KEY.sub(HIDDEN, _MASKED.sub(HIDDEN, _BEARER.sub(rf"\1 {HIDDEN}", self(text))))
        return " ".join("".join(char if char.isprintable() else " " for char in bare).split())
