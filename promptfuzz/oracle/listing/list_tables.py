"""From a Markdown table to its rows as the items of a list: the first cell, the others behind it in brackets."""

import re

# The line below the header; between bare columns one bar is enough.
_RULE = re.compile(r"(?=[^|]*\|)\|? ?:?-+:? ?(?:\| ?:?-+:? ?)*\|?")
_BAR = re.compile(r"(?<!\\)\|")
_MARK = "\\|"


def table_items(lines: list[str]) -> list[str]:
    """Return the rows of the tables in cleaned `lines` as "first cell (second, third)", without headers.

    A first column that only numbers the rows is left out.
    """
    rows: list[list[str]] = []
    inside = False
    for before, line in zip(["", *lines], lines, strict=False):
        if "|" in before and _RULE.fullmatch(line):
            inside = True
        elif inside and "|" in line:
            rows.append(cells(line))
        else:
            inside = False
    if rows and all(len(row) > 1 for row in rows) and _is_count(rows):
        rows = [row[1:] for row in rows]
    return [_item(row) for row in rows if any(row)]


def is_rule(line: str) -> bool:
    """Whether `line` is the row of dashes below a header."""
    return _RULE.fullmatch(line) is not None


def cells(line: str) -> list[str]:
    """Return the cells of a row of a table."""
    bare = line.removeprefix("|")
    bare = bare if bare.endswith(_MARK) else bare.removesuffix("|")
    return [cell.strip().replace(_MARK, "|") for cell in _BAR.split(bare)]


def _is_count(rows: list[list[str]]) -> bool:
    return [row[0].rstrip(".)") for row in rows] == [str(number) for number in range(1, len(rows) + 1)]


def _item(row: list[str]) -> str:
    first, *others = (cell for cell in row if cell)
    return f"{first} ({', '.join(others)})" if others else first
