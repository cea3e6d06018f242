"""The lines of a failure that are there to be pasted name the prompt as the module of the test does."""

import re

import pytest

from tests.plugin.conftest import Run

NAMES = """
{head}
import promptfuzz as pf
from app import pfst, worded

PROMPT = pf.Prompt("Classify the film as short or long.", answer=pf.Label("short", "long"), id="film")

@given(pfst.paraphrases({prompt}, mutators=("task-verbs",)))
def test_it(variant):
    pf.assert_stable(variant, worded)
"""


@pytest.mark.parametrize(
    ("head", "prompt"),
    [
        ("from app import PROMPT as ROUTER", "ROUTER"),
        ("import app", "app.PROMPT"),
        ("from app import PROMPT as P\nALL = [None, P]\ndel P", "ALL[1]"),
        ("from app import PROMPT as P\nBY_NAME = {'review': P}\ndel P", "BY_NAME['review']"),
    ],
)
def test_a_pasted_example_is_of_the_prompt_that_failed(run: Run, head: str, prompt: str) -> None:
    source = "from hypothesis import example, given\n" + NAMES.format(head=head, prompt=prompt)
    result = run("--promptfuzz-profile=smoke", test_it=source)
    result.assert_outcomes(failed=1)
    told = result.stdout.str()
    (line,) = set(re.findall(r"@example\(variant=.*\)", told))
    assert line.startswith(f"@example(variant={prompt}.variant(pf.Edit(")
    assert "PROMPT stands" not in told and "where PROMPT is" not in told
    assert set(re.findall(r"(?<=variant=)\S+(?=\.variant)", told)) == {prompt}  # Hypothesis prints it, too

    pasted = source.replace("@given", f"{line}\n@given")
    again = run("--promptfuzz-profile=smoke", test_it=pasted)
    again.assert_outcomes(failed=1)
    assert " explicit " in again.stdout.str()


def test_a_prompt_without_a_name_in_the_module_is_told_of(run: Run) -> None:
    source = "from hypothesis import given\n" + NAMES.format(head="from app import PROMPT as P", prompt="P")
    source = source.replace("@given(pfst", "MADE = lambda p=P: p\ndel P\n\n@given(pfst").replace(
        "(P, mut", "(MADE(), mut"
    )
    result = run("--promptfuzz-profile=smoke", test_it=source)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*@example(variant=PROMPT.variant(*", "*# where PROMPT is the prompt 'review'*"])
