"""From an output to a JSON value or a source code tree, in a canonical text."""

import ast
import json
import re
import warnings
from decimal import Decimal, InvalidOperation
from typing import Any

_FENCED = re.compile(r"```[ \t]{0,8}([\w+#.-]{0,20})[^\n]{0,80}\n(.*?)(?:\n[ \t]{0,8}```|\Z)", re.DOTALL)
# Each try reads on from one brace; more of them would make hostile text quadratic.
_TRIES = 20
_DEPTH = 200


def fenced(text: str) -> list[tuple[str, str]]:
    """Return the fenced blocks of `text` as (language, content)."""
    return [(match[1].casefold(), match[2]) for match in _FENCED.finditer(text)] if "```" in text else []


def _reject(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_int=Decimal, parse_float=Decimal, parse_constant=_reject)


def _plain(value: Any, depth: int = 0) -> str:
    if depth > _DEPTH:
        raise RecursionError
    if isinstance(value, dict):
        items = (f"{json.dumps(name)}: {_plain(value[name], depth + 1)}" for name in sorted(value))
        return "{" + ", ".join(items) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_plain(item, depth + 1) for item in value) + "]"
    return show_number(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def show_number(value: Decimal) -> str:
    """Return a number in one form for equal numbers: ``1`` for 1.0 and 1e0."""
    sign, digits, exponent = value.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    bare = text.rstrip("0")
    if not bare or not isinstance(exponent, int):
        return "0"
    exponent += len(text) - len(bare)
    minus = "-" if sign else ""
    if 0 <= exponent <= 20:
        return f"{minus}{bare}{'0' * exponent}"
    if -20 <= exponent < 0:
        padded = bare.rjust(-exponent + 1, "0")
        return f"{minus}{padded[:exponent]}.{padded[exponent:]}"
    return f"{minus}{bare}e{exponent}"


def _read(text: str) -> str | None:
    try:
        return _plain(_DECODER.decode(text))
    except (ValueError, InvalidOperation, RecursionError):
        return None


def json_values(text: str, *, scalars: bool = True) -> list[str]:
    """Return the JSON values in `text` in canonical form: the whole text, else fenced blocks, else embedded ones.

    `scalars` admits a whole text that is a bare string, number or word.
    """
    stripped = text.strip()
    if not scalars and "{" not in stripped and "[" not in stripped:
        return []
    if (whole := _read(stripped)) is not None and (scalars or stripped[0] in "{["):
        return [whole]
    blocks = [value for _, block in fenced(stripped) if (value := _read(block.strip())) is not None]
    return blocks or _embedded(stripped)


def _embedded(text: str) -> list[str]:
    found: list[str] = []
    at = 0
    for _ in range(_TRIES):
        starts = [place for place in (text.find("{", at), text.find("[", at)) if place >= 0]
        if not starts:
            break
        at = min(starts)
        try:
            value, at = _DECODER.raw_decode(text, at)
            # "[1]" in running text is a footnote, "[]" nothing: only an object is an answer among words.
            if isinstance(value, dict) or (isinstance(value, list) and len(value) > 1):
                found.append(_plain(value))
        except (ValueError, InvalidOperation, RecursionError):
            at += 1
    return found


class _Renamer(ast.NodeTransformer):
    """Gives the names that the code itself binds names by order of appearance, and drops docstrings."""

    def __init__(self, bound: dict[str, str]) -> None:
        self.bound = bound

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self.bound.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self.bound.get(node.arg, node.arg)
        node.annotation = None
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and not isinstance(node, ast.Lambda):
            kept = [item for item in body if not (isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant))]
            node.body = kept or [ast.Pass()]  # type: ignore[attr-defined]
        return node


def _python(source: str) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
        bound: dict[str, str] = {}
        for node in ast.walk(tree):
            name = node.arg if isinstance(node, ast.arg) else None
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                name = node.id
            if name is not None and name not in {"self", "cls"}:
                bound.setdefault(name, f"name{len(bound)}")
        return ast.unparse(ast.fix_missing_locations(_Renamer(bound).visit(tree)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


_COMMENT = re.compile(r"//[^\n]*|(?<![\w'\"])#[^\n]*|--[^\n]*")
_TOKEN = re.compile(r"\w+|[^\w\s]")


def code_value(text: str, language: str = "python") -> str | None:
    """Return the code in `text` (its fenced blocks, else all of it) in canonical form, None where there is none.

    Python that parses loses layout, comments, docstrings, annotations and the names it chose for its own variables;
    anything else loses layout and line comments.
    """
    blocks = [block for _, block in fenced(text)]
    source = "\n".join(blocks) if blocks else text.strip()
    if not source.strip():
        return None
    if language.casefold() in {"python", "py", "python3"} and (canonical := _python(source)) is not None:
        return canonical
    return " ".join(_TOKEN.findall(_COMMENT.sub("", source))) or None


def is_python(text: str) -> bool:
    """Whether `text` parses as Python that does something, not just as words that happen to parse."""
    source = "\n".join(block for _, block in fenced(text)) or text.strip()
    if not re.search(r"^\s*(?:def|class|import|from|return|for|while|if|print|\w+ ?=)\b", source, re.MULTILINE):
        return False
    return _python(source) is not None
