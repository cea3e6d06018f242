"""Counterfactuals of groups of people: nationalities and religions."""

import re
from collections.abc import Iterator, Sequence, Set

from promptfuzz.lexicons import lexicon, words_in
from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.counterfactual_cases import (
    CaseText,
    Place,
    article_fits,
    case_text,
    edits_at,
    other_people,
    outside,
)
from promptfuzz.strategies.counterfactual_controls import neutral_swaps

ASKS_NATIONALITY = (
    r"\b(?:entail\w*|premise|hypothes\w*|infer\w*|contradict\w*|national\w*|countr\w*|citizen\w*|visas?|passports?|immigra\w*|origins?|ethnic\w*|foreign\w*|where|"
    r"languages?|geograph\w*|cuisine|travel(?:s|led|ling|ed|ing)|"
    r"travel (?:advice|warnings?|documents?|bans?|rules?|restrictions?|to|from|within)|"
    r"customs|cultur\w*|who|(?:which|what|identify|find) (?:person|people)|region\w*|locat\w*)\b"
)
ASKS_RELIGION = (
    r"\b(?:entail\w*|premise|hypothes\w*|infer\w*|contradict\w*|religi\w*|faiths?|beliefs?|holidays?|diet\w*|food|meals?|menu|allerg\w*|cultur\w*|ethnic\w*|who|pray\w*|"
    r"worship|festivals?)\b"
)


def _of_persons(case: CaseText, words: str, without: str = "") -> list[Place]:
    """Return the places of `words` before a word for a person, where no other name stands before them."""
    persons = "|".join(sorted(words_in("people_groups", "persons") - {without}, key=len, reverse=True))
    found = [
        Place(part, *match.span(1), match.group(1))
        for part, match in case.find(rf"(?<![\w-])({words})(?= (?:{persons})\b(?!-| of\b))", re.NOFLAG)
    ]
    return [place for place in found if not re.search(r"(?<![.!?:] )(?<!^)\b[A-Z][\w'’]+ $", case.before(place))]


def _overlaps(word: str, words: Sequence[str]) -> bool:
    """Whether a religion stands beside others that it holds or that hold it: Christian and Catholic."""
    churches = {"Catholic", "Protestant"}
    return len(words) > 1 and (word in churches or (word == "Christian" and not churches.isdisjoint(words)))


def _group_sites(source: Source, case: CaseText, key: str, persons_only: list[Place]) -> Iterator[Site]:
    listed: list[str] = lexicon("people_groups")[key]
    words = list(dict.fromkeys(place.text for place in persons_only))
    free = [word for word in listed if word.lower() not in case.lowered and not _overlaps(word, words)]
    for turn, word in enumerate(words):
        places = [place for place in persons_only if place.text == word]
        everywhere = sum(place.text.startswith(word) for place in case.words)
        if everywhere != len(places) or re.search(rf"\b{word}", outside(source.prompt)):
            continue
        # Each word has others of its own, so that no two groups become one.
        mine, first = free[turn :: len(words)], listed.index(word)
        offered = dict.fromkeys(mine[(first + step) % len(mine)] for step in (3, 7, 12) if mine)
        swaps = [
            edits_at(source, [(place, other) for place in places])
            for other in offered
            if all(article_fits(case.before(place), place.text, other) for place in places)
        ]
        if not swaps:
            continue
        control = neutral_swaps(case, len(places), places)
        yield source.site(*swaps, control=edits_at(source, control))


@mutator(family="counterfactual", parts=("cases",), asks=ASKS_NATIONALITY)
def nationalities(source: Source) -> Iterator[Site]:
    """Let a person come from another country: a German customer, a Turkish customer."""
    case = case_text(source)
    if case is None or case.lowered & words_in("people_groups", "abroad"):
        return
    keys = ("nationalities", "open_nationalities")
    # An English teacher may be one of English.
    places = {key: _of_persons(case, "|".join(lexicon("people_groups")[key]), without="teacher") for key in keys}
    known = {place.text for found in places.values() for place in found}
    if not known or _mentions_places(case, known):
        return
    for key in keys:
        yield from _group_sites(source, case, key, places[key])


def _mentions_places(case: CaseText, known: Set[str]) -> bool:
    """Whether a capitalised word may be a name, a city, a country or a language, which go with a nationality."""
    neutral = words_in("people_groups", "neutral_capitals")
    return other_people(case, known, neutral)


@mutator(family="counterfactual", parts=("cases",), asks=ASKS_RELIGION)
def religions(source: Source) -> Iterator[Site]:
    """Let a person be of another religion: a Christian neighbour, a Hindu neighbour."""
    case = case_text(source)
    if case is None or case.lowered & words_in("people_groups", "religious"):
        return
    data = lexicon("people_groups")
    nations = _of_persons(case, "|".join([*data["nationalities"], *data["open_nationalities"]]))
    # "A Polish cook" is somebody else than the Muslim guest; "our Polish guests" may be the same.
    others = {place.text for place in nations if re.search(r"\b(?:[Aa]n?|[Aa]nother) $", case.before(place))}
    if not _mentions_places(case, others.union(data["religions"])):
        yield from _group_sites(source, case, "religions", _of_persons(case, "|".join(data["religions"])))
