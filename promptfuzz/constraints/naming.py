"""From a text to the same without markup, and to what it names exactly: numbers, quotations, answers."""

import re
from collections.abc import Iterable

from promptfuzz.constraints.lexicon import NUMBER_WORDS, STOP_WORDS

_QUOTED = re.compile(
    r"\"([^\"\n]{1,120})\"|“([^”\n]{1,120})”|(?<!\w)'([^'\n]{1,80})'(?!\w)|‘([^’\n]{1,80})’|`([^`\n]{1,80})`"
)
_ITEM = re.compile(r"^\s*(?:[-*•]|\(?[A-Za-z0-9][.)])\s+([^\n{}]{1,40}[^\n{}.])$", re.MULTILINE)
_LISTED = re.compile(
    r"\b(?:as|into|either|between|one of)\b:? (?:either )?((?:[\w-]+, )*[\w-]+,? or [\w-]+)\b", re.IGNORECASE
)
# Emphasis, rules, tags and fences are how a text is set, not what it says.
_MARKUP = re.compile(
    r"(?<![\w*_])(?:\*{1,3}|_{1,3})(?=\w)|(?<=[\w.?!:])(?:\*{1,3}|_{1,3})(?![\w*_])|"
    r"^[ \t]*(?:[-=*_#]{3,}|'{3}|`{3}\w*|\"{3})[ \t]*$|^#{1,6} |</?[A-Za-z][\w-]*>",
    re.MULTILINE,
)
_SEPARATOR = re.compile(r"^([ \t]*\w[\w ]{0,30}?) ?(?:::|=|-|–|—|->)(?= ?\{)", re.MULTILINE)
_BOUNDS = (
    (
        re.compile(
            r"\b(?:at most|(?:no|not) more than|not exceeding|up to|(?:a |the )?maximum of|within)\b|"
            r"\bor (?:fewer|less)\b",
            re.I,
        ),
        "atmost",
    ),
    (
        re.compile(
            r"\b(?:at least|(?:no|not) (?:fewer|less) than|(?:a |the )?minimum of)\b|\bor more\b(?= |\W*$)", re.I
        ),
        "atleast",
    ),
)
_PAIRED = re.compile(
    r"\b(yes|true|valid|positive|plausible)\W{1,3}(?:/|or|and|,)?\W{0,3}(no|false|invalid|negative|implausible)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w{.])[-+]?\d+(?:[.,]\d+)*(?![\w}])")


def tidied(text: str) -> str:
    """Return the text without emphasis, tags and rules, with a colon between a label and its slot."""
    return _SEPARATOR.sub(r"\1:", _MARKUP.sub("", text))


def bounded(text: str) -> str:
    """Return the text with "no more than" and its like as "atmost", and "at least" as "atleast"."""
    for pattern, word in _BOUNDS:
        text = pattern.sub(word, text)
    return text


def numbers_in(plain: str, words: Iterable[str]) -> frozenset[str]:
    """Return the numbers from 3 in words and all in digits, without those of list items and field names."""
    found = {str(NUMBER_WORDS[word]) for word in words if word in NUMBER_WORDS}
    for match in _NUMBER.finditer(plain):
        before, after = plain[max(0, match.start() - 20) : match.start()], plain[match.end() : match.end() + 2]
        named = re.search(r"\b[A-Z][a-z]+ $", before) and after[:1] in (":", ".", ",")
        listed = re.match(r"[.)]\s", after) and re.search(r"(?:^|\n|\[)\s*$", before)
        if not named and not listed:
            found.add(match.group())
    return frozenset(found)


def quoted_in(tidy: str) -> frozenset[str]:
    """Return the quoted strings without slots, lowercase."""
    found = (next(part for part in match.groups() if part is not None) for match in _QUOTED.finditer(tidy))
    return frozenset(part for text in found if "{" not in text and (part := text.strip().casefold().rstrip(".,")))


def labels_in(tidy: str, plain: str, quoted: Iterable[str]) -> frozenset[str]:
    """Return the answers that a text names, lowercase: list items, short quotations, "as a, b or c", "yes or no"."""
    items = {match[1].strip().casefold() for match in _ITEM.finditer(tidy) if len(match[1].split()) <= 6}
    short = {text for text in quoted if len(text.split()) <= 3}
    paired = {name.casefold() for match in _PAIRED.finditer(plain) for name in match.groups()}
    listed = {name for match in _LISTED.finditer(plain) for name in re.split(r",? or |, ", match[1].casefold())}
    return frozenset(items | short | paired | (listed - STOP_WORDS))
