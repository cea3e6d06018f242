"""Checks what stands in a campaign file: from tables to settings, with every fault noted and none raised."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from promptfuzz.campaign.file import CorpusEntry, ReportEntry
from promptfuzz.campaign.kinds import BAD, Place, is_secret, shown, wrong
from promptfuzz.campaign.models_checked import check_model
from promptfuzz.campaign.schema import LISTS, TABLES, Key
from promptfuzz.errors import closest

Given = dict[str, Any]
"""What a file says: for each table of one its good values by key, for each list of tables its good entries."""


def check_document(document: Mapping[str, object], place: Place, *, flat: bool = False) -> Given:
    """Return the good values of `document`; what is wrong is noted as faults of `place`.

    With `flat` the keys of [campaign] stand beside the tables, as in [tool.promptfuzz].
    """
    own = [key.name for key in TABLES["campaign"]] if flat else []
    given: Given = {"campaign": {}}
    tables = {name: value for name, value in document.items() if name not in own}
    if flat:
        inside = {name: value for name, value in document.items() if name in own}
        given["campaign"] = _table(inside, TABLES["campaign"], place, "campaign")
    # In the order of the schema: a plugin is loaded before what it registers is named.
    for name in sorted(tables, key=lambda name: [*TABLES, name].index(name)):
        if name not in TABLES or (flat and name == "campaign"):
            place.at(name).refuse(_unknown(name, [*own, *TABLES], flat=flat))
        elif name in LISTS:
            found = _list(name, tables[name], place.at(name))
            if found is not BAD:
                given[name] = found
        else:
            given[name] = _table(tables[name], TABLES[name], place.at(name), name)
    return given


def _unknown(name: str, valid: list[str], *, flat: bool) -> str:
    homes = [table for table, keys in TABLES.items() if any(key.name == name for key in keys)]
    near = f"; did you mean {homes[0]}.{name}?" if homes and not flat else closest(name, valid)
    valid = [one for one in valid if not (flat and one == "campaign")]
    wanted = ", ".join(valid) if flat else ", ".join(_headed(one) for one in valid)
    return f"expected {'a key to be ' if flat else ''}one of {wanted}, got {shown(name)}{near}"


def _headed(table: str) -> str:
    return f"[[{table}]]" if table in LISTS else f"[{table}]"


def _table(value: object, keys: tuple[Key, ...], place: Place, name: str) -> Given:
    if not isinstance(value, dict):
        place.refuse(wrong(f"a table, written [{name}]", value))
        return {}
    known = {key.name: key for key in keys}
    for other in value:
        if other not in known:
            place.at(other).refuse(_unknown_key(other, known, value[other]))
    checked = {key.name: key.kind.check(value[key.name], place.at(key.name)) for key in keys if key.name in value}
    return {key: good for key, good in checked.items() if good is not BAD}


def _unknown_key(name: str, known: Mapping[str, Key], value: object) -> str:
    said = "" if is_secret(name) else f" = {shown(value)}"
    return f"expected one of {', '.join(known)}, got {shown(name)}{said}{closest(name, known)}"


def _list(name: str, value: object, place: Place) -> object:
    if not isinstance(value, list) or not value:
        return place.refuse(wrong(f"at least one table, written [[{name}]]", value))
    made = [_entry(name, entry, place.at(number)) for number, entry in enumerate(value)]
    return [entry for entry in made if entry is not BAD] or BAD


def _entry(name: str, value: object, place: Place) -> object:
    if not isinstance(value, dict):
        return place.refuse(wrong(f"a table, written [[{name}]]", value))
    return _MAKERS[name](value, place)


def _model(value: dict[str, object], place: Place) -> object:
    if "spec" not in value:
        return place.at("spec").refuse('expected the spec of a model, got none; write spec = "smollm2"')
    spec = TABLES["models"][0].kind.check(value["spec"], place.at("spec"))
    options = {name: option for name, option in value.items() if name != "spec"}
    return BAD if spec is BAD else check_model(_local(str(spec), place), options, place, place.at("spec"))


def _local(spec: str, place: Place) -> str:
    """Return the spec with a path that begins with a dot taken from the folder of the file."""
    name, colon, rest = spec.partition(":")
    dotted = rest.startswith((f".{os.sep}", f"..{os.sep}"))
    return f"{name}{colon}{place.path(rest)}" if dotted and place.folder != Path() else spec


def _corpus(value: dict[str, object], place: Place) -> object:
    before = len(place.faults)
    found = _table(value, TABLES["corpora"], place, "corpora")
    if len(place.faults) > before:
        return BAD
    if ("path" in found) == ("name" in found):
        said = "both" if found.get("path") else "neither"
        return place.refuse(f"expected path, of a file, or name, of a packaged corpus, got {said}; keep one of them")
    source = place.path(found["path"]) if "path" in found else found["name"]
    return CorpusEntry(source, found.get("tags", ()), place.where)


def _report(value: dict[str, object], place: Place) -> object:
    before = len(place.faults)
    found = _table(value, TABLES["reports"], place, "reports")
    if len(place.faults) > before:
        return BAD
    if "format" not in found:
        return place.at("format").refuse('expected the format of a report, got none; write format = "html"')
    path = place.path(found["path"]) if "path" in found else None
    return ReportEntry(found["format"], path, place.where)


_MAKERS: dict[str, Callable[[dict[str, object], Place], object]] = {
    "models": _model,
    "corpora": _corpus,
    "reports": _report,
}
