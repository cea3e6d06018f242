"""From two texts, one of them a letter, to their bodies: without subject line, salutation, courtesies and sign-off."""

import re
from functools import lru_cache

from promptfuzz.oracle.amounts.counts import unmatched
from promptfuzz.oracle.normalise import readable
from promptfuzz.oracle.prose.frames import frame

_LEAD = re.compile(
    r"(?:(?:sure|certainly|of course|absolutely|okay|ok)\b[^\n]{0,80}|here(?:'s| is| are)\b[^\n]{0,100}):? ?\n"
)
_SUBJECT = re.compile(r"(?:e-?mail )?subject(?: line)?: ?(?P<what>[^\n]{1,200})(?:\n+|\Z)", re.IGNORECASE)
_SALUTATION = re.compile(
    r"(?:dear|hi|hello|hey|greetings|good (?:morning|afternoon|evening|day)|to whom it may concern)\b(?: there\b)?"
    r"(?P<who>(?: (?:(?:Ms|Mr|Mrs|Mx|Dr|Prof)\.?|[^\W\d_][\w'&/-]*|\[[^\]\n]{1,30}\])){0,6})"
    r" ?(?:[,!:;]+\s*|\.\s+|\n+|- )",
    re.IGNORECASE,
)
# What is said at the beginning of any letter, whatever it is about.
_OPENING = re.compile(
    r"(?:(?:i|we) (?:do )?hope (?:that )?(?:you|this|all|everything)\b[^.!?\n]{0,80}\b(?:well|day|week|weekend|you)\b"
    r"|i trust (?:that )?(?:you|this)\b[^.!?\n]{0,60}\bwell"
    r"|(?:many )?thank(?:s| you)(?: (?:so|very) much| a lot)? for (?:your (?:\w+ ){0,2}(?:message|e-?mail|"
    r"mail|letter|"
    r"enquiry|inquiry|question|query|request|note|interest|patience|feedback|report)|(?:reaching|writing|"
    r"contacting|getting in touch|letting us know|asking|messaging|bringing this)\b[^.,!?\n]{0,50})"
    r"(?:,? and (?:(?:i|we) )?(?:am |are )?sorry for [^.!?\n]{1,40})?"
    r"|(?:(?:i|we) (?:\w+ )?(?:apologi[sz]e|understand how)|(?:i|we)(?: am|'m| are|"
    r"'re) (?:\w+ )?sorry (?:to hear|about "
    r"the|for (?:the|any|this))|sorry (?:to hear|for the|for any|about the)|apologies for)\b[^.,!?\n]{0,80}"
    r")[.!]+\s*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?<=[.!?\n])\s*(?:(?:many )?thank(?:s| you)(?: (?:so|very) much| a lot)?(?: in advance|"
    r" again)?(?: for your (?:\w+ )?"
    r"(?:consideration|understanding|patience|help|support|time|attention|cooperation|assistance|kind \w+)"
    r"(?: (?:and|in) [^.!?\n]{1,40})?)?|(?:i|we)? ?(?:am |are |'m |"
    r"'re )?look(?:ing)? forward to (?:your (?:\w+ )?(?:reply|"
    r"response|answer|feedback)|hearing (?:back )?from you)[^.!?\n]{0,40}|see you (?:there|then|soon|all)|"
    r"(?:please |just )?(?:let (?:me|us) know|(?:feel free|do not hesitate|don't hesitate) to [^.!?\n]{1,40}|"
    r"(?:contact|"
    r"reach out to) (?:me|us)) (?:if|should|in case) [^.!?\n]{1,60}\b(?:questions?|help|assistance|"
    r"information|anything|"
    r"concerns?|details?)\b[^.!?\n]{0,40}|if you have any (?:other |further |more )?questions[^.!?\n]{0,80}|"
    r"(?:i|we) wish you (?:all the|every|the (?:very )?best|success|much success|good luck|continued success)"
    r"[^.!?\n]{0,50}|have a (?:nice|great|good|wonderful|lovely|pleasant) [^.!?\n]{1,30})[.!]*\s*\Z",
    re.IGNORECASE,
)
_INFORMS = re.compile(
    r"\b(?:(?:i|we)(?: am|'m| are|'re) writing|(?:i|we)(?: would|'d) (?:just )?like|this is|just a (?:quick |"
    r"short )?(?:note|"
    r"reminder)) to (?:inform you|let you (?:all )?know|tell you|remind you) that |\b(?:please note|just so you know|"
    r"please be (?:informed|advised)|as you (?:may )?know),? (?:that )?",
    re.IGNORECASE,
)
_WRITES = re.compile(r"\b(?P<who>i|we)(?: am|'m| are|'re) writing (?:to you )?to (?=\w)", re.IGNORECASE)
_FAREWELL = re.compile(
    r"(?:^|(?<=[.!?]) |\n)(?:(?:with )?(?:my |our )?(?:best|kind|kindest|warm|warmest|many|"
    r"friendly)(?: (?:regards|wishes|"
    r"greetings|thanks))?(?: for [^\n,.]{1,30})?|(?:yours )?(?:sincerely|faithfully|truly|"
    r"respectfully)(?: yours)?|yours|"
    r"regards|cheers|thanks(?: again| so much| in advance)?|thank you(?: again| very much| in advance)?|all the best|"
    r"take care|love|respectfully)(?:,\s*|[.!]?(?=\n|\Z)\s*)(?P<who>(?:[^\n.!?]{1,40}\.?(?:\n|\Z)){0,4})\Z",
    re.IGNORECASE,
)
# A name alone in the last line, as a placeholder or after a dash.
_SIGNED = re.compile(
    r"\n(?:\[[^\]\n]{1,40}\]|- [A-Z]\w+(?: [A-Z]\w+)?|(?:The |Your )?[A-Z]\w+(?: \w+)? (?:Team|Support|Service))\Z"
)
_TITLED = re.compile(r"\b(?:Ms|Mr|Mrs|Mx|Miss|Dr|Prof|Professor|Herr|Frau|Madame|Monsieur)\b\.? (?P<name>.+)")
# Who is addressed by what they are, and not by name.
_ANYONE = frozenset(
    "sir sirs madam team all everyone everybody folks colleagues colleague customer customers client guest "
    "guests friend "
    "friends user users member members there hiring manager support service services department office staff sales "
    "recruiter committee resident residents tenant tenants neighbour neighbours neighbor neighbors parents students "
    "ladies gentlemen again valued subscriber applicant candidate landlord".split()
)
_NAME_ALONE = 2
_NAME = re.compile(r"[A-Z][a-z]+")
# So few words of content rest on the subject line.
_FEW = 3


