"""From the tokens of a query to tokens in which aliases and names of tables that go without saying are gone."""

from collections import Counter

# What may stand behind a table, in place of an alias for it.
_NO_ALIAS = frozenset(
    "where group order having limit offset union except intersect fetch returning on using join left right full inner "
    "outer cross natural set values as with for window select lateral".split()
)
_AFTER_ITEMS = frozenset({"group", "order", "having"})
_NO_NAME = frozenset("end then else when case and or not is null in desc from distinct all".split())


def without_names(tokens: list[str]) -> list[str]:
    """Return small tokens of a query with a column as one token: ``table.column``, or ``column`` where there is one
    table; without aliases of tables, and of columns where nothing else hangs on them."""
    tokens = _joined(_without_item_aliases(tokens))
    tables = _tables(tokens)
    if tables is None:
        return tokens
    places = {at: name for at, _, name in tables}
    skipped = {at for begin, stop, _ in tables for at in range(begin + 1, stop)}
    known = {tokens[stop - 1]: name for _, stop, name in tables}
    for at, _, name in tables:
        known.setdefault(tokens[at], name)
    alone = len(tables) == 1
    found = []
    for at, token in enumerate(tokens):
        if at in skipped:
            continue
        table, dot, column = token.rpartition(".")
        if at in places:
            found.append(places[at])
        elif dot and table in known:
            found.append(column if alone else f"{known[table]}.{column}")
        else:
            found.append(token)
    return found


def _joined(tokens: list[str]) -> list[str]:
    """Return the tokens with "users", ".", "id" as one."""
    found: list[str] = []
    for at, token in enumerate(tokens):
        if found and token == "." and _is_name(found[-1]):
            found[-1] += "."
        elif found and found[-1].endswith(".") and tokens[at - 1] == "." and (_is_name(token) or token == "*"):
            found[-1] += token
        else:
            found.append(token)
    return found


def _is_name(token: str) -> bool:
    return token[0].isalpha() or token[0] == "_"


def _tables(tokens: list[str]) -> list[tuple[int, int, str]] | None:
    """Return the tables that are read as (place of the name, stop, the name), numbered where one comes again.

    None where one alias stands for two tables, so that nothing can be put in its place.
    """
    found: list[tuple[int, int, str]] = []
    meant: dict[str, str] = {}
    times: Counter[str] = Counter()
    listing = False
    nested = [True]
    for at, token in enumerate(tokens):
        if token == "(":
            nested.append("select" in tokens[at + 1 : at + 2])
        elif token == ")" and len(nested) > 1:
            nested.pop()
        if not nested[-1]:
            continue  # extract(year from day)
        begins = token in {"from", "join"} or (listing and token == ",")
        listing = token == "from" or (listing and token not in _NO_ALIAS - {"as"} and token not in "()")
        name = tokens[at + 1] if begins and at + 1 < len(tokens) else "("
        if not _is_name(name) or name in _NO_ALIAS:
            continue
        stop = at + 2
        if stop < len(tokens) and tokens[stop] == "as":
            stop += 1
        if stop < len(tokens) and _is_name(tokens[stop]) and tokens[stop] not in _NO_ALIAS:
            stop += 1
        alias = tokens[stop - 1]
        shown = f"{name}#{times[name]}" if times[name] else name
        times[name] += 1
        if meant.setdefault(alias, shown) != shown:
            return None
        found.append((at + 1, stop, shown))
    return found


def _without_item_aliases(tokens: list[str]) -> list[str]:
    """Drop the names given to what a plain query selects; where they order or group it, what they name stands there."""
    if not tokens or tokens[0] != "select" or "from" not in tokens:
        return tokens
    begin = tokens.index("from")
    if "select" in tokens[1:begin]:
        return tokens
    if begin + 1 < len(tokens) and tokens[begin + 1] == "(":
        return tokens
    named: dict[str, list[str]] = {}
    items: list[str] = []
    for number, item in enumerate(_split(tokens[1:begin])):
        value, name = _unnamed(item)
        items += [",", *value] if number else value
        if name:
            named[name] = value
    rest, after = [], False
    for at, token in enumerate(tokens[begin:], start=begin):
        after = after or token in _AFTER_ITEMS
        beside = {tokens[at - 1], *tokens[at + 1 : at + 2]}
        rest += named[token] if after and token in named and "." not in beside else [token]
    return ["select", *items, *rest]


def _split(tokens: list[str]) -> list[list[str]]:
    items: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token == "(") - (token == ")")
        if token == "," and not depth:
            items.append([])
        else:
            items[-1].append(token)
    return items


def _unnamed(item: list[str]) -> tuple[list[str], str]:
    """Return what is selected, and the name that is given to it, "" where none is."""
    if len(item) > 2 and item[-2] == "as":
        return item[:-2], item[-1]
    given = len(item) > 1 and _is_name(item[-1]) and item[-1] not in _NO_NAME
    if given and (item[-2] == ")" or (_is_name(item[-2]) and item[-2] not in _NO_NAME)):
        return item[:-1], item[-1]
    return item, ""
