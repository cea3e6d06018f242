"""A bare answer beside a longer one in which its words stand: the longer one gives it, denies it or leaves it open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import promptfuzz as pf
from promptfuzz.oracle.prose.bare import refused

TOY = pf.Oracle(embedder=pf.ToyEmbedder())


@pytest.mark.parametrize(
    ("bare", "longer"),
    [
        ("30 November", "It is not 30 November."),
        ("30 November", "The due date isn't 30 November."),
        ("42", "It is not 42."),
        ("14 March", "Payment is not due on 14 March."),
        ("5 kg", "It weighs less than 5 kg."),
        ("Paris", "Anything but Paris."),
        ("Paris", "It is either Paris or Lyon."),
        ("30 November", "The due date is 30 November or 1 December."),
        ("blue", "Blue or green."),
        ("Monday", "I think it might be Monday, but it could also be Tuesday."),
        ("7", "Neither 7 nor 8."),
    ],
)
def test_it_is_another_answer(bare: str, longer: str) -> None:
    for pair in ((bare, longer), (longer, bare)):
        (found,) = TOY.judge([pair])
        assert not found.same
        assert found.score < 0.25


@pytest.mark.parametrize(
    ("bare", "longer"),
    [
        ("30 November", "The due date is 30 November, not 31 December."),
        ("30 November", "The full sum has to be paid no later than 30 November."),
        ("30 November", "The text does not say when it was sent, but the due date is 30 November."),
        ("42", "There are 42, no more and no less."),
        ("42", "Do you mean 42 or 43? It is 42."),
        ("2 June", "The due date is 2 June. Please do not hesitate to ask."),
        ("2 June", "Please do not pay after 2 June."),
        ("14 March", "Don't forget: payment is due on 14 March."),
        ("30 days", "You have 30 days or less to decide."),
        ("Paris", "It is nothing but Paris."),
        ("Paris", "It is not only Paris."),
        ("18", "You have to be 18 or older."),
    ],
)
def test_nothing_is_said_against_it(bare: str, longer: str) -> None:
    assert refused(bare, longer) is None


@given(st.text(max_size=30), st.text(max_size=80))
def test_it_takes_any_text(bare: str, longer: str) -> None:
    why = refused(bare, longer)
    assert why is None or bare.strip().strip(" .!\"'*`").lower()
