"""Pairs of texts that give commands, expressions or patterns in ticks, or as all they say, or call a tool."""

import ast
import re
import warnings
from functools import lru_cache

from promptfuzz.oracle.code.calls import calls_in, calls_of
from promptfuzz.oracle.code.patterns import is_pattern, pattern_value
from promptfuzz.oracle.code.programs import code_value
from promptfuzz.oracle.code.shells import command_words, is_command
from promptfuzz.oracle.code.sources import ticked_program
from promptfuzz.oracle.code.structured import fenced
from promptfuzz.oracle.typed import verdict
from promptfuzz.records import Comparison

_SPAN = re.compile(r"(?<!`)`([^`\n]{1,300})`(?!`)")
_FENCE = re.compile(r"^[ \t]*```[^\n]*$", re.MULTILINE)
_DENIED = re.compile(
    r"\b(?:not|n't|never|avoid\w*|instead of|rather than|without|stop(?: using)?|replace)\b[^.;:!?\n,]{0,40}$",
    re.IGNORECASE,
)
_MOST, _NEAR, _LONGEST = 2, 60, 20_000
_MET = re.compile(r"[A-Za-z_]\w*")
_PLACEHOLDER = re.compile(r"<.*>|\[.*\]|\.{3}|…|[\"']?(?:your|my)[-_ ].*|\$\{?\w+\}?", re.IGNORECASE)
# Programs that do the work of each other under other names.
_STAND_IN = (
    frozenset({"npm", "yarn", "pnpm", "bun"}), frozenset({"curl", "wget"}), frozenset({"pip", "uv", "conda", "poetry"}),
    frozenset({"vi", "vim", "nano"}), frozenset({"docker", "docker-compose", "podman"}),
)  # fmt: skip


def compare_calls(a: str, b: str) -> Comparison | None:
    """Compare two texts that call tools, at least one of them as code; None where a side does more or less than that.

    Named arguments have no order, and neither quotes nor layout belong to a call.
    """
    if not (calls_in(a) or calls_in(b)):
        return None
    left, right = calls_of(a), calls_of(b)
    if not left or not right:
        return None
    if left == right:
        return verdict("the same call", same=True)
    return verdict(f"calls differ: {left[0][:60]} against {right[0][:60]}", same=False, score=0.05)


def compare_spans(a: str, b: str) -> Comparison | None:
    """Say that two texts tell to run or to write different things, where each gives one or two and none agrees.

    What one side alone gives is an example or an explanation, and so is a mere name.
    """
    one, other = _given(a), _given(b)
    for difference in (_patterns, _commands, _expressions):
        if (found := difference(one, other)) is not None:
            return found
    return None


@lru_cache(maxsize=4096)
def _spans(text: str) -> tuple[str, ...]:
    """Return what stands in ticks or in fences of one line, or the whole text, which is bare; nothing denied."""
    blocks = [block.strip() for _, block in fenced(text)]
    if blocks:
        return tuple(block for block in blocks if block and "\n" not in block)
    found = _SPAN.finditer(text)
    spans = [match[1] for match in found if not _DENIED.search(text[max(0, match.start() - _NEAR) : match.start()])]
    return tuple(dict.fromkeys(spans)) or (text.strip(),)


class _Given:
    """What a text gives to run or to write; `whole` says that it gives nothing else."""

    def __init__(self, text: str) -> None:
        self.text = text
        spans = _spans(text) if len(text) < _LONGEST else ()
        self.whole = len(spans) == 1 and spans[0] == _FENCE.sub("", text).strip().strip("`").strip()
        self.patterns = [span for span in spans if is_pattern(span)]
        others = [span for span in spans if not is_pattern(span)]
        commands = [command_words(span) for span in others if is_command(span)]
        self.commands = [words for words in commands if len(words) > 1]
        self.expressions = [span for span in others if "(" in span and ")" in span and not is_command(span)]


@lru_cache(maxsize=4096)
def _given(text: str) -> _Given:
    return _Given(text)


