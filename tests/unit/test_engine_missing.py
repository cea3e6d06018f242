"""Inputs and contrasts that got no answer are never dropped in silence (DESIGN §5.7, §5.10)."""

import itertools
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import promptfuzz as pf
from promptfuzz.campaign import Report
from promptfuzz.records import Cell, Output, Verdict

NOTES = ("The tap drips.", "A lamp is out.", "Mice ate the soap.", "The door sticks.")
WET = ("drips",)


def prompt(notes: tuple[str, ...] = NOTES) -> pf.Prompt:
    return pf.Prompt(
        "Decide whether the following note for the caretaker is urgent or routine. Please reply with one word only and "
        "do not explain your answer.\n\nNote: {note}",
        cases=[{"note": note} for note in notes],
        answer=pf.Label("urgent", "routine"),
        contrasts=["Name a tool for this: {note}", "Count the vowels of this: {note}", "Put this into Latin: {note}"],
        id="notes",
    )


OTHERS = (("Name a tool", "hammer"), ("Count the vowels", "seven"), ("into Latin", "porta"))


def right(text: str) -> str:
    other = next((answer for words, answer in OTHERS if words in text), None)
    return other or ("urgent" if "drips" in text or "Mice" in text else "routine")


def polite(text: str) -> str:
    """Answer right as long as the word "Please" is there."""
    swapped = {"urgent": "routine", "routine": "urgent"}
    answer = right(text)
    return answer if "lease" in text else swapped.get(answer, answer)


def raising(text: str) -> str:
    raise RuntimeError("blocked by a filter")


def on(
    notes: tuple[str, ...], instead: Callable[[str], str | Output], otherwise: Callable[[str], str] = right
) -> object:
    """Return a model that answers `instead` on the prompt as written of `notes`, and as `otherwise` beside it."""

    def answer(text: str) -> str | Output:
        own = any(note in text for note in notes) and text.startswith(prompt().template[:40]) and "Please" in text
        return instead(text) if own else otherwise(text)

    return answer


def fuzz(model: object, notes: tuple[str, ...] = NOTES, calls: int = 500, **more: object) -> Report:
    budget = pf.Budget(calls=calls)
    return pf.fuzz(prompt(notes), model, families=("paraphrase", "degrade"), budget=budget, **more)


def parted(report: Report) -> tuple[list[Cell], Cell]:
    (contrast,) = [cell for cell in report.cells if cell.family == "contrast"]
    return [cell for cell in report.cells if cell is not contrast], contrast


EMPTY, BLANK, CUT = (lambda _text: ""), (lambda _text: " \n"), (lambda _text: Output("I think", truncated=True))


@pytest.mark.parametrize(
    ("instead", "why"),
    [(EMPTY, "empty"), (BLANK, "empty"), (raising, "failed: RuntimeError: blocked by a filter"), (CUT, "cut by")],
)
def test_nothing_is_stable_where_many_inputs_gave_no_answer_as_written(
    instead: Callable[[str], str | Output], why: str
) -> None:
    report = fuzz(on(NOTES[2:], instead))
    cells, contrast = parted(report)
    assert {cell.verdict for cell in cells} == {Verdict.UNDECIDED}
    assert all(f"2 of 4 inputs gave no answer as written ({why}" in cell.reason for cell in cells)
    assert all(cell.calls_needed is None for cell in cells)
    assert contrast.verdict is Verdict.FOLLOWS
    if why != "cut by":  # of which another warning tells
        (warning,) = report.run.warnings
        assert f"2 of 4 inputs of prompt 'notes' gave no answer as written ({why}" in warning
    else:
        assert any("cut by the length limit" in warning for warning in report.run.warnings)


@pytest.mark.parametrize(("notes", "stable"), [(9, False), (10, True)])
def test_one_of_ten_lost_inputs_is_told_and_leaves_stable(notes: int, stable: bool) -> None:
    many = tuple(f"The lamp in room {number} is out." for number in range(1, notes + 1))
    report = fuzz(on(("room 3 ",), EMPTY), many)
    assert all((cell.verdict is Verdict.STABLE) is stable for cell in parted(report)[0])
    assert [f"1 of {notes} inputs" in warning for warning in report.run.warnings] == [True]


