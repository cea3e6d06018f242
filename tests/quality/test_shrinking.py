"""A failure shrinks to the edits that cause it: one for a one-edit bug, two for a two-edit bug, whatever the seed."""

import itertools
import random

import pytest
from hypothesis import HealthCheck, find, settings

from promptfuzz import strategies as pfst
from promptfuzz.engine.shrink import shrink_edits
from promptfuzz.mutators import FAMILIES, Sampler, propose_sites
from promptfuzz.records import Label, Output, Prompt

PROMPT = Prompt(
    "You are a careful support agent. Decide which team should handle the customer message: billing, shipping or "
    "returns. If you are not sure, answer billing. Please reply with the team name only.\n\nMessage: {message}\nTeam:",
    slots={"message": "Where is my parcel?"},
    answer=Label("billing", "shipping", "returns"),
)
# One with something to change for every family: the input has a person in it.
RICH = Prompt(
    "You are a careful assistant. Classify the review as positive, negative or neutral. Don't explain your answer. "
    "If you are not sure, answer neutral. Please answer with one word.\n\nReview: {review}\nLabel:",
    slots={"review": "Perhaps Emily was right. Tom Wilson said that Tom Wilson was really late."},
    answer=Label("positive", "negative", "neutral"),
)
# One seed runs always, the other nine with the slow tests.
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 10))]
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


@pytest.mark.parametrize("family", FAMILIES)
def test_a_one_edit_fault_of_any_mutator_shrinks_to_that_edit(family, capsys):
    """A draw of many edits, of which one is the fault: a campaign's shrinking ends there, whichever it is."""
    calls = []
    sites = propose_sites(RICH, (family,)).sites
    for site in {site.mutator: site for site in sites}.values():
        fault = set(site.alternatives[-1])
        heavy = heaviest_with(site, [other for other in sites if other is not site])
        found, asked = shrunk(heavy, lambda variant, fault=fault: fault <= set(variant.edits))
        assert set(found.edits) == fault, site.mutator
        assert asked <= 6 * len(heavy.units) + 1, (site.mutator, asked, len(heavy.units))
        calls.append((site.mutator, len(heavy.units), asked))
    assert calls
    with capsys.disabled():
        units, asked = (sum(row[place] for row in calls) / len(calls) for place in (1, 2))
        print(f"\n{family}: {len(calls)} mutators, from {units:.1f} edits to 1 in {asked:.1f} calls, ", end="")
        print(f"most {max(row[2] for row in calls)}")


def heaviest_with(site, others):
    """Return the variant of `site` with most edits among a few draws of the other sites that go with it."""
    best = RICH.variant(*site.alternatives[-1])
    for variant in itertools.islice(Sampler(RICH, others, random.Random(0)), 12):
        try:
            both = RICH.variant(*site.alternatives[-1], *variant.edits)
        except ValueError:  # they overlap
            continue
        best = max(best, both, key=lambda one: len(one.units))
    return best


def shrunk(variant, fails):
    """Shrink as a campaign does, and count the calls."""
    task = shrink_edits(variant, 0, lambda candidate, output: fails(candidate))
    asked = 0
    try:
        requests = next(task)
        while True:
            asked += len(requests)
            requests = task.send([Output("x") for _ in requests])
    except StopIteration as stop:
        found, ended = stop.value
        assert ended
        return found, asked
