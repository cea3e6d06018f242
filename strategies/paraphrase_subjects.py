"""Whose verb it is: whether a verb in a sentence of a prompt asks something of the model, or tells what others do."""

import re

from promptfuzz.lexicons import words_in

_LEAD_IN = re.compile(r"(?:given|based on|using|for|from|if|when|where|otherwise)\b[^,.;:]*,? (?=\w)", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:please|kindly|do not|don['’]t|never|always|make sure|be sure|also|first|next|then|finally|carefully|and|but|"
    r"(?:could|can|would|will) you|you|your (?:task|job|goal|role|aim)|the (?:task|goal|aim)|help me|"
    r"it is important|take care)\b",
    re.IGNORECASE,
)
# Behind one of these the next verb may well be that of another subject: "whether the guest wants to return the key".
_OTHERS = re.compile(
    r"\b(?:whether|if|when|while|who|whom|whose|that|which|what|how|why|where|because|since|unless|until|so that|"
    r"wants?|tries|tried|asks?|asked|needs|allowed|able|"
    r"(?:they|he|she|customers?|users?|guests?|patients?|people|callers?|clients?|readers?|students?) \w+)\b",
    re.IGNORECASE,
)
_MODEL = r"(?:assistant|bot|chatbot|system|model|tool|agent|program|classifier)"
_TO = re.compile(
    r"(?:^|\b(?:you(?: (?:are|need|have|will have|will need|must try|should try))?|you['’]re|"
    r"you are (?:asked|required|expected|going|here)|like you|sure|remember|important|"
    r"(?:task|job|goal|role|aim|purpose) is)) to $",
    re.IGNORECASE,
)
_FAR = 600  # no sentence of orders is longer, and every verb of one is asked about with all that stands before it
_DUTY = re.compile(rf"\b(?:you|{_MODEL}) (?:must|should) $", re.IGNORECASE)
_MODAL = re.compile(r"\b(?:must|should) $", re.IGNORECASE)
_ROLE = re.compile(rf"(?:you are|you['’]re|act as|imagine|this is|(?:the|an?) {_MODEL})\b", re.IGNORECASE)


def orders(text: str, at: int) -> bool:
    """Whether the verb at `at` of a sentence stands as an order: first in it, in a row of orders, or behind "you"."""
    if at > _FAR:
        return False
    head = text[:at]
    lead = _LEAD_IN.match(text, 0)
    began = lead.end() if lead is not None and lead.end() <= at else 0
    if began == at or at == 0:
        return True
    if re.search(r"\bto $", head, re.IGNORECASE):
        return _TO.search(head) is not None and not _OTHERS.search(_TO.sub("", head[began:]))
    if _MODAL.search(head):
        return _DUTY.search(head) is not None
    return _opens(text, began) and not _OTHERS.search(head, began)


def describes_the_model(text: str, at: int) -> bool:
    """Whether the third person at `at` is what the model is said to do: "You are a tool that extracts ..."."""
    aside = at > _FAR or re.search(r"\b(?:whether|if|when|whose|what)\b", text[:at], re.IGNORECASE)
    return not aside and _ROLE.match(text) is not None


def is_meant_for_the_model(text: str, at: int) -> bool:
    """Whether a verb in -ing at `at` belongs to an order: "before giving the answer" behind "Check ..."."""
    return at <= _FAR and _opens(text, 0) and not _OTHERS.search(text[:at])


def _opens(text: str, at: int) -> bool:
    """Whether an order begins at `at`."""
    word = re.compile(r"[a-z]+(?= )", re.IGNORECASE).match(text, at)
    ordered = word is not None and word.group().lower() in words_in("imperatives", "verbs")
    return ordered or _OPENING.match(text, at) is not None
