"""What was measured beside verdicts, on the page and in the terminal: the record's numbers, escaped, none required."""

import dataclasses
import io
import json
import math
import re

import pytest
from rich.console import Console
from test_reporting_html import Page
from test_reporting_results import (
    ANSI,
    BREAKOUT,
    CINEMA,
    REVERSED,
    SCRIPT,
    cinema_finding,
    hostile_prompt,
    make_cell,
    make_finding,
    make_results,
    make_run,
)

from promptfuzz.records import (
    Accuracy,
    Cell,
    DoseResponse,
    Edit,
    Estimate,
    Finding,
    ModelInfo,
    Point,
    PromptSummary,
    Results,
    Share,
    Suggestion,
    Verdict,
    Word,
)
from promptfuzz.reporting.failure import failure_message
from promptfuzz.reporting.html import render_html
from promptfuzz.reporting.measured import half_line, heaviest, needed_in_all, needed_line, word_weight
from promptfuzz.reporting.plots import curve, strips
from promptfuzz.reporting.shading import shaded, shaded_parts
from promptfuzz.reporting.terminal import print_finding, print_summary
from promptfuzz.reporting.view import source_diff

DOSE = DoseResponse(
    doses=(0.08, 0.17, 0.25, 0.33, 0.42, 0.5),
    trials=(10, 10, 12, 10, 10, 10),
    agreement=(0.9, 1.0, 0.75, 0.4, 0.2, 0.2),
    fitted=(0.95, 0.95, 0.75, 0.4, 0.2, 0.2),
    band=((0.8, 1.0), (0.75, 1.0), (0.5, 0.9), (0.18, 0.66), (0.05, 0.42), (0.05, 0.42)),
    area=Estimate(0.47, (0.39, 0.56)),
    half=0.31,
    half_ci=(0.26, 0.38),
    calls=62,
)


def spread(kind: str, of: int, low: float, high: float, differ: int) -> tuple[Point, ...]:
    """Return points that lie evenly between two distances, the farthest of which differ."""
    step = (high - low) / max(of - 1, 1)
    return tuple(Point(kind, round(low + step * n, 4), n >= of - differ) for n in range(of))


CONTROLS = spread("base", 6, 0, 0.02, 0) + spread("placebo", 10, 0, 0.3, 1) + spread("contrast", 6, 0.2, 1.0, 5)
REWORDINGS = tuple(Point("variant", 0.0, differs=False) for _ in range(13)) + spread("variant", 17, 0.7, 0.98, 17)
WORDS = (
    Word("Classify", "template", 0, 8, 0.81, (0.62, 0.95), alone=True),
    Word("Classify the sentiment", "template", 0, 22, 0.4, (0.2, 0.6)),
    Word("sentiment", "template", 13, 22, 0.22, (-0.04, 0.47), alone=False),
    Word("one word", "template", 74, 82, -0.31, (-0.5, -0.1)),
)
BETTER = Suggestion("paraphrase", CINEMA.template.replace("Classify", "State"), Share(31, 60), Share(52, 60), 0.00042)


def measured_finding(**fields) -> Finding:
    """Return the plain finding with words whose weights were measured; two of them overlap."""
    return dataclasses.replace(cinema_finding(), words=WORDS, **fields)


def measured_cells() -> tuple[Cell, ...]:
    """Return cells with everything that can be measured of them."""
    dependent = make_cell(
        "sentiment/cinema", "paraphrase", Verdict.DEPENDENT, flips=17, dependence=0.57, ci=(0.41, 0.72), q_value=4e-9,
        accuracy=Accuracy(1.0, 0.43, 17, 2, 30), dose_response=DOSE, points=REWORDINGS, e_value=1234.5,
    )  # fmt: skip
    open_cell = make_cell(
        "sentiment/cinema", "format", Verdict.UNDECIDED, variants=60, flips=4, dependence=0.07, ci=(0.02, 0.15),
        points=spread("variant", 60, 0, 0.6, 4), calls_needed=1240, reason="4 of 60 rewordings changed the answer.",
    )  # fmt: skip
    contrast = make_cell("sentiment/cinema", "contrast", Verdict.FOLLOWS, variants=6, flips=5, dependence=None, ci=None)
    return dependent, open_cell, contrast


