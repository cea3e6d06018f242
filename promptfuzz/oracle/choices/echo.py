"""Which stretches of an output are copied from the prompt: the question or the options said again."""

import re
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"\w+")
_BOUND_BEFORE = re.compile(r"(?:^|[.?!:\n] ?)[\"'(\-* ]{0,4}$")
_BOUND_AFTER = re.compile(r"[\"')]{0,2}(?:[.?!:\n]|$)")
_GOES_ON = re.compile(r"[,;]? \w")
_GRAM = 3
# A phrase that repeats all over the prompt is followed at its first places only, so that hostile text stays linear.
_PLACES = 4


class Copied(NamedTuple):
    """A stretch of an output that stands in the prompt too.

    Attributes:
        start, stop: where it stands in the output.
        whole: whether it is a whole sentence or line of the prompt.
        broken: whether a sentence or line of the prompt begins so, but goes on.
    """

    start: int
    stop: int
    whole: bool
    broken: bool


@lru_cache(maxsize=256)
def _index(prompt: str) -> tuple[list[str], list[tuple[int, int]], dict[tuple[str, ...], list[int]]]:
    spans = [match.span() for match in _WORD.finditer(prompt)]
    words = [prompt[start:stop].casefold() for start, stop in spans]
    grams: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(words) - _GRAM + 1):
        places = grams.setdefault(tuple(words[at : at + _GRAM]), [])
        if len(places) < _PLACES:
            places.append(at)
    return words, spans, grams


def copied(text: str, prompt: str) -> list[Copied]:
    """Return the stretches of at least three words of `text` that stand in `prompt` too, in order."""
    words, spans, grams = _index(prompt)
    places = [match.span() for match in _WORD.finditer(text)]
    own = [text[start:stop].casefold() for start, stop in places]
    found = []
    at = 0
    while at <= len(own) - _GRAM:
        best, best_at = 0, 0
        for there in grams.get(tuple(own[at : at + _GRAM]), ()):
            length = _GRAM
            while at + length < len(own) and there + length < len(words) and own[at + length] == words[there + length]:
                length += 1
            if length > best:
                best, best_at = length, there
        if best:
            first, last = spans[best_at][0], spans[best_at + best - 1][1]
            whole = _begins(prompt, first) and bool(_BOUND_AFTER.match(prompt, last))
            broken = _begins(prompt, first) and bool(_GOES_ON.match(prompt, last)) and not _is_quoted(prompt, first)
            found.append(Copied(places[at][0], places[at + best - 1][1], whole, broken))
        at += best or 1
    return found


def _begins(prompt: str, at: int) -> bool:
    return at <= 8 or _BOUND_BEFORE.search(prompt[at - 8 : at]) is not None


def _is_quoted(prompt: str, at: int) -> bool:
    return prompt[at - 1 : at] in {'"', "'"}
