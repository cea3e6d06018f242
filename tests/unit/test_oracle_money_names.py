"""Currencies by the names of their countries, and times that are written with a dot."""

import pytest

import promptfuzz as pf
from promptfuzz.oracle import compare

SAME = [
    ("$132", "132 US dollars"),
    ("132 USD", "132 U.S. dollars"),
    ("CHF 132", "132 Swiss francs"),
    ("£20", "20 pounds sterling"),
    ("AUD 20", "20 Australian dollars"),
    ("¥900", "900 Japanese yen"),
    ("15:30", "3.30 pm"),
    ("9:05 am", "9.05 a.m."),
]
APART = [
    ("€132", "132 US dollars"),
    ("€132", "132 Swiss francs"),
    ("132 Canadian dollars", "132 Australian dollars"),
    ("€20", "20 pounds sterling"),
    ("15:30", "3.45 pm"),
    ("9:05 am", "9.05 p.m."),
    ("3.30", "3:30 pm"),
]


@pytest.mark.parametrize("answer", [None, pf.Number()])
@pytest.mark.parametrize(("a", "b"), SAME)
def test_one_amount_in_other_words_is_the_same(a: str, b: str, answer: pf.Number | None) -> None:
    assert compare(a, b, answer=answer).same
    assert compare(b, a, answer=answer).same


@pytest.mark.parametrize("answer", [None, pf.Number()])
@pytest.mark.parametrize(("a", "b"), APART)
def test_another_currency_or_time_is_another_answer(a: str, b: str, answer: pf.Number | None) -> None:
    assert not compare(a, b, answer=answer).same
    assert not compare(b, a, answer=answer).same