def measured_results(**run) -> Results:
    """Return results in which nothing is None that can be measured."""
    summary = PromptSummary(
        "sentiment/cinema", Share(5, 6), Share(1, 10), 0.03, Estimate(0.62, (0.41, 0.77)), 0.5167, CONTROLS, BETTER
    )
    found = make_run(selectivity=Estimate(0.55, (0.3, 0.8)), **run)
    return Results(found, measured_cells(), (measured_finding(),), (summary,))


def hostile_results() -> Results:
    """Return results whose every measured text tries to break out of where it is shown."""
    prompt = hostile_prompt()
    stop = len(prompt.template)
    words = (
        Word(SCRIPT + BREAKOUT + ANSI, "template", 7, 32, 0.9, (0.5, 1.0), alone=True),
        Word(REVERSED, "system", 0, 8, 0.5, (0.1, 0.7)),
        Word(SCRIPT, SCRIPT, 0, 4, 0.2, (0.0, 0.3)),
        Word("outside", "template", stop, stop + 40, 0.3, (0.1, 0.4)),
    )
    finding = make_finding(
        prompt.variant(Edit(0, 3, "Add", "verbs")), "degrade", "a", "b", words=words, dependence=None, ci=None
    )
    better = Suggestion(SCRIPT + ANSI, BREAKOUT + SCRIPT + REVERSED, Share(1, 9), Share(8, 9), 0.01)
    summary = PromptSummary(prompt.key, Share(0, 0), Share(0, 0), points=CONTROLS, suggestion=better)
    odd = Point(SCRIPT, 0.5, differs=True)
    cell = make_cell(prompt.key, "degrade", Verdict.UNDECIDED, points=(odd, *REWORDINGS), dose_response=DOSE)
    return Results(make_run(), (cell,), (finding,), (summary,))


def text_of(results: Results) -> str:
    return Page(render_html(results)).text


def printed(results: Results, width: int = 110) -> str:
    file = io.StringIO()
    print_summary(results, Console(file=file, width=width, markup=False, emoji=False, highlight=False, _environ={}))
    return file.getvalue()


def test_the_page_shows_the_numbers_of_the_record():
    text = text_of(measured_results())
    for part in (
        "Repeats as written 0 of 6 differ, median distance 0.01",
        "1 of 10 differ",
        "5 of 6 differ",
        "17 of 30 differ",
        "Half of the agreement is lost with 31% of the words damaged (90% interval 26% to 38%).",
        "47% of the agreement is kept over all doses (90% interval 39% to 56%).",
        "as written100% reworded43%",
        "Of 30 answers 17 turned wrong and 2 turned right.",
        "100% right as written, 43% reworded; of 30 answers 17 turned wrong and 2 turned right.",
        "81% of the flip, 90% interval 62% to 95%, flips alone",
        "−31% of the flip, 90% interval −50% to −10%",
        "Selectivity+0.55, 90% interval 0.30 to 0.80",
        "+0.62, 0.41 to 0.77",
        "About 1,240 more calls would decide 1 undecided cell.",
        "About 1,240 more calls would decide it.",
        "E-value 1,234, valid",
        "52 of 60 right instead of 31 of 60",
        "(p <.001)",
    ):
        assert part in text, part


def test_the_table_beside_a_curve_holds_every_dose():
    text = text_of(measured_results())
    for dose, asked, agree, fit, (low, high) in zip(
        DOSE.doses, DOSE.trials, DOSE.agreement, DOSE.fitted, DOSE.band, strict=True
    ):
        row = f"{100 * dose:.0f}% {asked} {100 * agree:.0f}% {100 * fit:.0f}%, {100 * low:.0f}% to {100 * high:.0f}%"
        assert row.replace(" ", "") in text.replace(" ", "")


