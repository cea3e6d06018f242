"""Checks a model's spec and options without loading it: against the registered loaders and what they take."""

import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any

from promptfuzz.campaign.file import ModelEntry
from promptfuzz.campaign.kinds import BAD, Place, is_secret, shown
from promptfuzz.errors import UsageError, closest
from promptfuzz.models.loading import registered_for
from promptfuzz.models.options import checked_options
from promptfuzz.models.protocol import MODELS, Loader, Model

LENGTHS = ("max_tokens", "max_new_tokens")
_NAMES = {
    int: "a whole number", float: "a number", bool: "true or false", str: "a text", dict: "a table", list: "a list",
    tuple: "a list", Mapping: "a table", Sequence: "a list",
}  # fmt: skip


def check_model(spec: str, options: Mapping[str, object], place: Place, spec_place: Place) -> object:
    """Return the entry of a model, or BAD where the spec or an option is wrong; each is a fault of its own."""
    try:
        found = registered_for(spec)
    except UsageError as error:
        return spec_place.refuse(str(error))
    if isinstance(found, Model):
        if options:
            named = ", ".join(map(shown_name, options))
            return place.refuse(f"expected no options for model {spec!r}, which declares its own, got {named}")
        return ModelEntry(spec, {}, place.where)
    if found.takes_rest and _in_range(found, "spec", spec.partition(":")[2], spec_place) is BAD:
        return BAD
    checked = {name: _option(found, spec, name, value, place.at(name)) for name, value in options.items()}
    return BAD if any(value is BAD for value in checked.values()) else ModelEntry(spec, checked, place.where)


def registered(spec: str) -> Model | None:
    """Return the model that is registered under `spec` as it stands, None where a loader makes it."""
    found = dict(MODELS.items()).get(spec)
    return found if isinstance(found, Model) else None


def longest_answer(entry: ModelEntry) -> int | None:
    """Return the most tokens of an answer of the model, None where neither its options nor their defaults say."""
    found = registered_for(entry.spec)
    for name in LENGTHS:
        value = entry.options.get(name)
        if value is None and isinstance(found, Loader):
            value = (getattr(found.function, "__kwdefaults__", None) or {}).get(name)
        if isinstance(value, int):
            return value
    return None


def takes_prices(entry: ModelEntry) -> bool:
    """Whether the model's loader takes the prices of its tokens."""
    found = registered_for(entry.spec)
    return isinstance(found, Loader) and "price_prompt" in (getattr(found.function, "__kwdefaults__", None) or {})


def shown_name(name: str) -> str:
    """Return the name of an option as a message shows it."""
    return name if name.isidentifier() else repr(name)


def _option(loader: Loader, spec: str, name: str, value: object, place: Place) -> object:
    valid = sorted(getattr(loader.function, "__kwdefaults__", None) or {})
    if name not in valid:  # the value is not shown: a key may have been written here by mistake
        return place.refuse(
            f"expected an option of model {shown(spec)} to be one of {', '.join(valid) or '(it takes none)'}, got "
            f"{shown_name(name)}{closest(name, valid)}"
        )
    hint = typing.get_type_hints(loader.function).get(name, str)
    wanted = typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, types.UnionType) else (hint,)
    if _fits(value, wanted):
        return _in_range(loader, name, value, place)
    if isinstance(value, str) and not is_secret(name):
        try:
            value = checked_options(loader.function, spec, {name: value})[name]
        except UsageError as error:
            return place.refuse(str(error))
        return _in_range(loader, name, value, place)
    named = " or ".join(dict.fromkeys(_NAMES.get(typing.get_origin(kind) or kind, "a text") for kind in _given(wanted)))
    got = f"a value of type {type(value).__name__}" if is_secret(name) else f"{name}={shown(value)}"
    return place.refuse(f"expected {named}, got {got}")


def _in_range(loader: Loader, name: str, value: object, place: Place) -> object:
    check = loader.checks.get(name)
    if check is not None and value is not None:
        try:
            check(value)
        except UsageError as error:
            return place.refuse(str(error))
    return value


def _given(wanted: tuple[Any, ...]) -> list[Any]:
    return [kind for kind in wanted if kind is not type(None)]


def _fits(value: object, wanted: tuple[Any, ...]) -> bool:
    """Whether a value of TOML, or None from the text "none", is of one of the types, a whole number being a number."""
    if value is None:
        return type(None) in wanted
    for kind in _given(wanted):
        plain = typing.get_origin(kind) or kind
        if plain is float and isinstance(value, int) and not isinstance(value, bool):
            return True
        if plain in (object, Any) or (plain is tuple and isinstance(value, list)):
            return True
        if isinstance(plain, type) and isinstance(value, plain) and isinstance(value, bool) == (plain is bool):
            return True
    return False
