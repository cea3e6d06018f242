"""What another process does to a purse; apart from the tests, so that it imports next to nothing."""

import multiprocessing

from promptfuzz.pytest_plugin.purse import SharedPurse


def take_all(path: str, most: int, taken: "multiprocessing.Queue[int]") -> None:
    """Take as many calls as there are, and tell how many that was."""
    purse = SharedPurse(path, most, 4, "")
    taken.put(sum(purse.take() for _ in range(most)))
