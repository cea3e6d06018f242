"""Formats: delimiters and layout change, contents do not."""

import random
import re

import pytest

from promptfuzz.mutators import Sampler, mutators_of, propose_sites
from promptfuzz.records import Label, Prompt, slot_counts
from tests.unit.prompts_for_mutators import PROMPTS

NAMES = [item.name for item in mutators_of(("format",))]
MORE = [
    Prompt("Sort it. Be kind.\n\nEmail: {x}", slots={"x": "Hi"}),
    Prompt(
        "Sort the bill.\n\n- travel: trains, hotels\n- meals: restaurants\n- other: the rest\n\nBill: {x}",
        slots={"x": "v"},
    ),
    Prompt("Rules:\n1. Be polite and calm.\n2. Keep it short.\n3. No slang.\n\nMail: {x}", slots={"x": "v"}),
    Prompt("Translate the mail.\n\nNo slang.\n\nMail: {x}", slots={"x": "v"}),
    Prompt('Write about "{x}" in a few words.', slots={"x": "v"}),
    Prompt("Write a line about the topic {x} today.", slots={"x": "v"}),
]
ADDED = {"task", "instructions", "input", "text"}


def texts(template, *names, **fields):
    slots = dict.fromkeys(slot_counts(template), "value")
    prompt = Prompt(template, **{"slots": slots, **fields})
    return [
        prompt.variant(*edits).sources["template"]
        for site in propose_sites(prompt, ("format",), names).sites
        for edits in site.alternatives
    ]


def words(text):
    return re.findall(r"[a-z]{3,}", text.lower())


def is_within(short, long):
    rest = iter(long)
    return all(word in rest for word in short)


@pytest.mark.parametrize("name", NAMES)
def test_every_mutator_offers_something_somewhere(name):
    assert any(propose_sites(prompt, ("format",), (name,)).sites for prompt in [*PROMPTS, *MORE])


