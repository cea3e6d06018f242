"""The plugin changes the settings of Hypothesis tests that use promptfuzz, and of no other test."""

import pytest

SLOW = """
import time
import promptfuzz as pf
from hypothesis import {imports}
from promptfuzz import strategies as pfst

PROMPT = pf.Prompt("Classify the review as good or bad.\\n\\nReview: {{review}}", slots={{"review": "Fine."}})

{decorator}
@given(pfst.degradations(PROMPT))
def test_slow(variant):
    time.sleep(0.25)
"""


# Hypothesis loads a profile without a deadline by itself where it finds the variable CI.
PROFILE = "--hypothesis-profile=default"


def run(pytester: pytest.Pytester, text: str, *arguments: str) -> pytest.RunResult:
    pytester.makepyfile(text)
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-W", "ignore", PROFILE, *arguments)


def test_a_slow_model_meets_no_deadline(pytester: pytest.Pytester) -> None:
    text = SLOW.format(imports="given", decorator="").replace(
        "time.sleep(0.25)", "time.sleep(0.25 * (next(EXAMPLES) == 2))"
    )
    run(pytester, "import itertools\nEXAMPLES = itertools.count()\n" + text).assert_outcomes(passed=1)


def test_settings_of_the_user_stand(pytester: pytest.Pytester) -> None:
    text = SLOW.format(
        imports="Phase, given, settings",
        decorator="@settings(deadline=100, max_examples=3, database=None, phases=[Phase.generate])",
    )
    result = run(pytester, text)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*deadline*"])


def test_other_hypothesis_tests_are_left_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_uses="""
        import promptfuzz as pf

        def test_nothing():
            assert pf.Prompt("Hi").text == "Hi"
        """,
        test_other="""
        import time
        from hypothesis import given, strategies as st

        @given(st.none())
        def test_slow(n):
            time.sleep(0.25)
        """,
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-W", "ignore", PROFILE)
    result.assert_outcomes(passed=1, failed=1)


def test_the_plugin_is_light(pytester: pytest.Pytester) -> None:
    text = """
    import sys

    def test_light():
        assert not {"torch", "numpy", "scipy", "transformers"} & set(sys.modules)
    """
    run(pytester, text).assert_outcomes(passed=1)
