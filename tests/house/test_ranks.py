"""The tree is the sentence of the design: imports run down the ranks, never up, across or in a circle."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# errors stands under everything: the values of rank 0 raise them too.
RANKS = {
    "errors": -1,
    "records": 0,
    "validation": 1, "registry": 1, "events": 1, "render": 1, "mutators": 1.5,
    "corpus": 2, "lexicons": 2, "models": 2, "measures": 2,
    "constraints": 3, "oracle": 3, "statistics": 3, "store": 3, "reporting": 3, "corpora": 3,
    "rewriting": 3.2, "strategies": 3.5,
    "engine": 4,
    "campaign": 5, "audit": 5, "property": 5, "ledger": 4.2, "memory": 4.5, "calibration": 5,
    "cli": 6, "pytest_plugin": 6, "review": 6, "__main__": 6.5,
}  # fmt: skip
# Within rank 1 the values come before what reads them; oracle reads measures, which is a rank below.
WITHIN = {("registry", "validation"), ("events", "validation"), ("render", "validation")}


def modules() -> dict[str, Path]:
    found = {}
    for folder, package in (("promptfuzz", "promptfuzz"), ("strategies", "promptfuzz.strategies")):
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT / folder).with_suffix("").parts
            parts = parts[:-1] if parts[-1] == "__init__" else parts
            found[".".join((package, *parts))] = path
    return found


def imports(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test).endswith("TYPE_CHECKING")
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else node.module


MODULES = modules()


def room(module: str) -> str:
    return module.split(".")[1]


@pytest.mark.parametrize("module", [module for module in MODULES if module != "promptfuzz"])
def test_imports_run_down_the_ranks(module: str) -> None:
    own = RANKS[room(module)]
    for imported in imports(MODULES[module]):
        if not imported.startswith("promptfuzz.") or room(imported) == room(module):
            continue
        pair = (room(module), room(imported))
        assert RANKS[room(imported)] < own or pair in WITHIN, f"{module} imports {imported}"


def test_no_import_circles() -> None:
    graph = {name: {i for i in imports(path) if i in MODULES and i != name} for name, path in MODULES.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_small_rooms(module: str) -> None:
    text = MODULES[module].read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


def test_the_engine_knows_no_mutator() -> None:
    for module, path in MODULES.items():
        if room(module + ".x") not in {"strategies", "property", "cli", "pytest_plugin"}:
            assert not any(name.startswith("promptfuzz.strategies") for name in imports(path)), module


def test_a_planted_upward_import_is_caught(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("def f():\n    from promptfuzz.engine.run import run\n    return run\n")
    assert any(RANKS[room(name)] >= RANKS["records"] for name in imports(planted))
