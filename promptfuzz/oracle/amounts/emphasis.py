"""Where an output sets an amount in bold: the one that it means as its answer, if there is only one."""

import re
from collections.abc import Sequence

from promptfuzz.oracle.choices.mentions import Mention, distinct
from promptfuzz.oracle.normalise import readable

_OPEN, _CLOSE = "\ue000", "\ue001"
# A few words at most: a longer stretch, or one with a colon, is a heading or a whole sentence.
_BOLD = re.compile(r"\*\*(?=[^\s*])([^*\n:]{1,30}(?<=[^\s*]))\*\*|<(?:b|strong)>([^<>\n:]{1,30})</(?:b|strong)>")


def emphasised(text: str, body: str) -> list[tuple[int, int]]:
    """Return where in `body`, the readable form of `text`, the few words stand that `text` sets in bold."""
    if ("**" not in text and "<" not in text) or _OPEN in text or _CLOSE in text:
        return []
    marked = readable(_BOLD.sub(lambda match: f"{_OPEN}{match[1] or match[2]}{_CLOSE}", text))
    if marked.replace(_OPEN, "").replace(_CLOSE, "") != body:
        return []
    spans, start, at = [], 0, 0
    for character in marked:
        if character == _OPEN:
            start = at
        elif character == _CLOSE:
            spans.append((start, at))
        else:
            at += 1
    return spans


_BEFORE = re.compile(r"[ =\u2248~$\u20ac\u00a3(+-]*(?:(?:about|around|approximately|roughly|only|exactly) )?")
_LIST_NUMBER = re.compile(r"\d{1,2}[.)]")


def only_emphasised(body: str, mentions: Sequence[Mention], bold: Sequence[tuple[int, int]]) -> Mention | None:
    """Return the number with which a `bold` stretch begins, None where several begin so; "Step 2" names a heading."""
    found = [
        mention
        for mention in mentions
        for start, stop in bold
        if start <= mention.start < stop
        and _BEFORE.fullmatch(body, start, mention.start)
        and not _LIST_NUMBER.fullmatch(body, start, stop)
    ]
    return found[0] if len(distinct(found)) == 1 else None