@pytest.mark.parametrize("prompt", [*PROMPTS, *MORE], ids=range(len(PROMPTS) + len(MORE)))
def test_words_stay_in_their_order(prompt):
    names = [name for name in NAMES if name != "slot-label-name"]
    sampler = Sampler(prompt, propose_sites(prompt, ("format",), names).sites, random.Random(3))
    for variant, _ in zip(sampler, range(40), strict=False):
        for part in prompt.sources:
            before, after = words(prompt.sources[part]), words(variant.sources[part])
            assert is_within(before, after), variant.sources[part]
            assert set(after) - set(before) <= ADDED
            assert slot_counts(variant.sources[part]) == slot_counts(prompt.sources[part])


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (
            "slot-separator",
            "Go.\nText: {x}",
            [
                "Go.\nText:\n{x}",
                "Go.\nText - {x}",
                "Go.\nText = {x}",
                "Go.\nText:\n\n{x}",
                "Go.\nText – {x}",
                "Go.\nText | {x}",
            ],
        ),
        ("slot-separator", "Go.\nText: {x}\nMood:", ["Go.\nText:\n{x}\nMood:"]),
        ("slot-separator", "Text: a\nLabel: b\n\nText: c\nLabel: d\n\nText: {x}\nLabel:", []),
        ("slot-separator", "Go.\nText: {x}\nMood: calm", []),
        ("slot-separator", "Say what follows the colon.\nText: {x}", []),
        (
            "slot-label-style",
            "Go.\nText: {x}",
            [
                "Go.\n**Text**: {x}",
                "Go.\n**Text:** {x}",
                "Go.\n### Text\n{x}",
                "Go.\n## Text\n{x}",
                "Go.\n# Text\n{x}",
            ],
        ),
        ("slot-label-style", "Go.\nText: {x}\n\nBe brief.", ["Go.\n**Text**: {x}\n\nBe brief.", "Go.\n**Text:** {x}\n\nBe brief."]),
        ("slot-label-case", "Go.\nText: {x}\nMood:", ["Go.\nTEXT: {x}\nMOOD:", "Go.\ntext: {x}\nmood:"]),
        ("slot-label-case", "Go.\nCV: {x}", []),
        ("slot-label-name", "Go.\nNote: {x}", ["Go.\nInput: {x}", "Go.\nText: {x}"]),
        ("slot-label-name", "You can use tools.\nTask: {x}", []),
        ("slot-label-name", "Read the notes.\nNote: {x}", []),
        (
            "slot-label-added",
            "Sort the mail.\n\n{mail}",
            [f"Sort the mail.\n\n{s.format(n)}{{mail}}" for s in ("{}: ", "{}:\n", "### {}\n", "**{}:**\n") for n in ("Mail", "Input")],
        ),
        ("slot-label-added", "Sort this:\n\n{mail}", []),
        ("slot-quotes", 'Text:\n"""\n{abc}\n"""', []),
        ("slot-quotes", "Ignore quotes.\nText: {abc}", []),
        ("slot-tags", "Text: {x}", ["<text>{x}</text>", "<text>\n{x}\n</text>"]),
        ("slot-tags", "Go.\n\n{secret}", []),
        ("slot-tags", "Go.\n\nToday's date: {x}", []),
        ("slot-json", "Go.\n\nToday's date: {x}", []),
        ("section-tags", "## Who's there\nGo.", []),
        ("heading-style", "Go.\n\nContext:\n{x}\n\nQuestion: {y}", []),
        ("markdown-emphasis", "Go. Do not stop. Be brief.", ["Go. **Do not stop.** Be brief.", "Go. Do not stop. **Be brief.**"]),
        ("block-separator", "Go. Stop.\n\nText: {x}", [f"Go. Stop.{gap}Text: {{x}}" for gap in ("\n\n\n", "\n\n---\n\n", "\n\n***\n\n")]),
        ("slot-json", "Mood: {x}", ['{{"mood": "{x}"}}', '{{\n  "mood": "{x}"\n}}']),
        ("slot-json", "A: {x}\nMood: {y}", []),
        ("slot-json", "The one: {x}\nMood: {y}", []),
        ("slot-json", "Mood: {x}\nBig town: {y}", ['{{\n  "mood": "{x}",\n  "big_town": "{y}"\n}}']),
        ("slot-json", "Answer in JSON.\nMood: {x}", []),
        ("quoted-slots", 'Sort "{x}" now.', ["Sort “{x}” now.", "Sort '{x}' now."]),
        ("inline-quotes", "Sort the word {x}.", ['Sort the word "{x}".', "Sort the word “{x}”.", "Sort the word '{x}'."]),
        ("inline-quotes", "The capital of {x}?", []),
        (
            "block-separator",
            "Go.\n\n{x}",
            [f"Go.{gap}{{x}}" for gap in ("\n\n\n", "\n\n---\n\n", "\n\n***\n\n")],
        ),
        ("block-separator", "Sort this:\n\n{x}", ["Sort this:\n\n\n{x}"]),
        ("block-separator", "Put --- at the end.\n\n{x}", ["Put --- at the end.\n\n\n{x}"]),
        ("cue-space", "Go.\nText: {x}\nMood:", ["Go.\nText: {x}\n\nMood:"]),
        ("slot-separator", "Go.\n\nText ({y}): {x}\nMood: {z}", []),
        ("block-separator", "Go.\n\nText ({y}): {x}\nMood: {z}", []),
        ("list-space", "Go.\n\n- Yes\n- No", ["Go.\n- Yes\n- No"]),
        ("list-space", "Go.\n\n- Yes\n- No\n- So", []),
        ("list-loose", "Go.\n- Yes\n- No\n- So", ["Go.\n\n- Yes\n\n- No\n\n- So"]),
        ("list-marks", "- Yes\n- No", [f"{sign} Yes\n{sign} No" for sign in "*•+–"]),
        ("list-marks", "Use bullets.\n- Yes\n- No", []),
        ("list-marks", "Answer in this format:\n- Name\n- City", []),
        ("list-marks", "Write:\n- <name>\n- <city>", []),
        ("list-numbers", "Give the number.\n- Go on and on.\n- Stop here for now.", []),
        ("list-numbers", "- Yes\n- No", []),
        ("number-marks", "1. Go\n2. Stop", ["1) Go\n2) Stop", "(1) Go\n(2) Stop", "1: Go\n2: Stop", "**1.** Go\n**2.** Stop"]),
        (
            "option-marks",
            "Go.\nA) x\nB) y",
            [
                "Go.\nA. x\nB. y",
                "Go.\n(A) x\n(B) y",
                "Go.\nA: x\nB: y",
                "Go.\n[A] x\n[B] y",
                "Go.\n**A.** x\n**B.** y",
                "Go.\nA - x\nB - y",
            ],
        ),
        ("option-marks", "Q: a\nA: b", []),
        ("option-marks", "Say A) or B).\nA) x\nB) y", []),
        ("definitions", "now = today\nweek = soon", [f"now{s} today\nweek{s} soon" for s in (":", " -", " –")] + ["**now** = today\n**week** = soon"]),
        ("heading-style", "Use this structure:\n## Name\nA name", []),
        ("heading-case", "## Big task\nGo.", ["## BIG TASK\nGo.", "## Big Task\nGo."]),
        ("heading-space", "## Task\nGo.", ["## Task\n\nGo."]),
        ("section-tags", "## Task\nGo.\n\n## Mail\n{x}", ["<task>\nGo.\n</task>\n\n<mail>\n{x}\n</mail>"]),
        ("section-tags", "## Task\nGo.\n\nMail: {x}", []),
        ("instruction-tags", "Sort the mail.\n\nMail: {x}", [f"<{t}>\nSort the mail.\n</{t}>\n\nMail: {{x}}" for t in ("task", "instructions")]),
        ("instruction-tags", "Do the task.\n\nMail: {x}", ["<instructions>\nDo the task.\n</instructions>\n\nMail: {x}"]),
        ("instruction-tags", "Sortiere die Post.\n\nPost: {x}", []),
        ("markdown-emphasis", "Go. Do not stop.", [f"Go. {m}Do not stop.{m}" for m in ("**", "*", "__", "_")]),
        ("instruction-tags", "Sort the mail.\nReturn one of: good, bad.\n\nMail: {x}", []),
        ("label-quotes", "Answer yes or no. If unsure, answer no.", []),
        ("quoted-slots", 'Sort.\nMail: "a"\nMood: b\n\nMail: "{x}"\nMood:', []),
        ("slot-label-style", "Go.\n\nRules:\n- Be kind.\n\nMail: {x}", []),
        ("heading-case", "Go.\n\nRules:\n- Be kind.\n\nMail: {x}", []),
        ("label-quotes", "Answer yes or no.", [f"Answer {m}yes{m} or {m}no{m}." for m in "\"'`"]),
        ("label-joints", "Answer yes or no.", ["Answer yes / no.", "Answer yes | no.", "Answer yes/no."]),
        ("label-joints", "Say whether it sounds good or bad.", []),
        ("quote-style", 'Say "stop" now.', ["Say “stop” now.", "Say 'stop' now.", "Say `stop` now."]),
        ("sentence-lines", "Go. Stop.", ["Go.\nStop.", "Go.\n\nStop."]),
        ("sentence-points", "Go. Use no jargon. Be brief.", [f"Go.\n{s} Use no jargon.\n{s} Be brief." for s in "-•"]),
        ("joined-lines", "Go.\nStop.", ["Go. Stop."]),
        ("paragraph-space", "Go.\n\nStop.", ["Go.\n\n\nStop.", "Go.\nStop."]),
        ("example-arrows", "a -> b\nc -> d\n{x} ->", [f"a {m} b\nc {m} d\n{{x}} {m}" for m in ("=>", "→", "-->")]),
    ],
)  # fmt: skip
def test_what_each_does(name, before, after):
    assert texts(before, name) == after


