"""Questions to an endpoint: asked until there is an answer that can be used, or until it is clear that none comes."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NoReturn, TypeVar

from promptfuzz.models.affording import Spent
from promptfuzz.models.endpoint_address import shown_address
from promptfuzz.models.endpoint_errors import Kind, Trouble, both, trouble_of_exception
from promptfuzz.models.endpoint_health import HOPELESS, Health
from promptfuzz.models.endpoint_limits import Limits
from promptfuzz.models.endpoint_options import Connection
from promptfuzz.models.endpoint_pauses import Pauses
from promptfuzz.models.endpoint_replicas import Replica, Replicas
from promptfuzz.models.endpoint_replies import Reply, trouble_of_reply
from promptfuzz.models.endpoint_sessions import Room, Sessions
from promptfuzz.models.endpoint_timing import Timing
from promptfuzz.models.running import describe

if TYPE_CHECKING:
    import aiohttp

T = TypeVar("T")
MOST_BYTES = 8_000_000
QUICK_RETRIES = 2  # before an endpoint said its first word: it is more likely not running than busy
QUICK = 0.2
LONGEST_PAUSE = 600.0


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """What is asked: of which URL (of a replica's), with which body, and how the reply is read.

    `read` raises Trouble where the reply is no answer; `mend` says whether the body was changed so that asking
    again makes sense; `used` returns the tokens that an answer took; `charged` returns the answer with the tokens
    of the tries before it, of which the answers could not be used; `afforded` says whether the budget covers another
    try beside these, and beside as many more that may have been paid for.
    """

    url: Callable[[str], str]
    body: Callable[[], bytes | None]
    read: Callable[[Reply], T]
    method: str = "POST"
    tokens: int = 0
    mend: Callable[[Trouble], bool] = lambda _: False
    used: Callable[[T], int | None] = lambda _: None
    charged: Callable[[T, Spent], T] = lambda found, _: found
    afforded: Callable[[Spent, int], bool] = lambda *_: True


class EndpointClient:
    """Asks one endpoint, with retries, pauses, limits and replicas; `health.fault` says when it is dead.

    `clean` takes secrets out of what a server says, and shortens it.
    """

    def __init__(self, connection: Connection, timing: Timing, clean: Callable[[str], str]) -> None:
        self.health = Health(connection.timeout)
        self.pauses = Pauses(timing)
        self._connection = connection
        self._timing = timing
        self._clean = clean
        self._replicas = Replicas(connection.urls)
        self._limits = Limits(connection.requests_per_minute, connection.tokens_per_minute, timing, self.pauses)
        self._sessions = Sessions(connection.timeout, connection.connect_timeout)

    async def ask(self, question: Question[T], concurrency: int) -> T:
        """Return what the reply to `question` says.

        Raises:
            Trouble: there is no answer; its text is free of secrets.
        """
        room = await self._sessions.here(concurrency)
        tries = uncounted = 0
        spent: Spent = (None, None)
        trouble: Trouble | None = None
        refused: set[Replica] = set()
        while True:
            async with room.slots:
                try:
                    replica = await self._turn(question.tokens, tries, refused)
                except Trouble as caught:
                    if trouble is None:
                        raise
                    raise trouble.with_text(f"{trouble.said}; {caught.said}") from None
                try:
                    return question.charged(await self._try(room, replica, question), spent)
                except Trouble as caught:
                    uncounted += caught.spent == (None, None) and not caught.is_free
                    spent = both(spent, caught.spent)
                    trouble = caught.with_spent(spent)
            if not trouble.retried and question.mend(trouble):
                continue
            if self._is_of_replica(trouble):
                refused.add(replica)
                if len(refused) < len(self._replicas.all):
                    continue
            tries += 1
            if not trouble.retried or tries > self._allowed(trouble):
                self._give_up(trouble, tries, replica)
            if not question.afforded(spent, uncounted):
                raise trouble.with_text(f"{trouble.said}; the budget does not cover another try")
            if not trouble.wait or tries > 1:  # a second refusal says that the wait it asked for was too short
                await self.pauses.pause(self._backoff(tries))
            if self.pauses.left_off:
                raise trouble.with_text(f"{trouble.said}; the run ended before it was asked again")

    async def close_here(self) -> None:
        """Close what belongs to the running loop."""
        await self._sessions.close_here()

    def _allowed(self, trouble: Trouble) -> int:
        quick = trouble.kind is Kind.UNREACHABLE and not self.health.heard
        return min(QUICK_RETRIES, self._connection.retries) if quick else self._connection.retries

    def _backoff(self, tries: int) -> float:
        seconds = self._timing.backoff(tries)
        return seconds if self.health.heard else min(seconds, QUICK * tries)

    def _give_up(self, trouble: Trouble, tries: int, replica: Replica) -> NoReturn:
        self.health.note_end(trouble, shown_address(replica.url))
        raise trouble.with_text(f"{trouble.said}, {tries} times" if tries > 1 else trouble.said)

    def _check_alive(self) -> None:
        if self.health.fault is not None:
            raise Trouble(Kind.GONE, self.health.fault)

    def _is_of_replica(self, trouble: Trouble) -> bool:
        """Whether another replica may do what this one refused: it may lack the model, or want another key."""
        return trouble.kind is Kind.REFUSED and trouble.status in HOPELESS and len(self._replicas.all) > 1

    async def _turn(self, tokens: int, tries: int, refused: Collection[Replica]) -> Replica:
        """Wait until a call may be made, and return the replica to ask.

        Turns are taken once no replica has to be waited for: those taken before a pause would all be used at its end.
        """
        while True:
            await self._replica(tries, refused)
            if not await self._limits.take(tokens):
                raise Trouble(Kind.BUSY, "no turn before the run ended")
            self._check_alive()
            replica, seconds = self._replicas.choose(self._timing.clock(), refused)
            if seconds <= 0:  # else a pause began meanwhile, in which the turn was lost
                return replica

    async def _replica(self, tries: int, refused: Collection[Replica]) -> Replica:
        """Wait until a replica may be asked, and return it; those that wait do not all start at once."""
        while True:
            self._check_alive()
            replica, seconds = self._replicas.choose(self._timing.clock(), refused)
            if seconds <= 0:
                return replica
            if seconds > LONGEST_PAUSE:
                said = f"a request to wait for {seconds:,.0f} s, which is too long"
                self._give_up(Trouble(Kind.BUSY, said, status=429), 1, replica)
            await self.pauses.pause(seconds + self._timing.chance.uniform(0, QUICK * (1 + tries)))
            if self.pauses.left_off:
                raise Trouble(Kind.BUSY, f"a request to wait for {seconds:,.0f} s; the run ended before that")

    async def _try(self, room: Room, replica: Replica, question: Question[T]) -> T:
        started = self._timing.clock()
        replica.in_flight += 1
        replica.asked += 1
        try:
            reply = await self._send(room, replica, question)
            trouble = trouble_of_reply(reply, self._timing.wall())
            if trouble is not None:
                raise trouble
            found = _found(question, reply)
        except Trouble as caught:
            trouble = caught.with_text(self._clean(caught.said))
            self._note(trouble, replica, started)
            self._limits.settle(question.tokens, sum(filter(None, trouble.spent)))
            raise trouble from None
        finally:
            replica.in_flight -= 1
        replica.answered()
        self.health.note_answer(self._timing.clock())
        self._limits.settle(question.tokens, question.used(found))
        return found

    def _note(self, trouble: Trouble, replica: Replica, started: float) -> None:
        now = self._timing.clock()
        self.health.note_trouble(trouble, started, now, shown_address(replica.url))
        if trouble.kind is Kind.REFUSED and not self._is_of_replica(trouble):
            replica.answered()
        elif trouble.wait:
            replica.pause(now + trouble.wait)
        else:
            replica.failed(now, unreachable=trouble.kind is Kind.UNREACHABLE)

    async def _send(self, room: Room, replica: Replica, question: Question[T]) -> Reply:
        start = time.perf_counter()
        headers = {name: value() for name, value in self._connection.headers.items()}
        body = question.body()
        if body is not None:
            headers["Content-Type"] = "application/json"
        url = question.url(replica.url)
        try:
            async with room.session.request(
                question.method, url, data=body, headers=headers, allow_redirects=False
            ) as response:
                got = await _read(response)
                shown: Mapping[str, str] = response.headers
                return Reply(response.status, shown, got, time.perf_counter() - start)
        except Trouble:
            raise
        except Exception as error:
            raise trouble_of_exception(error, time.perf_counter() - start) from None


def _found(question: Question[T], reply: Reply) -> T:
    try:
        return question.read(reply)
    except Trouble:
        raise
    except Exception as error:  # no server may send what nobody thought of and go unheard
        raise Trouble(Kind.BROKEN, f"an answer that cannot be read ({describe(error)})") from None


async def _read(response: "aiohttp.ClientResponse") -> bytes:
    parts, size = [], 0
    async for part in response.content.iter_any():
        size += len(part)
        if size > MOST_BYTES:
            response.close()
            raise Trouble(Kind.REFUSED, f"an answer of more than {MOST_BYTES:,} bytes", status=response.status)
        parts.append(part)
    return b"".join(parts)
