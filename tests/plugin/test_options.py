"""What can be chosen for all tests at once, where it is said, and which word counts."""

import pytest

from promptfuzz.campaign.assembling import load_campaign
from promptfuzz.campaign.flags import Flags
from tests.plugin.conftest import Run, asked

STABLE = "import promptfuzz as pf\nfrom app import LABEL\n\ndef test_it():\n    pf.assert_stable(LABEL)\n"
FOUND = (
    "import promptfuzz as pf\nfrom app import LABEL, worded\n\ndef test_it():\n    pf.assert_stable(LABEL, worded)\n"
)
OVERRIDE = """
import pytest
from app import {name}

@pytest.fixture(scope="session")
def promptfuzz_model():
    return {name}
"""


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--promptfuzz-budget=0", "*expected a whole number of at least 1, got '0'*"),
        ("--promptfuzz-budget=many", "*expected a whole number of at least 1, got 'many'*"),
        ("--promptfuzz-seed=-1", "*expected a whole number of at least 0, got '-1'*"),
        ("--promptfuzz-profile=weekly", "*invalid choice: 'weekly'*"),
        ("--promptfuzz-report=pdf=x.pdf", "*expected a report as FORMAT or FORMAT=PATH*got 'pdf=x.pdf'*"),
        ("--promptfuzz-report=report.html", "*write --promptfuzz-report html=report.html*"),
    ],
)
def test_a_bad_option_is_refused_before_anything_is_asked(
    run: Run, app: pytest.Pytester, option: str, said: str
) -> None:
    result = run(option, test_it=FOUND)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([said])
    assert asked(app) == 0


def test_the_header_says_what_was_chosen(run: Run) -> None:
    result = run(
        "--promptfuzz-model=python:app:steady", "--promptfuzz-budget=50", "--promptfuzz-seed=7",
        "--promptfuzz-profile=smoke", test_it=STABLE,
    )  # fmt: skip
    result.stdout.fnmatch_lines(["promptfuzz: *, model python:app:steady, budget 50, seed 7, profile smoke"])
    result.assert_outcomes(passed=1)


def test_the_header_is_there_once_where_promptfuzz_is_used(run: Run) -> None:
    result = run(test_it=FOUND)
    assert sum(line.startswith("promptfuzz: ") for line in result.outlines) == 1


def test_a_suite_without_promptfuzz_reads_nothing_of_it(run: Run) -> None:
    # Run in this process, pytest warns that the package was imported before.
    result = run("-W", "ignore::pytest.PytestAssertRewriteWarning", test_it="def test_it():\n    assert True\n")
    shown = [line for line in result.outlines if not line.startswith(("plugins: ", "rootdir: "))]
    assert not any("promptfuzz" in line for line in shown)


class TestTheModel:
    """The argument, the fixture, the option, the project: the first that there is."""

    def test_of_the_option(self, run: Run, app: pytest.Pytester) -> None:
        run("--promptfuzz-model=python:app:worded", test_it=STABLE).assert_outcomes(failed=1)
        assert asked(app)

    @pytest.mark.parametrize(
        "table",
        ['model = "python:app:worded"', '[[tool.promptfuzz.models]]\nspec = "python:app:worded"'],
    )
    def test_of_the_project(self, run: Run, app: pytest.Pytester, table: str) -> None:
        app.makepyprojecttoml(f"[tool.promptfuzz]\n{table}\n")
        result = run(test_it=STABLE)
        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines(["promptfuzz: *, model python:app:worded"])

    def test_the_option_before_the_project(self, run: Run, app: pytest.Pytester) -> None:
        app.makepyprojecttoml('[tool.promptfuzz]\nmodel = "python:app:worded"\n')
        run("--promptfuzz-model=python:app:steady", test_it=STABLE).assert_outcomes(passed=1)

    def test_the_fixture_before_the_option(self, run: Run, app: pytest.Pytester) -> None:
        app.makeconftest(OVERRIDE.format(name="steady"))
        run("--promptfuzz-model=python:app:worded", test_it=STABLE).assert_outcomes(passed=1)

    def test_the_argument_before_the_fixture(self, run: Run, app: pytest.Pytester) -> None:
        app.makeconftest(OVERRIDE.format(name="steady"))
        run(test_it=FOUND).assert_outcomes(failed=1)

    def test_a_fixture_of_the_module_before_that_of_the_folder(self, run: Run, app: pytest.Pytester) -> None:
        app.makeconftest(OVERRIDE.format(name="worded"))
        run(test_it=OVERRIDE.format(name="steady") + STABLE).assert_outcomes(passed=1)

    def test_is_not_made_where_no_test_needs_it(self, run: Run, app: pytest.Pytester) -> None:
        app.makeconftest(
            "import pytest\n\n@pytest.fixture(scope='session')\ndef promptfuzz_model():\n    assert False\n"
        )
        text = "import promptfuzz as pf\nfrom app import LABEL, steady\n\ndef test_it():\n    pf.assert_stable(LABEL, steady)\n"
        run(test_it=text).assert_outcomes(passed=1)

    def test_without_any_all_the_ways_are_named(self, run: Run) -> None:
        result = run(test_it=STABLE)
        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines(["*UsageError: expected a model, got none; pass model=*"])
        for way in ("fixture promptfuzz_model", "--promptfuzz-model SPEC", "[tool.promptfuzz] of pyproject.toml"):
            assert way in result.stdout.str()

    def test_is_loaded_once(self, run: Run, app: pytest.Pytester) -> None:
        app.makepyfile(loads="LOADED = []\nfrom app import steady\nLOADED.append(1)\n")
        text = STABLE + "\ndef test_again(promptfuzz_model):\n    assert promptfuzz_model.name == 'steady'\n"
        text += "    import loads\n    assert loads.LOADED == [1]\n    pf.assert_stable(LABEL, promptfuzz_model)\n"
        run("--promptfuzz-model=python:loads:steady", test_it=text).assert_outcomes(passed=2)

    def test_of_a_unittest(self, run: Run) -> None:
        text = """
        import unittest
        import promptfuzz as pf
        from app import LABEL

        class Tests(unittest.TestCase):
            def test_it(self):
                pf.assert_stable(LABEL)
        """
        run("--promptfuzz-model=python:app:steady", test_it=text).assert_outcomes(passed=1)


