"""Whether two texts turn a comparison of numbers or letters round: "plan A is larger than plan B"."""

import re
from dataclasses import dataclass
from functools import lru_cache

from promptfuzz.oracle.prose.wordlists import NEGATORS, STOPWORDS
from promptfuzz.oracle.prose.words import head, opposite_stems, stem

_THING = r"(?:the |an? )?(?:[A-Za-z][\w-]+ )?(?:[$\u20ac\u00a3]?\d[\w.,:/%]*(?<![.,:])|[A-Zb-hj-z])"
_STOP = r"(?=[.,;:!?)*]|$| (?:and|but|because|so|since|as|by|which|while)\b)"
_HOW = (
    r"(?P<before>(?:[a-z']+ ){1,4}?)(?P<how>(?!rather|other|either|neither)[a-z]+er|more|less|worse)"
    r"(?P<after>(?: [a-z]+){0,2}) than"
)
_WORDS = rf"(?P<one>{_THING}) {_HOW} (?P<other>{_THING}){_STOP}"
_SIGN = rf"(?P<one>{_THING}) ?(?P<how>[<>]) ?(?P<other>{_THING}){_STOP}"
_BEGIN = r"(?:^|(?<=[.,;:!?*(] )|(?<=\n)|(?<=\bthat )|(?<=\band )|(?<=\bso )|(?<=\bbecause )|(?<=\bsince ))"
_COMPARED = tuple(re.compile(_BEGIN + pattern) for pattern in (_WORDS, _SIGN))
_MORE = frozenset(("larger", "greater", "bigger", "higher", "more", ">"))
_LESS = frozenset(("smaller", "lower", "less", "lesser", "fewer", "<"))
# What adds nothing to "larger": "the larger number", "slightly larger".
_EMPTY = frozenset("number value much far slightly bit still also numerically mathematically actually".split())


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison of two things.

    Attributes:
        one, other: the things, each by the number or letter that tells it.
        how: the comparative, as written.
        aspect: the other words that say something, as heads: what is compared.
        whole: whether the text says nothing else.
    """

    one: str
    other: str
    how: str
    aspect: frozenset[str]
    whole: bool


def turned_comparison(a: str, b: str) -> tuple[bool, str] | None:
    """Return whether two comparisons of the same two things agree, and why; None where there are none, or doubt.

    They agree where both the things and the comparative are turned round and the texts say nothing else.
    """
    left, right = _compared(a), _compared(b)
    if left is None or right is None or left.aspect != right.aspect or left.one == left.other:
        return None
    if {left.one, left.other} != {right.one, right.other} or (opposed := _opposed(left.how, right.how)) is None:
        return None
    if opposed != (left.one != right.one):
        return False, f"{_shown(left)} against {_shown(right)}"
    if opposed and left.whole and right.whole:
        return True, f"{_shown(left)} is {_shown(right)}"
    return None


def _shown(found: Compared) -> str:
    return f"'{found.one} {found.how} than {found.other}'"


def _opposed(one: str, other: str) -> bool | None:
    """Whether two comparatives are opposites, as against the same; None where they are neither."""
    if one == other or {one, other} <= _MORE or {one, other} <= _LESS:
        return False
    if {one, other} <= _MORE | _LESS:
        return True
    return True if any(opposite_stems(base) & _bases(other) for base in _bases(one)) else None


def _bases(comparative: str) -> frozenset[str]:
    return frozenset((stem(comparative), stem(comparative.removesuffix("er"))))


@lru_cache(maxsize=16384)
def _compared(text: str) -> Compared | None:
    """Return the only comparison of a text; None where there is none, several that differ, or one that is denied."""
    found = {_read(match, text) for pattern in _COMPARED for match in pattern.finditer(text)}
    return next(iter(found)) if len(found) == 1 else None


def _read(match: re.Match[str], text: str) -> Compared | None:
    groups = match.groupdict(default="")
    said = f"{groups.get('before', '')}{groups.get('after', '')}".split()
    if any(word in NEGATORS or word.endswith("n't") for word in said):
        return None
    aspect = frozenset(head(word) for word in said if word not in STOPWORDS and word not in _EMPTY)
    one, other = (groups[name].split()[-1].casefold() for name in ("one", "other"))
    return Compared(one, other, groups["how"], aspect, whole=len(match.group()) >= len(text.strip(" .!*")))
