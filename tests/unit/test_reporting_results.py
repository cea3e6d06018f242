"""Fabricated results, hostile texts included, and the JSON report made of them."""

import dataclasses
import json
import os
import re

import pytest

from promptfuzz.errors import UsageError
from promptfuzz.records import (
    Accuracy,
    Cell,
    CellAnswer,
    Edit,
    Finding,
    Label,
    ModelInfo,
    Move,
    Prompt,
    Relation,
    Results,
    Run,
    Side,
    StopReason,
    Tokens,
    Variant,
    Verdict,
    Word,
)
from promptfuzz.render import show_edits
from promptfuzz.reporting.json_report import newest_report, read_report, render_json
from promptfuzz.reporting.write import write_text

SCRIPT = "<script>alert(1)</script>"
BREAKOUT = '"]; -- </style></title><img src=x onerror=alert(1)> {{ 7 * 7 }} {% raw %}'
ANSI = "\x1b[31mred\x1b[0m\x1b]8;;http://evil.example\x07link\x1b]8;;\x07 \x9b2J"
REVERSED = "safe \u202egnp.exe\u202c \u2066x\u2069 \u200f"
MARKUP = "[bold red]not markup[/bold red] [/] :smile:"
HOSTILE = (SCRIPT, BREAKOUT, ANSI, REVERSED, MARKUP, "\ud800 half", "nul \x00 \r overwrites")
TEMPLATE = (
    "Classify the sentiment of the review as positive or negative.\n"
    "Answer with one word and nothing else.\n\nReview: {review}"
)
CINEMA = Prompt(
    TEMPLATE,
    cases=[
        {"review": "I left the cinema smiling, which I had not expected.", "expected": "positive"},
        {"review": "Two hours of my life that nobody will give back.", "expected": "negative"},
    ],
    answer=Label("positive", "negative"),
    id="sentiment/cinema",
)


def make_cell(prompt: str, family: str, verdict: Verdict, **fields) -> Cell:
    """Return a cell with plausible numbers for its verdict."""
    contrast = family == "contrast"
    values = {
        "prompt_id": prompt, "family": family, "relation": Relation.CONTRAST if contrast else Relation.INVARIANT,
        "model": "SmolLM2-135M-Instruct", "answer": CellAnswer("label", inferred=False), "verdict": verdict,
        "variants": 30, "flips": 0, "calls": 44, "dependence": 0.0, "ci": (0.0, 0.09), "p_value": 1.0, "q_value": 1.0,
        "noise_floor": 0.0, "placebo": 0.0, "accuracy": None, "reason": "None of 30 rewordings changed the answer.",
    }  # fmt: skip
    return Cell(**(values | fields))


def make_finding(variant: Variant, family: str, base: str, other: str, /, **fields) -> Finding:
    """Return a finding whose minimal variant is `variant`, answered `other` where the base is answered `base`."""
    case = fields.pop("case", 0)
    prompt = variant.prompt
    outputs, others = fields.pop("outputs", ((base,) * 6, (other,) * 6))
    finding_id = fields.get("id", f"{abs(hash_of(prompt.key + family)):08x}")
    values = {
        "id": finding_id, "prompt_id": prompt.key, "family": family, "verdict": Verdict.DEPENDENT,
        "base": Side(prompt.variant().render(case)[-1].content, case, prompt.template, outputs),
        "minimal": Side(
            variant.render(case)[-1].content, case, variant.sources["template"], others, show_edits(variant)
        ),
        "similarity": 0.41, "reasons": ("the label is another: positive, negative",), "dependence": 0.57,
        "ci": (0.41, 0.72), "p_value": 1e-9, "q_value": 4e-9, "words": (), "calls": 61,
        "replay": f"promptfuzz findings replay {finding_id}", "summary": "", "variant": variant.to_dict(),
    }  # fmt: skip
    return Finding(**(values | fields))


def hash_of(text: str) -> int:
    """Return a number that is the same in every process."""
    return int.from_bytes(text.encode("utf-8", "replace")[:4].ljust(4, b"x"), "big") ^ len(text) * 2654435761 % 2**32


