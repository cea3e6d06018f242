"""Questions go to the model through here: deduplicated, cached, counted, and never more than the budget allows."""

import hashlib
import marshal
from collections.abc import Callable, Generator, Sequence
from typing import TypeVar

from promptfuzz.engine.limits import Limits
from promptfuzz.engine.lines import Batches, Line, Stream, Ticket
from promptfuzz.events import CallsMade, Event
from promptfuzz.models.affording import Spent, afforded_by
from promptfuzz.models.protocol import Model
from promptfuzz.records import Budget, Output, Request

T = TypeVar("T")
Answers = Sequence[Output | None]
Task = Generator[Sequence[Request], Answers, T]
"""A step of the engine: yields requests, is sent their outputs (None where the budget had ended), returns a T."""
Tickets = Sequence[Ticket | None]
Paid = Callable[[int], None]

LEAST, LEAST_TIMED = 8, 4
"""How many tasks may run at once, whatever the model: of some ten calls each, they keep it busy."""


class Unreachable(Exception):
    """The model says that no further call is worth making; the message is its sentence."""


class Asker:
    """Asks one model; `calls` were answered by it, `cached` came from the cache.

    An answer is kept per messages and sample index; a failed call is not kept, so that it can be asked again. What is
    put is counted against the budget at once and what is collected is settled then, both by the engine's one thread:
    so a run takes the same turns whatever the order in which a model answers.
    """

    def __init__(self, model: Model, budget: Budget, emit: Callable[[Event], None], *, stream: bool = False) -> None:
        self.model = model
        self.limits = Limits(budget, model)
        self.emit = emit
        self.calls = self.cached = self.failed = 0
        self.tokens: list[int | None] = [0, 0]
        self.first_error: str | None = None
        kind: type[Line] = Stream if stream and model.singly else Batches
        self._line = kind(model, lambda: self.limits.spent is not None, self._tell, self._affords)
        self._told = -1
        self._cache: dict[bytes, Output] = {}
        self._open: dict[Request, Ticket] = {}

    @property
    def limit(self) -> int | None:
        """The most calls, None without a limit."""
        return self.limits.budget.calls

    @property
    def left(self) -> float:
        """How many calls may still be made; infinite without a limit."""
        return self.limits.left

    @property
    def is_timed(self) -> bool:
        """Whether the clock may end the run before its calls are spent."""
        return self.limits.budget.minutes is not None

    def has_room(self, tasks: int) -> bool:
        """Whether one more task beside `tasks` others may begin.

        Each keeps what it draws from in memory; and many begun at once would all be cut by the clock.
        """
        concurrency = self.model.concurrency
        return tasks < (max(LEAST_TIMED, 1 + concurrency // 4) if self.is_timed else max(LEAST, concurrency // 2))

    @property
    def cost_usd(self) -> float | None:
        """What the answered calls cost; None where the price or the tokens of a call are unknown."""
        known = None not in self.tokens and self.limits.usd is not None
        return round(self.limits.usd or 0.0, 6) if known else None

    async def ask_async(self, requests: Sequence[Request]) -> list[Output | None]:
        """Answer `requests` as :meth:`ask` does, from inside a running event loop."""
        tickets: list[Ticket | None] = []
        while len(tickets) < len(requests):
            put = self._put_free(requests[len(tickets) :])
            new = [ticket for ticket in dict.fromkeys(put) if ticket.output is None]
            with afforded_by(self._affords):
                outputs = await self.model.answer_async([ticket.request for ticket in new]) if new else []
            for ticket, output in zip(new, outputs, strict=True):
                ticket.output = output
            self.collect(put)
            tickets += put or [None]
        return self.collect(tickets)

    def ask(self, requests: Sequence[Request]) -> list[Output | None]:
        """Answer `requests` in order; None for those that the budget no longer covers."""
        return self.collect(self.put(requests)[0])

    def put(self, requests: Sequence[Request], paid: Paid = lambda _: None) -> tuple[Tickets, int]:
        """Send `requests` on their way as far as the budget goes; return their tickets and how many are new calls.

        `paid` is told, by 1, of each of these that was answered, as soon as it is counted.
        """
        tickets: list[Ticket | None] = []
        new = 0
        for request in requests:
            ticket = self._known(request)
            if ticket is None:
                self._await_room(request)
                ticket = self._admitted(request, paid)
                new += ticket is not None
            tickets.append(ticket)
        return tickets, new

    def _put_free(self, requests: Sequence[Request]) -> list[Ticket]:
        """Send the first of `requests` on their way, until an answer is needed first."""
        tickets: list[Ticket] = []
        for request in requests:
            ticket = self._known(request)
            if ticket is None and not self.limits.is_held(request):
                ticket = self._admitted(request)
            if ticket is None:
                break
            tickets.append(ticket)
        return tickets

    def _known(self, request: Request) -> Ticket | None:
        known = self._cache.get(_key(request))
        ticket = self._open.get(request) if known is None else Ticket(request, known)
        self.cached += ticket is not None
        return ticket

    def _admitted(self, request: Request, paid: Paid = lambda _: None) -> Ticket | None:
        if not self.limits.admit(request):
            return None
        ticket = self._open[request] = Ticket(request, paid=paid)
        self._line.put(ticket)
        return ticket

    def _await_room(self, request: Request) -> None:
        """Settle calls in flight, the first one first, while what they may give back would cover `request`."""
        while self.limits.is_held(request):
            oldest = next(iter(self._open.values()))
            self._line.wait(oldest)
            self._settle(oldest)

    def collect(self, tickets: Tickets) -> list[Output | None]:
        """Return the outputs of `tickets` in their order, once all have come.

        Raises:
            Unreachable: the model says that it cannot be reached any more.
        """
        for ticket in tickets:
            if ticket is not None and not ticket.settled:
                self._line.wait(ticket)
                self._settle(ticket)
        return [None if ticket is None else ticket.output for ticket in tickets]

    def close(self, *, at_once: bool = False) -> None:
        """Begin no further call, and count what was answered."""
        self.limits.closed = self.limits.closed or "the run ended"
        try:
            self._line.close(at_once=at_once)
        finally:
            for ticket in list(self._open.values()):
                self._settle(ticket)
            self._tell()

    def _settle(self, ticket: Ticket) -> None:
        if ticket.settled:
            return
        ticket.settled = True
        request, output = ticket.request, ticket.output
        del self._open[request]
        fault = self.model.fault
        if output is not None and output.failed and output.error == fault:  # it was given up before it was sent
            ticket.output = output = None
        self.limits.settle(request, output)
        if output is not None:
            self._count(request, output)
            ticket.paid(1)
        if fault is not None and self.limits.closed is None and (output is None or output.failed):
            self.limits.closed = fault
            raise Unreachable(fault)

    def _count(self, request: Request, output: Output) -> None:
        self.calls += 1
        for place, count in enumerate((output.prompt_tokens, output.completion_tokens)):
            known = self.tokens[place]
            # A failed call may have been paid for all the same.
            self.tokens[place] = None if count is None or known is None else known + count
        if not output.failed:
            self._cache[_key(request)] = output
            return
        self.failed += 1
        self.first_error = self.first_error or output.error

    def _affords(self, request: Request, spent: Spent, uncounted: int) -> bool:
        return self.limits.affords(request, spent, uncounted)

    def _tell(self) -> None:
        if self._line.answered > self._told:
            self._told = self._line.answered
            self.emit(CallsMade(self._line.answered, self.cached, self._line.failed))


def _key(request: Request) -> bytes:
    """Return what stands for a request in the cache: kept whole, the texts of a long run would fill the memory."""
    messages = tuple((str(role), str(content)) for role, content in request.messages)
    return hashlib.blake2b(marshal.dumps((messages, request.sample), 0), digest_size=16).digest()
