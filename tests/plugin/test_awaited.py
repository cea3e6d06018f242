"""An assertion that nobody awaits has asserted nothing: its test does not pass."""

import pytest

from tests.plugin.conftest import Run

SOURCE = """
import asyncio
from hypothesis import given, settings
import promptfuzz as pf
from app import LABEL, PROMPT, pfst, steady, worded

@settings(deadline=None)
@given(pfst.paraphrases(PROMPT, mutators=("task-verbs",)))
def test_drawn(variant):
    pf.assert_stable_async(variant, worded)

@pf.property_test(PROMPT, max_examples=5)
async def test_decorated(variant):
    pf.assert_stable_async(variant, worded)

def test_plain():
    pf.assert_stable_async(LABEL, worded)

@settings(deadline=None)
@given(pfst.contrasts(PROMPT))
def test_contrasts(variant):
    pf.assert_contrast_async(variant, worded)

def test_one_of_two():
    async def both():
        await pf.assert_stable_async(LABEL, steady)
        pf.assert_stable_async(LABEL, worded)
    asyncio.run(both())

def test_run_by_hand():
    asyncio.run(pf.assert_stable_async(LABEL, steady))

def test_in_a_task():
    async def go():
        task = asyncio.create_task(pf.assert_stable_async(LABEL, steady))
        await asyncio.gather(task, pf.assert_stable_async(LABEL, steady))
    asyncio.run(go())
"""


@pytest.mark.filterwarnings("ignore:coroutine:RuntimeWarning")
def test_a_forgotten_await_is_no_pass(run: Run) -> None:
    result = run("-W", "ignore::RuntimeWarning", test_it=SOURCE)
    result.assert_outcomes(failed=5, passed=2)
    result.stdout.fnmatch_lines(["*Undecided: pf.assert_stable_async(...) was never awaited*write await*"])
    result.stdout.fnmatch_lines(["*Undecided: pf.assert_contrast_async(...) was never awaited*"])
