"""From two readings to the faults of the slots: lost, invented, only talked about, or standing where data cannot."""

import re
from collections.abc import Iterator

from promptfuzz.constraints.faults import Fault
from promptfuzz.constraints.reading import Reading, SlotUse
from promptfuzz.constraints.stems import groups_of, stem

_NAMING = re.compile(
    r"\b(?:placeholders?|keywords?|variables?)\b[^\n]{0,40}$|"
    r"\b(?:represented|denoted|symboli[sz]ed|referred to|called|named)(?: by| as| with)?\W*$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\W*(?:is|are|refers?|stands?|contains?)\b.{0,20}\b(?:placeholders?|keywords?|variables?|slots?)\b", re.IGNORECASE
)
_SUBJECT = re.compile(r"\s+(?:is|are|was|were|has|have|be|as|can|lead|to)\b")
_PREDICATE = re.compile(r"(?:\b(?:is|are|be|was|it|either|deemed|considered)|\b[a-z]{4,}ly)\s*$", re.IGNORECASE)
_JOINED = re.compile(r"\b(?:or|and)(?: an?| the)?\s*$", re.IGNORECASE)
_JOINS = re.compile(r"\s+(?:or|and)\s+(?!\x01|\W*\{)", re.IGNORECASE)
_LABEL = re.compile(r"([\w ]{1,30}):\s*[\"'\[(]*$")


def slot_faults(base: Reading, reworded: Reading) -> Iterator[Fault]:
    """Yield what is wrong with the slots of a rewording."""
    for name in base.counts:
        if name not in reworded.counts:
            yield Fault("slot_lost", 1, f"slot {{{name}}} is lost", veto=True)
    for name in reworded.counts:
        if name not in base.counts:
            yield Fault("slot_new", 1, f"slot {{{name}}} is not in the base", veto=True)
    kept = [name for name in base.counts if name in reworded.counts]
    extra = sum(max(0, reworded.counts[name] - base.counts[name]) for name in kept)
    if extra:
        yield Fault("slot_repeated", min(2, extra), "a slot is put in more often")
    for name in kept:
        yield from _placing(name, base.uses(name), reworded.uses(name), base)
    yield from _order(kept, base, reworded)


def _placing(name: str, before: list[SlotUse], after: list[SlotUse], base: Reading) -> Iterator[Fault]:
    shown = f"{{{name}}}"
    if not any(_is_named(use) for use in before) and all(_is_named(use) for use in after):
        reason = f"slot {shown} is only named as a placeholder, never put in as data"
        yield Fault("slot_named_only", 1, reason, veto=True)
    labels = [match[1] for use in after if (match := _LABEL.search(use.before))]
    if any(not _fits(label, name, base) for label in labels):
        yield Fault("slot_mislabelled", 1, f"slot {shown} stands under another heading")
    if not any(use.apart for use in before) or any(use.apart for use in after):
        return
    if any(use.inside for use in after):
        yield Fault("slot_inside", 1, f"slot {shown} stood apart and is now part of a sentence")
    if any(_SUBJECT.match(use.after) and use.ahead != "" for use in after):
        yield Fault("slot_subject", 1, f"slot {shown} is now the subject of a sentence")
    if any(_PREDICATE.search(use.before) or _JOINED.search(use.before) or _JOINS.match(use.after) for use in after):
        yield Fault("slot_as_word", 1, f"slot {shown} stands where a word of the question stood")


def _is_named(use: SlotUse) -> bool:
    return bool(_NAMING.search(use.ahead[-80:])) or bool(_NAMED.match(use.after))


def _fits(label: str, name: str, base: Reading) -> bool:
    stems = {stem(word) for word in label.lower().split()}
    own = {stem(re.sub(r"\d+$", "", part)) for part in name.lower().split("_")}
    return bool(stems & own) or any(one in base.stems or groups_of(one) & base.groups for one in stems)


def _order(kept: list[str], base: Reading, reworded: Reading) -> Iterator[Fault]:
    order = [name for name in dict.fromkeys(use.name for use in reworded.slots) if name in base.counts]
    if order != kept and not all(any(use.apart for use in reworded.uses(name)) for name in order):
        yield Fault("slot_order", 1, "the slots come in another order")
