"""From the pictures in an output to what they say: a tick or a cross is a yes or a no, any other one decoration."""

import re

# Arrows and mathematical signs are no pictures: they say what follows from what.
_PICTURE = r"[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
_PICTURES = re.compile(rf"{_PICTURE}[\u20e3\U0001f3fb-\U0001f3ff]* ?")
_TICK = "\u2611\u2705\u2713\u2714\U0001f44d\U0001f7e2"
_CROSS = "\u2612\u274c\u2717\u2718\u2716\u26d4\U0001f44e\U0001f6ab"
_ALONE = re.compile(
    r"(?:(?:the |my |final )*(?:answer|verdict|result|conclusion) ?(?:is|:) ?)?"
    rf"(?:(?P<yes>[{_TICK}]+)|(?P<no>[{_CROSS}]+))"
    rf"[\U0001f3fb-\U0001f3ff]?",
    re.IGNORECASE,
)
# In "Positive \u2705 Negative \u274c" the cross is behind what it crosses out; before a word it may belong to that.
_CROSSED = re.compile(rf" ?[:=]? ?[{_CROSS}](?= ?(?:$|[\n,;|.]))")


def is_crossed_out(text: str, at: int) -> bool:
    """Whether a cross stands right after ``text[:at]``, in a text that ticks something else."""
    return not text.isascii() and bool(_CROSSED.match(text, at)) and not set(_TICK).isdisjoint(text)


def without_pictures(text: str) -> str:
    """Return `text` without its pictures."""
    return text if text.isascii() else _PICTURES.sub("", text).strip()


def pictured_verdict(text: str) -> str:
    """Return what a tick or a cross says that is all of an answer: ``yes``, ``no``, or nothing."""
    match = None if text.isascii() else _ALONE.fullmatch(text.strip())
    return "" if match is None else "yes" if match["yes"] else "no"
