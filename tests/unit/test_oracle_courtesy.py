"""Polite first words and agreement are no yes, and "no issue" is no no: what follows says which it is."""

import pytest

import promptfuzz as pf
from promptfuzz.oracle.parsing import parse

RETURN = "Can the customer return the item? Answer yes or no.\n\nPolicy: 30 days. Customer: bought 40 days ago."


def _read(text: str, prompt: str) -> str | None:
    value = parse(text, pf.YesNo(), prompt).value
    return None if value is None else str(value)


@pytest.mark.parametrize(
    "text",
    [
        "Certainly! The answer is no.",
        "Of course! Based on the policy, the answer is: No",
        "Absolutely! Here is my answer: No.",
        "Definitely. No, it can't.",
        "Of course! Based on the policy, no.",
    ],
)
def test_a_marked_no_is_read_behind_a_polite_opener(text: str) -> None:
    assert _read(text, RETURN) == "no"


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("Of course! Based on the policy, the customer cannot return the item.", RETURN),
        ("Absolutely! The customer cannot return the item because it is too late.", RETURN),
        ("Correct, the item can't be returned.", RETURN),
        ("Absolutely! Returns are not allowed after 30 days.", RETURN),
        ("Correct, bats are not blind.", "Does the claim hold that bats are blind?"),
        ("Absolutely! You can't smoke here.", ""),
        ("No issue at all, the return is allowed.", RETURN),
        ("No worries, we take all cards.", "Can I pay by card?"),
        ("No objections, it may be published.", "May it be published?"),
    ],
)
def test_an_opener_that_the_next_clause_denies_is_unread(text: str, prompt: str) -> None:
    assert _read(text, prompt) is None


@pytest.mark.parametrize(
    ("text", "prompt", "value"),
    [
        ("Absolutely! They can return it.", RETURN, "yes"),
        ("Certainly!", RETURN, "yes"),
        ("Of course not!", RETURN, "no"),
        ("Definitely. It's wrong to lie.", "Is lying bad?", "yes"),
        ("Correct, it can be returned because it was not used.", RETURN, "yes"),
        ("Absolutely! You don't need a visa.", "Can I travel without a visa?", "yes"),
        ("Correct, it is not open on Mondays.", "Is the museum closed on Mondays?", "yes"),
        ("Correct, smoking is not allowed.", "Is smoking prohibited here?", "yes"),
        ("Correct, penguins cannot fly.", "Penguins cannot fly. True or false?", "yes"),
        ("Absolutely! Don't worry, we take all cards.", "Can I pay by card?", "yes"),
        ("No issues, the code is clean.", "Are there any issues with the code?", "no"),
        ("No issues found.", "Are there any issues with the code?", "no"),
    ],
)
def test_what_was_read_stays_read(text: str, prompt: str, value: str) -> None:
    assert _read(text, prompt) == value


@pytest.mark.parametrize("text", ["Absolutely! The customer cannot return it.", "Correct, it can't be returned."])
def test_without_a_prompt_agreement_to_a_denial_is_not_yes_in_free_text(text: str) -> None:
    (found,) = pf.Oracle(embedder=pf.ToyEmbedder()).judge([(text, "Yes")])
    assert "both say yes" not in found.reasons
