"""From token rows to generated tokens: a prefill that computes shared starts once, then one batched step a token."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from promptfuzz.models.memory import PackCache, Past, RowCache
from promptfuzz.models.packing import Pack, Row, common_start, pack, pack_sizes
from promptfuzz.models.picking import Chooser

if TYPE_CHECKING:
    import torch

# Dropping finished rows copies the others, which pays once a quarter of a step is saved for all steps to come.
DROP_SHARE = 0.75


@dataclass(slots=True)
class Generated:
    """The tokens generated for a row, the end token included; `seconds` from the start of its batch."""

    tokens: list[int]
    ended: bool = False
    seconds: float = 0.0


class Generator:
    """Generates with a causal model of transformers in batches; in fp32 a text does not depend on its batch.

    It remembers the keys and values of the last row of a prefill, so that the next rows reuse what they share.
    """

    batched = True

    def __init__(self, model: Any, ends: frozenset[int]) -> None:
        self._model = model
        self._ends = ends
        self._past: Past | None = None

    def generate(self, rows: Sequence[Row], most: int, chooser: Chooser) -> list[Generated]:
        """Return at most `most` tokens for each of `rows` (which are sorted), up to the first end token."""
        import torch

        start = time.perf_counter()
        done = [Generated([]) for _ in rows]
        active = list(range(len(rows)))
        with torch.inference_mode():
            cache = RowCache([len(row) for row in rows], most)
            logits = self.prefill(rows, cache)
            for step in range(most):
                tokens = chooser.choose(logits, active, lambda row: self.alone([*rows[row], *done[row].tokens]))
                for row, token in zip(active, tokens, strict=True):
                    done[row].tokens.append(token)
                    done[row].ended = token in self._ends
                    done[row].seconds = time.perf_counter() - start
                active = [row for row in active if not done[row].ended]
                if not active or step + 1 == most:
                    break
                if len(active) <= DROP_SHARE * len(cache.rows):
                    cache.keep(active)
                logits = self.step(cache, [done[row].tokens[-1] for row in cache.rows])
                if len(active) < len(cache.rows):
                    logits = logits[[cache.rows.index(row) for row in active]]
        return done

    def prefill(self, rows: Sequence[Row], cache: RowCache) -> "torch.Tensor":
        """Read the sorted `rows` into `cache` and return the logits of their last tokens, (rows, vocabulary)."""
        import torch

        found = []
        start = 0
        for size in pack_sizes(rows):
            some = rows[start : start + size]
            known = self._known(some)
            packed = pack(some, known)
            read = PackCache(known, self._past)
            found.append(self._read(packed, read))
            cache.fill(range(start, start + size), read, packed.paths, known)
            self._past = read.past(some[-1], packed.paths[-1])
            start += size
        return torch.cat(found)

    def alone(self, row: Row) -> "torch.Tensor":
        """Return the logits after `row`, computed by itself and from nothing."""
        import torch

        with torch.inference_mode():
            output = self._model(input_ids=torch.tensor([list(row)]), use_cache=False, logits_to_keep=1)
        logits: torch.Tensor = output.logits[0, -1]
        return logits

    def _known(self, rows: Sequence[Row]) -> int:
        """Return how much of the remembered row all of `rows` start with, their last tokens left out."""
        if self._past is None:
            return 0
        past = self._past.tokens
        # The last token is read in any case, for its logits.
        return min(min(common_start(past, tuple(row)), len(row) - 1) for row in rows)

    def _read(self, packed: Pack, cache: PackCache) -> "torch.Tensor":
        import torch

        count = len(packed.tokens)
        seen = torch.zeros(count, count, dtype=torch.bool)
        for node, parent in enumerate(packed.parents):
            if parent >= 0:
                seen[node] = seen[parent]
            seen[node, node] = True
        dtype = self._model.dtype
        mask = torch.zeros(count, packed.known + count, dtype=dtype)
        mask[:, packed.known :].masked_fill_(~seen, torch.finfo(dtype).min)
        output = self._model(
            input_ids=torch.tensor([packed.tokens]),
            position_ids=torch.tensor([packed.depths]),
            attention_mask=mask[None, None],
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=torch.tensor([path[-1] for path in packed.paths]),
        )
        logits: torch.Tensor = output.logits[0]
        return logits

    def step(self, cache: RowCache, tokens: Sequence[int]) -> "torch.Tensor":
        """Add one token to each row of `cache` and return the logits after it, (rows, vocabulary)."""
        import torch

        output = self._model(
            input_ids=torch.tensor(tokens)[:, None],
            position_ids=cache.positions(),
            attention_mask=cache.mask(self._model.dtype),
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        )
        cache.advance()
        logits: torch.Tensor = output.logits[:, -1]
        return logits
