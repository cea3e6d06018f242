"""A label that a reply only uses, a thing the prompt asks about, two fields, and lists whose items are named apart."""

import pytest

import promptfuzz as pf
from promptfuzz.oracle.answers import labels
from promptfuzz.oracle.choices.subjects import asked_nouns
from promptfuzz.oracle.inference import infer_answer
from promptfuzz.oracle.judge import compare
from promptfuzz.oracle.listing.advice import advice_tails, by_advice
from promptfuzz.oracle.listing.entries import fields_apart
from promptfuzz.oracle.listing.item_names import hashtags, name_key
from promptfuzz.oracle.parsing import parse
from promptfuzz.records import Comparison

TEAMS = pf.Label("billing", "technical", "shipping", "account")
FEELINGS = pf.Label("positive", "negative", "neutral")
OFFICES = pf.Label("facilities", "it", "hr", "finance")
FUNGI = pf.Label("edible", "poisonous")
ASKED = "Is this mushroom edible or poisonous? It has a brown cap."


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("You can do this yourself:\n\n1. Sign in to your account.\n2. Open the profile.\n3. Press Save.", TEAMS),
        ("1. Open the app.\n2. Go to Account > Security.\n3. Click Edit.", TEAMS),
        ("We're sorry that the lamp is late. Your shipping notice went out on Friday. Let us know if it helps.", TEAMS),
        ("Please log in to your account and edit the name there.", TEAMS),
        ("Have you tried another cable? If it still fails, contact technical support. They open at eight.", TEAMS),
        ("I'm sorry about your negative experience! Have you asked for your money back? You may be lucky.", FEELINGS),
        ("Thank you for the positive feedback! We hope to welcome you again soon.", FEELINGS),
        ("Thanks for writing! Our technical staff has seen your mail. You will hear from us.", TEAMS),
    ],
)
def test_a_label_that_a_reply_or_a_step_only_uses_is_no_answer(text: str, answer: pf.Label) -> None:
    assert parse(text, answer).status == "none"


@pytest.mark.parametrize(
    ("text", "answer", "value"),
    [
        ("account", TEAMS, "account"),
        ("Team: Account", TEAMS, "account"),
        ("**Answer:** Billing", TEAMS, "billing"),
        ("This goes to the Account team.", TEAMS, "account"),
        ("This is about the account.", TEAMS, "account"),
        ("I would route it to account because the login has to change.", TEAMS, "account"),
        ("The lamp never came. That is something shipping should look into. The carrier may know.", TEAMS, "shipping"),
        ("The user was charged twice. Please forward it to billing. They will check the bill.", TEAMS, "billing"),
        ("Your mail is about a refund. I will pass it on to billing. Thank you for your patience.", TEAMS, "billing"),
        ("The export fails. Our technical team should handle this.", TEAMS, "technical"),
        ("1. The user was charged twice.\n2. It is about a bill.\n3. The team is billing.", TEAMS, "billing"),
        ("I'm happy to help. Billing!", TEAMS, "billing"),
        ("You should mark this as technical. Do not wait.", TEAMS, "technical"),
        ("I'm sorry to hear that. The reviewer had a negative experience.", FEELINGS, "negative"),
        ("The review is positive.", FEELINGS, "positive"),
        ("The guest likes the bed. You can tell that the tone is positive. Nothing is missing.", FEELINGS, "positive"),
        ("Positive. Your guest liked the bed. Please thank them.", FEELINGS, "positive"),
        (
            'The mail "Hurry! Click here and enter your card" is a clear case of spam. Such mails are common.',
            pf.Label("spam", "not spam"),
            "spam",
        ),
        ("True. You can see it in your garden. Please look at your own plants.", pf.Label("true", "false"), "true"),
    ],
)
def test_an_answer_among_words_to_the_reader_is_read(text: str, answer: pf.Label, value: str) -> None:
    assert parse(text, answer).value == value


def test_a_word_option_that_steps_only_use_is_no_choice() -> None:
    words = pf.Choice("account", "billing")
    assert parse("1. Open your account.\n2. Press Save.\n3. Wait a minute.", words).status == "none"
    assert parse("I choose billing. Your account is fine.", words).status != "none"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The drain is blocked, so it should be handled by facilities.", "facilities"),
        ("Send this to HR. They know about it.", "hr"),
        ("IT", "it"),
        ("it", "it"),
        ("Department: it", "it"),
        ("The laptop does not start. IT should handle it.", "it"),
    ],
)
def test_a_pronoun_is_not_the_name_of_a_label(text: str, value: str) -> None:
    assert parse(text, OFFICES).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("There are poisonous twins. The mushroom is edible.", "edible"),
        ("The mushroom is edible. There are poisonous twins.", "edible"),
        ("Its poisonous twin has white gills. This mushroom is edible, though.", "edible"),
        ("The cap is edible. The stem is poisonous.", None),
        ("The mushroom is edible when cooked. The mushroom is poisonous when raw.", None),
        ("Some poisonous kinds look alike. The cap is edible.", None),
    ],
)
def test_what_is_said_of_the_thing_that_the_prompt_asks_about_answers(text: str, value: str | None) -> None:
    assert parse(text, FUNGI, ASKED).value == value


