"""Generation with an encoder-decoder model: the encoder reads the text once, then one batched step a token."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from promptfuzz.models.generation import DROP_SHARE, Generated
from promptfuzz.models.heavy import quiet
from promptfuzz.models.packing import Row
from promptfuzz.models.picking import Chooser

if TYPE_CHECKING:
    import torch

# Kinds whose attention looks at every place of a row and at nothing else: in others (blocks, windows, experts with a
# limited capacity) a row may depend on what it stands beside, so they are computed one by one.
BATCHED = frozenset(
    {"t5", "mt5", "umt5", "bart", "mbart", "m2m_100", "marian", "pegasus", "plbart", "blenderbot", "blenderbot-small"}
)
_PROBE = ([5, 9, 7, 3, 8, 4], [6, 3])


class Seq2seq:
    """Generates with an encoder-decoder model of transformers; in fp32 a text does not depend on its batch.

    The start token and a forced first token of the model's generation settings hold; beams and penalties do not.
    """

    def __init__(self, model: Any, ends: frozenset[int]) -> None:
        self._model = model
        self._ends = ends
        settings = model.generation_config
        start = next(
            (
                given
                for owner, name in (
                    (settings, "decoder_start_token_id"),
                    (model.config, "decoder_start_token_id"),
                    (settings, "bos_token_id"),
                    (settings, "pad_token_id"),
                )
                if (given := getattr(owner, name, None)) is not None
            ),
            0,
        )
        self._start: int = start[0] if isinstance(start, list | tuple) else start
        self._forced: int | None = getattr(settings, "forced_bos_token_id", None)
        self.batched: bool = model.config.model_type in BATCHED and self._agrees()

    def generate(self, rows: Sequence[Row], most: int, chooser: Chooser) -> list[Generated]:
        """Return at most `most` tokens for each of `rows`, up to the first end token."""
        import torch

        start = time.perf_counter()
        done = [Generated([]) for _ in rows]
        active = list(range(len(rows)))
        with torch.inference_mode():
            read, seen = self._read(rows)
            kept, past = active, None
            for step in range(most):
                last = [done[row].tokens[-1] if step else self._start for row in kept]
                logits, past = self._step(last, read, seen, past)
                if len(active) < len(kept):
                    logits = logits[[kept.index(row) for row in active]]
                tokens = self._chosen(chooser, logits, active, rows, done)
                for row, token in zip(active, tokens, strict=True):
                    done[row].tokens.append(token)
                    done[row].ended = token in self._ends
                    done[row].seconds = time.perf_counter() - start
                active = [row for row in active if not done[row].ended]
                if not active:
                    break
                if len(active) <= DROP_SHARE * len(kept):
                    at = torch.tensor([kept.index(row) for row in active])
                    read, seen, kept = read[at], seen[at], active
                    past.batch_select_indices(at)
        return done

    def alone(self, row: Row, said: Sequence[int]) -> "torch.Tensor":
        """Return the logits after `said` in answer to `row`, computed by itself and from nothing."""
        import torch

        with torch.inference_mode():
            output = self._model(
                input_ids=torch.tensor([list(row)]),
                attention_mask=torch.ones(1, len(row), dtype=torch.long),
                decoder_input_ids=torch.tensor([[self._start, *said]]),
                use_cache=False,
            )
        logits: torch.Tensor = output.logits[0, -1]
        return logits

    def _chosen(
        self, chooser: Chooser, logits: "torch.Tensor", active: list[int], rows: Sequence[Row], done: list[Generated]
    ) -> list[int]:
        if self._forced is not None and not done[active[0]].tokens:
            return [self._forced] * len(active)
        return chooser.choose(logits, active, lambda row: self.alone(rows[row], done[row].tokens))

    def _read(self, rows: Sequence[Row]) -> "tuple[torch.Tensor, torch.Tensor]":
        """Return what the encoder makes of `rows`, padded on the right, and their mask; equal rows are read once."""
        import torch

        different = list(dict.fromkeys(tuple(row) for row in rows))
        longest = max(len(row) for row in different)
        ids = torch.tensor([[*row, *[0] * (longest - len(row))] for row in different])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in different])
        read = self._model.get_encoder()(input_ids=ids, attention_mask=mask).last_hidden_state
        at = torch.tensor([different.index(tuple(row)) for row in rows])
        return read[at], mask[at]

    def _step(
        self, tokens: Sequence[int], read: "torch.Tensor", seen: "torch.Tensor", past: Any
    ) -> "tuple[torch.Tensor, Any]":
        import torch
        from transformers.modeling_outputs import BaseModelOutput

        output = self._model(
            encoder_outputs=BaseModelOutput(last_hidden_state=read),
            attention_mask=seen,
            decoder_input_ids=torch.tensor(tokens)[:, None],
            past_key_values=past,
            use_cache=True,
        )
        return output.logits[:, -1], output.past_key_values

    def _agrees(self) -> bool:
        """Try rows of different length together and by themselves, and one step further."""
        import torch

        try:
            with quiet(), torch.inference_mode():
                read, seen = self._read(_PROBE)
                first, past = self._step([self._start] * len(_PROBE), read, seen, None)
                second, past = self._step([4] * len(_PROBE), read, seen, past)
                past.batch_select_indices(torch.tensor([0]))
                return all(
                    torch.allclose(made[at], self.alone(row, said), atol=1e-2 if made.dtype == torch.float32 else 2.0)
                    for made, said in ((first, []), (second, [4]))
                    for at, row in enumerate(_PROBE)
                )
        except Exception:  # a model with another kind of cache, mask or encoder fails in its own way
            return False
