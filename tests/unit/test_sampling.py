"""Seeded draws: distinct, valid, log-uniform in size, and the same for the same seed."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

import promptfuzz as pf
from promptfuzz.mutators import FAMILIES, Sampler, Site, clash, propose_sites
from promptfuzz.render import dose

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
    sites = propose_sites(PROMPT, ("format", "paraphrase")).sites
    sizes = [len(variant.units) for variant in itertools.islice(Sampler(PROMPT, sites, random.Random(1)), 200)]
    assert sum(size == 1 for size in sizes) >= 10
    assert sum(size >= 5 for size in sizes) >= 40


def test_slips_stay_within_what_people_can_read() -> None:
    drawn = itertools.islice(Sampler(PROMPT, SITES, random.Random(1)), 200)
    doses = [dose(variant) for variant in drawn if len(variant.units) > 1]
    assert max(doses) <= FAMILIES["degrade"].dose
    assert sum(share > 0.3 for share in doses) >= 20


def test_of_one_place_every_mutator_is_as_likely() -> None:
    sites = [
        Site(tuple((pf.Edit(0, 8, f"{letter}lassify", "slips"),) for letter in "bdefghij"), "slips", "degrade"),
        Site(((pf.Edit(0, 8, "Sort", "verbs"),),), "verbs", "degrade"),
    ]
    drawn = (next(iter(Sampler(PROMPT, sites, random.Random(seed)))) for seed in range(100))
    assert 30 <= sum(variant.edits[0].mutator == "verbs" for variant in drawn) <= 70


def test_every_alternative_of_a_place_is_drawn_in_turn() -> None:
    verbs = ("Sort", "Label", "Tag", "Mark", "Grade", "Judge")
    site = Site(tuple((pf.Edit(0, 8, verb, "verbs"),) for verb in verbs), "verbs", "paraphrase")
    others = propose_sites(PROMPT, ("format",)).sites
    drawn = list(itertools.islice(Sampler(PROMPT, (site, *others), random.Random(2)), 60))
    times = [sum(edit.text == verb for variant in drawn for edit in variant.edits) for verb in verbs]
    assert max(times) - min(times) <= 1
    assert min(times) >= 2


def test_contrasts_are_never_combined() -> None:
    prompt = pf.Prompt("List three of the longest rivers. Answer in French.")
    sites = propose_sites(prompt, ("contrast",)).sites
    assert len(sites) > 1
    assert all(len(variant.units) == 1 for variant in Sampler(prompt, sites, random.Random(0)))


def test_a_prompt_without_sites_draws_nothing() -> None:
    assert list(Sampler(PROMPT, (), random.Random(0))) == []
