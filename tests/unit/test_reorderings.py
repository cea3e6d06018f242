"""Reorderings: every word stays, spans move whole, and what refers to another sentence stays behind it."""

import random
import re
from collections import Counter
from time import perf_counter

import pytest

from promptfuzz.mutators import Sampler, mutators_of, propose_sites
from promptfuzz.records import Json, Label, Number, Prompt
from promptfuzz.render import protected_spans
from tests.unit.prompts_for_mutators import PROMPTS

NAMES = [item.name for item in mutators_of(("reorder",))]
SENTIMENT = PROMPTS[0]
SHAPES = [
    Prompt(
        "Moderate the post. Flag threats, insults or spam. Do not quote it. Reply with allow or block.\n\nPost: {post}",
        slots={"post": "p"},
        answer=Label("allow", "block"),
        system="You moderate a forum. Apply the rules strictly. Treat jokes as harmless. Be brief.",
    ),
    Prompt(
        "Sort the ticket.\n\nnet: cables and routers\nbill: charges and refunds\n\nIn one word, say net or bill.\n\nTicket: {t}",
        slots={"t": "t"},
        answer=Label("net", "bill"),
    ),
    Prompt(
        "{question}",
        slots={"question": "q"},
        system="You are a legal assistant.\n\nAnswer only from the statutes.\n\nNever give advice.\n\nKeep the tone plain.",
    ),
    Prompt(
        "# Task\nGrade the essay.\n\n# Criteria\n- style\n- grammar\n\n# Output\nReturn a number.\n\n# Essay\n{essay}",
        slots={"essay": "e"},
        answer=Number(),
    ),
    Prompt(
        "You are a reviewer. Review the diff below. If it is fine, answer LGTM. Be kind.\n\n```diff\n{d}\n```\nReview:",
        slots={"d": "d"},
    ),
    Prompt(
        "Please label the overall tone of the following guest letter as warm or cold. Use one word.\n\nLetter: {x}",
        slots={"x": "x"},
        answer=Label("warm", "cold"),
    ),
]
EVERYWHERE = [*PROMPTS, *SHAPES]


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
    assert any(propose_sites(prompt, ("reorder",), (name,)).sites for prompt in EVERYWHERE)


@pytest.mark.parametrize("prompt", EVERYWHERE, ids=range(len(EVERYWHERE)))
def test_words_and_protected_spans_stay_the_same(prompt):
    words = Counter(re.findall(r"\w+", " ".join(prompt.sources.values()).lower()))
    kept = [prompt.sources[part][s.start : s.stop] for part in prompt.sources for s in protected_spans(prompt, part)]
    kept = [text for text in kept if not text.startswith("{ ") and '": ' not in text]
    for variant in drawn(prompt):
        after = " ".join(variant.sources.values())
        assert Counter(re.findall(r"\w+", after.lower())) == words
        assert all(text in after for text in kept)


@pytest.mark.parametrize("prompt", EVERYWHERE, ids=range(len(EVERYWHERE)))
def test_no_joint_is_left_open(prompt):
    for variant in drawn(prompt):
        for part in {"template", "system"} & set(variant.sources):
            text = variant.sources[part]
            assert text == text.strip() or prompt.sources[part] != prompt.sources[part].strip()
            assert not re.search(r"\n{3,}| {2,}|[a-z][.?!][A-Z]| [.,]| \n|,\s*\.|\} [A-Z]|\n [A-Z]", text), text


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


@pytest.mark.parametrize("said", ["the following review", "the review below"])
def test_input_stays_where_the_instruction_says_it_is(said):
    assert texts(f"Classify {said}.\n\nReview: {{x}}", "input-place", slots={"x": ""}) == []


def test_sentences_change_places():
    assert texts("Sort the words. Be brief.", "sentence-order") == ["Be brief. Sort the words."]
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
    assert texts("If a person signs, name the person.", "clause-order") == []
    assert texts("In one sentence, sum up the text.", "adverbial-order") == ["Sum up the text in one sentence."]


def test_a_constraint_moves_between_the_messages():
    found = texts("Sort the words. Use commas.", "constraint-home", part="system", system="You sort words. Be brief.")
    assert found == [
        "You sort words. Be brief. Use commas.",
        "You sort words.",
    ]


def test_the_instruction_moves_to_the_system_message():
    fields = {"slots": {"x": ""}, "system": "You sort words."}
    assert texts("Sort them by length.\n\nWords: {x}", "instruction-home", part="system", **fields) == []
    found = texts("Sort by length. Be brief.\n\nWords: {x}", "instruction-home", part="system", **fields)
    assert found == ["You sort words. Sort by length. Be brief."]


