"""From a model's output to the words that carry its answer: characters, markup, preambles and sign-offs."""

import re
import unicodedata
from functools import lru_cache

_CHARACTERS = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u02bc": "'", "`": "`",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
        "\u200b": None, "\u200c": None, "\u200d": None, "\u2060": None, "\ufeff": None, "\u00ad": None,
        "\u2022": "-", "\u25cf": "-", "\u25e6": "-",
    }
)  # fmt: skip

# Every pattern here matches a bounded stretch: an output is untrusted, and a star next to a star is quadratic.
_FENCE = re.compile(r"^```[^\n]*$", re.MULTILINE)
_MARKUP = re.compile(r"\*(?=\S)|(?<=\S)\*|`|(?<![^\W_])_|_(?![^\W_])|^#{1,6} |^> ?|\\(?=[()\[\]_*])", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\([^()\s]{1,500}\)")
_OPENER = re.compile(
    r"(?:sure(?: thing)?|certainly|of course|absolutely|okay|ok|alright|great question|no problem|gladly|happy to help)"
    r"\b[!,.:]* ?(?:-+ )?(?=\S)",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"(?:here(?: is|'s| are)|below (?:is|are)|this is|the following (?:is|are)|i(?:'ve| have) [a-z]+|i would say)"
    r"\b[^\n:.!?]{0,100}: ?\n?(?=\S)",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"(?:(?:the|my|your|final|correct|best|short|overall) ){0,3}"
    r"(?:answer|translation|summary|label|result|output|response|classification|category|sentiment|verdict|class|"
    r"conclusion|solution|reply|topic|title|prediction)(?: is)?: ?\n?(?=\S)",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"(?:please )?(?:let me know|i hope|hope (?:this|that)|feel free|if you (?:have|need|want|would like|'d like)|"
    r"is there anything|would you like|do you (?:want|need)|happy to help|"
    r"thank you|thanks|have a (?:nice|great|good))\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?] |\n")
_QUOTES = {'"': '"', "'": "'", "(": ")", "[": "]"}


def clean(text: str) -> str:
    """Return `text` in NFKC with plain quotes and dashes, and single spaces; line ends stay, blank lines go."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_CHARACTERS)).translate(_CHARACTERS)
    if "\n" in text or "\r" in text:
        lines = (" ".join(line.split()) for line in text.splitlines())
        return "\n".join(line for line in lines if line)
    return " ".join(text.split())


def unmark(text: str) -> str:
    """Return cleaned text without Markdown emphasis, headings, quotes, links and fences."""
    if "```" in text:
        text = clean(_FENCE.sub("", text))
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    return _MARKUP.sub("", text)


@lru_cache(maxsize=8192)
def readable(text: str) -> str:
    """Return the text cleaned and without markup: what the parsers read."""
    return unmark(clean(text)).strip()


def unwrap(text: str) -> str:
    """Return readable text without a preamble ("Sure! Here is the answer:"), sign-offs and enclosing quotes."""
    for _ in range(3):
        before = text
        for pattern in (_OPENER, _HERE, _HEAD):
            if (match := pattern.match(text)) and not (pattern is _OPENER and len(text) - match.end() < 2):
                text = text[match.end() :]
        text = unquote(text.strip())
        if text == before:
            break
    return _without_sign_off(text)


def unquote(text: str) -> str:
    """Return `text` without quotes or brackets that enclose the whole of it."""
    while (
        len(text) > 1 and _QUOTES.get(text[0]) == text[-1] and text[0] not in text[1:-1] and text[-1] not in text[1:-1]
    ):
        text = text[1:-1].strip()
    return text


def _without_sign_off(text: str) -> str:
    for _ in range(3):
        tail = text[-300:]
        starts = [match.end() for match in _SENTENCE_END.finditer(tail) if match.end() < len(tail)]
        if not starts or not _SIGN_OFF.match(tail, starts[-1]):
            return text
        text = text[: len(text) - len(tail) + starts[-1]].strip()
    return text


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """Return what `text` says, without markup, preamble, sign-off, quotes and final full stop."""
    stripped = unwrap(readable(text))
    return stripped.rstrip(" .!") or stripped


def key(text: str) -> str:
    """Return the form in which two texts that differ only in layout, case and closing punctuation are equal."""
    return " ".join(normalise(text).casefold().split())
