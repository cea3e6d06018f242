"""Where the reports of a campaign go, one path a report and model, never the same twice; and from one to the others."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from promptfuzz.campaign.file import CampaignFile
from promptfuzz.records import Run
from promptfuzz.reporting.write import Target


def targets_of(campaign: CampaignFile, models: Sequence[str]) -> list[list[Target]]:
    """Return for each of `models`, by name, where its reports go.

    Where a campaign has several models, the name stands before the suffix, with a number where two are called alike.
    """
    several = len(campaign.models) > 1
    names = _apart([_in_path(name) for name in models])
    found = []
    for name in names:
        places = [(report.format, report.place(campaign.name)) for report in campaign.reports]
        if several:
            places = [(form, path.with_name(f"{path.stem}-{name}{path.suffix}")) for form, path in places]
        found.append([Target(form, path) for form, path in places])
    return found


def beside(path: Path, run: Run) -> list[Path]:
    """Return the reports that may be of other models of the campaign that wrote `path`: `campaign_of` says which are.

    All reports of a campaign are written when its last model is done, so what is older is of another night.

    Args:
        path: the report that was written last.
        run: what it tells of its run.
    """
    campaign = campaign_of(path, run)
    try:
        done = datetime.fromisoformat(run.finished).timestamp()
    except ValueError:  # a report is a text that anyone may write
        return []
    if campaign is None:
        return []
    others = (other for other in sorted(path.parent.iterdir()) if other != path and other.suffix == path.suffix)
    return [one for one in others if one.stem.startswith(f"{campaign}-") and one.stat().st_mtime >= done]


def campaign_of(path: Path, run: Run) -> str | None:
    """Return the name of the campaign of several models that wrote the report, None where it is not called like one."""
    named = re.fullmatch(rf"(.+)-{re.escape(_in_path(run.model.name))}(?:-\d+)?", path.stem)
    return named and named[1]


def _in_path(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "model"


def _apart(names: Sequence[str]) -> list[str]:
    """Return the names with a number behind those that came before."""
    seen: set[str] = set()
    made = []
    for name in names:
        number, own = 1, name
        while own.casefold() in seen:  # some file systems do not tell A from a
            number += 1
            own = f"{name}-{number}"
        seen.add(own.casefold())
        made.append(own)
    return made
