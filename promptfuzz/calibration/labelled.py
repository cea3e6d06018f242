"""Labelled pairs of outputs: from a JSON Lines file to pairs that a person called the same or different."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from promptfuzz.errors import UsageError, closest
from promptfuzz.records import Answer, Text, answer_from_dict

FIELDS = ("a", "b", "same", "answer", "kind", "prompt")
_EXAMPLE = '{"a": "Paris", "b": "The capital is Paris.", "same": true}'


@dataclass(frozen=True, slots=True)
class Labelled:
    """Two outputs, and whether a person says that they mean the `same`.

    Attributes:
        answer: the answer type of the prompt, None where none was given.
        kind: what sort of pair it is, for a table by kind.
        prompt: the rendered prompt that both answer, so that text copied from it is no answer.
        line: where it stands in its file.
    """

    a: str
    b: str
    same: bool
    answer: Answer | None = None
    kind: str | None = None
    prompt: str = ""
    line: int = 0


def is_typed(pair: Labelled) -> bool:
    """Whether the answer type of a pair decides, so that neither embedder nor threshold matter."""
    return pair.answer is not None and not isinstance(pair.answer, Text)


def read_labelled(path: Path) -> list[Labelled]:
    """Return the pairs of a JSON Lines file.

    Raises:
        UsageError: the file cannot be read, holds no pair, or lines are bad; the message names every bad line.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"expected a JSON Lines file of labelled pairs, got {str(path)!r} ({error.strerror})"
        ) from None
    pairs: list[Labelled] = []
    bad: list[str] = []
    for number, line in _lines(data):
        try:
            pairs.append(_pair(line, number))
        except UsageError as error:
            bad.append(f"{path.name}, line {number}: {error}")
    bad += [f"{path.name}, line {line}: {what}" for line, what in _repeated(pairs)]
    if bad:
        head = "" if len(bad) == 1 else f"{len(bad)} bad lines in {path.name}; nothing was judged:\n"
        raise UsageError(head + "\n".join(bad))
    if not pairs:
        raise UsageError(f"{path.name}: expected at least one labelled pair, got an empty file; write {_EXAMPLE}")
    return pairs


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    # Not str.splitlines: it also splits at U+2028, which may stand unescaped in a JSON string.
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _pair(line: bytes, number: int) -> Labelled:
    try:
        row: Any = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise UsageError("expected UTF-8, got other bytes; save the file as UTF-8") from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise UsageError(f"expected a JSON object such as {_EXAMPLE}, got no JSON ({error})") from None
    if not isinstance(row, dict):
        raise UsageError(f"expected a JSON object such as {_EXAMPLE}, got {row!r:.60}")
    for key in row:
        if key not in FIELDS:
            raise UsageError(f"expected the fields {', '.join(FIELDS)}, got {key!r}{closest(key, FIELDS)}")
    _check(row, "a", str, "a text, the first output", needed=True)
    _check(row, "b", str, "a text, the second output", needed=True)
    _check(row, "same", bool, "true or false: whether a person says that they mean the same", needed=True)
    _check(row, "kind", str, "a text, what sort of pair it is")
    _check(row, "prompt", str, "a text, the rendered prompt")
    answer = None if row.get("answer") is None else answer_from_dict(row["answer"])
    return Labelled(row["a"], row["b"], row["same"], answer, row.get("kind"), row.get("prompt") or "", number)


def _check(row: dict[str, Any], field: str, wanted: type, what: str, *, needed: bool = False) -> None:
    value = row.get(field)
    if field not in row and needed:
        raise UsageError(f"expected {field!r} ({what}), got only {', '.join(map(repr, row)) or 'an empty object'}")
    if not isinstance(value, wanted) and (needed or value is not None):
        raise UsageError(f"expected {field!r} to be {what}, got {field}={json.dumps(value)[:60]}")


def _repeated(pairs: list[Labelled]) -> Iterator[tuple[int, str]]:
    """Yield the lines that judge a pair again: it would count twice, or both ways."""
    seen: dict[tuple[object, ...], Labelled] = {}
    for pair in pairs:
        key = (*sorted((pair.a, pair.b)), repr(pair.answer), pair.prompt)
        first = seen.setdefault(key, pair)
        if first.same != pair.same:
            yield (
                pair.line,
                f"expected one label a pair, got same={pair.same} here and {first.same} on line {first.line}",
            )
        elif first is not pair:
            yield pair.line, f"expected every pair once, got that of line {first.line} again; remove one of them"
