"""From the numbers of an output to the one that it concludes with, past the results on the way there."""

import re
from collections.abc import Hashable, Mapping, Sequence

from promptfuzz.oracle.amounts.units import UNITS, known_unit
from promptfuzz.oracle.choices.mentions import Mention

_MONEY = r"[\"'($\u20ac\u00a3\u00a5 -]*$"
_FINAL = re.compile(
    rf"(?:\banswer(?: is| would be| should be|:| =)(?: (?:therefore|thus|about|approximately|exactly|only))? ?"
    rf"[\"'($\u20ac\u00a3\u00a5 \n-]*|####? ?{_MONEY[:-1]}|\\boxed\{{{_MONEY[:-1]})$",
    re.IGNORECASE,
)
# "The answer is 3 x 4 = 12" has its answer behind the sign.
_GOES_ON = re.compile(r"(?:[^\n,;:.=]|[.,]\d){0,60}=")
_RESULT = re.compile(
    r"(?:\b(?:answer|total|sum|result|difference|product|number|count|value)\b[^.\n=\d]{0,40}?"
    r"(?: is| are| was| of|:| =| equals| comes to) ?(?:therefore |thus |about |approximately |roughly |only )?|"
    r"\b(?:comes? to|total of|altogether|therefore|thus|hence|so)\b[^.\n\d=]{0,40}?|"
    r"(?:^|[.,;\n] ?)(?:in total|in all|overall)\b[^.\n\d=]{0,40}?|"
    # What is so in the end: "she now has", "leaving her with".
    r"\bnow,? (?:(?:he|she|they|it|we|you|i|there|\w+) )?(?:has|have|had|is|are|contains?|holds?|costs?|owns?|owes?)\b"
    r"[^.\n\d=]{0,20}?|\b(?:has|have|is|are) now\b[^.\n\d=]{0,20}?|\bleaving (?:[\w']+ ){0,3}?(?:with )?|"
    r"\bleft with (?:\w+ ){0,2}?|\bends? up with (?:\w+ ){0,2}?|"
    r"(?:^|\n)\| ?(?:grand |overall |final )?(?:total|sum|result|answer|price|amount|balance)\b[^|\n\d]{0,20}\| ?|"
    r"\byes[,:] ?(?:it is |it's |that's )?)" + _MONEY,
    re.IGNORECASE,
)
# "It comes to 18 (10 plus 8), which saves 2": a sum on the way to what the sentence goes on with.
_MERE = re.compile(r"\b(?:comes? to|adds? up to|equals|total(?:s|led)?)\b[^.\n\d=]{0,40}$", re.IGNORECASE)
_FURTHER = re.compile(
    r"(?:[^.;!?\n]|\.\d){0,60}?, (?:which|so|thus|hence|and so|therefore|meaning|saving|leaving)\b[^.,;!?\n]{0,40}",
    re.IGNORECASE,
)
_COLUMNS = re.compile(r"[^|\n]*\|[^|\n]*\d")
_STEP = re.compile(
    r"(?:[=\u2248] ?|\b(?:equals|totals|(?:plus|minus|times|divided by|multiplied by) [\d.,]+ is)\b[^.\n\d=]{0,40}?|"
    # "5 and 3 make", "adding 2 gives", "which leaves", but not "she gives", "the baker makes".
    r"(?:[\d)%](?: (?!(?:and|then|but|or|who|she|he|they)\b)[a-z]+){0,2}|"
    r"\b(?:this|that|which|these|sum|product|quotient|difference|result|calculation|equation|formula|"
    r"(?:addition|subtraction|multiplication|division))|\b[a-z]+ing\b[^.,;\n]{0,40}) "
    r"(?:gives?|makes?|leaves|yields?)\b[^.\n\d=]{0,40}?|"
    r",? (?:giving|making|yielding|earning|spending|paying|costing|saving|totall?ing)(?: (?:us|you|me|a total of))? |"
    r"\b(?:we|you|i|to) (?:get|obtain|arrive at|find) )" + _MONEY,
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[^.\n\d]{0,25}?\b(?:in total|altogether|in all|left|remain(?:ing|s)?|now(?=[.!,\n]|$)|in change)\b", re.IGNORECASE
)
_BACK = re.compile(r"\b(?:gets?|receives?)\b[^.\n\d]{0,12}$", re.IGNORECASE)
_GIVEN_AWAY = re.compile(r"\W{0,3}(?:\w+ )?(?:away\b|to (?:her|his|him|their|them|my|the|a)\b|to (?-i:[A-Z]))", re.I)
# "so she ate 2" tells a story on, "so she has 2" concludes.
_ACTED = re.compile(
    r"\b(?:therefore|thus|hence|so),? (?:he|she|they|we|i|(?-i:[A-Z][a-z]+)) (?!(?:has|have|had|is|are|was|were|will|"
    r"would|can|could|must|should|needs?|gets?|now|then|pays?|owes?|earns?|earned|still|only|ends?|ended)\b)"
    r"[a-z]+ [^.\n\d=]{0,30}" + _MONEY,
    re.IGNORECASE,
)
_STATED = re.compile(
    r"\b(?:he|she|they|we|you|i|(?-i:[A-Z][a-z]+)) (?:\w+ )?(?:has|have|had|gets?|got|receives?|needs?|pays?|earns?|"
    r"owes?)(?: (?:about|only|exactly|just|then))? ?"
    + _MONEY
    + r"|\b(?:the|her|his|their|its) (?:[a-z]+ ){1,3}(?:is|are)"
    r"(?: (?:about|only|exactly|just|then|therefore))? " + _MONEY,
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][\"')]{0,2}[ \n]|\n|[;:] |,? (?:and )?then ")
_YEAR = re.compile(r"\b(?:in|since|by) (?:1[5-9]\d\d|20\d\d)$", re.IGNORECASE)
_WINDOW = 70


