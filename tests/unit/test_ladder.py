"""Ladders: nested, within their doses, the same for the same seed."""

import itertools
import random
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import promptfuzz as pf
from promptfuzz.mutators import FAMILIES, ladder, propose_sites
from promptfuzz.render import dose, words_of
from tests.unit.prompts_for_mutators import PROMPTS

LAYOUT = {
    "hard-spaces",
    "wide-spaces",
    "stray-spaces",
    "doubled-marks",
    "wrapped-lines",
    "sentence-lines",
    "small-talk",
}
WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+(?:['’-](?:[^\W_]|[\u0300-\u036f])+)*")
DOSES = (0.05, 0.1, 0.2, 0.4, 0.8)


@pytest.mark.parametrize("family", [name for name, family in FAMILIES.items() if not family.control])
@settings(max_examples=12)
@given(st.data())
def test_more_dose_contains_less_dose(family: str, data: st.DataObject) -> None:
    prompt = data.draw(st.sampled_from(PROMPTS))
    seed = data.draw(st.integers(0, 1000))
    sites = propose_sites(prompt, (family,)).sites
    found = ladder(prompt, sites, DOSES, random.Random(seed))
    for lower, upper in itertools.pairwise(found):
        assert set(lower.edits) <= set(upper.edits)
    for variant, most in zip(found, DOSES, strict=True):
        assert dose(variant) <= most + 1e-9
    assert found == ladder(prompt, sites, DOSES, random.Random(seed))


def test_slips_come_near_the_dose() -> None:
    sites = propose_sites(PROMPTS[0], ("degrade",)).sites
    found = ladder(PROMPTS[0], sites, DOSES, random.Random(1))
    assert [dose(variant) for variant in found] == pytest.approx(DOSES, abs=0.1)


def test_a_dose_is_a_share() -> None:
    with pytest.raises(pf.UsageError, match="dose"):
        ladder(PROMPTS[0], (), (1.5,), random.Random(0))


def words_lost(variant: pf.Variant) -> int:
    """Count the words of the instruction that the variant has no more, without looking at its edits."""
    lost = 0
    for part in {"template", "system"} & set(variant.prompt.sources):
        before, after = (Counter(WORD.findall(it.sources[part])) for it in (variant.prompt, variant))
        lost += (before - after).total()
    return lost


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_ladder_of_slips_damages_as_many_words_as_it_says(prompt: pf.Prompt) -> None:
    sites = propose_sites(prompt, ("degrade",)).sites
    words = sum(len(words_of(prompt, part)) for part in {"template", "system"} & set(prompt.sources))
    for number in range(3):
        for variant in ladder(prompt, sites, DOSES, random.Random(number)):
            # Two swapped words are still there, and damaged all the same.
            assert words_lost(variant) <= round(dose(variant) * words) <= words_lost(variant) + 2


def test_layout_alone_is_on_no_ladder() -> None:
    prompt = pf.Prompt("Name the town. Name the river. Name the lake.")
    sites = [site for site in propose_sites(prompt, ("format", "degrade")).sites if site.mutator in LAYOUT]
    assert sites
    assert not any(variant.edits for variant in ladder(prompt, sites, DOSES, random.Random(0)))