def test_the_oracle_is_the_fixture(run: Run, app: pytest.Pytester) -> None:
    app.makeconftest("""
        import pytest
        import promptfuzz as pf

        @pytest.fixture(scope="session")
        def promptfuzz_oracle():
            return pf.Oracle(measure="chrf", threshold=0.0)
        """)
    text = """
        import promptfuzz as pf

        PROMPT = pf.Prompt("Classify the review.", answer=pf.Text(), id="free")

        def answer(text):
            return "It is a sunny day." if "Classify" in text else "I bought three red bicycles."

        def test_it(promptfuzz_oracle):
            assert promptfuzz_oracle.threshold == 0.0
            pf.assert_stable(PROMPT.variant(pf.Edit(0, 8, "Label", "verbs")), answer)
        """
    run(test_it=text).assert_outcomes(passed=1)


def test_the_oracle_of_the_project(run: Run, app: pytest.Pytester) -> None:
    app.makepyprojecttoml("[tool.promptfuzz.oracle]\nthreshold = 0.25\n")
    run(test_it="def test_it(promptfuzz_oracle):\n    assert promptfuzz_oracle.threshold == 0.25\n").assert_outcomes(
        passed=1
    )


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('profile = "weekly"', "*pyproject.toml: tool.promptfuzz.profile: expected one of smoke, ci, nightly*"),
        ("model = 3", "*pyproject.toml: tool.promptfuzz.models*expected*"),
        ('model = "python:app:steady"\nprofile = 1', "*tool.promptfuzz.profile*"),
    ],
)
def test_a_wrong_table_is_refused(run: Run, app: pytest.Pytester, table: str, said: str) -> None:
    app.makepyprojecttoml(f"[tool.promptfuzz]\n{table}\n")
    text = (
        STABLE
        + "\nfrom hypothesis import given, strategies as st\n\n@given(st.none())\ndef test_other(n):\n    LABEL\n"
    )
    result = run(test_it=text)
    assert result.ret != pytest.ExitCode.OK
    (result.stderr if result.ret == pytest.ExitCode.USAGE_ERROR else result.stdout).fnmatch_lines([said])


def test_what_only_campaigns_need_is_left_to_them(run: Run, app: pytest.Pytester) -> None:
    app.makepyprojecttoml('[tool.promptfuzz]\nplugins = ["none.py"]\nmodel = "python:app:steady"\nseed = 3\n')
    run(test_it=STABLE).assert_outcomes(passed=1)


def test_a_campaign_takes_the_same_table(app: pytest.Pytester) -> None:
    app.makepyprojecttoml('[tool.promptfuzz]\nmodel = "python:app:steady"\nprofile = "ci"\n')
    campaign = load_campaign(None, Flags(), lambda name: name)
    assert [entry.spec for entry in campaign.models] == ["python:app:steady"]
