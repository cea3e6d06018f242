"""First names and surnames that are known: of which group and origin, and at which place of its list."""

from collections.abc import Mapping
from functools import lru_cache

from promptfuzz.lexicons import lexicon

GROUPS = ("women", "men", "neutral")
Kind = tuple[str, str]


@lru_cache(maxsize=1)
def first_names() -> Mapping[str, tuple[Kind, int]]:
    """Return the group, origin and number of every first name."""
    people = lexicon("people")
    tables = [(group, people[key]) for group in GROUPS for key in (f"known_{group}", group) if key in people]
    return {
        name: ((group, origin), index)
        for group, table in tables
        for origin, names in table.items()
        for index, name in enumerate(names)
    }


@lru_cache(maxsize=1)
def surnames() -> Mapping[str, tuple[str, int]]:
    """Return the origin and number of every surname."""
    tables: list[Mapping[str, list[str]]] = [lexicon("people")[key] for key in ("known_surnames", "surnames")]
    return {
        name: (origin, index) for table in tables for origin, names in table.items() for index, name in enumerate(names)
    }


def names_of(kind: Kind) -> list[str]:
    """Return the first names of a group and an origin."""
    listed: list[str] = lexicon("people")[kind[0]][kind[1]]
    return listed


def bare(word: str) -> str:
    """Return a word without a possessive ending."""
    return word.removesuffix("'s").removesuffix("’s")
