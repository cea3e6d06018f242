"""From tables and lines such as "Sunday: closed" to what is said of each label, whatever the order and the layout."""

import re
from functools import lru_cache

from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.choices.claims import claim
from promptfuzz.oracle.code.structured import show_number
from promptfuzz.oracle.listing.list_tables import cells, is_rule
from promptfuzz.oracle.normalise import normalise
from promptfuzz.oracle.prose import wordlists
from promptfuzz.oracle.prose.frames import is_content, without_quantities
from promptfuzz.oracle.prose.words import words
from promptfuzz.oracle.typed import verdict
from promptfuzz.records import Comparison

Entries = dict[frozenset[str], frozenset[str]]

_NAME = r"[^\n:;,.!?|]{1,40}"
_ENTRY = re.compile(rf"(?:^|[\n;,]) ?(?:[-*+] )?(?P<label>{_NAME}): (?P<value>[^\n;]{{1,300}}?)(?=$|[\n;]|, {_NAME}: )")
# What only counts the entries, or introduces them, is nothing that they are about.
_COUNT = re.compile(
    r"\W*(?:(?:step|tip|fact|point|item|reason|example|idea|option|note|answer|part|line|q|a)\W*)?(?:\d{1,2}|[a-z])?\W*",
    re.IGNORECASE,
)
# What gives reasons for a label, or says how sure it is, is no second answer.
_BESIDE = re.compile(
    r".*(?:reason\w*|explanation|note|notes|rationale|justification|evidence|why|confidence|certainty|probability|score|"
    r"summary|comment)",
    re.IGNORECASE,
)
_SHORT = 3
_SYMBOL = re.compile(r"[^\w\s.,;:!?()\"'|*-]")


@lru_cache(maxsize=16384)
def in_lines(text: str) -> str:
    """Return `text` with a line "row column: value" for each cell of its tables."""
    if "|" not in text:
        return text
    lines = text.splitlines()
    found: list[str] = []
    head: list[str] = []
    for at, line in enumerate(lines):
        if "|" in line and at + 1 < len(lines) and is_rule(lines[at + 1]):
            head = cells(line)
        elif head and "|" in line:
            found += [] if is_rule(line) else _row(head, cells(line))
        else:
            head = []
            found.append(line)
    return "\n".join(found)


def _row(head: list[str], row: list[str]) -> list[str]:
    return [f"{row[0]} {name}: {cell}".strip() for name, cell in zip(head[1:], row[1:], strict=False) if cell]


def labelled(text: str) -> list[tuple[str, str]]:
    """Return the labels of `text` with what stands behind them, in order."""
    return [(match["label"].strip(), match["value"].strip()) for match in _ENTRY.finditer(in_lines(text))]


def rearranged(a: str, b: str) -> Comparison | None:
    """Tell texts apart whose labels have changed their values with each other; a table and its transpose are the same.

    A table by a table is the same where every cell is; a column against the words of a text is left to others.
    """
    left, right = normalise(a), normalise(b)
    if (given_out := _moved(left, right)) is not None:
        return verdict(given_out, same=False, score=0.06)
    tables = [_table(text) if "|" in text else None for text in (left, right)]
    if tables[0] and tables[0] == tables[1]:
        return verdict("the same table", same=True, score=0.95)
    return None


def _table(text: str) -> list[tuple[list[str], str]] | None:
    """Return the cells of `text` under the words of their row and column, None where two cells have the same ones."""
    found = labelled(text)
    if len(found) != len(in_lines(text).splitlines()):
        return None
    table = [(sorted(label.casefold().split()), value.casefold()) for label, value in found]
    return sorted(table) if len({tuple(label) for label, _ in table}) == len(table) > 1 else None


def fields_apart(a: str, b: str) -> bool:
    """Whether two texts have a field of one name with different values of up to three words: "Team: A", "Team: B".

    Labels by other names are the same value; reasons, and how sure a label is, are no values.
    """
    left, right = (
        {label.casefold(): value.casefold().strip(" .") for label, value in labelled(normalise(text))}
        for text in (a, b)
    )
    return any(
        not _BESIDE.fullmatch(name) and _other_value(name, left[name], right[name])
        for name in left.keys() & right.keys()
    )


def _other_value(name: str, one: str, other: str) -> bool:
    claims = claim(f"{name}: {one}"), claim(f"{name}: {other}")
    if claims[0] is not None and claims[1] is not None:
        return claims[0].labels.items().isdisjoint(claims[1].labels.items())
    return max(len(one.split()), len(other.split())) <= _SHORT and _said(one) != _said(other)


def _moved(a: str, b: str) -> str | None:
    """Say which labels have changed their values with each other: the same labels and values, given out otherwise."""
    left, right = _entries(a), _entries(b)
    changed = [label for label in left.keys() & right.keys() if left[label] != right[label]]
    if len(changed) < 2 or sorted(map(sorted, map(left.__getitem__, changed))) != sorted(
        map(sorted, map(right.__getitem__, changed))
    ):
        return None
    one, other = sorted(" ".join(sorted(label)) for label in changed)[:2]
    return f"{one!r} and {other!r} have changed their values"


@lru_cache(maxsize=16384)
def _entries(text: str) -> Entries:
    """Return the terms behind each label; what stands behind a label that comes back is left out."""
    found: Entries = {}
    twice = set()
    for label, value in labelled(text):
        name = _said(label)
        if _COUNT.fullmatch(label):
            continue
        twice |= {name} & found.keys()
        found[name] = _said(value)
    return {label: value for label, value in found.items() if label not in twice}


def _said(text: str) -> frozenset[str]:
    """Return the words that say something, the numbers and the symbols of a label or a value."""
    every = words(without_quantities(text))
    told = [word for word in every if is_content(word) or word.text in wordlists.NEGATORS]
    numbers = {f"{item.kind} {show_number(item.value)}" for item in quantities(text) if not item.weak}
    symbols = set(_SYMBOL.findall(text))
    return frozenset({word.head for word in told} | numbers | symbols) or frozenset(word.text for word in every)
