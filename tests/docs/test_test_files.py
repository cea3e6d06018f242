"""The test files of the pages are what they say they are: each passes or fails, with the message shown below it."""

import subprocess
import sys
from pathlib import Path

import pytest
from test_docs import PAGES, Block, blocks

WORDS = {"passes", "fails"}
TOLD = [page for page in PAGES if any(block.file and WORDS & set(block.words) for block in blocks(page))]


def outcome(folder: Path, name: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--color=no", name]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout


def said(output: str) -> list[str]:
    """Return the lines of an error message, without the margin of pytest."""
    return [line.removeprefix("E").strip() for line in output.splitlines()]


def follows(shown: str, output: str) -> bool:
    """Whether the lines of `shown` stand in the output, one after another."""
    lines, wanted = said(output), [line.strip() for line in shown.strip().splitlines()]
    starts = [number for number, line in enumerate(lines) if line.endswith(wanted[0])]
    return any(lines[start + 1 : start + len(wanted)] == wanted[1:] for start in starts)


@pytest.mark.parametrize("name", TOLD)
def test_every_test_file_comes_out_as_it_says(name: str, tmp_path: Path) -> None:
    page = blocks(name)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    for block in page:
        if block.file:
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
    steps: list[tuple[Block, Block | None]] = list(zip(page, [*page[1:], None], strict=True))
    for block, after in steps:
        if block.file and WORDS & set(block.words):
            code, output = outcome(tmp_path, block.file)
            assert code == ("fails" in block.words), (block.file, output)
            if "fails" in block.words and after is not None and after.language == "text":
                assert follows(after.text, output), (block.file, output)
    kept = list((tmp_path / "promptfuzz-findings").glob("*.json"))
    assert bool(kept) == any(block.file and "fails" in block.words for block in page)


def test_the_pages_with_test_files_are_found() -> None:
    assert {"docs/tutorial.md", "docs/how-to/share-findings.md"} <= set(TOLD)
