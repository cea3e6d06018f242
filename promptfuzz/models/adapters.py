"""The models behind `pf.model` and its siblings: a function of a text, of chat messages or of a list of texts."""

import asyncio
import contextvars
import functools
import inspect
import time
from collections.abc import Awaitable, Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

from promptfuzz.errors import UsageError
from promptfuzz.models.describing import check_declared, importable_spec, is_async, shown_name
from promptfuzz.models.identity import callable_identity
from promptfuzz.models.protocol import Model, as_output, failed
from promptfuzz.models.running import OwnLoop, awaited, guarded, refuse_running_loop
from promptfuzz.records import Output, Request

ASYNC_CONCURRENCY = 16
Group = list[Request]


class CallableModel(Model):
    """A function of one text as a model, sync or async; calling the model calls the function."""

    takes: ClassVar[str] = "text"
    takes_messages = False
    _spec: str | None

    def __init__(
        self,
        function: Callable[..., Any],
        *,
        name: str | None = None,
        version: str | None = None,
        concurrency: int | None = None,
        temperature: float | None = None,
        spec: str | None = None,
    ) -> None:
        check_declared(function, name, version, temperature)
        self.function = function
        self._async = is_async(function)
        self._loop = OwnLoop()
        self._pool: ThreadPoolExecutor | None = None
        self._declared = concurrency is not None
        shown = shown_name(function) if name is None else name
        identity: Hashable = (self.takes, name, version, temperature, callable_identity(function))
        super().__init__(
            name=shown,
            spec=spec,
            version=version,
            deterministic=None if temperature is None else temperature == 0,
            concurrency=(ASYNC_CONCURRENCY if self._async else 1) if concurrency is None else concurrency,
            identity=identity,
            portable=name is not None and version is not None,
            settings=() if temperature is None else (("temperature", temperature),),
        )
        self._spec = spec
        if self.concurrency == 1 and self.takes != "batch":
            self.at_once = 1  # the calls run one after another, so an interrupt need not lose those before it
        self.singly = self.takes != "batch" and (self._async or self.concurrency > 1)
        functools.update_wrapper(self, function, updated=())

    @property
    def spec(self) -> str:
        """What was declared, else ``python:MODULE:FUNCTION`` where that leads here, else the name.

        It is looked up each time, since a decorated function stands in its module only after it was decorated.
        """
        return importable_spec(self.function, self.name) if self._spec is None else self._spec

    @spec.setter
    def spec(self, spec: str) -> None:
        self._spec = spec

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function itself."""
        return self.function(*args, **kwargs)

    def answer(self, requests: Sequence[Request]) -> list[Output]:
        groups = self._groups(requests)
        done = [] if self._async else self._in_threads(groups) if self.concurrency > 1 else self._in_turn(groups)
        rest = groups[len(done) :]
        if rest:
            refuse_running_loop(self.name)
            done += self._loop.run(self._together(rest))
        return [output for outputs in done for output in outputs]

    async def answer_async(self, requests: Sequence[Request]) -> list[Output]:
        return [output for outputs in await self._together(self._groups(requests)) for output in outputs]

    async def answer_one(self, request: Request) -> Output:
        return (await self._one([request]))[0]

    def _groups(self, requests: Sequence[Request]) -> list[Group]:
        """Split `requests` into what one call of the function takes."""
        return [[request] for request in requests]

    def _argument(self, group: Group) -> Any:
        """Return what the function is called with; anything raised here is an error of that call."""
        return _only_text(group[0], self.name)

    def _outputs(self, group: Group, value: Any) -> list[Output]:
        """Return the outputs of `group` from what the function returned."""
        return [as_output(value, f"model {self.name!r}") for _ in group]

    def _called(self, group: Group) -> Any:
        # In a tuple, which tells what was returned from what was raised: a function may return a failed output.
        made = guarded(lambda requests: (self.function(self._argument(requests)),), group)
        return self._raised(group, made) if isinstance(made, Output) else made[0]

    def _raised(self, group: Group, output: Output) -> Output:  # noqa: ARG002 - batches tell their size
        """Return the failed `output` of a call that raised."""
        return output

    def _timed(self, group: Group, value: Any, start: float) -> list[Output]:
        seconds = time.perf_counter() - start
        outputs = guarded(lambda result: self._outputs(group, result), value)
        if isinstance(outputs, Output):
            outputs = [outputs] * len(group)
        return [output.timed(seconds) for output in outputs]

    def _in_turn(self, groups: list[Group]) -> list[list[Output]]:
        done: list[list[Output]] = []
        for group in groups:
            start = time.perf_counter()
            value = self._called(group)
            if inspect.isawaitable(value):
                self._turn_async(value)
                break
            done.append(self._timed(group, value, start))
        return done

    def _in_threads(self, groups: list[Group]) -> list[list[Output]]:
        def call(group: Group) -> tuple[Any, float, list[Output]]:
            start = time.perf_counter()
            value = self._called(group)
            return value, start, [] if inspect.isawaitable(value) else self._timed(group, value, start)

        with ThreadPoolExecutor(self.concurrency, thread_name_prefix="promptfuzz") as pool:
            results = list(pool.map(call, groups))
        for value, _, _ in results:
            if inspect.isawaitable(value):
                self._turn_async(value)
        return [] if self._async else [outputs for _, _, outputs in results]

    def _turn_async(self, value: Any) -> None:
        """Note that the function returns awaitables, which shows only when it is called; `value` was never started."""
        self._async = True
        if not self._declared:
            self.concurrency = ASYNC_CONCURRENCY
            self.at_once = type(self).at_once
        self.singly = self.takes != "batch"
        if inspect.iscoroutine(value):
            value.close()

    async def _together(self, groups: list[Group]) -> list[list[Output]]:
        slots = asyncio.Semaphore(self.concurrency)

        async def call(group: Group) -> list[Output]:
            async with slots:
                return await self._one(group)

        return await asyncio.gather(*map(call, groups))

    async def _one(self, group: Group) -> list[Output]:
        start = time.perf_counter()
        value = self._called(group) if self._async else await self._in_thread(group)
        if inspect.isawaitable(value):
            made = await awaited(_in_tuple(value))
            value = self._raised(group, made) if isinstance(made, Output) else made[0]
        return self._timed(group, value, start)

    async def _in_thread(self, group: Group) -> Any:
        if self._pool is None:  # the loop's own pool has as many threads as the machine has cores, and a few
            self._pool = ThreadPoolExecutor(self.concurrency, thread_name_prefix="promptfuzz")
        run = contextvars.copy_context().run
        return await asyncio.get_running_loop().run_in_executor(self._pool, run, self._called, group)


class ChatModel(CallableModel):
    """A function of a list of ``{"role": ..., "content": ...}`` dicts as a model."""

    takes: ClassVar[str] = "messages"
    takes_messages = True

    def _argument(self, group: Group) -> Any:
        return [dict(message._asdict()) for message in group[0].messages]


class BatchModel(CallableModel):
    """A function of a list of texts as a model; `concurrency` says in how many batches requests are split."""

    takes: ClassVar[str] = "batch"

    def _groups(self, requests: Sequence[Request]) -> list[Group]:
        size = -(-len(requests) // (self.concurrency if self._declared else 1)) or 1
        return [list(requests[start : start + size]) for start in range(0, len(requests), size)]

    def _argument(self, group: Group) -> Any:
        return [_only_text(request, self.name) for request in group]

    def _outputs(self, group: Group, value: Any) -> list[Output]:
        if isinstance(value, Output) and value.failed:  # of the whole batch
            return super()._outputs(group, value)
        if not isinstance(value, list | tuple):
            shown = f"{value!r:.80} of type {type(value).__name__}"
            error = f"TypeError: expected model {self.name!r} to return a list of {len(group)} texts, got {shown}"
            return [failed(f"{error}; return one answer a text, in their order")] * len(group)
        if len(value) != len(group):
            error = f"ValueError: expected model {self.name!r} to return {len(group)} answers, got {len(value)}"
            return [failed(f"{error}; return one answer a text, in their order")] * len(group)
        return [as_output(item, f"every answer of model {self.name!r}") for item in value]

    def _raised(self, group: Group, output: Output) -> Output:
        """Say what lets one text of a batch fail without the others."""
        if len(group) == 1:
            return output
        smaller = "" if self._declared else ", or split the batch with concurrency=N"
        return failed(
            f"{output.error} (one call with {len(group)} texts; a batch fails whole: return an answer or a failed "
            f"pf.Output for a text that cannot be answered{smaller})"
        )


async def _in_tuple(value: Awaitable[Any]) -> tuple[Any]:
    return (await value,)


def _only_text(request: Request, name: str) -> str:
    if len(request.messages) > 1:
        raise UsageError(
            f"expected a single message for model {name!r}, which takes only a text, got {len(request.messages)}; "
            "wrap a function that takes messages: pf.chat_model(fn)"
        )
    return request.text
