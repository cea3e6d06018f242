"""Values that look like keys whatever they are called: by the beginnings that hosts give to theirs."""

import re

_SHAPES = re.compile(
    r"(?<![\w-])(?:(?:sk|pk|rk|gsk|xai|glpat|xox[a-z])[-_](?=[\w-]*\d)[\w-]{12,}"
    r"|(?:hf|gh[a-z]|github_pat)_(?=\w*\d)\w{16,}|AKIA[A-Z\d]{16}(?!\w)|AIza[\w-]{30,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+)"
)
# No word of a name is so long, or has so many digits, or digits amid so many letters: AKIAIOSFODNN7EXAMPLE is none.
_NO_WORD = re.compile(r"[^\W_]{24}|\d{8}|(?=[^\W_]{12})[^\W_]*?\d[^\W\d_]")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)


def looks_like_key(value: object) -> bool:
    """Return whether `value` is a text with what looks like a key in it, which should never be shown."""
    return isinstance(value, str) and _SHAPES.search(value) is not None


def looks_like_name(text: str) -> bool:
    """Return whether `text` is made of words, as the name of a header or a variable is, and not a key in its place."""
    return not looks_like_key(text) and _NO_WORD.search(text) is None


def looks_like_variable(text: str) -> bool:
    """Return whether `text` may be the name of an environment variable."""
    return _IDENTIFIER.match(text) is not None and looks_like_name(text)
