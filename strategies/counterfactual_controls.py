"""Control edits of counterfactuals: words with a neutral twin, of nobody's group."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from promptfuzz.lexicons import lexicon
from promptfuzz.strategies.counterfactual_cases import CaseText, Place, article_fits, in_case

_SUBJECT = re.compile(r" (?:I|you|he|she|it|we|they|the|this|that|there|my|your|his|her|our|their)\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _twins() -> Mapping[str, str]:
    data = lexicon("people_groups")
    short = {one: other for pair in data["short_forms"] for one, other in (pair, pair[::-1])}
    return dict(data["twins"]) | short


@lru_cache(maxsize=1)
def _twin_pattern() -> re.Pattern[str]:
    names = sorted(_twins(), key=len, reverse=True)
    return re.compile(
        rf"(?<![\w'’-])(?:{'|'.join(map(re.escape, names))})(?=[ ,.;!?\n]|$)(?! (?:of|as|about)\b)", re.IGNORECASE
    )


def neutral_swaps(case: CaseText, count: int, without: Sequence[Place] = ()) -> list[tuple[Place, str]]:
    """Return `count` swaps of a word for its neutral twin, outside of `without`; [] where there are fewer."""
    found: list[tuple[Place, str]] = []
    by_lower = {word.lower(): twin for word, twin in _twins().items()}
    for part, text in case.texts:
        taken = {at for place in without if place.part == part for at in range(place.start, place.stop)}
        for match in _twin_pattern().finditer(text):
            if len(found) == count:
                return found
            place = Place(part, *match.span(), match.group())
            twin = by_lower[match.group().lower()]
            ends = not re.match(r" \w", text[match.end() : match.end() + 2])
            asks = "n't" in match.group().lower() and _SUBJECT.match(text, match.end())
            if asks or ("'" in twin and ends) or not taken.isdisjoint(range(place.start, place.stop)):
                continue
            if article_fits(text[max(0, place.start - 5) : place.start], place.text, twin):
                found.append((place, in_case(place.text, twin)))
    return found if len(found) == count else []
