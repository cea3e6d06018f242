"""What stands behind the head of an item, behind the name of a field and behind a list, and what is only doubted."""

import pytest

from promptfuzz.measures import ToyEmbedder
from promptfuzz.oracle import compare, parse
from promptfuzz.oracle.listing.list_ends import without_comment, without_notes
from promptfuzz.oracle.listing.list_json import json_items
from promptfuzz.oracle.listing.lists import list_items
from promptfuzz.records import Choice, Label, List, Text

TOY = ToyEmbedder()
URGENCY = Label("low", "medium", "high", "critical")
TONE = Label("positive", "negative", "neutral")
GRADE = Label("correct", "partially correct", "incorrect")
SPAM = Label("spam", "not spam")
SWAPPED = [
    ("1. **Tom** – call the vendor\n2. **Mia** – test the app", "1. **Tom** – test the app\n2. **Mia** – call the vendor"),
    ("- Tom: draft the plan by Monday\n- Mia: order the desks", "- Mia: draft the plan by Monday\n- Tom: order the desks"),
    ("- Tom (draft the plan by Monday)\n- Mia (order oak desks)", "- Tom (order oak desks now)\n- Mia (draft the plan by Monday)"),
]  # fmt: skip
VALUES = [
    ("- **Due:** 4 June\n- **Price:** 30 EUR", "- **Due:** 9 July\n- **Price:** 80 EUR"),
    ("- **Owner:** Mia\n- **Status:** shipped", "- **Owner:** Mia\n- **Status:** cancelled"),
    ("* **Verdict**: Keep\n* **Risk**: Low", "* **Verdict**: Drop\n* **Risk**: High"),
    ("- **Next step:** call the client\n- **Owner:** Tom", "- **Next step:** email the vendor\n- **Owner:** Tom"),
]
EXPLAINED = [
    ("- **Oslo** - the capital of Norway\n- **Bergen** - a port", "- **Oslo**: Norway's largest city\n- **Bergen**: a rainy town"),
    ("- **Oslo** is the capital of Norway\n- **Bergen** is a port", "- Oslo\n- Bergen"),
    ("1. **Restart the hub.** This mends most faults.\n2. **Change the cable.** Old ones break.",
     "1. **Restart the hub**: unplug it for ten seconds\n2. **Change the cable**: take one from the box"),
    ("- **Trust** – keep your word\n- **Communication** – tell everyone early", "- **Trust**: be honest with the team\n- **Communication**: share the news each week"),
    ("- **Tom** – call the vendor", "- Tom: call the vendor"), ("- **Call** the vendor\n- **Test** it", "- Call the vendor\n- Test it"),
]  # fmt: skip


@pytest.mark.parametrize("answer", [List(), List(ordered=True), Text()])
@pytest.mark.parametrize(("a", "b"), [*SWAPPED[:2], *VALUES])
def test_what_stands_behind_the_head_of_an_item_counts(a, b, answer):
    assert not compare(a, b, answer, embedder=TOY).same
    assert not compare(b, a, answer, embedder=TOY).same


@pytest.mark.parametrize(("a", "b"), SWAPPED)
def test_tails_that_have_gone_over_to_other_heads_make_another_list(a, b):
    assert not compare(a, b, List()).same


def test_another_task_of_the_same_person_is_another_item_however_long():
    assert not compare("- Tom: send the plan to the board", "- Tom: clean the whole kitchen before noon", List()).same
    assert not compare("- **Cause:** a leak in the old pipe", "- **Cause:** a fire in the main hall", List()).same


@pytest.mark.parametrize(("a", "b"), EXPLAINED)
def test_an_item_that_is_explained_in_other_words_is_the_item(a, b):
    assert compare(a, b, List()).same
    assert compare(b, a, List()).same


def test_free_text_is_not_called_the_same_for_its_heads():
    a, b = "- **Cause:** the disk of the node was full", "- **Cause:** a certificate had run out overnight"
    assert not compare(f"{a}\n- **Fix:** none", f"{b}\n- **Fix:** none", Text(), embedder=TOY).same


@pytest.mark.parametrize(
    ("text", "answer", "value"),
    [
        ("Urgency: High. The payment service is critical to us.", URGENCY, "high"),
        ("Urgency: **High**\n\nThe payment service is critical.", URGENCY, "high"),
        ("Severity: Medium\n\nThe impact is high.", URGENCY, "medium"), ("Risk - high. Effort is low.", URGENCY, "high"),
        ("I'd put it at medium: 3% is a low share.", URGENCY, "medium"), ("Level: High (the cost is low)", URGENCY, "high"),
        ("**Risk level:** High\n\n**Reason:** The odds are low, but the loss is great.", URGENCY, "high"),
        ("Team: Sales. The contract itself is legal.", Label("sales", "support", "legal"), "sales"),
        ("The answer is only partially correct, because the year is incorrect.", GRADE, "partially correct"),
        ("Only partially correct: the year is incorrect.", GRADE, "partially correct"),
        ("Because the year is incorrect, the answer is partially correct.", GRADE, "partially correct"),
        ("The staff is positive, but the review is negative.", TONE, "negative"),
        ("Food: positive. The review is negative.", TONE, "negative"), ("The error rate is low, so I'd put it at high.", URGENCY, "high"),
        ("Despite some poisonous doubles, the mushroom is edible.", Label("edible", "poisonous"), "edible"),
        ("Impact: High. Urgency: High. The odds are low.", URGENCY, "high"),
    ],
)  # fmt: skip
def test_a_label_said_of_another_thing_does_not_beat_that_of_the_field(text, answer, value):
    assert parse(text, answer).value == value


