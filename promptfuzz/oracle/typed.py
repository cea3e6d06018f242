"""From two outputs and an answer type to a comparison, without an embedder."""

from decimal import Decimal

from promptfuzz.oracle.amounts.bounds import runs_against
from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.amounts.ranges import is_one_of_two
from promptfuzz.oracle.amounts.units import UNITS, known_unit, same_amount
from promptfuzz.oracle.code.definitions import same_definitions
from promptfuzz.oracle.code.query_proofs import compare_queries
from promptfuzz.oracle.code.structured import show_number
from promptfuzz.oracle.listing.lists import same_items, without_repeats
from promptfuzz.oracle.normalise import key, readable
from promptfuzz.oracle.parsing import parse
from promptfuzz.oracle.thoughts import without_thoughts
from promptfuzz.oracle.values import Parsed
from promptfuzz.records import Answer, Comparison, List, Text

# As many digits as a division gives.
_ENDLESS = 27
_NOUNS = {
    "label": "labels", "choice": "options", "number": "numbers", "yesno": "verdicts", "json": "JSON values",
    "code": "programs", "list": "lists", "text": "texts",
}  # fmt: skip


def verdict(reason: str, *, same: bool, score: float | None = None) -> Comparison:
    """Return a comparison that the form of the outputs decided, at similarity 1 or 0."""
    sure = 1.0 if same else 0.0
    return Comparison(sure, same, sure if score is None else score, (reason,))


def compare_empty(a: str, b: str, answer: Answer | None) -> Comparison | None:
    """Judge a pair with an empty output: it agrees with nothing, unless the answer may be empty."""
    empty = tuple(not without_thoughts(text).strip() for text in (a, b))
    if not any(empty):
        return None
    if all(empty):
        allowed = isinstance(answer, Text) and answer.allow_empty
        return verdict("both outputs are empty" + ("" if allowed else ", which is no answer"), same=allowed)
    return verdict("one output is empty", same=False)


def compare_typed(a: str, b: str, answer: Answer, prompt_text: str = "") -> Comparison | None:
    """Judge a pair by what each side answers; None where neither side answers in the type at all."""
    left, right = parse(a, answer, prompt_text), parse(b, answer, prompt_text)
    if left.clear and right.clear:
        return compare_values(left, right, answer)
    if left.status == right.status == "refusal":
        return verdict("both decline to answer", same=True, score=0.95)
    if "refusal" in {left.status, right.status}:
        return verdict("one declines, the other answers", same=False, score=0.02)
    if key(a) == key(b):
        return verdict("the same text", same=True, score=0.97)
    if left.clear != right.clear and answer.kind == "number":
        left, right = (_by_unit(text, *pair) for text, pair in ((a, (left, right)), (b, (right, left))))
        if left.clear and right.clear:
            return compare_values(left, right, answer)
    if left.clear or right.clear or "ambiguous" in {left.status, right.status}:
        return _one_unclear(left, right, answer)
    return None


def _by_unit(text: str, own: Parsed, other: Parsed) -> Parsed:
    """Read an unclear number as the only one of its text in the unit of the other side, or the only bare count."""
    known = UNITS.get(known_unit(other.unit))
    if own.status != "ambiguous" or own.is_range or (other.unit and known is None):
        return own
    wanted = known[0] if known else None
    body = readable(text)
    every = quantities(body)
    found = [item for item in every if item.base_unit == wanted and item.kind == "number"]
    if any(is_one_of_two(body, every, item) for item in found):
        return own
    if len({item.base if known else item.value for item in found}) != 1:
        return own
    if known is None and found[0].value != other.value:
        return own
    return Parsed("value", found[0].value, "the only number in that unit", found[0].unit)


def _one_unclear(left: Parsed, right: Parsed, answer: Answer) -> Comparison:
    if left.clear == right.clear:
        if left.is_range and right.is_range:
            return _compare_ranges(left, right)
        if answer.kind == "number" and left.candidates and left.candidates == right.candidates:
            return verdict("the same numbers in the same order", same=True, score=0.75)
        shared = set(left.candidates) == set(right.candidates) and bool(left.candidates)
        return verdict("neither gives one clear answer", same=False, score=0.45 if shared else 0.2)
    clear, other = (left, right) if left.clear else (right, left)
    reason = f"one answers {show_value(clear)}, the other is unclear ({other.note})"
    return verdict(reason, same=False, score=0.3 if clear.value in other.candidates else 0.1)


