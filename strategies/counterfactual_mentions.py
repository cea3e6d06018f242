"""Whether a name in a case is only the name of a person: no brand, street, address, short form or somebody famous."""

import re
from collections.abc import Sequence
from functools import lru_cache

from promptfuzz.lexicons import lexicon
from promptfuzz.strategies.counterfactual_cases import CaseText, Place, words_in_people
from promptfuzz.strategies.counterfactual_known import bare, first_names, surnames

# With one of these about, the letters of a name matter.
SPELLING = re.compile(
    r"\b(?:spel(?:t|l\w*)|pronounc\w*|surname|maiden|initials|nickname\w*|named after|rhymes?|short for)\b"
)


@lru_cache(maxsize=1)
def famous_people() -> re.Pattern[str]:
    """Return a pattern of full names of people of whom something is known."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words_in_people('famous')))})(?!\w)")


def has_short_forms(case: CaseText, firsts: Sequence[str], lasts: Sequence[str | None]) -> bool:
    """Whether another word may be a short form of a name: Ben and Benjamin, Joe and Joseph."""
    words = {bare(place.text) for place in case.words if place.text[0].isupper()}
    if words & words_in_people("short_forms"):
        return True
    if any(words.issuperset(pair.split()) for pair in lexicon("people")["words"]["one_name"]):
        return True
    stems = {name[:3] for name in firsts}
    others = {word for word in words.difference(firsts, lasts) if word[:3] in stems}
    if any(len(word) > 2 and word.lower() not in lexicon("misspellings")["entries"] for word in others):
        return True
    return any(one != other and other.startswith(one) for one in firsts for other in firsts)


_TITLES = frozenset("St Sr Sgt Capt Lt Col Gen Rev Hon Fr Br".split())


def follows_first_name(case: CaseText, previous: Place, place: Place) -> bool:
    """Whether a first name such as Ibrahim is the surname of the name before it."""
    beside = previous.part == place.part and place.start == previous.stop + 1 and case.before(place, 1) == " "
    return beside and bare(place.text) in surnames() and previous.text in first_names()


_ADDRESS = re.compile(r"[@_/#\\]|\w\.\w|[^\W\d]\d")
_INITIALS = re.compile(r"(?<!\w)(?!e\.g|i\.e|a\.m|p\.m|u\.[ks])[^\W\d]\.[^\W\d]\.")


def is_elsewhere(everything: str, name: str) -> bool:
    """Whether an address, a link, a user name or initials hold the name in small letters."""
    found = (token for token in everything.split() if name.casefold() in token)
    return any(_ADDRESS.search(token) for token in found) or _INITIALS.search(everything) is not None


def is_one_family(case: CaseText, everything: str, surname: str, places: Sequence[Place]) -> bool:
    """Whether a surname is nothing else in the case: no street, company, address or initial beside it."""
    if is_elsewhere(everything, surname):
        return False
    if len(re.findall(rf"(?<![^\W_]){re.escape(surname.casefold())}(?![^\W_])", everything)) != len(places):
        return False
    for place in places:
        before, after = case.before(place), case.after(place)
        previous = re.search(r"([^\W\d_]+)\.? $", before)
        word = previous.group(1) if previous else ""
        fine = words_in_people("greetings") | words_in_people("honorifics")
        if re.search(r"(?:\b[A-Z]\.|\d|\b(?:an?|the)) \Z|[\w@#/._-]\Z", before, re.IGNORECASE):
            return False
        if word[:1].isupper() and word not in fine and word not in first_names():
            return False
        if place.text.endswith("s") and re.match(r"['’](?!\w)", after):
            return False
        if re.match(r" [A-Z]|[@#/_\d-]|\.\w| (?:&|and Sons\b|and Co\b)", after):
            return False
    return True


def stands_alone(case: CaseText, place: Place) -> bool:
    """Whether no capital, hyphen, digit, article or sign of a brand or an address stands beside the name."""
    before, after = case.before(place), case.after(place)
    if re.search(r"[\w@#/._-]\Z|(?:^|[^\w])(?:an?|the|St\.?|Saint|San|Santa) \Z", before, re.IGNORECASE):
        return False
    if re.match(r"[@#/_\d-]|\.\w| (?:&|and Sons\b|Inc\b|Ltd\b|GmbH\b)", after):
        return False
    if bare(place.text) != place.text and re.match(r" [A-Z]", after):
        return False
    if place.text.endswith("s") and re.match(r"['’](?!\w)", after):
        return False  # James' car
    if before[-1:] in {'"', "“", "‘"} and after[:1] in {'"', "”", "’"}:
        return False
    previous = re.search(r"([^\W\d_]+)(\.?) \Z", before)
    if previous is None or not previous.group(1)[0].isupper() or (previous.group(2) and place.opens):
        return previous is None or previous.group(1) not in _TITLES
    return previous.group(1) in words_in_people("greetings") | words_in_people("honorifics")
