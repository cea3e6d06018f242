"""Settings of Hypothesis: such as fit a model, profiles by name, and a seed, for tests that use promptfuzz alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.plugin.conftest import Run, asked

SLOW = """
import time
import promptfuzz as pf
from hypothesis import {imports}
from promptfuzz import strategies as pfst

PROMPT = pf.Prompt("Classify the review as good or bad.\\n\\nReview: {{review}}", slots={{"review": "Fine."}})
DRAWN = []

{decorator}
@given(pfst.degradations(PROMPT))
def test_slow(variant):
    DRAWN.append(variant)
    time.sleep(0.25 * (len(DRAWN) == 2))
"""
COUNTED = """
from collections.abc import Iterator
from pathlib import Path
from hypothesis import {imports}
from hypothesis import strategies as st
from app import PROMPT, pfst

{decorator}
@given(pfst.degradations(PROMPT))
def test_it(variant):
    with Path("drawn.txt").open("a") as file:
        file.write(repr(variant) + "\\n")

@given(st.integers())
def test_other(n):
    with Path("other.txt").open("a") as file:
        file.write(str(n) + "\\n")
"""


def drawn(folder: Path, name: str = "drawn.txt") -> list[str]:
    """Return what was drawn since the last look."""
    file = folder / name
    lines = file.read_text().splitlines() if file.exists() else []
    file.unlink(missing_ok=True)
    return lines


def counted(*imports: str, decorator: str = "") -> str:
    return COUNTED.format(imports=", ".join(["given", *imports]), decorator=decorator)


@pytest.fixture(autouse=True)
def default_profile() -> Iterator[None]:
    """Have the inner runs start with few examples: they run in this process, whose own profile repeats itself."""
    settings.register_profile("inner", settings.get_profile("default"), max_examples=20)
    settings.load_profile("inner")
    yield
    settings.load_profile("repository")


def test_a_slow_model_meets_no_deadline(run: Run) -> None:
    run(test_it=SLOW.format(imports="given", decorator="")).assert_outcomes(passed=1)


def test_settings_of_the_user_stand(run: Run) -> None:
    decorator = "@settings(deadline=100, max_examples=3, database=None, phases=[Phase.generate])"
    result = run("--promptfuzz-profile=ci", test_it=SLOW.format(imports="Phase, given, settings", decorator=decorator))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*deadline*"])


@pytest.mark.parametrize("decorator", ["@settings(max_examples=3)", "@settings(max_examples=3, database=None)"])
def test_own_settings_that_name_no_deadline_have_none(run: Run, decorator: str) -> None:
    run(test_it=SLOW.format(imports="given, settings", decorator=decorator)).assert_outcomes(passed=1)


def test_the_deadline_of_a_loaded_profile_is_not_taken_for_one_of_the_test(run: Run) -> None:
    settings.register_profile("inner", settings.get_profile("inner"), deadline=150)
    settings.load_profile("inner")
    text = SLOW.format(imports="given, settings", decorator="@settings(max_examples=3)")
    run(test_it=text).assert_outcomes(passed=1)


def test_what_an_assertion_needs_is_loaded_before_the_clock_runs(app: pytest.Pytester) -> None:
    text = """
    import sys
    from hypothesis import given, settings
    from app import PROMPT, pf, pfst, steady

    @settings(deadline=10_000, max_examples=2, database=None)
    @given(pfst.degradations(PROMPT))
    def test_it(variant):
        before = set(sys.modules)
        pf.assert_stable(variant, steady)
        late = sorted(name for name in set(sys.modules) - before if not name.startswith("encodings"))
        assert len(late) < 5, late
    """
    app.makepyfile(test_it=text)
    app.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist").assert_outcomes(passed=1)


def test_other_hypothesis_tests_keep_their_deadline(run: Run) -> None:
    uses = "import promptfuzz as pf\n\ndef test_nothing():\n    assert pf.Prompt('Hi').text == 'Hi'\n"
    other = """
    import time
    from hypothesis import given, settings, strategies as st

    @settings(database=None)
    @given(st.none())
    def test_slow(n):
        time.sleep(0.25)
    """
    run(test_uses=uses, test_other=other).assert_outcomes(passed=1, failed=1)


@pytest.mark.parametrize(("profile", "examples"), [("smoke", 10), ("ci", 50)])
def test_a_profile_is_for_tests_that_use_promptfuzz(
    run: Run, app: pytest.Pytester, profile: str, examples: int
) -> None:
    run(f"--promptfuzz-profile={profile}", test_it=counted()).assert_outcomes(passed=2)
    assert len(drawn(app.path)) == examples
    assert len(drawn(app.path, "other.txt")) == 20


def test_the_profile_of_the_project(run: Run, app: pytest.Pytester) -> None:
    app.makepyprojecttoml('[tool.promptfuzz]\nprofile = "smoke"\n')
    result = run(test_it=counted())
    result.stdout.fnmatch_lines(["promptfuzz: *, profile smoke"])
    assert len(drawn(app.path)) == 10


def test_the_option_holds_over_the_project(run: Run, app: pytest.Pytester) -> None:
    app.makepyprojecttoml('[tool.promptfuzz]\nprofile = "ci"\n')
    run("--promptfuzz-profile=smoke", test_it=counted())
    assert len(drawn(app.path)) == 10


def test_profiles_are_there_by_name_and_none_is_loaded(run: Run) -> None:
    text = """
    from hypothesis import settings
    import promptfuzz as pf

    def test_it():
        assert pf.Prompt("Hi")
        names = [f"promptfuzz-{name}" for name in ("smoke", "ci", "nightly")]
        most = [settings.get_profile(name).max_examples for name in names]
        assert most == [10, 50, 500]
        assert not any(settings.get_profile(name).deadline for name in names)
        assert settings.default.max_examples == 20
    """
    run(test_it=text).assert_outcomes(passed=1)


def test_hypothesis_can_load_a_profile_for_all_tests(run: Run, app: pytest.Pytester) -> None:
    run("--hypothesis-profile=promptfuzz-smoke", test_it=counted()).assert_outcomes(passed=2)
    assert len(drawn(app.path, "other.txt")) == 10


def test_a_profile_for_ci_repeats_itself_and_nightly_does_not(run: Run, app: pytest.Pytester) -> None:
    found = []
    for profile in ("smoke", "smoke", None, None):
        run(*([f"--promptfuzz-profile={profile}"] if profile else []), test_it=counted())
        found.append(drawn(app.path))
    assert found[0] == found[1]
    assert found[2] != found[3]


@pytest.mark.parametrize("decorator", ["", "@settings(max_examples=20, deadline=None)"])
def test_a_seed_is_for_tests_that_use_promptfuzz(run: Run, app: pytest.Pytester, decorator: str) -> None:
    text, found, others = counted("settings", decorator=decorator), [], []
    for seed in (5, 5, 6):
        result = run(f"--promptfuzz-seed={seed}", test_it=text)
        result.stdout.fnmatch_lines([f"promptfuzz: *, seed {seed}"])
        found.append(drawn(app.path))
        others.append(drawn(app.path, "other.txt"))
    assert found[0] == found[1] != found[2]
    assert others[0] != others[1]


def test_a_seed_reaches_every_parameter(run: Run, app: pytest.Pytester) -> None:
    text = counted().replace("@given(pfst", "@pytest.mark.parametrize('k', [1, 2])\n@given(pfst", 1)
    text = "import pytest\n" + text.replace("def test_it(variant)", "def test_it(k, variant)")
    run("--promptfuzz-seed=5", "--promptfuzz-profile=smoke", test_it=text).assert_outcomes(passed=3)
    first = drawn(app.path)
    run("--promptfuzz-seed=5", "--promptfuzz-profile=smoke", test_it=text)
    assert drawn(app.path) == first


MACHINE = """
from collections.abc import Iterator
from pathlib import Path
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, rule
from app import PROMPT, pfst

