"""What a user reads of the plugin: the line at the head of a run, and the section at its end."""

from collections.abc import Iterator

from promptfuzz.pytest_plugin.desk import Desk
from promptfuzz.pytest_plugin.options import own_version
from promptfuzz.records import Finding, Results, StopReason
from promptfuzz.reporting.text import one_line
from promptfuzz.reporting.view import describe
from promptfuzz.reporting.wording import count

_LONGEST = 100


def summary_lines(results: Results, tests: dict[str, str], budget: int | None) -> Iterator[tuple[str, str]]:
    """Yield the lines of the section, each with its colour; `tests` are the node ids of findings by their id."""
    run = results.run
    for finding in results.findings:
        yield one_line(tests.get(finding.id, ""), _LONGEST), "red"
        yield f"  {_finding(finding)}", ""
    for warning in run.warnings:
        yield f"undecided  {one_line(warning, 2 * _LONGEST)}", "yellow"
    yield f"{_counts(results)}{'' if budget is None else f', of a budget of {budget:,}'}", ""
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
    edits = "; ".join(describe(edit) for edit in finding.minimal.edits)
    parts = (finding.verdict, f"{finding.prompt_id} ({finding.family})", edits, finding.id)
    return "  ".join(one_line(str(part), _LONGEST) for part in parts if part)


def _counts(results: Results) -> str:
    run = results.run
    cost = "cost unknown" if run.cost_usd is None else f"${run.cost_usd:.4f}"
    cached, failed = f"{run.cached_calls:,} from the cache", f"{run.failed_calls:,} failed"
    return f"{count(len(results.findings), 'finding')}, {count(run.calls, 'call')}, {cached}, {failed}, {cost}"
