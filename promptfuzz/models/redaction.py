"""Secrets: held so that nothing shows them, and taken out of whatever a server says before anyone reads it."""

import json
import re
from collections.abc import Callable, Iterable
from urllib.parse import quote

HIDDEN = "[hidden]"
_SECRET_NAME = re.compile(
    r"(?i)(?:^|[^a-z])(?:api-?keys?|keys?|secret|passw(?:or)?d|auth|authorization|credentials?|bearer|cookie|token|sig|"
    r"signature)(?:$|[^a-z])"
)
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[^\s\"',;}<]{4,}")
_MASKED = re.compile(r"(?<![\w-])[\w-]{0,40}\*{3,}[\w*-]*")  # what hosts make of a wrong key: sk-ab***yz
_KEY = re.compile(r"(?<![\w-])(?:sk|pk|hf|gsk|xai)[-_][\w-]{12,}")  # a service may repeat the key that it asks with
_LEAST = 4


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
    return _SECRET_NAME.search(name) is not None


class Redactor:
    """Takes `secrets` out of texts, as they are, as JSON or a URL writes them, and word by word."""

    __slots__ = ("_forms",)

    def __init__(self, secrets: Iterable[Hidden]) -> None:
        words = {word for secret in secrets for text in [secret()] for word in (text, *text.split())}
        kept = [word for word in words if len(word) >= _LEAST and word.lower() not in {"bearer", "basic"}]
        forms = {form for word in kept for form in (word, json.dumps(word)[1:-1], quote(word), quote(word, safe=""))}
        self._forms = Hidden("\0".join(sorted(forms, key=len, reverse=True))) if forms else None

    def __call__(self, text: str) -> str:
        """Return `text` without any of the secrets."""
        if self._forms is None:
            return text
        for form in self._forms().split("\0"):
            text = text.replace(form, HIDDEN)
        return text

    def said(self, text: str) -> str:
        """Return what a server said without secrets, without what looks like one, and without control characters."""
        bare = _KEY.sub(HIDDEN, _MASKED.sub(HIDDEN, _BEARER.sub(rf"\1 {HIDDEN}", self(text))))
        return " ".join("".join(char if char.isprintable() else " " for char in bare).split())