def test_a_sampling_model_is_not_stable_either_where_inputs_are_lost() -> None:
    model = pf.model(on(NOTES[2:], raising), temperature=1.0)
    cells, _ = parted(fuzz(model, calls=900))
    assert all("2 of 4 inputs gave no answer" in cell.reason for cell in cells)
    assert {cell.verdict for cell in cells} == {Verdict.UNDECIDED}


@pytest.mark.parametrize("instead", [EMPTY, raising])
def test_a_dependent_cell_stays_dependent_on_the_inputs_that_answered(instead: Callable[[str], str]) -> None:
    report = fuzz(on(NOTES[2:], instead, polite))
    assert Verdict.DEPENDENT in {cell.verdict for cell in parted(report)[0]}
    assert any("2 of 4 inputs" in warning for warning in report.run.warnings)


def test_answers_to_every_input_say_nothing_of_lost_ones() -> None:
    report = fuzz(right)
    cells, contrast = parted(report)
    assert {cell.verdict for cell in cells} == {Verdict.STABLE}
    assert contrast.verdict is Verdict.FOLLOWS
    assert report.run.warnings == ()


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("concurrency", [1, 2])
def test_a_base_call_that_fails_once_is_asked_again_and_no_input_lost(number: int, concurrency: int) -> None:
    asked: Counter[str] = Counter()
    written = prompt().template.replace("{note}", NOTES[number])

    def shaky(text: str) -> str:
        asked[text] += 1
        if text == written and asked[text] == 1:
            raise TimeoutError("no answer in time")
        return polite(text)

    report = fuzz(pf.model(shaky, concurrency=concurrency))
    assert report.run.failed_calls == 1
    assert report.run.warnings == ()
    assert report.findings
    assert all("of 4 cases" in " ".join(finding.reasons) for finding in report.findings)


def test_the_second_try_of_a_base_call_reaches_the_model() -> None:
    asked: Counter[str] = Counter()

    def blocked(text: str) -> str:
        asked[text] += 1
        return on(NOTES[2:], raising)(text)  # type: ignore[operator]

    report = fuzz(blocked)
    written = [prompt().template.replace("{note}", note) for note in NOTES[2:]]
    assert [asked[text] for text in written] == [2, 2]
    assert report.run.failed_calls == 4
    assert sum(cell.calls for cell in report.cells) == report.run.calls


def test_an_input_that_is_answered_empty_once_shows_that_the_model_samples() -> None:
    asked: Counter[str] = Counter()

    def once(text: str) -> str:
        asked[text] += 1
        return "" if NOTES[1] in text and text.startswith("Decide") and asked[text] == 1 else right(text)

    report = fuzz(once, calls=200)
    assert report.run.model.deterministic is False
    assert not any("gave no answer" in warning for warning in report.run.warnings)


@pytest.mark.parametrize("calls", range(1, 12))
def test_second_tries_keep_to_the_budget(calls: int) -> None:
    asked = itertools.count()

    def blocked(text: str) -> str:
        next(asked)
        return raising(text)

    report = fuzz(blocked, calls=calls)
    assert next(asked) == report.run.calls <= calls


def test_where_no_input_was_answered_every_cell_says_why() -> None:
    def neither(text: str) -> str:
        return "" if "drips" in text else raising(text)

    for model, told in (
        (neither, "4 of 4 inputs gave no answer as written (1 empty, 3 failed: RuntimeError: blocked by a filter"),
        (raising, "The model gave no answer to the base prompt: RuntimeError: blocked by a filter"),
        (EMPTY, "The model answered the base prompt with an empty text"),
    ):
        report = fuzz(model)
        assert all(told in cell.reason for cell in report.cells), report.cells
        assert not any("inputs" in warning for warning in report.run.warnings)


def test_controls_are_asked_of_the_inputs_that_answered() -> None:
    asked: list[str] = []

    def blocked(text: str) -> str:
        asked.append(text)
        return raising(text) if NOTES[0] in text or NOTES[1] in text else right(text)

    report = fuzz(blocked)
    cells, contrast = parted(report)
    assert (contrast.verdict, contrast.variants) == (Verdict.FOLLOWS, 6)
    assert all("of 10 placebos" in cell.reason for cell in cells)
    lost = [text for text in asked if NOTES[0] in text or NOTES[1] in text]
    assert len(lost) == 2 * 2 + len(cells)  # with the probes that were asked along


