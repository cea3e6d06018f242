"""Puts a campaign together: the project's defaults, the file, and the command line, the later over the earlier."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from promptfuzz.campaign.checking import Given, check_document
from promptfuzz.campaign.defaults import FOR_TESTS, KEY, Defaults, find_defaults
from promptfuzz.campaign.file import DEFAULT_NAME, CampaignFile, OracleEntry
from promptfuzz.campaign.fitting import misfits
from promptfuzz.campaign.flags import Flags, check_flags, chosen_models
from promptfuzz.campaign.kinds import Place, text_of, wrong
from promptfuzz.campaign.reading import read_toml
from promptfuzz.errors import UsageError
from promptfuzz.records import Budget


def load_campaign(path: Path | None, flags: Flags, load_plugin: Callable[[str], object]) -> CampaignFile:
    """Return the campaign of a file, of the project's defaults where there is none, and of the command line.

    Raises:
        UsageError: something is wrong; the message has everything that is, each with file and key.
    """
    faults: list[str] = []
    place = Place("", Path(), faults, load_plugin)
    defaults = _read(lambda: find_defaults(Path.cwd()), faults)
    named, layers = _of_project(defaults, place)
    path = path or named
    if path is not None:
        document = _read(lambda: read_toml(path), faults)
        layers.append(check_document(document or {}, replace(place, file=str(path), folder=path.parent)))
    layers.append(check_flags(flags, place))
    sources = [file for file in (defaults and defaults.path, path) if file is not None]
    campaign = replace(_merged(layers, DEFAULT_NAME if path is None else path.stem), sources=tuple(map(str, sources)))
    before = len(faults)
    models = chosen_models(flags, campaign.models, place)
    campaign = replace(campaign, models=models)
    if len(faults) == before:
        faults += misfits(campaign, "command line" if path is None else str(path))
    if faults:
        faults = list(dict.fromkeys(faults))
        head = "" if len(faults) == 1 else f"{len(faults)} faults; nothing was asked:\n"
        raise UsageError(head + "\n".join(faults))
    return campaign


def _read(read: Callable[[], Any], faults: list[str]) -> Any:
    try:
        return read()
    except UsageError as error:
        faults.append(str(error))
        return None


def _of_project(defaults: Defaults | None, place: Place) -> tuple[Path | None, list[Given]]:
    """Return the campaign file that the project names, if it does, and what else it says."""
    if defaults is None:
        return None, []
    own = replace(place, file=str(defaults.path), folder=defaults.path.parent, key=KEY)
    if not isinstance(defaults.table, dict):
        own.refuse(wrong(f"a table, written [{KEY}]", defaults.table))
        return None, []
    table = {name: value for name, value in defaults.table.items() if name not in FOR_TESTS}
    if "model" in table:
        spec = table.pop("model")
        if "models" in table:
            own.at("model").refuse(f"expected model or [[{KEY}.models]], got both; keep one of them")
        table = {"models": [{"spec": spec}], **table}
    named = text_of(table.pop("campaign"), own.at("campaign")) if "campaign" in table else None
    file = Path(own.path(named)) if isinstance(named, str) else None
    return file, [check_document(table, own, flat=True)]


def _merged(layers: Sequence[Given], name: str) -> CampaignFile:
    tables: Given = {"campaign": {"name": name}, "budget": {}, "oracle": {}}
    plugins: list[str] = []
    for layer in layers:
        plugins += layer["campaign"].get("plugins", ())
        for table in ("campaign", "budget", "oracle"):
            tables[table] |= layer.get(table, {})
        tables |= {key: layer[key] for key in ("models", "corpora", "reports", "tags") if key in layer}
    made = CampaignFile(**tables["campaign"] | {"plugins": tuple(dict.fromkeys(plugins))})
    return replace(
        made,
        models=tuple(tables.get("models", made.models)),
        corpora=tuple(tables.get("corpora", made.corpora)),
        tags=tuple(tables.get("tags", ())),
        budget=Budget(**tables["budget"]) if tables["budget"] else None,
        oracle=OracleEntry(**tables["oracle"]),
        reports=tuple(tables.get("reports", made.reports)),
    )
