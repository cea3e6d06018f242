"""The keys of a campaign file, table by table: how each is checked, and what holds where it is left out."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from promptfuzz.campaign.file import FAIL_ON
from promptfuzz.campaign.kinds import (
    BAD,
    FLAG,
    TEXT,
    Check,
    Kind,
    Place,
    list_of,
    number,
    one_of,
    refusing,
    text_of,
    whole,
    wrong,
)
from promptfuzz.corpus import corpus_names
from promptfuzz.errors import UsageError, closest
from promptfuzz.mutators import MUTATORS, get_family
from promptfuzz.oracle.named import named_oracle
from promptfuzz.reporting.write import FORMATS
from promptfuzz.validation import check_name

LISTS = ("models", "corpora", "reports")
"""The tables of which there may be several, written [[models]]."""


@dataclass(frozen=True)
class Key:
    """One key of a table; `default` is as the reference says it."""

    name: str
    kind: Kind
    default: str


def _family(name: str) -> str:
    return get_family(name, controls=False).name


def _mutator(name: str) -> str:
    if name in MUTATORS:
        return name
    known = [known for known, _ in MUTATORS.items()]
    raise UsageError(
        f"expected one of the {len(known)} mutators, which promptfuzz mutate TEXT shows by family, got {name!r}"
        f"{closest(name, known)}"
    )


def _named(name: str, item: str, check_item: Check) -> Kind:
    plain = list_of(f"{name}, or a table of weights", check_item, least=1)
    weight = number("a weight above 0", 0, 1e6)

    def check(value: object, place: Place) -> object:
        if not isinstance(value, dict):
            names = plain.check(value, place)
            return BAD if names is BAD else dict.fromkeys(names, 1.0)
        weights = {check_item(key, place.at(key)): weight.check(given, place.at(key)) for key, given in value.items()}
        if not weights:
            return place.refuse(wrong(f"at least one {item}", value))
        return BAD if BAD in weights or BAD in weights.values() else weights

    return Kind(f"list of {name}, or a table of weights", check)


def _plugin(value: object, place: Place) -> object:
    if text_of(value, place) is BAD:
        return BAD
    text = str(value)
    is_file = Path(text).suffix in {".py", ".toml"} or os.sep in text
    return refusing(lambda name: place.load_plugin(name) and name)(place.path(text) if is_file else text, place)


def _embedder(value: object, place: Place) -> object:
    if text_of(value, place) is BAD:
        return BAD
    near = place.path(str(value))
    chosen = near if os.path.isdir(near) else str(value)
    return refusing(lambda name: named_oracle(name) and name)(chosen, place)


def _file_name(value: object, place: Place) -> object:
    if text_of(value, place) is BAD:
        return BAD
    if Path(str(value)).name != value:
        return place.refuse(wrong("a name that can be part of a file name", value))
    return value


def _samples(value: object, place: Place) -> object:
    return None if value == "auto" else whole(2).check(value, place)


def _corpus(name: str) -> str:
    return check_name("name", name, corpus_names())


_CORPUS = refusing(_corpus)
_SHARE = number("a number from 0 to 1", 0, 1, low_too=True)
_LEVEL = number("a number above 0, at most 1", 0, 1)
_ABOVE = number("a number above 0", 0, sys.float_info.max)

# Plugins come first: what they register may be named by all that follows.
TABLES: dict[str, tuple[Key, ...]] = {
    "campaign": (
        Key("plugins", list_of("files or modules", _plugin), "none"),
        Key("name", Kind("text", _file_name), "the file's name"),
        Key("seed", whole(), "`0`"),
        Key("families", _named("families", "family", refusing(_family)), "`paraphrase`, `reorder`, `degrade`"),
        Key("mutators", _named("mutators", "mutator", refusing(_mutator)), "all of the families"),
        Key("tolerance", _SHARE, "`0.1`"),
        Key("q", _LEVEL, "`0.05`"),
        Key("samples", Kind("`auto` or a whole number of at least 2", _samples), "`auto`"),
        Key("anytime", FLAG, "`false`"),
        Key("strict", FLAG, "`false`"),
        Key("fail_on", one_of(FAIL_ON), "`any`"),
    ),
    "budget": (
        Key("calls", whole(1), "400 a prompt and model, where no limit is given"),
        Key("tokens", whole(1), "none"),
        Key("minutes", _ABOVE, "none"),
        Key("usd", _ABOVE, "none"),
    ),
    "models": (Key("spec", TEXT, "required"),),
    "corpora": (
        Key("path", TEXT, "this or `name`"),
        Key("name", Kind("name of a packaged corpus", _CORPUS), "this or `path`"),
        Key("tags", list_of("texts", text_of), "every prompt"),
    ),
    "oracle": (
        Key("embedder", Kind("text", _embedder), "`default`"),
        Key("threshold", _SHARE, "`0.6`"),
        Key("error", _SHARE, "`0.01` typed, `0.05` free text"),
    ),
    "reports": (
        Key("format", one_of(FORMATS), "required"),
        Key("path", TEXT, "`reports/NAME.FORMAT`"),
    ),
}
