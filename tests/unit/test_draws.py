"""The strategies: what they draw, what they refuse, and how they are printed."""

import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st

import promptfuzz as pf
from promptfuzz import strategies as pfst
from promptfuzz.errors import UsageError
from promptfuzz.mutators import FAMILIES
from promptfuzz.records import Label, Move, Prompt, Variant
from promptfuzz.render import diff, dose
from tests.unit.prompts_for_mutators import PROMPTS

PROMPT = PROMPTS[0]
OF_FAMILY = {
    "paraphrase": pfst.paraphrases,
    "reorder": pfst.reorderings,
    "degrade": pfst.degradations,
    "format": pfst.reformattings,
    "placebo": pfst.placebos,
    "counterfactual": pfst.counterfactuals,
    "contrast": pfst.contrasts,
}
PERSON = Prompt(
    "Classify the review as positive or negative.\n\nReview: {review}",
    slots={"review": "Emily was polite. Perhaps Tom was tired."},
    answer=Label("positive", "negative"),
)
SHORT = Prompt(
    "Classify the review as positive or negative. Reply with one word.\n\nReview: {review}",
    slots={"review": "The soup was cold."},
    answer=Label("positive", "negative"),
)
QUIET = settings(database=None, deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def sample(strategy, count=200, number=0):
    drawn = []

    @seed(number)
    @settings(QUIET, max_examples=count, phases=[Phase.generate])
    @given(strategy)
    def collect(value):
        drawn.append(value)

    collect()
    return drawn


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_draws_its_own_mutators(family):
    for variant in sample(OF_FAMILY[family](PERSON if family == "counterfactual" else PROMPT), 40):
        assert {pf.mutators.MUTATORS.get(edit.mutator).family for edit in variant.edits} <= {family}


@pytest.mark.parametrize("strategy", [pfst.variants, *OF_FAMILY.values()])
def test_the_simplest_draw_is_the_prompt_itself(strategy):
    assert find(strategy(PERSON), lambda _: True, settings=QUIET) == Variant(PERSON)


def test_draws_are_distinct_at_thirty_sites():
    drawn = sample(pfst.degradations(PROMPTS[24]), 300)
    assert len({variant.edits for variant in drawn}) >= 0.9 * len(drawn)
    assert sum(not variant.edits for variant in drawn) <= 0.05 * len(drawn)


def test_every_site_of_a_long_list_can_be_drawn():
    named = {edit.mutator for variant in sample(pfst.degradations(PROMPTS[24]), 400) for edit in variant.edits}
    offered = {site.mutator for site in pf.mutators.propose_sites(PROMPTS[24], ("degrade",)).sites}
    assert named == offered


def test_the_few_rewordings_of_a_short_prompt_are_not_lost_among_many_slips():
    drawn = [variant for number in range(10) for variant in sample(pfst.variants(SHORT), 100, number)]
    often = Counter(name for variant in drawn for name in {edit.mutator for edit in variant.edits})
    families = {site.mutator: site.family for site in pf.mutators.propose_sites(SHORT, ("paraphrase", "reorder")).sites}
    assert len(families) > 10
    assert {name: often[name] for name in families if often[name] < 12} == {}


@given(st.data(), st.integers(1, 4))
@QUIET
def test_max_edits_counts_linked_edits_once(data, most):
    variant = data.draw(pfst.variants(PROMPT, max_edits=most))
    assert len(variant.units) <= most


@given(st.data(), st.sampled_from([(0, 0.1), (0.2, 0.4), (0.3, 1)]))
@QUIET
def test_dose_is_kept(data, bounds):
    variant = data.draw(pfst.degradations(PROMPT, dose=bounds))
    assert bounds[0] - 1e-6 <= dose(variant) <= bounds[1] + 1e-6


def test_the_least_dose_that_is_named_leaves_room_for_an_edit():
    assert any(variant.edits for variant in sample(pfst.degradations(SHORT, dose=(0, 0.12)), 20))


def test_named_mutators_only():
    drawn = sample(pfst.variants(PROMPT, mutators=("label-order", "lost-stops")), 30)
    assert {edit.mutator for variant in drawn for edit in variant.edits} == {"label-order", "lost-stops"}


def test_batches_are_lists_of_variants():
    assert all(len(batch) == 3 for batch in sample(pfst.batches(pfst.variants(PROMPT), size=3), 10))


def test_what_says_where_the_input_stands_never_meets_what_moves_it():
    prompt = Prompt(
        "Judge the review as good or bad.\n\nReview: {review}", slots={"review": "x"}, answer=Label("good", "bad")
    )
    for variant in sample(pfst.variants(prompt, families=("paraphrase", "reorder")), 300):
        text = variant.sources["template"]
        assert not (text.startswith("Review") and re.search(r"\b(?:below|following)\b", text)), text


@pytest.mark.parametrize(
    ("strategy", "message"),
    [
        (lambda: pfst.variants("Say hi."), "expected prompt to be a pf.Prompt"),
        (lambda: pfst.variants(PROMPT, families="reorder"), r"write families=\('reorder',\)"),
        (lambda: pfst.variants(PROMPT, families=("reordr",)), "did you mean 'reorder'"),
        (lambda: pfst.variants(PROMPT, mutators=("label-ordr",)), "did you mean 'label-order'"),
        (lambda: pfst.variants(PROMPT, max_edits=0), "expected max_edits to be a whole number of at least 1"),
        (lambda: pfst.variants(PROMPT, dose=0.5), "expected dose to be"),
        (lambda: pfst.variants(PROMPT, dose=(0.9, 0.1)), "not to exceed"),
        (lambda: pfst.variants(PROMPT, dose=(0, 2)), r"expected dose\[1\] to be a share"),
        (lambda: pfst.reorderings(PROMPT, dose=(0.9, 1), mutators=("label-order",)), r"reachable, got dose=\(0.9, 1\)"),
        (lambda: pfst.degradations(SHORT, dose=(0, 0.05)), r"only the prompt itself .*write dose=\(0, 0\.12\) or more"),
        (lambda: pfst.variants(SHORT, families=("degrade",), dose=(0, 0)), "to leave room for an edit"),
        (lambda: pfst.reorderings(Prompt("Hi")), "finds something to change"),
        (lambda: pfst.batches(pfst.variants(PROMPT), size=0), "expected size"),
        (lambda: pfst.batches([]), "expected strategy to be"),
        (lambda: pfst.from_texts(PROMPT, "one text"), "expected texts to be a list"),
        (lambda: pfst.from_texts(PROMPT, ["Something without the slot."]), "keep its slots"),
    ],
)
def test_arguments_are_checked_when_drawn_from(strategy, message):
    drawn = strategy()
    with pytest.raises(UsageError, match=message):
        find(drawn, lambda _: True, settings=QUIET)


def test_a_failing_example_shows_edits_to_paste():
    @settings(QUIET)
    @given(pfst.reorderings(PROMPT, mutators=("label-order",)))
    def check(variant):
        assert not variant.edits

    with pytest.raises(AssertionError) as caught:
        check()
    notes = "\n".join(caught.value.__notes__)
    assert "PROMPT.variant(pf.Move(" in notes and "'label-order'" in notes


@pytest.mark.parametrize("number", [0, 11, 22])
def test_repr_evaluates_to_the_same_variant(number):
    for variant in sample(pfst.variants(PROMPTS[number], families=tuple(OF_FAMILY)), 20):
        assert eval(repr(variant), {"pf": pf}) == variant
        assert Variant.from_json(variant.to_json()) == variant


def test_recorded_rewordings_are_drawn_in_parts():
    base = Prompt("Tell me how long the text is.\nText: {text}", slots={"text": "x"})
    text = "Say how long the passage is.\nText: {text}"
    found = {variant.sources["template"] for variant in sample(pfst.from_texts(base, [text]), 40)}
    assert found == {
        base.template,
        text,
        "Say how long the text is.\nText: {text}",
        "Tell me how long the passage is.\nText: {text}",
    }


def test_a_rewording_that_moves_the_slot_goes_as_one():
    base = Prompt("Translate {text} into French.", slots={"text": "x"})
    with_slots = Prompt("Is {a} larger than {b}?", slots={"a": "1", "b": "2"})
    assert (
        find(
            pfst.from_texts(with_slots, ["Given {b}, is it smaller than {a}?"]), lambda v: v.edits, settings=QUIET
        ).units[1:]
        == ()
    )
    drawn = find(pfst.from_texts(base, ["Into French, please: {text}"]), lambda v: v.edits, settings=QUIET)
    assert drawn.edits


def test_recorded_rewordings_of_the_prompt_are_sites_of_the_paraphrases():
    prompt = Prompt(
        "Is {a} larger than {b}?", slots={"a": "1", "b": "2"}, rewordings=["Does {a} exceed {b}?", "Is {b} below {a}?"]
    )
    sites = pf.mutators.propose_sites(prompt, ("paraphrase",), ("recorded",)).sites
    found = [prompt.variant(*site.alternatives[0]) for site in sites]
    assert [variant.sources["template"] for variant in found] == list(prompt.rewordings)
    assert any(isinstance(edit, Move) for edit in found[1].edits) and len(found[1].units) == 1


def test_only_the_installed_name_can_be_imported():
    import importlib.util
    import pathlib

    path = pathlib.Path(pfst.__file__)
    spec = importlib.util.spec_from_file_location("strategies", path)
    with pytest.raises(ImportError, match="pip install hypothesis-promptfuzz"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_the_catalogue_needs_no_hypothesis():
    import subprocess
    import sys

    code = "import sys, promptfuzz.strategies.catalogue; sys.exit('hypothesis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_catalogue_imports_every_module_of_mutators():
    import pathlib

    import promptfuzz.strategies.catalogue as catalogue

    folder = pathlib.Path(pfst.__file__).parent
    with_mutators = {path.stem for path in folder.glob("*.py") if "\n@mutator(" in path.read_text("utf-8")}
    assert with_mutators <= set(vars(catalogue))


@given(st.data(), st.sampled_from(PROMPTS))
@QUIET
def test_a_diff_leads_from_the_base_to_the_variant(data, prompt):
    variant = data.draw(pfst.variants(prompt, families=("reorder", "paraphrase", "format")))
    for part, source in prompt.sources.items():
        stretches = diff(variant, part)
        assert "".join(s.text for s in stretches if s.kind != "added") == source
        assert "".join(s.text for s in stretches if s.kind != "removed") == variant.sources[part]


def test_contrasts_are_seldom_the_prompt_itself():
    drawn = []

    @seed(1)
    @settings(max_examples=20, database=None, deadline=None)
    @given(pfst.contrasts(PROMPT))
    def collect(variant):
        drawn.append(bool(variant.edits))

    collect()
    assert sum(drawn) >= 0.75 * len(drawn)