def make_run(**fields) -> Run:
    """Return a run that came to its end."""
    values = {
        "id": "20260714-0312-5f2c", "version": "0.1.0", "seed": 0, "status": StopReason.COMPLETE,
        "started": "2026-07-14T03:12:08Z", "finished": "2026-07-14T03:16:20Z",
        "model": ModelInfo("SmolLM2-135M-Instruct", "smollm2", deterministic=True), "calls": 1204, "cached_calls": 310,
        "failed_calls": 0, "tokens": Tokens(98112, 6110), "cost_usd": None, "seconds": 252.4, "warnings": (),
    }  # fmt: skip
    return Run(**(values | fields))


def cinema_finding(**fields) -> Finding:
    """Return the plain finding that most tests use: one verb decides."""
    variant = CINEMA.variant(Edit(0, 8, "Label", "verbs"))
    words = (Word("Classify", "template", 0, 8, 1.0), Word("one word", "template", 79, 87, 0.12))
    summary = "17 of 30 rewordings changed the answer"
    return make_finding(variant, "paraphrase", "positive", "negative", words=words, summary=summary, **fields)


def hostile_prompt() -> Prompt:
    """Return a prompt whose every text tries to break out of where it is shown."""
    return Prompt(
        f"Sum up {SCRIPT} the note. {MARKUP}\n{{note}}",
        slots={"note": BREAKOUT + ANSI + REVERSED},
        system="You help. \x1b[2J",
        id=f"hostile/{SCRIPT}{ANSI}",
    )


def hostile_finding() -> Finding:
    """Return a finding made of hostile texts, with an output of 10 kB."""
    prompt = hostile_prompt()
    variant = prompt.variant(
        Edit(0, 6, "Condense \x1b[31m" + "<b>", "verbs <i>"),
        Edit(10, 10, " \u202e", "marks", part="system"),
    )
    long = ("All work and no play. " + BREAKOUT + " ") * 100
    return make_finding(
        variant, "degrade", SCRIPT, long,
        outputs=((SCRIPT, SCRIPT, ANSI), (long[:10_240], REVERSED, "", "\ud800 half")),
        verdict=Verdict.COUNTEREXAMPLE, dependence=None, ci=None, reasons=(SCRIPT + ANSI, BREAKOUT),
        summary="14 of 24 against 3 of 40 " + MARKUP, words=(Word(SCRIPT + ANSI, "template", 7, 32, 0.9),),
    )  # fmt: skip


def reorder_finding() -> Finding:
    """Return a finding in which a sentence moves."""
    prompt = Prompt(
        'Extract the total as JSON. Use the key "total". Round to whole euros.\n\nInvoice: {invoice}',
        slots={"invoice": "2 chairs at 49.50, delivery 12.00"},
        id="invoice/total",
    )
    outputs = (('{"total": 111}',) * 6, ('{"total": 111.00, "currency": "EUR"}',) * 5 + ("The total is 111 euros.",))
    return make_finding(
        prompt.variant(Move(48, 70, 0, "sentences")), "reorder", "", "", outputs=outputs, similarity=0.83,
        reasons=("a field is there on one side only: currency", "5 of 6 samples are not the same JSON"),
        dependence=0.21, ci=(0.09, 0.36), words=(Word("Round to whole euros.", "template", 48, 69, 0.74),),
        summary="7 of 30 rewordings changed the answer",
    )  # fmt: skip


def format_finding() -> Finding:
    """Return a finding that nothing but white space made."""
    prompt = Prompt(
        "Is the claim true? Answer yes or no.\nClaim: {claim}", slots={"claim": "Lead floats."}, id="claims/lead"
    )
    return make_finding(
        prompt.variant(Edit(36, 37, "\n\n", "blank-lines")), "format", "No.", "Yes, lead floats.", similarity=0.62,
        reasons=("the verdict is the opposite: no, yes",), dependence=0.33, ci=(0.18, 0.5),
        summary="11 of 30 rewordings changed the answer",
    )  # fmt: skip


