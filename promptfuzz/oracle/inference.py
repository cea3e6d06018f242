"""From the wording of a prompt to the type of answer that it asks for; free text where that is not certain."""

import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import combinations

from promptfuzz.errors import UsageError
from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.choices.verdicts import is_bare_verdict
from promptfuzz.oracle.code.structured import json_values
from promptfuzz.oracle.listing.asked_lists import listed_noun
from promptfuzz.oracle.normalise import clean, readable
from promptfuzz.oracle.parsing import parse
from promptfuzz.oracle.thoughts import without_thoughts
from promptfuzz.records import Answer, Choice, Code, Json, Label, List, Number, Text, YesNo

_ASKED_JSON = re.compile(
    r"\b(?:return|respond|answer|reply|output|give|produce|format|provide|extract|convert|write|as|in|into|with|"
    r"using)\b"
    r"[^.?!\n]{0,60}\bjson\b",
    re.IGNORECASE,
)
_ABOUT_JSON = re.compile(
    r"\b(?:explain|describe|what is|why|how (?:do|to|does|can)|difference)\b[^.?!\n]{0,60}\bjson\b", re.I
)
_OPTION = re.compile(r"(?<![\w'])\(?([A-H])(?P<mark>[).:]) (?=\S)")
_CHOOSE = re.compile(r"\b(?:options?|choose|choice|letter|pick|select|which (?:one|of))\b", re.IGNORECASE)
_YES_NO = re.compile(r"\b(?:yes[\"']? ?(?:or|/) ?[\"']?no|true[\"']? ?(?:or|/) ?[\"']?false)\b", re.IGNORECASE)
_TRUE_FALSE = re.compile(r"\btrue\b", re.IGNORECASE)
_DEGREE = r"(?:not|very|non|slightly|strongly|somewhat|highly|no|extremely|mostly|needs) "
_ITEM = rf"(?:\"[^\"\n]{{1,40}}\"|'[^'\n]{{1,40}}'|\[[^\]\n]{{1,30}}\]|(?:{_DEGREE})?[A-Za-z0-9][\w&-]{{0,30}})"
_LABELS = re.compile(
    rf"\b(?:as|into|is|are|be|either|between|of|labels?|categor(?:y|ies)|class(?:es)?|options|with|one word|"
    rf"only|following|"
    rf"say|answer|choose|write|reply|respond|output|sounds|reads|feels|whether|from|values|"
    rf"topics|\w+(?=: ))\b[^.?!\n,\w\"']{{0,3}}"
    rf"(?: ?(?:the following|these|one of|either|being|exactly one of|just|only|with|the word|the label|the labels|"
    rf"labels|categories|classes|options))*:? ?(?:an? |the )?"
    rf"(?P<items>{_ITEM}(?:(?:, ?| ?/ ?| ?\| ?){_ITEM}){{0,12}}?(?:,? ?(?:\bor\b|\band\b|/|\|) ?){_ITEM})(?![\w])",
    re.IGNORECASE,
)
_COMMAS = re.compile(
    rf"\b(?:one of|labels?|categor(?:y|ies)|class(?:es)?|options|topics)(?: [\w ]{{0,30}})?: ?"
    rf"(?P<items>{_ITEM}(?:(?:, ?| ?/ ?| ?\| ?){_ITEM}){{1,12}})(?![\w])|"
    rf"\((?P<bracket>{_ITEM}(?:[/|]{_ITEM}){{1,12}})\)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r" ?/ ?| ?\| ?|,? ?\bor\b ?|,? ?\band\b ?|, ?", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:labels?|categor|class|options|between)", re.IGNORECASE)
_TASK = re.compile(
    r"\b(?:classif\w+|categori[sz]\w+|labels?|tag|sentiment|determine|decide|tell|choose|pick|detect|identify|judge|"
    r"whether|rate|triage|assign|sort|route|is (?:this|the|it|that)|belongs?|written|"
    r"mark|polarity|tone|category|class|mood|opinion)\b",
    re.IGNORECASE,
)
_AND_ALSO = re.compile(r"\b(?:and|also|as well as|plus|then)\b[^.?!\n]{0,60}$", re.IGNORECASE)
_STOP = {
    "a", "an", "the", "it", "this", "that", "not", "more", "less", "one", "you", "your", "is", "are", "in", "on", "at",
    "to", "for", "so", "and", "or", "with", "some", "any", "other", "otherwise", "explain", "why", "which", "what",
}  # fmt: skip
_NUMBER = re.compile(
    r"\bhow many\b[^.!\n]{0,200}\?|\bhow many\b[^.!?\n]{0,80}$"
    r"|\b(?:answer|respond|reply|return|give|output|write|state)\b[^.?!\n]{0,40}\b(?:only|just|single|as|with|a|the) "
    r"(?:an? |the )?(?:number|integer|digits?|numeral|numeric)\b"
    r"|\bwhat (?:is|are) (?:the )?(?:sum|total|product|difference|average|mean|number|square root|remainder)\b"
    r"|\b(?:calculate|compute|work out|add up|count) (?:the|how)\b"
    r"|\bwhat (?:is|does) [-\d.,]+ ?(?:[-+*/x×÷^]|plus|minus|times|divided)",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:reason|benefit|way|tip|idea|advantage|disadvantage|step|example|fact|suggestion|argument|thing|"
    r"strateg|pro|con|"
    r"method|technique|activit|question|sentence|word|cause|consequence|effect|risk|recommendation)(?:s|ies)?\b",
    re.IGNORECASE,
)
_ORDERED = re.compile(
    r"\b(?:in (?:the )?(?:\w+ )?order|ranked|rank|chronolog\w+|alphabetical\w*|ascending|descending)\b", re.I
)
_CODE = re.compile(
    r"\b(?:write|implement|complete|create|give|fix|refactor)\b[^.?!\n]{0,50}\b(?:function|program|script|code|"
    r"query|method)\b",
    re.IGNORECASE,
)
_LANGUAGES = ("javascript", "typescript", "java", "rust", "sql", "bash", "go", "ruby", "c++")


