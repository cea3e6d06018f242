"""From an output to the items of the list in it."""

import re

from promptfuzz.oracle.normalise import clean, readable, unwrap

_BULLET = re.compile(r"(?:[-*+•] |\(?\d{1,3}[.):] ?|\(?[a-zA-Z][.)] )(?=\S)")
_BOLD_HEAD = re.compile(r"\*\*([^*\n]{1,80}?):?\*\*")
_SPLIT = re.compile(r",? and (?=[^,;]{1,60}$)|,? or (?=[^,;]{1,60}$)|[,;] ?")
_INTRO = re.compile(
    r"[^:\n]{3,120}\b(?:are|is|include|includes|following|list|were|as|answer|items?)\b[^:\n,]{0,30}: ?", re.IGNORECASE
)
_ARE = re.compile(
    r"[^,:\n]{3,80}?\b(?:are|includes?|were|mentions?|contains?|lists?|names?|uses?|needs?|requires?|calls for|"
    r"consists of|made (?:of|from|with))(?: as follows)?:? (?=[^,\n]{1,60},)",
    re.IGNORECASE,
)
# "Ingredients: eggs, flour", but not "breakfast: eggs, lunch: soup", whose items have colons of their own
_LABEL = re.compile(r"(?:[^\s,;:]+ ){0,5}[^\s,;:]{2,40}:(?:\n(?=\S)| (?=[^:\n]{0,2000}[,;][^:\n]{0,2000}$))")
_ARTICLE = re.compile(r"(?:the|a|an|some) (?=\S)")


def list_items(text: str) -> tuple[str, ...]:
    """Return the items of the list in `text` without case, bullets, articles and closing punctuation.

    Bulleted or numbered lines are taken first, then a list after a colon or "are", then bare lines or commas.
    """
    lines = [line.strip() for line in clean(text).splitlines() if line.strip() and not line.startswith("```")]
    bulleted = [line[match.end() :] for line in lines if (match := _BULLET.match(line))]
    if len(bulleted) >= 2 or (bulleted and len(lines) == 1):
        heads = [_BOLD_HEAD.match(line) for line in bulleted]
        if all(heads):
            bulleted = [head[1] for head in heads if head]
        return _items(bulleted)
    body = unwrap(readable(text))
    if match := (_INTRO.match(body) or _ARE.match(body) or _LABEL.match(body)):
        body = body[match.end() :]
    if body.startswith("[") and body.endswith("]"):
        body = body[1:-1]
    rows = body.splitlines()
    if len(rows) > 1 and all(len(row) < 120 for row in rows):
        return _items(rows)
    return _items(_SPLIT.split(body.rstrip(". !")))


def _items(texts: list[str]) -> tuple[str, ...]:
    items = []
    for text in texts:
        item = readable(text).casefold().strip(" .,;:!\"'")
        item = _ARTICLE.sub("", item, count=1) if _ARTICLE.match(item) else item
        if item:
            items.append(item)
    return tuple(items)
