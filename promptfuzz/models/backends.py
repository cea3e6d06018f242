"""How a loaded model generates: in batches where that gives the logits of the plain forward pass, else row by row."""

import time
from collections.abc import Sequence
from typing import Any, Protocol

from promptfuzz.models.generation import Generated, Generator
from promptfuzz.models.heavy import quiet
from promptfuzz.models.memory import RowCache
from promptfuzz.models.packing import Row
from promptfuzz.models.picking import Chooser
from promptfuzz.models.seq2seq import Seq2seq

# The two ways differ by rounding alone; a wrong mask or position changes logits by whole units.
TOLERANCE = {"float32": 1e-2, "float16": 0.5, "bfloat16": 2.0}


class Backend(Protocol):
    """Generates tokens for sorted rows; `batched` says whether it gains from several at once."""

    batched: bool

    def generate(self, rows: Sequence[Row], most: int, chooser: Chooser) -> list[Generated]:
        """Return at most `most` tokens for each row."""
        ...


class OneByOne:
    """Computes one row at a time from nothing, with whatever cache the model itself brings."""

    batched = False

    def __init__(self, model: Any, ends: frozenset[int]) -> None:
        self._model = model
        self._ends = ends

    def generate(self, rows: Sequence[Row], most: int, chooser: Chooser) -> list[Generated]:
        """Return at most `most` tokens for each of `rows`, up to the first end token."""
        return [self._one(number, row, most, chooser) for number, row in enumerate(rows)]

    def _one(self, number: int, row: Row, most: int, chooser: Chooser) -> Generated:
        import torch

        start = time.perf_counter()
        done = Generated([])
        fed, state = list(row), None
        with torch.inference_mode():
            while len(done.tokens) < most and not done.ended:
                past: dict[str, Any] = {} if state is None else {"past_key_values": state}
                output = self._model(input_ids=torch.tensor([fed]), use_cache=True, **past)
                last = output.logits[:, -1]
                token = chooser.choose(last, [number], lambda _, last=last: last[0])[0]  # type: ignore[misc]
                done.tokens.append(token)
                done.ended = token in self._ends
                state = getattr(output, "past_key_values", None)
                fed = [token] if state is not None else [*row, *done.tokens]
        done.seconds = time.perf_counter() - start
        return done


def choose_backend(model: Any, tokenizer: Any) -> Backend:
    """Return the batched loop if it agrees with the plain forward pass of `model`, else one row at a time."""
    ends = end_tokens(model, tokenizer)
    if getattr(model.config, "is_encoder_decoder", False):
        return Seq2seq(model, ends)
    return Generator(model, ends) if _agrees(model, ends) else OneByOne(model, ends)


def end_tokens(model: Any, tokenizer: Any) -> frozenset[int]:
    """Return the ids that end an answer, of the model's generation settings and of its tokenizer."""
    settings = getattr(model, "generation_config", None)
    given = [getattr(settings, "eos_token_id", None), getattr(tokenizer, "eos_token_id", None)]
    flat = [item for ids in given for item in (ids if isinstance(ids, list | tuple) else [ids])]
    return frozenset(item for item in flat if item is not None)


def _agrees(model: Any, ends: frozenset[int]) -> bool:
    """Try both ways on two rows of different length with a shared start, and one step further."""
    import torch

    config = model.config
    if getattr(config, "sliding_window", None) is not None:
        return False  # our masks know no window
    vocabulary = min(config.vocab_size, 1000)
    rows = [
        [(7 * n + 3) % vocabulary for n in range(5)],
        [(7 * n + 3) % vocabulary for n in range(3)] + [vocabulary // 2],
    ]
    rows.sort()
    limit = TOLERANCE[str(model.dtype).removeprefix("torch.")]
    ours = Generator(model, ends)
    try:
        with quiet(), torch.inference_mode():
            cache = RowCache([len(row) for row in rows], 1)
            read = ours.prefill(rows, cache)
            stepped = ours.step(cache, [1, 2])
            for at, row in enumerate(rows):
                for mine, tokens in ((read[at], row), (stepped[at], [*row, at + 1])):
                    if not torch.allclose(mine, ours.alone(tokens), atol=limit):
                        return False
    except Exception:  # a model without this kind of cache, mask or positions fails in its own way
        return False
    return True