def _patterns(one: _Given, other: _Given) -> Comparison | None:
    if not (0 < len(one.patterns) <= _MOST and 0 < len(other.patterns) <= _MOST):
        return None
    left, right = ({pattern_value(span) for span in side.patterns} for side in (one, other))
    if left & right:
        whole = one.whole and other.whole
        return verdict("the same pattern", same=True, score=0.95) if whole else None
    bare = one.whole or other.whole
    if not bare and any(part in pattern or pattern in part for part in left for pattern in right):
        return None
    return verdict(f"patterns differ: {one.patterns[0]!r} against {other.patterns[0]!r}", same=False, score=0.15)


def _commands(one: _Given, other: _Given) -> Comparison | None:
    if not (0 < len(one.commands) <= _MOST and 0 < len(other.commands) <= _MOST):
        return None
    whole = one.whole + other.whole
    if whole and one.commands == other.commands:
        return verdict("the same command", same=True, score=0.95)
    if whole == _MOST:
        apart = not _maybe_one(one.commands[0], other.commands[0])
    else:
        pairs = [(left, right) for left in one.commands for right in other.commands]
        apart = all(_differ(left, right, one.text, other.text) for left, right in pairs)
        # Two commands may do in two steps what one does: "git fetch" and "git rebase" are "git pull --rebase".
        steps = len(one.commands) != len(other.commands)
        apart = apart and not (steps and any(_bare(left) & _bare(right) for left, right in pairs))
    left, right = (" ".join(side.commands[0]) for side in (one, other))
    return verdict(f"commands differ: {left!r} against {right!r}", same=False, score=0.2) if apart else None


def _bare(words: tuple[str, ...]) -> set[str]:
    return {word.strip("-") for word in words[1:]}


def _maybe_one(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether two commands have the same flags in another order, or a gap for what the other says."""
    if any(_PLACEHOLDER.fullmatch(word) for word in (*left, *right)):
        return True
    one, other = ([word for word in words if word[0] != "-"] for words in (left, right))
    return one == other and sorted(left) == sorted(right)


def _differ(left: tuple[str, ...], right: tuple[str, ...], a: str, b: str) -> bool:
    """Whether each command has a word that the other text does not have; two programs may do the same, if asked so."""
    if left[0] != right[0]:
        stand_in = any({left[0], right[0]} <= names for names in _STAND_IN)
        return left[1:] == right[1:] and not stand_in
    return bool(_own(left, right, b)) and bool(_own(right, left, a))


def _own(words: tuple[str, ...], others: tuple[str, ...], text: str) -> list[str]:
    own = [word for word in words if word not in others and not _PLACEHOLDER.fullmatch(word)]
    if any(_PLACEHOLDER.fullmatch(word) for word in others):
        own = [word for word in own if word[0] == "-"]
    return [word for word in own if not re.search(rf"(?<![\w-]){re.escape(word.strip('-'))}(?!\w)", text)]


def _expressions(one: _Given, other: _Given) -> Comparison | None:
    """Tell expressions apart of which each calls a function that the other text does not name.

    Where an expression is all that one text says, and the only one of the other, every sign of it counts.
    """
    if not (one.expressions and other.expressions):
        return None
    if one.whole or other.whole:
        only = [side.text if side.whole else ticked_program(side.text) or "" for side in (one, other)]
        called = all(_calls(text.strip().strip("`")) for text in only)
        if called and code_value(only[0]) != code_value(only[1]):
            return verdict(f"expressions differ: {only[0]!r} against {only[1]!r}", same=False, score=0.1)
    left, right = ([span for span in side.expressions if _calls(span)] for side in (one, other))
    if not (0 < len(left) <= _MOST and 0 < len(right) <= _MOST):
        return None
    names = [frozenset().union(*map(_calls, spans)) for spans in (left, right)]
    own = [sorted(names[0] - _named(other.text)), sorted(names[1] - _named(one.text))]
    if not all(own):
        return None
    return verdict(f"expressions differ: {left[0]!r} against {right[0]!r}", same=False, score=0.25)


def _named(text: str) -> frozenset[str]:
    return frozenset(_MET.findall(text))


@lru_cache(maxsize=4096)
def _calls(span: str) -> frozenset[str]:
    """Return the functions that an expression calls with arguments, none where it only mentions one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(span.strip(), mode="eval")
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
        if all(isinstance(item, ast.Constant) and item.value is ... for call in calls for item in call.args):
            return frozenset()
        names = (_MET.findall(ast.unparse(call.func)) for call in calls)
        return frozenset(found[-1] for found in names if found)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
