"""What a user reads of the plugin: the line at the head of a run, and the section at its end."""

from collections.abc import Iterator

from promptfuzz.pytest_plugin.desk import Desk
from promptfuzz.pytest_plugin.options import own_version
from promptfuzz.records import Finding, Results, StopReason
from promptfuzz.reporting.edited import described
from promptfuzz.reporting.text import one_line
from promptfuzz.reporting.wording import count

_LONGEST = 100


def summary_lines(
    results: Results, expected: dict[str, str], dismissed: int, budget: int | None
) -> Iterator[tuple[str, str]]:
    """Yield the lines of the section, each with its colour.

    Args:
        results: those of all tests.
        expected: why tests did not fail for what they found, by their node ids; empty for those that did.
        dismissed: how many findings of what was asked are dismissed.
        budget: the most calls of the run, None without a limit.
    """
    run = results.run
    hoped = [expected.get(finding.test or "", "") for finding in results.findings]
    for finding, why in zip(results.findings, hoped, strict=True):
        yield one_line(finding.test or "", _LONGEST) + (f"  ({why})" if why else ""), "" if why else "red"
        yield f"  {_finding(finding)}", ""
    for warning in run.warnings:
        yield f"undecided  {one_line(warning, 2 * _LONGEST)}", "yellow"
    told = [count(len(hoped), "finding")]
    told += [
        f"{number} {word}" for number, word in ((sum(map(bool, hoped)), "expected"), (dismissed, "dismissed")) if number
    ]
    told += _calls(results)
    yield ", ".join(told + ([] if budget is None else [f"of a budget of {budget:,}"])), ""
    if run.status is StopReason.BUDGET:
        yield "The budget ended: what came after was not asked, which is no pass.", "yellow"
    if run.status is StopReason.INTERRUPTED:
        yield "Interrupted: this is what was done until then.", "yellow"


def header(desk: Desk) -> str:
    """Return the line at the head of a run."""
    options = desk.options
    named = (("model", desk.model_spec), ("budget", options.budget), ("seed", options.seed), ("profile", desk.profile))
    parts = [f"{name} {one_line(str(value))}" for name, value in named if value is not None]
    return f"promptfuzz: {', '.join([own_version(), *parts])}"


def _finding(finding: Finding) -> str:
    edits = "; ".join(text for _, text in described(finding))
    kept = finding.id if finding.replay else ""  # what is not kept cannot be replayed by its id
    parts = (finding.verdict, f"{finding.prompt_id} ({finding.family})", edits, kept)
    return "  ".join(one_line(str(part), _LONGEST) for part in parts if part)


def _calls(results: Results) -> list[str]:
    run = results.run
    cost = "cost unknown" if run.cost_usd is None else f"${run.cost_usd:.4f}"
    cached, failed = f"{run.cached_calls:,} from the cache", f"{run.failed_calls:,} failed"
    return [count(run.calls, "call"), cached, failed, cost]
