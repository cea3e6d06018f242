"""Untrusted text made safe to show: control characters and direction marks become visible, nothing is dropped."""

import re
import unicodedata

# C0 without tab and newline, DEL, C1, line and paragraph separators, marks that reorder or hide text, lone
# surrogates, and the byte order mark. A terminal or a browser acts on these instead of showing them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# Spaces of other widths, the soft hyphen, joiners: they show as a plain space or not at all.
_DISGUISED = re.compile("[\u00ad\u034f\u115f\u1680\u180e\u2000-\u200a\u200c\u200d\u202f\u205f\u3000\ufb00-\ufb06]")
_WORD = re.compile(r"[^\W\d_]+")
_BLANK = str.maketrans({" ": "·", "\t": "→", "\u00a0": "⍽"})


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def safe(text: str) -> str:
    """Return `text` with everything that would act on a terminal or hide from the reader as ``\\x1b``-like escapes."""
    return _HIDDEN.sub(_escape, text.replace("\r\n", "\n"))


def _unmask(word: re.Match[str]) -> str:
    text = word.group()
    if text.isascii() or not any(char.isascii() for char in text):
        return text
    return "".join(f"\\u{ord(char):04x}" if _from_another_script(char) else char for char in text)


def _from_another_script(char: str) -> bool:
    return not char.isascii() and unicodedata.name(char, "").startswith(("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"))


def unmasked(text: str) -> str:
    """Return `text` like :func:`safe`, with letters of another script inside Latin words and odd spaces as escapes.

    For changed text, where "Clаssify" with a Cyrillic letter must not look like what it replaces.
    """
    return _DISGUISED.sub(_escape, _WORD.sub(_unmask, safe(text)))


def visible(text: str) -> str:
    """Return `text` like :func:`unmasked`, with blanks as marks: for changes that would otherwise not be seen."""
    return unmasked(text).translate(_BLANK).replace("\n", "⏎\n")


def changed(text: str) -> str:
    """Return removed or added `text` for showing: blanks at its ends and runs of blanks are made visible."""
    if not text.strip():
        return visible(text)
    left, right = len(text) - len(text.lstrip()), len(text.rstrip())
    inner = re.sub(r"  +", lambda run: visible(run.group()), unmasked(text[left:right]))
    outer = [visible(edge) if len(edge) > 1 or "\n" in edge else edge for edge in (text[:left], text[right:])]
    return outer[0] + inner + outer[1]


def removed(text: str) -> str:
    """Return removed `text` like :func:`changed`; mere white space does not break the line, since it is gone."""
    return changed(text) if text.strip() else visible(text).replace("\n", "")


def one_line(text: str, limit: int = 60) -> str:
    """Return `text` safe, on one line and of at most `limit` characters."""
    line = " ".join(safe(text[: limit * 4]).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def quoted(text: str, limit: int = 60) -> str:
    """Return `text` like :func:`one_line` in quotes, or say that it is empty."""
    return f"“{one_line(text, limit)}”" if text.strip() else ("blank" if text else "empty")
