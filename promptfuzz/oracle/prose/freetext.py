"""Free text: from two outputs to vetoes and equivalences, then with a similarity to a comparison."""

import re
from dataclasses import replace
from functools import lru_cache, partial

from promptfuzz.oracle.amounts.counts import unmatched
from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.code.symbols import different_parts, different_symbols, different_targets
from promptfuzz.oracle.forms import compare_forms, layout_matters
from promptfuzz.oracle.normalise import key, normalise
from promptfuzz.oracle.prose.alignment import shared_words
from promptfuzz.oracle.prose.bare import refused
from promptfuzz.oracle.prose.bare_names import NEAR, bare_names_apart
from promptfuzz.oracle.prose.comparisons import turned_comparison
from promptfuzz.oracle.prose.converses import without_converses
from promptfuzz.oracle.prose.decisions import decided_apart
from promptfuzz.oracle.prose.exchanges import exchanged
from promptfuzz.oracle.prose.fields import coded_apart
from promptfuzz.oracle.prose.frames import (
    Difference,
    Frame,
    difference,
    differs_in_one_place,
    frame,
    neighbours,
    without_quantities,
)
from promptfuzz.oracle.prose.included import left_out
from promptfuzz.oracle.prose.languages import contains, same_sequence, unknown_language
from promptfuzz.oracle.prose.letters import addressed_apart, bodies
from promptfuzz.oracle.prose.moods import asks_only
from promptfuzz.oracle.prose.named_apart import named_apart
from promptfuzz.oracle.prose.partners import partner_joined
from promptfuzz.oracle.prose.praise import praise_swapped
from promptfuzz.oracle.prose.replacements import replaced
from promptfuzz.oracle.prose.restrictions import limits
from promptfuzz.oracle.prose.roles import VERBS, surfaces
from promptfuzz.oracle.prose.vetoes import FRAME, different_names, parity, turns_apart, vetoes
from promptfuzz.oracle.prose.weighing import Evidence
from promptfuzz.oracle.prose.words import Word, language, stem
from promptfuzz.records import Comparison

_SENTENCE = re.compile(r"(?<=[.!?]) (?=[\"'(]?[A-Z0-9])|\n")
_LEAD = re.compile(r"(?:yes|no|true|false|correct|incorrect|indeed|right|wrong|yep|nope)[,.!:;] (?=\w)", re.IGNORECASE)
# "What happened: a main burst": the lead-in belongs to the layout, as one such as "Oslo: ..." does not.
_HEADING = re.compile(
    r"^(?:[-*+] |\d{1,2}[.)] )?(?:(?:what|who|when|where|why|how|key|main|next|overall)(?: [\w']+){1,3}|summary|"
    r"overview|outlook|background|conclusion|context|in (?:short|brief)|takeaway): (?=\w+ \w)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W_]+")
_MAX_SENTENCES = 40
BARE = 4
"""Of how many words an answer is at most that can be looked for in a longer one."""
# Past this the words are not looked at one by one; the embedding still reads everything.
_LONGEST = 20_000
_WEEKDAYS = frozenset(map(stem, "monday tuesday wednesday thursday friday saturday sunday".split()))
_OF_ONE = frozenset({"is", "was", "has", "does"})
# "By Saturday" and "the day before", of a Sunday.
_DAY_BEFORE = re.compile(
    r"\bthe (?:next|following|previous|(?:day|night|evening|morning) (?:before|after))\b", re.IGNORECASE
)
_LOOSE, _PENALTY = 0.25, 0.25
# How near to the same an answer counts that stands in another: what it is beside there may be meant otherwise.
_DOUBTED = 0.25


