"""Of what an output says a possible answer: of the thing that was to be rated, of another one, or of a field."""

import re
from functools import lru_cache

_WINDOW = 120
_IS = re.compile(
    r"(?:\b(?:is|are|was|were|seems|be|appears|expresses|conveys|shows)|(?:(?<=\bit)|(?<=\bthat)|(?<=\bthis))'s)"
    r"(?: to be)?"
    r"(?: (?:an?|the|clearly|mostly|predominantly|overall|generally|very|quite|definitely|indeed|overwhelmingly|only|"
    r"therefore|thus|option|primarily|largely|itself|just|still|merely|rather|somewhat|fairly|really|truly|actually))*"
    r"[ \"'(\[:]*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r".*(?:[.!?;:,\n]|\b(?:because|since|as|and|but|so|while|whereas|that|if|although|though|when|say|think|believe|find)"
    r"\b)",
    re.IGNORECASE | re.DOTALL,
)
_OF = re.compile(
    r" (?:of|in|for|from|about|with|to|on|by|towards?|behind|at|here|there)\b.*", re.IGNORECASE | re.DOTALL
)
# What a label is asked of, and what is asked about it. A subject of another noun is a part or a reason.
_TEXT = frozenset(
    "review text message email mail comment tweet post sentence statement article passage paragraph document headline "
    "ticket issue request incident bug report claim feedback question query case reply response answer input item "
    "hypothesis premise content customer author reviewer writer speaker user snippet excerpt quote story essay "
    "one option which what who".split()
)
_ASKED = frozenset(
    "label sentiment category class classification verdict prediction result output choice conclusion polarity tone "
    "topic rating score intent language decision status priority emotion stance type judgment judgement urgency "
    "severity level risk team department mood attitude genre it this that these they he she i".split()
)
NO_NOUNS: frozenset[str] = frozenset()
_ASKED_ABOUT = re.compile(
    r"\b(?:this|these|(?:is|are|was|were|whether|if) (?:the|that)) (?P<first>[a-z-]{3,})(?: (?P<second>[a-z-]{3,}))?",
    re.IGNORECASE,
)
_PROMPT_SENTENCE = re.compile(r"[.!?](?=\s|$)|\n")
_ADVERB = re.compile(r"(?: (?:itself|themselves|overall|\w+ly|here|therefore|thus|also|still))+$", re.IGNORECASE)
_FIELD = re.compile(
    r"(?:^|[\n.;,])\W{0,4}(?!(?:reason|note|explanation|evidence|example|because|why|not|rationale)\w*\b)"
    r"(?:[a-z][\w'-]*[ /]){0,3}[a-z][\w'-]*[\"')]?(?: ?[:=]| -)[ \n]{0,2}(?:an? |the )?[\"'(\[]*$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[\"')\]]{0,2}(?:$|[.,;:!\n]| ?-+ | \()")
_ENDED = re.compile(r"[.;,!?]|\w\W*\n\W*\w[^\n]*:")
_REASON = re.compile(
    r"(?<=[\w)\"'*]),? (?:because|since|given that|due to|as (?:the|its|it|there|this))\b"
    r"(?:(?!, (?:so|but|yet|however|therefore|hence|thus|making|which makes|overall)\b)[^.;!?\n])*",
    re.IGNORECASE,
)


def is_in_field(text: str, start: int, stop: int) -> bool:
    """Whether ``text[start:stop]`` is all that a short name with a colon has behind it: "Urgency: high."."""
    return bool(_FIELD.search(text[max(0, start - _WINDOW) : start]) and _ENDS.match(text, stop))


def opens_in_field(text: str, start: int, stop: int) -> bool:
    """Whether the text begins with such a field."""
    return is_in_field(text, start, stop) and not _ENDED.search(text, 0, start)


def said_of(text: str, start: int, nouns: frozenset[str] = NO_NOUNS) -> str:
    """Say of what the words before `start` say that it is so: ``text``, ``asked``, ``other``; "" where none says it.

    "The review is ..." speaks of the text, "it is ..." and "the tone is ..." of what was asked, as what is said of one
    of the prompt's own `nouns`; "the date is ..." and "there is ..." speak of something else.
    """
    before = text[max(0, start - _WINDOW) : start]
    match = _IS.search(before)
    if match is None:
        return ""
    said = before[: match.start()]
    clause = _CLAUSE.match(said)
    clause_text = said[clause.end() if clause else 0 :].strip(" \"'*()")
    if clause_text.casefold() == "there":
        return "other"
    head = _ADVERB.sub("", _OF.sub("", f" {clause_text}").strip(" \"'*()")).rpartition(" ")[2].casefold()
    return "text" if head in _TEXT else "asked" if not head or head in _ASKED or head in nouns else "other"


@lru_cache(maxsize=512)
def asked_nouns(prompt: str, values: frozenset[str]) -> frozenset[str]:
    """Return the words behind "this" or "is the" in a sentence of `prompt` that offers at least two of the `values`."""
    found: set[str] = set()
    for sentence in _PROMPT_SENTENCE.split(prompt.casefold()):
        if sum(value.casefold() in sentence for value in values) > 1:
            found |= {word for match in _ASKED_ABOUT.finditer(sentence) for word in match.groups() if word}
    return frozenset(found)


@lru_cache(maxsize=4096)
def reasons(text: str) -> tuple[tuple[int, int], ...]:
    """Return the stretches of `text` that give a reason for what stands before them."""
    return tuple(match.span() for match in _REASON.finditer(text))
