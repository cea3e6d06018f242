"""From the places where an output names possible answers to the one answer it gives, if it gives one."""

import re
from bisect import bisect_right
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from promptfuzz.oracle.choices.afterthoughts import conceded
from promptfuzz.oracle.choices.endings import closes, concludes, is_apart, leads
from promptfuzz.oracle.choices.subjects import NO_NOUNS, is_in_field, opens_in_field, reasons, said_of
from promptfuzz.oracle.values import Parsed

_WINDOW = 70
_FINAL = re.compile(
    r"\bfinal (?:answer|label|verdict|classification|result|number)\b[^.\n]{0,20}$|####? ?$|\\boxed\{$", re.I
)
_ANSWER = re.compile(
    r"\b(?:answer|label|sentiment|category|class|classification|classified|verdict|prediction|result|output|response|"
    r"option|choice|conclusion|polarity|tone|topic|rating|score|intent|language|decision|status|priority|emotion|"
    r"stance|type|judg[e]?ment)\b(?: [a-z' ]{0,40}?)?(?: is| was| would be| should be|:| =| ->| as| be| to be)[ :]?"
    r"(?:therefore |thus |clearly |most likely |likely |probably |overall |simply |indeed |predominantly |mostly |"
    r"generally |largely |primarily |definitely |option |choice |letter )*(?:an? |the )?[\"'(\[]*\n?$"
    r"|\b(?:belongs|falls|goes) (?:in|into|to|under|with) (?:the )?[\"'(\[]*$",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?:classif\w+|categori[sz]\w+|label(?:s|l?ed|l?ing)?|rated?(?! (?:is|was|of|has)\b)|"
    r"describ\w+|consider(?:s|ed)?|deem(?:s|ed)?|"
    r"mark(?:s|ed|ing)?|tag(?:s|ged|ging)?|regard(?:s|ed)?|choos\w*|pick|select\w*|go with|call|assign(?:s|ed|ing)?|"
    r"(?:put|place|set|peg) (?:it|this|that))\b"
    r"(?: (?!(?:because|but|than|over|not|although|since|while|even|and)\b)[\w']+){0,6}?[ \"'(\[:]*$",
    re.IGNORECASE,
)
# What the whole comes to, after its parts.
_OVERALL = re.compile(
    r"\b(?:overall|in total|all in all|on (?:the )?(?:balance|whole)|altogether|in sum|in the end|ultimately)\b"
    r"(?:,? (?:the |my |its )?(?:[a-z]+(?=:| is | was | seems | remains )|sentiment|it|i(?:'d| would) "
    r"(?:say|call it)))?(?: is|'s| was| seems| remains)?[:,]? ?"
    r"(?:an? |the |-+ |mostly |rather )?"
    r"[\"'(\[]*\n?$",
    re.IGNORECASE,
)
_OVERALL_AFTER = re.compile(r"[\"')]* (?:overall|on (?:the )?(?:balance|whole))\b", re.IGNORECASE)
_MOSTLY = re.compile(
    r"\b(?:mostly|mainly|predominantly|largely|overwhelmingly|primarily|chiefly|(?:lean(?:s|ing)?|tend(?:s|ing)?)"
    r"(?: (?:towards?|to be|to))?) (?:an? |the )?[\"'(]*$",
    re.IGNORECASE,
)
# "Positive aspects" are a part of the text, and no word on the whole of it.
_PART = re.compile(
    r"[\"')]* (?:aspects?|points?|remarks?|notes?|words?|elements?|parts?|sides?|things?|comments?|mentions?|terms?|"
    r"phrases?|details?|features?|experiences?|moments?|reviews?|ones?|\d+)\b",
    re.IGNORECASE,
)
# "A billing question about the account": the label says of which kind it is.
_KIND_OF = re.compile(
    r"(?:[- ]related)? (?:issue|problem|question|complaint|inquiry|enquiry|request|concern|matter|ticket|topic|"
    r"query)\b",
    re.IGNORECASE,
)
_CONCLUDES = re.compile(r"\bconclusion (?:is|was|seems)\b[^.;:!?\n]*$", re.IGNORECASE)
_HEAD_BEFORE = re.compile(r"(?:^|[\n,;.|/])[ \"'(\[*-]*(?:and )?[\"'(]*$")
_HEAD_AFTER = re.compile(r"[\"')\]]{0,2}(?: ?[:=] ?| - | (?=\(?[-+]?[\d.]+))(?=\S)")
_SENTENCE = re.compile(r"[.!?](?= )|\n")
_OPENING = re.compile(
    r"(?:(?:only|merely|just|clearly|definitely|certainly|most likely|likely|probably)\b ?){0,2}", re.I
)
_AFTER_LEAD = re.compile(r"[\"')\]]{0,2}(?:$|[.,;:!\n]| ?-+ | \(|\)? because\b|\)? since\b|\)? as\b)")
_EDGE = " \n\t\"'()[].,:;!*-"


