"""Calls a second of a whole campaign on a loopback endpoint, beside what is possible, bare aiohttp and a peer.

``python -m benchmarks.endpoint [--calls 2000 20000] [--peer-python PYTHON] [--rounds 1] [--json PATH]`` starts a server
that answers after 200 ms, to 64 at once, with 20% noise on its labels, so that cells do not all decide at once. The
rate is read off the server: answers between the 5th and the 95th percentile of a run. ``--peer-python`` is the Python
of an environment where inspect-ai is installed. CPU is that of the client's process, its start included; the peak of
memory is compared between the first and the last of ``--calls``.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

LATENCY, ROOM, NOISE = 0.2, 64, 0.2
IDEAL = ROOM / LATENCY
CALLS_A_PROMPT = 400
REVIEWS = (
    "I left the cinema smiling.", "The kettle leaks.", "Warm, dry and light boots.", "It broke on the second day.",
)  # fmt: skip
THINGS = "shop seller brand writer buyer town film maker store owner firm market carrier hotel clinic school".split()

PEER = """
import sys, time, resource
from inspect_ai import Task, eval as run, task
from inspect_ai.dataset import Sample
from inspect_ai.model import get_model, GenerateConfig
from inspect_ai.solver import generate
url, calls = sys.argv[1], int(sys.argv[2])
samples = [Sample(input=f"Classify the review as positive or negative: number {n}", target="positive")
           for n in range(calls)]
model = get_model("openai-api/loopback/loopback", base_url=url + "/v1", api_key="none",
                  config=GenerateConfig(max_connections=64, max_tokens=16))
run(Task(dataset=samples, solver=generate()), model=model, display="none", max_samples=64, log_dir=sys.argv[3])
"""


def campaign(url: str, calls: int) -> None:
    """Run a campaign of about `calls` calls, and print how many it made."""
    import promptfuzz as pf

    count = max(1, calls // CALLS_A_PROMPT)
    prompts = [
        pf.Prompt(
            f"Classify the sentiment of the review as positive or negative. Read it carefully, ignore the name of the "
            f"{THINGS[n % len(THINGS)]} in aisle {n}, and answer with one word.\nReview: {{review}}",
            cases=[{"review": review} for review in REVIEWS],
            answer=pf.Label("positive", "negative"),
            id=f"review/{n}",
        )
        for n in range(count)
    ]
    model = pf.load_model("openai:loopback", base_url=f"{url}/v1", concurrency=ROOM, temperature=1.0)
    report = pf.fuzz(prompts, model, budget=pf.Budget(calls=CALLS_A_PROMPT * count))
    print(report.run.calls)


async def bare(url: str, calls: int) -> None:
    """Ask with aiohttp alone: as many workers as there is room for."""
    import aiohttp

    left = iter(range(calls))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=ROOM)) as session:

        async def work() -> None:
            for number in left:
                body = {"model": "loopback", "messages": [{"role": "user", "content": f"Classify review {number}"}]}
                async with session.post(f"{url}/v1/chat/completions", json=body) as response:
                    (await response.json())["choices"][0]["message"]["content"]

        await asyncio.gather(*(work() for _ in range(ROOM)))
    print(calls)


def fetched(url: str) -> list[float]:
    """Return when the server answered since it was last asked."""
    with urllib.request.urlopen(f"{url}/answered") as response:
        return list(json.load(response))


def middle_rate(times: list[float]) -> float:
    """Return answers a second between the 5th and the 95th percentile."""
    low, high = int(0.05 * len(times)), int(0.95 * len(times)) - 1
    return (high - low) / (times[high] - times[low])


def measure(name: str, command: list[str], url: str) -> dict[str, Any]:
    """Run a client in a process of its own and return its rate, CPU and peak memory."""
    fetched(url)
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if status:
        raise SystemExit(f"{name}: ended with status {status}; command: {' '.join(command[:4])} ...")
    times = fetched(url)
    cpu = used.ru_utime + used.ru_stime
    found = {
        "client": name, "calls": len(times), "rate": middle_rate(times), "of_ideal": middle_rate(times) / IDEAL,
        "wall_s": wall, "cpu_ms": 1000 * cpu / len(times), "peak_mib": used.ru_maxrss / 1024,
    }  # fmt: skip
    print(
        f"{name:<16}{found['calls']:>8,}{found['rate']:>9.1f}{found['of_ideal']:>8.2f}{wall:>8.1f}"
        f"{found['cpu_ms']:>9.2f}{found['peak_mib']:>9.0f}",
        flush=True,
    )
    return found


def main() -> None:
    """Measure every client, print the table, and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", nargs="+", type=int, default=[2000, 20000])
    parser.add_argument("--rounds", type=int, default=1, help="how often every client has its turn")
    parser.add_argument("--peer-python", type=Path, help="a Python with inspect-ai")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--client", choices=["campaign", "bare"], help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.client == "campaign":
        campaign(options.url, options.calls[0])
        return
    if options.client == "bare":
        asyncio.run(bare(options.url, options.calls[0]))
        return
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.loopback", "--latency", str(LATENCY), "--room", str(ROOM),
         "--noise", str(NOISE)], stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        table = compare(server.stdout.readline().strip(), options)
    finally:
        server.kill()
    if options.json:
        options.json.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def compare(url: str, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Let every client have its turn."""
    print(f"ideal {IDEAL:.0f} calls a second\n{'client':<16}{'calls':>8}{'calls/s':>9}{'ideal':>8}{'wall s':>8}"
          f"{'CPU ms':>9}{'peak MiB':>9}")  # fmt: skip
    own = [sys.executable, "-m", "benchmarks.endpoint", "--url", url]
    found = []
    for _ in range(options.rounds):
        found += [
            measure("promptfuzz", [*own, "--client", "campaign", "--calls", str(calls)], url) for calls in options.calls
        ]
        found.append(measure("bare aiohttp", [*own, "--client", "bare", "--calls", str(options.calls[0])], url))
        if options.peer_python:
            peer = [str(options.peer_python), "-c", PEER, url, str(options.calls[0]), "build/peer-logs"]
            found.append(measure("inspect-ai", peer, url))
    first, last = (min(row["peak_mib"] for row in found if row["client"] == "promptfuzz" and row["calls"] > least)
                   for least in (0, 0.9 * max(row["calls"] for row in found)))  # fmt: skip
    print(f"peak memory of the longest campaign against the shortest: {last / first:.2f}")
    return found


if __name__ == "__main__":
    main()
