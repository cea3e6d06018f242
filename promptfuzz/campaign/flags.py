"""What the command line says of a campaign: checked by the same rules as a file, under the names of the options."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from promptfuzz.campaign.checking import Given
from promptfuzz.campaign.file import CorpusEntry, ModelEntry, ReportEntry
from promptfuzz.campaign.kinds import BAD, Place
from promptfuzz.campaign.models_checked import check_model
from promptfuzz.campaign.schema import TABLES
from promptfuzz.errors import UsageError
from promptfuzz.reporting.write import parse_target

_SINGLE = {
    "--plugin": ("campaign", "plugins"),
    "--family": ("campaign", "families"),
    "--seed": ("campaign", "seed"),
    "--samples": ("campaign", "samples"),
    "--anytime": ("campaign", "anytime"),
    "--strict": ("campaign", "strict"),
    "--fail-on": ("campaign", "fail_on"),
    "--budget-calls": ("budget", "calls"),
    "--budget-tokens": ("budget", "tokens"),
    "--budget-minutes": ("budget", "minutes"),
    "--budget-usd": ("budget", "usd"),
}
"""The options that stand for one key, with its table."""


def as_count(text: str) -> int | str:
    """Return the whole number that `text` says, else `text` itself, for the check to accept or refuse."""
    return int(text) if text.isdecimal() and text.isascii() else text


@dataclass(frozen=True, slots=True)
class Flags:
    """The options that were given: `single` values by option, those of models, corpora and reports as texts."""

    single: Mapping[str, object] = field(default_factory=dict)
    models: tuple[str, ...] = ()
    model_options: Mapping[str, str] = field(default_factory=dict)
    corpora: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()


def check_flags(flags: Flags, place: Place) -> Given:
    """Return what the options say, as a file would; faults are noted under the name of the option."""
    given: Given = {"campaign": {}, "budget": {}}
    for option, (table, name) in _SINGLE.items():
        value = flags.single.get(option)
        if value is None or value == []:  # a list option that was not given may come as an empty list
            continue
        value = str(value) if isinstance(value, StrEnum) else value
        kind = next(key.kind for key in TABLES[table] if key.name == name)
        checked = kind.check(value, replace(place, file=option))
        if checked is not BAD:
            given[table][name] = checked
    if flags.corpora:
        given["corpora"] = [CorpusEntry(source, where="--corpus") for source in flags.corpora]
    if flags.tags:
        given["tags"] = flags.tags
    reports = [_report(text, replace(place, file="--report")) for text in flags.reports]
    if reports:
        given["reports"] = [report for report in reports if report is not BAD]
    return given


def _report(text: str, place: Place) -> object:
    name, given, path = text.partition("=")
    try:
        parse_target(name if not given else text)
    except UsageError as error:
        return place.refuse(str(error))
    return ReportEntry(name, path or None, "--report")


def chosen_models(flags: Flags, entries: tuple[ModelEntry, ...], place: Place) -> tuple[ModelEntry, ...]:
    """Return the models that were named, else `entries`; options of the command line are set for all of them.

    A model that is named and stands in `entries`, too, keeps the options that it has there.
    """
    known = {entry.spec: entry for entry in entries}
    chosen = entries
    if flags.models:
        chosen = tuple(known.get(spec, ModelEntry(spec, where="--model")) for spec in dict.fromkeys(flags.models))
    found = []
    for entry in chosen:
        options = {**entry.options, **flags.model_options}
        made = check_model(entry.spec, options, replace(place, file="--model-option"), replace(place, file="--model"))
        found.append(replace(made, where=entry.where) if isinstance(made, ModelEntry) else entry)
    return tuple(found)
