"""Pairs whose form decides: JSON, code, lists, refusals, labels, verdicts, options, bare numbers, cut-off texts."""

import re

from promptfuzz.oracle.amounts.counts import equal, shown
from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.answers import instructions, labels, no_answers, options, refusals, verdicts
from promptfuzz.oracle.choices.verdicts import verdict_mentions
from promptfuzz.oracle.code.code_spans import compare_calls, compare_spans
from promptfuzz.oracle.code.programs import code_value, has_code, is_python
from promptfuzz.oracle.code.query_proofs import compare_queries
from promptfuzz.oracle.code.structured import json_values, looks_like_json
from promptfuzz.oracle.inference import is_bare_number
from promptfuzz.oracle.listing.entries import rearranged
from promptfuzz.oracle.listing.items import lists
from promptfuzz.oracle.normalise import normalise, readable
from promptfuzz.oracle.parsing import parse
from promptfuzz.oracle.prose.alternatives import former, names, rejected
from promptfuzz.oracle.prose.contrasts import identifiers, inclusion, persons, tense, withdrawn
from promptfuzz.oracle.prose.nones import none_of_them
from promptfuzz.oracle.thoughts import without_thoughts
from promptfuzz.oracle.typed import same_quantity, show_value, verdict
from promptfuzz.records import Comparison, Number

_ENOUGH_CODE = 20
# "No" begins "Not really": it is not broken off.
_VERDICT = 2


def compare_forms(a: str, b: str) -> Comparison | None:
    """Return the comparison of two non-empty texts where their form decides, else None."""
    answered = without_thoughts(a), without_thoughts(b)
    for check in _CHECKS:
        if (found := check(*answered)) is not None:
            return found
    return None


def _nothing(a: str, b: str) -> Comparison | None:
    """Tell a text without a word in it ("...", an empty tag) from one with words."""
    left, right = (any(char.isalnum() for char in readable(text)) for text in (a, b))
    if left == right or any(json_values(text, scalars=False) for text in (a, b)):
        return None
    bare = readable(b if right else a)
    return verdict("one says nothing", same=False, score=0.02) if len(bare) > 1 else None


def _json(a: str, b: str) -> Comparison | None:
    left, right = json_values(a, scalars=False), json_values(b, scalars=False)
    if left and right:
        same = left == right
        return verdict(
            "same JSON value" if same else f"JSON differs: {left[0][:60]} against {right[0][:60]}", same=same
        )
    if not (looks_like_json(a) and looks_like_json(b)):
        return None
    if left or right:
        return verdict("one JSON value is broken", same=False, score=0.06)
    return verdict("neither JSON value is whole", same=False, score=0.2)


def _code(a: str, b: str) -> Comparison | None:
    left, right = has_code(a), has_code(b)
    if left != right:
        code, other = (a, b) if left else (b, a)
        plain = (
            len(code) > _ENOUGH_CODE and "`" not in other and not is_python(other) and ("\n" in code or "```" in code)
        )
        return verdict("one gives code, the other does not", same=False, score=0.1) if plain else None
    if not left:
        return None
    first, second = code_value(a, None), code_value(b, None)
    if first and second and first != second and (queries := compare_queries(first, second)) is not None:
        return queries
    same = first == second
    return verdict("same program" if same else "programs differ", same=same, score=None if same else 0.05)


def layout_matters(a: str, b: str) -> bool:
    """Whether two texts of the same words are programs that their indentation or their strings make different ones."""
    indented, quoted = "\n " in a and "\n " in b, any(mark in a and mark in b for mark in "'\"")
    if not ((indented or quoted) and has_code(a) and has_code(b)):
        return False
    return code_value(a, None) != code_value(b, None)


def _numbers(a: str, b: str) -> Comparison | None:
    if not (is_bare_number(a) and is_bare_number(b)):
        return None
    one, other = (quantities(readable(text).strip(" ."))[0] for text in (a, b))
    if equal(one, other):
        return verdict(f"same number: {shown(one)}", same=True)
    return verdict(f"numbers differ: {shown(one)} against {shown(other)}", same=False)


