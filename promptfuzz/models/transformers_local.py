"""Models of transformers run in this process: from chat messages to generated text, in batches."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal

from promptfuzz.errors import UsageError
from promptfuzz.models.backends import Backend, choose_backend
from promptfuzz.models.batch_size import AUTO, check_batch_size, in_pieces, room_for
from promptfuzz.models.chat import token_ids
from promptfuzz.models.lengths import check_length
from promptfuzz.models.packing import batches
from promptfuzz.models.picking import Chooser, seed_of
from promptfuzz.models.pretrained import load_pretrained, version_of
from promptfuzz.models.protocol import Model, failed
from promptfuzz.models.running import describe
from promptfuzz.models.workers import Workers
from promptfuzz.records import Output, Request
from promptfuzz.validation import check_count, check_name

DTYPES = ("float32", "bfloat16", "float16")


class TransformersModel(Model):
    """A causal or seq2seq language model of transformers on the CPU.

    Messages go through the tokenizer's chat template; without one they are joined as plain text. In fp32 the text
    of a request does not depend on what else is in the batch; with a lower precision it may. Nothing is ever cut off
    a prompt: one that is too long for the model is a failed call.

    Args:
        name_or_dir: a name on the model hub or a directory.
        max_new_tokens: tokens generated at most, at least 1; an answer that gets there is marked as truncated.
        dtype: ``float32``, ``bfloat16`` or ``float16``.
        temperature: 0 takes the likeliest token; above 0 samples, repeatably by `seed`, messages and sample number.
        batch_size: rows computed at once at most, at least 1; ``auto`` takes what the throughput gains from. Either
            way a batch has fewer rows where they would not fit into the free memory.
        seed: of the sampling.
        threads: processor cores to use, at least 1; None takes all that the process may use.
        local_files_only: whether to stay off the network.
        spec, name, version: what reports say; by default from `name_or_dir`.

    Raises:
        UsageError: an option is out of range, or the model is neither causal nor seq2seq.
        ModelError: torch or transformers is missing, or there is no such model.
    """

    def __init__(
        self,
        name_or_dir: str,
        *,
        max_new_tokens: int = 64,
        dtype: str = "float32",
        temperature: float = 0,
        batch_size: int | Literal["auto"] = AUTO,
        seed: int = 0,
        threads: int | None = None,
        local_files_only: bool = False,
        spec: str | None = None,
        name: str | None = None,
        version: str | None = None,
    ) -> None:
        self.max_new_tokens = check_count("max_new_tokens", max_new_tokens)
        self.batch_size = check_batch_size(batch_size)
        self.temperature = check_temperature(temperature)
        self._seed = check_count("seed", seed, least=0)
        check_name("dtype", dtype, DTYPES)
        if threads is not None:
            check_count("threads", threads)
        self._model, self._tokenizer = load_pretrained(name_or_dir, dtype, local_files_only=local_files_only)
        self._workers = Workers(partial(choose_backend, self._model, self._tokenizer), threads)
        self._room = room_for(self._model, self._workers.count, self.batch_size)
        self._lock = threading.Lock()
        self.at_once = self.batch_size * self._workers.count
        found = version_of(name_or_dir, self._model) if version is None else version
        sampling = (("seed", seed),) if temperature else ()
        settings = (("max_new_tokens", max_new_tokens), ("dtype", dtype), ("temperature", temperature), *sampling)
        shown = f"transformers:{name_or_dir}" if spec is None else spec
        super().__init__(
            name=shown.rstrip("/").rsplit("/", 1)[-1].removeprefix("transformers:") if name is None else name,
            spec=shown,
            version=found,
            deterministic=temperature == 0,
            identity=("transformers", shown, found, settings),
            portable=found is not None,
            settings=settings,
        )

    def answer(self, requests: Sequence[Request]) -> list[Output]:
        with self._lock:  # the remembered start of the last prompt is not for two threads
            return self._answer(list(requests))

    def _answer(self, requests: list[Request]) -> list[Output]:
        outputs: dict[Request, Output] = {}
        rows: list[tuple[Request, list[int]]] = []
        for request in dict.fromkeys(requests):
            try:
                rows.append((request, self._row(request)))
            except Exception as error:  # a chat template refuses roles with whatever it likes
                outputs[request] = failed(describe(error))
        size = min(self.batch_size, self._workers.share(len(rows))) if self._workers.batched else 1
        found = [
            [rows[number] for number in batch]
            for batch in batches([row for _, row in rows], size, self.max_new_tokens, self._room.tokens)
        ]
        for some, made in zip(found, self._workers.map(self._guarded, found), strict=True):
            outputs |= {request: output for (request, _), output in zip(some, made, strict=True)}
        return [outputs[request] for request in requests]

    def _guarded(self, backend: Backend, some: list[tuple[Request, list[int]]]) -> list[Output]:
        def run(piece: list[tuple[Request, list[int]]]) -> list[Output]:
            return self._batch(backend, piece)

        try:
            return in_pieces(run, some, _tokens, self._room, self.max_new_tokens)
        except Exception as error:
            return [failed(describe(error))] * len(some)

    def _row(self, request: Request) -> list[int]:
        row = token_ids(self._tokenizer, request.messages)
        check_length(self._model.config, len(row), self.max_new_tokens)
        return row

    def _batch(self, backend: Backend, some: list[tuple[Request, list[int]]]) -> list[Output]:
        rows = [row for _, row in some]
        chooser = Chooser(self.temperature, [seed_of(self._seed, request.sample, row) for request, row in some])
        return [
            Output(
                self._tokenizer.decode(made.tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False),
                prompt_tokens=len(row),
                completion_tokens=len(made.tokens),
                latency=made.seconds,
                truncated=not made.ended,
            )
            for row, made in zip(rows, backend.generate(rows, self.max_new_tokens, chooser), strict=True)
        ]


def _tokens(item: tuple[Request, list[int]]) -> list[int]:
    return item[1]


def check_temperature(temperature: float) -> float:
    """Return `temperature` if it is a number of at least 0.

    Raises:
        UsageError: it is not.
    """
    if isinstance(temperature, bool) or not isinstance(temperature, int | float) or not 0 <= temperature < float("inf"):
        raise UsageError(f"expected temperature to be a number of at least 0, got temperature={temperature!r}")
    return temperature


LOCAL_CHECKS: dict[str, Callable[[Any], object]] = {
    "batch_size": check_batch_size,
    "dtype": lambda value: check_name("dtype", value, DTYPES),
    "max_new_tokens": lambda value: check_count("max_new_tokens", value),
    "seed": lambda value: check_count("seed", value, least=0),
    "temperature": check_temperature,
    "threads": lambda value: check_count("threads", value),
}
"""What refuses single values of the options of local models."""


def load_transformers(
    name_or_dir: str,
    *,
    max_new_tokens: int = 64,
    dtype: str = "float32",
    temperature: float = 0,
    batch_size: int | Literal["auto"] = AUTO,
    seed: int = 0,
    threads: int | None = None,
    local_files_only: bool = False,
) -> TransformersModel:
    """Return the model of the spec ``transformers:NAME_OR_DIR``; arguments and errors are those of the class."""
    return TransformersModel(
        name_or_dir,
        max_new_tokens=max_new_tokens,
        dtype=dtype,
        temperature=temperature,
        batch_size=batch_size,
        seed=seed,
        threads=threads,
        local_files_only=local_files_only,
    )