def test_measured_texts_are_shown_as_text():
    source = render_html(hostile_results())
    page = Page(source)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert not {name for _, name, _ in page.attributes if name.startswith("on")}
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", source)
    assert " ".join(BREAKOUT.split()) in page.text
    assert not set(map(chr, [*range(9), *range(11, 32), 0x202E, 0x2066])) & set(printed(hostile_results()))
    assert not set(map(chr, [*range(9), *range(11, 32)])) & set(failure_message(hostile_results().findings[0]))


def test_drawings_hold_nothing_but_numbers():
    source = render_html(hostile_results()) + render_html(measured_results())
    paths = re.findall(r' d="([^"]*)"', source)
    assert len(paths) > 20
    assert all(re.fullmatch(r"[MmLlHhVvAaCcZz0-9 .\-]+", path) for path in paths)


def test_a_report_without_measures_is_as_before():
    results = make_results()
    text = text_of(results)
    for part in ("Better wordings", "Every prompt", "Selectivity", "Distances", "Shaded words", "Why this verdict"):
        assert part not in text
    assert not set(re.findall(r"^(?:distances|dose|accuracy|selective)\b", printed(results), re.MULTILINE)) - {
        "accuracy"
    }


@pytest.mark.parametrize("field", [item.name for item in dataclasses.fields(PromptSummary) if item.name != "id"])
def test_each_measure_of_a_prompt_can_be_missing(field):
    results = measured_results()
    empty = {"points": (), "contrasts": Share(0, 0), "placebos": Share(0, 0)}.get(field)
    summary = dataclasses.replace(results.prompts[0], **{field: empty})
    thin = dataclasses.replace(results, prompts=(summary,))
    assert text_of(thin)
    assert printed(thin)


@pytest.mark.parametrize("field", ["accuracy", "dose_response", "points", "calls_needed", "e_value"])
def test_each_measure_of_a_cell_can_be_missing(field):
    results = measured_results()
    cells = tuple(dataclasses.replace(cell, **{field: () if field == "points" else None}) for cell in results.cells)
    thin = dataclasses.replace(results, cells=cells)
    assert text_of(thin)
    assert printed(thin)


def test_round_trip():
    results = measured_results()
    assert Results.from_json(results.to_json()) == results
    old = results.to_dict()
    del old["prompts"], old["run"]["selectivity"]
    for cell in old["cells"]:
        for name in ("points", "calls_needed", "e_value", "dose_response"):
            del cell[name]
    assert "Every prompt" not in text_of(Results.from_json(json.dumps(old)))


def test_strips_have_a_mark_for_every_point():
    cell, summary = measured_cells()[0], measured_results().prompts[0]
    rows = {row.kind: row for row in strips(cell, summary)}
    assert list(rows) == ["base", "placebo", "contrast", "variant"]
    assert (rows["variant"].same.count("M"), rows["variant"].other.count("M")) == (13, 17)
    assert rows["contrast"].differ == 5
    heights = set(re.findall(r"M\S+ (\S+)h0", rows["variant"].same))
    assert len(heights) == 13  # equal distances do not hide each other
    assert strips(cell, summary) == strips(cell, summary)
    xs = [float(x) for x in re.findall(r"M(\S+) \S+h0", rows["base"].same + rows["placebo"].same)]
    assert all(8 <= x <= 312 for x in xs)


def test_a_cell_without_points_has_no_strips_but_that_of_contrasts():
    summary = measured_results().prompts[0]
    assert strips(make_cell("sentiment/cinema", "reorder", Verdict.UNDECIDED, variants=0), summary) == ()
    assert [row.kind for row in strips(measured_cells()[2], summary)] == ["base", "placebo", "contrast"]
    own = dataclasses.replace(measured_cells()[2], points=spread("contrast", 3, 0.5, 1, 3))
    assert [row.of for row in strips(own, None)] == [3]