def test_keys_change_places():
    assert texts("Return JSON with the keys name and city.", "key-order") == [
        "Return JSON with the keys city and name."
    ]
    assert texts('Return {"a": 1, "b": 2}', "key-order", answer=Json()) == ['Return {"b": 2, "a": 1}']


def test_keys_of_a_nested_sample_move_with_their_values():
    sample = '{\n  "a": {"x": 1},\n  "b": [1, 2]\n}'
    assert texts(f"Return JSON.\n{sample}", "key-order")[0] == 'Return JSON.\n{\n  "b": [1, 2],\n  "a": {"x": 1}\n}'


def test_input_goes_between_the_sentences():
    found = texts("Is it late? Answer yes or no.\n\nMail: {x}", "input-between", slots={"x": ""})
    assert found == [
        "Is it late?\n\nMail: {x}\n\nAnswer yes or no.",
        "Mail: {x}\n\nAnswer yes or no. Is it late?",
    ]
    assert texts("Is it late? Answer yes or no.\n\n{x}", "input-between", slots={"x": ""}) == []


@pytest.mark.parametrize("where", ["below", "above"])
def test_what_points_at_the_input_stays_on_its_side(where):
    parts = ["Be brief. Translate the text below. Use plain words.", "Text: {x}"]
    if where == "above":
        parts = ["Text: {x}", "Be brief. Is the text above good? Use one word."]
    for variant in drawn(Prompt("\n\n".join(parts), slots={"x": ""}), 200):
        text = variant.sources["template"]
        assert (text.index(where) < text.index("{")) == (where == "below"), text


def test_inputs_change_places_unless_they_are_numbered():
    found = texts("Judge it.\n\nClaim:\n{a}\n\nText:\n{b}", "input-order", slots={"a": "", "b": ""})
    assert found == ["Judge it.\n\nText:\n{b}\n\nClaim:\n{a}"]
    assert texts("Judge it.\n\nText 1: {a}\nText 2: {b}", "input-order", slots={"a": "", "b": ""}) == []


def test_a_question_may_follow_how_to_answer_it():
    assert texts("Is it late? Answer yes or no.", "question-last") == ["Answer yes or no: is it late?"]


def test_sections_move_whole_and_roles_stay_first():
    template = "# Role\nYou grade.\n\n# Rules\n- Be fair.\n\n# Tone\nBe kind."
    assert texts(template, "section-order") == ["# Role\nYou grade.\n\n# Tone\nBe kind.\n\n# Rules\n- Be fair."]
    assert texts("<a>\nBe fair.\n</a>\n<b>\nBe kind.\n</b>", "section-order") == [
        "<b>\nBe kind.\n</b>\n<a>\nBe fair.\n</a>"
    ]
    assert texts("# Rules\nBe fair.\n\n# Tone\nKeep the rules above.", "section-order") == []


def test_headings_of_examples_stay_where_examples_move():
    template = "Example 1:\nIn: a\nOut: b\n\nExample 2:\nIn: c\nOut: d\n\nIn: {x}\nOut:"
    assert texts(template, "example-order", slots={"x": ""}) == [
        "Example 1:\nIn: c\nOut: d\n\nExample 2:\nIn: a\nOut: b\n\nIn: {x}\nOut:"
    ]


@pytest.mark.parametrize("said", ["Choose the first label that applies.", "Keep them in this order."])
def test_lists_stay_where_their_order_counts(said):
    template = f"Is it good or bad? {said}\n- Be kind.\n- Be brief."
    assert texts(template, "label-order", answer=Label("good", "bad")) == []
    assert texts(template, "bullet-order") == []


def test_adverbials_and_sources_change_places():
    assert texts("Extract the name from the text.", "adverbial-order") == ["From the text, extract the name."]
    assert texts("From the text, extract the name.", "adverbial-order") == ["Extract the name from the text."]
    assert texts("Say in one word whether it rains.", "adverbial-order") == ["In one word, say whether it rains."]
    assert texts("Then sum it up in one word.", "adverbial-order") == []
    assert texts("Do not answer in one word.", "adverbial-order") == []


def test_a_long_prompt_does_not_stall():
    line = "Use plain words. If a name is missing, write none. 文字 العربية 👍🏽 e\u0301. Be kind and brief.\n"
    prompt = Prompt(line * 300)
    started = perf_counter()
    assert propose_sites(prompt, ("reorder",)).sites
    assert perf_counter() - started < 20


