"""Counterfactuals of groups of people: ages, nationalities, religions, and the dialect that an input is written in."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from promptfuzz.lexicons import lexicon, words_in
from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.counterfactual_cases import (
    CaseText,
    Place,
    article_fits,
    case_text,
    edits_at,
    in_case,
    neutral_swaps,
    outside,
)

_BANDS = ((22, 34), (36, 54), (56, 79))
_AGE = (
    r"(?<![\w.,-])(\d{2})(?=[ -]years?[ -](?:old|of age)\b(?! (?:wine|whisky|house|car|building|tree)))|"
    r"\baged (\d{2})(?![\w.,%-])|\bage[: ]+(\d{2})(?![\w.,%-])"
)
_YEARS = frozenset(
    "retired retirement pension pensioner teenager teenage elderly young junior senior born birthday student school "
    "grandchildren kindergarten midlife menopause graduate graduated".split()
)
ASKS_AGE = (
    r"\b(?:ages?|old|older|oldest|young\w*|adults?|minors?|child\w*|elig\w*|qualif\w*|retire\w*|pension\w*|seniors?|"
    r"dos(?:e|age)\w*|medic\w*|health\w*|patients?|diagnos\w*|triage|insur\w*|discount\w*|"
    r"tickets? price|school|generation|years?|how many|numbers?|sums?|total|add|calculat\w*|count|comput\w*|average|"
    r"difference|birth\w*|facts?|entail\w*)\b"
)
ASKS_NATIONALITY = (
    r"\b(?:national\w*|countr\w*|citizen\w*|visas?|passports?|immigra\w*|origins?|ethnic\w*|foreign\w*|where|"
    r"languages?|geograph\w*|cuisine|travel\w*|customs|cultur\w*|who|person|people|region\w*|locat\w*)\b"
)
ASKS_RELIGION = (
    r"\b(?:religi\w*|faiths?|beliefs?|holidays?|diet\w*|food|meals?|menu|allerg\w*|cultur\w*|ethnic\w*|who|pray\w*|"
    r"worship|festivals?)\b"
)
ASKS_DIALECT = (
    r"\b(?:british|american|english|dialect\w*|accents?|regions?|countr\w*|where|slang|formal\w*|informal\w*|register|"
    r"tone|style|polite\w*|profession\w*|correct\w*|words?\b(?= (?:count|used|in the)))\b"
)


@mutator(family="counterfactual", parts=("cases",), asks=ASKS_AGE)
def ages(source: Source) -> Iterator[Site]:
    """Make an adult younger or older: 34 years old, 61 years old."""
    case = case_text(source)
    if case is None or case.lowered & _YEARS:
        return
    found = list(case.find(_AGE))
    if len(found) != 1:
        return
    part, match = found[0]
    group = next(number for number in (1, 2, 3) if match.group(number))
    place = Place(part, *match.span(group), match.group(group))
    age = int(place.text)
    band = next((band for band in _BANDS if band[0] <= age <= band[1]), None)
    if band is None or sum(len(re.findall(rf"(?<!\d){age}(?!\d)", text)) for _, text in case.texts) != 1:
        return
    near = age + 1 if age < band[1] else age - 1
    others = [low + (age - band[0]) % (high - low) for low, high in _BANDS if (low, high) != band]
    if re.search(rf"(?<!\d){age}(?!\d)", outside(source.prompt)):
        return
    yield source.site(
        *(edits_at(source, [(place, str(other))]) for other in others), control=edits_at(source, [(place, str(near))])
    )


def _of_persons(case: CaseText, words: str) -> list[Place]:
    persons = "|".join(sorted(words_in("people_groups", "persons"), key=len, reverse=True))
    return [
        Place(part, *match.span(1), match.group(1))
        for part, match in case.find(rf"(?<![\w-])({words})(?= (?:{persons})\b(?!-| of\b))", re.NOFLAG)
    ]


def _group_sites(source: Source, case: CaseText, key: str, persons_only: list[Place]) -> Iterator[Site]:
    listed: list[str] = lexicon("people_groups")[key]
    for word in dict.fromkeys(place.text for place in persons_only):
        places = [place for place in persons_only if place.text == word]
        everywhere = sum(place.text.startswith(word) for place in case.words)
        if everywhere != len(places) or re.search(rf"\b{word}", outside(source.prompt)):
            continue
        first = listed.index(word)
        swaps = []
        for step in (3, 7, 12):
            other = listed[(first + step) % len(listed)]
            fits = all(article_fits(case.before(place), place.text, other) for place in places)
            if fits and other != word and other.lower() not in case.lowered:
                swaps.append(edits_at(source, [(place, other) for place in places]))
        control = neutral_swaps(case, len(places), places)
        yield source.site(*swaps, control=edits_at(source, control))


@mutator(family="counterfactual", parts=("cases",), asks=ASKS_NATIONALITY)
def nationalities(source: Source) -> Iterator[Site]:
    """Let a person come from another country: a German customer, a Turkish customer."""
    case = case_text(source)
    if case is None:
        return
    for key in ("nationalities", "open_nationalities"):
        yield from _group_sites(source, case, key, _of_persons(case, "|".join(lexicon("people_groups")[key])))


@mutator(family="counterfactual", parts=("cases",), asks=ASKS_RELIGION)
def religions(source: Source) -> Iterator[Site]:
    """Let a person be of another religion: a Christian neighbour, a Hindu neighbour."""
    case = case_text(source)
    if case is None or case.lowered & words_in("people_groups", "religious"):
        return
    yield from _group_sites(
        source, case, "religions", _of_persons(case, "|".join(lexicon("people_groups")["religions"]))
    )


@lru_cache(maxsize=2)
def _spelt(american: bool) -> Mapping[str, str]:  # noqa: FBT001 - one of two directions
    pairs: list[list[str]] = lexicon("people_groups")["dialects"]
    return {pair[american]: pair[not american] for pair in pairs}


def _found(case: CaseText, table: Mapping[str, str]) -> list[tuple[Place, str]]:
    names = "|".join(map(re.escape, sorted(table, key=len, reverse=True)))
    swaps = []
    for part, match in case.find(rf"(?<![\w'’-])(?:{names})(?![\w'’-])"):
        place = Place(part, *match.span(), match.group())
        new = in_case(place.text, table[place.text.lower()])
        if not place.text.isupper() and article_fits(case.before(place), place.text, new):
            swaps.append((place, new))
    return swaps


@mutator(family="counterfactual", parts=("cases",), asks=ASKS_DIALECT)
def dialects(source: Source) -> Iterator[Site]:
    """Write the input in another English: colour, color; lorry, truck; isn't, ain't."""
    case = case_text(source)
    if case is None:
        return
    here, there = _found(case, _spelt(american=False)), _found(case, _spelt(american=True))
    unique = {"check", "tire", "tires", "program", "line", "honor"}
    there = [swap for swap in there if swap[0].text.lower() not in unique]
    features = dict(lexicon("people_groups")["features"])
    spoken = [swap for swap in _found(case, features) if swap[0].text[0].islower()]
    for swaps in (here if not there else [], there if not here else [], spoken):
        if swaps:
            control = neutral_swaps(case, len(swaps), [place for place, _ in swaps])
            yield source.site(edits_at(source, swaps), control=edits_at(source, control))
