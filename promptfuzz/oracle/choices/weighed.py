"""Which of the labels that an output sets against each other it weighs more: by a score, or by a comparison."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from promptfuzz.oracle.choices.mentions import Mention, distinct

_NUMBER = r"(?P<number>\d{1,3}(?:\.\d{1,6})?|\.\d{1,6})(?P<of> ?%| ?/ ?\d{1,3}(?![\d.])| out of \d{1,3})?"
_SCORED = re.compile(
    r"[\"')\]]{0,2}(?: (?:score|probability|confidence|likelihood|chance|share|sentiment))?(?: ?[:=(] ?\(?| - |"
    rf" [-=]?> ?| ?→ ?| ?\| ?| (?:is|at|about) | (?=\d)){_NUMBER}(?![\w.]*\w| ?%| ?/ ?\d)"
    r"(?! (?!and\b|or\b|vs\b|likely\b|confiden|probability\b)(?-i:[a-z]))",
    re.IGNORECASE,
)
_SHARED = re.compile(rf"(?<![\w.]){_NUMBER} (?:(?:likely|sure|confident|chance of|probability of|is) )?[\"'(]?$")
_WHOLE = (Decimal("0.97"), Decimal("1.03"))
_MORE = re.compile(r"(?<!no )(?<!not )(?<!n't )\b(?:more|rather|closer to(?: being)?)(?: of)?(?: an?)? [\"'(]?$", re.I)
_THAN = re.compile(r"[\"')]? than(?: to)?(?: it is| as| of)?(?: an?| the)? [\"'(]?", re.IGNORECASE)
_BEATS = re.compile(
    r"[\"')]?(?: (?:\w+ ){0,2}?)(?:outweighs?|outnumbers?|prevails? over|dominates? over) (?:the |its |all )?[\"'(]?",
    re.IGNORECASE,
)
_REACH = 48


def unoutscored(text: str, mentions: Sequence[Mention], *, among: int = 0, whole: bool = False) -> list[Mention]:
    """Return the mentions without the labels that have a lower score than another; equal ones are marked as a list.

    "Positive: 10%, Negative: 85%" keeps "Negative". A single label with less than its share `among` so many is none:
    "spam probability: 2%". Where the scores must be of one `whole`, those that do not add up to one are no scores.
    """
    scores = {at: score for at, mention in enumerate(mentions) if (score := _score(text, mention)) is not None}
    values = {mentions[at].value for at in scores}
    kinds = {kind for _, kind in scores.values()}
    if len(kinds) != 1:
        return list(mentions)
    shares = {at: share for at, (share, _) in scores.items()}
    if len(values) == 1:
        hardly = len(scores) == len(mentions) and kinds == {"%"} and max(shares.values()) * among < 1
        return [] if hardly and among else list(mentions)
    total = sum(shares.values())
    if (whole or kinds == {""}) and not _WHOLE[0] <= total / (100 if total > 2 else 1) <= _WHOLE[1]:
        return list(mentions)
    best = max(shares.values())
    kept = [mention for at, mention in enumerate(mentions) if shares.get(at, best) == best]
    tied = len({mentions[at].value for at in shares if shares[at] == best}) > 1
    return [replace(mention, listed=True) for mention in kept] if tied else kept


def _score(text: str, mention: Mention) -> tuple[Decimal, str] | None:
    """Return the score of a mention and what it is counted in: "%", "/5", or nothing."""
    match = _SCORED.match(text, mention.stop)
    before = None if match else _SHARED.search(text[max(0, mention.start - _REACH) : mention.start])
    if before and not (before["of"] or "").endswith("%"):
        return None
    found = match or before
    if found is None:
        return None
    unit = (found["of"] or "").replace("out of", "/").replace(" ", "")
    share = Decimal(found["number"])
    return (share / 100 if unit == "%" else share), unit


def beaten(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that are only what another one is more than: the second of "more positive than negative"."""
    found = []
    for left, right in pairwise(mentions):
        between = text[left.stop : right.start]
        before = text[max(0, left.start - _REACH) : left.start]
        more = _MORE.search(before) and _THAN.fullmatch(between)
        if left.value != right.value and (more or _BEATS.fullmatch(between)) and len(distinct(mentions)) > 1:
            found.append(right)
    return found
