"""Reasons why two sentences do not mean the same, each found by one function on their difference."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from promptfuzz.oracle.amounts.counts import conflict, opposed_bounds
from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.code.structured import show_number
from promptfuzz.oracle.prose import wordlists
from promptfuzz.oracle.prose.frames import Difference, Frame
from promptfuzz.oracle.prose.moods import forbids
from promptfuzz.oracle.prose.restrictions import condition, parts_differ, regrouped, states_differ
from promptfuzz.oracle.prose.roles import swapped
from promptfuzz.oracle.prose.shares import shares_differ
from promptfuzz.oracle.prose.waived import waived
from promptfuzz.oracle.prose.words import Word, language, stem

# Below this share of common words two sentences are no frame, and a negation in one says nothing about the other.
FRAME = 0.5
# A lone negation or another name turns a sentence round only where it says little else: "cars can't use the bridge" is
# how another sentence puts that the bridge is closed.
CLOSE = 0.6
# "not cheap" is "expensive"; "not fixing the rate, as interest will fall" has two turns in two clauses.
_REACH = 4
_MOST = 0.8
_ENUMERATION = re.compile(r"\b\w+(?:, \w+(?: \w+)?){0,12},? (?:and|or) \w+", re.IGNORECASE)
_CODE = re.compile(
    r"https?://[^\s\"'<>()]{1,300}|\b[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{1,60}|(?<!\w)\+?\d{2,4}(?:[ -]\d{2,10}){2,5}\b"
    r"|\b(?=[A-Z0-9-]{0,20}\d)(?=[0-9-]{0,20}[A-Z])[A-Z0-9]{2,10}(?:-[A-Z0-9]{1,10}){0,4}\b"
)
# A greeting before a name, or a title, is no first name.
_FULL_NAME = re.compile(
    r"\b(?!(?:Dear|Hi|Hello|Hey|Greetings|Good|Morning|Subject|Regards|Cheers|Ms|Mr|Mrs|Dr|Prof|Herr|Frau|Madame|"
    r"Monsieur|Señor|Señora)\b)([A-Z][a-zß-ÿ]+) ([A-Z][a-zß-ÿ]+)\b"
)
# "I" after a word is mostly the speaker, and "A" before one may be an article.
_LETTERED = re.compile(r"\b([A-Za-z][a-z]{2,20}) ([B-HJ-Z]|A(?! [A-Z])|I{2,3}|IV|VI{0,3}|IX|XI{0,3})\b(?!['.]\w)")
_NEXT = re.compile(r" ?(?:a |an |the |per |of )?([a-z]{3,20})", re.IGNORECASE)
_PLACED = re.compile(
    r"\b(before|by|until|till|after|since|in|on|under|over|above|below|behind|near|outside|inside|"
    r"to|into|toward|towards|from|with|during) "
    r"(?:the |a |an |my |your |his |her )?(\w+)"
)
_SIDES = (
    {"before", "by", "until", "till"}, {"after", "since"}, {"under", "below"},
    {"over", "above", "on"}, {"behind"}, {"outside"}, {"to", "into", "toward", "towards"}, {"from"},
)  # fmt: skip
_MEANWHILE = frozenset({"with", "during"})
_APART = frozenset({"before", "after"})
_UNTIL = frozenset({"to", "until", "till"})
_JOINED = re.compile(r"\b([a-z]+),? (and|or) ([a-z]+)\b")


@lru_cache(maxsize=16384)
def vetoes(a: str, b: str, diff: Difference) -> tuple[str, ...]:
    """Return why sentences `a` and `b` cannot mean the same, in words; nothing if no reason is found."""
    found = [reason for check in _ON_TEXT if (reason := check(a, b, diff))]
    if diff.overlap >= FRAME:
        found += [reason for test in _IN_FRAME if (reason := test(diff))]
    return tuple(found)


@lru_cache(maxsize=16384)
def parity(diff: Difference) -> int:
    """Return how many times the meaning is turned round between the two: negations, opposites, swapped roles."""
    in_pairs = {word.stem for pair in diff.opposites for word in pair}
    deniers = sum(
        word.stem in _DENIERS and word.stem not in in_pairs for side in (diff.only_a, diff.only_b) for word in side
    )
    deniers *= not (_SCARCE & {word.stem for side in (diff.only_a, diff.only_b) for word in side})
    deniers += diff.a.negations != diff.b.negations and any(
        word.stem == _LEFT_OUT for side in (diff.only_a, diff.only_b) for word in side
    )
    exchange = swapped(diff)
    alike = not (diff.only_a and diff.only_b)
    return (
        abs(diff.a.negations - diff.b.negations)
        + deniers
        + len(diff.opposites)
        + int(bool(exchange) and (alike or bool(diff.opposites)))
    )


def turns_apart(diff: Difference) -> bool:
    """Whether the turns of meaning stand in different clauses, so that they do not cancel each other."""
    negations = abs(diff.a.negations - diff.b.negations)
    if not negations:
        return False
    if not diff.opposites:
        return negations > 1
    return negations == 1 and not any(
        _denied(side, word)
        for side, words in ((diff.a, [one for one, _ in diff.opposites]), (diff.b, [two for _, two in diff.opposites]))
        for word in words
    )


def _may_put_it_another_way(diff: Difference) -> bool:
    """Whether what one side denies may be what the other says in words of its own: "cannot be used", "is closed"."""
    if diff.a.negations % 2 == diff.b.negations % 2:
        return diff.cover < CLOSE
    if _denies_shared(diff):
        return diff.cover < CLOSE and diff.overlap < _MOST
    return diff.cover < CLOSE or bool(diff.only_b if diff.a.negations > diff.b.negations else diff.only_a)


def _only_waits(diff: Difference) -> bool:
    """Whether what one side denies is only not yet so, and the other says what it waits for: "not until", "once"."""
    side, other = (diff.a, diff.b) if diff.a.negations > diff.b.negations else (diff.b, diff.a)
    if abs(side.negations - other.negations) != 1:
        return False
    denied = next(at for at, word in enumerate(side.words) if word.text in wordlists.NEGATORS)
    later = {word.text for word in side.words[denied:]}
    return bool(later & _UNTIL_THEN) and any(word.text in _WAITS for word in other.words)


# "It will not be signed until legal has seen it", "signing waits for legal".
_UNTIL_THEN = frozenset({"until", "till", "before", "unless"})
_WAITS = frozenset(
    "wait waits waiting awaits awaiting once after only pending depends first held hold holds when".split()
)


def _denies_shared(diff: Difference) -> bool:
    """Whether a negation of one side is on a word that both say: "can't skip it, install it" and "can skip it"."""
    side, other = (diff.a, diff.b) if diff.a.negations > diff.b.negations else (diff.b, diff.a)
    there = {word.head for word in other.content}
    for at, word in enumerate(side.words):
        if word.text in wordlists.NEGATORS:
            follows = next((item for item in side.words[at + 1 : at + 1 + _REACH] if item in side.content), None)
            if follows is not None and (follows.head in there or follows.text in _EMPTY):
                return True
    return False


# "has no effect" denies whatever the effect is said to be.
_EMPTY = frozenset("effect impact influence difference evidence role".split())


def _denied(side: Frame, word: Word) -> bool:
    at = side.words.index(word)
    return any(item.text in wordlists.NEGATORS for item in side.words[max(0, at - _REACH) : at + 1])


# "Skip the food" is "without the food"; a test that is skipped is not one that fails.
_LEFT_OUT = "skip"
_DENIERS = frozenset({"fail", "refus", "forget", "lack", "declin", "omit", "neglect", "unabl", "impossibl"})


# What is lacked is hard to find.
_SCARCE = frozenset(
    map(stem, "struggle shortage scarce short difficult difficulty hard hardly trouble need rare".split())
)


def _numbers(a: str, b: str, diff: Difference) -> str | None:
    found = conflict(a, b, framed=diff.overlap >= FRAME)
    if found is None:
        return None
    left, right = (", ".join(side[:4]) for side in found)
    return f"numbers differ: {left} against {right}"


def _bounds(a: str, b: str, diff: Difference) -> str | None:
    alike = diff.overlap >= FRAME or not (diff.only_a and diff.only_b)
    return opposed_bounds(a, b) if alike else None


def _language(a: str, b: str, diff: Difference) -> str | None:  # noqa: ARG001 - the checks share a signature
    left, right = language(a), language(b)
    return f"different languages: {left} against {right}" if left and right and left != right else None


def _conjunction(a: str, b: str, diff: Difference) -> str | None:  # noqa: ARG001
    left = {(first, last): word for first, word, last in _JOINED.findall(a.lower())}
    for first, word, last in _JOINED.findall(b.lower()):
        if left.get((first, last), word) != word:
            return f"'and' against 'or' between {first!r} and {last!r}"
    return None


def _parts(a: str, b: str, diff: Difference) -> str | None:
    return parts_differ(a, b) if diff.overlap >= FRAME else None


def _states(a: str, b: str, diff: Difference) -> str | None:
    return states_differ(a, b) if diff.overlap >= FRAME else None


def _regrouped(a: str, b: str, diff: Difference) -> str | None:
    return regrouped(a, b) if diff.overlap >= FRAME else None


def _first_names(a: str, b: str, diff: Difference) -> str | None:
    """Compare what stands before the same surname: "Marie Curie" against "Pierre Curie"."""
    if len(diff.only_a) != 1 or len(diff.only_b) != 1:
        return None
    left, right = ({last: first for first, last in _FULL_NAME.findall(text)} for text in (a, b))
    for last in left:
        if last in right and left[last] != right[last] and _initial(left[last]) != _initial(right[last]):
            return f"different names: {left[last] + ' ' + last!r} against {right[last] + ' ' + last!r}"
    return None


def _initial(name: str) -> str:
    return name[0] if len(name.rstrip(".")) == 1 else name


def _codes(a: str, b: str, diff: Difference) -> str | None:  # noqa: ARG001
    """Compare addresses and identifiers, which have no other form: links, e-mail addresses, phone and part numbers."""
    left, right = _coded(a), _coded(b)
    if not left - right or not right - left:
        return None
    return f"{min(left - right)!r} against {min(right - left)!r}"


@lru_cache(maxsize=16384)
def _coded(text: str) -> frozenset[str]:
    return frozenset(code.rstrip(".,") for code in _CODE.findall(text))


def _lettered(a: str, b: str, diff: Difference) -> str | None:  # noqa: ARG001
    """Compare the letters and Roman numbers that tell things of one name apart: "plan A" against "plan B"."""
    left, right = _letters(a), _letters(b)
    for name in left.keys() & right.keys():
        if not left[name] & right[name]:
            one, other = min(left[name]), min(right[name])
            return f"'{name} {one}' against '{name} {other}'"
    return None


@lru_cache(maxsize=16384)
def _letters(text: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, letter in _LETTERED.findall(text):
        known = stem(name.lower())
        if known not in wordlists.STOPWORDS:
            found[known] = found.get(known, frozenset()) | {letter}
    return found


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


@lru_cache(maxsize=16384)
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


def _shares(a: str, b: str, diff: Difference) -> str | None:
    return shares_differ(a, b) if diff.overlap >= FRAME else None


def _prepositions(a: str, b: str, diff: Difference) -> str | None:
    if len(diff.only_a) + len(diff.only_b) > 1:
        return None
    left = {last: word for word, last in _PLACED.findall(a.lower())}
    for word, last in _PLACED.findall(b.lower()):
        other = left.get(last, word)
        if {word, other} == {"on", "since"} or {word, other} <= _UNTIL:
            continue  # shut on Monday and shut since Monday
        if _MEANWHILE & {word, other} and not _APART & {word, other}:
            continue  # "speak to her" and "speak with her"
        if _reaches(a, word, last) and _reaches(b, word, last):
            continue  # "until noon on Monday" and "until Monday noon"
        if _reaches(a, other, last) and _reaches(b, other, last):
            continue
        if other != word and any((other in group) != (word in group) for group in _SIDES):
            return f"'{other} {last}' against '{word} {last}'"
    return None


def _reaches(text: str, preposition: str, noun: str) -> bool:
    """Whether a preposition stands before a noun, or before a time of that day: "until noon on Monday"."""
    return re.search(rf"\b{preposition} (?:[\w:.]+ ){{0,4}}{re.escape(noun)}\b", text.lower()) is not None


def _enumeration(a: str, b: str, diff: Difference) -> str | None:
    """Compare two enumerations of the same things: "flour, eggs and milk" against "flour, eggs, milk and sugar"."""
    left, right = _enumerated(a), _enumerated(b)
    if len(left & right) < 2 or left == right or diff.overlap < FRAME:
        return None
    only = sorted((left | right) - (left & right))
    return f"only in one enumeration: {', '.join(only[:4])}"


@lru_cache(maxsize=16384)
def _enumerated(text: str) -> set[str]:
    match = _ENUMERATION.search(text)
    if not match:
        return set()
    items = re.split(r",? (?:and|or) |, ", match.group().lower())
    return {stem(item.split()[0]) for item in items if item}


def _polarity(diff: Difference) -> str | None:
    twice = len(diff.opposites) > 1 and diff.a.negations == diff.b.negations and not swapped(diff)
    apart = turns_apart(diff) and diff.cover >= CLOSE
    if parity(diff) % 2 == 0 and not twice and not apart:
        return (
            None  # two opposites cancel only with a negation or an exchange of roles: hot and dry is not cold and wet
        )
    if not diff.opposites and (_may_put_it_another_way(diff) or _only_waits(diff)):
        return None
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
    if not left or not right or diff.cover < FRAME:
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


_ON_TEXT = (
    _lettered,
    _codes, _counted, _prepositions, _numbers, _bounds, _language, _conjunction, _enumeration,
    condition, _parts, _shares, _states, _regrouped, _first_names, forbids, waived,
)  # fmt: skip
_IN_FRAME = (
    _polarity,
    _siblings,
    different_names,
    _classes(wordlists.QUANTIFIERS, "how many differs"),
    _classes(wordlists.MODALS, "duty against permission"),
    _tense,
)
