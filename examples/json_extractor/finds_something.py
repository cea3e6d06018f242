"""The first version of the extractor took the item from the model too, and what was ordered hung on two words."""

from hypothesis import given, settings

import promptfuzz as pf
from examples.json_extractor.app import TEMPLATE, order_in
from examples.steady import STEADY
from promptfuzz import strategies as pfst

FIRST_VERSION = pf.Prompt(
    TEMPLATE,
    cases=[{"sentence": "We want to buy 12 notebooks.", "expected": '{"item": "notebook", "quantity": 12}'}],
    answer=pf.Json(),
    id="json-extractor/first-version",
)


@settings(STEADY, max_examples=16)
@given(pfst.paraphrases(FIRST_VERSION, mutators=("fixed-phrases", "task-verbs")))
def test_rewordings_extract_the_same_order(variant):
    """A rewording of the prompt extracts the order as before."""
    pf.assert_stable(variant, pf.model(order_in, temperature=0))
