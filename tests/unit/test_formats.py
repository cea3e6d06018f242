"""Formats: delimiters and layout change, contents do not."""

import random
import re

import pytest

from promptfuzz.mutators import Sampler, mutators_of, propose_sites
from promptfuzz.records import Prompt, slot_counts
from tests.unit.prompts_for_mutators import PROMPTS

NAMES = [item.name for item in mutators_of(("format",))]


def texts(template, *names, **fields):
    slots = dict.fromkeys(slot_counts(template), "value")
    prompt = Prompt(template, slots=slots, **fields)
    return [
        prompt.variant(*edits).sources["template"]
        for site in propose_sites(prompt, ("format",), names).sites
        for edits in site.alternatives
    ]


def words(text):
    return re.findall(r"[a-z]{3,}", re.sub(r"</?\w+>", "", text).lower())


@pytest.mark.parametrize("name", NAMES)
def test_every_mutator_offers_something_somewhere(name):
    assert any(propose_sites(prompt, ("format",), (name,)).sites for prompt in PROMPTS)


@pytest.mark.parametrize("prompt", PROMPTS, ids=range(len(PROMPTS)))
def test_words_stay_in_their_order(prompt):
    sampler = Sampler(prompt, propose_sites(prompt, ("format",)).sites, random.Random(3))
    for variant, _ in zip(sampler, range(40), strict=False):
        for part in prompt.sources:
            assert words(variant.sources[part]) == words(prompt.sources[part])


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("slot-separator", "Go.\nText: {x}", ["Go.\nText:\n{x}", "Go.\nText - {x}", "Go.\nText = {x}"]),
        ("slot-label-style", "Go.\nText: {x}", ["Go.\nTEXT: {x}", "Go.\n**Text**: {x}", "Go.\n### Text\n{x}"]),
        ("slot-quotes", "Text: {abc}", ['Text: "{abc}"', "Text: <abc>{abc}</abc>", 'Text:\n"""\n{abc}\n"""']),
        ("slot-quotes", 'Text:\n"""\n{abc}\n"""', []),
        ("block-separator", "Go.\n\n{x}", ["Go.\n\n---\n\n{x}", "Go.\n\n###\n\n{x}"]),
        ("list-marks", "- Yes\n- No", ["* Yes\n* No", "• Yes\n• No"]),
        ("option-marks", "Go.\nA) x\nB) y", ["Go.\nA. x\nB. y", "Go.\n(A) x\n(B) y"]),
        ("heading-style", "## Task\nGo.", ["### Task\nGo.", "**Task**\nGo.", "## TASK\nGo.", "Task:\nGo."]),
        ("markdown-emphasis", "Go. Do not stop.", ["Go. **Do not stop.**", "Go. *Do not stop.*"]),
        ("label-quotes", "Answer yes or no.", ['Answer "yes" or "no".', "Answer 'yes' or 'no'."]),
        ("sentence-lines", "Go. Stop.", ["Go.\nStop.", "Go.\n\nStop."]),
        ("joined-lines", "Go.\nStop.", ["Go. Stop."]),
        ("slot-separator", "Text: a\nLabel: b\n\nText: c\nLabel: d\n\nText: {x}\nLabel:", []),
        (
            "list-marks",
            "Give the number.\n- Go.\n- Stop.",
            ["Give the number.\n* Go.\n* Stop.", "Give the number.\n• Go.\n• Stop."],
        ),
    ],
)
def test_what_each_does(name, before, after):
    assert texts(before, name) == after


def test_only_sentences_of_a_list_are_numbered():
    assert (
        texts("- Go to the left.\n- Stop at the right.", "list-marks")[-1]
        == "1. Go to the left.\n2. Stop at the right."
    )


def test_a_value_of_several_lines_is_fenced_and_not_quoted():
    prompt = Prompt("Go.\nText: {abc}", slots={"abc": "one\ntwo"})
    sites = propose_sites(prompt, ("format",), ("slot-quotes", "slot-separator")).sites
    found = {prompt.variant(*edits).sources["template"] for site in sites for edits in site.alternatives}
    assert found == {'Go.\nText:\n"""\n{abc}\n"""', "Go.\nText: <abc>{abc}</abc>", "Go.\nText:\n{abc}"}


def test_all_labels_of_inputs_change_together():
    assert texts("Go.\nOne: {a}\nTwo: {b}", "slot-separator")[0] == "Go.\nOne:\n{a}\nTwo:\n{b}"