def examine(a: str, b: str) -> Evidence:
    """Return what can be said of two non-empty texts without an embedding; symmetric."""
    a, b = sorted((a, b))
    one, other = sorted(bodies(a, b))
    if {one, other} != {a, b}:
        return _letters(a, b, one, other)
    if key(a) == key(b) and not layout_matters(a, b):
        apart = _written_apart(a, b, same_words=True)
        if apart is not None:
            return Evidence(vetoes=(apart,))
        return Evidence(Comparison(1.0, same=True, score=1.0, reasons=("the same text",)))
    decided = compare_forms(a, b)
    if decided is not None:
        return Evidence(decided)
    one, other = normalise(a)[:_LONGEST], normalise(b)[:_LONGEST]
    found = _examine(one, other)
    if found.vetoes or (not found.boost and difference(frame(one), frame(other)).cover < FRAME):
        return found
    apart = _written_apart(a, b, same_words=bool(found.boost))
    return found if apart is None else Evidence(vetoes=(apart,))


def _letters(a: str, b: str, one: str, other: str) -> Evidence:
    """Return what can be said of two texts, one of them a letter, of which `one` and `other` are the bodies."""
    if key(a) == key(b):
        return Evidence(Comparison(1.0, same=True, score=1.0, reasons=("the same text",)))
    if (apart := addressed_apart(a, b) or decided_apart(one, other)) is not None:
        return Evidence(vetoes=(apart,))
    if key(one) == key(other):
        return Evidence(Comparison(0.95, same=True, score=0.95, reasons=("the same but for the forms of a letter",)))
    decided = compare_forms(a, b)
    if decided is not None:
        return Evidence(decided)
    one, other = normalise(one)[:_LONGEST], normalise(other)[:_LONGEST]
    found = _examine(one, other)
    apart = None if found.vetoes else _written_apart(one, other, same_words=bool(found.boost))
    return found if apart is None else Evidence(vetoes=(apart,))


def _written_apart(a: str, b: str, *, same_words: bool) -> str | None:
    """Say which symbols or links tell two texts apart that share their words."""
    return different_targets(a, b) or different_symbols(a, b) or different_parts(a, b, same_words=same_words)


@lru_cache(maxsize=16384)
def _examine(a: str, b: str) -> Evidence:
    left, right = _sentences(a), _sentences(b)
    whole = difference(frame(a), frame(b))
    if (mood := asks_only(a, b)) is not None:
        return Evidence(vetoes=(mood,), near=_nearness(a, b, whole))
    if whole.cover >= FRAME and (swap := exchanged(a, b, whole)) is not None:
        return Evidence(vetoes=(swap,), near=_nearness(a, b, whole))
    if whole.cover >= _LOOSE and (swap := praise_swapped(a, b)) is not None:
        return Evidence(vetoes=(swap,), near=_nearness(a, b, whole))
    if (swap := replaced(a, b)) is not None:
        return Evidence(vetoes=(swap,), near=_nearness(a, b, whole))
    if (apart := coded_apart(a, b)) is not None:
        return Evidence(vetoes=(apart,))
    if (turned := turned_comparison(a, b)) is not None:
        agrees, why = turned
        return Evidence(boost=0.93, reasons=(why,)) if agrees else Evidence(vetoes=(why,))
    if (apart := bare_names_apart(a, b)) is not None:
        return Evidence(vetoes=(apart,), near=NEAR)
    if len(left) == len(right) == 1:
        return _single(left[0], right[0])
    few, many = (left, right) if len(left) <= len(right) else (right, left)
    found: list[str] = []
    for one, other in _counterparts(few, many):
        diff = without_converses(_known_elsewhere(difference(frame(one), frame(other)), whole))
        if _DAY_BEFORE.search(a) or _DAY_BEFORE.search(b):
            diff = replace(diff, siblings=tuple(pair for pair in diff.siblings if pair[0].stem not in _WEEKDAYS))
        if diff.cover >= FRAME:
            found += vetoes(one, other, diff)
    if found:
        return Evidence(vetoes=tuple(dict.fromkeys(found)), near=_nearness(a, b, whole))
    return _alike(a, b, whole, single=False)


