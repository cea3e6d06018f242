"""From a reading to what it asks to be done: acts, the kind of question, and the faults of two that differ."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from promptfuzz.constraints.faults import Fault
from promptfuzz.constraints.lexicon import MILD_ACTS
from promptfuzz.constraints.reading import SLOT, WORD, Reading
from promptfuzz.constraints.stems import act_of, mentions_of

_CLAUSE = re.compile(r"(?<=[.?!:;])\s+|\n+")
# Whoever asks for one of these wants another text; no way of saying anything else needs them.
_OTHER_TEXT = {"translate", "summarise"}
_POLITE = frozenset("please q now then next kindly also just hey finally".split())
_BEFORE_ACT = frozenset("to you please then must should".split())
_AUXILIARIES = frozenset(
    "is are was were do does did can could will would should has have had may might".split()
)  # fmt: skip
_WHETHER = re.compile(
    r"\bwhether\b|\b(?:determine|decide|if|know|confirm|tell|check|indicate|say|see|judge|clarify|verify|state|"
    r"identify)\b(?: \w+)? if\b|, (?:is|are|was|were|do|does|did|can|could|will|would|should|has|have)\b"
)
_THE_ONE = re.compile(r"\bthe (?:\w+ ){0,3}(?:that|who|one|[a-z]+er|[a-z]+est|first|last)\b")
_PROGRAM = re.compile(
    r"\b(?:write|create|build|generate|develop|design|train|implement|code|make)\b(?: \w+){0,3} "
    r"(?:model|program|function|classifier|script|algorithm|system|method|code)\b|\blen\(\)|\bpython\b"
)
_ASKS_QUESTION = re.compile(
    r"\b(?:write|create|generate|ask|pose|formulate)\b(?: \w+){0,4} (?:questions?|prompts?|tasks?|instructions?)\b"
)
_DEMAND = re.compile(
    r"\bexpla(?:in|nation)\w*|\breason(?:s|ing)?\b|\bstep[- ]by[- ]step|\bin detail|\bdetailed|\bjustif\w+|"
    r"\b(?:rich|refined|sophisticated|creative|poetic|elaborate)\b|\bstyle\b|\blength of\b|\bas many\b|\bat least\b|"
    r"\bassume\b|\bof your (?:own )?choice\b|\bseparated by\b"
)
_NEGATED_ACT = re.compile(r"\b(?:do not|don['’]t|never|must not|mustn['’]t|refrain from|avoid)\s+(?:\w+ly )?(\w+)")
_TURNED = re.compile(
    r"\b(?:swap(?:ped|ping)? (?!\w+ (?:\w+ )?for\b)\w|revers(?:e|ed|ing)\b|invert(?:ed|ing)?\b|opposite\b|"
    r"other way a?round\b)"
)
_VAGUE = re.compile(r"\b(?:certain|specific|particular)\b")


@lru_cache(maxsize=64)  # each keeps a reading with all that was read off it
def acts_in(reading: Reading) -> frozenset[str]:
    """Return the acts that stand where an act can stand, and ``which``, ``what``, ``whether`` for questions."""
    found: set[str] = set()
    for clause in _CLAUSE.split(reading.body.replace(SLOT, " slot ")):
        words = [word.lower() for word in WORD.findall(clause)]
        while words and words[0] in _POLITE:
            words = words[1:]
        if not words:
            continue
        places = [words[0], *(word for before, word in pairwise(words) if before in _BEFORE_ACT)]
        found |= {act for word in places if (act := act_of(word))}
        found |= {word for word in ("which", "what") if word in words}
        asked = words[0] in _AUXILIARIES and words[1:2] != ["you"]
        if asked or _WHETHER.search(clause.lower()):
            found.add("whether")
    return frozenset(found)


def act_faults(base: Reading, reworded: Reading) -> Iterator[Fault]:
    """Yield where a rewording asks for something else to be done."""
    before, after = acts_in(base), acts_in(reworded)
    kinds = {"which", "what", "whether"} | MILD_ACTS
    new = sorted(after - before - kinds - _mentioned(base))
    lost = sorted(before - after - kinds - _mentioned(reworded))
    swapped = bool(new and (lost or _OTHER_TEXT & set(new)))
    if new:
        yield Fault("act_new", min(2, len(new)), f"it asks to {' and to '.join(new)}", veto=swapped)
    if lost:
        yield Fault("act_lost", min(2, len(lost)), f"it no longer asks to {' or to '.join(lost)}", veto=swapped)
    if new and "choose" in before and not _selects(reworded):
        yield Fault("choice_lost", 1, "it no longer asks to choose")
    if "which" in before and not _selects(reworded):
        yield Fault("selection_lost", 1, "it no longer asks which one")
    if "which" in before and "whether" not in before and "whether" in after and not {"which", "what"} & after:
        yield Fault("which_to_whether", 1, "which one has become whether or not")
    for kind, pattern, reason in (
        ("program", _PROGRAM, "it asks for a program or model that does the task"),
        ("asks_question", _ASKS_QUESTION, "it asks for a question instead of an answer"),
        ("vague", _VAGUE, ""),
    ):
        if pattern.search(reworded.low) and not pattern.search(base.low):
            yield Fault(kind, 1, reason)
    refused = sorted(_negated(reworded) & before - _negated(base) - {"give", "compare"})
    if refused:
        yield Fault("act_negated", 1, f"it asks not to {' or to '.join(refused)}", veto=True)
    if _TURNED.search(reworded.low) and not _TURNED.search(base.low):
        yield Fault("turned", 1, "it asks for the opposite", veto=True)
    demands = set(_DEMAND.findall(reworded.low)) - set(_DEMAND.findall(base.low))
    if demands:
        yield Fault("demand", min(3, len(demands)) ** 0.5, f"it demands more: {', '.join(sorted(demands))}")


def _negated(reading: Reading) -> set[str]:
    return {act for word in _NEGATED_ACT.findall(reading.low) if (act := act_of(word))}


def _mentioned(reading: Reading) -> set[str]:
    return {act for one in reading.stems if (act := mentions_of().get(one))}


def _selects(reading: Reading) -> bool:
    if "which" in reading.words or "what" in reading.words or _THE_ONE.search(reading.low):
        return True
    return any(act_of(word) == "choose" for word in reading.words)
