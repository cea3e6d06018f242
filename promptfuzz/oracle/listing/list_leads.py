"""From a list that is written in a row to the row alone: without the words before it and what is signed below it."""

import re

_INTRO = re.compile(
    r"[^:\n]{3,120}\b(?:are|is|include|includes|following|list|were|as|answer|items?)\b[^:\n,]{0,30}: ?", re.IGNORECASE
)
_ARE = re.compile(
    r"[^,:\n]{3,80}?\b(?:are|includes?|were|mentions?|contains?|lists?|names?|uses?|needs?|requires?|calls for|"
    r"consists of|made (?:of|from|with))(?: as follows)?:? (?=[^,\n]{1,60},)",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"[^\n]{3,200}?(?:,? (?:which|that) (?:includes?|are|is|contains?)|,? including|,? such as|,? namely):? "
    r"(?=[^,\n]{1,60},)",
    re.IGNORECASE,
)
# "I need milk, eggs", "The person wants to buy rice, tomatoes"
_WANTS = re.compile(
    r"(?:(?:please|could you|can you|would you) )?(?:(?:i|we|you|they|he|she|the \w+)(?:'d|'ll)? (?:\w+ ){0,2}?)?"
    r"(?:need|want|wish|like|buy|get|bring|visit|see|pick up|out of|ask for|choose)s?"
    r"(?: to (?:buy|get|have|visit|see|bring|purchase|pick up))?(?: some)? (?=[^,\n]{1,40},)",
    re.IGNORECASE,
)
# "Ingredients: eggs, flour", but not "breakfast: eggs, lunch: soup", whose items have colons of their own
_LABEL = re.compile(
    r"(?:[^\s,;:]+ ){0,5}[^\s,;:]{2,40}:(?:\n(?=\S)| (?=[^:\n]{0,2000}(?:[,;]| and | & )[^:\n]{0,2000}$))"
)
_LEADS = (_INTRO, _WHICH, _WANTS, _ARE, _LABEL)
# "The menu mentions apple and plum": the last verb of the sentence, with no comma before it.
_TELLS = re.compile(
    r"(?P<subject>[^,;:.!?\n]{1,90}) (?P<verb>are|were|has|have|mentions?|lists?|names?|includes?|contains?|features?|"
    r"comprises?|consists? of|is|was) (?:both )?(?P<rest>[^:!?\n]+)$",
    re.IGNORECASE,
)
# Where the items are told by one verb, a second one makes sentences of them: "The pool is closed and the bar is open".
_VERB = re.compile(
    r"(?<!\bthat )(?<!\bwhich )(?<!\bwho )\b(?:is|are|was|were|am|has|have|had|do|does|did|will|would|can|could|should|"
    r"must|(?<!\d )may(?! \d)|might|mentions|includes?|contains?|features?|comprises?|because|if|when|while)\b|n't\b"
    r"|\bnot\b",
    re.IGNORECASE,
)
# "The room was dirty and loud" says how it was; "The answer is dirt and noise" lists.
_SINGULAR = frozenset({"is", "was"})
_LISTING = re.compile(r"\b(?:answer|list|result|response|output|order|selection|set|pair)\Z", re.IGNORECASE)
_FOUND = r"(?:mentioned|named|listed|found|given|shown|discussed|included|described|present)"
_WHERE = r"(?: (?:in|by|from|on|within|here|there|above)\b(?: (?:the|this|that|it|your)\b)?(?: \w+)?)?"
_SAYS = re.compile(
    r"(?:(?:it|they|(?:the|this) \w+) (?:only )?(?:mentions?|lists?|names?)(?! (?:is|are|was|were)\b)"
    rf"|the only \w+(?: {_FOUND}{_WHERE}|{_WHERE}) is|the (?:\w+ )?\w+ {_FOUND}{_WHERE} is) (?:only )?",
    re.IGNORECASE,
)
# "Ann and Bo are mentioned in the text": the row, and then that it is the row.
_IS_FOUND = re.compile(
    rf" (?:is|are|was|were)(?: (?:all|both|each|also|the (?:only )?\w+(?: \w+)?))? {_FOUND}{_WHERE}$", re.IGNORECASE
)
# "The city is Paris", but not "The pool is closed"
_IS_NAMED = re.compile(r"(?:[Tt]he|[Tt]heir|[Ii]ts) (?:[a-z]+ ){1,2}is (?P<name>[A-Z][\w'.-]*(?: [A-Z][\w'.-]*){0,2})")
# "X100 and X200 are affected": what they are, in the words of the question. A clause on what is not so says no more.
_ARE_SO = re.compile(
    r" (?:is|are|was|were|has been|have been) (?:(?:all|both|each|also|currently|directly) )?"
    r"(?:[a-z]{3,}ed|hit|due|open|missing|broken|responsible|eligible|relevant|at risk|in stock)"
    r"(?: (?:by|in|from|on|at|for) (?:the|this|that|it|these)(?: \w+)?)?"
    r"(?:[,;.]? ?(?:but |while |whereas |and )?(?P<others>[^,;.:!?\n]{1,60}) (?:is|are|was|were)(?:n't| not))?$"
)
_ONLY = re.compile(r"^(?:only|both) ", re.IGNORECASE)
_KIND = re.compile(r"^(?:[Tt]he )?[A-Za-z][a-z]+s (?=[\w-]*\d)")
_NAMES = re.compile(r"(?:(?:[Tt]he|[Bb]oth|[Aa]ll) )?(?:[a-z]+ )?[\w-]*[A-Z\d]")
_NONE = re.compile(r"(?:no|none|nothing|nobody|neither|not)\b", re.IGNORECASE)
_JOINED = re.compile(r",|;| and | or | & ")
_MOST_WORDS = 6
_NUMBER = re.compile(
    r"(?:^|(?<=\s))(?:step )?(?P<open>\(?)(?P<number>\d{1,2})(?P<close>[.):])(?: (?=\S)|(?=[^\W\d]))", re.IGNORECASE
)
# "-- Your assistant", and the "--" on a line of its own with which mail programs begin a signature
_SIGNED = re.compile(r"(?:--+|[\u2013\u2014]) ?(?:[A-Z]|(?i:your|the) )")
_SIGN = "-\u2013\u2014"
_LONGEST_NAME = 60
_DOT = re.compile("[\u2022\u25cf\u25e6]")


