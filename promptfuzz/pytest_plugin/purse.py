"""A number of calls that several processes draw on: a file that each takes a few calls from at a time."""

import sqlite3
from contextlib import closing
from pathlib import Path

from promptfuzz.errors import UsageError
from promptfuzz.ledger import Purse

_LARGEST = 32
_PATIENCE = 60.0


def make_file(path: Path, most: int) -> None:
    """Write the file of a purse of `most` calls."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE purse (left_over INTEGER NOT NULL)")
        connection.execute("INSERT INTO purse VALUES (?)", (most,))


class SharedPurse(Purse):
    """A purse in a file, shared by `workers` processes.

    Calls are reserved in blocks that grow smaller as the purse empties: the file is hardly looked at while there is
    plenty, and next to nothing lies idle in one process when another needs it. What a process that dies had reserved
    is lost; the calls never exceed `most`.
    """

    def __init__(self, path: str, most: int, workers: int, advice: str) -> None:
        super().__init__(most, advice)
        if not Path(path).is_file():
            raise UsageError(
                f"expected the workers to share {path!r} for --promptfuzz-budget={most}, got no such file; run the "
                "workers on this machine, or without a budget"
            )
        self._path = path
        self._share = 4 * max(workers, 1)
        self._held = 0
        self._rest = most

    @property
    def left(self) -> int:
        """How many calls there still are, as far as this process knows."""
        return self._held + self._rest

    def take(self) -> bool:
        """Take one call, False where none is left."""
        with self._lock:
            if not self._held:
                self._held = self._reserve()
            if not self._held:
                return False
            self._held -= 1
            return True

    def put_back(self) -> None:
        """Give a call back that was not made."""
        with self._lock:
            self._held += 1

    def settle(self) -> None:
        """Give back what was reserved and not used."""
        with self._lock:
            if self._held:
                self._change(self._held)
                self._held = 0

    def _reserve(self) -> int:
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            (left,) = connection.execute("SELECT left_over FROM purse").fetchone()
            block = min(left, max(1, min(_LARGEST, left // self._share)))
            connection.execute("UPDATE purse SET left_over = ?", (left - block,))
            connection.execute("COMMIT")
        self._rest = left - block
        return int(block)

    def _change(self, calls: int) -> None:
        with closing(self._connect()) as connection:
            connection.execute("UPDATE purse SET left_over = left_over + ?", (calls,))
            (self._rest,) = connection.execute("SELECT left_over FROM purse").fetchone()

    def _connect(self) -> sqlite3.Connection:
        # The file lives as long as the run: it need not survive a power cut, so no write waits for the disk.
        connection = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")
        return connection
