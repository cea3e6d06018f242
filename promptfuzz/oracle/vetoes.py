"""Reasons why two sentences do not mean the same, each found by one function on their difference."""

import re
from collections.abc import Callable
from decimal import Decimal

from promptfuzz.oracle import wordlists
from promptfuzz.oracle.counts import conflict
from promptfuzz.oracle.frames import Difference, Frame
from promptfuzz.oracle.numbers import quantities
from promptfuzz.oracle.roles import swapped
from promptfuzz.oracle.structured import show_number
from promptfuzz.oracle.words import language, stem

# Below this share of common words two sentences are no frame, and a negation in one says nothing about the other.
FRAME = 0.5
_ENUMERATION = re.compile(r"\b\w+(?:, \w+(?: \w+)?){0,12},? (?:and|or) \w+", re.IGNORECASE)
_CODE = re.compile(
    r"https?://[^\s\"'<>()]{1,300}|\b[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{1,60}|(?<!\w)\+?\d{2,4}(?:[ -]\d{2,10}){2,5}\b"
    r"|\b(?=[A-Z0-9-]{0,20}\d)(?=[0-9-]{0,20}[A-Z])[A-Z0-9]{2,10}(?:-[A-Z0-9]{1,10}){0,4}\b"
)
_NEXT = re.compile(r" ?(?:a |an |the |per |of )?([a-z]{3,20})", re.IGNORECASE)
_PLACED = re.compile(
    r"\b(before|by|until|till|after|since|in|on|under|over|above|below|behind|near|outside|inside|"
    r"to|into|toward|towards|from) "
    r"(?:the |a |an |my |your |his |her )?(\w+)"
)
_SIDES = (
    {"before", "by", "until", "till"}, {"after", "since"}, {"under", "below"},
    {"over", "above", "on"}, {"behind"}, {"outside"}, {"to", "into", "toward", "towards"}, {"from"},
)  # fmt: skip
_JOINED = re.compile(r"\b([a-z]+),? (and|or) ([a-z]+)\b")


def vetoes(a: str, b: str, diff: Difference) -> list[str]:
    """Return why sentences `a` and `b` cannot mean the same, in words; nothing if no reason is found."""
    found = [reason for check in _ON_TEXT if (reason := check(a, b, diff))]
    if diff.overlap >= FRAME:
        found += [reason for test in _IN_FRAME if (reason := test(diff))]
    return found


def parity(diff: Difference) -> int:
    """Return how many times the meaning is turned round between the two: negations, opposites, swapped roles."""
    in_pairs = {word.stem for pair in diff.opposites for word in pair}
    deniers = sum(
        word.stem in _DENIERS and word.stem not in in_pairs for side in (diff.only_a, diff.only_b) for word in side
    )
    exchange = swapped(diff)
    alike = not (diff.only_a and diff.only_b)
    return (
        abs(diff.a.negations - diff.b.negations)
        + deniers
        + len(diff.opposites)
        + int(bool(exchange) and (alike or bool(diff.opposites)))
    )


_DENIERS = frozenset({"fail", "refus", "forget", "lack", "declin", "omit", "neglect", "unabl", "impossibl"})


def _numbers(a: str, b: str, diff: Difference) -> str | None:
    found = conflict(a, b, framed=diff.overlap >= FRAME)
    if found is None:
        return None
    left, right = (", ".join(map(show_number, side[:4])) for side in found)
    return f"numbers differ: {left} against {right}"


def _language(a: str, b: str, diff: Difference) -> str | None:  # noqa: ARG001 - the checks share a signature
    left, right = language(a), language(b)
    return f"different languages: {left} against {right}" if left and right and left != right else None


def _conjunction(a: str, b: str, diff: Difference) -> str | None:  # noqa: ARG001
    left = {(first, last): word for first, word, last in _JOINED.findall(a.lower())}
    for first, word, last in _JOINED.findall(b.lower()):
        if left.get((first, last), word) != word:
            return f"'and' against 'or' between {first!r} and {last!r}"
    return None


def _codes(a: str, b: str, diff: Difference) -> str | None:  # noqa: ARG001
    """Compare addresses and identifiers, which have no other form: links, e-mail addresses, phone and part numbers."""
    left, right = ({code.rstrip(".,") for code in _CODE.findall(text)} for text in (a, b))
    if not left - right or not right - left:
        return None
    return f"{min(left - right)!r} against {min(right - left)!r}"


