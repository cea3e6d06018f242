"""What a text that goes through the labels gives as its answer: in a line before them, or at its end."""

import re

_WINDOW = 70
_LEAD = re.compile(
    r"\W{0,3}(?:(?:the )?(?:[a-z][\w-]* ){0,2}[a-z][\w-]*(?: is| was| ?[:=]) ?)?[\"'(\[]*", re.IGNORECASE
)
_AFTER_LEAD = re.compile(r"[\"')\]]{0,2}(?:\.? *\n|[.;] | \((?!\d)|: (?!\d))")
_CLOSES = re.compile(
    r"(?:(?:^|[,;.:)\n] ?|- )(?:so|hence|thus|therefore|ergo|making|which makes)(?: ?[:,])?"
    r"(?: (?:it|this|that|the (?:\w+ )?\w+|i(?:'d| would) say|my answer)(?:'s| is| would be)?)?"
    r"|(?:[=-]>|→))(?::)? ?(?:overall |clearly |an? )?[\"'(\[]*$",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"[\"')\]]{0,2}(?: (?:overall|sentiment|review|category|ticket|in total))?[.!\"')\]]{0,3}\s*(?:$|\n)"
)
_APART = re.compile(r"[.!?] |\n")


def closes(text: str, start: int, stop: int) -> bool:
    """Whether ``text[start:stop]`` is what a text or a line comes to at its end: "..., so mixed", "=> mixed"."""
    return concludes(text, start) and bool(_ENDS.match(text, stop))


def concludes(text: str, start: int) -> bool:
    """Whether the words before `start` draw a conclusion: "so", "therefore", "=>"."""
    return bool(_CLOSES.search(text[max(0, start - _WINDOW) : start]))


def leads(text: str, start: int, stop: int) -> bool:
    """Whether a text opens with ``text[start:stop]`` or a field of it, set off from what follows it."""
    return bool(_LEAD.fullmatch(text[:start]) and _AFTER_LEAD.match(text, stop))


def is_apart(text: str, start: int, stop: int) -> bool:
    """Whether a sentence or a line ends in ``text[start:stop]``."""
    return bool(_APART.search(text, start, stop))