def test_series_of_three_change_places():
    found = texts("Avoid jargon, slang and emojis.", "series-order")
    assert found[0] == "Avoid jargon, emojis and slang."
    assert len(found) == 5
    assert texts("Be polite, brief and never rude.", "series-order") == []


@pytest.mark.parametrize(
    "template",
    [
        "Extract the defect and the date of purchase.",
        "Say whether the title and the text match.",
        "Read the claim and the evidence carefully.",
    ],
)
def test_pairs_stay_where_more_belongs_to_the_second(template):
    assert texts(template, "pair-order") == []


def test_pairs_only_and_please_change_places():
    assert texts("Be kind and brief.", "pair-order") == ["Be brief and kind."]
    assert texts("Read the CV and return only the age.", "pair-order") == []
    assert texts("Answer with the age only.", "only-order") == [
        "Answer only with the age.",
        "Answer with only the age.",
    ]
    assert texts("Return only the age.", "only-order") == ["Return the age only."]
    assert texts("Please sort the words.", "please-order") == ["Sort the words, please."]
    assert texts("Sort the words, please.", "please-order") == ["Please sort the words."]


@pytest.mark.parametrize(
    "template", ["The date is wrong or out of date.", "Is it on or after today?", "Answer up or down it."]
)
def test_words_that_look_like_labels_stay_where_more_belongs_to_them(template):
    assert texts(template, "label-order") == []


def test_a_quoted_sentence_does_not_end_the_one_around_it():
    for variant in drawn(Prompt('Review the diff. If all is well, say "OK." and stop.\n\nDiff: {d}', slots={"d": ""})):
        assert '"OK." and stop' in variant.sources["template"]


def test_options_have_few_other_orders_and_never_the_reverse():
    found = texts("Pick one.\nA) x\nB) y\nC) z", "option-order")
    assert found == ["Pick one.\nA) x\nC) z\nB) y", "Pick one.\nB) y\nA) x\nC) z"]


@pytest.mark.parametrize(
    ("keys", "others"),
    [
        ("name and thought", []),
        ("tool, arguments and id", []),
        ("city, name and reason", ["name, city and reason"]),
        ("label, reason and score", []),
    ],
)
def test_keys_that_are_written_in_turn_stay(keys, others):
    assert texts(f"Return JSON with the keys {keys}.", "key-order") == [
        f"Return JSON with the keys {other}." for other in others
    ]


@pytest.mark.parametrize("rule", ["Do not use titles.", "Give no dates.", "Include two names.", "No titles please."])
def test_what_needs_the_task_never_goes_before_it(rule):
    for variant in drawn(Prompt(f"Which towns are named? {rule} Be brief.\n\nText: {{x}}", slots={"x": ""})):
        text = variant.sources["template"]
        assert text.index("Which towns") < text.index(rule), text


def test_a_fragment_never_stands_behind_the_input():
    for variant in drawn(Prompt("Sum it up. Two lines. No titles.\n\nText: {x}", slots={"x": ""})):
        assert not re.search(r"\}\s+(?:Two|No) ", variant.sources["template"])


def test_an_answer_stays_behind_its_question():
    assert texts("Grade it.\n\nQuestion: {q}\nAnswer: {a}", "input-order", slots={"q": "", "a": ""}) == []


def test_the_section_of_the_task_keeps_its_place_before_the_others():
    template = "# Task\nGrade the essay.\n\n# Notes\n- Be fair.\n\n# Essay\n{essay}"
    found = texts(template, "section-order", slots={"essay": ""})
    assert found and all(text.index("# Task") < text.index("# Notes") for text in found)


def test_points_of_a_requested_form_stay_in_their_order():
    assert texts("Use this structure:\n- Summary\n- Risks", "bullet-order") == []
    assert texts("Fill in:\n- reason: one sentence\n- label: yes or no", "bullet-order") == []


def test_please_stays_where_a_reason_follows():
    assert texts("Please send the table because we need it.", "please-order") == []


@pytest.mark.parametrize(
    ("template", "glued"),
    [
        ("Check it. Be kind. If it is right, say so. If not, mend it. Use plain words.", "say so. If not"),
        ("Pick a side. Size matters. Reply in a word. Nothing more. Be brief.", "Reply in a word. Nothing more."),
        ("Write a toast. Be kind. Around 100 words. Mention the trip.", "Be kind. Around 100 words."),
    ],
)
def test_what_is_said_of_the_sentence_before_stays_right_behind_it(template, glued):
    for variant in drawn(Prompt(template + "\n\nText: {x}", slots={"x": ""})):
        assert glued in variant.sources["template"]


