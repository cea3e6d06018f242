"""Whether two queries in canonical form are one, or of two shapes of which nobody can tell whether they are."""

from collections import Counter

from promptfuzz.records import Comparison

_WORDS = frozenset(
    "select from where and or not exists in is null join left right full cross on using as with any some all except "
    "intersect union distinct group by having order limit offset = != < <= > >= ( ) ,".split()
)
_NESTED = frozenset({"exists", "in", "any", "with", "except", "intersect"})


# What cannot be told is no agreement, and as far from a sure difference as the usual threshold lets it be.
_OPEN = 0.54


def compare_queries(a: str, b: str) -> Comparison | None:
    """Compare two canonical programs that are different texts: None where they are no queries, or surely differ."""
    if same_queries(a, b):
        return Comparison(1.0, same=True, score=1.0, reasons=("same program",))
    if not is_open(a, b):
        return None
    reason = "two queries of the same columns in another shape: whether they find the same cannot be told"
    return Comparison(0.5, same=False, score=_OPEN, reasons=(reason,), unread=True)


def same_queries(a: str, b: str) -> bool:
    """Whether two canonical queries differ at most in whether a column is named with its table."""
    left, right = a.split(" "), b.split(" ")
    if not (_is_query(left) and _is_query(right)):
        return False
    return len(left) == len(right) and all(map(_same_name, left, right))


def _is_query(tokens: list[str]) -> bool:
    return tokens[0] in {"select", "insert", "update", "delete"} or (tokens[0] == "with" and "select" in tokens)


def _same_name(one: str, other: str) -> bool:
    # A bare name that is valid belongs to one table only, so that no other table can be meant by the long one.
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return "." not in short and long.endswith(f".{short}") and short[:1] not in {'"', "*"}


def is_open(a: str, b: str) -> bool:
    """Whether two canonical queries ask for the same columns of the same tables in two shapes, as join and subquery.

    Both deny as often, and sort, count and cut alike: else they are surely different.
    """
    left, right = a.split(" "), b.split(" ")
    if not ("select" in left and "select" in right and _is_query(left) and _is_query(right)):
        return False
    if _shape(left) == _shape(right) or _said(left) != _said(right):
        return False
    ends = all(_ending(left, word) == _ending(right, word) for word in _ENDINGS)
    return ends and _denials(left) % 2 == _denials(right) % 2


def _shape(tokens: list[str]) -> tuple[int, frozenset[str]]:
    nested = (token for at, token in enumerate(tokens) if token != "in" or tokens[at + 1 : at + 3] == ["(", "select"])
    return tokens.count("select"), _NESTED & frozenset(nested)


_ENDINGS = ("group", "having", "order", "limit")


def _said(tokens: list[str]) -> frozenset[str]:
    told = (token for at, token in enumerate(tokens) if not (token in {"1", "*"} and tokens[at - 1] == "select"))
    return frozenset(token.rpartition(".")[2] for token in told) - _WORDS


def _denials(tokens: list[str]) -> int:
    """Return how often a query leaves rows out for what they have: "not", "except", and a join that found nothing."""
    counted = Counter(tokens)
    empty = sum(tokens[at : at + 2] == ["is", "null"] for at in range(len(tokens)))
    return counted["not"] + counted["except"] + (empty if counted["join"] else 0)


def _ending(tokens: list[str], word: str) -> list[str]:
    last = len(tokens) - 1 - tokens[::-1].index(word) if word in tokens else len(tokens)
    return [token.rpartition(".")[2] for token in tokens[last : last + 5]]
