"""The people whom a case names: first names of the lexicon, with the surname that follows and every place of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from promptfuzz.strategies.counterfactual_cases import CaseText, Place
from promptfuzz.strategies.counterfactual_known import Kind, bare, first_names, surnames
from promptfuzz.strategies.counterfactual_mentions import (
    SPELLING,
    famous_people,
    follows_first_name,
    has_short_forms,
    is_elsewhere,
    is_one_family,
    stands_alone,
)


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


def people_in(case: CaseText, outside: str) -> list[Person] | None:
    """Return the people named in a case; None where a name of the lexicon may be something else than a person.

    It may be one where an unknown capitalised word stands beside it (a brand, somebody famous), where the same
    letters stand elsewhere in another case (a user name), or where the prompt says it outside of its cases.
    """
    if any(name.search(text) for _, text in case.texts for name in (famous_people(), SPELLING)):
        return None
    found: dict[str, list[Place]] = {}
    following: dict[str, set[str | None]] = {}
    last: dict[str, list[Place]] = {}
    words = case.words
    for number, place in enumerate(words):
        name = bare(place.text)
        if name not in first_names() or (number and follows_first_name(case, words[number - 1], place)):
            continue
        if not stands_alone(case, place):
            return None
        found.setdefault(name, []).append(place)
        after = words[number + 1] if number + 1 < len(words) and case.after(place, 1) == " " else None
        beside = after is not None and after.part == place.part and after.start == place.stop + 1
        surname = bare(after.text) if after is not None and beside and after.text[0].isupper() else None
        if surname is not None and (surname not in surnames() or place.text != name):
            return None
        if re.match(r" (?:\(|and )[A-Z][\w'’]*(?:'s|’s|\))", case.after(after if surname and after else place)):
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
        surnames_here = tuple(last.get(surname or "", ()))
        if is_elsewhere(everything, name) or (surname and not is_one_family(case, everything, surname, surnames_here)):
            return None
        people.append(Person(name, kind, index, tuple(places), surname, surnames_here))
    if has_short_forms(case, [person.name for person in people], [person.surname for person in people]):
        return None
    shared = [person.surname for person in people if person.surname]
    return people if len(set(shared)) == len(shared) else None