def concluded(
    body: str, mentions: Sequence[Mention], known: set[Hashable], units: Mapping[int, str | None]
) -> list[Mention]:
    """Return the number that `body` gives as its result, nothing where it gives none as such.

    `units` gives the unit of the number that starts at a place. Two are returned where the last sentence gives a number
    that is new (and not among the `known` ones of the prompt) after a mere step of the calculation, and leaves open
    which of both is the answer.
    """
    final = [m for m in mentions if _FINAL.search(_before(body, m)) and not _GOES_ON.match(body, m.stop)]
    results = [m for m in mentions if _is_result(body, m)]
    steps = [m for m in mentions if _is_step(body, m)]
    if final or not (results or steps):
        return final[-1:]
    last = max([*results, *steps], key=lambda mention: mention.start)
    if last in results:
        further = [m for m in mentions if m.value != last.value and _FURTHER.fullmatch(body, last.stop, m.start)]
        return [last, *further[:1]] if _MERE.search(_before(body, last)) and further else [last]
    base = _base(units[last.start])
    rivals = [m for m in mentions if not base or _base(units[m.start]) in {base, ""}]
    return _after_step(body, [m for m in rivals if not _YEAR.search(body, max(0, m.start - 6), m.stop)], last, known)


def is_final(body: str, mention: Mention) -> bool:
    """Whether the words before a number call it the answer."""
    return bool(_FINAL.search(_before(body, mention)))


def _base(unit: str | None) -> str:
    return UNITS[name][0] if (name := known_unit(unit)) else ""


def _is_result(body: str, mention: Mention) -> bool:
    before = _before(body, mention)
    if _AFTER.match(body, mention.stop) or (_BACK.search(before) and body.startswith(" back", mention.stop)):
        return True
    if not _RESULT.search(before) or _ACTED.search(before):
        return bool(_FINAL.search(before))
    return not (before.rpartition("\n")[2].startswith("|") and _COLUMNS.match(body, mention.stop))


def _is_step(body: str, mention: Mention) -> bool:
    before = _before(body, mention)
    if _ACTED.search(before):
        return True
    return bool(_STEP.search(before)) and not (before[-1:].isspace() and _GIVEN_AWAY.match(body, mention.stop))


def _after_step(body: str, mentions: Sequence[Mention], step: Mention, known: set[Hashable]) -> list[Mention]:
    """Return the step; what the last sentence says instead where that is new; both where that leaves it open."""
    ends = [match.end() for match in _SENTENCE_END.finditer(body, step.stop, mentions[-1].start + 1)]
    said = [mention for mention in mentions if ends and mention.start >= ends[-1]]
    earlier = {mention.value for mention in mentions if mention not in said} | known
    if not said or {mention.value for mention in said} - earlier != {said[-1].value}:
        return [step]
    told = [mention for mention in mentions if mention.start > step.start and _STATED.search(_before(body, mention))]
    if told and told[-1].value == step.value:
        return [step]
    return [said[-1]] if _STATED.search(_before(body, said[-1])) else [step, said[-1]]


def _before(body: str, mention: Mention) -> str:
    return body[max(0, mention.start - _WINDOW) : mention.start]
