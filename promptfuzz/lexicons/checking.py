"""Checks a lexicon file as a whole: from its bytes to what is in it, or to every fault with its place and mend."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from promptfuzz.errors import UsageError, closest
from promptfuzz.lexicons.files import lexicon_files
from promptfuzz.lexicons.rule_faults import Fault
from promptfuzz.lexicons.shapes import SHAPES, entries_in, shape_of, table_faults
from promptfuzz.mutators.families import FAMILIES

TEXTS = ("provenance", "about", "family")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A lexicon file that was checked: its tables, and the family whose mutators they become, if any."""

    where: str
    tables: Mapping[str, Any]
    family: str | None = None
    about: str | None = None

    @property
    def contents(self) -> Mapping[str, int]:
        """How many entries there are of each shape."""
        counted: dict[str, int] = {}
        for table in self.tables.values():
            shape = shape_of(table)
            name = "?" if shape is None else shape.name
            counted[name] = counted.get(name, 0) + entries_in(table)
        return counted


def load_lexicon(name_or_path: str | Path) -> Lexicon:
    """Return a packaged lexicon (``"verbs"``) or that of a TOML file, checked.

    Raises:
        UsageError: there is no such file, or something in it is wrong; the message names every fault.
    """
    packaged = lexicon_files()
    try:
        if str(name_or_path) in packaged:
            return parse_lexicon(packaged[str(name_or_path)].read_bytes(), f"lexicon {name_or_path}")
        return parse_lexicon(Path(name_or_path).read_bytes(), str(name_or_path))
    except OSError as error:
        raise UsageError(
            f"expected a readable lexicon, got {str(name_or_path)!r} ({error.strerror}); name a TOML file, or one of "
            f"{', '.join(packaged)}{closest(str(name_or_path), packaged)}"
        ) from None


def parse_lexicon(data: bytes, where: str) -> Lexicon:
    """Return the lexicon in the bytes of a TOML file; `where` names it in messages.

    Raises:
        UsageError: something is wrong; the message names every fault with its table, entry, field and mend.
    """
    try:
        loaded = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise UsageError(f"{where}: expected UTF-8, got other bytes; save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{where}: expected TOML, got what cannot be read ({error}); mend it there") from None
    faults = [_message(where, name, fault) for name, fault in _faults(loaded)]
    if faults:
        head = "" if len(faults) == 1 else f"{len(faults)} faults in {where}:\n"
        raise UsageError(head + "\n".join(faults))
    tables = {name: table for name, table in loaded.items() if name not in TEXTS}
    return Lexicon(where, tables, loaded.get("family"), loaded.get("about"))


def family_lexicons() -> Iterator[Lexicon]:
    """Yield the packaged lexicons that name a family; the others are not parsed."""
    for name, file in lexicon_files().items():
        data = file.read_bytes()
        if re.search(rb"(?m)^family\s*=", data):
            yield parse_lexicon(data, f"lexicon {name}")


def _faults(loaded: Mapping[str, Any]) -> Iterator[tuple[str, Fault]]:
    if "provenance" not in loaded:
        yield "provenance", Fault('expected where the words come from, got nothing; write provenance = "..."')
    tables = [name for name in loaded if name not in TEXTS]
    if not tables:
        yield "", Fault("expected at least one table, got none; write a list or a table of entries")
    for name, value in loaded.items():
        if name in TEXTS:
            if not isinstance(value, str) or not value.strip():
                yield name, Fault(f'expected a text, got {value!r}; write {name} = "..."')
        elif not isinstance(value, list | dict):
            hint = closest(name, TEXTS) or "; make it a list or a table"
            yield name, Fault(f"expected one of {', '.join(TEXTS)} or a table of entries, got {name} = {value!r}{hint}")
        else:
            yield from ((name, fault) for fault in table_faults(value))
    if isinstance(loaded.get("family"), str):
        yield from _family_faults(loaded, tables)


def _family_faults(loaded: Mapping[str, Any], tables: list[str]) -> Iterator[tuple[str, Fault]]:
    family = loaded["family"]
    if family not in FAMILIES:
        yield "family", Fault(f"expected one of {', '.join(FAMILIES)}, got {family!r}{closest(family, FAMILIES)}")
    for name in tables:
        shape = shape_of(loaded[name])
        if shape is not None and not shape.mutates:
            wanted = ", ".join(shape.name for shape in SHAPES if shape.mutates)
            yield (
                name,
                Fault(
                    f"expected a table that says what becomes what ({wanted}), since the file names a family, got "
                    f"{shape.name}; move it to a lexicon without a family"
                ),
            )


def _message(where: str, table: str, fault: Fault) -> str:
    place = where
    if table in TEXTS:
        place += f", field {table!r}"
    elif table:
        place += f", table {'.'.join((table, *fault.inside))!r}"
    if fault.entry is not None:
        place += f", entry {fault.entry if isinstance(fault.entry, int) else repr(fault.entry)}"
    if fault.field is not None:
        place += f", field {fault.field!r}"
    return f"{place}: {fault.text}"
