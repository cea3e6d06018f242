"""From an output to a JSON value, in a canonical text."""

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

_FENCED = re.compile(r"```[ \t]{0,8}([\w+#.-]{0,20})[^\n]{0,80}\n(.*?)(?:\n[ \t]{0,8}```|\Z)", re.DOTALL)
# Each try reads on from one brace; more of them would make hostile text quadratic.
_TRIES = 20
_DEPTH = 200
# How a bracket goes on that was meant as JSON: "{name}" and "[see below]" are prose.
_MEANT = re.compile(r"\{\s*(?:[\"'{}\[]|//|/\*|[\w-]{1,60}\s*:)|\[\s*(?:[\"'{\[\]]|//|/\*)")
# A string ends with its line at the latest, so that one quote too few hides no more than that.
_BRACKET_OR_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"?|[{}\[\]]")
_FIELD_BEFORE = re.compile(r"\"[^\"\n]{1,80}\"\s*:\s*\Z")
_MORE = re.compile(r"\s*[,}\]]")
_LONGEST_FIELD = 100
# Written as strings, too: {"open": "Yes"}
_BOOLEAN = frozenset({"yes", "no", "true", "false"})


def fenced(text: str) -> list[tuple[str, str]]:
    """Return the fenced blocks of `text` as (language, content)."""
    return [(match[1].casefold(), match[2]) for match in _FENCED.finditer(text)] if "```" in text else []


def _reject(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_int=Decimal, parse_float=Decimal, parse_constant=_reject)


def decoded(text: str) -> Any:
    """Return the value of JSON text, numbers as Decimal.

    Raises:
        ValueError: it is none; ArithmeticError or RecursionError: it is beyond all measure.
    """
    return _DECODER.decode(text)


def canonical(value: Any, depth: int = 0) -> str:
    """Return a value of JSON in one text for equal values; `depth` counts the brackets around it.

    Raises:
        RecursionError: it is nested too deep.
    """
    if depth > _DEPTH:
        raise RecursionError
    if isinstance(value, dict):
        items = (f"{json.dumps(name)}: {canonical(value[name], depth + 1)}" for name in sorted(value))
        return "{" + ", ".join(items) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(canonical(item, depth + 1) for item in value) + "]"
    if isinstance(value, str) and value.casefold() in _BOOLEAN:
        value = value.casefold()
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
        return canonical(decoded(text))
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
        start = min(starts)
        try:
            value, at = _DECODER.raw_decode(text, start)
            # "[1]" in running text is a footnote, "[]" nothing: only an object is an answer among words.
            answers = isinstance(value, dict) or (isinstance(value, list) and len(value) > 1)
            if answers and not _is_member(text, start, at):
                found.append(canonical(value))
        except (ValueError, InvalidOperation, RecursionError):
            at = _past(text, start)
    return found


def _past(text: str, start: int) -> int:
    """Return where to read on after the bracket at `start`, which no value begins: behind what was meant as one.

    A part of a broken value is not the value: what stands in it is passed over, all that follows if nothing closes it.
    A bracket of prose is only stepped over.
    """
    if not _MEANT.match(text, start):
        return start + 1
    depth = 0
    for match in _BRACKET_OR_STRING.finditer(text, start):
        depth += 1 if match.group() in "{[" else -1 if match.group() in "}]" else 0
        if not depth:
            return match.end()
    return len(text)


def _is_member(text: str, start: int, stop: int) -> bool:
    """Whether the value at ``text[start:stop]`` is one field of an object whose opening brace is not there."""
    return bool(_FIELD_BEFORE.search(text[max(0, start - _LONGEST_FIELD) : start]) and _MORE.match(text, stop))


_JSON_START = re.compile(r"\s*(?:```\w*\s*)?[\[{]\s*(?:[\[{]\s*)*\"[^\"\n]{1,80}\"\s*[:,]")


def looks_like_json(text: str) -> bool:
    """Whether `text` begins as a JSON object or array, whole or broken off."""
    return bool(_JSON_START.match(text))
