"""Whether two programs define the same, of which one also tries out what it defines."""

import ast
import warnings
from functools import lru_cache

from promptfuzz.oracle.code.programs import renamed


def same_definitions(a: str, b: str) -> bool:
    """Whether two canonical Python programs define the same, and only one of them goes on to try it out."""
    (bare_a, used_a), (bare_b, used_b) = (_definitions(source) for source in (a, b))
    return used_a != used_b and bool(bare_a) and bare_a == bare_b


@lru_cache(maxsize=4096)
def _definitions(source: str) -> tuple[str | None, bool]:
    """Return a program without the examples of use after its last definition, and whether it had any."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None, False
    defined = [at for at, item in enumerate(tree.body) if isinstance(item, ast.FunctionDef | ast.ClassDef)]
    if not defined:
        return None, False
    rest = tree.body[defined[-1] + 1 :]
    if not all(_tries_out(item) for item in rest):
        return None, False
    tree.body = tree.body[: defined[-1] + 1]
    return renamed(tree), bool(rest)


def _tries_out(item: ast.stmt) -> bool:
    if isinstance(item, ast.If):
        return "__name__" in ast.unparse(item.test)
    if isinstance(item, ast.Expr):
        return isinstance(item.value, ast.Call) and bool(item.value.args)  # "main()" is what the program does
    return isinstance(item, ast.Assert | ast.Assign)
