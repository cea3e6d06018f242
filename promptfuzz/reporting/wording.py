"""The words and marks of reports: from verdicts and numbers to what a reader sees."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from promptfuzz.events import Phase
from promptfuzz.records import Cell, Finding, Relation, Results, Run, StopReason, Verdict


@dataclass(frozen=True, slots=True)
class Look:
    """How a verdict is shown: its `mark`, one `word`, the words after a number, the `colour`, what it `means`."""

    mark: str
    word: str
    counted: str
    colour: str
    means: str


LOOKS = {
    Verdict.DEPENDENT: Look(
        "✗", "dependent", "dependent", "red",
        "Rewordings that ask for the same thing change the meaning of the answer more often than repeats and "
        "harmless white space do, by more than the tolerance. It does not say which answer is right.",
    ),
    Verdict.COUNTEREXAMPLE: Look(
        "!", "counterexample", "counterexamples", "red",
        "One rewording demonstrably flips the answer, and did so again when asked again. It says nothing about how "
        "many other rewordings do.",
    ),
    Verdict.STABLE: Look(
        "✓", "stable", "stable", "green",
        "Enough different rewordings were tried and next to none changed the meaning. It does not say that the "
        "answers are right, nor that no wording at all would change them.",
    ),
    Verdict.UNDECIDED: Look(
        "?", "undecided", "undecided", "yellow",
        "The calls made do not settle it in either direction. This is not a pass.",
    ),
    Verdict.UNMEASURABLE: Look(
        "–", "unmeasurable", "unmeasurable", "yellow",
        "The answers hardly move even when something else is asked for, or could not be compared, so holding still "
        "under rewordings proves nothing.",
    ),
    Verdict.FOLLOWS: Look(
        "✓", "follows", "contrasts followed", "green",
        "Asked for something else, the model answers something else: the control that makes “stable” mean something.",
    ),
    Verdict.IGNORES: Look(
        "✗", "ignores", "contrasts ignored", "red",
        "Asked for something else, the model still answers the same: it does not read the instruction.",
    ),
}  # fmt: skip


PHASES = {
    Phase.CONTROLS: "asking the prompts as written, with placebos and contrasts",
    Phase.PROBING: "asking many edits at once",
    Phase.CELLS: "asking rewordings",
    Phase.LOOKS: "the model samples: asking the prompts as written and rewordings, many times each",
    Phase.SHRINKING: "looking for the fewest edits that still change the answer",
    Phase.EXPLAINING: "weighing words and doses of what was found dependent",
    Phase.SUGGESTING: "trying rewordings that answered better",
}


def share(value: float | None) -> str:
    """Return a share 0..1 in percent, ``–`` where it is unknown."""
    return "–" if value is None else f"{100 * value:.0f}%"


def points(value: float | None) -> str:
    """Return a dependence with two decimals and its sign, ``–`` where it is unknown."""
    return "–" if value is None else f"{value:+.2f}".replace("-", "−")


def interval(ci: tuple[float, float] | None) -> str:
    """Return a two-sided 90% interval, empty where there is none."""
    return "" if ci is None else f"{ci[0]:.2f} to {ci[1]:.2f}".replace("-", "−")


def probability(value: float | None) -> str:
    """Return a p- or q-value, ``–`` where there is none."""
    if value is None:
        return "–"
    return "<.001" if value < 0.001 else f"{value:.3f}".removeprefix("0")


def duration(seconds: float) -> str:
    """Return a time such as ``4 s``, ``3 min 20 s`` or ``2 h 5 min``."""
    if not math.isfinite(seconds):
        return "an unknown time"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s" if seconds >= 10 else f"{seconds:.1f} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"


def count(number: int, thing: str) -> str:
    """Return ``1 prompt`` or ``1,200 prompts``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def flips(cell: Cell) -> str:
    """Say how often the answer changed in a cell."""
    if not cell.variants:
        return "no rewording was judged"
    thing = "rewordings" if cell.relation is Relation.INVARIANT else "other instructions"
    return f"{cell.flips} of {cell.variants} {thing} changed the answer"


def size(finding: Finding) -> str:
    """Say how large the dependence of a finding is, with its interval; empty where it was not measured."""
    if finding.dependence is None:
        return ""
    text = f"{points(finding.dependence)} against chance"
    return text if finding.ci is None else f"{text}, 90% interval {interval(finding.ci)}"


def how_often(finding: Finding, cell: Cell | None = None) -> str:
    """Say how often the answer of a finding flips, and how large that is."""
    often, large = finding.summary.rstrip(".") or (flips(cell) if cell is not None else ""), size(finding)
    return f"{often} ({large})" if often and large else often or large


def run_line(run: Run) -> str:
    """Say in one line what a run took and why it stopped."""
    parts = [count(run.calls, "call"), f"{run.cached_calls:,} cached", f"{run.failed_calls:,} failed"]
    if run.judge_calls:
        parts.append(f"{count(run.judge_calls, 'question')} to the second opinion")
    if run.tokens.prompt is not None or run.tokens.completion is not None:
        parts.append(f"{(run.tokens.prompt or 0) + (run.tokens.completion or 0):,} tokens")
    if run.cost_usd is not None:
        parts.append(f"${run.cost_usd:.2f}")
    return f"{', '.join(parts)}, {duration(run.seconds)}. {run.status.sentence}"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def headline(results: Results) -> str:
    """Say what a run found in one sentence, claiming no more than it measured."""
    prompts = {cell.prompt_id for cell in results.cells} | {finding.prompt_id for finding in results.findings}
    worded = {f.prompt_id for f in results.findings if f.verdict is not Verdict.IGNORES}
    worded |= {cell.prompt_id for cell in results.cells if cell.verdict is Verdict.DEPENDENT}
    ignored = {f.prompt_id for f in results.findings if f.verdict is Verdict.IGNORES}
    said = []
    if worded:
        verb = "depends on how it is worded" if len(worded) == 1 else "depend on how they are worded"
        said.append(f"{len(worded)} of {count(len(prompts), 'prompt')} {verb}")
    if ignored:
        verb = "has its instruction ignored" if len(ignored) == 1 else "have their instruction ignored"
        said.append(f"{len(ignored)} {verb}" if worded else f"{len(ignored)} of {count(len(prompts), 'prompt')} {verb}")
    if said:
        return _listed(said)
    tested = [cell for cell in results.cells if cell.relation is Relation.INVARIANT]  # contrasts are controls
    open_cells = sum(cell.verdict in {Verdict.UNDECIDED, Verdict.UNMEASURABLE} for cell in tested)
    if not tested:
        return "Nothing was judged"
    if open_cells == len(tested):
        return f"Nothing could be decided in {count(open_cells, 'cell')}"
    if open_cells or results.run.status is not StopReason.COMPLETE:
        return f"No dependence found, but {open_cells} of {count(len(tested), 'cell')} could not be decided"
    return f"No dependence on wording found in {count(len(prompts), 'prompt')}"


def tally(results: Results) -> tuple[tuple[Verdict, str], ...]:
    """Count the cells by verdict in words, in the order of :data:`LOOKS`, leaving out verdicts that do not occur."""
    counts = Counter(cell.verdict for cell in results.cells)
    shown = {verdict: f"{counts[verdict]:,} {look.counted}" for verdict, look in LOOKS.items() if counts[verdict]}
    return tuple(
        (verdict, text.replace("contrasts", "contrast") if counts[verdict] == 1 else text)
        for verdict, text in shown.items()
    )
