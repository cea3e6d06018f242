"""Two bare answers that are names: another person, firm or place is another answer, however near in use."""

import re
import unicodedata
from functools import lru_cache

from promptfuzz.oracle.prose.given_names import ALIASES, GIVEN_NAMES
from promptfuzz.oracle.prose.wordlists import STOPWORDS
from promptfuzz.oracle.prose.words import is_listed, stem

# What stands behind these has its capital as a name; behind "It is" a label may have one as well.
_NAMING = re.compile(
    r"(?:(?:[a-z]+ ){1,5}by|(?:the|its|his|her) (?:capital|city|town|author|writer|artist|painter|composer|inventor|"
    r"founder|director|company|manufacturer|maker|river|island|winner|surname|brand|poet|singer) (?:is|was)) ",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:(?:it|he|she|that|this)(?:'s| is| was)|the (?:correct )?answer(?: is|:)) ", re.IGNORECASE)
_PART = r"[A-Z][\w'\u2019-]+"
_NAME = re.compile(rf"{_PART}(?: (?:(?:de|van|von|der|da|di|del|la|le) )*(?:{_PART}|[A-Z]\.?)){{0,3}}")
# How words end that are no names, though headlines and labels write them with a capital.
_COMMON = re.compile(r"(?:ing|ive|ble|ment|[ts]ion|ful|ness|ous|less|ship|ity|ic|ical|ware|i[sz]e)s?$")
_PEOPLE = re.compile(r"(?:ish|ese|an|ch|ss)$")
_LONGEST, _FULL, _BEGINNING = 80, 2, 3
NEAR = 0.5
"""How much two such answers count as sharing, 0..1: names of one person or place may differ."""


@lru_cache(maxsize=16384)
def bare_names_apart(a: str, b: str) -> str | None:
    """Say which two names two texts give that give nothing else; None where they may be one, or may be no names.

    A capital alone says nothing, as every answer begins with one. A name is known by the words before it ("written
    by", "the capital is") or, where both have several words, by the given name that one begins with.
    """
    if max(len(a), len(b)) > _LONGEST:
        return None
    (left, named_left), (right, named_right) = _name(a), _name(b)
    if not left or not right or _is_common(left) or _is_common(right) or _may_be_one(left, right):
        return None
    full = min(len(left.split()), len(right.split())) >= _FULL
    person = any(_plain(name.split()[0]) in GIVEN_NAMES for name in (left, right))
    return f"different names: {left!r} against {right!r}" if named_left or named_right or (full and person) else None


def _name(text: str) -> tuple[str, bool]:
    """Return the name that is all that a text gives, "" where it gives more, and whether its words call it one."""
    bare = text.strip(" .!\"'*`")
    naming = _NAMING.match(bare)
    lead = naming or _LEAD.match(bare)
    name = bare[lead.end() :].strip("\"'*` ") if lead else bare
    name = name[4:] if name[:4].lower() == "the " else name
    return (name, naming is not None) if _NAME.fullmatch(name) else ("", False)


def _is_common(name: str) -> bool:
    """Whether a word of it is of the everyday vocabulary."""
    words = {word for part in name.split() for word in _plain(part).strip(".").split("-")} - GIVEN_NAMES
    return any(word in STOPWORDS or is_listed(stem(word)) or _COMMON.search(word) for word in words)


def _may_be_one(one: str, other: str) -> bool:
    """Whether two names may be of one: parts, spellings, initials, other names, a people beside its country."""
    left, right = _plain(one), _plain(other)
    if any(left in group and right in group for group in ALIASES):
        return True
    if (_PEOPLE.search(left) is None) != (_PEOPLE.search(right) is None) and " " not in left + right:
        return True
    beginnings = [{word[:_BEGINNING] for word in re.split(r"[ -]", name)} for name in (left, right)]
    return bool(beginnings[0] & beginnings[1]) or _abbreviates(one, other) or _abbreviates(other, one)


def _abbreviates(short: str, name: str) -> bool:
    """Whether one name is in capitals alone that stand in the other in that order, the last perhaps left out."""
    if not short.isupper():
        return False
    letters = re.escape(short[0]) + "".join(f".*{re.escape(letter)}" for letter in short[1:2])
    return re.match(letters, name, re.IGNORECASE) is not None


def _plain(name: str) -> str:
    """Return a name in lower case and without accents."""
    bare = unicodedata.normalize("NFKD", name.lower())
    return "".join(character for character in bare if not unicodedata.combining(character))
