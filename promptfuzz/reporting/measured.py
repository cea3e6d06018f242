"""What was measured beside verdicts, in words: accuracy, doses, words, selectivity, and calls still needed."""

import re
from collections.abc import Sequence

from promptfuzz.records import (
    Accuracy,
    Cell,
    DoseResponse,
    Estimate,
    PromptSummary,
    Results,
    Share,
    Suggestion,
    Verdict,
    Word,
)
from promptfuzz.reporting.plots import Strip
from promptfuzz.reporting.wording import count, interval, points, probability, share

_ALL_LOOKS = re.compile(r"All \d+ looks were taken; samples=")

MOST_WORDS = 6
LEAST_WEIGHT = 0.05  # a word below it is listed only where no other weighs more


def estimated(value: Estimate | None) -> str:
    """Return an estimate with its interval, empty where there is none."""
    return "" if value is None else f"{points(value.value)} (90% interval {interval(value.ci)})"


def counted(value: Share) -> str:
    """Return ``5 of 6``, ``–`` where nothing was asked."""
    return f"{value.hits:,} of {value.of:,}" if value.of else "–"


def accuracy_line(accuracy: Accuracy | None) -> str:
    """Say how many answers are right as written and reworded, and which way the flips went; empty if unknown."""
    if accuracy is None:
        return ""
    text = f"{share(accuracy.base)} right as written, {share(accuracy.variants)} reworded"
    return f"{text}; {turned(accuracy)}" if accuracy.known else text


def turned(accuracy: Accuracy) -> str:
    """Say how many answers turned from right to wrong and the other way."""
    return f"of {accuracy.known:,} answers {accuracy.harmed:,} turned wrong and {accuracy.helped:,} turned right"


def half_line(measured: DoseResponse) -> str:
    """Say at which dose half of the agreement is lost, with its interval."""
    most = share(max(measured.doses, default=None))
    low, high = (share(end) if end is not None else f"beyond {most}" for end in measured.half_ci)
    if measured.half is None:
        text = f"no dose up to {most} of the words loses half of the agreement"
        return text if measured.half_ci[0] is None else f"{text} (90% interval {low} to {high})"
    lost = f"half of the agreement is lost with {share(measured.half)} of the words damaged"
    return f"{lost} (90% interval {low} to {high})"


def area_line(measured: DoseResponse) -> str:
    """Say how much agreement is kept over all doses."""
    low, high = measured.area.ci
    kept = f"{share(measured.area.value)} of the agreement is kept over all doses"
    return f"{kept} (90% interval {share(low)} to {share(high)})"


def word_weight(word: Word) -> str:
    """Say how much of the flips hangs on a word, with its interval, and whether an edit there suffices."""
    text = f"{_signed(word.weight)} of the flip"
    if word.ci is not None:
        text += f", 90% interval {_signed(word.ci[0])} to {_signed(word.ci[1])}"
    if word.alone is None:
        return text
    return f"{text}, {'flips' if word.alone else 'does not flip'} alone"


def _signed(value: float) -> str:
    return share(round(value, 2) + 0.0).replace("-", "−")  # the sum has no minus before a zero


def heaviest(words: Sequence[Word]) -> tuple[Word, ...]:
    """Return the few words that matter most: all of a minimal variant, and of many that were weighed the first."""
    weighed = sorted((word for word in words if word.ci is not None), key=lambda word: -abs(word.weight))
    heavy = [word for word in weighed if abs(word.weight) >= LEAST_WEIGHT] or weighed[:1]
    return tuple(heavy[:MOST_WORDS]) or tuple(words)


def needed_line(cell: Cell) -> str:
    """Say how many more calls would decide a cell; empty where it is not known."""
    if cell.calls_needed is None or cell.verdict is not Verdict.UNDECIDED:
        return ""
    how = ", with more samples a wording" if _needs_samples(cell) else ""
    return f"About {count(cell.calls_needed, 'more call')} would decide it{how}."


def needed_in_all(results: Results) -> str:
    """Say how many more calls would decide the undecided cells of a run; empty where it is not known."""
    needed = [cell.calls_needed for cell in results.cells if needed_line(cell)]
    if not needed:
        return ""
    calls = sum(number for number in needed if number is not None)
    by_samples = sum(_needs_samples(cell) for cell in results.cells if needed_line(cell))
    how = f", {by_samples} of them only with more samples a wording" if by_samples else ""
    return f"About {count(calls, 'more call')} would decide {count(len(needed), 'undecided cell')}{how}."


def _needs_samples(cell: Cell) -> bool:
    """Whether a larger budget alone would spend no call on a cell, as its reason says."""
    return _ALL_LOOKS.search(cell.reason) is not None


def evidence_line(cell: Cell) -> str:
    """Say what the anytime-valid evidence of a cell is; empty without it."""
    if cell.e_value is None:
        return ""
    shown = f"{cell.e_value:,.0f}" if 100 <= cell.e_value < 1e6 else f"{cell.e_value:.3g}"
    return f"E-value {shown}, valid whenever one looks."


def distance_lines(rows: Sequence[Strip]) -> tuple[str, ...]:
    """Return what the rows of a strip plot show, a line each."""
    return tuple(f"{row.label.lower()}: {row.summary}" for row in rows)


def suggestion_line(suggestion: Suggestion) -> str:
    """Say how much better a suggested wording did than the base."""
    sure = probability(suggestion.p_value)
    return (
        f"{counted(suggestion.reworded)} right, as written {counted(suggestion.base)}, on fresh samples of cases that "
        f"had no part in choosing it (p {sure if sure.startswith('<') else f'= {sure}'})"
    )


def summary_of(results: Results, prompt_id: str) -> PromptSummary | None:
    """Return what was measured of a prompt, None where nothing was."""
    return next((summary for summary in results.prompts if summary.id == prompt_id), None)
