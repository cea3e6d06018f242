"""What a failing test shows: lines of users alone, whatever the error, and a line to paste that works as printed."""

import re
import sys
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import settings

from tests.plugin.conftest import Run

HEAD = """import unittest
import pytest
import promptfuzz as pf
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from app import LABEL, PROMPT, pfst, steady, worded

VERBS = pfst.paraphrases(PROMPT, mutators=("task-verbs",))


def refused(text):
    raise ConnectionError("refused \\x1b[2J")

"""
INSIDE = re.compile(r"(promptfuzz|strategies|hypothesis|_pytest|asyncio|unittest)[/\\]\S*\.py:\d+")


@pytest.fixture(autouse=True)
def default_profile() -> Iterator[None]:
    """Have the inner runs start with few examples: they run in this process, whose own profile repeats itself."""
    settings.register_profile("inner", settings.get_profile("default"), max_examples=20, database=None)
    settings.load_profile("inner")
    yield
    settings.load_profile("repository")


def shown(result: pytest.RunResult) -> str:
    """Return what pytest prints of the tests that failed."""
    text = "\n".join(result.outlines)
    return text[re.search("=+ (FAILURES|ERRORS) =+", text).start() :]  # type: ignore[union-attr]


FAULTS = {
    "no model": "@given(VERBS)\ndef test_it(variant):\n    pf.assert_stable(variant)  # here",
    "no such model": "@given(VERBS)\ndef test_it(variant):\n    pf.assert_stable(variant, 'nosuch')  # here",
    "no variant": "@given(st.text())\ndef test_it(variant):\n    pf.assert_stable(variant, steady)  # here",
    "option": "@given(VERBS)\ndef test_it(variant):\n    pf.assert_stable(variant, steady, on_undecided='x')  # here",
    "family": "@given(pfst.variants(PROMPT, families=('no',)))  # here\ndef test_it(variant):\n    pass",
    "mutator": "@given(pfst.variants(PROMPT, mutators=('no',)))  # here\ndef test_it(variant):\n    pass",
    "fixture": "def test_it(promptfuzz_model):  # here\n    pass",
    "refused": "@given(VERBS)\ndef test_it(variant):\n    pf.assert_stable(variant, refused)  # here",
    "plain": "def test_it():\n    pf.assert_stable(LABEL, worded)  # here",
    "contrasts": "def test_it():\n    pf.assert_contrast([LABEL], steady)  # here",
    "ready": "test_it = pf.property_test(PROMPT, worded, mutators=('task-verbs',), families=('paraphrase',))  # here",
    "ready contrasts": "test_it = pf.property_test(PROMPT, lambda text: 'bad', families=('contrast',))  # here",
    "corpus": "@pf.parametrize([PROMPT], mutators=('task-verbs',), families=('paraphrase',))\n"
    "def test_it(variant):\n    pf.assert_stable(variant, worded)  # here",
    "async": "@pf.property_test(PROMPT, mutators=('task-verbs',), families=('paraphrase',))\n"
    "async def test_it(variant):\n    await pf.assert_stable_async(variant, worded)  # here",
    "example": "@example(LABEL)\n@given(VERBS)\ndef test_it(variant):\n    pf.assert_stable(variant, worded)  # here",
    "method": "class TestIt(unittest.TestCase):\n    @given(VERBS)\n    def test_it(self, variant):\n"
    "        pf.assert_stable(variant, worded)  # here",
    "machine": "class It(RuleBasedStateMachine):\n    @rule(variant=VERBS)\n    def ask(self, variant):\n"
    "        pf.assert_stable(variant, worded)  # here\n\nTestIt = It.TestCase",
}


def module(sources: Iterable[str]) -> str:
    """Return a test module of `sources`, whose tests and test cases are numbered."""
    parts = [re.sub(r"\b(test_it|TestIt|It)\b", rf"\1_{n}", source) for n, source in enumerate(sources)]
    return "\n\n".join([HEAD.rstrip(), *parts]) + "\n"


def sections(result: pytest.RunResult) -> dict[int, str]:
    """Return what is shown of each test by its number."""
    found = re.split(r"^_{3,} (.*?) _{3,}$", shown(result), flags=re.M)[1:]
    numbers = [int(re.search(r"_(\d+)", title).group(1)) for title in found[::2]]  # type: ignore[union-attr]
    texts = [text.partition("\n====")[0] for text in found[1::2]]
    return dict(zip(numbers, texts, strict=True))


def test_only_lines_of_the_user_are_shown(run: Run) -> None:
    source = module(FAULTS.values())
    places = [number for number, line in enumerate(source.splitlines(), 1) if "# here" in line]
    told = sections(run(test_it=source))
    assert sorted(told) == list(range(len(FAULTS)))
    for number, name in enumerate(FAULTS):
        text = told[number]
        assert f"\ntest_it.py:{places[number]}: " in text, name
        assert not INSIDE.search(text) and "full-trace" not in text and "_self" not in text, name
        assert len(re.findall(r"^>", text, re.M)) == 1, name


def test_full_traces_are_shown_where_they_are_asked_for(run: Run) -> None:
    assert INSIDE.search(shown(run("--full-trace", test_it=HEAD + FAULTS["no model"])))