class Chat(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        with Path("drawn.txt").open("a") as file:
            file.write("\\n")

    @rule(variant=pfst.degradations(PROMPT))
    def ask(self, variant):
        with Path("drawn.txt").open("a") as file:
            file.write(repr(variant))

TestChat = Chat.TestCase
"""


def test_a_profile_and_a_seed_reach_state_machines(run: Run, app: pytest.Pytester) -> None:
    found = []
    for seed in (1, 1, 2):
        run(f"--promptfuzz-seed={seed}", "--promptfuzz-profile=smoke", test_it=MACHINE).assert_outcomes(passed=1)
        found.append(drawn(app.path))
    assert len(found[0]) <= 12
    assert found[0] == found[1] != found[2]


def test_settings_of_a_state_machine_stand(run: Run, app: pytest.Pytester) -> None:
    text = MACHINE + "TestChat.settings = settings(max_examples=3, database=None)\n"
    run("--promptfuzz-profile=ci", test_it=text).assert_outcomes(passed=1)
    assert len(drawn(app.path)) <= 5


def test_in_ci_tests_that_use_promptfuzz_still_draw_anew(app: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "")  # Hypothesis takes an empty one, too
    app.makepyfile(test_it=counted())
    found, others = [], []
    for _ in range(2):
        app.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist").assert_outcomes(passed=2)
        found.append(drawn(app.path))
        others.append(drawn(app.path, "other.txt"))
    assert found[0] != found[1]
    assert others[0] == others[1]  # Hypothesis's own profile for CI repeats itself


def test_a_profile_that_the_user_loaded_may_repeat_itself(run: Run, app: pytest.Pytester) -> None:
    if not hasattr(settings, "get_current_profile_name"):
        pytest.skip("this version of Hypothesis does not tell the profile")
    settings.register_profile("inner", settings.get_profile("inner"), derandomize=True, database=None)
    settings.load_profile("inner")
    found = []
    for _ in range(2):
        run(test_it=counted())
        found.append(drawn(app.path))
    assert found[0] == found[1]


def test_a_profile_reaches_property_tests(run: Run, app: pytest.Pytester) -> None:
    text = """
    import promptfuzz as pf
    from pathlib import Path
    from app import PROMPT, steady

    @pf.property_test(PROMPT, families=("degrade",))
    def test_decorated(variant):
        with Path("drawn.txt").open("a") as file:
            file.write("\\n")

    test_whole = pf.property_test(PROMPT, steady, families=("paraphrase",))
    """
    run("--promptfuzz-profile=smoke", test_it=text).assert_outcomes(passed=2)
    assert len(drawn(app.path)) == 10
    assert 0 < asked(app) < 30
