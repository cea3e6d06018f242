"""Whether an output says that it does not know, or that there is nothing to report, instead of giving an answer."""

import re

from promptfuzz.oracle.normalise import normalise, readable

_SOURCE = (
    r"(?:the |this |your )?(?:provided |given |above )?(?:text|passage|document|article|context|message|e-?mail|review|"
    r"information(?: provided)?|report|transcript|source|file|list|page|letter|ticket|log|question|data|minutes|notes?|"
    r"contract|statement|story|memo|"
    r"paper|study|leaflet|manual|policy|press release|announcement|interview|author|spokes\w+)"
)
_NOT = r"(?:does not|doesn't|do not|don't|did not|didn't|never|nowhere)"
_UNKNOWN = re.compile(
    r"(?:sorry,? (?:but )?|unfortunately,? |honestly,? |hmm,? |well,? |i'm afraid (?:that )?)*(?:"
    r"i (?:really |honestly |just |simply |currently )?(?:do not|don't) (?:actually |really )?(?:know|"
    r"have (?:enough|any|"
    r"that|this|the|sufficient) (?:information|details|data|knowledge|answer|context))|"
    r"i(?:'m| am) (?:really |honestly )?(?:not (?:sure|certain|aware)|unsure|uncertain)|"
    r"i have no (?:idea|information|way of (?:knowing|telling)|clue|knowledge)|(?:no idea|no clue|not sure|"
    r"unsure|unknown|"
    r"unclear|undetermined|hard to (?:say|tell)|who knows|nobody knows|no one knows|not enough information|uncertain|"
    r"insufficient (?:information|data|context)|no information)\b|"
    r"(?:it|this|that|the answer)(?:'s| is| was) (?:unclear|unknown|uncertain|not (?:known|clear|stated|"
    r"specified|mentioned|"
    r"given|possible to (?:say|tell|know|determine))|impossible to (?:say|tell|know|determine)|hard to (?:say|tell))|"
    r"(?:it|this|that|the answer) (?:can(?:'t|not| not)|could not|couldn't) be (?:determined|known|inferred|said|told|"
    r"established|answered)|(?:i|we|you|one) (?:can(?:'t|not| not)|could not|couldn't) (?:tell|say|know|"
    r"determine|be sure|"
    r"find (?:that|this|the|an) (?:information|answer))\b(?! you)|cannot be determined|can't be determined|"
    r"there(?:'s| is| was)(?: not enough| insufficient| no)(?: \w+)? (?:information|details?|data|mention|indication)|"
    rf"{_SOURCE} {_NOT} (?:actually )?(?:say|state|mention|specify|specifie|tell|indicate|provide|give|answer|reveal|"
    rf"contain|include)s?\b|{_SOURCE} (?:says|gives|contains|provides|mentions) (?:nothing|no (?:information|details?|"
    r"mention|indication|data))\b|"
    r"(?:[\w'-]+ ){1,8}?(?:is|are|was|were) (?:not|never|nowhere|n't) (?:actually )?(?:stated|specified|mentioned|"
    r"disclosed|indicated|revealed)\b|"
    r"(?:[^.;]{1,60}, )?(?:i'm afraid (?:that )?)?(?:there(?:'s| is)|i see|i have) no way (?:to (?:tell|know|say|"
    r"determine|find out)|of (?:knowing|telling|saying|finding out|determining))\b|"
    r"(?:[^.;]{1,60}, )?(?:one|we|you) (?:can ?not|can't|could not|couldn't) (?:know|tell|say|determine)\b|"
    r"(?:it|that|this)(?:'s| is) (?:impossible|not possible) to (?:say|tell|know|determine|infer)|"
    r"not (?:stated|specified|mentioned|given|provided|known|disclosed)\b)",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"(?:i'm afraid |unfortunately,? |sorry,? )?(?:(?:none|nothing|n/?a|null|nil|empty|not applicable|no matches|"
    r"not (?:found|present|listed|mentioned|given|available|provided|stated|specified))\b|"
    r"no (?:[\w'-]+ ){1,5}?(?:(?:was|were|is|are|has been|have been|could be|can be) )?(?:found|detected|"
    r"present|mentioned|"
    r"listed|identified|given|provided|included|available|needed|required|reported|exists?|stated|specified)\b|"
    rf"(?:there (?:is|are|was|were|'s) no(?:t any)?|there(?:'s| isn't| aren't| weren't| wasn't) (?:no|"
    rf"any)) [^.;]{{1,60}}? "
    rf"(?:in|on|within|mentioned|listed|found|given|present)\b|"
    rf"{_SOURCE} (?:{_NOT} (?:mention|list|contain|include|name|give|have|provide|show|specify|state)|"
    rf"(?:contains|mentions|"
    r"lists|includes|has|names|gives) (?:no|none)\b)|"
    r"i (?:found|see|have found|could find|can find|can see) (?:no\b|nothing|none)|"
    r"i (?:couldn't|could not|did not|didn't|can't|cannot) (?:find|see) (?:any|a|the)\b)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:none|nothing|n/?a|null|nil|not applicable|no matches|not (?:found|available|provided|mentioned|given|"
    r"specified|"
    r"listed|stated))(?: (?:found|detected|at all|mentioned|listed|given|in the text))?",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\b(?:but|however|although|though|probably|perhaps|maybe|likely|still|guess|instead|only)\b", re.I
)
_DENIES = re.compile(
    r"\b(?:no|not|none|nothing|never|without|empty|zero|unknown|unclear|uncertain|unsure|anonymous|undetermined|"
    r"unnamed|"
    r"unspecified|unstated|disputed|debated|absent|missing|free of|lacks?|fine|already|cannot)\b|n't\b|[\[{]\s*[\]}]",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]{4,}")