def without_signature(text: str) -> str:
    """Return an output without the name that signs it, below a blank line or after two dashes."""
    lines = text.rstrip().splitlines()
    last = lines[-1].strip() if len(lines) > 1 else ""
    if not last or len(last) > _LONGEST_NAME:
        return text
    if lines[-2].strip() == "--" and len(lines) > 2:
        return "\n".join(lines[:-2])
    apart = last.startswith("--") or not lines[-2].strip()
    alone = not any(line.lstrip()[:1] in _SIGN and line.lstrip()[:2] != "- " for line in lines[:-1] if line.strip())
    return "\n".join(lines[:-1]) if apart and alone and _SIGNED.match(last) else text


def without_lead(body: str) -> str:
    """Return a readable list without the words that lead to its first item; its lines, if several, stay."""
    if match := next(filter(None, (pattern.match(body) for pattern in _LEADS)), None):
        body = body[match.end() :].lstrip()
        if label := _LABEL.match(body):
            body = body[label.end() :]
        return body
    return body if "\n" in body else _told(body)


def _told(body: str) -> str:
    row = body.rstrip(" .")
    if found := _found_in_text(row):
        return found
    match = _TELLS.match(row)
    if match is None:
        return body
    subject, verb, rest = match["subject"], match["verb"].casefold(), match["rest"]
    if _VERB.search(subject) or _VERB.search(rest):
        return body
    if not _JOINED.search(rest):
        said = _SAYS.match(row)
        return row[said.end() :] if said and row.count(" ", said.end()) < _MOST_WORDS // 2 else body
    if verb in _SINGULAR and not _LISTING.search(subject):
        return body
    return rest if all(part.count(" ") < _MOST_WORDS for part in _JOINED.split(rest)) else body


def _found_in_text(row: str) -> str | None:
    """Return the row of a sentence that only says where its items are, or that one name is the one; else None."""
    if name := _IS_NAMED.fullmatch(row):
        return name["name"]
    found = _IS_FOUND.search(row) or _told_so(row)
    items = _KIND.sub("", _ONLY.sub("", row[: found.start()])) if found else ""
    if not items or _VERB.search(items) or _NONE.match(items):
        return None
    return items if all(part.count(" ") < _MOST_WORDS for part in _JOINED.split(items)) else None


def _told_so(row: str) -> re.Match[str] | None:
    """Return where a sentence says of several names, or of the only one, what they are."""
    match = _ARE_SO.search(row)
    if match is None or not (_ONLY.match(row) or (_JOINED.search(row[: match.start()]) and _NAMES.match(row))):
        return None
    return match


def numbered_in_row(body: str) -> list[str]:
    """Return the items of a single line, if numbered from 1 on in one style, as in "1) apple 2) plum"."""
    marks = list(_NUMBER.finditer(body)) if "\n" not in body else []
    if len(marks) < 2 or len({(mark["open"], mark["close"]) for mark in marks}) > 1:
        return []
    lead = body[: marks[0].start()].strip()
    if [int(mark["number"]) for mark in marks] != list(range(1, len(marks) + 1)):
        return []
    if lead and marks[0]["close"] != ")" and not lead.endswith(":"):
        return []
    stops = [*(mark.start() for mark in marks[1:]), len(body)]
    items = [body[mark.end() : stop].rstrip(" ,;.") for mark, stop in zip(marks, stops, strict=True)]
    items = [item.removesuffix(" and").rstrip(" ,;.") for item in items]
    return items if all(items) and "and" not in items else []


def bulleted_in_row(text: str) -> list[str]:
    """Return the items of a line that holds several round bullets, after nothing but a lead that ends with a colon."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first, *items = [part.strip(" ,;") for part in _DOT.split(lines[-1])] if lines else [""]
    if len(items) < 2 or not all(items) or len(lines) > 2 or not all(line.endswith(":") for line in lines[:-1]):
        return []
    return items if not first or first.endswith(":") else [first, *items]