def infer_answer(prompt_text: str, outputs: Sequence[str] = ()) -> Answer:
    """Return the answer type that `prompt_text` asks for, ``Text()`` unless its wording makes that plain.

    With `outputs` an inferred type is kept only if at least half of them can be read as it; where the wording says
    nothing, at least three outputs that are all bare numbers, verdicts or JSON decide.
    """
    found = _from_wording(clean(prompt_text))
    shown = [answered for output in outputs if (answered := without_thoughts(output)).strip()]
    if not isinstance(found, Text):
        read = sum(parse(output, found, prompt_text).clear for output in shown)
        return found if 2 * read >= len(shown) else Text()
    return _from_outputs(shown) if len(shown) >= 3 else found


def _from_wording(text: str) -> Answer:
    if _ASKED_JSON.search(text) and not _ABOUT_JSON.search(text):
        return Json()
    if letters := _letters(text):
        return Choice(*letters)
    if labels := _labels(text):
        return labels
    if _NUMBER.search(text):
        return Number()
    if _CODE.search(text):
        found = [name for name in _LANGUAGES if re.search(rf"\b{re.escape(name)}(?!\w)", text, re.IGNORECASE)]
        return Code(found[0]) if found else Code()
    noun = listed_noun(text)
    if noun is not None and not _OPEN.search(noun):
        return List(ordered=bool(_ORDERED.search(text)))
    return Text()


def _letters(text: str) -> list[str]:
    """Return the letters of the options in `text`; "A: ..." alone may as well be an input."""
    chosen = _CHOOSE.search(text)
    found = [match[1] for match in _OPTION.finditer(text) if match["mark"] != ":" or chosen]
    letters = list(dict.fromkeys(found))
    return letters if len(letters) >= 2 and letters == list("ABCDEFGH"[: len(letters)]) else []


def _labels(text: str) -> Answer | None:
    yes_no = _YES_NO.search(text)
    if yes_no:
        rest = text[yes_no.end() : yes_no.end() + 12]
        if not re.match(r",? (?:or|maybe)\b", rest):
            return Label("true", "false") if _TRUE_FALSE.search(yes_no.group()) else YesNo()
    if not _TASK.search(text):
        return None
    sets = _label_sets(text)
    return None if _asks_for_both(text, sets) else sets[0][1] if sets else None


def _label_sets(text: str) -> list[tuple[re.Match[str], Label]]:
    """Return the sets of labels that a prompt names, the surest first, and where."""
    found = []
    for match in (*_LABELS.finditer(text), *_COMMAS.finditer(text)):
        listed = match["items"] or match.groupdict().get("bracket") or ""
        items = [item.strip(" \"'[]") for item in _BETWEEN.split(listed)]
        names = [re.sub(r"^(?:an?|the) ", "", item) for item in items if item]
        joined_by_and = re.search(r"\band\b", listed) and not re.search(r"[\"'\[]", listed)
        if joined_by_and and not _NAMED.search(text[max(0, match.start() - 24) : match.start("items")]):
            continue
        if len(names) >= 2 and not any(name.casefold() in _STOP for name in names):
            with suppress(UsageError):
                found.append((match, Label(*names)))
    return found


def _asks_for_both(text: str, sets: list[tuple[re.Match[str], Label]]) -> bool:
    """Whether one line asks for a label of two sets: "the priority (low, high) and the team (web, shop)"."""
    for (one, first), (other, second) in combinations(sorted(sets, key=lambda item: item[0].start()), 2):
        between = text[one.end() : other.start()]
        names = ({name.casefold() for name in labels.labels} for labels in (first, second))
        if _AND_ALSO.search(between) and "\n" not in between and frozenset.isdisjoint(*map(frozenset, names)):
            return True
    return False


def _from_outputs(outputs: Sequence[str]) -> Answer:
    if all(json_values(output, scalars=False) for output in outputs):
        return Json()
    if all(is_bare_number(output) for output in outputs):
        return Number()
    if all(is_bare_verdict(output) for output in outputs):
        return YesNo()
    return Text()


def is_bare_number(text: str) -> bool:
    """Whether `text` is one quantity and nothing else."""
    body = readable(text).strip(" .")
    found = quantities(body) if len(body) < 60 else ()
    return len(found) == 1 and not (body[: found[0].start] + body[found[0].stop :]).strip(" .")
