"""From an output with a list to the list alone: without the notes below it and the sentences behind it."""

import re

_NOTE = re.compile(
    r"\W{0,4}(?:please )?(?:note\b(?: that\b| ?:| ?-)|n\. ?b\.|remarks?:|disclaimer:|caveat:|comment:|explanation:|"
    r"reason:|sources?:)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"(?<=\w{2})[.!] (?=(?:the(?! (?:other|rest|remaining|next|last)\b)|this|"
    r"that|these|those|they|it|its|their|all|each|both|there|no other|note)\b"
    r"[^\n]{0,400}\b(?:is|are|was|were|has|have|had|can|could|will|would|may|might|do|does|did|needs?|mentions?|deals?|"
    r"speaks?|says?|covers?|refers?|appears?|discuss(?:es)?|describes?|belongs?|comes?|makes?|that)\b)",
    re.IGNORECASE,
)
_JOINED = re.compile(r"[,;]| and | & ")


def without_notes(text: str) -> str:
    """Return `text` without the lines at its end that only note something on what stands above them."""
    lines = text.rstrip().splitlines()
    kept = len(lines)
    while kept > 1 and (not lines[kept - 1].strip() or _NOTE.match(lines[kept - 1].strip())):
        kept -= 1
    return "\n".join(lines[:kept]) if any(line.strip() for line in lines[:kept]) else text


def without_comment(row: str) -> str:
    """Return a row of items without the sentences behind it: "milk, eggs. They are fresh." is two items."""
    match = None if "\n" in row else _SENTENCE.search(row)
    return row[: match.start()] if match and _JOINED.search(row[: match.start()]) else row
