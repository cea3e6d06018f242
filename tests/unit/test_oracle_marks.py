"""Options are read by their texts in every style in which a prompt can mark them."""

import random

import pytest

from promptfuzz.mutators import Sampler, propose_sites
from promptfuzz.oracle import parse
from promptfuzz.oracle.choices.option_marks import option_texts
from promptfuzz.records import Choice, Prompt

FAULT = Choice("A", "B", "C")
TEXTS = {"A": "flat battery", "B": "empty tank", "C": "burst tyre"}
TEMPLATE = "Which fits best?\n\n(A) flat battery\n(B) empty tank\n(C) burst tyre\n\nSymptom: {s}"
PROMPT = Prompt(TEMPLATE, slots={"s": "it hisses"}, answer=FAULT)


def listed(style, texts=TEXTS):
    return "Which fits best?\n\n" + "\n".join(f"{style.format(x)} {words}" for x, words in texts.items())


def test_every_style_that_the_mutator_writes_is_read():
    (site,) = propose_sites(PROMPT, ("format",), ("option-marks",)).sites
    written = [PROMPT.variant(*edits).sources["template"] for edits in site.alternatives]
    assert len(written) > 5
    for text in written:
        assert option_texts(text, FAULT.options) == TEXTS, text
        assert parse("burst tyre", FAULT, text).value == "C", text


def test_what_the_whole_family_writes_is_read():
    sampler = Sampler(PROMPT, propose_sites(PROMPT, ("format",)).sites, random.Random(5))
    for variant, _ in zip(sampler, range(60), strict=False):
        assert parse("Burst tyre.", FAULT, variant.sources["template"]).value == "C", variant.sources["template"]


@pytest.mark.parametrize(
    "style",
    ["**{}**", "**{})**", "**({})**", "**{}**.", "({}) -", "{} \u2013", "- {})", "> {}.", "[{}]:", "Option {}:"],
)
def test_styles_that_people_write_are_read_and_answered_in(style):
    prompt = listed(style)
    assert option_texts(prompt, FAULT.options) == TEXTS
    for said in (
        "burst tyre",
        "[C] burst tyre",
        "**C.** burst tyre",
        "C - burst tyre",
        f"{style.format('C')} burst tyre",
    ):
        assert parse(said, FAULT, prompt).value == "C", said


def test_letters_in_a_sentence_mark_no_option_beside_those_that_begin_lines():
    prompt = "Answer (A), (B) or (C) for the fault. Plan B: none.\n" + listed("[{}]")
    assert option_texts(prompt, FAULT.options) == TEXTS


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        ("Pick one: A) red, B) blue, C) -5.", {"A": "red", "B": "blue", "C": "-5"}),
        ("Pick one: [A] red [B] blue [C] green", {"A": "red", "B": "blue", "C": "green"}),
        ("A) red B) blue\nC) green", {"A": "red", "B": "blue", "C": "green"}),
        ("What of vitamin A - is it good? And of grade B - the second?", {}),
        ("A* search is fast.\nB trees are flat.", {}),
    ],
)
def test_options_in_a_row_are_read_by_their_brackets_and_stops_alone(prompt, texts):
    assert option_texts(prompt, FAULT.options) == texts


@pytest.mark.parametrize("end", ["C)", "(C)", "C.", "**C)**"])
def test_a_list_of_the_options_that_ends_at_a_mark_is_no_answer(end):
    mark = end.replace("C", "{}")
    prompt = listed(mark)
    rows = [f"{mark.format(letter)} {TEXTS[letter]}" for letter in "AB"]
    assert parse("\n".join([*rows, end]), FAULT, prompt).value is None
    assert parse("\n".join([*rows, f"{end} burst tyre", "", end]), FAULT, prompt).value == "C"
    assert parse("\n".join([rows[0], "", mark.format("A")]), FAULT, prompt).value == "A"
