"""What is printed: the failure message, the summary and the progress, against stored texts where they are long."""

import io
import os
from pathlib import Path

import pytest
from rich.console import Console
from test_reporting_results import (
    HOSTILE,
    cinema_finding,
    format_finding,
    hostile_finding,
    make_cell,
    make_results,
    make_run,
    reorder_finding,
)

from promptfuzz.events import (
    CallsMade,
    CellJudged,
    FindingSaved,
    Phase,
    PhaseStarted,
    RunFinished,
    RunStarted,
    Warned,
)
from promptfuzz.records import Results, StopReason, Verdict
from promptfuzz.render import Stretch
from promptfuzz.reporting.failure import failure_message
from promptfuzz.reporting.progress import Progress
from promptfuzz.reporting.terminal import print_summary
from promptfuzz.reporting.text import changed, one_line, removed, safe, visible
from promptfuzz.reporting.view import tidy
from promptfuzz.reporting.wording import PHASES, duration, headline, probability, run_line

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"
ACTING = set(map(chr, [*range(9), *range(11, 32), *range(127, 160), 0x202E, 0x2066, 0x200F, 0xD800]))


def check_snapshot(name: str, text: str) -> None:
    """Compare `text` with a stored one; PROMPTFUZZ_UPDATE_SNAPSHOTS=1 stores it anew."""
    text = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("PROMPTFUZZ_UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def plain(width: int = 100) -> Console:
    return Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False, _environ={})


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("make", [cinema_finding, reorder_finding, format_finding, hostile_finding])
def test_failure_message(make):
    message = failure_message(make())
    assert not ACTING & set(message)
    check_snapshot(f"failure_{make.__name__.removesuffix('_finding')}", message)


def test_a_failure_of_which_little_is_known():
    finding = cinema_finding(variant=None, reasons=(), similarity=None, dependence=None, ci=None, shrunk=False)
    message = failure_message(finding)
    assert "+ Label the sentiment" in message  # rebuilt from the edits
    assert "(paraphrase, not fully shrunk)" in message
    assert "why" not in message


def test_summary():
    console = plain()
    print_summary(make_results(), console)
    assert not ACTING & set(written(console))
    check_snapshot("summary", written(console))


def test_summary_in_a_narrow_terminal_loses_no_verdict():
    console = plain(width=60)
    print_summary(make_results(), console)
    shown = "".join(written(console).split())
    assert "counterexample" in shown


def test_summary_in_colour_keeps_hostile_texts_quiet():
    console = Console(
        file=io.StringIO(),
        width=100,
        force_terminal=True,
        color_system="standard",
        markup=False,
        emoji=False,
        _environ={},
    )
    print_summary(make_results(), console)
    text = written(console)
    assert "\x1b[9;31mClassify\x1b[0m\x1b[1;32mLabel\x1b[0m" in text
    assert "\x1b]8" not in text
    assert "\\x1b]8;;" in text
    assert "\x1b[31mred" not in text


@pytest.mark.parametrize("text", HOSTILE)
def test_safe_text_acts_on_nothing_and_is_stable(text):
    shown = safe(text)
    assert not ACTING & set(shown)
    assert safe(shown) == shown
    shown.encode()


def test_blanks_are_seen_where_they_changed():
    assert visible("a b\t\n") == "a·b→⏎\n"
    assert changed("\n\n") == "⏎\n⏎\n"
    assert changed("two  words ") == "two··words "
    assert removed("\n") == "⏎"
    assert removed("a\n") == "a⏎\n"
    assert one_line("a\n b" + "c" * 90, 8) == "a bcccc…"


def test_diffs_are_tidied():
    parts = [Stretch("added", "Now. "), Stretch("removed", "C"), Stretch("added", "X\n\nC"), Stretch("same", "lass")]
    assert tidy(parts) == (Stretch("added", "Now. X\n\n"), Stretch("same", "C"), Stretch("same", "lass"))
    assert tidy([Stretch("added", "b"), Stretch("removed", "a")]) == (Stretch("removed", "a"), Stretch("added", "b"))


def test_numbers_in_words():
    assert [duration(s) for s in (0.44, 9.96, 59.4, 61, 7500)] == ["0.4 s", "10.0 s", "59 s", "1 min 1 s", "2 h 5 min"]
    assert [probability(p) for p in (None, 1e-9, 0.0312, 1.0)] == ["–", "<.001", ".031", "1.000"]


