"""What a letter does: it asks for something, grants it or declines it; two letters that do otherwise differ."""

import re
from functools import lru_cache

from promptfuzz.oracle.prose.words import expand

_GRANTS = re.compile(
    r"\b(?:congratulations|here (?:is|are) (?:the|your)|please find|(?:is|are) attached|attached (?:is|are)|"
    r"(?:happy|pleased|glad|delighted) to (?:approve|offer|accept|grant|inform|confirm|"
    r"invite|tell|"
    r"let|say that)|(?:i|we) (?:hereby |gladly )?(?:approve|grant|accept) (?:your|the)|(?:your|the) (?:\w+ ){1,4}"
    r"(?:is|was|has been|have been|are) (?:approved|granted|accepted|updated|changed|refunded|extended)|"
    r"(?:i|we) have (?:now |just |already |gladly )?(?:updated|changed|approved|granted|accepted|refunded|"
    r"extended|issued)"
    r"|of course you can|you (?:have been|are) (?:selected|accepted|hired|approved))\b"
)
_DECLINES = re.compile(
    r"\b(?:(?:i|we) (?:\w+ )?(?:can not|are not able|am not able|are unable|am unable|could not|"
    r"will not be able|regret|"
    r"must decline|have to decline|decline|reject|have decided not|decided not|have decided against)|"
    r"(?:another|a different|other|an other) (?:candidate|applicant)s?|not (?:been )?(?:possible|approved|granted|"
    r"accepted|selected|successful|approve|grant|accept)|unsuccessful|rejected|declined|(?:is|are) unable|"
    r"someone else for)\b"
)
_ASKS = re.compile(
    r"\b(?:(?:could|may|might|can|would) (?:i|we|you)\b[^.!\n]*\?|(?:i|we)(?: would|'d)? (?:like to|want to|"
    r"wish to|hereby|am "
    r"writing to|are writing to)(?: kindly| formally)? (?:request|ask|apply)|(?:i|we) (?:kindly |"
    r"hereby )?(?:request|ask)\b|"
    r"(?:i|we) would (?:appreciate|be grateful)|would it be possible)"
)


def decided_apart(a: str, b: str) -> str | None:
    """Say that one letter grants what the other declines or asks for; None where a letter does both or neither."""
    left, right = _deeds(a), _deeds(b)
    for one, other in ((left, right), (right, left)):
        if one == {"grants"} and "grants" not in other and other:
            return f"one grants, the other {min(other)}"
    return None


@lru_cache(maxsize=8192)
def _deeds(text: str) -> frozenset[str]:
    said = expand(text)
    found = (("asks", _ASKS), ("declines", _DECLINES), ("grants", _GRANTS))
    return frozenset(name for name, pattern in found if pattern.search(said))