SHOWN = "Text: a\nMood: b\n\nText: c\nMood: d\n\nText: {x}\nMood:"


def test_all_examples_change_together_and_the_cue_stays_open():
    assert texts(SHOWN, "example-separator")[:2] == [
        "Text:\na\nMood:\nb\n\nText:\nc\nMood:\nd\n\nText:\n{x}\nMood:",
        "Text = a\nMood = b\n\nText = c\nMood = d\n\nText = {x}\nMood =",
    ]
    assert texts(SHOWN, "example-labels")[0] == SHOWN.replace("Text", "TEXT").replace("Mood", "MOOD")
    assert texts(SHOWN, "example-gaps")[1] == SHOWN.replace("\n\n", "\n---\n")


def test_the_turns_of_a_dialogue_keep_their_names():
    assert texts(SHOWN.replace("Text", "User").replace("Mood", "Assistant"), "example-labels") == []


def test_an_instruction_gets_a_heading_and_so_does_the_input_without_a_label():
    assert "# Task\nSort the mail.\n\n# Input\n{x}" in texts("Sort the mail.\n\n{x}", "instruction-heading")
    assert "## Task\nSort the mail.\n\n## Mail\n{x}" in texts("Sort the mail.\n\nMail: {x}", "instruction-heading")
    assert texts("# Mail\nSort the mail.\n\n{x}", "instruction-heading") == []


