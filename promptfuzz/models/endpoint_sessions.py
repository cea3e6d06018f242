"""One HTTP session for each event loop, made when it is first needed and closed with the loop."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    import aiohttp


@dataclass(eq=False)
class Room:
    """What belongs to one loop: its session and the slots for calls in flight."""

    session: "aiohttp.ClientSession"
    slots: asyncio.Semaphore


Rooms = WeakKeyDictionary[asyncio.AbstractEventLoop, Room]
_keepers: dict[Room, AsyncGenerator[None, None]] = {}


class Sessions:
    """The sessions of a client, with the seconds for a whole answer and for the connection."""

    def __init__(self, timeout: float, connect_timeout: float) -> None:
        self._timeout = timeout
        self._connect_timeout = connect_timeout
        self._rooms: Rooms = WeakKeyDictionary()

    async def here(self, concurrency: int) -> Room:
        """Return the room of the running loop; a new one has so many slots and connections."""
        loop = asyncio.get_running_loop()
        room = self._rooms.get(loop)
        if room is None:
            room = Room(self._new_session(concurrency), asyncio.Semaphore(concurrency))
            self._rooms[loop] = room
            _keepers[room] = _keep(room, self._rooms, loop)
            await anext(_keepers[room])  # a loop that shuts down closes the generators that were begun on it
        return room

    async def close_here(self) -> None:
        """Close the session of the running loop, if there is one."""
        room = self._rooms.get(asyncio.get_running_loop())
        if room is not None and room in _keepers:
            await _keepers[room].aclose()

    def _new_session(self, concurrency: int) -> "aiohttp.ClientSession":
        import aiohttp

        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=concurrency),
            timeout=aiohttp.ClientTimeout(total=self._timeout, sock_connect=self._connect_timeout),
            cookie_jar=aiohttp.DummyCookieJar(),  # an answer must not depend on the one before
            trust_env=False,
        )


async def _keep(room: Room, rooms: Rooms, loop: asyncio.AbstractEventLoop) -> AsyncGenerator[None, None]:
    try:
        yield
    finally:
        rooms.pop(loop, None)
        _keepers.pop(room, None)
        await room.session.close()