def _results(a: str, b: str) -> Comparison | None:
    """Compare the results of calculations: where one side works something out, the other must come to the same."""
    worked = [_EQUATION.search(readable(text)) or _WORKED.search(readable(text)) for text in (a, b)]
    if not any(worked):
        return None
    left, right = parse(a, Number()), parse(b, Number())
    if not (left.clear and right.clear):
        result, other = (left, b) if worked[0] and left.clear else (right, a)
        numbers = quantities(readable(other))
        told = any(same_quantity(result.value, result.unit, item.value, item.unit) for item in numbers)
        if not all(worked) and result.clear and numbers and not told:
            return verdict(f"only one comes to {show_value(result)}", same=False, score=0.2)
        return None
    if same_quantity(left.value, left.unit, right.value, right.unit):
        short = min(readable(a), readable(b), key=len)
        only_one = len(short) < _SHORT_RESULT and len({item.value for item in quantities(short)}) == 1
        bare = len(short) < _BARE_RESULT or only_one
        return verdict("the same result", same=True, score=0.9) if bare else None
    return verdict(f"results differ: {show_value(left)} against {show_value(right)}", same=False, score=0.05)


_EQUATION = re.compile(r"\d[^\w=]{0,3}= ?[-$€£]{0,2}\d|[-+*/×÷] ?\d[\d.,]* ?[\w ]{0,12}= ?\W{0,3}\d")
_WORKED = re.compile(r"\b(?:so|therefore|thus|hence|leaving|which leaves) \d[\d.,]*(?: \w+){0,3}[.!]?$", re.IGNORECASE)
_BARE_RESULT, _SHORT_RESULT = 30, 80


def _cut_off(a: str, b: str) -> Comparison | None:
    """Find a text that is the beginning of the other, broken off inside a word, a phrase or a list of steps."""
    short, long = sorted((normalise(a), normalise(b)), key=len)
    finished = _FINISHED.search(readable(a if len(normalise(a)) == len(short) else b)[-8:]) is not None
    if not long.casefold().startswith(short.casefold()) or len(short) > 0.85 * len(long):
        return None
    rest = long[len(short) :]
    if not rest or not short:
        return None
    ends = bool(re.match(r"[.!?]|\n", rest))
    words = len(short.split())
    if finished and _RESTRICTS.match(rest):
        return verdict("one restricts what the other says", same=False, score=0.3)
    if (
        (rest[0].isalnum() and short[-1].isalnum() and len(short) > _VERDICT and not _is_inflected(short, rest))
        or (words >= 3 and not ends and not finished)
        or _DANGLING.search(short)
    ):
        return verdict("one text breaks off", same=False, score=0.08)
    if words >= 4 and ends and len(short) < 0.5 * len(long) and not verdict_mentions(readable(short)):
        return verdict("one text ends where the other goes on", same=False, score=0.35)
    return None


def _is_inflected(short: str, rest: str) -> bool:
    """Whether an answer of a word or two is whole, and only another form of it begins the other text."""
    return short.count(" ") < _VERDICT and _ENDING.match(rest) is not None


# "Tuple" and "Tuples are better", "Restart" and "Restarting it helps"
_ENDING = re.compile(r"(?:e?s|'s|ed|d|ing)\b")
_RESTRICTS = re.compile(
    r"\W{0,3}(?:only|unless|except|provided|if|as long as|excluding|apart from|but|yet|however|though|although)\b"
    r"|; ?\w",
    re.IGNORECASE,
)
# "It is in Paris." has a full stop, so that "It is in Paris, France." only says more.
_FINISHED = re.compile(r"[.!?][\"')\]]{0,2}$")
_DANGLING = re.compile(
    r"(?:\b(?:the|a|an|of|to|and|or|with|were|was|are|is|in|on|for|by|that|which)|[,:;(-])$", re.IGNORECASE
)
_CHECKS = (
    _nothing, compare_calls, _json, none_of_them, no_answers, refusals, _code, compare_spans, rearranged, instructions,
    options, lists, _numbers, labels, _results,
    identifiers, _cut_off, verdicts, inclusion, names, former, rejected, withdrawn, tense,
    persons,
)  # fmt: skip
