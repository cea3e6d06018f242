"""The extractor at work, and the property that a rewording of its prompt reads the same quantity."""

import pytest
from hypothesis import given, settings

import promptfuzz as pf
from examples.json_extractor.app import TEMPLATE, extract, quantity_in
from examples.steady import STEADY
from promptfuzz import strategies as pfst

CASES = [
    {"sentence": "We want to buy 12 notebooks.", "expected": "12"},
    {"sentence": "We need 5 chairs by Friday.", "expected": "5"},
    {"sentence": "I would like to order 2 tables.", "expected": "2"},
]
PROMPT = pf.Prompt(TEMPLATE, cases=CASES, answer=pf.Number(), id="json-extractor")


@pytest.mark.parametrize(("case", "item"), [*zip(CASES, ["notebook", "chair", "table"], strict=True)])
def test_orders_are_extracted(case, item):
    """The extractor works as it stands."""
    assert extract(case["sentence"]) == {"item": item, "quantity": int(case["expected"])}


@settings(STEADY, max_examples=5)
@given(pfst.paraphrases(PROMPT))
def test_rewordings_read_the_same_quantity(variant):
    """A rewording of the prompt reads the quantity as before."""
    pf.assert_stable(variant, pf.model(quantity_in, temperature=0))


def test_the_finding_is_mended():
    """What `finds_something.py` reports does not matter to the quantity."""
    finding = PROMPT.variant(pf.Edit(58, 71, "with these keys:", "fixed-phrases"))
    pf.assert_stable(finding, pf.model(quantity_in, temperature=0))
