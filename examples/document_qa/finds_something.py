"""The first version of the answerer put whole notices into the slot, and the order of the two inputs mattered."""

from hypothesis import given, settings

import promptfuzz as pf
from examples.document_qa.app import NOTICES, TEMPLATE, reply, retrieve
from examples.steady import STEADY
from promptfuzz import strategies as pfst

QUESTION = "How much is the deposit?"
FIRST_VERSION = pf.Prompt(
    TEMPLATE,
    cases=[{"document": retrieve(QUESTION, NOTICES), "question": QUESTION, "expected": "50"}],
    answer=pf.Number(),
    id="document-qa/first-version",
)


@settings(STEADY, max_examples=16)
@given(pfst.reorderings(FIRST_VERSION, mutators=("input-order", "input-place")))
def test_rewordings_answer_alike(variant):
    """A rewording of the prompt gets the number as before."""
    pf.assert_stable(variant, pf.model(reply, temperature=0))
