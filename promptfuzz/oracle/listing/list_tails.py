"""From the items of two lists to what stands behind their heads, and whether it tells the items apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from promptfuzz.oracle.amounts.counts import conflict
from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.prose.frames import difference, frame
from promptfuzz.oracle.prose.vetoes import FRAME, vetoes
from promptfuzz.oracle.prose.words import stem

_BOLD_HEAD = re.compile(r"(?P<head>(?:\*\*|__)[^*_\n]{1,80}?)(?P<stop>[.!]?)(?:\*\*|__)(?P<rest>.*)")
_MARKED = re.compile(r" ?[:(=]| -")
_SAYS = re.compile(r"\.? (?:is|are|was|were|has|have|can|means|refers)\b")
# What follows an item to explain it: "red (R)", "rust - a systems language", "flour: 200 g".
_TAIL = re.compile(r"(?P<mark> ?\(| - |:(?!(?<=\d:)\d) ?)(?P<tail>[^\n]*?)\)?$")
_EXPLAINS = 4
# "the capital of Italy", "Italy's largest city", "most used", "for the salad": what a thing is, and not what is due.
_DESCRIBES = re.compile(
    r"(?:an?|the|its|their|one of|known|used|popular|most|more|very|quite|highly|widely|\w+ly|is|are|was|has|for|as|in|"
    r"with|from|like)\b|(?:\w+ )?\w+'s\b"
)
# Heads whose tail is a value: a field of a record, a time, or a place in a row ("day 2")
_FIELD = re.compile(
    r"(?:.* )?(?:actions?|address|age|amount|arrival|assignee|author|budget|category|cause|city|client|colou?r|company|"
    r"conclusion|contact|cost|country|customer|date|day|deadline|decision|department|departure|destination|diagnosis|"
    r"dosage|dose|duration|e-?mail|end|fee|fix|frequency|grade|height|id|impact|invoice|language|length|level|location|"
    r"manager|model|name|next steps?|number|order|origin|outcome|owner|phone|place|plan|price|priority|product|"
    r"quantity|rating|reason|recommendation|reference|resolution|result|risk|role|root cause|score|sender|sentiment|"
    r"severity|size|solution|start|state|status|subject|summary|team|time|title|tone|topic|total|type|urgency|venue|"
    r"verdict|version|weight|winner|year|breakfast|lunch|dinner|starter|main|dessert|morning|afternoon|evening|night|"
    r"today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"|(?:day|week|month|phase|stage|room|group|team|table|q) ?\d{1,2}|\d{1,2}[:.]\d{2}.*"
)
# A field whose value is itself something to do
_DUE = re.compile(r"(?:.* )?(?:actions?|fix|plan|recommendation|resolution|solution|steps?|decision)")
_ASKS = frozenset("how what which whether who where when why work consider think try aim avoid keep stick".split())
_DOES = re.compile(
    r"(?:(?:will|must|should|shall|to|needs? to|has to|is to|agreed to|is going to) )?(?P<verb>[a-z]+)\b"
)
_DEEDS = frozenset(
    map(
        stem,
        "add analyse analyze announce answer approve arrange ask assign attend book bring build buy calculate call "
        "cancel change check choose clean clear close collect compare compile complete confirm contact cook "
        "coordinate copy create decide define delete deliver deploy design develop discuss document download draft "
        "drive email ensure evaluate explain fetch file fill finalise finalize find finish fix follow forward gather "
        "get give handle help hire implement improve inform inspect install investigate invite keep launch lead look "
        "mail make manage measure meet merge migrate monitor move notify offer open order organise organize paint pay "
        "phone pick plan post prepare present print provide publish put rebuild record refund remind remove rename "
        "renew repair replace reply report request research reserve reset restart restore return review revise "
        "rewrite ring run schedule sell send set share ship sign speak start stop submit summarise summarize take "
        "talk tell test train transfer translate unplug update upgrade upload use verify visit wait wash watch water "
        "write".split(),
    )
)
# "Communication - keep everyone informed": advice on a matter, and no one's task
_MATTER = re.compile(r".*(?:tion|sion|ment|ness|ity|ing|ance|ence|ship|cy|sis|ics|ism|[^s]s)")
_MOST_NAMES = 2
_PASSED_ON, _APART = 2, 0.3
_SHORT = 3
# Of so few words none may be another: "Anna Meier" is not "Anna Kurz".
_FEW = 2


@dataclass(frozen=True, slots=True, order=True)
class Headed:
    """An item: its head, the mark behind it, and its tail, both empty where the item is its head alone."""

    head: str
    mark: str = ""
    tail: str = ""


def marked_head(line: str) -> str:
    """Return a line with a mark behind its bold head where only the type parts it from what follows."""
    match = _BOLD_HEAD.match(line)
    if match is None or not match["rest"].strip() or _MARKED.match(match["rest"]) or match["head"].endswith(":"):
        return line
    if match["stop"] or match["rest"].startswith(".") or _SAYS.match(match["rest"]):
        return f"{match['head'].lstrip('*_')} - {match['rest'].lstrip('. ')}"
    return line


def headed(item: str) -> Headed:
    """Part an item into its head and its tail."""
    match = _TAIL.search(item, 1)
    if match is None:
        return Headed(item)
    return Headed(item[: match.start()].strip(), match["mark"].strip(), match["tail"].strip())


def same_tail(a: Headed, b: Headed) -> bool:
    """Whether two items with one head are the same: one tells no more, or both tell the same, or only explain it."""
    if a.tail == b.tail or not a.tail or not b.tail:
        return True
    if conflict(a.tail, b.tail, framed=False):
        return False
    if _is_due(a, b):
        return _alike(a.tail, b.tail)
    given = {bool(quantities(item.tail)) for item in (a, b)}
    if given == {True} or a.mark != b.mark or max(a.tail.count(" "), b.tail.count(" ")) >= _EXPLAINS:
        return True
    return all(_DESCRIBES.match(item.tail) for item in (a, b)) or _alike(a.tail, b.tail)


def are_exchanged(left: Sequence[Headed], right: Sequence[Headed]) -> bool:
    """Whether tails have gone over to other heads: what was due from one item is due from another."""
    passed_on = 0
    for one in left:
        own = next((other for other in right if other.head == one.head), None)
        if own is None or not one.tail or not own.tail:
            continue
        kept = _shared(one.tail, own.tail)
        taken = max((_shared(one.tail, other.tail) for other in right if other.head != one.head), default=0.0)
        passed_on += taken > FRAME and taken - kept >= _APART
    return passed_on >= _PASSED_ON


def tell_differently(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether some item has different tails on both sides, which only a comparison of free text can judge."""
    return any(one.tail != other.tail for one, other in _pairs(left, right))


