"""Counterfactuals of ages: an adult is younger or older, where no other fact goes with the age."""

import re
from collections.abc import Iterator

from promptfuzz.lexicons import words_in
from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.counterfactual_cases import Place, case_text, edits_at, outside

_BANDS = ((22, 34), (36, 54), (56, 79))
# What is put in: nobody too young for a trade or too old for a job.
_OFFERED = ((25, 34), (36, 54), (56, 65))
_AGE = (
    r"(?<![\w.,-])(\d{2})(?=[ -]years?[ -](?:old|of age)\b(?! (?:wine|whisky|house|car|building|tree)))|"
    r"\baged (\d{2})(?![\w.,%-])|\bage[: ]+(\d{2})(?![\w.,%-])"
)
# A year, or a number of years that is nobody's age: an experience, a loan, a marriage; or an age that is compared.
_OTHER_YEARS = (
    r"(?<![\w.,€$£-])(?:19|20)\d\d(?![\w.,]\d)|\byears?\b(?![ -](?:old|of age)\b)(?<!every year)(?<!this year)|"
    r"\b(?:over|above|below|at least|between|up to|than) (?:the age|\d\d)\b|"
    r"(?<!years of )\bage\b(?!: ?\d|,? \d)|\bages\b"
)
ASKS_AGE = (
    r"\b(?:over|under|above|below|at least|than|between|up to) \d{1,2}\b(?![,.]\d)"
    r"(?! (?:words?|characters|sentences|lines|items|euros|dollars|pounds|days|hours|minutes|%))|"
    r"\b(?:ages?|old|older|oldest|young\w*|adults?|minors?|child\w*|elig\w*|qualif\w*|retire\w*|pension\w*|seniors?|"
    r"dos(?:e|age)\w*|medic\w*|health\w*|patients?|diagnos\w*|triage|insur(?:e|ed|able)|"
    r"insurance (?:applica|cover|quot|rat|premium)\w*|premiums?|risks?|discount\w*|"
    r"tickets? price|school|generation|years?|how many|numbers?|sums?|total|add|calculat\w*|count|comput\w*|average|"
    r"difference|birth\w*|facts?|entail\w*)\b"
)


@mutator(family="counterfactual", parts=("cases",), asks=ASKS_AGE)
def ages(source: Source) -> Iterator[Site]:
    """Make an adult younger or older: 34 years old, 61 years old."""
    case = case_text(source)
    if case is None or case.lowered & words_in("people_groups", "life_stages"):
        return
    found = list(case.find(_AGE))
    if len(found) != 1 or next(case.find(_OTHER_YEARS), None):
        return
    part, match = found[0]
    group = next(number for number in (1, 2, 3) if match.group(number))
    place = Place(part, *match.span(group), match.group(group))
    age = int(place.text)
    band = next((band for band in _BANDS if band[0] <= age <= band[1]), None)
    if band is None or sum(len(re.findall(rf"(?<!\d){age}(?!\d)", text)) for _, text in case.texts) != 1:
        return
    near = age + 1 if age < band[1] else age - 1
    turns = zip(_BANDS, _OFFERED, strict=True)
    others = [low + (age - band[0]) % (high - low) for theirs, (low, high) in turns if theirs != band]
    if re.search(rf"(?<!\d){age}(?!\d)", outside(source.prompt)):
        return
    yield source.site(
        *(edits_at(source, [(place, str(other))]) for other in others), control=edits_at(source, [(place, str(near))])
    )
