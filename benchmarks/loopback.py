"""A loopback chat endpoint for benchmarks: answers after a fixed time, to so many at once, with noise on its labels.

``python -m benchmarks.loopback [--latency 0.2] [--room 64] [--noise 0.2] [--labels positive negative]`` prints its
address as its first line. ``GET /answered`` gives the times at which it answered since it was last asked, in seconds.
"""

import argparse
import asyncio
import random
import time

from aiohttp import web


class Endpoint:
    """Answers ``/v1/chat/completions``; more than `room` requests at once wait for their turn."""

    def __init__(self, latency: float, room: int, noise: float, labels: list[str]) -> None:
        self.latency, self.noise, self.labels = latency, noise, labels
        self.room = asyncio.Semaphore(room)
        self.rng = random.Random(0)
        self.times: list[float] = []

    async def complete(self, request: web.Request) -> web.Response:
        await request.json()
        async with self.room:
            await asyncio.sleep(self.latency)
        label = self.labels[1] if self.rng.random() < self.noise else self.labels[0]
        self.times.append(time.perf_counter())
        return web.json_response(
            {
                "id": "chatcmpl-0", "object": "chat.completion", "created": 0, "model": "loopback",
                "choices": [
                    {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": label}}
                ],
                "usage": {"prompt_tokens": 40, "completion_tokens": 1, "total_tokens": 41},
            }
        )  # fmt: skip

    async def answered(self, _request: web.Request) -> web.Response:
        times, self.times = self.times, []
        return web.json_response(times)

    async def models(self, _request: web.Request) -> web.Response:
        return web.json_response({"object": "list", "data": [{"id": "loopback", "object": "model"}]})


async def serve(options: argparse.Namespace) -> None:
    """Serve until the process is ended."""
    endpoint = Endpoint(options.latency, options.room, options.noise, options.labels)
    app = web.Application()
    app.router.add_post("/v1/chat/completions", endpoint.complete)
    app.router.add_get("/v1/models", endpoint.models)
    app.router.add_get("/answered", endpoint.answered)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", options.port, backlog=1024)
    await site.start()
    port = runner.addresses[0][1]
    print(f"http://127.0.0.1:{port}", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--latency", type=float, default=0.2, help="seconds")
    parser.add_argument("--room", type=int, default=64, help="requests answered at once")
    parser.add_argument("--noise", type=float, default=0.2, help="share of answers with the other label")
    parser.add_argument("--labels", nargs=2, default=["positive", "negative"])
    parser.add_argument("--port", type=int, default=0)
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
