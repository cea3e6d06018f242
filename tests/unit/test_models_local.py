"""Batch sizes from free memory, retries in halves, and lengths; no weights, no torch."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from promptfuzz.errors import UsageError
from promptfuzz.models import batch_size
from promptfuzz.models.batch_size import (
    MOST_ROWS,
    UNKNOWN_TOKEN,
    Room,
    check_batch_size,
    free_memory,
    in_pieces,
    is_out_of_memory,
    room_for,
    token_bytes,
)  # fmt: skip
from promptfuzz.models.lengths import check_length
from promptfuzz.models.options import checked_options
from promptfuzz.models.packing import BATCH_TOKENS
from promptfuzz.models.transformers_local import load_transformers

NO_MEMORY = RuntimeError("[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory: 12 bytes")


def config(**values: Any) -> SimpleNamespace:
    made = SimpleNamespace(**values)
    made.get_text_config = lambda: made
    return made


PACKAGED = config(num_hidden_layers=30, num_key_value_heads=3, num_attention_heads=9, head_dim=64, hidden_size=576)


class TestTokenBytes:
    def test_of_grouped_heads(self) -> None:
        assert token_bytes(PACKAGED, 4) == 2 * 30 * 3 * 64 * 4 == 46080
        assert token_bytes(PACKAGED, 2) == 23040

    def test_without_grouping_or_a_head_dim(self) -> None:
        made = config(num_hidden_layers=2, num_attention_heads=4, hidden_size=32, head_dim=None)
        assert token_bytes(made, 4) == 2 * 2 * 4 * 8 * 4

    def test_of_a_decoder(self) -> None:
        made = config(decoder_layers=3, num_hidden_layers=9, num_attention_heads=2, hidden_size=8)
        assert token_bytes(made, 4) == 2 * 3 * 2 * 4 * 4

    def test_of_a_shape_that_is_not_known(self) -> None:
        assert token_bytes(config(hidden_size=8), 4) == UNKNOWN_TOKEN


class TestFreeMemory:
    def write(self, root: Path, name: str, text: str) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)

    def test_of_linux(self, tmp_path: Path) -> None:
        self.write(tmp_path, "proc/meminfo", "MemTotal:  1000 kB\nMemFree: 1 kB\nMemAvailable:   600 kB\n")
        assert free_memory(0, tmp_path) == 600 * 1024
        assert free_memory(700 * 1024, tmp_path) == 300 * 1024  # weights that only look as if they could go
        assert free_memory(2000 * 1024, tmp_path) == 0

    @pytest.mark.parametrize(
        ("folder", "limit", "used"),
        [
            ("sys/fs/cgroup", "memory.max", "memory.current"),
            ("sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes"),
        ],
    )
    def test_of_a_container(self, folder: str, limit: str, used: str, tmp_path: Path) -> None:
        self.write(tmp_path, "proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 600 kB\n")
        self.write(tmp_path, f"{folder}/{limit}", "5000\n")
        self.write(tmp_path, f"{folder}/{used}", "3000\n")
        self.write(tmp_path, f"{folder}/memory.stat", "anon 1\ninactive_file 500\n")
        assert free_memory(0, tmp_path) == 2500

    def test_of_a_container_without_a_limit(self, tmp_path: Path) -> None:
        self.write(tmp_path, "proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 600 kB\n")
        self.write(tmp_path, "sys/fs/cgroup/memory.max", "max\n")
        assert free_memory(0, tmp_path) == 600 * 1024

    def test_elsewhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(batch_size.os, "sysconf", lambda name: {"SC_PAGE_SIZE": 10, "SC_PHYS_PAGES": 8}[name])
        assert free_memory(3, tmp_path) == 37
        monkeypatch.delattr(batch_size.os, "sysconf")
        assert free_memory(3, tmp_path) is None

    def test_here(self) -> None:
        found = free_memory()
        assert found is None or found >= 0


class TestRoom:
    def model(self) -> Any:
        PACKAGED.vocab_size = 49152
        return SimpleNamespace(config=PACKAGED, dtype=SimpleNamespace(itemsize=4), parameters=list)

    def test_much_memory_gives_what_throughput_gains_from(self) -> None:
        assert room_for(self.model(), 2, 64, 20 << 30).tokens == BATCH_TOKENS

    def test_little_memory_gives_little_and_never_nothing(self) -> None:
        one, two = (room_for(self.model(), threads, 8, 1 << 30).tokens for threads in (1, 2))
        assert BATCH_TOKENS > one > two > 100
        assert 3 * one * 46080 < 0.4 * (1 << 30)
        assert room_for(self.model(), 2, 8, 0).tokens == 1

    def test_it_falls_back_where_the_system_does_not_tell(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(batch_size, "free_memory", lambda weights: None)
        assert room_for(self.model(), 2, 64).tokens == BATCH_TOKENS


class TestPieces:
    def run(
        self, room: Room, fits: int, rows: Sequence[Sequence[int]], error: Exception = NO_MEMORY
    ) -> list[list[int]]:
        tried: list[list[int]] = []

        def run(items: list[Sequence[int]]) -> list[int]:
            tried.append([len(item) for item in items])
            if len(items) > fits:
                raise error
            return [len(item) for item in items]

        assert in_pieces(run, list(rows), lambda row: row, room, 2) == [len(row) for row in rows]
        return tried

    def test_what_fits_is_run_once(self) -> None:
        assert self.run(Room(100), 9, [[1] * 8] * 4) == [[8] * 4]

    def test_what_does_not_is_halved_and_remembered(self) -> None:
        room = Room(1000)
        assert self.run(room, 3, [[1] * 8] * 7) == [[8] * 7, [8] * 3, [8] * 2, [8] * 2]
        assert room.tokens == 35
        assert self.run(room, 3, [[1] * 8] * 7) == [[8] * 3, [8] * 2, [8] * 2]

    def test_one_row_alone_is_tried_once(self) -> None:
        with pytest.raises(RuntimeError, match="can't allocate"):
            self.run(Room(1), 0, [[1] * 8])

    def test_other_errors_are_not_retried(self) -> None:
        with pytest.raises(RuntimeError, match="shape"):
            self.run(Room(1000), 1, [[1] * 8] * 4, RuntimeError("mat1 and mat2 have another shape"))

    def test_which_errors_are_of_memory(self) -> None:
        assert is_out_of_memory(MemoryError()) and is_out_of_memory(NO_MEMORY)
        assert is_out_of_memory(RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"))
        assert not is_out_of_memory(RuntimeError("the memory format is wrong")) and not is_out_of_memory(ValueError())


class TestOption:
    def test_auto_or_a_number(self) -> None:
        assert check_batch_size("auto") == MOST_ROWS and check_batch_size(3) == 3
        given = {"batch_size": "auto"}, {"batch_size": "8"}
        assert [checked_options(load_transformers, "transformers:x", options)["batch_size"] for options in given] == [
            "auto",
            8,
        ]

    @pytest.mark.parametrize("size", [0, -1, True, "many", 2.5, None])
    def test_nothing_else(self, size: Any) -> None:
        with pytest.raises(UsageError, match="expected batch_size to be a whole number of at least 1"):
            check_batch_size(size)

    def test_nothing_else_in_a_text(self) -> None:
        with pytest.raises(UsageError, match="expected batch_size to be a whole number or 'auto', got batch_size='x'"):
            checked_options(load_transformers, "transformers:x", {"batch_size": "x"})


class TestLengths:
    def test_prompt_and_answer_share_the_places_of_a_causal_model(self) -> None:
        check_length(config(max_position_embeddings=10), 6, 4)
        with pytest.raises(ValueError, match="at most 10 tokens with the answer, got 7 in the prompt and max_new_to"):
            check_length(config(max_position_embeddings=10), 7, 4)

    def test_they_do_not_in_a_seq2seq_one(self) -> None:
        made = config(max_position_embeddings=10, is_encoder_decoder=True)
        check_length(made, 10, 10)
        with pytest.raises(ValueError, match="at most 10 tokens in the prompt, got 11"):
            check_length(made, 11, 1)
        with pytest.raises(ValueError, match="at most 10 tokens in the answer"):
            check_length(made, 1, 11)

    def test_relative_positions_have_no_limit(self) -> None:
        check_length(config(is_encoder_decoder=True), 10**6, 10**6)
