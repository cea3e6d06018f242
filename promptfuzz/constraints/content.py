"""From two readings to the faults of what is said: numbers, labels, quotes, directions, quantifiers, words."""

import re
from collections.abc import Iterator
from math import log1p

from promptfuzz.constraints.faults import Fault
from promptfuzz.constraints.reading import Reading
from promptfuzz.constraints.stems import ends_of, groups_of, stem
from promptfuzz.measures import chrf

_ALL = re.compile(r"\b(?:all|every|everything|everyone|only|exclusively|solely|entirely|both|entire)\b", re.IGNORECASE)
_ANY = re.compile(r"\b(?:any|at least one|some|one or more|a single)\b", re.IGNORECASE)
_CONDITION = re.compile(
    r"\b(?:whether )?or not\b|\bnot (?:only|just|necessarily)\b|"
    r"\b(?:if|that|when|because|indicating|otherwise)\b[^.\n]{0,60}?(?:\bnot\b|n['’]t\b)|[\"']?not [^.\n]{0,40}[\"']"
)
_NEGATION = re.compile(r"\b(?:not|never|cannot|without|neither|nor)\b|n['’]t\b")
_EXCLUDING = re.compile(r"\b(?:avoid|refrain|exclud\w+|omit\w*|leave out|skip|no|none|free of|instead of|unless)\b")
_FIXED = re.compile(
    r"https?://[^\s<>\"')]+|`[^`\n]+`|[\w.+-]+@[\w-]+\.\w+|<[A-Za-z_/][^<>\n]{0,60}>|\[[A-Z][A-Z0-9_ ]*\]"
)
_BOUND = {"atmost": "at most", "atleast": "at least"}
_VERDICTS = frozenset({"yes", "no", "true", "false"})
_ASIDE = re.compile(r"\([^)\n]{3,}")


def content_faults(base: Reading, reworded: Reading) -> Iterator[Fault]:
    """Yield where a rewording says something else."""
    yield from _numbers(base, reworded)
    yield from _labels(base, reworded)
    yield from _directions(base, reworded)
    yield from _negations(base, reworded)
    yield from _words(base, reworded)


def _numbers(base: Reading, reworded: Reading) -> Iterator[Fault]:
    implied = {str(len(base.slots)), str(len(base.labels))}
    new = sorted(set(reworded.numbers) - set(base.numbers) - implied)
    lost = sorted(set(base.numbers) - set(reworded.numbers))
    changed = bool(new and lost)
    if new:
        yield Fault("number_new", min(3, len(new)) ** 0.5, f"new numbers: {', '.join(new[:4])}", veto=changed)
    if lost:
        yield Fault("number_lost", 1, f"lost numbers: {', '.join(lost[:4])}", veto=changed)
    asides = len(_ASIDE.findall(reworded.text)) - len(_ASIDE.findall(base.text))
    if asides > 0:
        yield Fault("aside_new", min(3, asides) ** 0.5)


def _labels(base: Reading, reworded: Reading) -> Iterator[Fault]:
    lost = sorted(label for label in base.labels if not reworded.names(label))
    if lost:
        some = len(lost) < len(base.labels)
        kind = "label_some_lost" if some else "verdict_lost" if set(lost) <= _VERDICTS else "label_all_lost"
        yield Fault(kind, 1, f"lost answers or quotes: {', '.join(map(repr, lost[:4]))}")
    new = [label for label in reworded.labels if not base.names(label)]
    if new:
        shown = ", ".join(map(repr, sorted(new)[:4]))
        yield Fault("label_new", min(3, len(new)) ** 0.5, f"new answers or quotes: {shown}")
    longer = [text for text in reworded.quoted if len(text.split()) > 3 and not base.names(text)]
    if longer:
        yield Fault("quote_new", min(3, len(longer)) ** 0.5, "a quotation that the base has not")
    gone = [text for text in _FIXED.findall(base.text) if text not in reworded.text]
    if gone:
        yield Fault("fixed_lost", 1, f"lost: {', '.join(map(repr, gone[:3]))}", veto=True)
    if any(len(text.split()) > 3 and not reworded.names(text) for text in base.quoted):
        yield Fault("fixed_lost", 1, "a quoted string is lost", veto=True)


def _directions(base: Reading, reworded: Reading) -> Iterator[Fault]:
    """A scale of which the base names one end: the rewording names the other, both, or none."""
    ends: dict[int, dict[int, str]] = {}
    for word in base.words:
        for scale, end in ends_of(word):
            ends.setdefault(scale, {})[end] = word
    others: dict[int, dict[int, str]] = {}
    for word in reworded.words:
        for scale, end in ends_of(word):
            others.setdefault(scale, {})[end] = word
    for scale, named in ends.items():
        if len(named) != 1:
            continue
        (end, word), other = next(iter(named.items())), others.get(scale, {})
        if other and end not in other:
            reason = f"{_BOUND.get(word, word)!r} has become {_BOUND.get(other[1 - end], other[1 - end])!r}"
            yield Fault("direction_turned", 1, reason, veto=True)
        elif len(other) == 2:
            yield Fault("direction_both", 1)
        elif not other and scale < 2 and not _is_covered(stem(word), reworded):
            yield Fault("direction_lost", 1, f"{word!r} is lost")


def _negations(base: Reading, reworded: Reading) -> Iterator[Fault]:
    before, after = (len(_NEGATION.findall(_CONDITION.sub("", side.low))) for side in (base, reworded))
    if before and not after:
        if not _EXCLUDING.search(reworded.low):
            yield Fault("negation", 1, "a negation is lost", veto=not _NEGATION.search(reworded.low))
    elif after and not before and not _EXCLUDING.search(base.low):
        yield Fault("negation", 1, "a negation is new")
    if _ALL.search(base.body) and not _ALL.search(reworded.body):
        yield Fault("all_lost", 1, "'all' or 'only' is lost")
    elif _ANY.search(base.body) and not _ANY.search(reworded.body) and _ALL.search(reworded.body):
        yield Fault("all_lost", 1, "'any' has become 'all'")


def _words(base: Reading, reworded: Reading) -> Iterator[Fault]:
    own = [stem(word) for word in base.content]
    lost = sum(not _is_covered(one, reworded) for one in own)
    if lost:
        missing = [word for word in base.content if not _is_covered(stem(word), reworded)]
        share = lost / len(own)
        yield Fault("words_lost", share, f"no word for {', '.join(map(repr, missing[:4]))}" if share > 0.4 else "")
    names = {stem(part.rstrip("0123456789")) for name in base.counts for part in name.lower().split("_")}
    other = reworded.content
    new = [word for word in other if not _is_covered(stem(word), base) and stem(word) not in names]
    if new:
        shown = f"new words: {', '.join(map(repr, new[:5]))}" if len(new) > 3 else ""
        yield Fault("words_new", log1p(len(new)), shown)
        yield Fault("words_new_share", len(new) / len(other))
        if lost:
            yield Fault("words_replaced", lost / len(own) * len(new) / len(other))
    yield Fault("spelling", 1 - chrf(*sorted((base.body.casefold()[:4000], reworded.body.casefold()[:4000]))))


def _is_covered(one: str, reading: Reading) -> bool:
    if one in reading.stems or groups_of(one) & reading.groups:
        return True
    return len(one) > 4 and one[:5] in reading.beginnings
