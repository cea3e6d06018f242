"""What the message of a failure says of its edits: whole words, one change where edits touch."""

from dataclasses import replace

import pytest

import promptfuzz as pf
from promptfuzz.records import Finding, ShownEdit, Side, Verdict
from promptfuzz.reporting.edited import described

PROMPT = pf.Prompt(
    "Name the city.\nBe brief, please. Café: {note}",
    system="You help.",
    slots={"note": "Lima"},
    answer=pf.Label("positive", "negative"),
    id="told",
)


def told(*edits: pf.Edit | pf.Move) -> list[str]:
    """Return what the failure says of `edits`, which turn the answer whatever they are."""
    base = PROMPT.text
    with pytest.raises(pf.WordingDependence) as caught:
        pf.assert_stable(PROMPT.variant(*edits), pf.chat_model(lambda m: _answer(m, base)))
    lines = str(caught.value).splitlines()
    return [line.removeprefix("edit").strip() for line in lines if line.startswith("edit")]


def _answer(messages: list[dict[str, str]], base: str) -> str:
    same = messages[-1]["content"] == base and messages[0]["content"] == "You help."
    return "positive" if same else "negative"


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ((pf.Edit(0, 1, "Please n", "polite"),), ["'Name' → 'Please name'  [polite]"]),
        ((pf.Edit(3, 4, "", "slip"),), ["'Name' → 'Nam'  [slip]"]),
        ((pf.Edit(4, 4, "d", "slip"),), ["'Name' → 'Named'  [slip]"]),
        ((pf.Edit(4, 4, ",", "comma"),), ["added ','  [comma]"]),
        ((pf.Edit(0, 4, "Give", "verbs"),), ["'Name' → 'Give'  [verbs]"]),
        ((pf.Edit(13, 14, "!", "stops"),), ["'.' → '!'  [stops]"]),
        ((pf.Edit(3, 4, "\u0435", "lookalikes"),), ["'Name' → 'Nam\\u0435'  [lookalikes]"]),
        ((pf.Edit(36, 37, "e", "slip"),), ["'Café' → 'Cafe'  [slip]"]),
        (
            (pf.Edit(0, 0, "Task:", "head", link="a"), pf.Edit(0, 1, " n", "head", link="a")),
            ["'Name' → 'Task: name'  [head]"],
        ),
        ((pf.Edit(0, 1, "n", "a"), pf.Edit(2, 3, "M", "b")), ["'Name' → 'naMe'  [a, b]"]),
        ((pf.Edit(5, 6, "u", "slip", part="system"),), ["'help' → 'hulp'  [slip]"]),
        ((pf.Move(15, 33, 0, "order"),), ["moved 'Be brief, please. ' to offset 0  [order]"]),
    ],
)
def test_an_edit_is_shown_in_whole_words(edits: tuple[pf.Edit | pf.Move, ...], said: list[str]) -> None:
    assert told(*edits) == said


def test_without_a_record_of_the_variant_edits_are_shown_as_they_are() -> None:
    shown = ShownEdit("polite", "template", None, 0, 1, "N", "Please n")
    side = Side("Name it.", 0, "", ("x",))
    minimal = replace(side, edits=(shown,))
    bare = Finding(
        "id", "told", "paraphrase", Verdict.COUNTEREXAMPLE, side, minimal, 0.5, (), None, None, None, None, (), 2, "",
        variant={},
    )  # fmt: skip
    assert described(bare) == (("polite", "'N' → 'Please n'"),)


@pytest.mark.parametrize("key", ["m² or \N{CIRCLED DIGIT ONE}", "a(): raise SystemExit  # ", "日本", "x\n  import os"])
def test_any_prompt_id_names_a_test(key: str) -> None:
    prompt = pf.Prompt("Classify the review as good or bad.\n\nReview: fine", answer=pf.Label("good", "bad"), id=key)
    test = pf.property_test(prompt, lambda text: "good")
    assert test.__name__.isidentifier() and test.__name__.startswith("test_")