@dataclass(frozen=True, slots=True)
class Mention:
    """A possible answer at ``text[start:stop]``; a `listed` one stands in a list of alternatives."""

    value: Hashable
    start: int
    stop: int
    listed: bool = False


def settle(text: str, mentions: Sequence[Mention], what: str, nouns: frozenset[str] = NO_NOUNS) -> Parsed:
    """Return the one value that the mentions in `text` agree on, or that the text marks as its answer.

    A value is marked by a line of its own, an answer marker ("Answer: X"), emphasis or standing first ("X, because").
    What is said of one of the `nouns` that the prompt asks about (subjects.asked_nouns) answers it.
    """
    if not mentions:
        return Parsed("none", note=f"no {what} in the answer")
    if len(mentions) > 1 and len(kept := unconceded(text, mentions)) < len(mentions):
        return settle(text, kept, what, nouns)
    single = [mention for mention in mentions if not mention.listed] or list(mentions)
    if len(values := distinct(single)) == 1 and not (single[0].listed and len(distinct(mentions)) > 1):
        return Parsed("value", values[0], f"the only {what}")
    final = [mention.value for mention in mentions if _FINAL.search(_before(text, mention))]
    if final:
        return Parsed("value", final[-1], "marked as the final answer")
    named = what != "number"
    if named and len(values := distinct([mention for mention in single if _is_overall(text, mention)])) == 1:
        return Parsed("value", values[0], "said of the whole")
    heads = _heads_part if what == "label" else _heads_line
    parts = [mention for mention in mentions if heads(text, mention)]
    if named and len(values := distinct(_closing(text, mentions, parts))) == 1:
        return Parsed("value", values[0], "what it comes to")
    if what == "label" and _is_lead(text, mentions[0], parts):
        return Parsed("value", mentions[0].value, "said before its parts")
    if len(headed := distinct(parts)) > 1:
        return Parsed("ambiguous", note=f"lists several {what}s", candidates=tuple(headed))
    strong = [mention for mention in single if not mention.listed and _is_marked(text, mention)]
    if len(values := distinct(strong)) == 1 and not (named and _is_told_otherwise(text, strong, single)):
        return Parsed("value", values[0], "marked as the answer")
    for weak in () if strong else _weak(text, single, nouns, named=named):
        if len(values := distinct(weak)) == 1:
            return Parsed("value", values[0], "said to be the answer")
    kinds = [mention for mention in single if named and not mention.listed and _KIND_OF.match(text, mention.stop)]
    if not strong and len(values := distinct(kinds)) == 1:
        return Parsed("value", values[0], "said to be of this kind")
    found = distinct(strong or mentions)
    shown = ", ".join(map(str, found[:5]))
    return Parsed("ambiguous", note=f"several {what}s: {shown}", candidates=tuple(found))


