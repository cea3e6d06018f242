"""From an output to the items of the list in it."""

import re

from promptfuzz.oracle.listing.item_names import hashtags, name_key, singular, without_signs
from promptfuzz.oracle.listing.list_ends import without_comment, without_notes
from promptfuzz.oracle.listing.list_json import json_items
from promptfuzz.oracle.listing.list_leads import bulleted_in_row, numbered_in_row, without_lead, without_signature
from promptfuzz.oracle.listing.list_rows import guard, parts, shown
from promptfuzz.oracle.listing.list_tables import table_items
from promptfuzz.oracle.listing.list_tails import Headed, are_exchanged, headed, marked_head, same_tail
from promptfuzz.oracle.normalise import clean, readable, unquote, unwrap

_BULLET = re.compile(
    r"(?:[-*+•] |[Ss]tep \d{1,2}[.):] ?|\(?\d{1,3}(?:\)|[.:](?!\d)) ?|\(?[a-zA-Z][.)] |#\d{1,3}[.):]? |"
    r"\d{0,2}(?:1st|2nd|3rd|[04-9]th|1[1-3]th)(?:[.):] ?|(?: place)?: | - ))(?=\S)"
)
_BOX = re.compile(r"^\[ ?([xX]?) ?\](?= )")
_LINK = re.compile(r"^(?:then|finally|lastly|followed by|and|also) (?=\S)")
_PLACED = re.compile(
    r"(?:^|[.;,\n] ?)(?:first|second|third|fourth|fifth|last)(?:ly)?(?: place| prize|"
    r" rank)?: ?([^.;\n]{1,80})",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:the|an?|some|your|my|our|their|his|her|its|any)(?: own)? (?=\S)")
# "First, boil water. Then add tea.": each sentence is a step.
_STEP = re.compile(
    r"(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|fourth|fifth|then|next|after that|finally|lastly)\b(?: of all)?"
    r",? ?(?=\w)",
    re.IGNORECASE,
)
_STEP_END = re.compile(r"[.;](?:\s|$)|\n")
_COMMENT = re.compile(r"(?:these|those|this|they|all (?:of )?(?:these|them)|each of) ", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"\(?\d{1,3}[.):]?")
# A sentence that ends a list written in a row: "milk, eggs. They are ..."
_CLOSED = re.compile(r"(?<=\w{3})[.!?](?=$| [A-Z])")
# "apple / pear / cherry", "boil -> pour": what stands between items that have no commas.
_BETWEEN = re.compile(r" (?:/|\||->|=>|\u2192|>|\u00b7) ")
_SYMBOL = re.compile("^[\u2190-\u2bff\U0001f000-\U0001faff\u200d]+ ?(?=\\w)")
_LONG_ROW = 5
_LINKS = frozenset(
    "from to by at in on for with into onto over through across along toward towards until till after before".split()
)
_LINKED = 2


def list_items(text: str) -> tuple[str, ...]:
    """Return the items of the list in `text` without case, bullets, articles and closing punctuation.

    Arrays of JSON and the rows of a table are taken first, then bulleted or numbered lines, then a list after a colon
    or "are", then bare lines or commas.
    """
    if (values := json_items(text)) is not None:
        return _items(values)
    text = without_notes(without_signature(text))
    lines = [line.strip() for line in clean(text).splitlines() if line.strip() and not line.startswith("```")]
    if table := table_items(lines):
        return _items(table)
    if row := bulleted_in_row(text):
        return _items(row)
    body = unwrap(readable(text))
    if row := hashtags(body) or numbered_in_row(body):
        return _items(row)
    bulleted = [marked_head(line[match.end() :]) for line in lines if (match := _BULLET.match(line))]
    if len(bulleted) >= 2 or (bulleted and len(lines) == 1):
        return _items(bulleted)
    if len(placed := _PLACED.findall(body) or _steps(body)) > 1:
        return _items(placed)
    body = without_lead(guard(without_comment(body)))
    body = unquote(body.rstrip(" ."))
    if body.startswith("[") and body.endswith("]"):
        body = body[1:-1]
    rows = body.splitlines()
    if len(rows) > 1 and rows[0].rstrip().endswith(":"):
        rows = rows[1:]  # "Here you go:"
        body = "\n".join(rows)
    if len(rows) > 2 and _COMMENT.match(rows[-1]) and rows[-1].count(" ") >= _LONG_ROW:
        rows.pop()
    if len(rows) > 1 and all(len(row) < 120 for row in rows):
        return _items(rows)
    if not re.search("[,;]", body) and len(between := _BETWEEN.split(body)) > 2:
        return _items(between)
    return _items(parts(body.rstrip(". !。")))


