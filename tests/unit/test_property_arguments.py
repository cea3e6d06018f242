"""Arguments of properties of another kind are refused in words, where they are written."""

from typing import Any

import pytest

import promptfuzz as pf

PROMPT = pf.Prompt("Say yes or no.", id="arguments")
WRONG = [
    ({"answer": "text"}, "answer type such as"),
    ({"answer": pf.Text}, "answer type such as"),
    ({"oracle": 0.5}, "a pf.Oracle"),
    ({"oracle": 0}, "a pf.Oracle"),
    ({"samples": 2.5}, "at least 2"),
    ({"samples": 1}, "at least 2"),
    ({"budget": 500}, "pf.Budget"),
    ({"tolerance": 2}, "a share"),
    ({"alpha": "5%"}, "a share"),
    ({"alpha": 0}, "above 0"),
    ({"on_undecided": "ignore"}, "fail, skip, pass"),
]


def asked(_text: str) -> str:
    raise AssertionError("nothing is asked before the arguments are right")


@pytest.mark.parametrize(("given", "said"), WRONG)
def test_a_wrong_argument_is_refused_by_every_form(given: dict[str, Any], said: str) -> None:
    with pytest.raises(pf.UsageError, match=said):
        pf.assert_stable(PROMPT.variant(), asked, **given)
    with pytest.raises(pf.UsageError, match=said):
        pf.property_test(PROMPT, asked, **given)


@pytest.mark.parametrize(("given", "said"), [pair for pair in WRONG if {*pair[0]} <= {"answer", "oracle", "budget"}])
def test_and_by_contrasts(given: dict[str, Any], said: str) -> None:
    with pytest.raises(pf.UsageError, match=said):
        pf.assert_contrast(PROMPT.variant(), asked, **given)
