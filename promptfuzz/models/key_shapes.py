"""Values that look like keys whatever they are called: by the beginnings that hosts give to theirs."""

import re

_SHAPES = re.compile(
    r"(?<![\w-])(?:(?:sk|pk|rk|gsk|xai|glpat|xox[a-z])[-_](?=[\w-]*\d)[\w-]{12,}"
    r"|(?:hf|gh[a-z]|github_pat)_(?=\w*\d)\w{16,}|AKIA[A-Z\d]{16}(?!\w)|AIza[\w-]{30,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+)"
)


def looks_like_key(value: object) -> bool:
    """Return whether `value` is a text with what looks like a key in it, which should never be shown."""
    return isinstance(value, str) and _SHAPES.search(value) is not None
