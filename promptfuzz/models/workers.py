"""Threads that generate side by side, each with a backend and a share of the cores of its own."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from promptfuzz.models.backends import Backend

Job = TypeVar("Job")
Made = TypeVar("Made")

# Measured on two cores with the packaged model: two threads in one matrix product use 1.2 cores, two batches side
# by side 1.9. A batch holds memory, so not every core of a large machine gets one.
MOST = 4
# Below this a batch no longer gains from its rows being computed together.
LEAST_ROWS = 8


class Workers:
    """Runs batches on up to 4 threads; `make` builds the backend of a thread, which remembers what it last read."""

    def __init__(self, make: Callable[[], Backend], cores: int | None) -> None:
        usable = cores or _usable_cores()
        self.count = min(MOST, usable)
        self._cores_each = usable // self.count
        self._make = make
        self._making = threading.Lock()
        self._own = threading.local()
        self._pool = ThreadPoolExecutor(self.count, thread_name_prefix="promptfuzz-local", initializer=self._prepare)
        self.batched: bool = self._pool.submit(lambda: self._backend().batched).result()

    def share(self, rows: int) -> int:
        """Return how many of `rows` make a batch, so that every thread has one."""
        return max(LEAST_ROWS, -(-rows // self.count))

    def map(self, run: Callable[[Backend, Job], Made], jobs: Sequence[Job]) -> list[Made]:
        """Return ``run(backend, job)`` for each of `jobs`, in their order; an interrupt drops those not begun."""
        futures = [self._pool.submit(lambda job=job: run(self._backend(), job)) for job in jobs]  # type: ignore[misc]
        try:
            return [future.result() for future in futures]
        except BaseException:
            for future in futures:
                future.cancel()
            raise

    def _prepare(self) -> None:
        import torch

        torch.set_num_threads(self._cores_each)

    def _backend(self) -> Backend:
        if not hasattr(self._own, "backend"):
            with self._making:  # it silences warnings while it tries the model, which is for one thread at a time
                self._own.backend = self._make()
        backend: Backend = self._own.backend
        return backend


def _usable_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
