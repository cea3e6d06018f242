"""What a project says of its tests: from [tool.promptfuzz] in pyproject.toml to a profile, a model and an oracle."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from promptfuzz.errors import UsageError
from promptfuzz.pytest_plugin.options import PROFILES

if TYPE_CHECKING:
    from promptfuzz.campaign.file import CampaignFile

_TABLE = re.compile(rb"^\s*\[+\s*tool\s*\.\s*promptfuzz\b|^\s*(tool\.)?promptfuzz\b.*=", re.MULTILINE)


@dataclass(frozen=True)
class Project:
    """The defaults of a project; `campaign` holds its models and its oracle, `where` is the name of the file."""

    where: str
    profile: str | None
    campaign: "CampaignFile"


def has_project(folder: Path) -> bool:
    """Whether a pyproject.toml in `folder` or above may speak of promptfuzz, which is cheaper to tell than to read."""
    return any(_speaks(above / "pyproject.toml") for above in (folder, *folder.parents))


def read_project(folder: Path) -> Project | None:
    """Return the defaults for the folder of a suite, None where no pyproject.toml has any.

    Raises:
        UsageError: something in the table is wrong; the message has all of it, with file and key.
    """
    if not has_project(folder):
        return None
    from promptfuzz.campaign.checking import check_document
    from promptfuzz.campaign.defaults import KEY, find_defaults
    from promptfuzz.campaign.file import DEFAULT_NAME, CampaignFile, OracleEntry
    from promptfuzz.campaign.kinds import Place, wrong

    found = find_defaults(folder)
    if found is None:
        return None
    faults: list[str] = []
    place = Place(str(found.path), (folder / found.path).parent, faults, _no_plugin, KEY)
    if not isinstance(found.table, dict):
        place.refuse(wrong(f"a table, written [{KEY}]", found.table))
    table: dict[str, Any] = found.table if isinstance(found.table, dict) else {}
    profile = table.get("profile")
    if profile is not None and profile not in PROFILES:
        place.at("profile").refuse(wrong(f"one of {', '.join(PROFILES)}", profile))
    own: dict[str, Any] = {name: table[name] for name in ("models", "oracle") if name in table}
    if "model" in table:
        own["models"] = [{"spec": table["model"]}]
    given = check_document(own, place, flat=True)
    if faults:
        raise UsageError("\n".join(faults))
    models, oracle = given.get("models", ()), OracleEntry(**given.get("oracle", {}))
    return Project(str(found.path), profile, CampaignFile(name=DEFAULT_NAME, models=tuple(models), oracle=oracle))


def _speaks(file: Path) -> bool:
    try:
        return _TABLE.search(file.read_bytes()) is not None
    except OSError:
        return False


def _no_plugin(name: str) -> object:
    return name
