"""Answer types: what kind of answer a prompt asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from promptfuzz.errors import UsageError, closest


@dataclass(frozen=True, slots=True)
class Answer:
    """Base of the answer types; `kind` is its name in corpus files and reports."""

    kind: ClassVar[str] = "answer"

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, as in a corpus file."""
        return {"type": self.kind}


def _names(kind: str, names: tuple[object, ...], least: int) -> tuple[str, ...]:
    texts = tuple(name for name in names if isinstance(name, str) and name.strip())
    if len(texts) < len(names):
        raise UsageError(f"expected pf.{kind}('first', 'second', ...) with non-empty texts, got {names!r}")
    if len(texts) < least or len({text.casefold() for text in texts}) < len(texts):
        raise UsageError(f"expected at least {least} different texts for pf.{kind}, got {texts!r}")
    return texts


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Label(Answer):
    """One of a fixed set of label names: ``pf.Label("positive", "negative")``."""

    labels: tuple[str, ...]
    kind: ClassVar[str] = "label"

    def __init__(self, *labels: str) -> None:
        object.__setattr__(self, "labels", _names("Label", labels, 2))

    def __repr__(self) -> str:
        return f"pf.Label({', '.join(map(repr, self.labels))})"

    def to_dict(self) -> dict[str, Any]:
        return {"type": self.kind, "labels": list(self.labels)}


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Choice(Answer):
    """The letter of one of the options in the prompt: ``pf.Choice("A", "B", "C")``."""

    options: tuple[str, ...]
    kind: ClassVar[str] = "choice"

    def __init__(self, *options: str) -> None:
        object.__setattr__(self, "options", _names("Choice", options, 2))

    def __repr__(self) -> str:
        return f"pf.Choice({', '.join(map(repr, self.options))})"

    def to_dict(self) -> dict[str, Any]:
        return {"type": self.kind, "options": list(self.options)}


@dataclass(frozen=True, slots=True, repr=False)
class Number(Answer):
    """One number, in `unit` where the answer names one."""

    unit: str | None = None
    kind: ClassVar[str] = "number"

    def __repr__(self) -> str:
        return f"pf.Number(unit={self.unit!r})" if self.unit else "pf.Number()"

    def to_dict(self) -> dict[str, Any]:
        return {"type": self.kind, "unit": self.unit} if self.unit else {"type": self.kind}


@dataclass(frozen=True, slots=True, repr=False)
class YesNo(Answer):
    """Yes or no."""

    kind: ClassVar[str] = "yesno"

    def __repr__(self) -> str:
        return "pf.YesNo()"


@dataclass(frozen=True, slots=True, repr=False)
class Json(Answer):
    """A JSON value; compared by structure, whatever the key order and number format."""

    kind: ClassVar[str] = "json"

    def __repr__(self) -> str:
        return "pf.Json()"


@dataclass(frozen=True, slots=True, repr=False)
class Code(Answer):
    """Source code in `language`; compared without layout and comments."""

    language: str = "python"
    kind: ClassVar[str] = "code"

    def __repr__(self) -> str:
        return f"pf.Code({self.language!r})"

    def to_dict(self) -> dict[str, Any]:
        return {"type": self.kind, "language": self.language}


@dataclass(frozen=True, slots=True, repr=False)
class List(Answer):
    """A list of items; `ordered` says whether their order is part of the answer."""

    ordered: bool = False
    kind: ClassVar[str] = "list"

    def __repr__(self) -> str:
        return f"pf.List(ordered={self.ordered!r})"

    def to_dict(self) -> dict[str, Any]:
        return {"type": self.kind, "ordered": self.ordered}


@dataclass(frozen=True, slots=True, repr=False)
class Text(Answer):
    """Free text; an empty output agrees with nothing unless `allow_empty`."""

    allow_empty: bool = False
    kind: ClassVar[str] = "text"

    def __repr__(self) -> str:
        return f"pf.Text(allow_empty={self.allow_empty!r})"

    def to_dict(self) -> dict[str, Any]:
        return {"type": self.kind, "allow_empty": self.allow_empty}


_ALIASES = {"yes/no": "yesno", "yes_no": "yesno", "free_text": "text"}
_FIELDS: dict[str, tuple[type[Answer], str | None]] = {
    "label": (Label, "labels"),
    "choice": (Choice, "options"),
    "number": (Number, "unit"),
    "yesno": (YesNo, None),
    "json": (Json, None),
    "code": (Code, "language"),
    "list": (List, "ordered"),
    "text": (Text, "allow_empty"),
}


def answer_from_dict(data: Mapping[str, Any]) -> Answer:
    """Build an answer type from its JSON form.

    Raises:
        UsageError: the type is unknown, or a field does not belong to it.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("type"), str):
        raise UsageError(f'expected answer like {{"type": "label", "labels": [...]}}, got {data!r}')
    kind = _ALIASES.get(data["type"].lower(), data["type"].lower())
    if kind not in _FIELDS:
        raise UsageError(
            f"expected answer type to be one of {', '.join(_FIELDS)}, got type={data['type']!r}{closest(kind, _FIELDS)}"
        )
    build, field = _FIELDS[kind]
    extra = set(data) - {"type", field}
    if extra:
        raise UsageError(f"expected only {field or 'type'!r} in an answer of type {kind!r}, got {sorted(extra)!r}")
    if field is None or field not in data:
        if kind in {"label", "choice"}:
            raise UsageError(f"expected {field!r} in an answer of type {kind!r}, got {dict(data)!r}")
        return build()
    value = data[field]
    wanted: type = {"labels": list, "options": list, "ordered": bool, "allow_empty": bool}.get(str(field), str)
    if not isinstance(value, wanted) and not (field == "unit" and value is None):
        raise UsageError(f"expected {field!r} of an answer to be a {wanted.__name__}, got {value!r}")
    return build(*value) if isinstance(value, list) else build(**{field: value})
