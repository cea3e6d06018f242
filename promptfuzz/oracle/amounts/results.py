"""From the numbers in an output to the one that it gives as its answer."""

import re
from bisect import bisect_left
from collections.abc import Hashable, Sequence
from decimal import Decimal
from itertools import pairwise

from promptfuzz.oracle.amounts.asked_numbers import counted_apart, may_answer, named_by_question, without_names
from promptfuzz.oracle.amounts.asked_verbs import governed
from promptfuzz.oracle.amounts.beside import without_beside
from promptfuzz.oracle.amounts.bounds import bound
from promptfuzz.oracle.amounts.compounds import in_one_unit, joined_amounts, without_known_years, year_of
from promptfuzz.oracle.amounts.conclusions import concluded, is_final
from promptfuzz.oracle.amounts.emphasis import only_emphasised
from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.amounts.old_prices import asked_price, reduced_price, without_old_prices
from promptfuzz.oracle.amounts.ranges import end_of, ranges
from promptfuzz.oracle.amounts.rates import period
from promptfuzz.oracle.amounts.ratings import on_scale, points_of, scale_of
from promptfuzz.oracle.amounts.units import UNITS, known_unit
from promptfuzz.oracle.amounts.wholes import counted, without_wholes
from promptfuzz.oracle.amounts.workings import without_workings
from promptfuzz.oracle.amounts.zeros import says_none
from promptfuzz.oracle.choices.afterthoughts import afterthoughts
from promptfuzz.oracle.choices.echo import copied
from promptfuzz.oracle.choices.mentions import Mention, settle, unconceded
from promptfuzz.oracle.code.structured import show_number
from promptfuzz.oracle.values import Parsed, Quantity

Given = tuple[Mention, str | None]

_LIST_NUMBER = re.compile(r"(?:^|\n)(?:step )?\d{1,2}[.):] ", re.IGNORECASE)
_RANGE = re.compile(r" ?(?:-|to|or|and) ?")
_RESTATED = re.compile(
    r"(?:, )?(?:which|that) (?:is|are|equals?|means|makes)(?: about| roughly| the same as| equal to| equivalent to|"
    r" approximately)?[^.,;\n\d]{0,20}$|\b(?:equivalent|equal) to[^.,;\n\d]{0,20}$|\bi\.?e\.?,?[^.;\n\d]{0,20}$",
    re.IGNORECASE,
)
# "Over a week, that is 84": a sum of its own.
_OVER_ALL = re.compile(r"(?:^|[.!?\n] )(?:over|in|for|after|per|within|across|at) [^.!?\d\n]{1,40}$", re.IGNORECASE)
_YEAR_ASKED = re.compile(r"\b(?:what|which|the) year\b|\byear (?:of|in which)\b", re.IGNORECASE)
_WINDOW = 70
# So few words with one number in them answer, though they stand inside a sentence of the prompt.
_FEW_SPACES = 6
# So few answer where they go on in words of the prompt.
_MORE_SPACES = 12
_OWN_WORD = re.compile(r"[^\W\d_]{2,}")
_ASKS = re.compile(r"\b(?:how|what|which|whether|if|when|after|find|asks?|asked|know|given)\b", re.IGNORECASE)
_MANY = 400


def given_numbers(body: str, unit: str | None, prompt: str) -> list[Given]:
    """Return the numbers that a readable text gives, each with its unit, without list numbers and copied ones.

    Digits and plain number words go before ordinals, and those before words that may be none ("one", "second"). A
    number in a unit that converts to `unit` is converted.
    """
    asked = bool(_YEAR_ASKED.search(prompt))
    found = [year_of(item) if asked else item for item in joined_amounts(body, quantities(body))]
    found = without_known_years(body, [item for item in found if item.kind not in {"time", "version"}], prompt)
    found = without_beside(body, [counted(body, item, prompt) for item in found], prompt)
    strong = [item for item in found if not item.weak and item.kind == "number"]
    found = strong or [item for item in found if item.kind == "number"] or found
    ends = {match.end() for match in _LIST_NUMBER.finditer(body)} if "\n" in body else set()
    found = [item for item in found if not {item.stop, item.stop + 1, item.stop + 2} & ends] or found
    found = in_one_unit(on_scale(body, found, scale_of(prompt)), unit)
    given = [(Mention(_in_unit(item, unit), item.start, item.stop), _unit(item, unit)) for item in found]
    kept = set(without_names(body, [mention for mention, _ in given], prompt))
    return _own(body, [item for item in given if item[0] in kept], prompt)


