"""A failure shrinks to the edits that cause it: one for a one-edit bug, two for a two-edit bug, whatever the seed."""

import random

import pytest
from hypothesis import HealthCheck, find, settings

from promptfuzz import strategies as pfst
from promptfuzz.mutators import propose_sites
from promptfuzz.records import Label, Prompt

PROMPT = Prompt(
    "You are a careful support agent. Decide which team should handle the customer message: billing, shipping or "
    "returns. If you are not sure, answer billing. Please reply with the team name only.\n\nMessage: {message}\nTeam:",
    slots={"message": "Where is my parcel?"},
    answer=Label("billing", "shipping", "returns"),
)
# Two seeds run always, the other eight with the slow tests.
SEEDS = [*range(2), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 10))]
SETTINGS = settings(database=None, deadline=None, max_examples=2000, suppress_health_check=list(HealthCheck))


def minimal(strategy, condition, seed):
    return find(strategy, condition, settings=SETTINGS, random=random.Random(seed))


def mutators(variant):
    return [edits[0].mutator for edits in variant.units]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_lost_colon_is_found_alone(seed):
    found = minimal(pfst.degradations(PROMPT), lambda v: "Message {message}" in v.sources["template"], seed)
    assert mutators(found) == ["lost-colons"]


@pytest.mark.parametrize("seed", SEEDS)
def test_an_order_of_labels_is_found_alone(seed):
    found = minimal(pfst.variants(PROMPT), lambda v: "shipping or billing" in v.sources["template"], seed)
    assert mutators(found) == ["label-order"]


@pytest.mark.parametrize("seed", SEEDS)
def test_any_change_shrinks_to_one_edit(seed):
    found = minimal(pfst.variants(PROMPT), lambda v: v.sources["template"] != PROMPT.template, seed)
    assert len(found.units) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_two_edits_are_found_together(seed):
    def fails(variant):
        return "Message {message}" in variant.sources["template"] and "you are a" in variant.sources["template"]

    found = minimal(pfst.degradations(PROMPT), fails, seed)
    assert len(found.units) == 2 and "lost-colons" in mutators(found)


@pytest.mark.parametrize("seed", SEEDS)
def test_three_slips_are_as_few_as_can_be(seed):
    found = minimal(pfst.degradations(PROMPT), lambda v: len(v.units) >= 3, seed)
    assert len(found.units) == 3


@pytest.mark.parametrize("seed", SEEDS)
def test_alternatives_shrink_to_the_mildest(seed):
    found = minimal(pfst.reorderings(PROMPT, mutators=("label-order",)), lambda v: v.edits, seed)
    site = propose_sites(PROMPT, ("reorder",), ("label-order",)).sites[0]
    assert found == PROMPT.variant(*site.alternatives[0])


@pytest.mark.parametrize("seed", SEEDS)
def test_recorded_rewordings_shrink_to_the_place_that_matters(seed):
    base = Prompt("Tell me how long the text is and what it says.\nText: {text}", slots={"text": "x"})
    texts = [
        "Say how long the text is and what it says.\nText: {text}",
        "State how long the passage is and what it tells.\nText: {text}",
    ]
    found = minimal(pfst.from_texts(base, texts), lambda v: "passage" in v.sources["template"], seed)
    assert found.sources["template"] == base.template.replace("the text", "the passage")
