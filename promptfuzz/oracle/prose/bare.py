"""A bare answer beside a longer one in which it stands: the longer one may deny it, or leave it open."""

import re
from functools import lru_cache

from promptfuzz.oracle.amounts.counts import unmatched
from promptfuzz.oracle.prose.words import expand

_CLAUSE = re.compile(r"[.;:!?\n](?:\s|$)|, |\bbut\b|\balthough\b|\bwhile\b|\bbecause\b|\bhowever\b")
_DENIAL = re.compile(
    r"\b(?:not|never|neither|nor|hardly|other than|rather than|instead of)"
    r" (?!only\b|just\b|merely\b|sure\b)(?P<between>(?:[\w'-]+ ){0,3})$"
)
_BUT = re.compile(r"\b(?:anything|anyone|anywhere|everything|everyone|all) but (?:the |a )?$")
_BOUND = re.compile(r"(?<!\bno )(?<!\bnot )\b(?:less|more|fewer) than $")
# Between a denial and what stands behind it: "do not pay after 2 June" and "do not forget 2 June" deny neither.
_KEPT = re.compile(
    r"\b(?:after|before|later|earlier|past|beyond|until|till|than|exceed|over|under|above|below|forget|miss|fail|worry"
    r"|hesitate|say|mention|only|just|that|which|who|if|when|because|as)\b"
)
_OTHER = re.compile(
    r",? or (?!more\b|less\b|fewer\b|so\b|later\b|earlier\b|sooner\b|before\b|after\b|above\b|below\b|over\b|under\b"
    r"|higher\b|lower\b|older\b|younger\b|better\b|near\b|around\b|about\b|equivalent|rather\b|otherwise\b|else\b"
    r"|at least\b|at most\b|in other\b|not\b)(?P<other>[\w'$€£%.-]+(?: [\w'%.-]+)?)"
)
_BEFORE = re.compile(r"(?P<other>[\w'$€£%-]+(?: [\w'%-]+)?),? or (?:perhaps |possibly |maybe |even )?$")
_LATER = re.compile(
    r"^[^.!?]{0,60}?\b(?:could|might|may|can) (?:also|just as well|equally) be (?P<other>[\w'$€£%-]+(?: [\w'%-]+)?)"
)


@lru_cache(maxsize=4096)
def refused(short: str, long: str) -> str | None:
    """Say why `long` does not give the bare answer `short` that stands in it; None where it may give it.

    It does not where every mention is denied ("it is not Paris"), a bound, or one of several answers ("Paris or Lyon").
    """
    bare, text = expand(short).strip(" .!\"'*`"), expand(long)
    if not bare or re.search(r"\b(?:not|no|never|or)\b", bare):
        return None
    mentions = list(re.finditer(rf"(?<![\w.,]){re.escape(bare)}(?![\w%]|[.,]\d)", text))
    told = [_denied(bare, text[: m.start()]) or _one_of(bare, text[: m.start()], text[m.end() :]) for m in mentions]
    return told[0] if told and all(told) else None


def _denied(bare: str, before: str) -> str | None:
    if _BOUND.search(before):
        return f"only the longer one gives a bound: {bare!r}"
    found = _DENIAL.search(_CLAUSE.split(before)[-1])
    if not _BUT.search(before) and (found is None or _KEPT.search(found["between"])):
        return None
    return f"only the longer one denies {bare!r}"


def _one_of(bare: str, before: str, after: str) -> str | None:
    found = _OTHER.match(after) or _LATER.match(after) or _BEFORE.search(before)
    if found is None:
        return None
    other = found["other"]
    numbers = unmatched(bare, other)
    if other == bare or (any(character.isdigit() for character in bare + other) and not any(numbers)):
        return None  # the same amount in another unit
    return f"the longer one leaves it open: {bare!r} or {other!r}"
