"""Checks of single values of a campaign file: from what TOML gave to a value, or to a fault with file and key."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from promptfuzz.errors import UsageError, closest
from promptfuzz.models.key_shapes import looks_like_key
from promptfuzz.models.redaction import HIDDEN, looks_secret

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_HEADERS = {"header", "headers"}
_LONGEST = 80
_BITS_64 = 1 << 63  # what TOML promises of whole numbers
BAD: Final = object()
"""Stands where a value was wrong; the fault is in the list of its place."""


@dataclass(frozen=True)
class Place:
    """Where a value stands: the `file` as it was named, the dotted `key`, and the `folder` that paths start from.

    `faults` collects what is wrong, over all places of a file; `load_plugin` loads one, or raises UsageError.
    """

    file: str
    folder: Path
    faults: list[str]
    load_plugin: Callable[[str], object]
    key: str = ""

    def at(self, name: str | int) -> "Place":
        """Return the place of a key or of an item of a list."""
        if isinstance(name, int):
            return replace(self, key=f"{self.key}[{name}]")
        own = name if _BARE.match(name) else repr(name)
        return replace(self, key=f"{self.key}.{own}" if self.key else own)

    @property
    def where(self) -> str:
        """The file and the key, as messages begin."""
        if not self.key:
            return self.file
        return f"{self.file}{self.key}" if self.key.startswith("[") else f"{self.file}: {self.key}"

    def refuse(self, message: str) -> object:
        """Note a fault of this place and return BAD."""
        self.faults.append(f"{self.where}: {message}")
        return BAD

    def path(self, text: str) -> str:
        """Return a path of the file as one from the working directory."""
        return str(self.folder / text)


Check = Callable[[object, Place], Any]


@dataclass(frozen=True)
class Kind:
    """A type of value: its `name` in the reference, and the check that gives the value or BAD."""

    name: str
    check: Check


def is_secret(name: str) -> bool:
    """Whether what is called so may be a secret, which no message shows."""
    return looks_secret(name) or name.lower() in _HEADERS


def shown(value: object) -> str:
    """Return `value` as a message shows it, shortened and without what may be a secret."""
    try:
        text = repr(_bare(value))
    except ValueError:  # a whole number of more digits than Python prints
        text = "a whole number of thousands of digits"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _bare(value: object) -> object:
    if isinstance(value, dict):
        return {key: HIDDEN if is_secret(key) else _bare(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_bare(inner) for inner in value]
    return HIDDEN if looks_like_key(value) else value


def wrong(wanted: str, value: object, mend: str = "") -> str:
    """Return the sentence for a value that is not what was wanted."""
    return f"expected {wanted}, got {shown(value)}{mend}"


def _number_mend(value: object) -> str:
    return "; write it without quotes" if isinstance(value, str) and re.fullmatch(r"[-+\d._]+", value.strip()) else ""


def whole(least: int | None = None) -> Kind:
    """Return the kind of whole numbers of at least `least`, within 64 bits."""
    wanted = "a whole number" if least is None else f"a whole number of at least {least}"

    def check(value: object, place: Place) -> object:
        good = isinstance(value, int) and not isinstance(value, bool) and -_BITS_64 <= value < _BITS_64
        if good and (least is None or (isinstance(value, int) and value >= least)):
            return value
        return place.refuse(wrong(wanted, value, _number_mend(value)))

    return Kind(wanted, check)


def number(wanted: str, low: float, high: float, *, low_too: bool = False) -> Kind:
    """Return the kind of numbers above `low` (or from it, with `low_too`) and at most `high`; `wanted` says so."""

    def check(value: object, place: Place) -> object:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and (low < value <= high or (low_too and value == low)):  # type: ignore[operator]
            return float(value)  # type: ignore[arg-type]
        return place.refuse(wrong(wanted, value, _number_mend(value)))

    return Kind(wanted, check)


def _flag(value: object, place: Place) -> object:
    mend = "; write it without quotes" if value in ("true", "false") else ""
    return value if isinstance(value, bool) else place.refuse(wrong("true or false", value, mend))


def text_of(value: object, place: Place) -> object:
    """Check for a text that is not blank and has no NUL, which no path may have."""
    if isinstance(value, str) and value.strip() and "\0" not in value:
        return value
    return place.refuse(wrong("a text", value, '; write "..."' if not isinstance(value, str) else ""))


def one_of(names: Iterable[str]) -> Kind:
    """Return the kind of texts that are one of `names`."""
    valid = list(names)

    def check(value: object, place: Place) -> object:
        if isinstance(value, str) and value in valid:
            return value
        near = closest(value, valid) if isinstance(value, str) else ""
        return place.refuse(wrong(f"one of {', '.join(valid)}", value, near))

    return Kind(" or ".join(f"`{name}`" for name in valid), check)


def list_of(name: str, check_item: Check, *, least: int = 0) -> Kind:
    """Return the kind of lists of at least `least` different items, called `name` in the plural."""

    def check(value: object, place: Place) -> object:
        if not isinstance(value, list) or len(value) < least:
            return place.refuse(wrong(f"a list of {name}", value, "; write [...]"))
        items = [check_item(item, place.at(number)) for number, item in enumerate(value)]
        return BAD if any(item is BAD for item in items) else tuple(dict.fromkeys(items))

    return Kind(f"list of {name}", check)


def refusing(function: Callable[[str], object]) -> Check:
    """Return the check of a text by a function that raises UsageError, and gives what becomes of the text."""

    def check(value: object, place: Place) -> object:
        if text_of(value, place) is BAD:
            return BAD
        try:
            return function(str(value))
        except UsageError as error:
            return place.refuse(str(error))

    return check


FLAG = Kind("true or false", _flag)
TEXT = Kind("text", text_of)
