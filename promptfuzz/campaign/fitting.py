"""Checks what only a whole campaign shows: prices for a limit in money, prompts for tags, places for reports."""

import os
from collections.abc import Iterator

from promptfuzz.campaign.file import CampaignFile, CorpusEntry, ModelEntry, ReportEntry
from promptfuzz.campaign.models_checked import registered, takes_prices
from promptfuzz.corpus import load_corpus, with_tags
from promptfuzz.errors import UsageError
from promptfuzz.mutators import MUTATORS
from promptfuzz.records import Prompt
from promptfuzz.reporting.write import parse_target


def misfits(campaign: CampaignFile, file: str) -> Iterator[str]:
    """Yield what does not go together in a campaign, each with the file and key that it comes from."""
    yield from _prices(campaign)
    models, budget = len(campaign.models), campaign.budget
    if budget is not None and budget.calls is not None and budget.calls < models:
        yield (
            f"{file}: budget.calls: expected at least a call for each of {models} models, got calls={budget.calls}; "
            "name fewer models"
        )
    for name in campaign.mutators or {}:
        family = MUTATORS.get(name).family
        if family not in campaign.families:
            yield (
                f"{file}: campaign.mutators: expected mutators of the families {', '.join(campaign.families)}, got "
                f"{name!r}, which is of {family!r}; add that family, or leave the mutator out"
            )
    yield from _gathered(campaign)[1]
    yield from _reports(campaign)


def load_prompts(campaign: CampaignFile) -> list[Prompt]:
    """Return the prompts of all corpora of a campaign, each with its tags.

    Raises:
        UsageError: a corpus is bad, two prompts share an id, or no prompt has a tag.
    """
    prompts, faults = _gathered(campaign)
    if faults:
        raise UsageError("\n".join(faults))
    return prompts


def _gathered(campaign: CampaignFile) -> tuple[list[Prompt], list[str]]:
    """Return the prompts of all corpora, and what is wrong with these."""
    came_from: dict[str, CorpusEntry] = {}
    prompts: list[Prompt] = []
    faults: list[str] = []
    for entry in campaign.corpora:
        where = f"{entry.where}: " if entry.where else ""
        try:
            found = with_tags(load_corpus(entry.source), entry.tags)
        except UsageError as error:
            faults.append(f"{where}{error}")
            continue
        for prompt in found:
            other = came_from.setdefault(prompt.key, entry)
            if other is not entry:
                faults.append(
                    f"{where}expected every prompt id once, got id={prompt.key!r} in {other.source} and again in "
                    f"{entry.source}; rename one of them, or leave one corpus out"
                )
        prompts += found
    try:
        return with_tags(prompts, campaign.tags), faults
    except UsageError as error:
        return prompts, faults or [f"--tag: {error}"]


def _prices(campaign: CampaignFile) -> Iterator[str]:
    usd = None if campaign.budget is None else campaign.budget.usd
    for entry in campaign.models:
        where = entry.where or "--model"
        lacking = [f"price_{of}" for of in ("prompt", "completion") if f"price_{of}" not in entry.options]
        if len(lacking) == 1:
            yield f"{where}: expected both prices of model {entry.spec!r}, got no {lacking[0]}; write 0 if it is free"
        elif usd is not None and not _is_priced(entry):
            mend = (
                "; give price_prompt and price_completion, in US dollars for a million tokens, or leave the limit out"
            )
            if not takes_prices(entry):
                mend = ", and it takes none; leave the limit out, or limit calls, tokens or minutes"
            yield f"{where}: expected a known price of model {entry.spec!r} for a limit of usd={usd:g}, got none{mend}"


def _is_priced(entry: ModelEntry) -> bool:
    own = registered(entry.spec)
    return entry.is_priced or getattr(own, "price", None) is not None


def _reports(campaign: CampaignFile) -> Iterator[str]:
    seen: dict[str, ReportEntry] = {}
    for entry in campaign.reports:
        path = str(entry.place(campaign.name))
        where = f"{entry.where}: " if entry.where else ""
        try:
            parse_target(f"{entry.format}={path}")
        except UsageError as error:
            yield f"{where}{error}"
        except (OSError, ValueError) as error:
            yield f"{where}expected a path that can be written, got {path!r:.80} ({error}); name another path"
        other = seen.setdefault(os.path.realpath(path), entry)
        if (other.where, other.format) != (entry.where, entry.format):  # the same twice is written once more, no worse
            yield f"{where}expected a path of its own for each report, got {path!r} twice; name another path"