def test_headlines_claim_no_more_than_was_measured():
    cells = (make_cell("a", "paraphrase", Verdict.STABLE), make_cell("b", "paraphrase", Verdict.UNDECIDED))
    assert headline(Results(make_run(), cells, ())) == "No dependence found, but 1 of 2 cells could not be decided"
    stopped = Results(make_run(status=StopReason.INTERRUPTED), cells[:1], ())
    assert headline(stopped).startswith("No dependence found, but")
    ignored = Results(make_run(), cells, (cinema_finding(verdict=Verdict.IGNORES),))
    assert headline(ignored) == "1 of 3 prompts has its instruction ignored"
    assert headline(make_results(hostile=False)) == "3 of 4 prompts depend on how they are worded"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_progress_lines_where_there_is_no_terminal():
    console, clock = plain(), Clock()
    with Progress(console, clock=clock) as progress:
        progress(RunStarted("toy\x1b[2J", 2, 4, 100))
        clock.now = 10.0
        progress(PhaseStarted(Phase.CONTROLS))
        progress(CallsMade(20, 3, 1))
        progress(PhaseStarted(Phase.CELLS))
        progress(CellJudged(make_cell("a [red]", "paraphrase", Verdict.STABLE)))
        progress(PhaseStarted(Phase.CONTROLS))  # of the next prompt: phases come back
        progress(PhaseStarted(Phase.EXPLAINING))
        progress(CellJudged(make_cell("a [red]", "paraphrase", Verdict.UNDECIDED)))  # a later look
        progress(FindingSaved(cinema_finding(shrunk=False)))
        progress(FindingSaved(cinema_finding()))
        progress(Warned("a prompt has no id"))
        progress(RunFinished(make_results(), StopReason.COMPLETE))
        assert progress.seconds_left == 30.0
    assert written(console) == (
        "asking toy\\x1b[2J about 2 prompts, 4 cells, at most 100 calls\n"
        "controls: asking the prompts as written, with placebos and contrasts\n"
        "cells: asking rewordings\n"
        "[1/4] a [red], paraphrase: ✓ stable  (20 calls so far)\n"
        "explaining: weighing words and doses of what was found dependent\n"
        "[1/4] a [red], paraphrase: ? undecided  (20 calls so far)\n"
        "warning: a prompt has no id\n"
    )


def test_the_live_line():
    console, clock = plain(), Clock()
    progress = Progress(console, clock=clock)
    progress(RunStarted("toy", 2, 4, None))
    assert progress.seconds_left is None
    clock.now = 8.0
    progress(CallsMade(20, 3, 1))
    assert progress.seconds_left is None  # no cell yet and no limit: nothing to tell it from
    progress(CellJudged(make_cell("a", "paraphrase", Verdict.STABLE)))
    progress(FindingSaved(cinema_finding()))
    console.print(progress.line())
    assert "1 of 4 cells, 20 calls, 2.5 a second, 1 failed, 1 finding, about 24 s left" in written(console)


def test_the_live_line_names_the_phase_and_promises_no_time_after_the_last_cell():
    console, clock = plain(), Clock()
    progress = Progress(console, clock=clock)
    progress(RunStarted("toy", 1, 1, None))
    progress(CellJudged(make_cell("a", "paraphrase", Verdict.DEPENDENT)))
    for phase in Phase:
        progress(PhaseStarted(phase))
        console.print(progress.line())
        assert written(console).splitlines()[-1].startswith(f"{phase} ")
    assert set(PHASES) == set(Phase)
    clock.now = 60.0
    progress(CallsMade(20, 3, 0))
    assert progress.seconds_left is None


def test_questions_to_a_second_opinion_are_said_where_there_were_any():
    assert "12 questions to the second opinion" in run_line(make_run(judge_calls=12))
    assert "opinion" not in run_line(make_run())


def test_live_progress_in_a_terminal_leaves_warnings_behind():
    console = Console(file=io.StringIO(), force_terminal=True, width=100, _environ={})
    with Progress(console) as progress:
        progress(RunStarted("toy", 1, 1, 10))
        progress(Warned("look here"))
    assert "look here" in written(console)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Cl\u0430ssify", "Cl\\u0430ssify"),
        ("e\ufb03cient\u00adly", "e\\ufb03cient\\xadly"),
        ("a\u2009b", "a\\u2009b"),
        ("Привет", "Привет"),
        ("naïve café", "naïve café"),
    ],
)
def test_a_change_that_looks_like_none_is_shown(text: str, shown: str) -> None:
    assert changed(text) == shown
