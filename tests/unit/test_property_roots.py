"""A kept finding names the folders of the project that its model was imported from, and is replayed from there."""

import subprocess
import sys
from pathlib import Path

import pytest

from promptfuzz.property.regressions import FOLDER, read_folder

BOT = "from {helper} import said\n\ndef route(text):\n    return said(text)\n"
HELPER = 'def said(text):\n    return "no" if "thank" in text.lower() else "yes"\n'
TEST = """
import promptfuzz as pf
from {module} import route

PROMPT = pf.Prompt("Is the parcel there? Answer yes or no.\\n\\nCustomer: {{message}}",
                   slots={{"message": "It came today."}}, answer=pf.YesNo(), id="parcel")

def local(text):
    return route(text)

class Bot:
    def ask(self, text):
        return route(text)

test_it = pf.property_test(PROMPT, {asked}, mutators=("closing-thanks",), max_examples=20)
"""


def laid_out(top: Path, asked: str, mode: str) -> Path:
    """Write a project with its sources in `src` and in `lib`, and run its only test; return the folder of the tests."""
    for name, text in {
        "src/shop/__init__.py": "", "src/shop/bot.py": BOT.format(helper="sayings"), "lib/sayings.py": HELPER,
        "tests/sub/test_bot.py": TEST.format(module="shop.bot", asked=asked),
        "pyproject.toml": f'[tool.pytest.ini_options]\npythonpath = ["src", "lib"]\naddopts = "--import-mode={mode}"\n',
    }.items():  # fmt: skip
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text)
    called(top, "-m", "pytest", "-q", "-p", "no:cacheprovider", status=1)
    return top / "tests" / "sub"


def called(folder: Path, *arguments: str, status: int) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("asked", "mode", "roots", "options"),
    [
        ("route", "prepend", ("../../../src", "../../../lib"), ()),
        ("local", "importlib", ("../../..", "../../../src", "../../../lib"), ()),
        ("Bot().ask", "prepend", ("..", "../../../src", "../../../lib"), ("--model", "python:shop.bot:route")),
    ],
)
def test_the_printed_command_finds_the_model_where_pytest_found_it(
    asked: str, mode: str, roots: tuple[str, ...], options: tuple[str, ...], tmp_path: Path
) -> None:
    tests = laid_out(tmp_path, asked, mode)
    (record,) = read_folder(tests / FOLDER)
    assert record.roots == roots and str(tmp_path) not in record.path.read_text()
    for folder in (tmp_path, tests):
        told = called(folder, "-m", "promptfuzz", "findings", "replay", record.path.stem, *options, status=1)
        assert "It still flips." in told
