"""Seeded draws: distinct, valid, log-uniform in size, and the same for the same seed."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

import promptfuzz as pf
from promptfuzz.mutators import Sampler, clash, propose_sites

PROMPT = pf.Prompt(
    "Classify the sentiment of the following review as positive or negative. Answer with one word.\n\nReview: {review}",
    slots={"review": "Fine."},
    answer=pf.Label("positive", "negative"),
)
SITES = propose_sites(PROMPT, ("degrade",)).sites


def edits() -> st.SearchStrategy[pf.Edit]:
    spans = st.tuples(st.integers(0, 20), st.integers(0, 6))
    return st.builds(lambda span: pf.Edit(span[0], span[0] + span[1], "x", "m"), spans)


@given(edits(), edits())
def test_two_edits_clash_exactly_where_they_cannot_stand_together(one: pf.Edit, other: pf.Edit) -> None:
    prompt = pf.Prompt("a text without any slots, long enough")

    def refused() -> bool:
        try:
            prompt.variant(one, other)
        except pf.UsageError:
            return True
        return False

    assert clash((one,), (other,), prompt) == refused()


def test_draws_are_distinct_valid_and_repeatable() -> None:
    drawn = list(itertools.islice(Sampler(PROMPT, SITES, random.Random(5)), 60))
    assert len({variant.text for variant in drawn}) == 60
    assert drawn == list(itertools.islice(Sampler(PROMPT, SITES, random.Random(5)), 60))
    assert PROMPT.text not in {variant.text for variant in drawn}


def test_sizes_are_log_uniform() -> None:
    drawn = list(itertools.islice(Sampler(PROMPT, SITES, random.Random(1)), 200))
    sizes = [len(variant.units) for variant in drawn]
    assert sum(size == 1 for size in sizes) >= 10
    assert sum(size >= 8 for size in sizes) >= 40


def test_a_prompt_without_sites_draws_nothing() -> None:
    assert list(Sampler(PROMPT, (), random.Random(0))) == []