def make_results(*, hostile: bool = True, **run) -> Results:
    """Return the results of a night with every verdict in them."""
    dependent, undecided, none = Verdict.DEPENDENT, Verdict.UNDECIDED, Verdict.UNMEASURABLE
    cells = [
        make_cell("sentiment/cinema", "paraphrase", dependent, flips=17, dependence=0.57, ci=(0.41, 0.72), q_value=4e-9,
                  accuracy=Accuracy(1.0, 0.43), reason="17 of 30 rewordings changed the answer, none of 10 placebos.",
                  rejected=(("protected label", 12), ("negation changed", 2))),
        make_cell("sentiment/cinema", "reorder", Verdict.STABLE),
        make_cell("sentiment/cinema", "format", undecided, variants=60, flips=4, dependence=0.07, ci=(0.02, 0.15),
                  q_value=0.09, reason="4 of 60 rewordings changed the answer; about 120 more calls would decide."),
        make_cell("sentiment/cinema", "contrast", Verdict.FOLLOWS, variants=6, flips=6, dependence=None, ci=None,
                  p_value=None, q_value=None, placebo=None, reason="6 of 6 contrasts changed the answer."),
        make_cell("topic/news", "paraphrase", Verdict.STABLE), make_cell("topic/news", "reorder", Verdict.STABLE),
        make_cell("topic/news", "format", Verdict.STABLE),
        make_cell("topic/news", "contrast", Verdict.FOLLOWS, variants=6, flips=5, dependence=None, ci=None,
                  p_value=None, q_value=None, placebo=None, reason="5 of 6 contrasts changed the answer."),
        make_cell("invoice/total", "paraphrase", undecided, variants=0, dependence=None, ci=None, calls=0,
                  noise_floor=None, placebo=None, reason="Not started: the budget ended before."),
        make_cell("invoice/total", "reorder", dependent, flips=7, dependence=0.21, ci=(0.09, 0.36), q_value=0.011,
                  reason="7 of 30 rewordings changed the answer, none of 10 placebos."),
        make_cell("claims/lead", "paraphrase", none, flips=2, dependence=0.07, ci=(0.0, 0.18),
                  reason="No contrast changed the answer, so that it held under rewordings proves nothing."),
        make_cell("claims/lead", "format", dependent, flips=11, dependence=0.33, ci=(0.18, 0.5), q_value=0.002,
                  placebo=0.1, reason="11 of 30 rewordings and 1 of 10 placebos changed the answer."),
    ]  # fmt: skip
    findings = [cinema_finding(), format_finding(), reorder_finding()]
    if hostile:
        bad = hostile_finding()
        cells.append(make_cell(bad.prompt_id, "degrade", undecided, reason=SCRIPT + ANSI, rejected=((BREAKOUT, 1),)))
        findings.append(bad)
        run.setdefault("warnings", (f"prompt {SCRIPT} has no id {ANSI}", MARKUP))
    return Results(make_run(**run), tuple(cells), tuple(findings))


def test_json_round_trip(tmp_path):
    results = make_results()
    path = tmp_path / "deep" / "report.json"
    write_text(path, render_json(results))
    again = read_report(path)
    assert again == results
    assert again.findings[-1].minimal.outputs[-1] == "\ud800 half"


def test_a_file_that_is_no_report_is_refused(tmp_path):
    path = tmp_path / "x.json"
    path.write_text("[]")
    with pytest.raises(UsageError, match=r"x\.json: expected a promptfuzz JSON report"):
        read_report(path)
    with pytest.raises(UsageError, match=r"got '.*none\.json' \(No such file"):
        read_report(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda data: data.pop("schema"), "got no field 'schema'"),
        (lambda data: data["run"].pop("status"), "got no field 'status'"),
        (lambda data: data.update(findings=[3]), "got a field of another kind"),
        (lambda data: data["findings"][0].update(minimal=3), "got a field of another kind"),
        (lambda data: data["findings"][0].update(verdict="great"), "'great' is not a valid Verdict"),
    ],
)
def test_a_broken_report_says_what_is_wrong(break_it, said):
    data = make_results().to_dict()
    break_it(data)
    with pytest.raises(UsageError, match=re.escape(said)):
        Results.from_json(json.dumps(data))


@pytest.mark.parametrize("data", [b"{", b"\x90\xff{}", ""])
def test_what_is_no_json_is_no_report(data):
    with pytest.raises(UsageError, match="got a file that is not JSON"):
        Results.from_json(data)


def test_newest_report(tmp_path):
    with pytest.raises(UsageError, match="run promptfuzz run first"):
        newest_report(tmp_path)
    for age, name in enumerate(["new.json", "old.json"]):
        (tmp_path / name).write_text("{}")
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    assert newest_report(tmp_path).name == "new.json"


def test_a_report_of_nothing(tmp_path):
    empty = dataclasses.replace(make_results(), cells=(), findings=())
    assert Results.from_json(render_json(empty)) == empty
