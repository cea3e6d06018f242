"""Comparisons of numbers and letters: turned round they say the contrary, turned round twice the same."""

import pytest

import promptfuzz as pf
from promptfuzz.oracle.prose.comparisons import turned_comparison

TOY = pf.Oracle(embedder=pf.ToyEmbedder())


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("8.8 is bigger than 8.12.", "8.12 is bigger than 8.8."),
        ("8.8 is bigger than 8.12.", "8.12 is greater than 8.8."),
        ("8.8 > 8.12", "8.12 > 8.8"),
        ("8.8 > 8.12", "8.12 is larger than 8.8."),
        ("Tariff A is cheaper than Tariff B.", "Tariff B is cheaper than Tariff A."),
        ("Tariff A includes more data than Tariff B.", "Tariff B includes more data than Tariff A."),
        ("Route 4 is longer than route 7.", "Route 7 is longer than route 4."),
        ("Y is slower than X.", "X is slower than Y."),
        ("Y is heavier than X.", "Y is lighter than X."),
        (
            "I compared them: 8.8 is slightly larger than 8.12.",
            "8.12 is the larger number, so 8.12 is larger than 8.8.",
        ),
    ],
)
def test_a_comparison_turned_round_is_another_answer(a: str, b: str) -> None:
    for found in TOY.judge([(a, b), (b, a)]):
        assert not found.same
        assert found.score < 0.25


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("8.8 is bigger than 8.12.", "8.12 is smaller than 8.8."),
        ("8.8 is larger than 8.12.", "8.8 is greater than 8.12."),
        ("X is larger than Y.", "Y is smaller than X."),
        ("Tariff A is larger than Tariff B.", "Tariff B is smaller than Tariff A."),
        ("Tariff A includes more data than Tariff B.", "Tariff B includes less data than Tariff A."),
        ("Y is heavier than X.", "X is lighter than Y."),
    ],
)
def test_a_comparison_turned_round_twice_agrees(a: str, b: str) -> None:
    assert all(found.same for found in TOY.judge([(a, b), (b, a)]))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("X is not larger than Y.", "Y is larger than X."),
        ("X costs more than Y.", "Y includes less data than X."),
        ("X is larger than Y.", "X is larger than a bus."),
        ("X is larger than Y.", "Z is larger than X."),
        ("X is larger than Y.", "Y is older than X."),
        ("It takes more than 5 days.", "5 days is more than it takes."),
    ],
)
def test_other_comparisons_are_left_to_the_words(a: str, b: str) -> None:
    assert turned_comparison(a, b) is None
    assert turned_comparison(b, a) is None
