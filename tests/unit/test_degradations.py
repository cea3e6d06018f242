"""Degradations: slips of a hurried writer that leave the request as it was."""

import random
import re

import pytest

from promptfuzz.mutators import Sampler, mutators_of, propose_sites
from promptfuzz.records import Prompt
from promptfuzz.render import protected_spans
from promptfuzz.strategies.paraphrase_rules import lexicon, words_in
from tests.unit.prompts_for_mutators import PROMPTS

NAMES = [item.name for item in mutators_of(("degrade",))]
LETTERS = ("keyboard-slips", "transposed-letters", "dropped-letters", "doubled-letters")
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nothing|without|except|only|or|and|don['’]?t|doesn['’]?t)\b|&", re.IGNORECASE
)


def texts(template, *names, **fields):
    prompt = Prompt(template, **fields)
    return [
        prompt.variant(*edits).sources["template"]
        for site in propose_sites(prompt, ("degrade",), names).sites
        for edits in site.alternatives
    ]


def drawn(prompt, count=40):
    sampler = Sampler(prompt, propose_sites(prompt, ("degrade",)).sites, random.Random(2))
    return [variant for variant, _ in zip(sampler, range(count), strict=False)]


def test_there_are_at_least_ten():
    assert len(NAMES) >= 10


EXTRA = [
    Prompt("What is the sum of the numbers? They're listed in an array. Make sure that the answer is short."),
    Prompt("Decide whether it's an apple. Give your answer to the user, who will use it then."),
]


@pytest.mark.parametrize("name", NAMES)
def test_every_mutator_offers_something_somewhere(name):
    assert any(propose_sites(prompt, ("degrade",), (name,)).sites for prompt in PROMPTS + EXTRA)


@pytest.mark.parametrize("prompt", PROMPTS, ids=range(len(PROMPTS)))
def test_protected_spans_and_negations_stay(prompt):
    kept = [prompt.sources[part][s.start : s.stop] for part in prompt.sources for s in protected_spans(prompt, part)]
    turns = len(_NEGATION.findall(" ".join(prompt.sources.values())))
    for variant in drawn(prompt):
        after = " ".join(variant.sources.values())
        assert all(text in after for text in kept)
        assert len(_NEGATION.findall(after)) >= turns


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_slip_never_makes_a_word_of_the_guard_list(name):
    risky = words_in("slips", "risky")
    template = "Place " + " ".join(sorted(risky)) + " there."
    for site in propose_sites(Prompt(template), ("degrade",), (name,)).sites:
        assert all(edits[0].text.lower() not in risky for edits in site.alternatives)


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_slip_keeps_first_and_last_letter_and_short_words(name):
    template = "Give me all the relevant details from France, never none."
    for site in propose_sites(Prompt(template), ("degrade",), (name,)).sites:
        for (edit,) in site.alternatives:
            before = template[edit.start : edit.stop]
            assert len(before) > 3 and before not in {"France", "from", "never", "none"}
            assert (edit.text[0], edit.text[-1]) == (before[0], before[-1])
            assert abs(len(edit.text) - len(before)) <= 1


def test_slips_are_the_same_every_time():
    prompt = PROMPTS[2]
    assert propose_sites(prompt, ("degrade",)) == propose_sites(prompt, ("degrade",))


def test_two_slips_in_one_word_exclude_each_other():
    prompt = Prompt("Summarise everything.")
    sites = propose_sites(prompt, ("degrade",), (*LETTERS, "misspellings", "shouted-words", "lower-starts")).sites
    spans = {(site.alternatives[0][0].start, site.alternatives[0][0].stop) for site in sites}
    assert spans == {(0, 9), (10, 20)}


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("misspellings", "Classify the sentence.", ["Clasify the sentence.", "Classify the sentance."]),
        ("homophones", "Decide whether it fits.", ["Decide weather it fits."]),
        ("texting", "Please tell me.", ["Pls tell me."]),
        ("missing-apostrophes", "Don't guess, we'll see.", ["Dont guess, we'll see."]),
        ("dropped-articles", "Sort the words in a list.", ["Sort words in a list.", "Sort the words in list."]),
        ("dropped-articles", "Give a few words.", []),
        ("dropped-words", "Count the letters of the word.", ["Count the letters the word."]),
        ("article-slips", "Name an animal.", ["Name a animal."]),
        ("agreement-slips", "Say whether the text is long.", ["Say whether the text are long."]),
        ("repeated-words", "Sort the words.", ["Sort the the words."]),
        ("lower-starts", "Sort it. Now.", ["sort it. Now.", "Sort it. now."]),
        ("no-capitals", "Sort it. Now.", ["sort it. now."]),
        ("shouted-words", "Sort words.", ["Sort WORDS."]),
        ("shouted-sentences", "Sort it. Go.", ["SORT IT. Go."]),
        ("lost-stops", "Sort it. Go.", ["Sort it. Go"]),
        ("lost-commas", "Short, I said, and good.", ["Short, I said and good."]),
        ("lost-colons", "Go.\nText: {x}\nAnswer:", ["Go.\nText {x}\nAnswer:"]),
        ("lost-spaces", "Sort it. Go.", ["Sort it.Go."]),
        ("stray-spaces", "Sort it. Go.", ["Sort it . Go.", "Sort it. Go ."]),
        ("lost-blank-lines", "Go.\n\n{x}", ["Go.\n{x}", "Go.\n\n\n{x}"]),
        ("stray-blank-lines", "Go.\n{x}", ["Go.\n\n{x}"]),
        ("run-on", "Sort it. Use commas.", ["Sort it, use commas."]),
        ("run-on", "Do not sort. Use commas.", []),
    ],
)
def test_what_each_does(name, before, after):
    slots = {"x": "value"} if "{x}" in before else {}
    assert texts(before, name, slots=slots) == after


def test_commas_between_labels_stay():
    assert texts("Answer with good, bad or mixed.", "lost-commas") == []


def test_options_and_examples_stay_whole():
    template = (
        "Choose.\nA) Mercury\nB) Jupiter\n\nText: wonderful service\nLabel: good\n\nText: terrible food\nLabel: bad"
    )
    for name in NAMES:
        for text in texts(template, name):
            assert "Mercury" in text and "wonderful service" in text and "terrible food" in text


def test_what_to_answer_and_names_stay_whole():
    template = "Answer unknown if the French text is empty. Reply high or low."
    for name in NAMES:
        for text in texts(template, name):
            assert all(word in text.split() for word in ("unknown", "high")), text
            assert "French" in text


def test_misspellings_are_no_words_to_guard_against():
    entries = lexicon("misspellings")["entries"]
    assert not set(entries.values()) & (words_in("slips", "risky") | set(entries))
    assert lexicon("misspellings")["provenance"] and lexicon("slips")["provenance"]
