"""The forms of a property test under pytest: ready-made, decorated, over a corpus, with fixtures, methods, unittest."""

import json
import os
import re
import sys
from pathlib import Path

import pytest

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"
HEAD = """
import unittest
import pytest
import promptfuzz as pf
from hypothesis import HealthCheck, given, settings
from promptfuzz import strategies as pfst

# A busy machine draws slowly; no other health check is off.
settings.register_profile("default", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("default")
PROMPT = pf.Prompt(
    "Classify the review as positive or negative. Reply with one word.\\n\\nReview: {review}",
    cases=[{"review": "The soup was cold."}, {"review": "The staff made us feel at home."}],
    answer=pf.Label("positive", "negative"),
    id="sentiment/review",
)


def good(text):
    return "negative" if "soup" in text else "positive"


def worded(text):
    return good(text) if "Classify" in text else "positive"

"""


def run(pytester: pytest.Pytester, text: str, *arguments: str) -> pytest.RunResult:
    pytester.makepyfile(test_forms=HEAD + text)
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", "--hypothesis-profile=default", *arguments)


def check_snapshot(name: str, text: str) -> None:
    """Compare `text` with a stored one; PROMPTFUZZ_UPDATE_SNAPSHOTS=1 stores it anew."""
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("PROMPTFUZZ_UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def section(result: pytest.RunResult) -> str:
    """Return what pytest prints of the one failed test, without what hangs on the version of Hypothesis."""
    lines = result.outlines[next(n for n, line in enumerate(result.outlines) if "= FAILURES =" in line) + 1 :]
    lines = lines[: next(n for n, line in enumerate(lines) if re.match(r"=+ .* =+$", line))]
    kept = [
        line.rstrip()
        for line in lines
        if not re.search(r"Highest target score|^variant = |^_self = |Failing test case", line)
    ]
    return "\n".join(kept) + "\n"


def test_all_forms_pass(pytester: pytest.Pytester) -> None:
    Path(pytester.path, "corpora").mkdir()
    for name in ("one", "two"):
        line = {"id": name, "prompt": "Say hello to {who}.", "slots": {"who": "Ann"}, "tags": [name]}
        Path(pytester.path, "corpora", f"{name}.jsonl").write_text(json.dumps(line) + "\n")
    text = """
    test_ready = pf.property_test(PROMPT, good, max_examples=5)
    test_contrasts = pf.property_test(
        PROMPT, lambda t: str(len(t)), families=("contrast",), answer=pf.Number(), max_examples=5
    )

    @pytest.fixture(scope="module")
    def application():
        return good

    @pf.property_test(PROMPT, families=("paraphrase",), max_examples=5)
    def test_decorated(variant, application):
        pf.assert_stable(variant, application)

    @pf.property_test(PROMPT, strategy=pfst.batches(pfst.placebos(PROMPT), size=3), max_examples=5)
    def test_lists(variants):
        pf.assert_stable(variants, good)

    @pf.property_test(PROMPT, max_examples=5)
    async def test_async(variant):
        await pf.assert_stable_async(variant, good)

    class TestMethods:
        test_ready = pf.property_test(PROMPT, good, max_examples=5)

        @pf.property_test(PROMPT, max_examples=5)
        def test_decorated(self, variant, application):
            pf.assert_stable(variant, application)

        @pf.parametrize("corpora/*.jsonl", tags=["two"], max_examples=3)
        def test_corpus(self, variant):
            pf.assert_stable(variant, lambda text: "Hello.", answer=pf.Text())

    class TestUnit(unittest.TestCase):
        test_ready = pf.property_test(PROMPT, good, max_examples=5)

        @pf.property_test(PROMPT, max_examples=5)
        def test_decorated(self, variant):
            pf.assert_stable(variant, good)

    @pf.parametrize("corpora/*.jsonl", families=("degrade",), max_examples=3)
    def test_corpus(variant, application, prompt):
        assert variant.prompt is prompt and prompt.id in {"one", "two"}
    """
    result = run(pytester, "\n".join(line[4:] for line in text.splitlines()), "-v", "-W", "error")
    result.assert_outcomes(passed=12)
    result.stdout.fnmatch_lines(["*test_corpus?one?*", "*test_corpus?two?*"])
    done = pytester.run(sys.executable, "-m", "unittest", "-q", "test_forms")
    assert done.ret == 0 and "Ran 2 tests" in done.stderr.str()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "failure_in_pytest",
            "@given(pfst.paraphrases(PROMPT, mutators=('task-verbs',)))\n"
            "def test_worded(variant):\n    pf.assert_stable(variant, worded)\n",
        ),
        (
            "failure_of_a_ready_test",
            "test_worded = pf.property_test(PROMPT, worded, mutators=('task-verbs',), families=('paraphrase',))\n",
        ),
        (
            "failure_of_contrasts",
            "THREE = pf.Prompt(PROMPT.template, answer=PROMPT.answer, id='three', cases=[\n"
            "    {'review': text} for text in ('The soup was cold.', 'Lovely.', 'What a day!')])\n"
            "test_worded = pf.property_test(THREE, good, families=('contrast',), max_examples=40)\n",
        ),
    ],
)
@pytest.mark.skipif(pytest.version_tuple < (9,), reason="older versions of pytest lay a traceback out otherwise")
def test_a_failure_shows_the_users_line_and_no_frame_of_ours(pytester: pytest.Pytester, name: str, text: str) -> None:
    result = run(pytester, text, "-p", "no:randomly")
    result.assert_outcomes(failed=1)
    shown = section(result)
    assert "asserting.py" not in shown and "holding.py" not in shown and "telling.py" not in shown
    check_snapshot(name, shown)


