"""Reorderings of the clauses of a sentence: conditions, "in one sentence", "from the text", "for each item"."""

import re
from collections.abc import Iterator
from functools import lru_cache

from promptfuzz.mutators import Site, Source, mutator
from promptfuzz.records import Change
from promptfuzz.strategies.layout import is_prose, lines_of
from promptfuzz.strategies.paraphrase_rules import words_in
from promptfuzz.strategies.reorder_moves import recased

_EARLY_CONDITION = re.compile(
    r"^(?P<adv>(?:If|When|Unless)\s+[^,;:]+)(?P<gap>,\s+)(?P<act>[a-z\"][^,;:]*?)(?P<end>[.!]?)$"
)
_LATE_CONDITION = re.compile(
    r"^(?P<act>[A-Z][^,;:]*?)(?P<gap>\s+)(?P<adv>(?:if|when|unless)\s+[^,;:]+?)(?P<end>[.!]?)$"
)
_ORDERED = re.compile(
    r"^(?:please\s+)?(?:do not|don['’]t|never|always|answer|reply|respond|return|output|use|keep|write|give|"
    r"be|avoid|ignore|include|format|put|choose|pick|select|mark|leave|set|ask|add|apologi[sz]e|offer|prefer|round|"
    r"treat|escalate|label|say|refer|send|stop|skip|mention|flag|call|return|assume|explain)\b",
    re.IGNORECASE,
)
_ASKS_WHETHER = re.compile(
    r"\b(?:decide|determine|check|tell|see|know|ask|judge|state|indicate|identify|find out|wonder|only|even|as|"
    r"and|or|otherwise|else|it|its|them|they|their|that|this|which|who|because|instead|first|then|also|if|when|"
    r"unless|the ones?|the others?|the same|both|neither)\b|\bsay\b(?! [\"“‘'])",
    re.IGNORECASE,
)
_UNCLEAR = re.compile(
    r"\b(?:and|or|if|else|otherwise|it|its|they|them|their|this|that|these|those|he|she|one|which|so)\b", re.IGNORECASE
)
_COUNT = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+)"
_LENGTH = (
    rf"in (?:(?:at most|no more than|fewer than|less than|under|about|exactly) )?{_COUNT}(?: or {_COUNT})?(?: short)? "
    r"(?:words?|sentences?|lines?|paragraphs?|bullet points)|in (?:a (?:single|short|few) )(?:words?|sentences?|"
    r"lines?|paragraphs?)"
)
_MANNER = r"in (?:plain|simple) (?:language|terms|words|English)|in your own words"
_BASIS = r"(?:based(?: only)? on|using only|according to|given) (?:the |this )[\w' ]+?"
_VERBS = (
    r"(?:summari[sz]e|sum up|describe|explain|justify|answer the|outline|rewrite|rephrase|paraphrase|write|state|say|"
    r"tell (?:me|us)|review|decide|determine|classify|rate|judge|assess|evaluate|give|translate|respond to)\b"
)
_TASK = rf"(?:(?:[Bb]riefly|[Pp]lease) )?{_VERBS}[^,;:\n]*?"
_ADVERBIAL = rf"(?:{_LENGTH}|{_MANNER}|{_BASIS})"
_FRONTED = re.compile(rf"^(?P<adv>{_ADVERBIAL})(?P<gap>,\s+)(?P<act>{_TASK})(?P<end>[.!?]?)$", re.IGNORECASE)
_TRAILING = re.compile(rf"^(?P<act>{_TASK})(?P<gap>\s+)(?P<adv>{_ADVERBIAL})(?P<end>[.!?]?)$", re.IGNORECASE)
_TWO_ACTS = re.compile(r"\b(?:and|or|then|but|if|when|so that|that|who|which|in (?:one|two|at most))\b", re.IGNORECASE)
_MIDDLE = re.compile(
    rf"^(?P<verb>(?:[Bb]riefly )?(?:say|tell (?:me|us)|state|explain|describe|indicate))(?P<gap>\s+)"
    rf"(?P<adv>{_LENGTH}|{_MANNER})(?P<rest>\s+(?:whether|what|which|why|how|who|when|where|if)\b[^;:\n]*)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=8)
def _sources() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of "from the text" in front, behind what to extract, and behind a question."""
    nouns = "|".join(sorted(words_in("inputs", "nouns") - words_in("inputs", "not_bare"), key=len, reverse=True))
    place = rf"the (?:(?!of\b)[\w'-]+ )?(?:{nouns})(?: below)?"
    taking = r"(?:extract|pull out|collect|take)\b[^;:.\n]*?"
    finding = r"(?:find|locate|identify|list|highlight|mark|underline|name)\b[^;:.\n]*?"
    answering = r"(?: and (?:answer|reply|respond|return|write|give|output)\b[^,;:\n]*?)?"
    asking = r"(?:how many|which|what|who)\b[^,;:\n]*?\b(?:is|are|was|were) (?:mentioned|named|listed|described)"
    early = rf"^(?P<adv>(?:from|in) {place})(?P<gap>,\s+)(?P<act>(?:{taking}|{finding}))(?P<end>[.!?]?)$"
    late = (
        rf"^(?P<act>{taking}(?P<gap>\s)(?P<adv>from {place})|{finding}(?P<gap2>\s)(?P<adv2>in {place}))"
        rf"(?P<rest>{answering})(?P<end>[.!?]?)$"
    )
    asked = rf"^(?P<act>{asking})(?P<gap>\s)(?P<adv>in {place})(?P<end>\?)$"
    return (
        re.compile(early, re.IGNORECASE),
        re.compile(late, re.IGNORECASE),
        re.compile(asked, re.IGNORECASE),
    )


def _statements(source: Source) -> Iterator[tuple[int, str]]:
    """Yield where the sentences of running text and of unordered points begin, and their texts."""
    bullets = {line.start for line in lines_of(source.text) if line.kind == "bullet"}
    for sentence in source.sentences:
        start = sentence.start
        mark = re.compile(r"[-*•+]\s+").match(source.text, start, sentence.stop)
        line = source.text.rfind("\n", 0, start) + 1
        if line in bullets:
            start = mark.end() if mark else start
        elif not is_prose(source.text, start, sentence.stop):
            continue
        text = source.text[start : sentence.stop]
        if text[-1:] in ".!?" or line in bullets:
            yield start, text


@mutator(family="reorder")
def clause_order(source: Source) -> Iterator[Site]:
    """Put a condition behind what it conditions, or before it."""
    for at, text in _statements(source):
        early, late = _EARLY_CONDITION.match(text), _LATE_CONDITION.match(text)
        bare = early and re.fullmatch(r"(?i)(?:if|when|unless) (?:yes|no|so|not|true|false|any|none)", early["adv"])
        if early and not bare and _says_what_then(early):
            yield from _to_end(source, at, early)
        elif late and _says_condition(late):
            yield from _to_front(source, at, late.span("act"), late.span("gap"), late.span("adv"))


def _says_what_then(early: re.Match[str]) -> bool:
    """Whether what to do is understood before its condition: "a person" comes before "the person"."""
    introduced = set(re.findall(r"\ban? (?:\w+ )??(\w+)", early["adv"]))
    named = set(re.findall(r"\bthe (?:\w+ )??(\w+)", early["act"]))
    return bool(_ORDERED.match(early["act"])) and not _ASKS_WHETHER.search(early["act"]) and not introduced & named


def moves_clause(text: str) -> bool:
    """Whether a sentence has, as far as its form says, a condition or an adverbial that may change places."""
    return any(pattern.match(text) for pattern in (_EARLY_CONDITION, _LATE_CONDITION, _FRONTED, _TRAILING, _MIDDLE))


def _says_condition(late: re.Match[str]) -> bool:
    """Whether "if" and "when" begin a condition: not a question ("by when", "check if"), and understood in front."""
    return (
        bool(_ORDERED.match(late["act"]))
        and not _ASKS_WHETHER.search(late["act"])
        and not re.search(r"\b(?:by|of|to|about|since|until|on)$", late["act"])
        and not _UNCLEAR.search(late["adv"][3:])
    )


@mutator(family="reorder")
def adverbial_order(source: Source) -> Iterator[Site]:
    """Put "in one sentence", "based on the text" or "from the review" in front of what to do, or behind it."""
    early_source, late_source, asked = _sources()
    for at, text in _statements(source):
        if found := _FRONTED.match(text) or early_source.match(text):
            if not _TWO_ACTS.search(found["act"]) or (found.re is early_source and _one_list(found["act"])):
                yield from _to_end(source, at, found)
        elif found := _TRAILING.match(text) or asked.match(text):
            if not _TWO_ACTS.search(found["act"]):
                yield from _to_front(source, at, found.span("act"), found.span("gap"), found.span("adv"))
        elif found := late_source.match(text):
            which = "2" if found["adv"] is None else ""
            gap, adv = found.span("gap" + which), found.span("adv" + which)
            if _one_list(text[: gap[0]]) and not re.search(r"\b(?:from|in) ", text[: gap[0]]):
                yield from _to_front(source, at, (0, gap[0]), gap, adv)
        elif found := _MIDDLE.match(text):
            yield from _to_front(source, at, found.span("verb"), found.span("gap"), found.span("adv"))


def _one_list(act: str) -> bool:
    """Whether every "and" joins things to extract, not things to do."""
    verbs = words_in("imperatives", "verbs")
    joined = re.finditer(r"(?:,|\band\b|\bor\b|\bthen\b)\s+(?:and\s+|then\s+)?(\w+)", act)
    return not any(found[1] in verbs for found in joined) and not re.search(r"\b(?:that|which|who|if)\b", act)


def _placed(at: int, span: tuple[int, int]) -> tuple[int, int]:
    return at + span[0], at + span[1]


def _to_front(
    source: Source, at: int, act: tuple[int, int], gap: tuple[int, int], adv: tuple[int, int]
) -> Iterator[Site]:
    """Offer to move the adverbial to the start of its sentence, with a comma behind it."""
    first, (left, right), between = at + act[0], _placed(at, adv), _placed(at, gap)
    if not source.is_free(first, first + 1) or not source.is_free(left, left + 1):
        return
    changes: list[Change] = [*recased(source, left, upper=True), *recased(source, first, upper=False)]
    if source.is_free(right - 1, right):
        changes += [source.edit(right - 1, right, source.text[right - 1] + ", "), source.edit(*between, "")]
        yield source.site([*changes, source.move(between[0], right, first)])
        return
    rest = _placed(at, act)
    yield source.site(
        [*changes, source.edit(*between, ", "), source.move(left, right, first), source.move(*rest, left)]
    )


def _to_end(source: Source, at: int, found: re.Match[str]) -> Iterator[Site]:
    """Offer to move the adverbial from the start of its sentence to the end, without its comma."""
    (left, _), between, (first, last) = (_placed(at, found.span(name)) for name in ("adv", "gap", "act"))
    if not source.is_free(left, left + 1) or not source.is_free(first, first + 1):
        return
    lead = source.edit(left, left + 1, " " + source.text[left].lower())
    changes: list[Change] = [lead, source.edit(*between, ""), source.move(left, between[0], last)]
    yield source.site([*changes, *recased(source, first, upper=True)])
