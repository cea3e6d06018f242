"""How a number was worked out, said behind it: the 10 and the 7.20 of "2.80: ten minus 7.20"."""

import re
from collections.abc import Sequence
from itertools import pairwise

from promptfuzz.oracle.choices.mentions import Mention

_LEADS = re.compile(
    r"(?: ?[a-z$%\u20ac\u00a3\u00b0/]{1,12}){0,3}(?:: | - |, (?:i\.e\.|namely|since|because|that is) )", re.I
)
_OPERATOR = re.compile(
    r" ?(?:[a-z]{1,12} ){0,2}(?:[-+*/x\u00d7\u00f7\u00b7]|plus|minus|times|less|divided by|multiplied by) ?",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?: ?[a-z$%\u20ac\u00a3\u00b0/]{1,12}){0,4}(?:[.;)](?:\s|$)|\n|$)", re.IGNORECASE)


def without_workings(body: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Leave out the numbers of a calculation that ends a sentence behind the number that it comes to."""
    dropped: set[int] = set()
    for at, mention in enumerate(mentions[:-2]):
        match = _LEADS.match(body, mention.stop)
        chain = _chain(body, mentions[at + 1 :])
        if match and len(chain) > 1 and chain[0].start == match.end() and _ENDS.match(body, chain[-1].stop):
            dropped |= {part.start for part in chain}
    return [mention for mention in mentions if mention.start not in dropped]


def _chain(body: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the first numbers of `mentions` that operators join."""
    chain = list(mentions[:1])
    for left, right in pairwise(mentions):
        if not _OPERATOR.fullmatch(body, left.stop, right.start):
            break
        chain.append(right)
    return chain
