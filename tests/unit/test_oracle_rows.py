"""Lists that are written in a row, in a sentence or over a signature say the same as line by line."""

import pytest

from promptfuzz.oracle import compare, parse
from promptfuzz.oracle.listing.list_leads import numbered_in_row, without_signature
from promptfuzz.records import List

FRUITS = "apple\nplum"
SAME = [
    "The fruits are apple and plum.", "The menu mentions apple and plum.", "It mentions apple and plum",
    "They are apple and plum.", "Fruits mentioned in the menu are apple and plum.", "The menu has an apple and a plum.",
    "The fruits that are mentioned in the menu are apple and plum.", "The menu includes both apple and plum.",
    "The answer is apple and plum.", "The menu contains apple & plum", "Fruits: apple and plum", "apple & plum",
    "Apple & Plum", "1) apple 2) plum", "1. apple 2. plum", "(1) apple, (2) plum", "1. Apple, and 2. Plum.",
    "The fruits are 1) apple and 2) plum.", "Fruits: 1. apple 2. plum", "Here are the fruits:\n1) apple 2) plum",
    "apple\nplum\n\n-- Your assistant", "- apple\n- plum\n\n\u2014 Your assistant", "apple\nplum\n--\nYour assistant",
    "apple, plum\n\n-- Your assistant",
]  # fmt: skip
OTHER = [
    "The fruits are apple and pear.", "It mentions apple, plum and pear", "The menu mentions apple.", "apple & pear",
    "apple, plum & pear", "1) apple 2) pear", "1) apple 2) plum 3) pear", "apple\npear\n\n-- Your assistant",
    "apple\n\n-- Your assistant", "apple\nplum\n\n-- pear",
]  # fmt: skip


@pytest.mark.parametrize("text", SAME)
def test_a_list_in_a_row_is_the_list_line_by_line(text):
    assert compare(FRUITS, text, List()).same
    assert compare(FRUITS, text, List(ordered=True)).same


@pytest.mark.parametrize("text", OTHER)
def test_another_list_in_a_row_is_another(text):
    assert not compare(FRUITS, text, List()).same


@pytest.mark.parametrize("text", ["They are plum and apple.", "plum & apple", "1) plum 2) apple"])
def test_the_order_of_a_row_counts_where_order_does(text):
    assert compare(FRUITS, text, List()).same
    assert not compare(FRUITS, text, List(ordered=True)).same


@pytest.mark.parametrize("text", ["It mentions apple.", "The menu lists apple", "The only fruit is apple."])
def test_one_item_is_read_from_its_sentence(text):
    assert parse(text, List()).value == ("apple",)


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        ("- Marks & Spencer\n- Tesco", ("marks & spencer", "tesco")), ("- salt and pepper", ("salt and pepper",)),
        ("- salt and pepper\n- oil", ("oil", "salt and pepper")), ("1. cats & dogs\n2. fish", ("cats & dogs", "fish")),
        ("The bar is open\nThe menu lists apples and pears", ("bar is open", "menu lists apples and pears")),
        ("- plan 1) rest 2) eat\n- sleep", ("plan 1) rest 2) eat", "sleep")), ("--verbose\n--Quiet", ("--quiet", "--verbose")),
        ("\u2013 Apple\n\n\u2013 Plum", ("apple", "plum")),
    ],
)  # fmt: skip
def test_items_given_line_by_line_stay_whole(lines, items):
    assert parse(lines, List()).value == items


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        ("Tesco, Marks & Spencer", "Marks & Spencer\nTesco"), ("Tesco and Marks & Spencer", "- Tesco\n- Marks & Spencer"),
        ("Marks & Spencer", "- Marks & Spencer"), ("Ann, Ben & Cy", "Ann\nBen\nCy"), ("salt & pepper", "- salt & pepper"),
        ("The pool is closed and the bar is open.", "- The pool is closed\n- The bar is open"),
        ("The pool is closed.", "- The pool is closed"), ("The room was dirty", "- The room was dirty"),
        ("Room was dirty and staff rude", "- Room was dirty\n- Staff rude"), ("1.5, 2.5", "1.5\n2.5"), ("12:30 and 14:00", "12:30\n14:00"),
        ("The shop has apples and the market has pears", "- The shop has apples\n- The market has pears"),
    ],
)  # fmt: skip
def test_names_and_sentences_in_a_row_are_what_they_are_line_by_line(row, lines):
    assert compare(row, lines, List()).same


def test_salt_and_pepper_as_one_item_are_not_two():
    assert not compare("- salt and pepper\n- oil", "- salt\n- pepper\n- oil", List()).same


@pytest.mark.parametrize(
    "row", ["1.5 2.5", "1:00 2:00", "2) b 1) a", "1) a", "1) a (2) b", "1) 2)", "Version 1. Then 2. go"]
)
def test_other_numbers_in_a_row_number_nothing(row):
    assert numbered_in_row(row) == []


def test_what_signs_is_looked_for_in_the_last_line_alone():
    text = "\n" * 50_000 + "apple" + "\n" * 50_000 + "plum"
    assert without_signature(text) == text
    assert without_signature("-- Your assistant") == "-- Your assistant"