def test_whether_the_model_samples_is_seen_on_the_first_input_that_answered() -> None:
    turn = itertools.cycle(("urgent", "routine"))

    def noisy(text: str) -> str:
        return next(turn) if NOTES[1] in text else right(text)

    report = fuzz(on(NOTES[:1], raising, noisy), calls=20)
    assert report.run.model.deterministic is False


def strict(text: str) -> str:
    """Raise where the answer is none of the labels, as applications do that check what they get."""
    answer = right(text)
    if answer not in {"urgent", "routine"}:
        raise ValueError(f"unexpected label {answer!r}")
    return answer


def test_contrasts_that_all_failed_are_told_with_their_error_and_their_calls() -> None:
    report = fuzz(strict)
    cells, contrast = parted(report)
    told = "6 of 6 contrast calls failed: ValueError: unexpected label 'hammer'"
    assert contrast.verdict is Verdict.UNDECIDED
    assert contrast.reason.startswith(told)
    assert (contrast.calls, contrast.variants) == (6, 0)
    assert sum(cell.calls for cell in report.cells) == report.run.calls
    assert all(f"No contrast control: {told}" in cell.reason for cell in cells)
    (warning,) = report.run.warnings
    assert warning.startswith("6 of 6 contrast calls of prompt 'notes' failed: ValueError: unexpected label 'hammer'")


@pytest.mark.parametrize(
    ("words", "failed", "verdict"),
    [
        (("Latin",), 2, Verdict.UNDECIDED),
        (("Latin", "Name"), 4, Verdict.UNDECIDED),
        (("Latin this: The tap",), 0, Verdict.FOLLOWS),
    ],
)
def test_contrasts_that_failed_in_part_are_counted(words: tuple[str, ...], failed: int, verdict: Verdict) -> None:
    def answer(text: str) -> str:
        return raising(text) if any(word in text for word in words) else right(text)

    report = fuzz(answer)
    cells, contrast = parted(report)
    told = f"{failed} of 6 contrast calls failed: RuntimeError: blocked by a filter"
    assert contrast.verdict is verdict
    assert contrast.variants == contrast.flips == 6 - failed
    assert contrast.calls == 6
    assert (told in contrast.reason) is bool(failed)
    assert ("No contrast control" in cells[0].reason) is (failed == 4)
    assert bool(report.run.warnings) is bool(failed)


@pytest.mark.parametrize(
    ("raised", "verdict", "of_cells"),
    [
        (("Name a tool for this: The tap",), Verdict.UNDECIDED, Verdict.UNMEASURABLE),
        (("Name a tool for this: The tap", "Latin", "vowels of this: The tap"), Verdict.UNDECIDED, Verdict.STABLE),
        ((), Verdict.IGNORES, Verdict.UNMEASURABLE),
    ],
)
def test_a_failed_contrast_may_have_changed_the_answer(
    raised: tuple[str, ...], verdict: Verdict, of_cells: Verdict
) -> None:
    def answer(text: str) -> str:
        return raising(text) if any(words in text for words in raised) else "routine"

    report = fuzz(answer)
    cells, contrast = parted(report)
    assert contrast.verdict is verdict
    assert any(finding.verdict is Verdict.IGNORES for finding in report.findings) is (not raised)
    assert {cell.verdict for cell in cells} == {of_cells}


def test_what_is_told_reaches_every_report_without_acting_on_it(tmp_path: Path) -> None:
    def hostile(text: str) -> str:
        if "Name a tool" in text or NOTES[3] in text:
            raise ValueError("\x1b[31m<script>alert(1)</script>")
        return right(text)

    report = fuzz(hostile)
    html = report.to_html(tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in html
    assert "\x1b" not in html
    for words in ("contrast calls", "1 of 4 inputs"):
        assert words in html
        assert words in report.to_json()
    assert re.search(r"1 of 4 inputs of prompt 'notes' gave no answer", " ".join(report.run.warnings))


def test_a_property_test_still_stops_at_a_base_call_that_fails() -> None:
    model = on(NOTES[2:], raising)
    with pytest.raises(pf.errors.Undecided, match="blocked by a filter"):
        pf.assert_stable(prompt().variant(pf.Edit(0, 6, "Judge", "test")), model)
