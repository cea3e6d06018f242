"""What moves as one in running text: runs of sentences, each with the sentences that lean on it."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from promptfuzz.mutators import Source
from promptfuzz.strategies.layout import is_prose
from promptfuzz.strategies.paraphrase_rules import words_in

_BACKWARD = re.compile(
    r"\b(?:it|its|this|that|they|them|their|these|those|such|he|she|him|her|his|above|below|following|preceding|"
    r"previous|former|latter|same|otherwise|instead|also|too|however|therefore|thus|hence|then|after|afterwards|before|"
    r"first|firstly|second|secondly|third|next|finally|lastly|last|again|else|another|others?|result|resulting|"
    r"as well|in addition|for example|for instance|e\.g|i\.e|step|now|here|each|both|so|which ones?|ones|similarly|"
    r"likewise|except|exception|exceptions|there (?:is|are) none|if none)\b|"
    r"^(?:if|when) (?:not|so|yes|no|true|false)\b|^(?:but|and|or|so|yet|even|only|not)\b",
    re.IGNORECASE,
)
_NOT_BACKWARD = re.compile(
    r"\b(?:in|at) (?:that|this) case\b|"
    r"\b(?:words?|sentences?|lines?|texts?|replies|answers?|claims?|statements?) that\b|\bmake sure that\b|"
    r"\b(?:so|say|state) that\b|\banother language\b|\beach (?=[a-z])|\bas well as\b|\bboth (?=[a-z]+ and\b)|"
    r"\bafter the label\b",
    re.IGNORECASE,
)
# "If a word is unclear, leave it": the pronoun has its noun in its own sentence.
_OWN_NOUN = re.compile(
    r"^(?:If|When|Unless|Where) (?:the|an?|any|some|no|two|several) [^,]+,|"
    r"^[A-Z][a-z]+ (?:the|an?|any) [a-z]+(?: [a-z]+)? (?:if|when|unless|where)(?= (?:it|they) (?:is|are)\b)"
)
_PRONOUN = re.compile(r"\b(?:it|its|they|them|their|say so)\b", re.IGNORECASE)
_TRAILS = re.compile(
    r"\b(?:any|no|every|some|nothing)\s*(?:thing|one|body)? (?:else|other)\b|\bother than\b|^nothing\b|"
    r"\bnothing more\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^(?:As an?\b|You\b(?! (?:must|should|may|can|need|do)\b)|You['’]re|Act as|Imagine|Pretend|I|I['’]m|We|Here|"
    r"Dear|Hi|Hello|Hey|Thanks|Thank|Welcome|Below|Today)\b",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(r"\b(?:an?|some|two|three|several) (\w{3,})(?: (\w{3,}))?", re.IGNORECASE)
_DEFINITE = re.compile(r"\bthe (?=(\w+)(?: (\w+))?)", re.IGNORECASE)
_CONSTRAINT = re.compile(
    r"^(?:Please\s+)?(?:do not|don['’]t|never|always|answer|reply|respond|return|output|use|keep|write|give|"
    r"limit|be|avoid|make sure|ensure|your (?:answer|reply|response|output|summary)|the (?:answer|reply|response)|"
    r"if|when|unless|ignore|include|format|explain|think|without|in (?:one|two|a|at most)|prefer|mention|stick|"
    r"refrain|leave out|preserve|cite|add|round|skip|exclude|treat)\b",
    re.IGNORECASE,
)
_LATE = re.compile(
    r"^(?:Please\s+)?(?:(?:if|when|unless|where|in case|leave|mark|include|add|mention|justify|explain|cite|skip|"
    r"round|treat|prefer)\b|(?:briefly|shortly)\b|(?:write|give|state|put|list|separate|number|sort|name) the\b|"
    r"give (?:a|an|one|two|three|your|no)\b(?=.*\breasons?\b)|(?:give|include|add|write|return|list|name|use) no\b)|"
    r"\bthe (?:\w+ed|rewritten|new|final|finished|missing|chosen|rest|result)\b|\b(?:missing|if|when|unless)\b|"
    r"\b(?:your|the) (?:choice|decision|verdict|reasoning|rating|score|judgement|judgment|classification|translation|"
    r"summary|summarie|rewrite|description|query|querie|function|field|value|item|entrie|name|key)s?\b",
    re.IGNORECASE,
)

# What may be said before the task is known: how to answer whatever it is. "Include two tests" needs to know of what.
_LEADS = re.compile(
    r"^(?:Please )?(?:always )?(?:answer|reply|respond|return|output|be|think|write in|"
    r"in (?:one|two|three|a|at most|plain|simple)|(?:your|the) (?:answer|reply|response|output)|"
    r"keep (?:your|answers?|replies|it)|use (?:only )?(?:plain|simple|short|formal|polite|British|American|everyday)|"
    r"limit (?:yourself|your))\b",
    re.IGNORECASE,
)
_NEEDS = re.compile(
    r"\bthe\b(?! (?:answer|reply|response|output|word|letter|label|number|name|category)\b)", re.IGNORECASE
)
_PROHIBITS = re.compile(
    r"\b(?:not|no(?= (?!or\b|more than\b|longer than\b)[a-z])|never|nothing|without|avoid|refrain|ignore|skip|omit|"
    r"exclude|leave out|nor|neither)\b|n['’]t\b",
    re.IGNORECASE,
)
_VERBLESS = re.compile(
    r"(?:no|none|around|about|at most|at least|up to|under|no more than|exactly)\b|"
    r"\w+ (?:\w+ )?(?:paragraphs?|sentences?|lines?|words?|bullets?|points?|per)\b",
    re.IGNORECASE,
)
SHORT = 5
_VERBAL = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|does|do|did|can|could|may|might|must|should|shall|will|would|need|needs|"
    r"counts?|means?|applies|apply|goes|go|don['’]t|doesn['’]t|isn['’]t|aren['’]t)\b|\?$",
    re.IGNORECASE,
)


def leans_back(sentence: str, introduced: frozenset[str] | set[str] = frozenset()) -> bool:
    """Whether a sentence refers to what was said before it, by a pronoun or as "the list" after "a list"."""
    own = _OWN_NOUN.match(sentence)
    said = sentence[: own.end()] + _PRONOUN.sub(" ", sentence[own.end() :]) if own else sentence
    if _BACKWARD.search(_NOT_BACKWARD.sub(" ", said)):
        return True
    return bool(introduced) and any(
        noun and noun.lower() in introduced for found in _DEFINITE.finditer(sentence) for noun in found.groups()
    )


@lru_cache(maxsize=8192)
def says_how(text: str) -> bool:
    """Whether a sentence states a condition on the answer and stands for itself."""
    return bool(_CONSTRAINT.match(text)) and not leans_back(text)


def opens(text: str) -> bool:
    """Whether a sentence greets, gives a role or sets the scene: it comes first."""
    return bool(_OPENS.match(text))


@lru_cache(maxsize=8192)
def stands_late(text: str) -> bool:
    """Whether a sentence is odd before the task is known: "if unsure", "explain your choice"."""
    return any(_LATE.search(piece) for piece in re.split(r"(?<=[.!?])\s+", text))


@lru_cache(maxsize=8192)
def may_lead(text: str) -> bool:
    """Whether sentences read well before it is said what to do: how to answer, and no prohibition."""
    return bool(_LEADS.match(text)) and not (stands_late(text) or _PROHIBITS.search(text) or _NEEDS.search(text))


@lru_cache(maxsize=8192)
def is_fragment(text: str) -> bool:
    """Whether a sentence seems to have no verb: "No titles." leans on the one before it."""
    found = re.match(r"(?:please )?([a-z]+)", text, re.IGNORECASE)
    first = found[1].lower() if found else ""
    if first in words_in("imperatives", "verbs") or _CONSTRAINT.match(text) or _VERBAL.search(text) or opens(text):
        return False
    return bool(_VERBLESS.match(text)) or text.count(" ") < SHORT


def runs_of_units(source: Source) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of sentences of one paragraph that say what to do, in order.

    A sentence that leans on what was said before it, or a fragment, takes everything before it along: as one unit
    they keep their order, and the others may pass them. A greeting, a role and "nothing else" stay where they are.
    """
    run: list[tuple[int, int]] = []
    introduced: set[str] = set()
    for sentence in source.sentences:
        text = source.text[sentence.start : sentence.stop]
        paragraph = bool(run) and source.text[run[-1][1] : sentence.start].count("\n") > 1
        whole = text[-1] in ".!?" and is_prose(source.text, sentence.start, sentence.stop)
        fragment = whole and is_fragment(text)
        stays = not whole or opens(text) or (paragraph or not run if fragment else bool(_TRAILS.search(text)))
        if run and (paragraph or stays):
            yield run
        if stays or paragraph:
            run, introduced = [], set()
        if stays:
            continue
        cut = bool(run) and text[0].islower() and source.text[run[-1][0]].isupper()  # "approx. ten", not a sentence
        if cut or fragment or leans_back(text, introduced):
            run = [(run[0][0] if run else sentence.start, sentence.stop)]
        else:
            run.append((sentence.start, sentence.stop))
        introduced |= {noun.lower() for found in _INTRODUCED.finditer(text) for noun in found.groups() if noun}
    if run:
        yield run


def allowed_order(texts: Sequence[str], order: Sequence[int], *, opened: bool) -> bool:
    """Whether sentences may stand in `order`: tasks keep theirs, and what is odd before the first stays behind it.

    Where nothing has `opened` the prompt before them, the first of them is a task, unless it may lead.
    """
    tasks = [n for n, text in enumerate(texts) if not says_how(text) or not (n or opened or may_lead(text))]
    known = set(tasks)
    if [number for number in order if number in known] != tasks:
        return False
    first = order.index(tasks[0]) if tasks else 1
    leading = [texts[number] for number in order[:first] if number]
    if opened and not tasks:
        return not any(stands_late(text) or _PROHIBITS.search(text) for text in leading)
    return all(map(may_lead, leading))
