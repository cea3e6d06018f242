"""``promptfuzz run --dry-run``: from the plan of a campaign to tables of prompts, calls, tokens and prices."""

from contextlib import nullcontext
from typing import TYPE_CHECKING

from promptfuzz.cli.exits import console

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console
    from rich.table import Table

    from promptfuzz.campaign.file import CampaignFile
    from promptfuzz.campaign.plans import CampaignPlan, CellOffer, ModelCost, Range
    from promptfuzz.records import Budget


def print_plan(campaign: "CampaignFile", shown: "Console") -> None:
    """Print what a campaign would ask, and what that may cost; nothing is loaded and nothing is asked."""
    from promptfuzz.campaign.planning import plan_campaign

    waiting = console(stderr=True)
    with waiting.status("planning") if waiting.is_terminal else nullcontext():
        plan = plan_campaign(campaign)
    families = list(campaign.families)
    shown.print(f"campaign {_safe(campaign.name)}, seed {campaign.seed}: nothing was asked\n", style="bold")
    shown.print(_prompts(plan, families))
    shown.print(
        "\nA cell shows its sites and, after the slash, the distinct rewordings drawn from them, counted up to 60.",
        style="dim",
        soft_wrap=True,
    )
    empty = [prompt.key for prompt in plan.prompts if prompt.is_empty]
    if empty:
        shown.print(f"nothing to mutate: {_safe(', '.join(empty))}", style="yellow", soft_wrap=True)
    shown.print()
    shown.print(_calls(plan))
    shown.print()
    shown.print(_costs(plan))
    shown.print(
        "\nTokens are an estimate: four characters a token, and completions as long as the model allows. "
        "Prices are those of the options price_prompt and price_completion.",
        style="dim",
        soft_wrap=True,
    )
    for cost in plan.costs:
        for line in _limits(plan, cost):
            shown.print(line, soft_wrap=True)


def _prompts(plan: "CampaignPlan", families: list[str]) -> "Table":
    table = _table("prompt", "control calls", *families)
    for prompt in plan.prompts:
        cells = {cell.family: cell for cell in prompt.cells}
        table.add_row(_safe(prompt.key), f"{prompt.controls}", *(_offer(cells[family]) for family in families))
    offered = [[cell for p in plan.prompts for cell in p.cells if cell.family == name] for name in families]
    totals = [f"{sum(cell.variants > 0 for cell in cells)} of {len(cells)} cells" for cells in offered]
    table.add_section()
    controls = sum(prompt.controls for prompt in plan.prompts)
    table.add_row(f"{len(plan.prompts)} prompts", f"{controls:,}", *totals, style="bold")
    return table


def _offer(cell: "CellOffer") -> str:
    return f"{cell.sites}/{cell.variants}{'+' if cell.is_capped else ''}" if cell.variants else "nothing"


def _calls(plan: "CampaignPlan") -> "Table":
    table = _table("calls to judge every cell, for one model", "at least", "at most")
    for kind, name in (("deterministic", "if it is deterministic"), ("sampling", "if it samples")):
        total = plan.total(kind)
        table.add_row(name, f"{total.least:,.0f}", f"{total.most:,.0f}")
    return table


def _costs(plan: "CampaignPlan") -> "Table":
    table = _table("model", "calls", "prompt tokens", "completion tokens", "US dollars")
    for cost in plan.costs:
        completion = "unknown" if cost.completion is None else f"up to {cost.completion.most:,.0f}"
        usd = "unknown" if cost.usd is None else _span(cost.usd, _dollars)
        table.add_row(_safe(cost.entry.spec), _span(cost.calls), _span(cost.prompt), completion, usd)
    if len(plan.costs) > 1:
        known = [cost.usd for cost in plan.costs if cost.usd is not None]
        total = _span(sum(known[1:], known[0]), _dollars) if len(known) == len(plan.costs) else "unknown"
        table.add_section()
        table.add_row("all", "", "", "", total, style="bold")
    return table


def _limits(plan: "CampaignPlan", cost: "ModelCost") -> list[str]:
    """Return what the model's share of the budget is, and what it does not suffice for."""
    share, name = cost.share, _safe(cost.entry.spec)
    lines = [f"budget of {name}: {_said(share)}"]
    too_few = plan.too_few(share)
    if too_few is not None and share.calls is not None:
        lines.append(
            f"  {share.calls:,} calls for {plan.cells} cells: {too_few} a cell, fewer than 60: they are spent cell by "
            "cell, and the rest stay undecided"
        )
    estimated = cost.prompt.most + (cost.completion.most if cost.completion else 0)
    if share.tokens is not None and share.tokens < estimated:
        lines.append(f"  {share.tokens:,} tokens may end before the calls do: those may take {estimated:,.0f}")
    if share.usd is not None and cost.usd is not None and share.usd < cost.usd.most:
        lines.append(
            f"  {_dollars(share.usd)} US dollars may end before the calls do: those may take {_dollars(cost.usd.most)}"
        )
    return lines


def _said(share: "Budget") -> str:
    limits = {
        "calls": share.calls,
        "tokens": share.tokens,
        "minutes": share.minutes,
        "US dollars": share.usd,
    }
    given = [f"{value:,g} {name}" if isinstance(value, float) else f"{value:,} {name}" for name, value in limits.items()
             if value is not None]  # fmt: skip
    return ", ".join(given)


def _span(values: "Range", said: "Callable[[float], str]" = "{:,.0f}".format) -> str:
    least, most = said(values.least), said(values.most)
    return least if least == most else f"{least} to {most}"


def _dollars(value: float) -> str:
    """Return an amount that never looks like nothing when it is something."""
    return f"{value:,.2f}" if value >= 0.01 or value == 0 else f"{value:.1g}"


def _table(*titles: str) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for place, title in enumerate(titles):
        table.add_column(title, justify="right" if place else "left", overflow="fold")
    return table


def _safe(text: str) -> str:
    from promptfuzz.reporting.text import safe

    return safe(text)
