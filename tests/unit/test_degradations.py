"""Degradations: slips of a hurried writer that leave the request as it was."""

import random
import re
import time

import pytest

from promptfuzz.mutators import Sampler, Source, clash, mutators_of, propose_sites
from promptfuzz.records import Label, Prompt
from promptfuzz.render import damaged_words, protected_spans
from promptfuzz.strategies.paraphrase_rules import lexicon, words_in
from tests.unit.prompts_for_mutators import PROMPTS

NAMES = [item.name for item in mutators_of(("degrade",))]
LETTERS = (
    "azerty-slips", "brushed-keys", "doubled-letters", "dropped-letters", "keyboard-slips", "qwertz-slips",
    "scanned-letters", "transposed-letters", "undoubled-letters",
)  # fmt: skip
WIDE = ("chatty-greetings", "closing-remarks", "headline-sentences", "no-capitals", "shouted-sentences", "small-talk")
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nothing|without|except|only|or|and|(?:don|doesn)(?:['’´`]|â€™|&#39;)?t)\b|&", re.IGNORECASE
)


def texts(template, *names, **fields):
    prompt = Prompt(template, **fields)
    return [
        prompt.variant(*edits).sources["template"]
        for site in propose_sites(prompt, ("degrade",), names).sites
        for edits in site.alternatives
    ]


def drawn(prompt, count=25):
    sampler = Sampler(prompt, propose_sites(prompt, ("degrade",)).sites, random.Random(2))
    return [variant for variant, _ in zip(sampler, range(count), strict=False)]


def test_there_are_at_least_sixty():
    assert len(NAMES) >= 60


EXTRA = [
    Prompt("What is the sum of the numbers? They're listed in an array. Make sure that the answer is short."),
    Prompt("Make a follow-up list of the three longest words. If these words are nouns, write them in plain language."),
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
        ("run-on", "Skip it if it is short. Use commas.", []),
        ("lost-inner-stops", "Sort it. Use commas.", ["Sort it Use commas."]),
        ("lost-inner-stops", "Sort it. If it is short, skip it.", []),
        ("lost-commas", "Do not explain, just sort it.", []),
        ("lost-hyphens", "Give a step-by-step plan.", ["Give a step by step plan."]),
        ("doubled-marks", "Is it long?", ["Is it long??", "Is it long???"]),
        ("excited-stops", "Sort it.", ["Sort it!", "Sort it!!"]),
        ("german-layout", "Give the category.", ["Give the categorz."]),
        ("french-layout", "Rewrite it.", ["Rezrite it."]),
        ("held-shift", "Sort it.", ["SOrt it."]),
        ("missed-shift", "Is it long?\nText: {x}", ["Is it long?\nText; {x}", "Is it long/\nText: {x}"]),
        ("inverted-words", "Classify it.", ["cLASSIFY it."]),
        ("stray-capitals", "Sort the words.", ["Sort the Words."]),
        ("lower-acronyms", "Return it as JSON.", []),
        ("lower-acronyms", "Return the JSON object.", ["Return the json object."]),
        ("headline-sentences", "Sort words first.", []),
        ("headline-sentences", "Sort the longer words by length.", ["Sort the Longer Words by Length."]),
        ("ligatures", "Find the first flaw.", ["Find the ﬁrst flaw.", "Find the first ﬂaw."]),
        ("broken-words", "Give the information.", ["Give the infor- mation."]),
        ("hard-spaces", "Sort the words.", ["Sort the\u00a0words.", "Sort the\u202fwords."]),
        ("hidden-spaces", "Sort it. Go.", ["Sort it.\u200b Go."]),
        ("hidden-characters", "Translate it.", ["Tran\u00adslate it.", "Tran\u200bslate it."]),
        ("smart-marks", "Don't go.", ["Don’t go.", "Don´t go.", "Don`t go."]),
        (
            "mojibake",
            "Don't go. Résumé – it.",
            [
                "Donâ€™t go. Résumé – it.",
                "Don't go. RÃ©sumé – it.",
                "Don't go. Résumé â€“ it.",
                "Don't go.Â Résumé – it.",
            ],
        ),
        ("html-entities", "Don't go.", ["Don&#39;t go."]),
        ("wide-marks", "Is it long?", ["Is it long？"]),
        ("lookalike-letters", "Check it.", ["Chеck it."]),
        ("joined-words", "Sort it by the length.", ["Sort it bythe length.", "Sort it byt he length."]),
        (
            "wrapped-lines",
            "Sort the words of the text and write them down in the order of their length.",
            ["Sort the words of the text and\nwrite them down in the order of their length."],
        ),
        (
            "indented-lines",
            "Sort the words of the text and write them down.",
            ["  Sort the words of the text and write them down."],
        ),
        ("trailing-spaces", "Sort it.\n{x}", ["Sort it.  \n{x}"]),
        ("wide-spaces", "Sort the words.", ["Sort the   words.", "Sort the\twords."]),
        ("spoken-ends", "Sort it.", ["Sort it, okay.", "Sort it, yeah."]),
        ("fillers", "Sort the words.", ["Sort uhm the words."]),
        ("false-starts", "Classify it.", ["Classify classify it.", "Cla- classify it."]),
        (
            "vague-input",
            "Classify the text.\nText: {x}",
            ["Classify what is below.\nText: {x}", "Classify the thing below.\nText: {x}"],
        ),
        ("vague-input", "Help the customer.\nCustomer: {x}", []),
        ("vague-words", "Read it carefully.", ["Read it properly."]),
        ("learner-phrases", "Please write a list.", ["Please to write a list."]),
        ("stray-articles", "Answer in English.", ["Answer in the English."]),
        ("bare-verbs", "Say what the text mentions.", ["Say what the text mention."]),
        ("lost-plurals", "Name three reasons.", ["Name three reason."]),
        ("wrong-demonstratives", "Sort these words.", ["Sort this words."]),
        ("article-slips", "Name a city.", ["Name an city."]),
        ("dropped-words", "If you are not sure, ask.", ["If not sure, ask."]),
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


@pytest.mark.parametrize(
    "kept",
    [
        "norrland.example/claims", "acme.com", "help@acme.com", "src/app/report.csv", ".csv", "/api/users", "v2.1",
        "order_id", "getUserId", "JavaScript", "#deploys", "@backend-oncall", "#FF8800", "SKU-1234", "YYYY-MM-DD",
    ],
)  # fmt: skip
def test_what_is_looked_up_by_its_letters_is_protected(kept):
    template = f"Look at {kept}. Then go on with {kept}, please."
    spans = {template[s.start : s.stop] for s in protected_spans(Prompt(template))}
    assert kept in spans


@pytest.mark.parametrize(
    ("template", "labels"),
    [
        ("Answer yes or no.", ["yes", "no"]),
        ("Say true if so and false if not.", ["true", "false"]),
        ("Reply hot, cold or not sure.", ["hot", "cold", "not sure"]),
        ("Give a code, for example en or sv.", []),
        ("Say no more than that. Is it true?", []),
    ],
)
def test_answers_that_are_not_declared_are_protected(template, labels):
    assert [template[s.start : s.stop] for s in protected_spans(Prompt(template)) if s.kind == "label"] == labels


def test_misspellings_are_no_words_to_guard_against():
    entries = lexicon("misspellings")["entries"]
    assert not set(entries.values()) & (words_in("slips", "risky") | set(entries))
    assert lexicon("misspellings")["provenance"] and lexicon("slips")["provenance"]


KEPT = [
    ("Return a JSON object with the keys city and street.", "city and street"),
    ("The tables are buyers (number, address, city).", "(number, address, city)"),
    ("Pick a category:\n- Refund request\n- Praise\n\nText: {x}", "- Refund request\n- Praise"),
    ("Sort the ticket.\n- billing: charges and invoices\n- delivery: parcels\n\n{x}", "billing:"),
    ("Mark the mail as urgent. Say nothing more.", "urgent."),
    ("Use the scale good, fair, bad.", "good, fair, bad"),
    ("Fill the form.\nAuthor: who wrote it\nYear: when\n\n{x}", "Author: who wrote it\nYear: when"),
    (
        "Explain the code.\ndef total(items):\n    value = sum(items)\n\n{x}",
        "def total(items):\n    value = sum(items)",
    ),
]


@pytest.mark.parametrize(("template", "kept"), KEPT)
def test_what_is_copied_into_the_answer_stays_whole(template, kept):
    slots = {"x": "value"} if "{x}" in template else {}
    for name in NAMES:
        for text in texts(template, name, slots=slots):
            assert kept.strip(".") in text, name


@pytest.mark.parametrize("name", ["chatty-greetings", "small-talk", "closing-remarks"])
def test_an_aside_stands_beside_the_request_and_never_in_the_input(name):
    template = "Classify the review as good or bad. Use one word.\n\nReview: {x}\nLabel:"
    found = texts(template, name, slots={"x": "value"})
    assert len(found) > 2
    for text in found:
        assert text.endswith("\n\nReview: {x}\nLabel:")
        assert "Classify the review as good or bad. Use one word." in text


@pytest.mark.parametrize(
    "template",
    [
        "Is this sentence ironic?\n\n{x}",
        "Write an email to my landlord.\n\n{x}",
        "Text: a\nLabel: b\n\nText: {x}\nLabel:",
    ],
)
def test_no_remark_where_it_could_be_taken_for_what_is_asked_about(template):
    assert texts(template, "small-talk", slots={"x": "value"}) == []


def test_a_lost_stop_and_a_lost_capital_exclude_each_other():
    prompt = Prompt("Sort the words. Use commas.")
    stop, capital = (
        next(
            site.alternatives[0]
            for site in propose_sites(prompt, ("degrade",), (name,)).sites
            if "U" in prompt.template[site.alternatives[0][0].start : site.alternatives[0][0].stop]
        )
        for name in ("lost-inner-stops", "lower-starts")
    )
    assert clash(stop, capital, prompt)


def test_most_edits_damage_a_word_or_two():
    for prompt in PROMPTS[::3]:
        sites = [s for s in propose_sites(prompt, ("degrade",)).sites if s.mutator not in WIDE]
        for site in sites:
            assert all(len(edits) == 1 and damaged_words(edits[0], prompt) <= 6 for edits in site.alternatives), site


def test_scanned_numbers_and_labels_stay():
    template = "Answer 10 or 0, or else long or loud, 3 of them."
    for name in ("scanned-letters", "lookalike-letters", "hidden-characters"):
        for text in texts(template, name, answer=Label("long", "loud")):
            assert "10 or 0," in text and "long or loud, 3" in text


def test_a_long_prompt_does_not_stall():
    template = "Don't guess the mood, and keep it short. If you are not sure, say so in a word. " * 150
    prompt = Prompt(template)
    start = time.perf_counter()
    for item in mutators_of(("degrade",)):
        assert sum(1 for _ in item.function(Source(prompt, "template", template, item.name, "degrade"))) >= 0
    assert time.perf_counter() - start < 8
