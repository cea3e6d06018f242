"""How requests reach a model: in batches where it takes batches, in a steady stream where each call is its own."""

import asyncio
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from promptfuzz.models.affording import Affords, afforded_by
from promptfuzz.models.protocol import Model
from promptfuzz.models.running import refuse_running_loop
from promptfuzz.records import Output, Request

POLL = 0.1


class Ticket:
    """A request on its way; `output` is there once it is answered, and stays None where it was `dropped` unasked.

    `paid` is told of the call, by 1, once it is counted.
    """

    __slots__ = ("dropped", "output", "paid", "request", "settled")

    def __init__(
        self, request: Request, output: Output | None = None, paid: Callable[[int], None] = lambda _: None
    ) -> None:
        self.request = request
        self.output = output
        self.paid = paid
        self.dropped = False
        self.settled = output is not None


class Line(ABC):
    """Takes tickets and sees to it that they are answered.

    `stopped` says whether no further call may be begun; `told` is called from the engine's thread whenever answers
    have come in; `affords` is asked, from any thread, before a call that was paid for is tried again. `answered` and
    `failed` count calls.
    """

    def __init__(
        self, model: Model, stopped: Callable[[], bool], told: Callable[[], None], affords: Affords = lambda *_: True
    ) -> None:
        self.model = model
        self.affords = affords
        self.stopped = stopped
        self.told = told
        self.answered = self.failed = 0

    @abstractmethod
    def put(self, ticket: Ticket) -> None:
        """Take `ticket`, which need not be asked at once."""

    @abstractmethod
    def wait(self, ticket: Ticket) -> None:
        """Return once `ticket` is answered or dropped."""

    @abstractmethod
    def close(self, *, at_once: bool = False) -> None:
        """Begin no further call; those in flight are answered, unless it has to be `at_once`."""


class Batches(Line):
    """Asks everything that waits in one go, as soon as one of the answers is needed."""

    def __init__(
        self, model: Model, stopped: Callable[[], bool], told: Callable[[], None], affords: Affords = lambda *_: True
    ) -> None:
        super().__init__(model, stopped, told, affords)
        self._queue: deque[Ticket] = deque()

    def put(self, ticket: Ticket) -> None:
        self._queue.append(ticket)

    def wait(self, ticket: Ticket) -> None:
        while ticket.output is None and not ticket.dropped:
            if self.stopped():
                self.close()
                return
            self._ask(self._next())

    def close(self, *, at_once: bool = False) -> None:  # noqa: ARG002  # a call in flight blocks this thread
        while self._queue:
            self._queue.popleft().dropped = True

    def _next(self) -> list[Ticket]:
        """Return what is asked next; tickets answered in another way meanwhile are passed over."""
        chunk: list[Ticket] = []
        while self._queue and len(chunk) < self.model.at_once:
            ticket = self._queue.popleft()
            if ticket.output is None:
                chunk.append(ticket)
        return chunk

    def _ask(self, chunk: Sequence[Ticket]) -> None:
        started = time.perf_counter()
        try:
            with afforded_by(self.affords):
                outputs = self.model.answer([ticket.request for ticket in chunk])
        except BaseException:  # an interrupt or a wrong use: whoever waits next for these has them asked again
            self._queue.extendleft(reversed(chunk))
            raise
        each = (time.perf_counter() - started) / max(len(chunk), 1)
        for ticket, output in zip(chunk, outputs, strict=True):
            ticket.output = output.timed(each)
        self.answered += len(chunk)
        self.failed += sum(output.failed for output in outputs)
        self.told()


class Stream(Line):
    """Keeps as many calls in flight as the model takes, on an event loop in a thread of its own.

    The engine's thread judges answers meanwhile. Tickets are begun in the order in which they were put.
    """

    def __init__(
        self, model: Model, stopped: Callable[[], bool], told: Callable[[], None], affords: Affords = lambda *_: True
    ) -> None:
        super().__init__(model, stopped, told, affords)
        refuse_running_loop(model.name)
        self._queue: deque[Ticket] = deque()
        self._flying: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._wanted: Ticket | None = None
        self._came = threading.Event()
        self._raised: BaseException | None = None
        self._pumping = False
        self._left_off = False
        self._thread = threading.Thread(target=self._loop.run_forever, name="promptfuzz-calls", daemon=True)
        self._thread.start()

    def put(self, ticket: Ticket) -> None:
        self._queue.append(ticket)
        if not self._pumping:
            self._pumping = True
            self._loop.call_soon_threadsafe(self._pump)

    def wait(self, ticket: Ticket) -> None:
        self._wanted = ticket
        while ticket.output is None and not ticket.dropped:
            self._came.clear()
            if ticket.output is None and self._raised is None:
                self._came.wait(POLL)
            if self._raised is not None:
                raise self._raised
            if self.stopped():
                self._drop()
                self._leave_off()
        self.told()

    def close(self, *, at_once: bool = False) -> None:
        self._drop()
        self._leave_off()
        try:
            if not at_once and self._raised is None:
                asyncio.run_coroutine_threadsafe(self._landed(), self._loop).result()
        finally:
            asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def _drop(self) -> None:
        while self._queue:
            try:
                self._queue.popleft().dropped = True
            except IndexError:  # the loop's thread took the last one
                return

    def _leave_off(self) -> None:
        """Let the calls in flight come to their end without another try, which might wait for minutes."""
        if not self._left_off:
            self._left_off = True
            self._loop.call_soon_threadsafe(partial(self.model.leave_off, ended=True))

    def _pump(self) -> None:
        self._pumping = False
        while self._queue and len(self._flying) < self.model.concurrency and self._raised is None:
            try:
                ticket = self._queue.popleft()
            except IndexError:  # dropped by the engine's thread
                return
            task = self._loop.create_task(self._ask(ticket))
            self._flying.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        self._pump()

    async def _ask(self, ticket: Ticket) -> None:
        started = time.perf_counter()
        try:
            with afforded_by(self.affords):
                output = await self.model.answer_one(ticket.request)
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # an interrupt: it belongs to the engine's thread
            self._raised = error
            self._came.set()
            return
        self.answered += 1
        self.failed += output.failed
        ticket.output = output.timed(time.perf_counter() - started)
        if ticket is self._wanted:
            self._came.set()

    async def _landed(self) -> None:
        while self._flying:
            await asyncio.wait(self._flying)

    async def _end(self) -> None:
        for task in list(self._flying):
            task.cancel()
        if self._flying:
            await asyncio.wait(self._flying)
        self.model.leave_off(ended=False)
        await self.model.aclose()
