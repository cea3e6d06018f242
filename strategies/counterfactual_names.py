"""Counterfactuals of names: of another origin, and of another gender with its pronouns."""

import re
from collections.abc import Iterator, Sequence

from promptfuzz.lexicons import lexicon
from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.counterfactual_cases import (
    CaseText,
    Place,
    case_text,
    edits_at,
    other_people,
    outside,
    says_gender,
)
from promptfuzz.strategies.counterfactual_controls import neutral_swaps
from promptfuzz.strategies.counterfactual_facts import has_kin, says_origin
from promptfuzz.strategies.counterfactual_known import bare, first_names, names_of, surnames
from promptfuzz.strategies.counterfactual_people import Person, people_in
from promptfuzz.strategies.counterfactual_pronouns import ASKS as ASKS_GENDER
from promptfuzz.strategies.counterfactual_pronouns import gender_of, swapped_pronouns

_OTHER_ORIGINS = 3
_MOST_PEOPLE = 4
ASKS_NAME = (
    r"\b(?:which|what|identify|find|same|another|two|number of) (?:person|people)\b|"
    r"\b(?:who|whom|whose|author|sender|signature|addressee|recipient|anonym\w*|redact\w*|pii|"
    r"personal (?:data|information|details)|initials|greeting|famous|celebrit\w*|artist|politician|"
    r"nationalit\w*|ethnic\w*|origin|foreign\w*)\b|"
    r"(?<!team )(?<!file )(?<!label )(?<!class )(?<!field )(?<!product )(?<!category )(?<!language )(?<!queue )"
    r"(?<!column )\bnames?\b(?! (?:of the|of a) (?:day|language|team|city|country|product|label|category|intent|class|"
    r"queue|topic)\b)(?! the (?:language|intent|topic|label|category|team|queue|emotion|tone|sentiment)\b)"
)
PRONOUN = {"women": "she", "men": "he"}


def _renamed(person: Person, first: str, last: str | None) -> list[tuple[Place, str]]:
    swaps = [(place, first + place.text[len(person.name) :]) for place in person.firsts]
    if last is not None and person.surname is not None:
        swaps += [(place, last + place.text[len(person.surname) :]) for place in person.surnames]
    return swaps


def _own(names: Sequence[str], person: Person, turn: int, people: int) -> str:
    """Return a name that is offered to this one of the people of a case alone, so that no two get the same."""
    mine = names[turn::people]
    return mine[person.index % len(mine)]


def _same_group(person: Person, case: CaseText) -> list[tuple[Place, str]]:
    """Return the control of a swapped name: another name of the same group and origin."""
    names = [name for name in names_of(person.kind) if name.lower() not in case.lowered]
    last = None
    if person.surname is not None:
        origin = surnames()[person.surname][0]
        table: dict[str, list[str]] = lexicon("people")["surnames"]
        last = next((name for name in table[origin] if name.lower() not in case.lowered), None)
        if last is None:
            return []
    return _renamed(person, names[person.index % len(names)], last) if names else []


def _person_of(source: Source) -> tuple[CaseText, list[Person]] | None:
    case = case_text(source)
    if case is None or not any(bare(place.text) in first_names() for place in case.words):
        return None
    people = people_in(case, outside(source.prompt))
    return (case, people) if people and len(people) <= _MOST_PEOPLE else None


@mutator(family="counterfactual", parts=("cases",), asks=ASKS_NAME)
def name_origins(source: Source) -> Iterator[Site]:
    """Call a person by a name from elsewhere, of the same gender: Emily, Fatima; Tom Wilson, Raj Sharma."""
    found = _person_of(source)
    if found is None:
        return
    (case, people), tables = found, lexicon("people")
    if says_origin(case, outside(source.prompt)) or has_kin(case, people):
        return
    used = gender_of(case)
    if used is not None and len(people) == 1 and PRONOUN.get(people[0].kind[0], used) != used:
        return  # a name of both genders, or the pronouns are somebody else's
    for turn, person in enumerate(people):
        group, origin = person.kind
        if group == "neutral":
            continue
        origins = [name for name in tables[group] if name != origin]
        first = (person.index * _OTHER_ORIGINS) % len(origins)
        swaps = []
        for step in range(_OTHER_ORIGINS):
            other = origins[(first + step) % len(origins)]
            name = _own(tables[group][other], person, turn, len(people))
            last = _own(tables["surnames"][other], person, turn, len(people))
            if name.lower() not in case.lowered and last.lower() not in case.lowered:
                swaps.append(edits_at(source, _renamed(person, name, last)))
        yield source.site(*swaps, control=edits_at(source, _same_group(person, case)))


@mutator(family="counterfactual", parts=("cases",), asks=f"{ASKS_NAME}|{ASKS_GENDER}")
def name_genders(source: Source) -> Iterator[Site]:
    """Call a person by a name of another gender, or of none, with its pronouns: Emily ... she, Tom ... he."""
    found = _person_of(source)
    if found is None or says_gender(found[0]):
        return
    case, people = found
    used = gender_of(case)
    gendered = bool(case.lowered & set("he she him her his hers himself herself".split()))
    known = [bare(place.text) for person in people for place in person.places]
    if gendered and (used is None or len(people) > 1 or other_people(case, known)):
        return
    for turn, person in enumerate(people):
        group, origin = person.kind
        said = person.surname is not None and re.search(r"sk[ia]$", person.surname)
        if group == "neutral" or said or (gendered and used != PRONOUN[group]):
            continue
        other = "men" if group == "women" else "women"
        names = lexicon("people")[other][origin], lexicon("people")["neutral"]["any"]
        for name, pronoun in zip(
            (_own(n, person, turn, len(people)) for n in names), (PRONOUN[other], "they"), strict=True
        ):
            swaps = swapped_pronouns(case, used, pronoun) if gendered and used else []
            if swaps is None or name.lower() in case.lowered:
                continue
            yield from _with_control(source, case, person, _renamed(person, name, None), swaps)


def _with_control(
    source: Source,
    case: CaseText,
    person: Person,
    names: Sequence[tuple[Place, str]],
    more: Sequence[tuple[Place, str]],
) -> Iterator[Site]:
    swaps = [*names, *more]
    firsts = frozenset(person.firsts)
    same = [swap for swap in _same_group(person, case) if swap[0] in firsts]
    words = neutral_swaps(case, len(more), [place for place, _ in swaps]) if more else []
    control = [*same, *words] if len(words) == len(more) and same else []
    yield source.site(edits_at(source, swaps), control=edits_at(source, control))
