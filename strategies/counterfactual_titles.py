"""Counterfactuals of titles: Mrs, Ms, Professor before the name of a person."""

import re
from collections.abc import Iterator, Sequence

from promptfuzz.lexicons import lexicon, words_in
from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.strategies.counterfactual_cases import (
    CaseText,
    Place,
    article_fits,
    case_text,
    edits_at,
    outside,
    words_in_people,
)
from promptfuzz.strategies.counterfactual_known import bare
from promptfuzz.strategies.counterfactual_names import ASKS_NAME
from promptfuzz.strategies.counterfactual_pronouns import ASKS as ASKS_GENDER

ASKS_TITLE = (
    ASKS_NAME + r"|\b(?:titles?|academic|degree|doctors?|profession\w*|married|marital|formal\w*|job)\b|" + ASKS_GENDER
)
_NAMES = r" ([A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})"


@mutator(family="counterfactual", parts=("cases",), asks=ASKS_TITLE)
def titles(source: Source) -> Iterator[Site]:
    """Give a person another title before the surname that no fact gainsays: Mrs, Ms; Professor, Dr."""
    case = case_text(source)
    if case is None or case.lowered & words_in_people("titled"):
        return
    table: dict[str, dict[str, list[str] | str]] = lexicon("people")["titles"]
    found: dict[str, list[tuple[str, Place]]] = {}
    for part, match in case.find(rf"(?<![\w.-])({'|'.join(table)})\.?(?={_NAMES})", re.NOFLAG):
        surname = bare(match.group(2).split(" ")[-1])
        found.setdefault(surname, []).append((match.group(1), Place(part, *match.span(), match.group())))
    unwed = bool(case.lowered & words_in("people_groups", "unmarried"))
    for surname, said in found.items():
        places = [place for _, place in said]
        if len({title for title, _ in said}) == 1 and _is_person(source, case, surname, places):
            yield from _retitled(source, case, table[said[0][0]], places, unwed=unwed)


def _is_person(source: Source, case: CaseText, surname: str, places: Sequence[Place]) -> bool:
    """Whether every mention of a surname has its title, and no street or brand does."""
    if surname in words_in_people("no_surnames") or re.search(rf"\b{re.escape(surname)}\b", outside(source.prompt)):
        return False
    if sum(bare(place.text) == surname for place in case.words) != len(places):
        return False
    fine = words_in_people("greetings") | words_in_people("openers") | words_in_people("honorifics")
    for place in places:
        before = re.search(r"([^\W_]+) $", case.before(place))
        word = before.group(1) if before else ""
        if word.isdigit() or (word[:1].isupper() and word not in fine) or re.search(r"\band $", case.before(place)):
            return False
        if re.match(r" \S+ (?:&|and) (?:Sons|Co)\b", case.after(place)):
            return False
    return True


def _retitled(
    source: Source, case: CaseText, entry: dict[str, list[str] | str], places: Sequence[Place], *, unwed: bool
) -> Iterator[Site]:
    swaps = [
        edits_at(source, [(place, _dotted(title, place)) for place in places])
        for title in entry["swaps"]
        if all(article_fits(case.before(place), place.text, title) for place in places)
        and not (unwed and title == "Mrs")
    ]
    if not swaps:
        return
    control = str(entry["control"])
    if all(place.text == control for place in places):
        control = control.removesuffix(".")
    yield source.site(*swaps, control=edits_at(source, [(place, control) for place in places]))


def _dotted(title: str, place: Place) -> str:
    """Return a title with a full stop where the one before had it."""
    return f"{title}." if place.text.endswith(".") and title != "Professor" else title
