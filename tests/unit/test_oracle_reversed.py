"""Answers that were read the wrong way round, or not at all, and their neighbours that must stay as they were."""

import pytest

from promptfuzz.oracle.parsing import parse
from promptfuzz.records import Choice, Label, YesNo

MOODS = Label("positive", "negative", "neutral", "mixed")
TEAMS = Label("sales", "repairs", "returns", "other")
RUDE = "Is this remark rude? Answer yes or no.\n\nMind the step."
FAULT = "Does this sentence contain a mistake? Answer yes or no.\n\nShe have two cats."
RIVER = "Which river is the longest?\n\nA) Rhine\nB) Nile\nC) Thames\nD) Seine"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("There is no doubt that it is rude.", "yes"),
        ("There's no doubt it is not rude.", "no"),
        ("No question, this is rude.", "yes"),
        ("Without a doubt, yes.", "yes"),
        ("Without any doubt, no.", "no"),
        ("No question about it: yes.", "yes"),
        ("No, there is no doubt about that.", "no"),
        ("No, not at all.", "no"),
        ("There is no rude word in it.", "no"),
    ],
)
def test_having_no_doubt_is_neither_yes_nor_no(text: str, said: str) -> None:
    assert parse(text, YesNo(), RUDE).value == said


def test_having_no_doubt_answers_whether_there_is_any() -> None:
    assert parse("There is no doubt in the letter.", YesNo(), "Does the letter express doubt?").value == "no"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The sentence is incorrect.", "yes"),
        ("The sentence is correct.", "no"),
        ("The sentence is not correct.", "yes"),
        ("Incorrect: it should be 'has'.", "yes"),
        ("It is wrong.", "yes"),
        ("No, it is correct.", "no"),
        ("Yes, the sentence is wrong.", "yes"),
        ("The sentence contains an error.", "yes"),
        ("There are no spelling mistakes.", "no"),
        ("Yes.", "yes"),
        ("No.", "no"),
        ("Correct.", None),
    ],
)
def test_correct_is_a_no_to_whether_something_is_wrong(text: str, said: str | None) -> None:
    assert parse(text, YesNo(), FAULT).value == said


@pytest.mark.parametrize(
    ("prompt", "text", "said"),
    [
        ("Is this sentence correct?", "The sentence is incorrect.", "no"),
        ("Is this claim right or wrong?", "The claim is wrong.", "no"),
        ("Is the moon larger than the earth?", "Incorrect. The moon is smaller.", "no"),
        ("Is the sentence free of errors?", "It is correct.", "yes"),
        ("Is this statement false?", "The statement is false.", "yes"),
    ],
)
def test_correct_stays_a_yes_to_any_other_question(prompt: str, text: str, said: str) -> None:
    assert parse(text, YesNo(), prompt).value == said


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Positive (food) and negative (noise), so mixed.", "mixed"),
        ("Positive for the food, negative for the noise => mixed", "mixed"),
        ("Mixed\n\n- Positive: the food\n- Negative: the noise", "mixed"),
        ("Sentiment: Mixed\n\nPositive: the food\nNegative: the noise", "mixed"),
        ("The tone is mixed: positive about the food, negative about the noise.", "mixed"),
        ("Positive: the food. Negative: the noise. Result: negative", "negative"),
        ("Positive, because the food was so good.", "positive"),
        ("Positive: the food\nNegative: the noise", None),
        ("Positive:\n- the food\nNegative:\n- the noise\nNeutral:\n- the price", None),
        ("Food -> positive, noise -> negative", None),
    ],
)
def test_a_lead_or_a_conclusion_goes_before_the_parts(text: str, label: str | None) -> None:
    assert parse(text, MOODS, "Rate the review as positive, negative, neutral or mixed.").value == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("- sales: no offer is wanted\n- repairs: the lamp is broken\n\nThe best category is repairs.", "repairs"),
        ("1. sales: nothing bought\n2. repairs: a broken lamp\n3. other: unneeded\n\nAnswer: repairs", "repairs"),
        ("- sales: an offer\n- repairs: a lamp\n\nTherefore: sales", "sales"),
        ("- sales: an offer\n- repairs: a lamp", None),
        ("- sales: an offer\n- repairs: a lamp\n\nBoth sales and repairs look at it.", None),
        ("- sales: the answer is late\n- repairs: the result is open", None),
    ],
)
def test_the_conclusion_below_a_list_of_labels_answers(text: str, label: str | None) -> None:
    assert parse(text, TEAMS, "Which team gets the ticket: sales, repairs, returns or other?").value == label


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("The answer is Nile (B), not Thames (C).", "B"),
        ("The correct answer is Nile (B). Thames (C) is shorter.", "B"),
        ("The answer is Thames (C), not Nile (B).", "C"),
        ("The answer is either Nile (B) or Thames (C).", None),
        ("The answer is Nile (B) or Thames (C).", None),
        ("Thames (C) is shorter than Nile (B).", None),
    ],
)
def test_an_option_by_its_text_with_its_letter_in_brackets(text: str, letter: str | None) -> None:
    assert parse(text, Choice("A", "B", "C", "D"), RIVER).value == letter


@pytest.mark.parametrize(
    ("prompt", "text", "said"),
    [
        (RUDE, "Not rude.", "no"),
        (RUDE, "Rude.", "yes"),
        (RUDE, "The remark is not rude.", "no"),
        (RUDE, "The remark isn't rude, it is a warning.", "no"),
        ("Is smoking allowed?", "Smoking is permitted.", "yes"),
        ("Is smoking allowed?", "Smoking is not permitted.", "no"),
        (RUDE, "The speaker is not rude.", None),
        ("Is there milk in the tea?", "Tea.", None),
        ("Is the hall open in July?", "The hall is open in June.", None),
    ],
)
def test_the_question_said_as_a_statement_answers_it(prompt: str, text: str, said: str | None) -> None:
    assert parse(text, YesNo(), prompt).value == said