@pytest.mark.parametrize("text", ["Food: positive\nService: negative", "Positive work. The error is negative."])
def test_two_things_with_two_labels_give_no_label(text):
    assert parse(text, TONE).status == "ambiguous"


@pytest.mark.parametrize(
    "text",
    [
        "This mail is unlikely to be spam.", "I doubt that this mail is really spam.", "I doubt this is spam.",
        "There is no clear evidence that the mail is spam.", "There are no signs that this could be spam.",
        "It is highly unlikely that this mail is spam.", "I don't think that this mail should be called spam.",
        "Nothing in the text suggests that it is spam.", "I see little reason to consider this spam.",
        "It is doubtful whether this is spam.",
    ],
)  # fmt: skip
def test_what_is_doubted_is_denied(text):
    assert parse(text, SPAM).value == "not spam"


@pytest.mark.parametrize(
    "text",
    [
        "There is no doubt that this is spam.", "Without doubt this is spam.", "I don't doubt that this is spam.",
        "It is not unlikely that this is spam.", "Undoubtedly spam.", "I have no reason to doubt that this is spam.",
        "I see no reason to trust it, so it is spam.", "I don't think it is wanted; it is spam.", "Clear evidence of spam.",
        "It does not say who sends it, which makes it spam.", "There is little doubt this is spam.", "It is likely spam.",
    ],
)  # fmt: skip
def test_what_is_not_doubted_is_said(text):
    assert parse(text, SPAM).value == "spam"


def test_an_option_that_is_doubted_is_not_chosen():
    assert parse("It is unlikely to be A. The answer is C.", Choice("A", "B", "C")).value == "C"
    assert parse("There is no evidence that this is toxic.", Label("toxic", "safe")).status == "ambiguous"


@pytest.mark.parametrize(
    "text",
    [
        "K1 and K2 are affected.", "Both K1 and K2 are affected.", "K1 and K2 are affected; K3 is not.", "K1\nK2\n\nNote: K3 is not.",
        "Models K1 and K2 are affected.", "K1, K2\n\nNote that K3 is safe.", "1. K1\n2. K2\n\n*Note: K3 is safe.*",
        '{"models": ["K1", "K2"]}', '```json\n{"models": ["K2", "K1"]}\n```', '{"models": ["K1", "K2"], "count": 2}',
        "K1, K2. These are the ones that the note is about.", "Models: K1 and K2. The note is about a recall, a date, and a fee.",
    ],
)  # fmt: skip
def test_what_stands_around_a_list_is_no_item(text):
    assert compare("K1, K2", text, List()).same


@pytest.mark.parametrize(
    "text",
    [
        "K1 and K3 are affected.", "K1 and K2 are not affected.", "K1, K2\nNotebook", "K1, K2 and K3. These are all.",
        '{"models": ["K1", "K3"]}', '{"a": ["K1"], "b": ["K2"]}', "Only K1 is affected.", "No models are affected.",
    ],
)  # fmt: skip
def test_another_list_with_the_same_around_it_is_another(text):
    assert not compare("K1, K2", text, List()).same


@pytest.mark.parametrize(
    "text", ["No models are affected.", "None of the models are affected.", "No changes are needed.", '{"models": []}']
)
def test_nothing_is_so_is_an_empty_list(text):
    assert compare("None", text, List()).same


@pytest.mark.parametrize("text", ["No smoking, no dogs", "No Doubt, Blur", "K1 is affected."])
def test_what_begins_with_no_may_be_an_item(text):
    assert not compare("None", text, List()).same


def test_notes_comments_and_arrays_are_told_from_items():
    assert without_notes("Note: one line") == "Note: one line"
    assert without_comment("St. Louis, Mt. Fuji") == "St. Louis, Mt. Fuji"
    assert json_items("See [1] for pears, plums") is None
    assert json_items("Here it is: [1, 2.5]") == ["1", "2.5"]
    assert json_items('[{"name": "Ann", "age": 3}]') == ["Ann (3)"]
    assert json_items("[[1], [2]]") is None
    assert json_items("[" * 5000 + "]" * 5000) is None
    assert list_items("The pool is closed and the bar is opened.") == ("pool is closed", "bar is opened")


@pytest.mark.parametrize(
    ("a", "b"), [("Tuple", "Tuples are better here."), ("Restart", "Restarting it helps."), ("Plum", "Plums")]
)
def test_another_form_of_the_word_does_not_break_it_off(a, b):
    assert compare(a, b, embedder=TOY).same


@pytest.mark.parametrize(
    ("a", "b"), [("Docker", "Dockerfile is needed"), ("Car", "Carpets are better."), ("I like tupl", "I like tuples.")]
)
def test_half_a_word_breaks_off(a, b):
    assert not compare(a, b, embedder=TOY).same
