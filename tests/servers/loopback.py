"""A chat endpoint on loopback, in a thread of its own, that answers or fails as a script says."""

import asyncio
import contextlib
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Reaction = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Asked:
    """One request as the server saw it."""

    path: str
    headers: dict[str, str]
    body: Any
    number: int


Script = Callable[[Asked], Reaction]


@dataclass
class Server:
    """A running server: its base URL and what it was asked, in order; `most` calls were in flight at once."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    in_flight: int = 0
    most: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


def completion(text: object, *, finish: str = "stop", usage: Any = None, **message: Any) -> dict[str, Any]:
    """Return the body of a chat completion."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text, **message}, "finish_reason": finish}
    return {"object": "chat.completion", "choices": [choice], **({} if usage is None else {"usage": usage})}


def say(body: Any, status: int = 200, **headers: str) -> Reaction:
    """React with `body`: JSON, or a text as it is."""

    async def react(_: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, bytes | str):
            text = body if isinstance(body, bytes) else body.encode()
            return web.Response(body=text, status=status, headers={"Content-Type": "application/json", **named})
        return web.json_response(body, status=status, headers=named)

    return react


def echo(asked: Asked) -> Reaction:
    """Answer with the last message, so that no answer can pass for another's."""
    return say(
        completion(f"re: {asked.body['messages'][-1]['content']}", usage={"prompt_tokens": 7, "completion_tokens": 3})
    )


def late(seconds: float, then: Reaction) -> Reaction:
    """React after a while."""

    async def react(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return await then(request)

    return react


def reset(request: web.Request) -> Awaitable[web.StreamResponse]:
    """Break the connection."""
    assert request.transport is not None
    request.transport.abort()
    return _never()


async def truncated(request: web.Request) -> web.StreamResponse:
    """Promise more than is sent."""
    response = web.StreamResponse(headers={"Content-Length": "500", "Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b'{"choices": [{"message": {"content": "ye')
    assert request.transport is not None
    request.transport.close()
    return response


async def huge(request: web.Request) -> web.StreamResponse:
    """Send and send."""
    response = web.StreamResponse()
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        for _ in range(200):
            await response.write(b" " * 65_536)
    return response


async def silent(_: web.Request) -> web.StreamResponse:
    """Never answer."""
    return await _never()


async def _never() -> web.StreamResponse:
    await asyncio.sleep(3600)
    raise AssertionError


def tell_tale(asked: Asked, status: int = 401) -> Reaction:
    """Repeat the Authorization header in an error."""
    return say({"error": {"message": f"bad header {asked.headers.get('Authorization')!r}"}}, status=status)


@contextlib.contextmanager
def serving(script: Script = echo) -> Iterator[Server]:
    """Serve on a free port until the block ends."""
    server, ready, stop = Server(), threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        body = await request.text()
        asked = Asked(request.path_qs, dict(request.headers), json.loads(body) if body else None, len(server.asked))
        server.asked.append(asked)
        server.in_flight += 1
        server.most = max(server.most, server.in_flight)
        try:
            return await script(asked)(request)
        finally:
            server.in_flight -= 1

    async def serve() -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.port = runner.addresses[0][1]
        loops.append(asyncio.get_running_loop())
        ready.set()
        await stop.wait()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield server
    finally:
        loops[0].call_soon_threadsafe(stop.set)
        thread.join(10)
