"""The people whom a case names: first names of the lexicon, with the surname that follows and every place of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from promptfuzz.lexicons import lexicon
from promptfuzz.strategies.counterfactual_cases import CaseText, Place, words_in_people

GROUPS = ("women", "men", "neutral")
Kind = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone named in a case: `kind` is the group of the first name and its origin.

    Attributes:
        index: the place of the first name in its list.
        surname: a surname of the lexicon and its origin, where one follows.
        firsts, surnames: every place in the case.
    """

    name: str
    kind: Kind
    index: int
    firsts: tuple[Place, ...]
    surname: str | None = None
    surnames: tuple[Place, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place of a part of the name."""
        return self.firsts + self.surnames


@lru_cache(maxsize=1)
def first_names() -> Mapping[str, tuple[Kind, int]]:
    """Return the group, origin and number of every first name."""
    tables = {group: lexicon("people")[group] for group in GROUPS}
    return {
        name: ((group, origin), index)
        for group, table in tables.items()
        for origin, names in table.items()
        for index, name in enumerate(names)
    }


@lru_cache(maxsize=1)
def surnames() -> Mapping[str, tuple[str, int]]:
    """Return the origin and number of every surname."""
    table: Mapping[str, list[str]] = lexicon("people")["surnames"]
    return {name: (origin, index) for origin, names in table.items() for index, name in enumerate(names)}


def names_of(kind: Kind) -> list[str]:
    """Return the first names of a group and an origin."""
    listed: list[str] = lexicon("people")[kind[0]][kind[1]]
    return listed


def bare(word: str) -> str:
    """Return a word without a possessive ending."""
    return word.removesuffix("'s").removesuffix("’s")


def people_in(case: CaseText, outside: str) -> list[Person] | None:
    """Return the people named in a case; None where a name of the lexicon may be something else than a person.

    It may be one where an unknown capitalised word stands beside it (a brand, somebody famous), where the same
    letters stand elsewhere in another case (a user name), or where the prompt says it outside of its cases.
    """
    found: dict[str, list[Place]] = {}
    following: dict[str, set[str | None]] = {}
    last: dict[str, list[Place]] = {}
    words = case.words
    for number, place in enumerate(words):
        name = bare(place.text)
        if name not in first_names():
            continue
        if not _stands_alone(case, place):
            return None
        found.setdefault(name, []).append(place)
        after = words[number + 1] if number + 1 < len(words) and case.after(place, 1) == " " else None
        beside = after is not None and after.part == place.part and after.start == place.stop + 1
        surname = bare(after.text) if after is not None and beside and after.text[0].isupper() else None
        if surname is not None and (surname not in surnames() or place.text != name):
            return None
        following.setdefault(name, set()).add(surname)
    for place in words:
        if bare(place.text) in surnames():
            last.setdefault(bare(place.text), []).append(place)
    return _gathered(case, outside, found, following, last)


def _gathered(
    case: CaseText,
    outside: str,
    found: Mapping[str, list[Place]],
    following: Mapping[str, set[str | None]],
    last: Mapping[str, list[Place]],
) -> list[Person] | None:
    people = []
    everything = "\n".join(text for _, text in case.texts).casefold()
    for name, places in found.items():
        mentions = len(re.findall(rf"(?<![^\W_]){re.escape(name.casefold())}(?![^\W_])", everything))
        if mentions != len(places) or re.search(rf"(?<!\w){re.escape(name)}(?!\w)", outside, re.IGNORECASE):
            return None
        called = [surname for surname in following[name] if surname is not None]
        if len(called) > 1:
            return None
        kind, index = first_names()[name]
        surname = called[0] if called else None
        people.append(Person(name, kind, index, tuple(places), surname, tuple(last.get(surname or "", ()))))
    shared = [person.surname for person in people if person.surname]
    return people if len(set(shared)) == len(shared) else None


def _stands_alone(case: CaseText, place: Place) -> bool:
    """Whether no capital, hyphen, digit, article or sign of a brand or an address stands beside the name."""
    before, after = case.before(place), case.after(place)
    if re.search(r"[\w@#/._-]$|(?:^|[^\w])(?:an?|the|St\.?|Saint|San|Santa) $", before, re.IGNORECASE):
        return False
    if re.match(r"[@#/_\d-]|\.\w| (?:&|and Sons\b|Inc\b|Ltd\b|GmbH\b)", after):
        return False
    if bare(place.text) != place.text and re.match(r" [A-Z]", after):
        return False
    previous = re.search(r"([^\W\d_]+)\.? $", before)
    if previous is None or not previous.group(1)[0].isupper():
        return True
    return previous.group(1) in words_in_people("greetings")
