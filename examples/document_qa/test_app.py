"""The answerer at work, and the property that a rewording of its prompt gives every guest the same number."""

import re

import pytest
from hypothesis import given, settings

import promptfuzz as pf
from examples.document_qa.app import TEMPLATE, answer, reply, retrieve
from examples.steady import STEADY
from promptfuzz import strategies as pfst

QUESTIONS = {
    "How much is the deposit?": "50",
    "How much does a dog cost a night?": "8",
    "On which floor is the gym?": "5",
}
PROMPT = pf.Prompt(
    TEMPLATE,
    cases=[
        {"document": retrieve(question), "question": question, "expected": number}
        for question, number in QUESTIONS.items()
    ],
    answer=pf.Number(),
    id="document-qa",
)


@pytest.mark.parametrize(("question", "number"), QUESTIONS.items())
def test_guests_get_the_right_number(question, number):
    """The answerer works as it stands."""
    assert number in retrieve(question)
    assert re.findall(r"\d+", answer(question)) == [number]


@settings(STEADY, max_examples=5)
@given(pfst.variants(PROMPT, families=("paraphrase", "reorder")))
def test_rewordings_answer_alike(variant):
    """A rewording of the prompt gets the number as before."""
    pf.assert_stable(variant, pf.model(reply, temperature=0))


def test_the_finding_is_mended():
    """What `finds_something.py` reports no longer matters, with one sentence in the slot."""
    finding = PROMPT.variant(
        pf.Move(70, 88, 90, "input-order", link="input-order-0"),
        pf.Move(90, 110, 70, "input-order", link="input-order-0"),
    )
    pf.assert_stable(finding, pf.model(reply, temperature=0))