def test_only_a_sentence_that_offers_the_labels_names_what_is_asked_about() -> None:
    labels = frozenset({"edible", "poisonous"})
    assert "mushroom" in asked_nouns(ASKED, labels)
    assert not asked_nouns("This mushroom grew in a wood. Say edible or poisonous.", labels)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The review is positive since the room was big, but the conclusion is negative.", None),
        ("Some words are positive, but the conclusion is negative.", "negative"),
        ("The review is positive. The conclusion is positive, the start is negative.", "positive"),
        ("There are positive words. The conclusion is negative.", "negative"),
    ],
)
def test_a_conclusion_does_not_outweigh_what_is_said_of_the_text_itself(text: str, value: str | None) -> None:
    assert parse(text, FEELINGS).value == value


def test_a_label_beside_another_field_decides_only_where_the_other_agrees() -> None:
    assert fields_apart("Priority: low\nTeam: desktop", "Priority: low\nTeam: server")
    assert fields_apart("Mood: positive, Urgency: low", "Mood: positive, Urgency: high")
    assert not fields_apart("Mood: positive, Urgency: moderate", "Mood: positive, Urgency: medium")
    assert not fields_apart("Category: not spam\nAction: keep", "Category: non-spam\nAction: keep")
    assert not fields_apart("Mood: positive\nReason: good food", "Mood: positive\nReason: nice staff")
    assert not fields_apart("Mood: positive\nConfidence: 0.95", "Mood: positive\nConfidence: 0.9")


def test_fields_that_differ_are_not_called_the_same_label() -> None:
    assert labels("Priority: low\nTeam: desktop", "Priority: low\nTeam: server") is None
    same = labels("Priority: low\nTeam: desktop", "**Priority:** low\n**Team:** Desktop")
    assert same is not None
    assert same.same
    declared = compare("Priority: low\nTeam: desktop", "Priority: low\nTeam: server", answer=pf.Label("low", "high"))
    assert declared.same


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        ("Classify the review as positive or negative and as short or long.", pf.Text()),
        ("Decide whether the tone is formal or informal, and whether it is written as fact or opinion.", pf.Text()),
        (
            "Classify the review as positive or negative and explain why in two sentences.",
            pf.Label("positive", "negative"),
        ),
        (
            "Label the mood as positive or negative.\n\nReview: the soup and the tea were either cold or warm",
            pf.Label("positive", "negative"),
        ),
    ],
)
def test_a_prompt_that_asks_for_two_labels_asks_for_text(prompt: str, answer: pf.Label) -> None:
    assert infer_answer(prompt) == answer


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("fox, owl, deer", "#owls #fox #deer", True),
        ("roof hives, city bees", "#RoofHives #city_bees", True),
        ("- Owl\n- Fox", "Here are the tags:\n\n#fox #owls", True),
        ("fox, owl, deer", "#fox #owl", False),
        ("fox, owl", "#fox #fowl", False),
        ("C, F", "C#, F#", False),
        ("- Tent\n- Lamp", "Guests bring:\n\n1. A lamp\n2. Their own tent", True),
        ("tent, lamp, pan", "your own tent, your lamp, the pan", True),
        ("lamp, map", "a lamp, two maps", False),
        ("fertiliser prices, noise", "price of fertiliser, noise", True),
        ("water quality, noise", "quality of the water, noise", True),
        ("Italy's capital, noise", "capital of Italy, noise", True),
        ("quality of the air, noise", "water quality, noise", False),
        ("fear of change, noise", "change of fear, noise", False),
        ("Open: login page (in review) and help page (not started).", "* Help page\n* Login page", True),
        ("2 eggs, milk", "3 eggs, milk", False),
        ("white bread, milk", "bread, milk", False),
        ("1-2, 3", "12, 3", False),
    ],
)
def test_items_by_another_form_of_their_name_are_the_same_items(a: str, b: str, *, same: bool) -> None:
    assert compare(a, b, answer=pf.List()).same is same


def test_hashtags_are_items_only_where_a_text_is_nothing_else() -> None:
    assert hashtags("Tags: #fox #owl") == ["fox", "owl"]
    assert hashtags("#1 Ann, #2 Ben") == []
    assert hashtags("We saw #fox and a #owl in the wood") == []
    assert name_key("price of fertiliser") == name_key("fertiliser prices")


ONE = "- **Check the fuse**: It may have blown.\n- **Clean the filter**: Dust makes it hum."
OTHER = "- **Check the fuse**: A burnt one stops the current.\n- **Clean the filter**: Dirt is a common cause of noise."


def test_the_same_advice_is_compared_by_its_explanations() -> None:
    assert advice_tails(ONE, OTHER) is not None
    low = Comparison(0.7, same=False, score=0.45)
    assert by_advice(low, 0.5, 0.6).same
    assert by_advice(low, 0.3, 0.6) == low
    assert by_advice(low, 0.99, 0.6).score <= 0.8


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (ONE, OTHER.replace("Clean the filter", "Change the filter")),
        (ONE.replace("may have blown", "costs 2 euros"), OTHER.replace("stops the current", "costs 5 euros")),
        (ONE.replace("It may have blown", "It is never the cause"), OTHER),
        ("- **Deadline:** 3 April\n- **Owner:** Ann", "- **Deadline:** 9 May\n- **Owner:** Ann"),
        (
            "- **Kitchen**: The tap is broken.\n- **Hall**: It is cold.",
            "- **Kitchen**: No oven.\n- **Hall**: Too dark.",
        ),
    ],
)
def test_other_advice_values_and_subjects_are_left_to_the_text(a: str, b: str) -> None:
    assert advice_tails(a, b) is None
