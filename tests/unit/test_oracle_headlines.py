"""In a headline every word has a capital, and none of them is a name for that."""

import pytest

import promptfuzz as pf
from promptfuzz.oracle import compare
from promptfuzz.oracle.prose.words import words


def names(text: str) -> set[str]:
    return {word.text for word in words(text) if word.proper}


@pytest.mark.parametrize(
    "text",
    [
        "Council Votes to Close the Bridge Over High Repair Cost",
        '"Bakers in the North Win Prize for Third Straight Year"',
        "Storm Forces Ferry to Halve Service Until March",
    ],
)
def test_the_capitals_of_a_headline_are_no_names(text: str) -> None:
    assert names(text) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The bridge over the Lune was closed by Anna Meier.", {"lune", "anna", "meier"}),
        ("Speakers: Anna Meier, Boris Schulz, Clara Wolff", {"anna", "meier", "boris", "schulz", "clara", "wolff"}),
        ("Written by Anna Meier", {"anna", "meier"}),
    ],
)
def test_names_in_sentences_rows_and_short_texts_stay_names(text: str, found: set[str]) -> None:
    assert names(text) == found


def test_another_person_in_a_sentence_is_another_answer() -> None:
    assert not compare(
        "The prize goes to Anna Meier.", "The prize goes to Clara Meier.", embedder=pf.ToyEmbedder()
    ).same
