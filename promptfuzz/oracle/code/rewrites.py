"""From a Python tree to one in which usual ways of writing the same thing are one way."""

import ast
from collections import Counter

_MIRRORED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Gt: ast.Lt, ast.GtE: ast.LtE}
_DENIED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


class Canonical(ast.NodeTransformer):
    """Writes loops that collect or add up, guards that return, and results that are named first in one short form."""

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.target, ast.Name):
            return node
        old = ast.Name(node.target.id, ast.Load())
        return ast.Assign([node.target], ast.BinOp(old, node.op, node.value))

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        mirrored = _MIRRORED.get(type(node.ops[0])) if len(node.ops) == 1 else None
        return node if mirrored is None else ast.Compare(node.comparators[0], [mirrored()], [node.left])

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        test = node.operand
        if isinstance(node.op, ast.Not) and isinstance(test, ast.Compare) and len(test.ops) == 1:
            denied = _DENIED.get(type(test.ops[0]))
            return node if denied is None else ast.Compare(test.left, [denied()], test.comparators)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if all(keyword.arg for keyword in node.keywords):
            node.keywords.sort(key=lambda keyword: keyword.arg or "")
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        return _choice(node.test, node.body, node.orelse)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.body = _block(node.body)
        return node


def _block(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return the body of a function after as many rewritings as it has statements, from its end."""
    kept = list(body)
    for step in (_loop, _named, _guard):
        at = len(kept) - 1
        while at >= 0:
            if (shorter := step(kept, at)) is not None:
                kept[at:] = shorter
            at -= 1
    return kept


def _value(statement: ast.stmt) -> tuple[str, ast.expr] | None:
    """Return the name and the value of ``name = value``."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
        return (target.id, statement.value) if isinstance(target, ast.Name) else None
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
        return statement.target.id, statement.value
    return None


def _loop(body: list[ast.stmt], at: int) -> list[ast.stmt] | None:
    """Turn ``out = []; for x in xs: out.append(x)`` into a comprehension and ``s = 0; for ...: s += x`` into a sum."""
    first = _value(body[at])
    loop = body[at + 1] if at + 1 < len(body) else None
    if first is None or not isinstance(loop, ast.For) or loop.orelse or len(loop.body) != 1:
        return None
    name, start = first
    inner, tests = loop.body[0], []
    while isinstance(inner, ast.If) and not inner.orelse and len(inner.body) == 1:
        tests.append(inner.test)
        inner = inner.body[0]
    made = _collected(name, start, inner)
    if made is None or name in _names([*tests, loop.iter, made[1]]):
        return None
    over = [ast.comprehension(loop.target, loop.iter, tests, 0)]
    value: ast.expr = ast.ListComp(made[1], over)
    if made[0] == "sum":
        plain = not tests and ast.dump(_loaded(loop.target)) == ast.dump(made[1])
        value = ast.Call(ast.Name("sum", ast.Load()), [loop.iter if plain else ast.GeneratorExp(made[1], over)], [])
    return [ast.Assign([ast.Name(name, ast.Store())], value), *body[at + 2 :]]


def _collected(name: str, start: ast.expr, inner: ast.stmt) -> tuple[str, ast.expr] | None:
    """Return what a loop does with each thing: append it to an empty list, or add it to nought."""
    if isinstance(start, ast.List) and not start.elts and isinstance(inner, ast.Expr):
        call = inner.value
        if isinstance(call, ast.Call) and ast.unparse(call.func) == f"{name}.append" and len(call.args) == 1:
            return "list", call.args[0]
    if isinstance(start, ast.Constant) and start.value == 0 and (added := _value(inner)) and added[0] == name:
        total = added[1]
        if isinstance(total, ast.BinOp) and isinstance(total.op, ast.Add) and ast.unparse(total.left) == name:
            return "sum", total.right
    return None


def _loaded(target: ast.expr) -> ast.expr:
    return ast.Name(target.id, ast.Load()) if isinstance(target, ast.Name) else target


def _names(nodes: list[ast.expr]) -> Counter[str]:
    return Counter(inner.id for node in nodes for inner in ast.walk(node) if isinstance(inner, ast.Name))


def _named(body: list[ast.stmt], at: int) -> list[ast.stmt] | None:
    """Put a value that is named only to be used once by the ``return`` after it in the place of its name."""
    first = _value(body[at])
    last = body[at + 1] if at + 1 < len(body) else None
    if first is None or not isinstance(last, ast.Return) or last.value is None or len(body) != at + 2:
        return None
    if _names([last.value])[first[0]] != 1 or any(isinstance(node, _SCOPES) for node in ast.walk(last.value)):
        return None
    return [ast.Return(_Inline(*first).visit(last.value))]


_SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class _Inline(ast.NodeTransformer):
    def __init__(self, name: str, value: ast.expr) -> None:
        self.name, self.value = name, value

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self.value if node.id == self.name else node


def _guard(body: list[ast.stmt], at: int) -> list[ast.stmt] | None:
    """Turn ``if c: return a`` with ``return b`` after it, or under ``else``, into ``return a if c else b``."""
    test = body[at]
    if not isinstance(test, ast.If) or len(test.body) != 1 or not isinstance(test.body[0], ast.Return):
        return None
    rest = _block(test.orelse) if test.orelse else body[at + 1 :]
    if len(rest) > 1 or (rest and not isinstance(rest[0], ast.Return)):
        return None
    last = rest[0].value if rest and isinstance(rest[0], ast.Return) else None
    nothing = ast.Constant(None)
    return [ast.Return(_choice(test.test, test.body[0].value or nothing, last or nothing))]


def _choice(test: ast.expr, yes: ast.expr, no: ast.expr) -> ast.expr:
    """Return ``yes if test else no``; a comparison that chooses between True and False is its own value."""
    if isinstance(test, ast.Compare) and isinstance(yes, ast.Constant) and isinstance(no, ast.Constant):
        if yes.value is True and no.value is False:
            return test
        if yes.value is False and no.value is True and type(test.ops[0]) in _DENIED and len(test.ops) == 1:
            return ast.Compare(test.left, [_DENIED[type(test.ops[0])]()], test.comparators)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return ast.IfExp(test.operand, no, yes)
    return ast.IfExp(test, yes, no)