def _counted(a: str, b: str, diff: Difference) -> str | None:
    """Compare what is counted: "3 cats and 2 dogs" against "2 cats and 3 dogs"."""
    if diff.overlap < FRAME:
        return None
    left, right = _counts(a), _counts(b)
    if min(len(left), len(right)) < 2:
        return None  # a single number is compared as a value
    for noun in left:
        if noun in right and left[noun] != right[noun]:
            return f"numbers of {noun!r} differ: {show_number(left[noun])} against {show_number(right[noun])}"
    return None


def _counts(text: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for item in quantities(text):
        word = _NEXT.match(text, item.stop)
        if word and item.kind != "time" and item.base_unit is None:
            noun = stem(word[1].lower())
            if noun in found:
                return {}
            found[noun] = item.value
    return found


def _prepositions(a: str, b: str, diff: Difference) -> str | None:
    if len(diff.only_a) + len(diff.only_b) > 1:
        return None
    left = {last: word for word, last in _PLACED.findall(a.lower())}
    for word, last in _PLACED.findall(b.lower()):
        other = left.get(last, word)
        if other != word and any((other in group) != (word in group) for group in _SIDES):
            return f"'{other} {last}' against '{word} {last}'"
    return None


def _enumeration(a: str, b: str, diff: Difference) -> str | None:
    """Compare two enumerations of the same things: "flour, eggs and milk" against "flour, eggs, milk and sugar"."""
    left, right = _enumerated(a), _enumerated(b)
    if len(left & right) < 2 or left == right or diff.overlap < FRAME:
        return None
    only = sorted((left | right) - (left & right))
    return f"only in one enumeration: {', '.join(only[:4])}"


def _enumerated(text: str) -> set[str]:
    match = _ENUMERATION.search(text)
    if not match:
        return set()
    items = re.split(r",? (?:and|or) |, ", match.group().lower())
    return {stem(item.split()[0]) for item in items if item}


def _polarity(diff: Difference) -> str | None:
    twice = len(diff.opposites) > 1 and diff.a.negations == diff.b.negations and not swapped(diff)
    if parity(diff) % 2 == 0 and not twice:
        return (
            None  # two opposites cancel only with a negation or an exchange of roles: hot and dry is not cold and wet
        )
    if diff.opposites:
        one, other = diff.opposites[0]
        return f"opposites: {one.text!r} against {other.text!r}"
    if diff.a.negations % 2 != diff.b.negations % 2:
        return f"negation on one side only: {_shown(diff.a)} against {_shown(diff.b)}"
    return "swapped roles" if swapped(diff) else "one side denies what the other says"


def _shown(side: Frame) -> str:
    for at, word in enumerate(side.words):
        if word.text in wordlists.NEGATORS:
            return repr(" ".join(item.text for item in side.words[max(0, at - 1) : at + 2]))
    return repr(" ".join(item.text for item in side.content[:3]))


def _siblings(diff: Difference) -> str | None:
    if not diff.siblings:
        return None
    one, other = diff.siblings[0]
    return f"{one.text!r} against {other.text!r}"


def different_names(diff: Difference) -> str | None:
    """Say which names stand on one side only, where each side has one."""
    left, right = ([word.text for word in side if word.proper] for side in (diff.only_a, diff.only_b))
    if not left or not right:
        return None
    return f"different names: {' '.join(left[:3])!r} against {' '.join(right[:3])!r}"


def _classes(table: dict[str, str], what: str) -> Callable[[Difference], str | None]:
    def test(diff: Difference) -> str | None:
        left, right = ({table[w.text] for w in side.words if w.text in table} for side in (diff.a, diff.b))
        if not left or not right or left & right or (diff.a.negations + diff.b.negations):
            return None
        return f"{what}: {'/'.join(sorted(left))!r} against {'/'.join(sorted(right))!r}"

    return test


def _tense(diff: Difference) -> str | None:
    left, right = ({word.text for word in side.words} for side in (diff.a, diff.b))
    for one, other in ((left, right), (right, left)):
        if "will" in one and "will" not in other and other & {"has", "have", "had", "was", "were", "did"}:
            return "one speaks of the future, the other of the past"
    return None


_ON_TEXT = (_codes, _counted, _prepositions, _numbers, _language, _conjunction, _enumeration)
_IN_FRAME = (
    _polarity,
    _siblings,
    different_names,
    _classes(wordlists.QUANTIFIERS, "how many differs"),
    _classes(wordlists.MODALS, "duty against permission"),
    _tense,
)