def _compare_ranges(left: Parsed, right: Parsed) -> Comparison:
    """Compare two ranges by both of their ends."""
    ends = zip(left.candidates, right.candidates, strict=True)
    if all(same_quantity(one, left.unit, other, right.unit) for one, other in ends):
        return verdict("the same range", same=True, score=0.9)
    return verdict("ranges differ", same=False, score=0.05)


def compare_values(left: Parsed, right: Parsed, answer: Answer) -> Comparison:
    """Compare two values that were read clearly."""
    if answer.kind == "number":
        return _compare_numbers(left, right)
    if answer.kind == "code" and left.value != right.value and same_definitions(str(left.value), str(right.value)):
        return verdict("same program, one with an example of its use", same=True, score=0.9)
    if answer.kind == "code" and (queries := compare_queries(str(left.value), str(right.value))) is not None:
        return queries
    if left.value == right.value:
        shown = f": {show_value(left)}" if answer.kind in {"label", "choice"} else ""
        return verdict(
            f"both say {left.value}" if answer.kind == "yesno" else f"same {_NOUNS[answer.kind][:-1]}{shown}", same=True
        )
    if isinstance(left.value, tuple) and isinstance(right.value, tuple):
        ordered = isinstance(answer, List) and answer.ordered
        if same_items(left.value, right.value, ordered=ordered):
            return verdict("same items, some in other words", same=True, score=0.85)
        if not ordered and same_items(*map(without_repeats, (left.value, right.value)), ordered=False):
            return verdict("same items, some said twice", same=True, score=0.8)
        only = [f"{item!r}" for item in (*left.value, *right.value) if (item in left.value) != (item in right.value)]
        shown = f"only on one side: {', '.join(only[:4])}" if only else "another order or number of items"
        return verdict(f"lists differ: {shown}", same=False)
    return verdict(f"{_NOUNS[answer.kind]} differ: {show_value(left)} against {show_value(right)}", same=False)


def _compare_numbers(left: Parsed, right: Parsed) -> Comparison:
    as_points = left.value in right.candidates or right.value in left.candidates
    if as_points or same_quantity(left.value, left.unit, right.value, right.unit) or _is_share(left, right):
        if left.period != right.period and left.period and right.period:
            return verdict(f"periods differ: per {left.period} against per {right.period}", same=False)
        if runs_against(left.bound, right.bound):
            return verdict(f"bounds differ: {left.bound} against {right.bound} {show_value(right)}", same=False)
        return verdict(f"same number: {show_value(left)}", same=True)
    what = "units" if left.value == right.value else "numbers"
    return verdict(f"{what} differ: {show_value(left)} against {show_value(right)}", same=False)


def _is_share(left: Parsed, right: Parsed) -> bool:
    """Whether one is a percentage and the other the same share of one ("25%", "0.25"), or one rounds the other."""
    one, other = left.value, right.value
    if not isinstance(one, Decimal) or not isinstance(other, Decimal):
        return False
    if left.unit != right.unit:
        one, other = (one / 100 if left.unit == "%" else one), (other / 100 if right.unit == "%" else other)
        if {left.unit, right.unit} != {"%", None} or not abs(one) < 1 or not abs(other) < 1:
            return False
    return one == other or _is_rounding(one, other) or _is_rounding(other, one)


def _is_rounding(exact: Decimal, shown: Decimal) -> bool:
    """Whether `exact` is a fraction with no end, which decimals cannot say, and `shown` at least two digits of it."""
    digits = len(shown.normalize().as_tuple().digits)
    if len(exact.as_tuple().digits) < _ENDLESS or not 1 < digits < _ENDLESS:
        return False
    return abs(exact - shown) <= Decimal((0, (5,), shown.adjusted() - digits))


def same_quantity(a: object, unit_a: str | None, b: object, unit_b: str | None) -> bool:
    """Whether two numbers are equal, in units that can be converted; an unnamed unit fits any other."""
    if not isinstance(a, Decimal) or not isinstance(b, Decimal):
        return a == b
    return same_amount(a, unit_a, b, unit_b)


def show_value(parsed: Parsed) -> str:
    """Return a parsed value for a reason, at most 60 characters."""
    if isinstance(parsed.value, Decimal):
        text = show_number(parsed.value) + ("" if not parsed.unit else f" {parsed.unit}".replace(" %", "%"))
    else:
        text = str(parsed.value)
    return text if len(text) <= 60 else text[:57] + "..."
