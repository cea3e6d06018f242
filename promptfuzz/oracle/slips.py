"""Slips that an output copied from its own prompt, put back to what the prompt was before they were made."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

_WORD = re.compile(r"\S+")
_EDGE = ".,:;!?\"'()[]*"
_ALIKE = 0.5
_LONGEST = 4000


def without_slips(text: str, prompt: str, base: str) -> str:
    """Return `text` with the misspelt words of `prompt` written as in `base`, the prompt without the slips."""
    if prompt == base or not text:
        return text
    for pattern, plain in _slips(prompt, base):
        text = pattern.sub(lambda match, plain=plain: _cased(match.group(), plain), text)  # type: ignore[misc]
    return text


def _cased(found: str, plain: str) -> str:
    return plain[:1].upper() + plain[1:] if found[:1].isupper() else plain


@lru_cache(maxsize=512)
def _slips(prompt: str, base: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the stretches of `prompt` that are spelt unlike the ones of `base` in their place, with these."""
    if max(len(prompt), len(base)) > _LONGEST:
        return ()
    own, plain = _WORD.findall(prompt), _WORD.findall(base)
    known = {word.strip(_EDGE).casefold() for word in plain}
    found: dict[str, str] = {}
    for kind, i, j, k, m in SequenceMatcher(None, own, plain, autojunk=False).get_opcodes():
        if kind != "replace":
            continue
        pairs = list(zip(own[i:j], plain[k:m], strict=False))
        if j - i != m - k or not all(_alike(*pair) for pair in pairs):
            pairs = [(" ".join(own[i:j]), " ".join(plain[k:m]))]
        for slip, word in pairs:
            misspelt, right = slip.strip(_EDGE), word.strip(_EDGE)
            if misspelt and right and misspelt.casefold() not in known and _alike(misspelt, right):
                found.setdefault(misspelt, right)
    ordered = sorted(found, key=len, reverse=True)
    return tuple((re.compile(rf"(?<!\w){re.escape(slip)}(?!\w)", re.IGNORECASE), found[slip]) for slip in ordered)


def _alike(slip: str, word: str) -> bool:
    return SequenceMatcher(None, slip.casefold(), word.casefold()).ratio() >= _ALIKE
