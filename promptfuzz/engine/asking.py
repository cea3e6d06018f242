"""Questions go to the model through here: deduplicated, cached, counted, and never more than the budget allows."""

import time
from collections.abc import Callable, Generator, Sequence
from typing import TypeVar

from promptfuzz.events import CallsMade, Event
from promptfuzz.models.protocol import Model
from promptfuzz.records import Budget, Output, Request

T = TypeVar("T")
Answers = Sequence[Output | None]
Task = Generator[Sequence[Request], Answers, T]
"""A step of the engine: yields requests, is sent their outputs (None where the budget had ended), returns a T."""


class Asker:
    """Asks one model; `calls` were answered by it, `cached` came from the cache.

    An answer is kept per messages and sample index; a failed call is not kept, so that it can be asked again.
    """

    def __init__(self, model: Model, budget: Budget, emit: Callable[[Event], None]) -> None:
        self.model = model
        self.limit = budget.calls
        self.emit = emit
        self.calls = self.cached = self.failed = 0
        self.tokens: list[int | None] = [0, 0]
        self.first_error: str | None = None
        self._cache: dict[Request, Output] = {}

    @property
    def left(self) -> float:
        """How many calls may still be made; infinite without a limit."""
        return float("inf") if self.limit is None else self.limit - self.calls

    def missing(self, requests: Sequence[Request]) -> list[Request]:
        """Return the different requests that the cache cannot answer."""
        return [request for request in dict.fromkeys(requests) if request not in self._cache]

    async def ask_async(self, requests: Sequence[Request]) -> list[Output | None]:
        """Answer `requests` as :meth:`ask` does, from inside a running event loop."""
        new = self.missing(requests)[: int(min(self.left, len(requests)))]
        self.cached += len(requests) - len(self.missing(requests))
        answered: dict[Request, Output] = {}
        if new:
            self._keep(new, await self.model.answer_async(new), answered)
        return [self._cache.get(request) or answered.get(request) for request in requests]

    def ask(self, requests: Sequence[Request]) -> list[Output | None]:
        """Answer `requests` in order; None for those that the budget no longer covers."""
        new = self.missing(requests)
        self.cached += len(requests) - len(new)
        answered: dict[Request, Output] = {}
        at = 0
        while at < len(new) and self.left > 0:
            chunk = new[at : at + int(min(self.model.at_once, self.left))]
            at += len(chunk)
            self._answer(chunk, answered)
            self.emit(CallsMade(self.calls, self.cached, self.failed))
        return [self._cache.get(request) or answered.get(request) for request in requests]

    def _answer(self, chunk: Sequence[Request], answered: dict[Request, Output]) -> None:
        started = time.perf_counter()
        outputs = self.model.answer(chunk)
        each = (time.perf_counter() - started) / max(len(chunk), 1)
        self._keep(chunk, [output.timed(each) for output in outputs], answered)

    def _keep(self, chunk: Sequence[Request], outputs: Sequence[Output], answered: dict[Request, Output]) -> None:
        self.calls += len(chunk)
        for request, output in zip(chunk, outputs, strict=True):
            answered[request] = output
            if output.failed:
                self.failed += 1
                self.first_error = self.first_error or output.error
                continue
            self._cache[request] = output
            for place, count in enumerate((output.prompt_tokens, output.completion_tokens)):
                known = self.tokens[place]
                self.tokens[place] = None if known is None or count is None else known + count
