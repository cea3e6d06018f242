"""Ladders: nested, within their doses, the same for the same seed."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import promptfuzz as pf
from promptfuzz.mutators import FAMILIES, ladder, propose_sites
from promptfuzz.render import dose
from tests.unit.prompts_for_mutators import PROMPTS

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