def _own(body: str, given: list[Given], prompt: str) -> list[Given]:
    if not prompt or len(body) < 12:
        return given
    starts = [mention.start for mention, _ in given]
    dropped: set[int] = set()
    sentence, taken = False, True
    for start, stop, whole, broken in copied(body, prompt):
        if whole or body.count(" ", start, stop) >= 3:
            inside = set(starts[bisect_left(starts, start) : bisect_left(starts, stop)])
            sentence |= whole or broken
            taken &= not whole and (not inside or _is_taken_over(body, start, stop))
            dropped |= inside
    kept = [item for item in given if item[0].start not in dropped]
    spaces = body.count(" ")
    few = (spaces < _FEW_SPACES and not sentence) or (spaces < _MORE_SPACES and taken)
    kept = kept or ([] if sentence else named_by_question(body, given, prompt))
    return kept or (given if few and len({mention.value for mention, _ in given}) == 1 else [])


def _is_taken_over(body: str, start: int, stop: int) -> bool:
    """Whether a copy stands behind words of the output's own in their sentence, and asks nothing: it answers."""
    sentence = max(body.rfind(mark, 0, start) for mark in (". ", "? ", "! ", "\n", ": "))
    own = body[max(0, sentence) : start]
    return len(_OWN_WORD.findall(own)) > 1 and not _ASKS.search(own + body[start:stop])


def revised_number(body: str, unit: str | None, prompt: str) -> Parsed | None:
    """Return the number that `body` gives after taking one back, None where it takes none back or gives no new one."""
    for rest in afterthoughts(body):
        given = given_numbers(rest, unit, prompt)
        asked = {item.value for item in quantities(prompt)}
        new = [item for item in given if item[0].value not in asked]
        parsed = final_number(rest, new or given[-1:], unit, prompt)
        if parsed.clear and (new or not rest[given[-1][0].stop :].strip(" .!)\n")):
            return parsed
    return None


def final_number(
    body: str, given: list[Given], wanted: str | None = None, prompt: str = "", bold: Sequence[tuple[int, int]] = ()
) -> Parsed:
    """Return the one number of the text, or the last one that it gives as a result; a range is ambiguous.

    Of several numbers the only one in the unit that is `wanted` goes before bare ones, and the only one in one of the
    `bold` stretches before what is no result. Where `prompt` asks how many there are, an output that ends with there
    being none gives 0.
    """
    if prompt and says_none(body, prompt, given[-1][0].stop if given else 0):
        return Parsed("value", Decimal(0), "says that there are none")
    if not given:
        return Parsed("none", note="no number in the answer")
    if len(given) > _MANY:
        return Parsed("ambiguous", note=f"{len(given)} numbers")
    units = {mention.start: unit for mention, unit in given}
    mentions = [mention for mention, _ in given]
    values = list(dict.fromkeys(mention.value for mention in mentions))
    if len(values) == 1:
        named = next((mention for mention in mentions if units[mention.start]), mentions[0])
        return _read(body, named, units, "the only number")
    if len(kept := unconceded(body, mentions)) < len(mentions):
        return final_number(body, [(mention, units[mention.start]) for mention in kept], wanted, prompt, bold)
    kept = without_wholes(body, without_old_prices(body, mentions, prompt), prompt)
    if len(kept) < len(mentions):
        return final_number(body, [(mention, units[mention.start]) for mention in kept], wanted, prompt, bold)
    known: set[Hashable] = {item.value for item in quantities(prompt)}
    if len(kept := without_workings(body, mentions)) < len(mentions):
        return final_number(body, [(mention, units[mention.start]) for mention in kept], wanted, prompt, bold)
    results = concluded(body, mentions, known, units)
    if len(results) > 1:
        return Parsed("ambiguous", note="a later number", candidates=tuple(mention.value for mention in results))
    marked = only_emphasised(body, mentions, bold)
    if results and (apart := counted_apart(body, mentions, results[0], prompt, known, marked)):
        return _read(body, apart, units, "the number of what the prompt asks to count")
    priced = asked_price(body, mentions, prompt)
    said = priced or reduced_price(body, mentions, prompt) or governed(body, mentions, prompt)
    free = said is not None and marked is None and not _in_range(body, mentions, said)
    if said and free and _may_turn(body, results, said, named=priced is not None):
        return _read(body, said, units, "said of what the prompt asks")
    unpaired = marked is not None and not _in_range(body, mentions, marked)
    if marked and unpaired and not results and may_answer(body, mentions, marked, prompt, known):
        return _read(body, marked, units, "the only number in bold")
    if (found := _range(body, mentions, results, units)) is not None:
        return found
    if results and not _in_range(body, mentions, results[0]):
        return _read(body, results[0], units, "given as the result")
    if (told := [mention for mention in mentions if not _is_restated(body, mention)]) and len(told) < len(mentions):
        return final_number(body, [(mention, units[mention.start]) for mention in told], wanted, prompt, bold)
    measured = [mention for mention in mentions if wanted and units[mention.start] == wanted]
    if len({mention.value for mention in measured}) == 1 and not _in_range(body, mentions, measured[0]):
        return _read(body, measured[0], units, "the only number in its unit")
    parsed = settle(body, mentions, "number")
    chosen = [mention for mention in mentions if mention.value == parsed.value]
    if chosen and not any(_in_range(body, mentions, mention) for mention in chosen):
        return _read(body, chosen[0], units, parsed.note)
    shown = ", ".join(show_number(value) for value in values[:5] if isinstance(value, Decimal))
    return Parsed("ambiguous", note=f"several numbers: {shown}", candidates=tuple(values))