def test_points_that_are_no_numbers_are_counted_and_not_drawn():
    cell = make_cell("a", "paraphrase", Verdict.STABLE, points=(Point("variant", math.nan, differs=True),) * 2)
    (row,) = strips(cell, None)
    assert (row.same, row.other, row.differ, row.of, row.typical) == ("", "", 2, 2, None)
    assert "2 of 2 differ" in text_of(Results(make_run(), (cell,), ()))


def test_curves():
    drawn = curve(DOSE)
    assert drawn is not None
    assert drawn.across[-1].text == "50%"
    assert drawn.half is not None
    assert drawn.half_range is not None
    assert drawn.half_range[0] < drawn.half < drawn.half_range[1]
    assert drawn.dots[0][1] < drawn.dots[-1][1]  # less agreement lies lower
    unending = dataclasses.replace(DOSE, half_ci=(0.26, None))
    assert curve(unending).half_range[1] == 302
    assert "26% to beyond 50%" in half_line(unending)
    never = dataclasses.replace(DOSE, half=None, half_ci=(None, None))
    assert curve(never).half is None
    assert half_line(never) == "no dose up to 50% of the words loses half of the agreement"
    for broken in (
        dataclasses.replace(DOSE, band=DOSE.band[:2]),
        dataclasses.replace(DOSE, agreement=(math.nan,) * 6),
        dataclasses.replace(DOSE, doses=(), trials=(), agreement=(), fitted=(), band=()),
    ):
        assert curve(broken) is None
        cell = make_cell("a", "degrade", Verdict.STABLE, dose_response=broken)
        assert text_of(Results(make_run(), (cell,), ()))


def test_shaded_words_keep_the_text_and_the_weightiest_wins_where_words_overlap():
    shades = shaded(CINEMA.template, WORDS)
    assert "".join(shade.text for shade in shades) == CINEMA.template
    first, between, second = shades[:3]
    assert (first.text, first.step, first.alone, len(first.words)) == ("Classify", 5, True, 2)
    assert (between.text, between.step, between.alone) == (" the ", 2, False)
    assert (second.text, second.step, second.unsure) == ("sentiment", 2, False)  # the wider word weighs more
    against = next(shade for shade in shades if shade.against)
    assert (against.text, against.classes) == ("one word", "w2 against")
    assert "interval" in first.tip


def test_words_outside_their_text_are_left_out():
    shades = shaded("abc", [Word("x", "template", 2, 9, 1.0), Word("y", "template", -1, 2, 1.0)])
    assert [shade.text for shade in shades] == ["abc"]
    assert shaded("", []) == ()


def test_words_of_a_part_that_is_not_known_are_listed_but_not_shaded():
    finding = hostile_results().findings[0]
    assert [part for part, _ in shaded_parts(finding)] == ["template", "system"]
    assert shaded_parts(dataclasses.replace(finding, variant=None))[0][0] == "template"
    assert shaded_parts(cinema_finding()) == ()  # the places of the minimal edits were not measured


def test_words_in_words():
    assert word_weight(Word("a", "template", 0, 1, 1.0)) == "100% of the flip"
    nothing = Word("a", "template", 0, 1, -1e-9, (-0.13, 0.13))
    assert word_weight(nothing) == "0% of the flip, 90% interval −13% to 13%"
    assert shaded("a", [nothing])[0].classes == "w0 unsure"
    assert heaviest((nothing, WORDS[0])) == (WORDS[0],)
    assert heaviest((nothing,)) == (nothing,)
    many = tuple(Word("a", "template", 0, 1, n / 20, (0.0, 1.0)) for n in range(20))
    assert [word.weight for word in heaviest(many)] == [0.95, 0.9, 0.85, 0.8, 0.75, 0.7]
    assert len(heaviest(tuple(dataclasses.replace(word, ci=None) for word in many))) == 20


