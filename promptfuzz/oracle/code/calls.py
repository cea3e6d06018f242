"""From an output to the calls of a tool that it gives, written as code or as JSON, in canonical form."""

import ast
import json
import re
import warnings
from functools import lru_cache
from typing import Any

from promptfuzz.oracle.code.structured import canonical, decoded, fenced

_BEGIN = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){0,4}\(")
_STRING_OR_BRACKET = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|[()\[\]{}]")
_WORDS = {"true": "True", "false": "False", "null": "None"}
_LEAD = re.compile(r"(?:(?!.*\b(?:import|def|class|return)\b)[^(){}=]{0,400}[:\n>`.])?[\s`\[]*", re.DOTALL)
_BETWEEN = re.compile(r"(?:[\s,;`*-]|</?\w{1,30}>)*")
_NAMED = ("name", "tool", "tool_name", "function")
_GIVEN = ("arguments", "args", "parameters", "input")
_BESIDE = frozenset({"id", "type", "call_id"})
_MOST, _LONGEST = 8, 20_000


def calls_of(text: str) -> tuple[str, ...]:
    """Return the calls that are all that `text` gives, in canonical form, as code or as JSON; else nothing."""
    return calls_in(text) or (_json_calls(text) if "{" in text else ())


@lru_cache(maxsize=4096)
def calls_in(text: str) -> tuple[str, ...]:
    """Return the calls with named arguments in `text` that are all it does, in canonical form; else nothing."""
    if "(" not in text or "=" not in text or len(text) > _LONGEST:
        return ()
    blocks = fenced(text)
    body = "\n".join(block for _, block in blocks) if blocks else text
    found: list[str] = []
    at = 0
    while len(found) < _MOST and (begin := _BEGIN.search(body, at)) is not None:
        if not (_BETWEEN if found else _LEAD).fullmatch(body, at, begin.start()):
            return ()
        stop = _closing(body, begin.end() - 1)
        call = _call(body[begin.start() : stop]) if stop else None
        if call is None:
            return ()
        found.append(call)
        at = stop
    return () if _goes_on(body[at:]) else tuple(found)


def _goes_on(rest: str) -> bool:
    """Whether what stands behind the last call is more than a remark below it: code, or a question."""
    rest = rest.strip("`")
    return any(sign in rest for sign in "?={}") or bool(re.match(r"[ \t]*(?:[^\s\]<.;,]|\.\w)", rest))


def _closing(text: str, start: int) -> int:
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text, start):
        depth += 1 if match.group() in "([{" else -1 if match.group() in ")]}" else 0
        if not depth:
            return match.end()
    return 0


def _call(source: str) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source, mode="eval").body
        if not isinstance(tree, ast.Call) or not tree.keywords:
            return None
        named = {keyword.arg: _value(keyword.value) for keyword in tree.keywords if keyword.arg}
        if len(named) != len(tree.keywords):
            return None
        return _written(ast.unparse(tree.func), [_value(item) for item in tree.args], named)
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return None


def _value(node: ast.expr) -> Any:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and inner.id in _WORDS:
            inner.id = _WORDS[inner.id]
    return ast.literal_eval(ast.parse(ast.unparse(node), mode="eval"))


def _written(name: str, ordered: list[Any], named: dict[str, Any]) -> str:
    # Through JSON, so that a value of one form is the value of the other.
    return f"{name} {canonical(decoded(json.dumps([ordered, named])))}"


def _json_calls(text: str) -> tuple[str, ...]:
    """Return the calls that the JSON in `text` asks for: ``{"name": ..., "arguments": {...}}`` or a list of those."""
    body = "\n".join(block for _, block in fenced(text)) or text
    start, stop = min((at for at in map(body.find, "{[") if at >= 0), default=-1), max(map(body.rfind, "}]")) + 1
    try:
        value = decoded(body[start:stop]) if start >= 0 else None
        items = value if isinstance(value, list) else [value]
        found = [_json_call(item) for item in items]
        return tuple(call for call in found if call) if all(found) else ()
    except (ValueError, ArithmeticError, RecursionError):
        return ()


def _json_call(item: Any) -> str | None:
    if not isinstance(item, dict):
        return None
    if isinstance(item.get("function"), dict):
        return _json_call(item["function"]) if set(item) - {"function"} <= _BESIDE else None
    name, given = (next((key for key in keys if key in item), None) for keys in (_NAMED, _GIVEN))
    if name is None or given is None or set(item) - {name, given} - _BESIDE or not isinstance(item[name], str):
        return None
    named = decoded(item[given]) if isinstance(item[given], str) else item[given]
    return f"{item[name]} {canonical([[], named])}" if isinstance(named, dict) else None