def test_wrong_arguments_are_shown_at_the_line_that_has_them(run: Run) -> None:
    # What other tests imported before may make pytest warn of lines of its own.
    result = run("--disable-warnings", test_it=HEAD + "test_it = pf.property_test(PROMPT, steady, families='format')\n")
    assert not INSIDE.search(shown(result)) and "families=('format',)" in shown(result)


def test_a_ready_test_is_called_by_the_name_it_is_bound_to(run: Run) -> None:
    text = shown(run(test_it=HEAD + FAULTS["ready"]))
    assert ": test_it(" in text and "test_review" not in text


def test_a_model_that_raises_is_shown_with_its_line_and_what_to_do(run: Run) -> None:
    text = shown(run(test_it=HEAD + FAULTS["refused"]))
    number = next(n for n, line in enumerate(HEAD.splitlines(), 1) if "raise ConnectionError" in line)
    assert rf"ConnectionError: refused \x1b[2J (test_it.py:{number}, in refused)" in text
    assert "It was asked 'review' as written" in text and "mend what raises it" in text
    assert "\x1b[2J" not in text


@pytest.mark.parametrize("own", ["@settings(deadline=None, max_examples=20)\n", ""])
def test_no_line_of_ours_explains_a_failure(run: Run, own: str) -> None:
    machine = FAULTS["machine"].replace("\n\nTestIt", "\n\nIt.TestCase.settings = settings(deadline=None)\nTestIt")
    for fault in (own + "@given(VERBS)\ndef test_it(variant):\n    pf.assert_stable(variant, worded)", machine):
        assert "Explanation" not in shown(run(test_it=HEAD + fault + "\n"))


def test_an_error_of_a_fixture_is_not_told_of_two_tests(run: Run) -> None:
    result = run(test_it=HEAD + FAULTS["no model"] + "\n\n" + FAULTS["no model"].replace("test_it", "test_too"))
    assert shown(result).count(": test_it(") == 1


def test_a_kept_finding_says_that_it_stands_for_what_was_drawn(run: Run) -> None:
    source = HEAD + FORMS["keyword"][0]
    assert "earlier run" not in shown(run(test_it=source))
    text = shown(run(test_it=source))
    assert re.search(r"earlier run .* replayed from promptfuzz-findings/\S+\.json, and stands for whatever", text)
    assert re.search(r"@example\(v=PROMPT\.variant\(pf\.Edit\(", text)


STABLE = "(variant):\n    pf.assert_stable(variant, worded)\n"
FORMS = {
    "long": ("@given(VERBS)\ndef test_it" + STABLE, "variant"),
    "keyword": ("@given(v=VERBS)\ndef test_it(v):\n    pf.assert_stable(v, worded)\n", "v"),
    "decorated": ("@pf.property_test(PROMPT, mutators=('task-verbs',))\ndef test_it" + STABLE, "variant"),
    "settings": ("@settings(max_examples=20)\n@given(VERBS)\ndef test_it" + STABLE, "variant"),
    "fixture": (
        "@pytest.fixture(scope='session')\ndef router():\n    return worded\n\n"
        "@given(variant=VERBS)\ndef test_it(router, variant):\n    pf.assert_stable(variant, router)\n",
        "variant",
    ),
    "two arguments": ("@given(v=VERBS, n=st.integers())\ndef test_it(v, n):\n    pf.assert_stable(v, worded)\n", None),
    "data": ("@given(st.data())\ndef test_it(data):\n    pf.assert_stable(data.draw(VERBS), worded)\n", None),
    "list": ("@given(pfst.batches(VERBS, size=2))\ndef test_it" + STABLE, None),
    "ready": (FAULTS["ready"] + "\n", None),
    "corpus": (FAULTS["corpus"] + "\n", None),
    "machine": (FAULTS["machine"] + "\n", None),
}


def test_the_line_that_is_offered_works_as_printed(run: Run) -> None:
    told = sections(run(test_it=module(source for source, _ in FORMS.values())))
    pasted = []
    for number, (source, argument) in enumerate(FORMS.values()):
        offered = re.search(r"^E +(@example\(.*\)|pf\.assert_stable\(PROMPT.*)$", told[number], re.M)
        assert offered is not None
        if argument is None:
            assert offered.group(1).startswith("pf.")
            pasted.append(f"model = worded\n\ndef test_it():\n    {offered.group(1)}")
        else:
            assert offered.group(1).startswith(f"@example({argument}=PROMPT.variant(")
            pasted.append(re.sub(r"^(@given|@pf)", rf"{offered.group(1)}\n\1", source, flags=re.M))
    told = sections(run(test_it=module(pasted)))
    for number, (_, argument) in enumerate(FORMS.values()):
        assert "WordingDependence" in told[number]
        assert ("explicit example" in told[number]) == (argument is not None)


def test_under_unittest_nothing_below_the_assertion_is_shown(app: pytest.Pytester) -> None:
    patient = "@settings(deadline=None, suppress_health_check=list(HealthCheck))"
    case = FAULTS["method"].replace("@given", f"{patient}\n    @given")
    ready = FAULTS["ready"].replace("test_it =", "    test_ready =")
    app.makepyfile(test_it=f"{HEAD}{case}\n{ready}\n")
    done = app.run(sys.executable, "-m", "unittest", "-q", "test_it")
    text = done.stderr.str()
    assert "Ran 2 tests" in text and "failures=2" in text
    assert not re.search(r"(holding|telling|functions|frames)\.py", text) and text.count("asserting.py") == 1