def short_values_differ(left: Sequence[str], right: Sequence[str]) -> str:
    """Name the first item of which both sides give another value in a few words, nothing where there is none."""
    for one, other in _pairs(left, right):
        short = max(one.tail.count(" "), other.tail.count(" ")) < _SHORT
        if short and _is_due(one, other) and not same_tail(one, other):
            return one.head
    return ""


def is_deed(word: str) -> bool:
    """Whether `word` is a verb of doing, as in "restart the router"."""
    return stem(word) in _DEEDS


def _pairs(left: Sequence[str], right: Sequence[str]) -> list[tuple[Headed, Headed]]:
    """Return the items of one head that tell something on both sides."""
    there = {(item := headed(text)).head: item for text in right}
    items = [item for item in map(headed, left) if item.tail and item.head in there]
    return [(item, there[item.head]) for item in items if there[item.head].tail]


def _is_due(a: Headed, b: Headed) -> bool:
    """Whether both tails are what the head is asked for: the values of a field, or somebody's tasks."""
    return (_is_value(a) and _is_value(b)) or (_is_task(a) and _is_task(b))


def _is_value(item: Headed) -> bool:
    """Whether the tail is the value of a field, and not advice on it ("budget: decide how much you can spend")."""
    if not _FIELD.fullmatch(item.head):
        return False
    first = item.tail.split(" ", 1)[0]
    return bool(_DUE.fullmatch(item.head)) or not (first in _ASKS or stem(first) in _DEEDS)


def _is_task(item: Headed) -> bool:
    """Whether somebody is to do something: a name as the head, and a verb of doing before all in the tail."""
    names = item.head.split()
    if len(names) > _MOST_NAMES or _MATTER.fullmatch(item.head) or stem(names[0]) in _DEEDS:
        return False
    does = _DOES.match(item.tail)
    return does is not None and stem(does["verb"]) in _DEEDS


def _alike(a: str, b: str) -> bool:
    diff = difference(frame(a), frame(b))
    few = min(len(diff.a.content), len(diff.b.content)) <= _FEW
    return (diff.overlap == 1 if few else diff.cover >= FRAME) and not vetoes(a, b, diff)


def _shared(a: str, b: str) -> float:
    """Return the share of the longer tail's words that the other has too, 0..1."""
    left, right = frame(a).own, frame(b).own
    return len(left & right) / (max(len(left), len(right)) or 1)
