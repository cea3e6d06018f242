"""Whether two texts give each other's values to their subjects: "x = 3, y = 5" and "x = 5, y = 3"."""

import re
from functools import lru_cache
from itertools import combinations

from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.code.structured import show_number
from promptfuzz.oracle.listing.entries import in_lines
from promptfuzz.oracle.prose.frames import Difference, is_content, without_quantities
from promptfuzz.oracle.prose.words import words

# What stands together: a clause, an item of an enumeration, a line. "from 3 to 5" names two values.
_CLAUSE = re.compile(
    r"(?:,(?!\s(?:who|whom|whose|which|where|aged|the)\b)(?=\s)|;|[.!?](?=\s|$))\s*(?:(?:and|but|while|whereas|then)\b)?|\n|\s(?:and|but|while|whereas|or)\s"
    r"|(?<=\d)\sto\s(?=[\d$€£])|(?<=\d%)\sto\s",
    re.IGNORECASE,
)
# "In 2020, sales were 20": what is set before the comma belongs to what follows.
_LEADING = re.compile(
    r"\s*(?:in|on|at|for|by|with|when|if|after|before|during|as for)\s(?:\S+\s?){1,4}$", re.IGNORECASE
)
_MARKED = re.compile(r"[\u2190-\u21ff\u2600-\u27bf\U0001f300-\U0001faff]")
_LABEL = re.compile(r"^(?P<label>(?:[-*+] )?[^\n:;.!?|,]{1,40}): (?P<rest>(?:[^\n:]|:(?!\s)){1,400})$", re.MULTILINE)
# More clauses are a long text, in which one word comes back in many of them.
_MANY = 40

Partners = dict[str, frozenset[str]]


def exchanged(a: str, b: str, diff: Difference) -> str | None:
    """Say which two values have changed places between two subjects, from one text to the other.

    In each text a subject stands in one clause with its own value and in none with the other's. Where the texts differ
    in other words too, the subjects or the values must be names or numbers.
    """
    left, right = _partners(a), _partners(b)
    moved = [term for term in sorted(left.keys() & right.keys()) if left[term] != right[term]]
    alike = not diff.only_a and not diff.only_b
    naming = frozenset(moved) if alike else _naming(a) & _naming(b)
    for one, other in combinations(moved, 2):
        # Names against numbers are the rows and columns of a table, read in two directions.
        if _is_number(one) == _is_number(other):
            of_one, of_other = _exclusive(left, one, other), _exclusive(right, one, other)
            usable = frozenset(moved) if {one, other} <= naming else naming & frozenset(moved)
            found = _of_one_sort(of_one[0] & of_other[1] & usable, of_one[1] & of_other[0] & usable)
            if found is not None:
                return f"{found[0]!r} and {found[1]!r} have changed places between {one!r} and {other!r}"
    return None


def _of_one_sort(first: frozenset[str], second: frozenset[str]) -> tuple[str, str] | None:
    pairs = ((one, other) for one in sorted(first) for other in sorted(second))
    return next(((one, other) for one, other in pairs if _is_number(one) == _is_number(other)), None)


def _is_number(term: str) -> bool:
    return term.lstrip("-")[:1].isdigit()


def _exclusive(partners: Partners, one: str, other: str) -> tuple[frozenset[str], frozenset[str]]:
    apart = {one, other}
    return partners[one] - partners[other] - apart, partners[other] - partners[one] - apart


@lru_cache(maxsize=16384)
def _partners(text: str) -> Partners:
    """Return for each word or number of a text what stands with it in a clause; nothing where there is one clause."""
    clauses = _clauses(text)
    if not 1 < len(clauses) <= _MANY:
        return {}
    found: dict[str, frozenset[str]] = {}
    for clause in clauses:
        terms = _terms(clause)
        for term in terms:
            found[term] = found.get(term, frozenset()) | terms - {term}
    return found


def _clauses(text: str) -> list[str]:
    clauses: list[str] = []
    held = ""
    for part in _CLAUSE.split(_LABEL.sub(_with_label, in_lines(text))):
        whole = f"{held} {part}".strip()
        if not held and _LEADING.fullmatch(part):
            held = part
            continue
        held = ""
        if whole:
            clauses.append(whole)
    return [*clauses, held] if held else clauses


def _with_label(match: re.Match[str]) -> str:
    """Return a line in which every clause is one of its label: "Max: red, 3 kg" as "Max red" and "Max 3 kg"."""
    return "\n".join(f"{match['label']} {part.strip()}" for part in _CLAUSE.split(match["rest"]) if part.strip())


@lru_cache(maxsize=16384)
def _terms(clause: str) -> frozenset[str]:
    numbers = {show_number(item.value) for item in quantities(clause) if not item.weak or item.kind == "ordinal"}
    named = {word.head for word in words(without_quantities(clause)) if is_content(word)}
    return frozenset(numbers | named | set(_MARKED.findall(clause)))


@lru_cache(maxsize=16384)
def _naming(text: str) -> frozenset[str]:
    """Return the terms of a text that name: numbers, symbols and words written like names."""
    named = {word.head for word in words(text) if word.proper}
    first = words(text)[:1]
    numbers = {show_number(item.value) for item in quantities(text)}
    return frozenset(named | {word.head for word in first if text[:1].isupper()} | numbers | set(_MARKED.findall(text)))
