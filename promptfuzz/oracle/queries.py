"""From a query in SQL, with or without talk around it, to its words in one form."""

import re

_BEGIN = r"(?:select|insert into|update|delete from|create table|with \w+ as)\b"
_SHOUTED = r"(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE|WITH \w+ AS)\b"
_QUERY = re.compile(rf"\s*{_BEGIN}", re.IGNORECASE)
_ANY_QUERY = re.compile(rf"(?:[^:]{{1,200}}:\s{{1,20}})?(?={_BEGIN})", re.IGNORECASE)
_SHOUTED_QUERY = re.compile(rf"(?:[^:]{{1,200}}:\s{{1,20}})?(?={_SHOUTED})")
# A sentence below the query: "It lists the names."
_TALK_AFTER = re.compile(
    rf"(?:;[ \t]{{0,8}}\n|\n[ \t]{{0,8}}\n)\s{{0,20}}(?!(?i:{_BEGIN}))(?=[A-Z](?:[a-z']+,?)? [a-z])"
)
_CLAUSE_ENDS = frozenset({"group", "order", "having", "limit", "offset", "union", "returning", "fetch"})
# Beside these words it matters where a condition stands, or "and" joins no conditions.
_BINDING = frozenset({"or", "between", "(", ")", "case", "where", "xor"})


def begins_query(source: str) -> bool:
    """Whether `source` begins with the words that begin a query."""
    return _QUERY.match(source) is not None


def query_in(text: str, *, shouted: bool) -> str:
    """Return the query in unfenced `text` without the introduction and the sentences around it.

    The text as it is where it holds none; `shouted` takes only capitals for the begin of one, as "select" is a word of
    English, too.
    """
    text = text.strip()
    begin = (_SHOUTED_QUERY if shouted else _ANY_QUERY).match(text)
    if begin is None:
        return text
    after = _TALK_AFTER.search(text, begin.end())
    return text[begin.end() : after.start() if after else len(text)]


def query_tokens(tokens: list[str]) -> list[str]:
    """Return the tokens of a query without case, what goes without saying, and the order of joined conditions.

    Strings keep their case; rows ascend where nothing else is said.
    """
    plain = [token if token[0] == '"' else token.casefold() for token in tokens]
    plain = [token for token in plain if token not in {";", "asc"}]
    if plain.count("where") != 1:
        return plain
    start = plain.index("where") + 1
    stop = next((at for at in range(start, len(plain)) if plain[at] in _CLAUSE_ENDS), len(plain))
    clause = plain[start:stop]
    return plain if _BINDING & set(clause) else [*plain[:start], *_sorted_conditions(clause), *plain[stop:]]


def _sorted_conditions(clause: list[str]) -> list[str]:
    conditions: list[list[str]] = [[]]
    for token in clause:
        if token == "and":
            conditions.append([])
        else:
            conditions[-1].append(token)
    first, *others = sorted(conditions)
    return [*first, *(token for condition in others for token in ("and", *condition))]
