"""Keys and values of what a model has read: of a pack with its known start, and of the rows being generated.

The classes have the part of transformers' ``Cache`` that a forward pass with given positions and mask uses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

    Pairs = list[tuple[torch.Tensor, torch.Tensor]]

# 47 MB for the packaged model; longer starts are computed again.
LONGEST_PAST = 1024


@dataclass(frozen=True, slots=True)
class Past:
    """A row that was read, with its keys and values layer by layer, each (1, heads, tokens, size)."""

    tokens: tuple[int, ...]
    layers: "Pairs"


class PackCache:
    """Gives a pack the known start of its rows, and keeps what the model makes of the pack."""

    def __init__(self, known: int, past: Past | None) -> None:
        self._past = [] if past is None else past.layers
        self._known = known
        self.layers: Pairs = []

    def update(
        self, keys: "torch.Tensor", values: "torch.Tensor", layer: int, *_: Any, **__: Any
    ) -> "tuple[torch.Tensor, torch.Tensor]":
        """Return the keys and values of the known start and the pack together."""
        import torch

        if self._known:
            old = self._past[layer]
            keys = torch.cat([old[0][:, :, : self._known], keys], dim=2)
            values = torch.cat([old[1][:, :, : self._known], values], dim=2)
        self.layers.append((keys, values))
        return keys, values

    def get_seq_length(self, *_: Any) -> int:
        """Return how many tokens were read before the pack."""
        return self._known

    def past(self, tokens: Sequence[int], path: list[int]) -> Past:
        """Return the row `tokens`, whose nodes in the pack are `path`, as what later rows may start with."""
        kept = [*range(self._known), *(self._known + node for node in path)][:LONGEST_PAST]
        return Past(tuple(tokens[: len(kept)]), [(k[:, :, kept], v[:, :, kept]) for k, v in self.layers])


class RowCache:
    """Buffers for the rows of a batch, padded on the left, with room for `most` tokens more."""

    def __init__(self, lengths: Sequence[int], most: int) -> None:
        self.rows = list(range(len(lengths)))
        self._lengths = list(lengths)
        self._longest = max(lengths)
        self._room = self._longest + most
        self._used = self._longest
        self._layers: Pairs = []

    def fill(self, rows: range, cache: PackCache, paths: Sequence[list[int]], known: int) -> None:
        """Copy the keys and values of `rows` out of a pack's."""
        import torch

        index = torch.zeros(len(rows), self._longest, dtype=torch.long)
        for at, path in enumerate(paths):
            index[at, self._longest - known - len(path) :] = torch.tensor([*range(known), *(known + n for n in path)])
        if not self._layers:
            shapes = [(len(self.rows), k.shape[1], self._room, k.shape[3], v.shape[3]) for k, v in cache.layers]
            like = cache.layers[0][0]
            self._layers = [(like.new_empty(b, h, n, s), like.new_empty(b, h, n, t)) for b, h, n, s, t in shapes]
        for buffers, pair in zip(self._layers, cache.layers, strict=True):
            for buffer, tensor in zip(buffers, pair, strict=True):
                gathered = tensor[0][:, index]  # heads, rows, tokens, size
                buffer[rows.start : rows.stop, :, : self._longest] = gathered.transpose(0, 1)

    def update(
        self, keys: "torch.Tensor", values: "torch.Tensor", layer: int, *_: Any, **__: Any
    ) -> "tuple[torch.Tensor, torch.Tensor]":
        """Add one token a row and return all keys and values so far."""
        for buffer, new in zip(self._layers[layer], (keys, values), strict=True):
            buffer[:, :, self._used : self._used + 1] = new
        stop = self._used + 1
        return self._layers[layer][0][:, :, :stop], self._layers[layer][1][:, :, :stop]

    def get_seq_length(self, *_: Any) -> int:
        """Return how many places are taken, padding included."""
        return self._used

    def advance(self) -> None:
        """Count the token that :meth:`update` added in every layer."""
        self._used += 1

    def positions(self) -> "torch.Tensor":
        """Return the place of each row's next token in its own text, (rows, 1)."""
        import torch

        return torch.tensor([[self._lengths[row] + self._used - self._longest] for row in self.rows])

    def mask(self, dtype: "torch.dtype") -> "torch.Tensor":
        """Return what the next token must not see as an additive mask, (rows, 1, 1, places)."""
        import torch

        padding = torch.tensor([self._longest - self._lengths[row] for row in self.rows])
        hidden = torch.arange(self._used + 1)[None] < padding[:, None]
        return torch.zeros(hidden.shape, dtype=dtype).masked_fill_(hidden, torch.finfo(dtype).min)[:, None, None]

    def keep(self, rows: Sequence[int]) -> None:
        """Drop every row but `rows`."""
        at = [self.rows.index(row) for row in rows]
        self.rows = list(rows)
        for number, (keys, values) in enumerate(self._layers):
            self._layers[number] = (self._kept(keys, at), self._kept(values, at))

    def _kept(self, buffer: "torch.Tensor", at: list[int]) -> "torch.Tensor":
        kept = buffer.new_empty(len(at), *buffer.shape[1:])
        kept[:, :, : self._used] = buffer[at, :, : self._used]
        return kept
