"""Placebos: white space only, away from everything whose spacing could matter."""

import random
import re

import pytest

from promptfuzz.mutators import Sampler, mutators_of, propose_sites
from promptfuzz.records import Label, Prompt
from tests.unit.prompts_for_mutators import PROMPTS

NAMES = [item.name for item in mutators_of(("placebo",))]


def texts(template, name, **fields):
    prompt = Prompt(template, **fields)
    return [
        prompt.variant(*site.alternatives[0]).sources["template"]
        for site in propose_sites(prompt, ("placebo",), (name,)).sites
    ]


def test_there_are_at_least_five():
    assert len(NAMES) >= 5


@pytest.mark.parametrize("prompt", PROMPTS, ids=range(len(PROMPTS)))
def test_only_white_space_changes(prompt):
    for site in propose_sites(prompt, ("placebo",)).sites:
        variant = prompt.variant(*site.alternatives[0])
        for part, text in prompt.sources.items():
            assert variant.sources[part].split() == text.split()
            assert variant.sources[part].rstrip().count("\n") == text.rstrip().count("\n")


@pytest.mark.parametrize("prompt", PROMPTS, ids=range(len(PROMPTS)))
def test_ten_distinct_ones_on_every_prompt_of_ten_words(prompt):
    if len(re.findall(r"[A-Za-z]+", re.sub(r"\{\w+\}", "", prompt.template))) < 10:
        pytest.skip("a short prompt")
    sampler = Sampler(prompt, propose_sites(prompt, ("placebo",)).sites, random.Random(0))
    drawn = [variant for variant, _ in zip(sampler, range(10), strict=False)]
    assert len({tuple(variant.sources.items()) for variant in drawn}) == 10


def test_the_space_beside_slots_labels_and_quotes_stays():
    template = 'Say "yes" to {who} now.\nThe review: {text}\n## Big heading'
    assert texts(template, "doubled-space", slots={"who": "me", "text": "t"}) == []


def test_each_gap_of_running_text_is_offered():
    assert texts("Sort the list.", "doubled-space") == ["Sort  the list.", "Sort the  list."]
    assert texts("Sort it. Be brief.", "sentence-space") == ["Sort it.  Be brief."]


def test_label_names_keep_their_spaces():
    found = texts("Answer very good or bad, then stop.", "doubled-space", answer=Label("very good", "bad"))
    assert found == ["Answer very good or bad, then  stop."]
