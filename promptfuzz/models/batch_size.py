"""How many rows are computed at once: from the memory that is free and what a token costs, less after running out."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from promptfuzz.errors import UsageError
from promptfuzz.models.packing import BATCH_TOKENS, Row
from promptfuzz.validation import check_count

Item = TypeVar("Item")
Made = TypeVar("Made")

AUTO: Final[Literal["auto"]] = "auto"
# Tokens a second on two cores (packaged model, 128 short requests of a campaign, up to 24 tokens each): 52 with 8 rows,
# 64 with 16, 72 with 32 and 72 with 64. More rows would cost memory alone, and lose more where a run is interrupted.
MOST_ROWS = 32
# Of the free memory: the rest is for other programs and for what the arithmetic here leaves out.
SHARE = 0.4
# A batch is copied when finished rows are dropped, and the pack it was read from is held beside it.
COPIES = 3
# Where the shape of a model is not known: that of a model of some 7 billion parameters in fp32.
UNKNOWN_TOKEN = 1 << 20


def check_batch_size(size: int | str) -> int:
    """Return the most rows of a batch: `size`, or what ``auto`` stands for.

    Raises:
        UsageError: it is neither a number of at least 1 nor ``auto``.
    """
    if isinstance(size, int) and not isinstance(size, bool):
        return check_count("batch_size", size)
    if size != AUTO:
        raise UsageError(
            f"expected batch_size to be a whole number of at least 1 or 'auto', got batch_size={size!r}; leave it out"
        )
    return MOST_ROWS


class Room:
    """The padded tokens that a batch may hold, answers included; it gets smaller where memory ran out."""

    def __init__(self, tokens: int) -> None:
        self.tokens = max(tokens, 1)

    def fits(self, rows: Sequence[Row], most: int) -> bool:
        """Return whether `rows` with answers of `most` tokens may be computed at once; a single row always may."""
        return len(rows) <= 1 or _padded(rows, most) <= self.tokens

    def ran_out(self, rows: Sequence[Row], most: int) -> None:
        """Remember that `rows` were too much."""
        self.tokens = max(1, min(self.tokens, _padded(rows, most) // 2))


def in_pieces(
    run: Callable[[list[Item]], list[Made]], items: list[Item], rows: Callable[[Item], Row], room: Room, most: int
) -> list[Made]:
    """Return ``run(items)``, halving `items` where they do not fit or memory runs out; one alone gets no retry."""
    if room.fits([rows(item) for item in items], most):
        try:
            return run(items)
        except Exception as error:
            if len(items) == 1 or not is_out_of_memory(error):
                raise
            room.ran_out([rows(item) for item in items], most)
    # Out here the traceback, and with it the memory of what failed, is gone.
    half = len(items) // 2
    return [made for part in (items[:half], items[half:]) for made in in_pieces(run, part, rows, room, most)]


def is_out_of_memory(error: BaseException) -> bool:
    """Return whether `error` says that memory ran out; torch has no class of its own for the CPU."""
    said = str(error).lower()
    told = "out of memory" in said or "not enough memory" in said or "can't allocate memory" in said
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and told)


def room_for(model: Any, threads: int, rows: int, free: int | None = None) -> Room:
    """Return the room of each of `threads` batches of at most `rows` rows of `model`; `free` is in bytes."""
    size = model.dtype.itemsize
    weights = sum(parameter.numel() * parameter.element_size() for parameter in model.parameters())
    available = free_memory(weights) if free is None else free
    if available is None:
        return Room(BATCH_TOKENS)
    # Scores of the last tokens, as the model makes them, in fp32, and with noise.
    scores = rows * getattr(model.config.get_text_config(), "vocab_size", 0) * (size + 8)
    usable = available * SHARE / threads - scores
    return Room(min(BATCH_TOKENS, int(usable / (COPIES * token_bytes(model.config, size)))))


def token_bytes(config: Any, size: int) -> int:
    """Return the bytes that the keys and values of one token take in numbers of `size` bytes."""
    text = config.get_text_config()
    layers = _first(text, "num_decoder_layers", "decoder_layers", "num_hidden_layers")
    heads = _first(text, "num_key_value_heads", "num_attention_heads")
    across = _first(text, "num_attention_heads")
    hidden = _first(text, "hidden_size")
    each = _first(text, "head_dim") or (hidden // across if across else 0)
    return 2 * layers * heads * each * size or UNKNOWN_TOKEN


def free_memory(weights: int = 0, root: Path = Path("/")) -> int | None:
    """Return the bytes that may be used beside a model's `weights`, None where the system does not tell.

    Weights may be mapped from their file and then count as available, so they are taken off the total, too.
    """
    told = [_of_system(weights, root), _of_group(root)]
    known = [max(0, value) for value in told if value is not None]
    return min(known) if known else None


def _of_system(weights: int, root: Path) -> int | None:
    try:
        lines = (root / "proc/meminfo").read_text(encoding="ascii").splitlines()
        kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
        return min(kilobytes["MemAvailable"] * 1024, kilobytes["MemTotal"] * 1024 - weights)
    except (OSError, ValueError, KeyError, IndexError):
        pass
    try:  # no Linux: half of what is built in
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2 - weights
    except (AttributeError, OSError, ValueError):
        return None


def _of_group(root: Path) -> int | None:
    """Return what the limit of a container leaves, by either version of control groups."""
    for folder, limit, used in (
        ("sys/fs/cgroup", "memory.max", "memory.current"),
        ("sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes"),
    ):
        try:
            taken = [int((root / folder / name).read_text(encoding="ascii")) for name in (limit, used)]
            stat = (root / folder / "memory.stat").read_text(encoding="ascii").split()
            # Files that were read stay in memory only while nobody needs it.
            cached = int(stat[stat.index("inactive_file") + 1])
        except (OSError, ValueError, IndexError):  # "max" is no number: no limit
            continue
        return taken[0] - taken[1] + cached
    return None


def _padded(rows: Sequence[Row], most: int) -> int:
    return len(rows) * (max((len(row) for row in rows), default=0) + most)


def _first(config: Any, *names: str) -> int:
    return next((value for name in names if isinstance(value := getattr(config, name, None), int)), 0)
