"""From an output that says how sure it is to what it is sure of: "there is no doubt that", "no question"."""

import re

_SURE = re.compile(
    r"[\"'(]*(?:(?:there(?:'s| is| can be)|i have|i've(?: got)?) )?(?:(?:absolutely|really) )?"
    r"(?:no|without(?: an?y?| the)?(?: shadow of a)?|beyond(?: an?y?| a shadow of a)?) "
    r"(?:doubts?|question)"
    r"(?: (?:about (?:it|that|this)|in my mind|at all|whatsoever|here))?"
    r"(?:[,.:;!]? (?:but )?that (?=\w)|[,.:;!] ?(?:- )?(?=\w)| -+ (?=\w)|"
    r" (?=(?:it|this|these|those|they|he|she|you|we|the|yes|yep)\b))",
    re.IGNORECASE,
)
# Where doubt or questions are what was asked about, having none is an answer.
_ASKED = re.compile(
    r"\b(?:doubt\w*|(?:any|an?) (?:\w+ )?questions?|(?:ask|contain|raise|include)s? (?:\w+ )?questions?)\b", re.I
)


def sure_of(text: str, prompt: str = "") -> int:
    """Return where in `text` the words begin that it has no doubt about; 0 where it does not open so.

    "No doubt" says neither yes nor no, unless `prompt` asks about doubts or questions.
    """
    found = _SURE.match(text)
    return 0 if found is None or _ASKED.search(prompt) else found.end()