def _may_turn(body: str, results: Sequence[Mention], asked: Mention, *, named: bool) -> bool:
    """Whether no result is called the answer, and none stands behind a number that is not `named` as what was asked."""
    return all((named or result.start <= asked.start) and not is_final(body, result) for result in results)


def _range(body: str, mentions: list[Mention], results: list[Mention], units: dict[int, str | None]) -> Parsed | None:
    """Return the range that a text gives instead of one number: both ends, in the unit of the upper one."""
    places = {mention.start: mention for mention in mentions}
    for low, high in ranges(body, quantities(body)):
        if {low.start, high.start} - set(places):
            continue
        ends = (places[low.start].value, places[high.start].value)
        if {mention.value for mention in results or mentions} <= set(ends):
            factor = Decimal(str(ends[1])) / high.value if high.value else Decimal(1)
            both = (end_of(low, high) * factor, Decimal(str(ends[1])))
            note = f"a range: {show_number(both[0])} to {show_number(both[1])}"
            return Parsed(
                "ambiguous", note=note, unit=units[high.start] or units[low.start], candidates=both, is_range=True
            )
    return None


def _read(body: str, mention: Mention, units: dict[int, str | None], note: str) -> Parsed:
    """Return a mention as the answer, with the bound and the period that its words make of it."""
    unit = units[mention.start]
    base = UNITS[name][0] if (name := known_unit(unit)) else None
    item = Quantity(Decimal(0), mention.start, mention.stop, unit, base_unit=base)
    points = points_of(body, mention.start, mention.stop)
    others = () if points is None else (points,)
    return Parsed("value", mention.value, note, unit, others, bound(body, item), period(body, item))


def _is_restated(body: str, mention: Mention) -> bool:
    """Whether a number only says another again or adds to it: in brackets, or after "which is equivalent to"."""
    before = body[max(0, mention.start - _WINDOW) : mention.start]
    if before.rfind("(") > before.rfind(")"):
        return True
    said = _RESTATED.search(before)
    return said is not None and not _OVER_ALL.search(before, 0, said.start())


def _in_range(body: str, mentions: list[Mention], mention: Mention) -> bool:
    at = mentions.index(mention)
    near = mentions[max(0, at - 1) : at + 2]
    return any(_RANGE.fullmatch(body, left.stop, right.start) for left, right in pairwise(near))


def _unit(item: Quantity, wanted: str | None) -> str | None:
    target = UNITS.get(known_unit(wanted))
    return wanted if target and item.base_unit == target[0] else item.unit


def _in_unit(item: Quantity, wanted: str | None) -> Decimal:
    target = UNITS.get(known_unit(wanted))
    if target is None or item.base is None or item.base_unit != target[0]:
        return item.value
    return item.base / target[1]
