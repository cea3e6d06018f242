"""Whether an output only uses the word of a label on the way: a reply or instructions, and no answer to a choice."""

import re
from collections.abc import Sequence

from promptfuzz.oracle.choices.mentions import Mention, is_presented
from promptfuzz.oracle.choices.subjects import said_of

_SENTENCE = re.compile(r"(?<!\b\d)(?<!\b\d\d)[.!?]+(?=\s)|\n+")
# A sentence is looked at from so many characters before the label.
_WINDOW = 300
_MARK = re.compile(r"(?:(?:step )?\d{1,2}[.):] ?|[-*•+] )?", re.IGNORECASE)
_DOES = (
    r"(?:log|sign|go|click|open|select|choose|pick|enter|check|visit|navigate|contact|call|e-?mail|reset|restart|reboot|"
    r"update|press|type|try|make sure|ensure|follow|wait|use|scroll|tap|fill|download|upload|install|uninstall|confirm|"
    r"verify|remove|delete|add|create|change|turn|switch|keep|provide|reply|let (?:us|me)|do not|don't|report|look|"
    r"find|see|review|save|submit|pay|return|bring|ask|speak|write to|feel free)\b"
)
_BEFOREHAND = (
    r"(?:(?:please|then|next|first(?:ly)?|second(?:ly)?|finally|lastly|now|simply|just|also|and|afterwards|"
    r"(?:to|once|if|when|after|before|in order to) [^,:;.!?\n]{3,80}[,:]),? )*"
)
_INSTRUCTS = re.compile(
    rf"{_BEFOREHAND}{_DOES}"
    r"|.*\b(?:you (?:can|could|may|might|need to|should|will need|have to|must|want to)|have you|could you|can you|"
    r"would you|please)\b",
    re.IGNORECASE,
)
_OWNED = re.compile(r"\b(?:your|my|our)(?: \w+)? [\"'(]*$", re.IGNORECASE)
# Words to whoever wrote the input, who did not ask for a label.
_REPLIES = re.compile(
    r"\b(?:thank(?:s| you)(?: \w+)? for|(?:i'm|i am|we're|we are) (?:\w+ )?(?:sorry|glad|happy)|sorry (?:to|for|about)|"
    r"we apologi[sz]e|dear (?:customer|sir|madam|guest|user)|let (?:us|me) know|have you tried|would you like|"
    r"feel free|(?:best|kind|warm) regards)\b",
    re.IGNORECASE,
)
_ROUTED = re.compile(
    r"\b(?:rout\w+|forward\w*|sen(?:ds?|ding|t)|assign\w*|escalat\w*|direct(?:s|ed|ing)?|pass(?:es|ed|ing)?|"
    r"hand(?:s|ed|ing)?|transfer\w*|refer(?:s|red|ring)?|allocat\w*|mov(?:e|ed|ing)|belong\w*|goes|"
    r"(?:should|would|must|will|to) go|falls?|classif\w+|treat\w*|mark\w*|label\w*|tag\w*|flag\w*|"
    r"taken|handled|dealt|processed|resolved|managed|owned)"
    r"\b[^.;:!?\n]{0,60}?\b(?:to|as|into|under|with|by|for) (?:the |our |an? )*[\"'(]*$"
    r"|\b(?:should|would|must|i'd) (?:choose|pick|select|go with|use|be) (?:the )?[\"'(]*$",
    re.IGNORECASE,
)
# A sentence that is the label alone, or opens with it.
_OPENS = re.compile(r"[\"')]*(?:$|[.,;:!?\n]| -|\)? (?:because|since)\b)")
_MEANT = re.compile(
    r"\b(?:(?:matter|job|case|task|question|issue|one|something|responsibility) (?:for|of)|"
    r"(?:is|was|be) (?:for|on|in|under)|concern(?:s|ing)?|suggests?|"
    r"indicates?|points? to(?:wards)?|sounds?(?: like)?|looks?(?: like)?|seems?|feels?(?: like)?|reads?(?: as)?|"
    r"regards?|counts? as|amounts to|about|related to|leans?(?: to(?:wards)?)?|express(?:es|ing)?|convey(?:s|ing)?|"
    r"reflects?|therefore|hence|so|i(?:'d| would)? say) (?:(?:an?|the|clear\w*|very|quite|mostly|more) )*[\"'(]*$",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"\b(?:is|are|was|as)\b[^.;:!?\n]{0,30} (?:example|instance|case|kind|form|type|sort|matter|question) (?:of|for) "
    r"(?:an? |the )?[\"'(]*$",
    re.IGNORECASE,
)
_TAKES = re.compile(
    r"[\"')]*(?: (?:team|department|desk|queue|staff|category|label))?,? (?:handles?|deals|fits|applies|takes care|"
    r"is (?:the|responsible|best|right)|"
    r"(?:should|would|must|can|needs? to|has to) (?:be|handle|look|deal|take (?:this|it|care|over)|check|own|"
    r"answer))\b",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"[\"')]*[- ](?:related |\w+ )?(?:issue|problem|question|complaint|inquiry|enquiry|request|concern|matter|ticket|"
    r"topic|query|sentiment|tone|review|feedback|statement|message|text|experience|opinion|attitude|mood|view|impression|"
    r"feelings?)\b",
    re.IGNORECASE,
)
_IF = re.compile(r"\b(?:if|when|should|in case|unless)\b", re.IGNORECASE)


def is_used_in_passing(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether no mention stands where an answer stands, and each belongs to words that are addressed to somebody.

    "Log in to your account" in a list of steps is no answer to which team a ticket goes to. A single sentence must
    both own the word and tell what to do.
    """
    if not mentions:
        return False
    several = len([part for part in _SENTENCE.split(text) if part and part.count(" ")]) > 1
    replies = several and bool(_REPLIES.search(text))
    return all(_is_used(text, mention, several=several, replies=replies) for mention in mentions)


def _is_used(text: str, mention: Mention, *, several: bool, replies: bool) -> bool:
    before = _MARK.sub("", _sentence_before(text, mention.start).lstrip(), count=1)
    if before.count('"') % 2 and '"' not in before[-2:]:
        before = before.rpartition('"')[2]  # What it quotes up to there asks nothing of whoever reads it.
    owned, instructs = bool(_OWNED.search(before)), bool(_INSTRUCTS.match(before))
    if _is_answer(text, mention, before, loosely=not (owned or instructs)):
        return False
    return (owned or instructs or replies) if several else owned and instructs


def _sentence_before(text: str, at: int) -> str:
    window = text[max(0, at - _WINDOW) : at]
    return window[max((match.end() for match in _SENTENCE.finditer(window)), default=0) :]


def _is_answer(text: str, mention: Mention, before: str, *, loosely: bool) -> bool:
    """Whether the words around a mention present it; `loosely` also words that stand in a request as well."""
    opens = not before.strip(" \"'(") and _OPENS.match(text, mention.stop)
    if opens or _TAKES.match(text, mention.stop) or said_of(text, mention.start):
        return True
    if _ROUTED.search(before) or _EXAMPLE.search(before):
        return True
    if is_presented(text, mention, loosely=loosely):
        return True
    kind = _KIND.match(text, mention.stop) and not _IF.search(before) and not _REPLIES.search(before)
    return loosely and bool(_MEANT.search(before) or kind)