def test_quotes_and_fences_around_a_value():
    found = texts("Go.\nText: {abc}", "slot-quotes")
    assert found[0] == 'Go.\nText: "{abc}"'
    assert 'Go.\nText:\n"""\n{abc}\n"""' in found


@pytest.mark.parametrize(
    ("value", "unfit"),
    [
        ('a "b" c', ['"{abc}"', '{{"']),
        ("it's", ["'{abc}'"]),
        ("a\nb", ['"{abc}"', "<<<", '{{"', " - ", "<text>{abc}"]),
        ("a ``` b", ["```"]),
        ("a </text> b", ["<text>"]),
        ("-4", [" - ", " – "]),
    ],
)
def test_what_stands_around_a_value_fits_it(value, unfit):
    names = ("slot-quotes", "slot-separator", "slot-tags", "slot-json")
    found = texts("Go.\nText: {abc}", *names, slots={"abc": value})
    assert found
    assert not [text for text in found if any(mark in text for mark in unfit)]


def test_json_around_a_slot_renders_to_json():
    prompt = Prompt("Go.\nMood: {x}", slots={"x": "calm"})
    site = propose_sites(prompt, ("format",), ("slot-json",)).sites[0]
    assert prompt.variant(*site.alternatives[0]).text == 'Go.\n{"mood": "calm"}'


def test_only_sentences_of_a_list_are_numbered():
    assert texts("- Go to the left.\n- Stop at the right.", "list-numbers") == [
        "1. Go to the left.\n2. Stop at the right.",
        "1) Go to the left.\n2) Stop at the right.",
        "(1) Go to the left.\n(2) Stop at the right.",
    ]


@pytest.mark.parametrize("first", ["Keep <b> as it is, and %s too.", "Use </li> at the end."])
def test_a_list_changes_whole_or_not_at_all(first):
    template = f"Go on.\n\n- {first}\n- Stop at the right.\n- Turn to the left."
    assert texts(template, "list-marks", "list-numbers", "list-loose", "list-space") == []


def test_code_tables_and_quoted_text_stay():
    template = "Sort it.\n\n```\n- a\n- b\n```\n\n| x | y |\n|---|---|\n\n<mail>\nDo not stop. Be kind.\n</mail>"
    assert texts(template, "list-marks", "markdown-emphasis", "sentence-lines") == []


def test_all_labels_of_inputs_change_together():
    assert texts("Go.\nOne: {a}\nTwo: {b}", "slot-separator")[0] == "Go.\nOne:\n{a}\nTwo:\n{b}"


def test_thousands_of_variants_of_thirty_words():
    prompt = Prompt(
        "Classify the sentiment of the following review as positive, negative or neutral. Do not explain your answer. "
        "If the review has mixed feelings, prefer neutral. Answer with one word in lower case.\n\nReview: {review}",
        slots={"review": "Fine."},
        answer=Label("positive", "negative", "neutral"),
    )
    sampler = Sampler(prompt, propose_sites(prompt, ("format",)).sites, random.Random(0))
    assert sum(1 for _ in zip(sampler, range(2000), strict=False)) == 2000
