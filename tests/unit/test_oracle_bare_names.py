"""Bare answers that are names: another name is another answer, and another name of the same is not."""

import pytest

import promptfuzz as pf
from promptfuzz.oracle.prose.bare_names import bare_names_apart
from promptfuzz.oracle.prose.freetext import examine

TOY = pf.Oracle(embedder=pf.ToyEmbedder())


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Agatha Christie", "Dorothy Sayers"),
        ("**Isaac Newton**", "Gottfried Leibniz"),
        ("It is Claude Monet.", "Vincent van Gogh"),
        ("The answer is Haruki Murakami.", "Kazuo Ishiguro."),
        ("It was painted by Vermeer.", "Rembrandt"),
        ("The poem was written by Anna Akhmatova.", "It was written by Marina Tsvetaeva."),
        ("Clara Strauß", "Johann Strauß"),
        ("Norwegian", "Swedish"),
        ("It is Finnish.", "Estonian"),
        ("Latvia", "Lithuania"),
        ("The answer is Uganda.", "Rwanda."),
    ],
)
def test_another_name_is_another_answer(a: str, b: str) -> None:
    for found in TOY.judge([(a, b), (b, a)]):
        assert not found.same
        assert found.score <= 0.25
    assert not examine(a, b).needs_similarity


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("UK", "United Kingdom"),
        ("Christie", "Agatha Christie"),
        ("A. Christie", "Agatha Christie"),
        ("Mark Twain", "Samuel Clemens"),
        ("It was written by Lewis Carroll.", "Charles Lutwidge Dodgson"),
        ("The city is Munich.", "München"),
        ("The manufacturer is VW.", "Volkswagen"),
        ("It was made by International Business Machines.", "IBM"),
        ("The company is Danish.", "Denmark"),
        ("aubergine", "eggplant"),
        ("Aubergine", "Eggplant"),
        ("Car", "Automobile"),
        ("Great Value", "Excellent Price"),
        ("Running Shoes", "Jogging Sneakers"),
        ("Vegan Chocolate Cake", "Plant-Based Cocoa Gateau"),
        ("Grace Period", "Waiting Time"),
        ("Sarcastic", "Ironic"),
        ("It was rejected by Accounting.", "The Finance Team"),
    ],
)
def test_what_may_be_one_or_no_name_is_left_to_the_words(a: str, b: str) -> None:
    assert bare_names_apart(a, b) is None
    assert bare_names_apart(b, a) is None
