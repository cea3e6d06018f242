"""What the pytest plugin costs a suite that does not use it: the time to collect 1,000 tests, with it and without.

Run it as ``python -m benchmarks.collecting [--tests 1000] [--runs 15] [--json PATH]``. The suite has plain and
parametrised functions, methods and unittest cases in 20 modules. Runs with the plugin and with ``-p no:promptfuzz``
alternate, and the first pair is thrown away. "cpu" is the processor time of the process, which other work on the
machine disturbs less than the time on the wall.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MODULES = 20
WITHOUT = ("-p", "no:promptfuzz")
_HEAD = """
import json, os, unittest
from pathlib import Path

import pytest

@pytest.fixture
def value():
    return 3
"""
_KINDS: tuple[Callable[[int], str], ...] = (
    lambda n: f"def test_plain_{n}(value):\n    assert value == 3\n",
    lambda n: f"class TestGroup{n}:\n    def test_method(self, value, tmp_path):\n        assert value + {n}\n",
    lambda n: f"@pytest.mark.parametrize('n', [{n}])\ndef test_with_parameter_{n}(n):\n    assert n == {n}\n",
    lambda n: f"class Case{n}(unittest.TestCase):\n    def test_method(self):\n        self.assertEqual({n}, {n})\n",
    lambda n: f"@pytest.mark.skipif(os.name == 'other', reason='no')\ndef test_marked_{n}():\n    assert Path()\n",
)


@dataclass(frozen=True)
class Times:
    """Seconds that one run took, on the wall and of the processor."""

    wall: float
    cpu: float


def write_suite(folder: Path, tests: int) -> None:
    """Write a suite of `tests` tests that does not use promptfuzz."""
    for module in range(MODULES):
        own = range(module, tests, MODULES)
        body = "\n\n".join(_KINDS[place % len(_KINDS)](number) for place, number in enumerate(own))
        (folder / f"test_module_{module}.py").write_text(f"{_HEAD}\n\n{body}")


def collect(folder: Path, tests: int, *options: str) -> Times:
    """Collect the suite in a process of its own, and return how long that took."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *options]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if f"{tests} tests collected" not in done.stdout:
        raise SystemExit(f"expected {tests} tests, got:\n{done.stdout[-2000:]}{done.stderr}")
    return Times(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def measure(tests: int, runs: int) -> dict[str, list[Times]]:
    """Return the times of alternating runs with the plugin and without."""
    found: dict[str, list[Times]] = {"with": [], "without": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_suite(folder, tests)
        for number in range(runs + 1):
            pair = [("with", ()), ("without", WITHOUT)]
            for kind, options in pair if number % 2 else reversed(pair):
                took = collect(folder, tests, *options)
                if number:
                    found[kind].append(took)
    return found


def main() -> None:
    """Measure, print a table, and write the figures where they are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--tests", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    found = measure(arguments.tests, arguments.runs)
    figures: dict[str, float] = {}
    for clock in ("wall", "cpu"):
        for kind, times in found.items():
            figures[f"{clock}_{kind}"] = statistics.median(getattr(took, clock) for took in times)
        pairs = zip(found["with"], found["without"], strict=True)
        ratios = [getattr(own, clock) / getattr(other, clock) for own, other in pairs]
        figures[f"{clock}_ratio"] = figures[f"{clock}_with"] / figures[f"{clock}_without"]
        figures[f"{clock}_ratio_of_pairs"] = statistics.median(ratios)
    print(f"{arguments.tests} tests, {arguments.runs} runs each, medians in seconds\n")
    print(f"{'':6}{'with':>8}{'without':>9}{'ratio':>8}{'ratio of pairs':>16}")
    for clock in ("wall", "cpu"):
        row = [figures[f"{clock}_{name}"] for name in ("with", "without", "ratio", "ratio_of_pairs")]
        print(f"{clock:6}{row[0]:8.3f}{row[1]:9.3f}{row[2]:8.3f}{row[3]:16.3f}")
    if arguments.json is not None:
        written = {"tests": arguments.tests, "runs": arguments.runs, **figures}
        arguments.json.write_text(json.dumps(written, indent=1) + "\n")


if __name__ == "__main__":
    main()
