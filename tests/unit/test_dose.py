"""Dose: what damages a word and what does not, and that ladders, draws and curves go by it."""

import random
import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

import promptfuzz as pf
from promptfuzz import strategies as pfst
from promptfuzz.mutators import Offers, Site
from promptfuzz.render import damaged_words, dose, strained_words
from promptfuzz.strategies.draws_plan import plan_of

TEXT = "Read the note, don't guess, and say whether it is a well-known place."
PROMPT = pf.Prompt(TEXT)
REVIEW = pf.Prompt(
    "You are given a note that a guest of our hotel left at the desk. Please read the note with care and then decide "
    "whether the guest enjoyed the stay. Do not explain your choice. Answer with good or bad.\n\nNote: {note}",
    cases=[{"note": "a great week"}, {"note": "a cold room"}],
    answer=pf.Label("good", "bad"),
    id="hotel",
)
QUIET = settings(database=None, deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def replaced(before: str, after: str, prompt: pf.Prompt = PROMPT) -> pf.Edit:
    assert prompt.template.count(before) == 1
    start = prompt.template.index(before)
    return pf.Edit(start, start + len(before), after, "mine")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("the note", "the\tnote"),
        ("the note", "the\xa0note"),
        ("the note", "the  note"),
        ("the note", "the\nnote"),
        ("the note", "the&nbsp;note"),
        (", and", ",, and"),
        ("guess,", "guess;"),
        ("note, ", "note,"),
        ("place.", "place!"),
        ("place.", "place.  "),
        ("Read", "\u200bRead"),
        ("Read", "*Read*"),
        ("Read", "Well, I just came in. Read"),
        ("the note", "the the note"),
        (" and say", " and then say"),
        ("don't", "don’t"),
        ("note, don't guess,", "note — don't guess —"),
    ],
)
def test_spaces_marks_and_words_put_in_damage_no_word(before: str, after: str) -> None:
    edit = replaced(before, after)
    assert damaged_words(edit, PROMPT) == 0 == dose(PROMPT.variant(edit))
    assert strained_words(edit, PROMPT) >= 1


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("guess", "gusse", 1),
        ("guess", "GUESS", 1),
        ("guess", "gue ss", 1),
        ("guess", "gue\u200bss", 1),
        ("guess", "gue\xadss", 1),
        ("guess", "gue-\nss", 1),
        ("guess", "gu3ss", 1),
        ("guess", "guess2", 1),
        ("guess", "guess\u0301", 1),
        ("don't", "dont", 1),
        ("well-known", "well known", 1),
        ("the note", "thenote", 2),
        ("the note", "then ote", 2),
        ("the note", "the-note", 2),
        ("the note", "note", 1),
        ("the note", "note the", 1),
        ("say whether", "tell if", 2),
        ("say whether it is", "say if it was", 2),
        ("Read the note, don't guess, and say", "Say", 7),
    ],
)
def test_words_changed_split_joined_or_lost_are_damaged(before: str, after: str, words: int) -> None:
    assert damaged_words(replaced(before, after), PROMPT) == words


@pytest.mark.parametrize(("at", "text"), [(8, "2"), (8, "s"), (5, "x"), (6, " ")])
def test_what_adjoins_a_word_without_touching_it_damages_it(at: int, text: str) -> None:
    assert damaged_words(pf.Edit(at, at, text, "mine"), PROMPT) == 1


def test_a_word_that_two_edits_damage_counts_once() -> None:
    first, last = pf.Edit(5, 6, "T", "mine"), pf.Edit(7, 8, "ee", "mine")
    assert dose(PROMPT.variant(first, last)) == dose(PROMPT.variant(first)) == pytest.approx(1 / 13)


def test_words_that_are_moved_are_damaged() -> None:
    prompt = pf.Prompt("Be brief. Name the town.")
    move = pf.Move(10, 24, 0, "mine")
    assert damaged_words(move, prompt) == 3
    assert dose(prompt.variant(move)) == pytest.approx(3 / 5)


def test_a_ladder_leaves_out_what_damages_no_word() -> None:
    sites = [
        *(Site(((pf.Edit(at, at + 1, "\t", "tabs"),),), "tabs", "degrade") for at in (4, 8, 20, 31)),
        Site(((replaced("guess", "gess"),), (replaced("guess", "guess "),)), "letters", "degrade"),
    ]
    offers = Offers(PROMPT, sites)
    for number in range(5):
        (found,) = pf.mutators.ladder(PROMPT, offers, (0.9,), random.Random(number))
        assert [edit.text for edit in found.edits] == ["gess"]


def share_lost(text: str) -> float:
    """Return the share of the distinct words of the instruction that a text lacks."""
    words = set(re.findall(r"\w+", REVIEW.template.split("\n\n")[0]))
    return len(words - set(re.findall(r"\w+", text))) / len(words)


@pytest.mark.parametrize("most", [0.1, 0.2])
def test_the_curve_falls_where_the_model_gives_in(most: float) -> None:
    def answer(text: str) -> str:
        good = "great" in text
        return "good" if good == (share_lost(text) <= most) else "bad"

    report = pf.fuzz(REVIEW, answer, families=("degrade",), budget=pf.Budget(calls=1500))
    (cell,) = (cell for cell in report.cells if cell.family == "degrade")
    assert cell.dose_response is not None and cell.dose_response.half is not None
    # Words that may not change count in the model's share, and a word that stands twice is lost only with both.
    assert most - 0.02 <= cell.dose_response.half <= 1.5 * most + 0.05


def drawn(strategy, number: int = 0) -> list[pf.Variant]:
    found: list[pf.Variant] = []

    @seed(number)
    @settings(QUIET, phases=[Phase.generate])
    @given(strategy)
    def collect(variant: pf.Variant) -> None:
        found.append(variant)

    collect()
    return found


@pytest.mark.parametrize("most_edits", [None, 3])
@pytest.mark.parametrize("number", range(3))
def test_a_least_dose_is_reached_whatever_damages_nothing(most_edits: int | None, number: int) -> None:
    bounds = (0.06, 0.5)
    found = drawn(pfst.degradations(REVIEW, dose=bounds, max_edits=most_edits), number)
    assert all(bounds[0] - 1e-6 <= dose(variant) <= bounds[1] + 1e-6 for variant in found)
    assert any(damaged_words(edit, REVIEW) == 0 for variant in found for edit in variant.edits)


def test_layouts_damage_no_word_and_need_no_dose() -> None:
    found = drawn(pfst.reformattings(REVIEW, dose=(0, 0.01)))
    assert any(variant.edits for variant in found)
    assert all(dose(variant) <= 0.01 for variant in found)


def test_spaces_alone_are_drawn_where_they_are_asked_for() -> None:
    found = drawn(pfst.degradations(REVIEW, mutators=("hard-spaces",), dose=(0, 0)))
    assert any(variant.edits for variant in found)


def test_a_variant_for_people_to_read_has_few_edits_of_any_kind() -> None:
    offers = plan_of(REVIEW, ("degrade",), None).offers
    assert all(
        offers.strain(offer) >= max(offers.damage(offer), 1 / offers.words) for offer in range(len(offers.edits))
    )
    kinds = Counter(offers.damage(offer) > 0 for offer in range(len(offers.edits)))
    assert min(kinds[True], kinds[False]) >= 20