def _steps(text: str) -> list[str]:
    parts = [part for part in _STEP_END.split(text) if part.strip()]
    marks = [_STEP.match(part) for part in parts]
    if not marks or not all(marks) or not parts[0].casefold().startswith("first"):
        return []
    return [part[mark.end() :] for part, mark in zip(parts, marks, strict=True) if mark]


def is_sentence_cut_up(items: tuple[str, ...]) -> bool:
    """Whether all items are parts of a sentence that commas divide: "from Oslo to Bergen", "on to Voss by train"."""
    words = [item.split() for item in items]
    return bool(words) and all(
        row[0] in _LINKS and sum(word in _LINKS for word in row) >= _LINKED and not any(map(str.isdigit, "".join(row)))
        for row in words
    )


def ends_in_list(text: str) -> bool:
    """Whether `text` ends inside a list: in a bullet, or in a sentence or line that nothing closed."""
    lines = [line.strip() for line in clean(text).splitlines() if line.strip()]
    if not lines:
        return False
    bulleted = [_BULLET.match(line) is not None for line in lines]
    if sum(bulleted) > 1:
        return bulleted[-1] or lines[-1] in {"-", "*", "+"} or bool(_BARE_NUMBER.fullmatch(lines[-1]))
    closed = bool(_CLOSED.search(lines[-1])) or any(_CLOSED.search(line) for line in lines[:-1])
    return not closed


def same_items(left: tuple[str, ...], right: tuple[str, ...], *, ordered: bool) -> bool:
    """Whether two lists name the same things, of which one may be explained: "red" and "red (R)"."""
    if abs(len(left) - len(right)) == 1:
        left, right = (_parted(left), right) if len(left) < len(right) else (left, _parted(right))
        left, right = (left, right) if ordered else (tuple(sorted(left)), tuple(sorted(right)))
    if len(left) != len(right) or left == right:
        return left == right
    one, other = ([headed(item) for item in items] for items in (left, right))
    if not ordered:
        one, other = (sorted(items, key=lambda item: (name_key(item.head), item)) for items in (one, other))
    if not all(_same_item(a, b) for a, b in zip(one, other, strict=True)):
        return False
    return not are_exchanged(one, other)


def _parted(items: tuple[str, ...]) -> tuple[str, ...]:
    """Return the items with the only one that holds a "&" as two: a row may name "Ann, Ben & Cy" or "Ben & Jerry"."""
    if sum(" & " in item for item in items) != 1:
        return items
    return tuple(part for item in items for part in item.split(" & ", 1))


def without_repeats(items: tuple[str, ...]) -> tuple[str, ...]:
    """Return the items, each once; numbers stay, of which two may be equal."""
    last = {singular(item) if re.search(r"[^\W\d_]", item) else (item, at): item for at, item in enumerate(items)}
    return tuple(last.values())


def _same_item(a: Headed, b: Headed) -> bool:
    return (a.head == b.head or name_key(a.head) == name_key(b.head)) and same_tail(a, b)


def _items(texts: list[str]) -> tuple[str, ...]:
    items = []
    boxes = [_BOX.match(text) for text in texts]
    # Boxes tell items apart only where one is ticked.
    blank = all(box is not None and not box[1] for box in boxes)
    for text in without_signs(texts):
        item = readable(_BOX.sub("" if blank else r"[\1]", shown(text))).casefold().strip(" .,;:!\"'。")
        item = _SYMBOL.sub("", item)
        item = _LINK.sub("", item, count=1)
        item = _ARTICLE.sub("", item, count=1) if _ARTICLE.match(item) else item
        if item:
            items.append(item)
    return tuple(items)
