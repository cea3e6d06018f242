"""From scores to the next token: greedy or sampled, the same whatever else is in the batch."""

import hashlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

# In fp32 the logits of one text differ between batches by up to 6e-5 at a size of 20 (packaged model, 64 texts).
# Where the best two are closer than this share of the best, the row is computed alone, in the same way every time.
MARGIN = 1e-4

Alone = Callable[[int], "torch.Tensor"]


class Chooser:
    """Chooses the next token of each row of a batch; `seeds` give each row its own random numbers.

    Sampling adds Gumbel noise and takes the best, which draws from the softmax at `temperature`.
    """

    def __init__(self, temperature: float, seeds: Sequence[int]) -> None:
        import torch

        self._temperature = temperature
        self._generators = [torch.Generator().manual_seed(seed) for seed in seeds] if temperature else []

    def choose(self, logits: "torch.Tensor", rows: Sequence[int], alone: Alone) -> list[int]:
        """Return a token for each of `rows`, whose last logits are `logits`; `alone(row)` computes one by itself."""
        import torch

        noise = self._noise(rows, logits.shape[-1])
        scores = logits.float() if noise is None else logits.float() / self._temperature + noise
        best, tokens = scores.topk(2)
        close = best[:, 0] - best[:, 1] < MARGIN * best[:, 0].abs().clamp(min=1.0) / min(self._temperature or 1.0, 1.0)
        chosen: list[int] = tokens[:, 0].tolist()
        for at in torch.nonzero(close).flatten().tolist():
            exact = alone(rows[at]).float()
            chosen[at] = int((exact if noise is None else exact / self._temperature + noise[at]).argmax())
        return chosen

    def _noise(self, rows: Sequence[int], size: int) -> "torch.Tensor | None":
        import torch

        if not self._generators:
            return None
        drawn = [torch.empty(size).exponential_(generator=self._generators[row]) for row in rows]
        return -torch.stack(drawn).log()


def seed_of(seed: int, sample: int, tokens: Sequence[int]) -> int:
    """Return the seed of one request.

    It depends on the tokens too: with common random numbers the repeats of two wordings would not be independent.
    """
    digest = hashlib.sha256(repr((seed, sample, tuple(tokens))).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
