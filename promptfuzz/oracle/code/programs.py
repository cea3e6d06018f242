"""From an output to a source code tree, in a canonical text."""

import ast
import re
import warnings
from functools import lru_cache

from promptfuzz.oracle.code.calls import calls_of
from promptfuzz.oracle.code.code_tokens import code_tokens, has_braces, is_shell, is_sql, without_comments
from promptfuzz.oracle.code.queries import begins_query, query_in, query_tokens
from promptfuzz.oracle.code.rewrites import Canonical
from promptfuzz.oracle.code.shells import command_words
from promptfuzz.oracle.code.sources import program_in
from promptfuzz.oracle.code.structured import fenced


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
            kept = [item for item in body if not _is_text(item)]
            node.body = kept or [ast.Pass()]  # type: ignore[attr-defined]
        return node


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _bare(tree: ast.Module) -> ast.Module:
    """Drop texts that stand alone, such as docstrings: they hide which statement comes next."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [item for item in node.body if not _is_text(item)] or [ast.Pass()]
    return tree


def _python(source: str) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.fix_missing_locations(Canonical().visit(_bare(ast.parse(source))))
        return renamed(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def renamed(tree: ast.Module) -> str:
    """Return source in which the names that it binds itself are numbered."""
    bound: dict[str, str] = {}
    for node in ast.walk(tree):
        name = node.arg if isinstance(node, ast.arg) else None
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            name = node.id
        if name is not None and name not in {"self", "cls"}:
            bound.setdefault(name, f"name{len(bound)}")
    return ast.unparse(ast.fix_missing_locations(_Renamer(bound).visit(tree)))


_PYTHON_NAMES = frozenset({"python", "py", "python3"})
_PYTHON_LINE = re.compile(
    r"^[ \t]*(?:(?:async )?def \w+\(|class \w+[(:]|import \w|from \w[\w.]* import |return\b|for \w.* in .*:|while .*:|"
    r"if .*:|print\(|@\w|\w+(?:\[.*\])? [-+*/]?= |\w+=)",
    re.MULTILINE,
)
_CURLY = re.compile(
    r"^[ \t]*(?:(?:export |async |public |private |static |const |let |var )*(?:function\b|const \w+ =|let \w+ =|"
    r"var \w+ =|"
    r"class \w+ ?\{|(?:int|void|double|String|bool|boolean|float) \w+\()|fn \w+\(|func \w+\(|#include\b)",
    re.MULTILINE,
)
_TAG = re.compile(r"\s*<(?:!doctype\b|[a-z][a-z0-9]*(?=[\s>/]))", re.IGNORECASE)
_DECLARED = re.compile(r"\b(?:let|const|var|int|double|float|bool|boolean|String|auto|long) (?:mut )?(\w+)\b(?! ?\()")
_PARAMETERS = re.compile(r"\b(?:function|func|fn|def)\b ?\w* ?\(([^()]{0,300})\)|\(([\w\s,]{0,200})\) ?=>|\b(\w+) ?=> ")


def code_value(text: str, language: str | None = "python") -> str | None:
    """Return the code in `text` (its fenced blocks, else all of it) in canonical form, None where there is none.

    Python that parses loses layout, comments, docstrings, annotations and the names it chose for its own variables; a
    query loses case and aliases; a command the quotes that keep nothing; anything else loses layout and comments, the
    kind of its quotes, and the names of what it declares. With no `language` it is guessed.
    """
    if calls := calls_of(text):
        return "; ".join(calls)
    source, name = program_in(text, language)
    if not source.strip():
        return None
    name = name or _guess(source)
    if name in _PYTHON_NAMES:
        for candidate in (source, _from_first_line(source), source[max(source.find("def "), 0) :]):
            if (canonical := _python(candidate)) is not None:
                return canonical
    return _tokens(source, name)


def _guess(source: str) -> str:
    if begins_query(source):
        return "sql"
    if _TAG.match(source):
        return "html"
    return "javascript" if _CURLY.search(source) else "python"


def _from_first_line(source: str) -> str:
    """Return the lines from the first that reads as Python to the last one: what stands around them is talk."""
    lines = source.splitlines()
    code = [number for number, line in enumerate(lines) if _PYTHON_LINE.match(line)]
    if not code:
        return source
    last = code[-1]
    while last + 1 < len(lines) and lines[last + 1].startswith((" ", "\t")):
        last += 1
    return "\n".join(lines[code[0] : last + 1])


def _tokens(source: str, language: str) -> str | None:
    if is_shell(language):
        return " ".join(command_words(source)) or None
    tokens = code_tokens(source, language)
    if is_sql(language):
        tokens = query_tokens(tokens)
    elif has_braces(language):
        names = _declared(without_comments(source, language))
        tokens = [names.get(token, token) for token in tokens if token != ";"]
        tokens = ["let" if token in {"var", "const"} else token for token in tokens]
    return " ".join(tokens) or None


def _declared(source: str) -> dict[str, str]:
    places = [(match.start(1), match[1]) for match in _DECLARED.finditer(source)]
    for match in _PARAMETERS.finditer(source):
        listed = match[1] or match[2] or match[3] or ""
        places += [(match.start(), name) for part in listed.split(",") for name in re.findall(r"\w+", part)[-1:]]
    return {name: f"name{number}" for number, name in enumerate(dict.fromkeys(name for _, name in sorted(places)))}


def is_python(text: str) -> bool:
    """Whether `text` parses as Python that does something, not just as words that happen to parse."""
    source = "\n".join(block for _, block in fenced(text)) or text.strip()
    if not re.search(r"^[ \t]*(?:def|class|import|from|return|for|while|if|print|\w+ ?=)\b", source, re.MULTILINE):
        return False
    return _python(source) is not None


@lru_cache(maxsize=16384)
def has_code(text: str) -> bool:
    """Whether `text` holds a program: Python, SQL or a language with braces, fenced or not."""
    blocks = fenced(text)
    if blocks:
        return any(tag not in {"json", "text", "markdown", "md", "csv"} and _is_code(block) for tag, block in blocks)
    text = query_in(text, shouted=True)
    return is_python(text) or (_is_code(text) and _guess(text) != "python") or ("def " in text and _python_inside(text))


def _is_code(source: str) -> bool:
    if begins_query(source):
        marks = re.search(r"[=*;(]|^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|WITH)\b", source)
        return bool(marks and re.search(r"\b(?:from|values|set|table)\b", source, re.IGNORECASE))
    return bool(_CURLY.search(source)) or is_python(source)


def _python_inside(text: str) -> bool:
    return bool(re.search(r"^def \w+\(", text, re.MULTILINE)) and _python(_from_first_line(text)) is not None