def test_wrong_arguments_are_told_at_collection(pytester: pytest.Pytester) -> None:
    for text, said in (
        ("test_x = pf.property_test('Say hello.', good)", "expected prompt to be a pf.Prompt"),
        ("test_x = pf.property_test(PROMPT, good, families=('contrast', 'format'))", "write a test for each"),
        ("@pf.property_test(PROMPT, tolerance=.2)\ndef test_x(variant): pass", "got model=None"),
        ("@pf.property_test(PROMPT)\ndef test_x(one, two): pass", "with an argument 'variant'"),
        ("@pf.parametrize([PROMPT])\ndef test_x(prompt): pass", "with an argument 'variant'"),
        ("@pf.parametrize('nothing/*.jsonl')\ndef test_x(variant): pass", "which matches nothing"),
        ("@pf.parametrize([PROMPT, PROMPT])\ndef test_x(variant): pass", "every prompt id once"),
    ):
        result = pytester.runpython_c(HEAD + text)
        assert result.ret == 1 and said in result.stderr.str(), (text, result.stderr.str())


def test_observability_has_a_row_for_every_example(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_forms=HEAD + "test_ready = pf.property_test(PROMPT, good, max_examples=5)\n")
    os.environ["HYPOTHESIS_EXPERIMENTAL_OBSERVABILITY"] = "1"
    try:
        pytester.runpytest_subprocess("-p", "no:cacheprovider", "--hypothesis-profile=default").assert_outcomes(
            passed=1
        )
    finally:
        del os.environ["HYPOTHESIS_EXPERIMENTAL_OBSERVABILITY"]
    files = sorted(Path(pytester.path, ".hypothesis", "observed").glob("*_testcases.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    assert sum(row["status"] == "passed" for row in rows) >= 3
    assert any("PROMPT.variant(" in row["representation"] for row in rows)
    assert any("promptfuzz: the prompt as written" in row["features"] for row in rows)


FEW = """
import promptfuzz as pf

FEW = pf.Prompt("Classify the note as good or bad. Reply with one word.\\n\\nNote: {note}", slots={"note": "Fine."},
                answer=pf.Label("good", "bad"), id="few")
test_fails = pf.property_test(FEW, lambda text: "good", families=("contrast",))
test_skips = pf.property_test(FEW, lambda text: "good", families=("contrast",), on_undecided="skip")
test_passes = pf.property_test(FEW, lambda text: "good", families=("contrast",), on_undecided="pass")
test_follows = pf.property_test(FEW, lambda text: text, families=("contrast",))
"""


def test_too_few_contrasts_are_no_pass(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_few=FEW)
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-W", "ignore")
    result.assert_outcomes(failed=1, skipped=1, passed=2)
    result.stdout.fnmatch_lines(["E *Undecided: 2 of 2 instructions that ask for something else left the answer as*"])
    result.stdout.no_fnmatch_line("*holding.py*")


def test_what_contrasts_do_not_read_is_refused(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_few=FEW + 'test_odd = pf.property_test(FEW, str, families=("contrast",), samples=4)\n')
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-W", "ignore")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*expected neither samples, tolerance nor alpha*got samples=4*"])