def _counterparts(few: tuple[str, ...], many: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return each sentence beside the one that shares most words with it; those that stand on both sides are left out.

    What is the same cannot contradict, and in a run most sentences of two long texts are the same.
    """
    there = set(many)
    pairs = []
    for one in few:
        if one in there:
            continue
        pairs.append((one, max(many, key=partial(_closeness, one))))
    return pairs


def _closeness(one: str, other: str) -> tuple[float, float]:
    """Return what two sentences share: words first, and of sentences with the same words the numbers."""
    return _share(frame(one).own, frame(other).own), _share(_values(one), _values(other))


@lru_cache(maxsize=16384)
def _values(text: str) -> frozenset[object]:
    return frozenset((item.kind, item.base_unit, item.value) for item in quantities(text))


def _share(one: frozenset[object] | frozenset[str], other: frozenset[object] | frozenset[str]) -> float:
    return len(one & other) / (max(len(one), len(other)) or 1)


def _nearness(a: str, b: str, diff: Difference) -> float:
    if (one := language(a)) and (other := language(b)) and one != other:
        return 1.0  # two languages share no words, which makes it no less certain that they differ
    if _tokens(without_quantities(a).casefold()) == _tokens(without_quantities(b).casefold()):
        return 1.0  # the amounts are all that differs, and the shorter the texts, the more that would count
    return (diff.cover + shared_words(_tokens(a), _tokens(b))) / 2


@lru_cache(maxsize=16384)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(text))


def _known_elsewhere(diff: Difference, whole: Difference) -> Difference:
    """Return the difference without pairs of which the texts as wholes share a word: both name both sides of it."""
    if not (diff.opposites or diff.siblings):
        return diff
    left, right = whole.a.known, whole.b.known
    opposites, siblings = (
        tuple(pair for pair in pairs if not any(word.head in left and word.head in right for word in pair))
        for pairs in (diff.opposites, diff.siblings)
    )
    if len(opposites) == len(diff.opposites) and len(siblings) == len(diff.siblings):
        return diff
    return replace(diff, opposites=opposites, siblings=siblings)


def _single(a: str, b: str) -> Evidence:
    diff = difference(frame(a), frame(b))
    found = vetoes(a, b, diff)
    if found:
        return Evidence(vetoes=tuple(found), near=_nearness(a, b, diff))
    return _alike(a, b, diff, single=True)


def _repeated(a: str, b: str, diff: Difference) -> Evidence:
    """Judge two texts of another language than English, of which only the words themselves can be compared."""
    if same_sequence(a, b):
        return Evidence(boost=0.93, reasons=("the same words",))
    bare = _bare_answer(a, b, diff)
    short, long = sorted((a, b), key=len)
    if bare is not None and (bare.vetoes or (bare.boost and (contains(long, short) or not frame(short).content))):
        return bare
    return Evidence(unread=True)


def _alike(a: str, b: str, diff: Difference, *, single: bool) -> Evidence:
    if unknown_language(a, b):
        return _repeated(a, b, diff)
    if (added := partner_joined(a, b, diff)) is not None:
        return Evidence(vetoes=(added,), near=_nearness(a, b, diff))
    bare = _bare_answer(a, b, diff)
    if bare is not None:
        return bare
    if (apart := named_apart(a, b)) is not None:
        return Evidence(vetoes=(apart,), near=_nearness(a, b, diff))
    clash = diff.opposites or diff.siblings
    alike = not diff.only_a and not diff.only_b and not clash and diff.overlap >= 1 and not any(unmatched(a, b))
    if alike and (limits(a) == limits(b) or not diff.a.content):
        return Evidence(boost=0.93, reasons=("the same words in another form or order",))
    turns = parity(diff)
    if turns and turns % 2 == 0 and diff.overlap >= FRAME and not turns_apart(diff):
        return Evidence(boost=0.8, reasons=(f"turned round twice: {_shown(diff.a)} against {_shown(diff.b)}",))
    if single and _one_slot(diff):
        if _are_subjects(a, b, diff):
            near = _nearness(a, b, diff)
            return Evidence(
                near=near, vetoes=(f"different names: {diff.only_a[0].text!r} against {diff.only_b[0].text!r}",)
            )
        return Evidence(doubt=(surfaces(diff.only_a), surfaces(diff.only_b)), mild=_is_verb(diff))
    if diff.opposites and diff.overlap >= _LOOSE and parity(diff) % 2:
        one, other = diff.opposites[0]
        return Evidence(penalty=_PENALTY, reasons=(f"opposites: {one.text!r}, {other.text!r}",))
    names = different_names(diff)
    return Evidence(penalty=_PENALTY, reasons=(names,)) if names and single else Evidence()


def _one_slot(diff: Difference) -> bool:
    """Whether otherwise like sentences differ in one content word each, in one place."""
    return diff.cover >= FRAME and differs_in_one_place(diff)


def _are_subjects(a: str, b: str, diff: Difference) -> bool:
    """Whether both sentences begin with the word they differ in and go on with a verb: names ("Mozart composed it")."""
    return _is_subject(a, diff.a, diff.only_a[0]) and _is_subject(b, diff.b, diff.only_b[0])


def _is_subject(text: str, side: Frame, word: Word) -> bool:
    if len(side.words) < 3 or side.words[0] != word:
        return False
    follows = side.words[1]
    if word.text.endswith("s") and follows.text not in _OF_ONE:
        return False  # a plural is a kind of thing, of which more than names have synonyms
    verb = follows.stem == "be" or follows.text in VERBS or follows.text.endswith(("ed", "s"))
    return text[:1].isupper() and verb and follows.text not in {"this", "his", "its"}


def _is_verb(diff: Difference) -> bool:
    texts = [word.text for word in (*diff.only_a, *diff.only_b)]
    after = [neighbours(diff.a, diff.only_a[0])[1], neighbours(diff.b, diff.only_b[0])[1]]
    return all(text in VERBS or text.endswith(("ed", "s")) for text in texts) and all(after)


def _shown(side: Frame) -> str:
    return repr(" ".join(word.text for word in side.words)[:60])


def _bare_answer(a: str, b: str, diff: Difference) -> Evidence | None:
    """Judge a pair of which one side is a bare answer: it is in the other, or it is another answer."""
    short, long = sorted((a, b), key=lambda text: (len(text.split()), text))
    if len(short.split()) > BARE or short.rstrip()[-1:] in ",:;":
        return None
    why = refused(short, long)
    if why is not None:
        return Evidence(vetoes=(why,))
    own = frame(short)
    only = diff.only_a if short == a else diff.only_b
    if not own.content and not quantities(short):
        return None
    numbers = unmatched(short, long)[0]
    if not only and (why := left_out(short, long)) is not None:
        return Evidence(vetoes=(why,), near=_DOUBTED)
    if not only and not numbers and diff.a.negations % 2 == diff.b.negations % 2 and limits(short) <= limits(long):
        return Evidence(boost=0.92, reasons=(f"{short!r} is the answer in the longer one",))
    ranked = all(item.kind == "ordinal" for item in quantities(short))
    if quantities(short) and not numbers and not (ranked and diff.only_a and diff.only_b):
        return Evidence(boost=0.75, reasons=("the same numbers",))
    if len(own.content) == len(only) and not diff.opposites:
        return Evidence(doubt=(short, long)) if len(long.split()) > BARE else Evidence(doubt=(a, b))
    return None


@lru_cache(maxsize=16384)
def _sentences(text: str) -> tuple[str, ...]:
    text = _LEAD.sub("", text, count=1) if _LEAD.match(text) else text
    parts = (_HEADING.sub("", part) for part in _SENTENCE.split(text))
    return tuple(part for part in parts if part.strip())[:_MAX_SENTENCES] or (text,)