def test_a_label_that_begins_with_not_stays_last():
    fields = {"answer": Label("proved", "refuted", "not said")}
    assert texts("Is it proved, refuted or not said?", "label-order", **fields) == [
        "Is it refuted, proved or not said?"
    ]


THIRTY_WORDS = Prompt(
    "Please sort the tone of the following guest letter. Answer with one word only. Do not explain your answer. "
    "If you are not sure, answer mixed.\n\nLetter: {letter}",
    slots={"letter": "l"},
    answer=Label("warm", "cold", "mixed"),
)


def test_please_is_said_in_another_sentence():
    assert texts("Please sort the words. Be brief. If a word is odd, mark it.", "please-order") == [
        "Sort the words. Please be brief. If a word is odd, mark it.",
        "Sort the words. Be brief. If a word is odd, please mark it.",
        "Sort the words, please. Be brief. If a word is odd, mark it.",
    ]
    assert texts("Please sort the words. Never guess.", "please-order") == ["Sort the words, please. Never guess."]
    assert texts("Please sort the words.\n\nBe brief.", "please-order") == ["Sort the words, please.\n\nBe brief."]


def test_a_long_object_goes_behind_the_labels():
    said, behind = (
        "Label the overall tone of the guest letter below as good or bad.",
        "Label as good or bad the overall",
    )
    assert texts(said, "label-order", answer=Label("good", "bad"))[0].startswith(behind)
    said = said.replace("bad", "other")
    assert not any(text.startswith("Label as") for text in texts(said, "label-order", answer=Label("good", "other")))
    said = "Label the letter as good or bad."
    assert texts(said, "label-order", answer=Label("good", "bad")) == ["Label the letter as bad or good."]


def test_four_sentences_and_the_input_change_places_together():
    found = texts(THIRTY_WORDS.template, "input-between", slots={"letter": "l"}, answer=THIRTY_WORDS.answer)
    assert len(found) >= 15
    assert all(text.index("following guest letter") < text.index("{letter}") for text in found)
    assert all(text.count("\n\n") == 2 for text in found)


def test_what_moves_is_what_other_sites_leave_alone():
    for variant in drawn(THIRTY_WORDS, 400):
        text = variant.sources["template"]
        assert re.search(r"\b[Aa]nswer (?:with (?:only )?one word|only with one word)(?: only)?\.", text), text
        assert len(re.findall(r"(?<!^)(?<![.}]\n\n)(?<![.] )(?<!Please )\b(?:Answer|Do|If|Sort)\b", text)) == 0, text
        assert len(re.findall(r"please", text, re.IGNORECASE)) == 1


def test_reach_is_hundreds_of_texts():
    assert len(drawn(THIRTY_WORDS, 1000)) >= 100


def test_instructions_never_come_between_two_sections_of_data():
    template = "<notes>\n{a}\n</notes>\n\n<source>\n{b}\n</source>\n\n<tone>\nBe kind.\n</tone>"
    for text in texts(template, "section-order", slots=dict.fromkeys("ab", "")):
        assert not re.search(r"\{\w\}.*<tone>.*\{\w\}", text, re.DOTALL), text
    template = "# History\n{a}\n\n# Question\n{b}\n\n# Tone\nBe kind."
    for text in texts(template, "section-order", slots=dict.fromkeys("ab", "")):
        assert text.index("# History") < text.index("# Question"), text
    template = "<rules>\nBe fair.\n</rules>\n\n<menu>\nsoup\n</menu>\n\nQuestion: {q}"
    assert texts(template, "section-order", slots={"q": ""}) == []


def test_a_constraint_stays_out_of_headed_sections():
    system = "You sort words. Be brief."
    template = "<tone>\nUse plain words. Be kind.\n</tone>\n\nWords: {x}"
    assert texts(template, "constraint-home", part="system", system=system, slots={"x": ""}) == []


def test_sentences_under_a_heading_stay_on_its_lines():
    for text in texts("# Style\nUse plain words. Be brief. Write in French.", "sentence-order"):
        assert re.fullmatch(r"# Style\n[A-Z][^\n]*\.", text), text


def test_a_condition_that_names_its_noun_may_move():
    said = "Sort the words. If a word is unclear, leave it out. Use commas."
    assert "Sort the words. Use commas. If a word is unclear, leave it out." in texts(said, "sentence-order")


def test_only_stays_where_it_would_follow_a_place():
    assert texts("Use only the notes below.", "only-order") == []
