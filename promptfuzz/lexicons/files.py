"""Lexicon files: from TOML in `corpora/lexicons` to word lists, tables and rules, each read once."""

import tomllib
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from promptfuzz.lexicons.rules import Rule, rule_of

PACKAGE = "promptfuzz.corpora"


def lexicon_files() -> dict[str, Traversable]:
    """Return the packaged lexicons by name, sorted."""
    try:
        folder = resources.files(PACKAGE).joinpath("lexicons")
    except ModuleNotFoundError:
        return {}
    found = {item.name.removesuffix(".toml"): item for item in folder.iterdir() if item.name.endswith(".toml")}
    return dict(sorted(found.items()))


@lru_cache(maxsize=64)
def lexicon(name: str) -> dict[str, Any]:
    """Return the data of ``corpora/lexicons/NAME.toml``."""
    return tomllib.loads(resources.files(PACKAGE).joinpath("lexicons", f"{name}.toml").read_text("utf-8"))


@lru_cache(maxsize=64)
def words_in(name: str, key: str) -> frozenset[str]:
    """Return the words listed under `key` of lexicon `name`."""
    listed: list[str] = lexicon(name)[key]
    return frozenset(listed)


@lru_cache(maxsize=64)
def rules(name: str, key: str) -> tuple[Rule, ...]:
    """Return the rules under `key` of lexicon `name`, in their order: the first that matches a span has it."""
    return tuple(rule_of(entry) for entry in lexicon(name)[key])
