"""What all models behind HTTP share: they never raise, they show no secret, and they say when the endpoint is dead."""

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from promptfuzz.models.affording import Spent, affords_another_try
from promptfuzz.models.endpoint_address import shown_address
from promptfuzz.models.endpoint_client import EndpointClient, Question
from promptfuzz.models.endpoint_errors import LONGEST_SAID, Kind, Trouble, both
from promptfuzz.models.endpoint_headers import shown_headers
from promptfuzz.models.endpoint_options import Connection
from promptfuzz.models.endpoint_timing import Timing
from promptfuzz.models.prices import Price
from promptfuzz.models.protocol import Model, failed
from promptfuzz.models.running import OwnLoop, describe, refuse_running_loop
from promptfuzz.records import Output, Request

T = TypeVar("T")
LEAST_AT_ONCE = 32


class EndpointModel(Model):
    """A model behind HTTP; subclasses say what is asked (:meth:`_question`)."""

    singly = True

    def __init__(
        self,
        connection: Connection,
        *,
        name: str,
        spec: str,
        temperature: float | None,
        concurrency: int,
        price: Price | None,
        settings: tuple[tuple[str, str | int | float], ...],
        timing: Timing | None = None,
    ) -> None:
        super().__init__(
            name=name,
            spec=spec,
            deterministic=None if temperature is None else temperature == 0,
            concurrency=concurrency,
            identity=(type(self).__name__, spec, connection.urls, settings),
            settings=settings,
        )
        self.price = price
        self.at_once = max(LEAST_AT_ONCE, 2 * concurrency)
        self._clean_text, self._redact = connection.redactors()
        self._client = EndpointClient(connection, timing or Timing(), self.clean)
        self._loop = OwnLoop()
        self._where = " or ".join(map(shown_address, connection.urls))

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run `coroutine` on the model's own loop; no loop may be running in this thread."""
        return self._loop.run(coroutine)

    def answer(self, requests: Sequence[Request]) -> list[Output]:
        refuse_running_loop(self.name)
        return self._loop.run(self.answer_async(requests))

    async def answer_async(self, requests: Sequence[Request]) -> list[Output]:
        return list(await asyncio.gather(*map(self.answer_one, requests)))

    async def answer_one(self, request: Request) -> Output:
        if self.fault is not None:
            return failed(self.fault)
        try:
            afforded = partial(affords_another_try, request)
            output = await self.ask(lambda: replace(self._question(request), afforded=afforded))
        except Trouble as trouble:
            # What was paid for counts against the budget, and what cannot have been is known to be nothing.
            nothing = trouble.is_free and trouble.spent == (None, None)
            prompt_tokens, completion_tokens = (0, 0) if nothing else trouble.spent
            return replace(failed(str(trouble)), prompt_tokens=prompt_tokens, completion_tokens=completion_tokens)
        text = self._clean_text(output.text)
        return output if text == output.text else replace(output, text=text)

    async def ask(self, make: Callable[[], Question[T]]) -> T:
        """Return what the endpoint says to a question.

        Raises:
            Trouble: there is no answer; it says why in a sentence without secrets.
        """
        spent: Spent = (None, None)
        try:
            return await self._client.ask(make(), self.concurrency)
        except Trouble as caught:
            kind, status, said, spent = caught.kind, caught.status, str(caught), caught.spent
        except Exception as error:  # a fault of ours or of a library must not end a run
            kind, status, said = Kind.REFUSED, None, self.clean(describe(error))
        fault = self._client.health.fault
        if fault is not None and self.fault is None:
            self.fault = f"{fault}{self._hint(status)}"
        if kind is Kind.GONE:
            said = self.fault or said
        else:
            said = f"expected an answer from {self._where}, got {said}{self._hint(status)}"
        raise Trouble(kind, said, status=status, spent=spent)

    def leave_off(self, *, ended: bool) -> None:
        if ended:
            self._client.pauses.leave_off()
        else:
            self._client.pauses.left_off = False

    async def aclose(self) -> None:
        await self._client.close_here()

    def shown_options(self, options: Mapping[str, object]) -> dict[str, object]:
        shown = dict(options)
        given = shown.pop("headers", None)
        kept = shown_headers(given)  # type: ignore[arg-type]
        return shown if kept is None else shown | {"headers": kept}

    def clean(self, said: str) -> str:
        """Return what the endpoint `said` as it may be shown: on one line, cut, and without secrets."""
        bare = self._redact.said(said)  # before it is cut, or half a key would be left
        return bare if len(bare) <= LONGEST_SAID else f"{bare[:LONGEST_SAID]}..."

    def _hint(self, status: int | None) -> str:
        """Return what to do about a status, as the end of a sentence."""
        return "; is the key right, and sent in the right header?" if status in {401, 403} else ""

    @abstractmethod
    def _question(self, request: Request) -> Question[Output]:
        """Return what to ask for `request`."""


def charged(output: Output, spent: Spent) -> Output:
    """Return `output` with the tokens of the tries before it as well."""
    if spent == (None, None):
        return output
    prompt, completion = both((output.prompt_tokens, output.completion_tokens), spent)
    return replace(output, prompt_tokens=prompt, completion_tokens=completion)
