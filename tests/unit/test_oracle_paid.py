"""A number beside the one that is asked for (an old price, a saving, a whole, a year, a rate) is not read as the answer."""

import pytest

from promptfuzz.oracle import parse
from promptfuzz.records import Number

PAID = "How much does the guest pay in EUR? The room lists at 120 EUR, 25% off."
LIST = "What is the list price of the tent?"
SAVED = "How much does the guest save in EUR?"
FIRST = "What was the original price of the lamp?"
CAME = "How many volunteers attended the training?\n\nNine signed up; six came to the hall, one joined by phone."
OPEN = "How many open tickets are there?"
PEOPLE = "How many residents does the village have? Text: The village grew by 3% to 4,120 residents in 2022."
YEAR = "In which year did the mill open?"
LEFT = "How many vouchers are left?"
COLD = "What was the lowest temperature in degrees?"


def value(text, prompt, unit=None):
    return parse(text, Number(unit), prompt).value


@pytest.mark.parametrize(
    ("prompt", "text", "expected"),
    [
        (PAID, "The list price is 120 EUR; the guest pays 90 EUR.", 90), (PAID, "They pay 90 EUR instead of 120 EUR.", 90),
        (PAID, "The total is 120 EUR, but with the 25% discount the guest pays 90 EUR.", 90),
        (PAID, "The guest pays 90 EUR, saving 30 EUR on the full price of 120 EUR.", 90),
        (PAID, "The price is 120 EUR, minus 25% it is 90 EUR.", 90), (PAID, "The guest pays 120 EUR.", 120),
        (PAID, "The guest saves 30 EUR and pays 90 EUR.", 90), (LIST, "The list price is 300 EUR; you pay 240 EUR.", 300),
        (SAVED, "The guest saves 30 EUR, paying 90 EUR instead of 120 EUR.", 30),
        (FIRST, "The original price was 50 EUR; the lamp now costs 40 EUR.", 50),
        (FIRST, "The original price was 40 / 0.8 = 50.", 50), (PAID, "He pays 30 EUR a night, so 90 EUR in total.", 90),
    ],
)  # fmt: skip
def test_an_old_price_and_a_saving_answer_only_what_asks_for_them(prompt, text, expected):
    assert value(text, prompt, "EUR") == expected


@pytest.mark.parametrize(
    ("prompt", "text", "expected"),
    [
        (CAME, "6 volunteers attended in person and 1 by phone, making 7 in total.", 7),
        (CAME, "There were 9 volunteers listed, but only 7 attended.", 7), (CAME, "Out of 9 listed, 7 attended.", 7),
        (CAME, "Seven of the nine listed volunteers attended.", 7), (CAME, "9 volunteers attended.", 9),
        (CAME, "7 attended and 2 were ill, 9 in total.", 7), (OPEN, "8 are open and 22 are closed, making 30 in total.", 8),
        (OPEN, "There are 30 tickets, but only 8 are open.", 8), (OPEN, "8 open and 22 in progress, 30 in total.", 8),
        (LEFT, "18 of the 30 vouchers are left.", 18), (LEFT, "There are 18 vouchers left out of 30.", 18),
        (LEFT, "30 vouchers are left.", 30), ("How many vouchers are there?", "There are 30 vouchers.", 30),
    ],
)  # fmt: skip
def test_the_number_of_what_is_asked_goes_before_its_parts_and_its_whole(prompt, text, expected):
    assert value(text, prompt) == expected


@pytest.mark.parametrize(
    ("prompt", "text", "expected"),
    [
        (PEOPLE, "The village had 4,120 residents in 2022.", 4120), (PEOPLE, "As of 2022, it has 4,120 residents.", 4120),
        (PEOPLE, "In 2022, the village had 4,120 residents.", 4120), (PEOPLE, "In 2022 it had 2000 residents.", 2000),
        (PEOPLE, "4,120 residents in 2022, after growing by 3%.", 4120), (PEOPLE, "2022", 2022), (PEOPLE, "3%", 3),
        (PEOPLE, "The village now has 4,120 residents, up from 4,000.", 4120), (YEAR, "It opened in 1987.", 1987),
        ("By how many percent did it grow?", "It grew by 3% in 2022.", 3),
    ],
)  # fmt: skip
def test_a_year_a_rate_and_an_earlier_value_answer_only_what_asks_for_them(prompt, text, expected):
    assert value(text, prompt) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("moins 5 degrés", -5),
        ("menos 7 grados", -7),
        ("au moins 5 degrés", 5),
        ("al menos 7 grados", 7),
        ("minus 3", -3),
    ],
)
def test_a_minus_in_words_is_one_in_french_and_spanish_too(text, expected):
    assert value(text, COLD) == expected
