"""From a query in SQL, with or without talk around it, to its words in one form."""

import re

from promptfuzz.oracle.code.query_names import without_names

_BEGIN = r"(?:select|insert into|update|delete from|create table|with \w+ as)\b"
_SHOUTED = r"(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE|WITH \w+ AS)\b"
_QUERY = re.compile(rf"\s*{_BEGIN}", re.IGNORECASE)
# A query begins the text, a line, or what stands behind a colon.
_TALK_BEFORE = r"(?:|.{1,600}?(?::\s{1,20}|\n\s{0,20}))"
_ANY_QUERY = re.compile(rf"{_TALK_BEFORE}(?={_BEGIN})", re.IGNORECASE | re.DOTALL)
_SHOUTED_QUERY = re.compile(rf"{_TALK_BEFORE}(?={_SHOUTED})", re.DOTALL)
# A sentence below the query: "It lists the names."
_TALK_AFTER = re.compile(
    rf"(?:;[ \t]{{0,8}}\n|\n[ \t]{{0,8}}\n)\s{{0,20}}(?!(?i:{_BEGIN}))(?=[A-Z](?:[a-z']+,?)? [a-z])"
    r"|\n[ \t]{0,8}(?=(?:This|It|The|Here|Note|You|That|Replace) [a-z])"
)
_CLAUSE_ENDS = frozenset({"group", "order", "having", "limit", "offset", "union", "returning", "fetch"})
# Beside these words it matters where a condition stands, or "and" joins no conditions.
_BINDING = frozenset({"or", "between", "(", ")", "case", "where", "xor"})
_TURNED = {"=": "=", "!=": "!=", ">": "<", ">=": "<=", "<": ">", "<=": ">="}
_BEFORE_CONDITION = frozenset({"where", "and", "or", "on", "having", "not", "(", "when"})
_AFTER_CONDITION = _CLAUSE_ENDS | {"and", "or", ")", "then", "join", "left", "right", "full", "cross", "where"}


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
    """Return the tokens of a query without case, aliases, what goes without saying, and the order of joined conditions.

    Strings keep their case; rows ascend where nothing else is said.
    """
    plain = [token if token[0] == '"' else token.casefold() for token in tokens]
    plain = _in_usual_words([token for token in plain if token not in {";", "asc"}])
    plain = _turned(_counted(without_names(plain)))
    if plain.count("where") != 1:
        return plain
    start = plain.index("where") + 1
    stop = next((at for at in range(start, len(plain)) if plain[at] in _CLAUSE_ENDS), len(plain))
    clause = plain[start:stop]
    return plain if _BINDING & set(clause) else [*plain[:start], *_sorted_conditions(clause), *plain[stop:]]


def _in_usual_words(tokens: list[str]) -> list[str]:
    """Write signs of two characters as one token, and the rarer of two ways to say a thing as the usual one."""
    text = "\0".join(tokens)
    for pattern, usual in _SYNONYMS:
        text = pattern.sub(usual, text)
    return text.split("\0")


def _synonym(written: str, usual: str) -> tuple[re.Pattern[str], str]:
    words = "\0".join(written.split())
    return re.compile(rf"(?<![^\0]){words}(?![^\0])"), "\0".join(usual.split())


_SYNONYMS = (
    _synonym("< >", "!="), _synonym("! =", "!="), _synonym("< =", "<="), _synonym("> =", ">="),
    _synonym("fetch (?:first|next) (\\d+) rows? only", r"limit \1"),
    _synonym("inner join", "join"), _synonym("(left|right|full) outer join", r"\1 join"),
)  # fmt: skip


def _counted(tokens: list[str]) -> list[str]:
    """Write ``count(1)`` and, where one table is read and its key is never missing, ``count(id)`` as ``count(*)``."""
    found = list(tokens)
    keyed = "join" not in tokens and tokens.count("from") == 1
    for at in range(len(tokens) - 3):
        whole = tokens[at : at + 2] == ["count", "("] and tokens[at + 3] == ")"
        if whole and (tokens[at + 2] == "1" or (keyed and tokens[at + 2] == "id")):
            found[at + 2] = "*"
    return found


def _turned(tokens: list[str]) -> list[str]:
    """Write comparisons of two single things with the lesser first: ``a = b`` and ``b = a`` are one, ``a > b`` is <."""
    found = list(tokens)
    for at in range(2, len(tokens) - 1):
        sign = tokens[at]
        after = tokens[at + 2] if at + 2 < len(tokens) else ")"
        if sign not in _TURNED or tokens[at - 2] not in _BEFORE_CONDITION or after not in _AFTER_CONDITION:
            continue
        left, right = tokens[at - 1], tokens[at + 1]
        if left == "(" or right == "(":
            continue
        if sign in {">", ">="} or (sign in {"=", "!="} and right < left):
            found[at - 1 : at + 2] = [right, _TURNED[sign], left]
    return found


def _sorted_conditions(clause: list[str]) -> list[str]:
    conditions: list[list[str]] = [[]]
    for token in clause:
        if token == "and":
            conditions.append([])
        else:
            conditions[-1].append(token)
    first, *others = sorted(conditions)
    return [*first, *(token for condition in others for token in ("and", *condition))]
