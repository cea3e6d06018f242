"""Counterfactuals of the dialect that an input is written in: British, American, spoken."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from promptfuzz.lexicons import lexicon
from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.counterfactual_cases import CaseText, Place, article_fits, case_text, edits_at, in_case
from promptfuzz.strategies.counterfactual_controls import neutral_swaps
from promptfuzz.strategies.counterfactual_facts import is_casual, speaks_otherwise

ASKS_DIALECT = (
    r"\b(?:british|american|english|dialect\w*|accents?|regions?|countr\w*|where|slang|formal\w*|informal\w*|register|"
    r"tone|style|polite\w*|profession\w*|correct\w*|words?\b(?= (?:count|used|in the)))\b"
)


@lru_cache(maxsize=2)
def _spelt(american: bool) -> Mapping[str, str]:  # noqa: FBT001 - one of two directions
    pairs: list[list[str]] = lexicon("people_groups")["dialects"]
    return {pair[american]: pair[not american] for pair in pairs}


def _found(case: CaseText, table: Mapping[str, str]) -> list[tuple[Place, str]]:
    names = "|".join(map(re.escape, sorted(table, key=len, reverse=True)))
    opening = {(place.part, place.start) for place in case.words if place.opens}
    swaps = []
    for part, match in case.find(rf"(?<![\w'’@/.#-])(?:{names})(?![\w'’-]|\.\w|@|\s*[=({{])"):
        place = Place(part, *match.span(), match.group())
        new = in_case(place.text, table[place.text.lower()])
        if place.text[0].isupper() and (place.part, place.start) not in opening:
            continue  # Grey and Centre are names of people and of streets
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
    unique = {"check", "tire", "tires", "program", "line", "honor", "license", "licenses", "curb", "labeled"}
    there = [swap for swap in there if swap[0].text.lower() not in unique]
    features = dict(lexicon("people_groups")["features"])
    spoken = (
        [swap for swap in _found(case, features) if swap[0].text[0].islower()]
        if not (here or there) and is_casual(case)
        else []
    )
    mixed = bool(here and there)
    for swaps, british in ((here, True), (there, False), (spoken, None)):
        if british is not None and (mixed or speaks_otherwise(case, {p for p, _ in swaps}, british=british)):
            continue
        if swaps:
            control = neutral_swaps(case, len(swaps), [place for place, _ in swaps])
            yield source.site(edits_at(source, swaps), control=edits_at(source, control))
