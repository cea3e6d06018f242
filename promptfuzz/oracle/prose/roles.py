"""Whether two sentences with the same words give them to different roles: who did it to whom, what came first."""

from functools import lru_cache

from promptfuzz.oracle.prose import wordlists
from promptfuzz.oracle.prose.frames import Difference, Frame, pronouns
from promptfuzz.oracle.prose.words import Word, stem

_RELATIONS = frozenset("then than before after to into from over by because until toward towards".split())
# When a thing happens may stand on either side of what happens.
_TIMES = frozenset(
    stem(word)
    for word in (
        "monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
        "september october november december today tomorrow yesterday tonight morning afternoon evening night noon "
        "midnight day week weekend month year start begin"
    ).split()
)
_DETERMINERS = frozenset("the a an this that these those my your his her its our their".split())
# A longer stretch is no one sentence.
_LONG = 80
VERBS = frozenset(wordlists.IRREGULAR.values()) | frozenset(wordlists.IRREGULAR)


@lru_cache(maxsize=16384)
def swapped(diff: Difference) -> bool | None:
    """Return whether the arguments of a relation change places, None where the sentences share no relation.

    A passive on one side only turns the answer round.
    """
    if len(pronouns(diff.a)) > 1 and pronouns(diff.a) == pronouns(diff.b)[::-1] != pronouns(diff.b):
        return True
    found = None
    for pivot_a, pivot_b in _pivots(diff):
        exchanged = _exchanged(diff, pivot_a, pivot_b)
        if exchanged is None:
            continue
        turned = _turned(diff.a, pivot_a, diff.b, pivot_b)
        if exchanged != turned:
            return True
        found = False
    return found


def _pivots(diff: Difference) -> list[tuple[int, int]]:
    places_a, places_b = _once(diff.a), _once(diff.b)
    pairs = [
        (at, places_b[head])
        for head, at in places_a.items()
        if head in places_b
        and _relates(diff.a, at)
        and _relates(diff.b, places_b[head])
        # "boils" and "the boiling point" are no two uses of one relation.
        and diff.a.words[at].text.endswith("ing") == diff.b.words[places_b[head]].text.endswith("ing")
    ]
    for one, other in diff.opposites:
        if one.head in places_a and other.head in places_b:
            pairs.append((places_a[one.head], places_b[other.head]))
    return pairs


def _once(side: Frame) -> dict[str, int]:
    return side.once if len(side.words) < _LONG else {}


def _relates(side: Frame, at: int) -> bool:
    word = side.words[at]
    if word.text in _RELATIONS:
        return True
    if word.proper or word.text in wordlists.STOPWORDS or at + 1 == len(side.words):
        return False
    if at and side.words[at - 1].text in _DETERMINERS:
        return False  # "the leaked letters" tells of no leaker
    if word.text in VERBS or word.text.endswith("ed"):
        return True
    return word.text.endswith("s") and side.words[at + 1].stem != "be" and at > 0


def _exchanged(diff: Difference, at_a: int, at_b: int) -> bool | None:
    """Return whether a word left of the relation in one and a word right of it change sides in the other.

    None where a single word changed sides: that is another place in the sentence, no exchange.
    """
    places_a, places_b = _once(diff.a), _once(diff.b)
    related = diff.a.words[at_a].text in _RELATIONS
    content = [word for word in diff.a.content if related or word.stem not in _TIMES]
    shared = [word.head for word in content if word.head in places_a and word.head in places_b]
    moved_right = [head for head in shared if places_a[head] < at_a and places_b[head] > at_b]
    moved_left = [head for head in shared if places_a[head] > at_a and places_b[head] < at_b]
    if moved_right and moved_left:
        return True
    stayed = [head for head in shared if (places_a[head] - at_a) * (places_b[head] - at_b) > 0]
    return False if len(stayed) > 1 and not moved_right and not moved_left else None


def _turned(a: Frame, at_a: int, b: Frame, at_b: int) -> bool:
    """Whether one side is a passive that names the doer, and the other side is active."""
    named = _names_doer(a, at_a) != _names_doer(b, at_b)
    return named and _passive(a, at_a) != _passive(b, at_b)


def _passive(side: Frame, at: int) -> bool:
    return "be" in [word.stem for word in side.words[max(0, at - 2) : at]]


def _names_doer(side: Frame, at: int) -> bool:
    # "was delayed because of fog" is "fog delayed"
    after = [word.text for word in side.words[at + 1 : at + 4]]
    return _passive(side, at) and bool({"by", "because", "due"} & set(after))


def surfaces(items: tuple[Word, ...]) -> str:
    """Return words as written, for a reason."""
    return " ".join(word.text for word in items)