def bodies(a: str, b: str) -> tuple[str, str]:
    """Return what two texts say beside the forms of a letter, the texts themselves where neither is a letter."""
    if not (_is_letter(a) or _is_letter(b)):
        return a, b
    left, right = _body(a), _body(b)
    if not left or not right or _tells_of(a, b) or _tells_of(b, a):
        return a, b
    subjects = subject(a), subject(b)
    if all(subjects) and _alone(subjects[0], left, subjects[1]) and _alone(subjects[1], right, subjects[0]):
        return f"{subjects[0]}.\n{left}", f"{subjects[1]}.\n{right}"
    return _with_subject(subjects[0], left), _with_subject(subjects[1], right)


def addressed_apart(a: str, b: str) -> str | None:
    """Say that two letters are written to different people; None where one of them names nobody."""
    one, other = addressee(a), addressee(b)
    if not one or not other or one[0] != other[0]:
        return None
    if one[1] == other[1] or (set(one[1:]) & set(other[1:]) and min(len(one), len(other)) <= _NAME_ALONE):
        return None
    return f"written to different people: {' '.join(one[1:])!r} against {' '.join(other[1:])!r}"


@lru_cache(maxsize=8192)
def subject(text: str) -> str:
    """Return what the subject line of a letter says, empty where there is none."""
    match = _SUBJECT.match(_without_lead(text))
    return match["what"].strip(" .") if match else ""


@lru_cache(maxsize=8192)
def addressee(text: str) -> tuple[str, ...]:
    """Return how a letter addresses a person ("title" or "first") and the names of that person; else nothing."""
    rest = _without_lead(text)
    match = _SALUTATION.match(rest, found.end() if (found := _SUBJECT.match(rest)) else 0)
    who = match["who"].strip() if match else ""
    titled = _TITLED.search(who)
    if titled:
        last = _NAME.findall(titled["name"])[-1:]
        return ("title", *last) if last else ()
    names = _NAME.findall(who)
    if (
        not names
        or "[" in who
        or any(word.lower() in _ANYONE for word in who.split())
        or len(names) != len(who.split())
    ):
        return ()
    return ("first", *names)


def _without_lead(text: str) -> str:
    said = readable(text)
    lead = _LEAD.match(said.casefold()) if "\n" in said else None
    return said[lead.end() :].lstrip("-\n ") if lead else said


@lru_cache(maxsize=8192)
def _is_letter(text: str) -> bool:
    said = _without_lead(text)
    return bool(_SUBJECT.match(said) or _SALUTATION.match(said) or ("\n" in said and _FAREWELL.search(said)))


@lru_cache(maxsize=8192)
def _body(text: str) -> str:
    """Return what stands between salutation and sign-off, without courtesies; empty where nothing stands there."""
    said = _without_lead(text)
    for pattern in (_SUBJECT, _SALUTATION):
        if match := pattern.match(said):
            said = said[match.end() :]
    for pattern in (_FAREWELL, _SIGNED):
        if match := pattern.search(said):
            said = said[: match.start()]
    for _ in range(3):
        if (match := _OPENING.match(said)) and match.end() < len(said):
            said = said[match.end() :]
        if (match := _CLOSING.search(said)) and match.start():
            said = said[: match.start()]
    said = _INFORMS.sub("", said)
    return _WRITES.sub(r"\g<who> would like to ", said).strip()


def _tells_of(letter: str, other: str) -> bool:
    """Whether a text that is no letter speaks of the person whom a letter addresses: "Hi Ann, ...", "Ann "
    "says ..."."""
    return not _is_letter(other) and any(name in readable(other) for name in addressee(letter)[1:])


def _alone(own: str, body: str, other: str) -> bool:
    """Whether a subject line gives a number that its letter does not give again, nor the other subject line."""
    return bool(unmatched(own, body)[0]) and bool(unmatched(own, other)[0])


def _with_subject(line: str, body: str) -> str:
    """Return the body, behind the subject line where it says little by itself: "Please note the change."."""
    return f"{line}.\n{body}" if line and len(frame(body).content) < _FEW else body
