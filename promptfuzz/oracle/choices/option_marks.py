"""From a prompt and the letters of its options to the text of each option."""

import re
from functools import lru_cache

_LONGEST = 200
_BEFORE = r"^[ \t>]*(?:[-*•+–] +)?(?i:(?:option|choice) )?"
_DASH = re.compile(r"[-\u2013\u2014=:] +")


@lru_cache(maxsize=256)
def option_texts(prompt: str, options: tuple[str, ...]) -> dict[str, str]:
    """Return the text after each option's letter in `prompt`, in every style that the family ``format`` writes.

    Where letters begin lines, those in the middle of a line ("answer (A) or (B)") mark no option.
    """
    marks = _marks(prompt, options)
    found: dict[str, str] = {}
    for number, mark in enumerate(marks):
        stop = marks[number + 1].start() if number + 1 < len(marks) else len(prompt)
        words = prompt[mark.end() : stop].split("\n")[0].strip(" \t")
        words = _DASH.sub("", words, count=1) if _DASH.match(words) else words
        words = words.strip(" \t,;.")
        if words and words.casefold() not in {known.casefold() for known in found.values()}:
            found.setdefault(mark["letter"], words[:_LONGEST])
    return found


def _marks(prompt: str, options: tuple[str, ...]) -> list[re.Match[str]]:
    """Return the marks that begin lines, or those anywhere if an option has none of them."""
    letter = f"(?P<letter>{'|'.join(map(re.escape, options))})"
    # "A -" and "**A**" speak of more than options in the middle of a line.
    opening = rf"{_BEFORE}(?:\*\*)?[(\[]?{letter}(?:[)\].:]{{1,2}}(?:\*\*)?|\*\*[).:]?|(?= +[-\u2013\u2014] ))[ \t]+"
    inside = rf"(?<![\w'])(?:\*\*)?[(\[]?{letter}[)\].:]{{1,2}}(?:\*\*)? "
    rows = list(re.finditer(opening, prompt, re.MULTILINE))
    anywhere = list(re.finditer(inside, prompt))
    named = {mark["letter"] for mark in rows}
    return rows if len(named) > 1 and named >= {mark["letter"] for mark in anywhere} else anywhere