def _closing(text: str, mentions: Sequence[Mention], parts: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that say what the text comes to: "..., so X" at its end, or an answer below a list."""
    free = [mention for mention in mentions if not mention.listed and not _PART.match(text, mention.stop)]
    last = mentions[-1]
    ends = [mention for mention in free if closes(text, mention.start, mention.stop)]
    others = [mention for mention in mentions if mention.value != last.value]
    if last in ends and not any(concludes(text, mention.start) for mention in others):
        return [last]
    if len(distinct(parts)) < 2:
        return []
    below = parts[-1]
    after = [mention for mention in free if mention.start > below.stop and is_apart(text, below.stop, mention.start)]
    marked = [mention for mention in after if _ANSWER.search(_before(text, mention))]
    return marked or [mention for mention in after if mention is last and _CALLED.search(_before(text, mention))]


def _is_lead(text: str, mention: Mention, parts: Sequence[Mention]) -> bool:
    """Whether the first mention is the answer and what follows it says of which parts it consists."""
    if mention.listed or mention in parts or not leads(text, mention.start, mention.stop):
        return False
    inline = text[mention.stop : mention.stop + 2] == ": " and bool(said_of(text, mention.start))
    return inline or len(distinct(parts)) > 1


def _is_told_otherwise(text: str, strong: Sequence[Mention], single: Sequence[Mention]) -> bool:
    """Whether the text is said to be one thing and its conclusion another, which may be that of the input."""
    told = {mention.value for mention in single if said_of(text, mention.start) == "text"}
    return bool(told - {strong[0].value}) and all(_CONCLUDES.search(_before(text, mention)) for mention in strong)


def _weak(text: str, single: Sequence[Mention], nouns: frozenset[str], *, named: bool) -> Iterator[list[Mention]]:
    """Yield what the words before it present as the answer, the surest first; reasons for another one come last."""
    spans = reasons(text) if named else ()
    free = [mention for mention in single if not mention.listed]
    told = [mention for mention in free if not any(start <= mention.start < stop for start, stop in spans)] or free
    whole = {mention.value for mention in told if said_of(text, mention.start) == "text"} if named else set()
    if named:
        fields = [mention for mention in told if is_in_field(text, mention.start, mention.stop)]
        opens = any(opens_in_field(text, mention.start, mention.stop) for mention in fields)
        yield fields if opens and whole <= {mention.value for mention in fields} else []
    yield [mention for mention in told if _CALLED.search(_before(text, mention))]
    if named:
        yield [mention for mention in told if said_of(text, mention.start, nouns) in {"text", "asked"}]
        yield fields
    said = [mention for mention in told if said_of(text, mention.start)]
    # "High urgency. The error rate is low.": what another sentence says of another thing takes nothing back.
    earlier = [mention for mention in told if said and _SENTENCE.search(text, mention.stop, said[0].start)]
    yield said if not named or len(distinct([*earlier, *said])) == 1 else []


def unconceded(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions without those that the text only concedes ("although ..."), unless it concedes them all."""
    spans = conceded(text)
    starts = [start for start, _ in spans]
    kept = [
        mention
        for mention in mentions
        if not (before := bisect_right(starts, mention.start)) or mention.start >= spans[before - 1][1]
    ]
    return kept or list(mentions)


def distinct(mentions: Sequence[Mention]) -> list[Hashable]:
    """Return the different values, in order of appearance."""
    return list(dict.fromkeys(mention.value for mention in mentions))


def is_marked_answer(text: str, mention: Mention) -> bool:
    """Whether the text presents the mention as its answer, even inside what looks like a refusal."""
    return not mention.listed and _is_marked(text, mention)


def is_said_answer(text: str, mention: Mention) -> bool:
    """Whether words before the mention present it as the answer: "the answer is", "it is"."""
    before = _before(text, mention)
    return bool(_FINAL.search(before) or _ANSWER.search(before) or said_of(text, mention.start))


def is_presented(text: str, mention: Mention, *, loosely: bool) -> bool:
    """Whether a mention is marked, the whole of a field or the sum of the text; `loosely` also what it is called."""
    if is_marked_answer(text, mention) or is_in_field(text, mention.start, mention.stop) or _is_overall(text, mention):
        return True
    before = _before(text, mention)
    return bool(_FINAL.search(before)) or (loosely and bool(_CALLED.search(before)))


def _heads_line(text: str, mention: Mention) -> bool:
    """Whether the mention heads a line, as in ``A: 7 euros`` or ``- hardware: laptops``: several such are a list."""
    start = text.rfind("\n", 0, mention.start) + 1
    return not text[start : mention.start].strip(_EDGE + "-*•") and text[mention.stop : mention.stop + 1] in {":", ")"}


def _heads_part(text: str, mention: Mention) -> bool:
    """Whether the mention heads a line, or a part of one as in ``Positive: the food, negative: the service``."""
    if _heads_line(text, mention):
        return True
    before = text[max(0, mention.start - _WINDOW) : mention.start]
    return bool(_HEAD_BEFORE.search(before) and _HEAD_AFTER.match(text, mention.stop))


def _is_overall(text: str, mention: Mention) -> bool:
    """Whether the mention says what the whole is or mostly is, and not what a part of it is."""
    before = _before(text, mention)
    said = _OVERALL.search(before) or _MOSTLY.search(before) or _OVERALL_AFTER.match(text, mention.stop)
    return bool(said) and not mention.listed and not _PART.match(text, mention.stop)


def _before(text: str, mention: Mention) -> str:
    return text[max(0, mention.start - _WINDOW) : mention.start]


def _is_marked(text: str, mention: Mention) -> bool:
    start = text.rfind("\n", 0, mention.start) + 1
    stop = text.find("\n", mention.stop)
    stop = len(text) if stop < 0 else stop
    if not text[start : mention.start].strip(_EDGE) and not text[mention.stop : stop].strip(_EDGE):
        return True
    if _OPENING.fullmatch(text[: mention.start].strip(_EDGE)) and _AFTER_LEAD.match(text, mention.stop):
        return True
    return bool(_ANSWER.search(_before(text, mention)))
