"""Reorderings: every word stays, spans move whole, and what refers to another sentence stays behind it."""

import random
import re
from collections import Counter

import pytest

from promptfuzz.mutators import Sampler, mutators_of, propose_sites
from promptfuzz.records import Json, Label, Prompt
from promptfuzz.render import protected_spans
from tests.unit.prompts_for_mutators import PROMPTS

NAMES = [item.name for item in mutators_of(("reorder",))]
SENTIMENT = PROMPTS[0]


def texts(template, *names, part="template", **fields):
    prompt = Prompt(template, **fields)
    return [
        prompt.variant(*edits).sources[part]
        for site in propose_sites(prompt, ("reorder",), names).sites
        for edits in site.alternatives
    ]


def drawn(prompt, count=60):
    sampler = Sampler(prompt, propose_sites(prompt, ("reorder",)).sites, random.Random(1))
    return [variant for variant, _ in zip(sampler, range(count), strict=False)]


@pytest.mark.parametrize("name", NAMES)
def test_every_mutator_offers_something_somewhere(name):
    assert any(propose_sites(prompt, ("reorder",), (name,)).sites for prompt in PROMPTS)


@pytest.mark.parametrize("prompt", PROMPTS, ids=range(len(PROMPTS)))
def test_words_and_protected_spans_stay_the_same(prompt):
    words = Counter(re.findall(r"\w+", " ".join(prompt.sources.values()).lower()))
    kept = [prompt.sources[part][s.start : s.stop] for part in prompt.sources for s in protected_spans(prompt, part)]
    kept = [text for text in kept if not text.startswith("{ ") and '": ' not in text]
    for variant in drawn(prompt):
        after = " ".join(variant.sources.values())
        assert Counter(re.findall(r"\w+", after.lower())) == words
        assert all(text in after for text in kept)


@pytest.mark.parametrize("prompt", PROMPTS, ids=range(len(PROMPTS)))
def test_no_joint_is_left_open(prompt):
    for variant in drawn(prompt):
        for part in {"template", "system"} & set(variant.sources):
            text = variant.sources[part]
            assert text == text.strip() or prompt.sources[part] != prompt.sources[part].strip()
            assert not re.search(r"\n{3,}| {2,}|[a-z][.?!][A-Z]| [.,]| \n|,\s*\.", text), text


def test_a_prompt_with_three_labels_and_sentences_has_thirty_orders():
    assert len(drawn(SENTIMENT)) >= 30


def test_input_goes_to_the_front_and_to_the_back():
    assert texts("Sort the review.\n\nReview: {x}", "input-place", slots={"x": ""}) == [
        "Review: {x}\n\nSort the review."
    ]
    assert texts("Review: {x}\n\nSort the review.", "input-place", slots={"x": ""}) == [
        "Sort the review.\n\nReview: {x}"
    ]
    assert texts("Sort it.\n\nReview: {x}\nLabel:", "input-place", slots={"x": ""}) == [
        "Review: {x}\n\nSort it.\n\nLabel:"
    ]


@pytest.mark.parametrize("said", ["the following review", "the review below", "this review"])
def test_input_stays_where_the_instruction_says_it_is(said):
    assert texts(f"Classify {said}.\n\nReview: {{x}}", "input-place", slots={"x": ""}) == []


def test_sentences_change_places():
    assert texts("Sort the words. Use commas.", "sentence-order") == ["Use commas. Sort the words."]
    assert texts("Sort the words.\nUse commas.\nBe brief.", "sentence-order")[0] == (
        "Sort the words.\nBe brief.\nUse commas."
    )


@pytest.mark.parametrize(
    "template",
    [
        "Read the text. Then answer in one word.",
        "Write a list. Use it in a sentence.",
        "First list the names. Finally count the letters.",
        "Write a function. Return the function only.",
        "You are a judge. Answer yes or no.",
        "1. Read the text.\n2. Answer yes or no.",
        "Sort the words. Output nothing else.",
    ],
)
def test_what_leans_on_a_sentence_before_it_stays(template):
    assert texts(template, "sentence-order") == []


def test_labels_change_places_by_moves():
    found = texts("Is it good, bad or mixed?", "label-order", answer=Label("good", "bad", "mixed"))
    assert found == [
        "Is it good, mixed or bad?",
        "Is it bad, good or mixed?",
        "Is it bad, mixed or good?",
        "Is it mixed, good or bad?",
        "Is it mixed, bad or good?",
    ]


def test_quoted_answers_change_places_and_slots_do_not():
    assert texts('Answer "yes" or "no".', "label-order") == ['Answer "no" or "yes".']
    assert texts('Which rhymes with "{a}", "{b}" or "{c}"?', "label-order", slots=dict.fromkeys("abc", "x")) == []


@pytest.mark.parametrize(
    "template", ["Say whether it is not spam or ham.", "Is it very good or bad?", "Is it spam or ham, respectively?"]
)
def test_labels_stay_where_a_word_belongs_to_the_first(template):
    assert texts(template, "label-order") == []


def test_options_move_with_their_letters():
    assert texts("Pick one.\nA) x\nB) y", "option-order") == ["Pick one.\nB) y\nA) x"]
    assert texts("Pick one.\nA) x\nB) all of the above", "option-order") == []


def test_bullets_move_and_steps_stay():
    assert texts("Mind:\n- Be kind.\n- Be brief.", "bullet-order") == ["Mind:\n- Be brief.\n- Be kind."]
    assert texts("Follow these steps:\n- Read.\n- Write.", "bullet-order") == []


def test_examples_move_and_the_question_stays_last():
    template = "Text: fine\nLabel: good\n\nText: awful\nLabel: bad\n\nText: {x}\nLabel:"
    assert texts(template, "example-order", slots={"x": ""}) == [
        "Text: awful\nLabel: bad\n\nText: fine\nLabel: good\n\nText: {x}\nLabel:"
    ]


def test_clauses_change_places_with_case_and_comma():
    assert texts("If you are not sure, answer no.", "clause-order") == ["Answer no if you are not sure."]
    assert texts("Answer no if you are not sure.", "clause-order") == ["If you are not sure, answer no."]
    assert texts("Decide if the claim is true.", "clause-order") == []
    assert texts("In one sentence, sum up the text.", "adverbial-order") == ["Sum up the text in one sentence."]


def test_a_constraint_moves_between_the_messages():
    found = texts("Sort the words. Use commas.", "constraint-home", part="system", system="You sort words. Be brief.")
    assert found == ["You sort words. Be brief. Use commas.", "You sort words."]


def test_keys_change_places():
    assert texts("Return JSON with the keys name and city.", "key-order") == [
        "Return JSON with the keys city and name."
    ]
    assert texts('Return {"a": 1, "b": 2}', "key-order", answer=Json()) == ['Return {"b": 2, "a": 1}']


def test_pairs_only_and_please_change_places():
    assert texts("Be kind and brief.", "pair-order") == ["Be brief and kind."]
    assert texts("Read the CV and return only the age.", "pair-order") == []
    assert texts("Answer with the age only.", "only-order") == ["Answer only with the age."]
    assert texts("Please sort the words.", "please-order") == ["Sort the words, please."]
    assert texts("Sort the words, please.", "please-order") == ["Please sort the words."]
