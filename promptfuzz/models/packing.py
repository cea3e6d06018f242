"""What to compute together: token rows into batches for decoding, and batches into packs that share every prefix."""

from collections.abc import Sequence
from dataclasses import dataclass

Row = Sequence[int]

# Measured on two cores: attention is quadratic in a pack, matrix products are slow below a few hundred tokens.
PACK_TOKENS = 512
# Keys and values of a batch are held at once: 46 kB a token for the packaged model, so at most 565 MB.
BATCH_TOKENS = 12288


def common_start(left: Row, right: Row) -> int:
    """Return how many leading tokens the two rows share."""
    length = min(len(left), len(right))
    if left[:length] == right[:length]:
        return length
    return next(at for at in range(length) if left[at] != right[at])


def batches(rows: Sequence[Row], size: int, most: int = 0, budget: int = BATCH_TOKENS) -> list[list[int]]:
    """Split the numbers of `rows` into batches of at most `size` rows and, with padding and answers, `budget` tokens.

    `most` is the length of an answer. Rows of alike length come together, and a batch is sorted by its rows,
    so that those that start alike stand together.
    """
    order = sorted(range(len(rows)), key=lambda number: (len(rows[number]).bit_length(), list(rows[number])))
    found: list[list[int]] = []
    longest = 0
    for number in order:
        longest = max(longest, len(rows[number]))
        if not found or len(found[-1]) == size or (len(found[-1]) + 1) * (longest + most) > budget:
            found.append([])
            longest = len(rows[number])
        found[-1].append(number)
    return [sorted(batch, key=lambda number: list(rows[number])) for batch in found]


@dataclass(frozen=True, slots=True)
class Pack:
    """Rows as one tree of tokens, in which a start that several rows share stands once.

    `tokens` are the nodes, parents first, `depths` their places in a row and `parents` the nodes before them
    (-1 at the start); `paths` holds the nodes of each row. All leave out the first `known` tokens of every row.
    """

    known: int
    tokens: list[int]
    depths: list[int]
    parents: list[int]
    paths: list[list[int]]


def pack(rows: Sequence[Row], known: int = 0) -> Pack:
    """Return sorted `rows` as a tree, without the first `known` tokens, which all of them share."""
    made = Pack(known, [], [], [], [])
    before: Row = ()
    for row in rows:
        suffix = row[known:]
        path = made.paths[-1][: common_start(suffix, before)] if made.paths else []
        for depth in range(len(path), len(suffix)):
            made.parents.append(path[-1] if path else -1)
            path.append(len(made.tokens))
            made.tokens.append(suffix[depth])
            made.depths.append(known + depth)
        made.paths.append(path)
        before = suffix
    return made


def pack_sizes(rows: Sequence[Row], limit: int = PACK_TOKENS) -> list[int]:
    """Return how many of the sorted `rows` go into each pack, so that a pack has about `limit` nodes at most."""
    sizes: list[int] = []
    nodes = 0
    for number, row in enumerate(rows):
        fresh = len(row) - (common_start(row, rows[number - 1]) if number else 0)
        if not sizes or nodes + fresh > limit:
            sizes.append(0)
            nodes = 0
        nodes += fresh
        sizes[-1] += 1
    return sizes
