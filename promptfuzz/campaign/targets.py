"""Where the reports of a campaign go: one path a report and model, never the same twice."""

import re
from collections.abc import Sequence

from promptfuzz.campaign.file import CampaignFile
from promptfuzz.reporting.write import Target


def targets_of(campaign: CampaignFile, models: Sequence[str]) -> list[list[Target]]:
    """Return for each of `models`, by name, where its reports go.

    Where a campaign has several models, the name stands before the suffix, with a number where two are called alike.
    """
    several = len(campaign.models) > 1
    names = _apart([re.sub(r"[^\w.-]+", "-", name).strip("-.") or "model" for name in models])
    found = []
    for name in names:
        places = [(report.format, report.place(campaign.name)) for report in campaign.reports]
        if several:
            places = [(form, path.with_name(f"{path.stem}-{name}{path.suffix}")) for form, path in places]
        found.append([Target(form, path) for form, path in places])
    return found


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
