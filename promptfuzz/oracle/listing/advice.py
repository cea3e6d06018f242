"""Lists of the same advice: heads that say what to do, on both sides the same, and explanations in other words."""

from promptfuzz.oracle.amounts.counts import unmatched
from promptfuzz.oracle.listing.item_names import name_key
from promptfuzz.oracle.listing.items import is_list
from promptfuzz.oracle.listing.list_tails import Headed, headed, is_deed
from promptfuzz.oracle.listing.lists import list_items, same_items
from promptfuzz.oracle.prose.frames import difference, frame
from promptfuzz.oracle.prose.vetoes import different_names
from promptfuzz.oracle.prose.words import stem
from promptfuzz.records import Comparison

_TIPS = frozenset(
    map(
        stem,
        "adjust ask avoid bake be break breathe charge choose connect cut disable drink eat eliminate enable engage "
        "exercise feed focus freeze go grow learn leave let limit listen lock log lower maintain mix pause plug "
        "practice practise prioritise prioritize protect put read reduce relax rest save scan seek sleep spend stay "
        "store stretch switch take track try turn unsubscribe walk warm wear".split(),
    )
)
_FEWEST = 2
# Explanations that share fewer of their words hold opposites by chance: what it "takes", what it "gives".
_SHARED = 0.34
# Explanations of the same advice have a cosine of .40 to .66 in own examples, of other matters one of .24 to .40.
_EVEN, _SLOPE, _MOST = 0.4, 0.5, 0.8


def advice_tails(a: str, b: str) -> tuple[str, str] | None:
    """Return the explanations of two lists whose heads give the same advice, each as one text; None for other pairs.

    None also where a number, a name, a negation or an opposite tells two explanations apart.
    """
    if not (is_list(a) and is_list(b)):
        return None
    left, right = list_items(a), list_items(b)
    if len(left) < _FEWEST or not same_items(left, right, ordered=False):
        return None
    there = {name_key(item.head): item for item in map(headed, right)}
    pairs = [(item, there[key]) for item in map(headed, left) if (key := name_key(item.head)) in there]
    if len(pairs) < len(left) or not all(_is_advice(one) and one.tail and other.tail for one, other in pairs):
        return None
    if any(_are_apart(one.tail, other.tail) for one, other in pairs):
        return None
    first, second = ("; ".join(items) for items in zip(*((one.tail, other.tail) for one, other in pairs), strict=True))
    return first, second


def by_advice(found: Comparison, similarity: float, threshold: float) -> Comparison:
    """Return the comparison of two lists of the same advice by the similarity of their explanations, 0..1."""
    score = min(_MOST, threshold + _SLOPE * (similarity - _EVEN))
    if score < threshold or score <= found.score:
        return found
    reason = f"the same advice, explained alike by meaning: {similarity:.2f}"
    return Comparison(found.similarity, same=score >= threshold, score=score, reasons=(*found.reasons, reason))


def _is_advice(item: Headed) -> bool:
    first = item.head.split(" ", 1)[0]
    return is_deed(first) or stem(first) in _TIPS


def _are_apart(one: str, other: str) -> bool:
    diff = difference(frame(one), frame(other))
    denied = (diff.a.negations - diff.b.negations) % 2
    turned = (diff.opposites or diff.siblings) and diff.overlap >= _SHARED
    return bool(turned or denied or different_names(diff) or all(unmatched(one, other)))