def test_calls_needed_are_those_of_undecided_cells():
    cells = [make_cell("a", f"f{n}", Verdict.UNDECIDED, calls_needed=n) for n in (100, 1100)]
    cells += [make_cell("a", "x", Verdict.UNDECIDED), make_cell("a", "y", Verdict.STABLE, calls_needed=5)]
    assert needed_in_all(Results(make_run(), tuple(cells), ())) == (
        "About 1,200 more calls would decide 2 undecided cells."
    )
    assert needed_in_all(Results(make_run(), (), ())) == ""
    looked = "All 3 looks were taken; samples=29 asks about as often as a decision takes."
    cells.append(make_cell("a", "z", Verdict.UNDECIDED, calls_needed=800, reason=looked))
    assert needed_line(cells[-1]) == "About 800 more calls would decide it, with more samples a wording."
    assert needed_in_all(Results(make_run(), tuple(cells), ())) == (
        "About 2,000 more calls would decide 3 undecided cells, 1 of them only with more samples a wording."
    )


def test_a_better_wording_is_shown_as_what_changed():
    assert [(s.kind, s.text) for s in source_diff("Classify the text.", "Sort the text.")] == [
        ("removed", "Classify"),
        ("added", "Sort"),
        ("same", " the text."),
    ]
    assert [s.kind for s in source_diff(None, "Sort.")] == ["same"]


def test_the_method_box_follows_the_run():
    cells = tuple(dataclasses.replace(cell, e_value=None) for cell in measured_cells())

    def box(**fields) -> str:
        return text_of(dataclasses.replace(measured_results(), run=make_run(**fields), cells=cells))

    exact, sampling = "up to 60 where those do not settle it", "in up to three looks"
    fixed, drawn, unknown = (
        box(model=ModelInfo("m", "m", deterministic=kind), q=0.2, tolerance=0.25) for kind in (True, False, None)
    )
    assert exact in fixed
    assert sampling not in fixed
    assert sampling in drawn
    assert exact not in drawn
    assert "permutation test, q-value at most 0.100" in drawn
    assert "0, from none" in drawn
    assert "0, the same" in fixed
    betting = text_of(measured_results(model=ModelInfo("m", "m", deterministic=False)))
    assert "as many looks as the calls allow" in betting
    assert "E-values" in betting
    assert "E-values" not in drawn
    assert exact in unknown
    assert sampling in unknown
    for text in (fixed, drawn, unknown):
        assert "Tolerance 0.25" in text
        assert "False alarms (q = 0.20)" in text
        assert "no more than 20 false alarms among 100" in text
        assert "What “stable” cannot promise" in text
        assert "not adjusted for the number of cells" in text
        assert "Stand outside that correction" in text


def test_the_terminal_says_what_was_measured():
    text = printed(measured_results())
    for part in (
        "repeats as written: 0 of 6 differ, median distance 0.01",
        "rewordings: 17 of 30 differ",
        "half of the agreement is lost with 31% of the words damaged",
        "accuracy",
        "100% right as written, 43% reworded",
        "Classify (81% of the flip, 90% interval 62% to 95%, flips alone)",
        "selective   +0.62 (90% interval 0.41 to 0.77)",
        "format: 4 of 60 rewordings changed the answer. About 1,240 more calls would decide it.",
        "selectivity of the model  +0.55 (90% interval 0.30 to 0.80)",
        "better wording  sentiment/cinema",
        "About 1,240 more calls would decide 1 undecided cell.",
    ):
        assert part in text, part


def test_a_finding_alone_is_printed_without_its_cell():
    file = io.StringIO()
    print_finding(measured_finding(), Console(file=file, width=100, markup=False, _environ={}))
    assert "flips alone" in file.getvalue()
    assert "distances" not in file.getvalue()


def test_many_cells_make_no_huge_page():
    cells = tuple(
        dataclasses.replace(measured_cells()[0], prompt_id=f"p{n}", points=spread("variant", 60, 0, 1, 20))
        for n in range(100)
    )
    summaries = tuple(dataclasses.replace(measured_results().prompts[0], id=f"p{n}") for n in range(100))
    source = render_html(Results(make_run(), cells, (), summaries))
    assert len(source) < 1_500_000
