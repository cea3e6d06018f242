"""From a list of options with boxes or crosses to the lines that are ticked."""

import re

_EMPTY = r"\[ ?\]|\( ?\)|[\u2610\u2612\u274c\u2717\u2718\u2716]"
_FULL = r"\[ ?[xX\u2713\u2714\u2705*] ?\]|\( ?[xX*\u2713\u2714\u2022] ?\)|[\u2611\u2705\u2713\u2714]"
_BOX = re.compile(rf"[-*+ ]{{0,3}}(?:(?P<full>{_FULL})|(?P<empty>{_EMPTY})) ?(?=\S)")
_TAIL = re.compile(rf"(?<=\S) ?(?:(?P<full>{_FULL})|(?P<empty>{_EMPTY}))$")


_WORD = re.compile(
    r"(?<=\S) ?[-:(=]{1,3} ?\(?(?:(?P<full>correct|right|true)|(?P<empty>incorrect|wrong|false|not correct))\)?\.?$",
    re.IGNORECASE,
)


def ticked(text: str, *, words: bool = False) -> str:
    """Return the ticked lines of readable `text` and those without a box; all of it unless some boxes are empty.

    Of "[ ] spam" and "[x] not spam" the second stays, as it does of "spam \u274c" and "not spam \u2705"; where `words`
    count, of "A) Rome - wrong" and "B) Oslo - right", too.
    """
    lines = text.splitlines()
    marks = [_BOX.match(line) or _TAIL.search(line) or (_WORD.search(line) if words else None) for line in lines]
    if not any(mark and mark["full"] for mark in marks) or not any(mark and mark["empty"] for mark in marks):
        return text
    kept = [
        line[: mark.start()] + line[mark.end() :] if mark else line
        for line, mark in zip(lines, marks, strict=True)
        if not (mark and mark["empty"])
    ]
    return "\n".join(kept)