_SILENT = re.compile(
    rf"(?:{_SOURCE}|it|(?:[a-z]+ ){{1,3}}?(?:author|speaker|writer|reporter|spokesman|spokeswoman)) {_NOT} "
    r"(?:actually |explicitly |clearly )?(?:says?|states?|mentions?|specify|specifies|tells?|indicates?|reveals?|"
    r"discloses?|reports?)\b",
    re.IGNORECASE,
)
_TELLING = re.compile(
    rf"(?:{_SOURCE}|it) (?:actually |explicitly |clearly )?(?:says?|states?|mentions?|specifies|tells us|indicates?|"
    r"reveals?|discloses?|reports?|notes?|confirms?) (?!nothing\b|no (?:information|details?|such|word)\b|little\b)",
    re.IGNORECASE,
)
_IGNORANT = re.compile(
    r"\b(?:(?:not enough|insufficient|too little) (?:information|data|context|details?)|(?:cannot|can't|can not|"
    r"could not|couldn't) (?:be determined|be known|say|tell|know|determine)|(?:don't|do not) know|not sure|unsure|"
    r"no way (?:to|of)|no idea|impossible to (?:say|tell|know|determine))\b",
    re.IGNORECASE,
)
# "I have read it twice: it never names the speaker, so I cannot answer that."
_SILENT_WITHIN = re.compile(
    r"\b(?:never|nowhere|nothing (?:on|about|in)|not|n't|no (?:mention|information|details?|indication))\b[^.!?]{0,120}"
    r"(?:[.!?] ?|,? )(?:so|therefore|thus|hence|and so|which means|i therefore|that means|this means)?\b[^.!?]{0,24}?"
    r"\b(?:cannot|can't|can not|could not|couldn't|unable to|not able to) (?:be )?(?:answer|say|tell|know|determine|"
    r"answered|determined|told|known)\b[^.!?]{0,40}[.!?]?$",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    "none nothing found text passage document article context message mail review information provided given above "
    "report there were that this does didn doesn have with from about contain contains mention mentions mentioned "
    "list lists listed include includes included present detected identified available named specific state states "
    "stated specify specifies specified know sure unknown unclear answer enough determined said tell told cannot "
    "could find sorry unfortunately afraid honestly really idea your what which when where provide give gives "
    "insufficient details data question names these those any file page source transcript letter ticket".split()
)
_MOST_WORDS, _MOST_EXPLAINED = 32, 60


def stances(text: str) -> frozenset[str]:
    """Return ``unknown`` and ``none`` where that is all that a short text says: it does not know, there is nothing."""
    body = normalise(text)
    if body.count(" ") < _MOST_EXPLAINED and _SILENT_WITHIN.search(body):
        return frozenset({"unknown"})
    if body.count(" ") > _MOST_WORDS or not body:
        return frozenset()
    found = {name for name, pattern in (("unknown", _UNKNOWN), ("none", _NONE)) if pattern.match(body)}
    if _GOES_ON.search(body):
        return frozenset()
    return frozenset(found)


def is_unknown(text: str) -> bool:
    """Whether a short text says only that the answer is not known."""
    return "unknown" in stances(text)


def is_silent_source(text: str) -> bool:
    """Whether a text says that its source does not say something."""
    return bool(_SILENT.match(readable(text)))


def is_telling_source(text: str) -> bool:
    """Whether a text says what its source says."""
    return bool(_TELLING.match(readable(text)))


def is_ignorant(text: str) -> bool:
    """Whether a text says that an answer cannot be given, not that there is nothing to give."""
    return bool(_IGNORANT.search(readable(text)))


def is_bare_none(text: str) -> bool:
    """Whether `text` is "none" or "nothing found" and no more."""
    return bool(_BARE.fullmatch(normalise(text)))


def topic(text: str) -> frozenset[str]:
    """Return the first letters of the words that say what is not known or not there."""
    return frozenset(word[:5] for word in _WORD.findall(normalise(text).casefold()) if word not in _GENERIC)


def may_agree(text: str) -> bool:
    """Whether an answer may say the same as "none" or "unknown": it denies something itself."""
    return bool(_DENIES.search(text))
