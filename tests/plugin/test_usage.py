"""Tests that use promptfuzz are told from the others, and nothing of the others changes."""

import json
import textwrap

import pytest

from tests.plugin.conftest import Run

HEAD = "import promptfuzz as pf\nimport unittest, pytest\nfrom hypothesis import given, strategies as st\nfrom app import LABEL, PROMPT, pfst, steady\n\n"


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("def test_yes():\n    pf.assert_stable(LABEL, steady)\n\ndef test_no():\n    assert steady", "test_yes"),
        ("CHECK = pf.assert_stable\n\ndef test_yes():\n    CHECK(LABEL, steady)\n\ndef test_no(): pass", "test_yes"),
        ("def check(v):\n    pf.assert_stable(v, steady)\n\ndef test_yes():\n    check(LABEL)\n\ndef test_no(): pass", "test_yes"),
        ("@pytest.fixture\ndef check():\n    return pf.assert_stable\n\ndef test_yes(check): pass\n\ndef test_no(): pass", "test_yes"),
        ("@given(pfst.variants(PROMPT))\ndef test_yes(v): pass\n\n@given(st.none())\ndef test_no(n): pass", "test_yes"),
        ("DRAWN = pfst.variants(PROMPT)\n\n@given(DRAWN)\ndef test_yes(v): pass\n\n@given(st.none())\ndef test_no(n): pass", "test_yes"),
        ("class TestIt:\n    def test_yes(self):\n        assert PROMPT\n\n    def test_no(self): pass", "test_yes"),
        ("class TestIt:\n    def check(self):\n        assert PROMPT\n\n    def test_yes(self):\n        self.check()\n\n    def test_no(self): pass", "test_yes"),
        ("class TestIt:\n    def setup_method(self):\n        self.prompt = PROMPT\n\n    def test_yes(self): pass", "test_yes"),
        ("class Base:\n    def test_yes(self):\n        assert PROMPT\n\nclass TestIt(Base):\n    def test_no(self): pass", "test_yes"),
        ("class TestIt(unittest.TestCase):\n    def test_yes(self):\n        pf.assert_stable(LABEL, steady)\n\n    def test_no(self): pass", "test_yes"),
        ("if True:\n    def test_yes():\n        assert PROMPT\n\ndef test_no(): pass", "test_yes"),
        ("@pytest.mark.parametrize('n', [1])\ndef test_yes(n):\n    assert PROMPT\n\ndef test_no(): pass", "test_yes[1]"),
    ],
)  # fmt: skip
def test_the_marker_selects_what_leads_to_promptfuzz(run: Run, text: str, chosen: str) -> None:
    result = run("--collect-only", "-q", "-m", "promptfuzz", test_it=HEAD + text)
    assert [line.split("::")[-1] for line in result.outlines if "::" in line] == [chosen]


@pytest.mark.parametrize(
    "text",
    [
        "def test_yes():\n    import promptfuzz as pf\n    assert pf\n\ndef test_no(): pass",
        "def test_yes():\n    from promptfuzz.strategies import variants\n    assert variants\n\ndef test_no(): pass",
        "def test_yes(promptfuzz_oracle): pass\n\ndef test_no(): pass",
        "import pytest\n\n@pytest.mark.promptfuzz\ndef test_yes(): pass\n\ndef test_no(): pass",
        "from promptfuzz import *\n\ndef test_yes():\n    assert Prompt('Hi')\n\ndef test_no(): pass",
    ],
)
def test_promptfuzz_need_not_be_a_name_of_the_module(run: Run, text: str) -> None:
    result = run("--collect-only", "-q", "--strict-markers", "-m", "promptfuzz", test_it=text)
    assert [line for line in result.outlines if "::" in line] == ["test_it.py::test_yes"]


HELPERS = """
import promptfuzz as pf
from app import LABEL, PROMPT, pfst, steady

DRAWN = pfst.variants(PROMPT)

def holds(variant):
    pf.assert_stable(variant, steady)

def adds(one, other):
    return one + other

class Cases:
    def test_inherited(self):
        assert PROMPT
"""


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("from helpers import DRAWN, adds\n\n@given(DRAWN)\ndef test_yes(v): pass\n\ndef test_no():\n    adds(1, 2)", ["test_yes"]),
        ("from helpers import adds\n\n@given(st.none())\ndef test_no(n):\n    adds(1, 2)", []),
        ("import helpers\n\n@given(helpers.DRAWN)\ndef test_yes(v): pass\n\ndef test_no(): pass", ["test_yes"]),
        ("import helpers as h\n\n@given(h.DRAWN)\ndef test_yes(v): pass\n\ndef test_no(): pass", ["test_yes"]),
        ("from helpers import *\n\n@given(DRAWN)\ndef test_yes(v): pass\n\n@given(st.none())\ndef test_no(n): adds(n, n)", ["test_yes"]),
        ("from further import checks\n\ndef test_yes():\n    checks(None)\n\ndef test_no(): pass", ["test_yes"]),
        ("def test_yes():\n    from helpers import holds\n    assert holds\n\ndef test_no(): pass", ["test_yes"]),
        ("from helpers import Cases\n\nclass TestIt(Cases):\n    def test_no(self): pass", ["test_inherited"]),
    ],
)  # fmt: skip
def test_helpers_of_a_user_lead_to_promptfuzz(run: Run, text: str, chosen: list[str]) -> None:
    head = "from hypothesis import given, strategies as st\n"
    further = "from helpers import holds as checks"
    modules = {"helpers": HELPERS, "further": further, "test_it": head + text, "test_other": "import helpers, further"}
    result = run("--collect-only", "-q", "-m", "promptfuzz", **modules)
    assert [line.split("::")[-1] for line in result.outlines if "::" in line] == chosen


def test_a_strategy_of_a_helper_has_no_deadline(app: pytest.Pytester) -> None:
    helpers = "from app import PROMPT, pfst\nDRAWN = pfst.variants(PROMPT)"
    text = """
    import time
    from hypothesis import given
    from helpers import DRAWN

    slow = [0.3]

    @given(DRAWN)
    def test_it(v):
        time.sleep(slow.pop() if slow else 0)
    """
    app.makepyfile(helpers=helpers, test_it=text)
    app.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_lazy_objects_of_a_module_are_not_woken(run: Run) -> None:
    text = """
    import promptfuzz as pf

    class Lazy:
        def __getattribute__(self, name):
            raise RuntimeError(f"woken for {name}")

    LAZY = Lazy()

    def test_it():
        assert pf.Prompt("Hi")
    """
    run("-m", "promptfuzz", test_it=text).assert_outcomes(passed=1)


OTHERS = """
import promptfuzz as pf
import pytest
from hypothesis import given, seed, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from app import LABEL, PROMPT, pfst, steady

@given(st.none())
def test_plain(n): pass

@settings(max_examples=7, deadline=3)
@given(st.none())
def test_with_settings(n): pass

@seed(4)
@given(st.none())
def test_with_seed(n): pass

@pytest.mark.slow
def test_with_marker(): pass

class TestClass:
    @given(st.none())
    def test_method(self, n): pass

class Machine(RuleBasedStateMachine):
    @rule()
    def go(self): pass

TestMachine = Machine.TestCase

def test_that_uses_it():
    pf.assert_stable(LABEL, steady)

@given(pfst.variants(PROMPT))
def test_that_draws_variants(v): pass
"""
RECORDER = """
import json
from pathlib import Path
from hypothesis import settings

def pytest_configure(config):
    config.addinivalue_line("markers", "slow: slow")

def pytest_collection_finish(session):
    seen = {"default": repr(settings.default)}
    for item in session.items:
        function = getattr(item.obj, "__func__", item.obj)
        state = {key: repr(value) for key, value in vars(function).items() if key != "hypothesis" and "at 0x" not in repr(value)}
        marks = sorted(mark.name for mark in item.iter_markers())
        seen[item.nodeid] = [state, marks, repr(getattr(item.cls, "settings", None))]
    Path("seen.json").write_text(json.dumps(seen))
"""


ALL = ("--promptfuzz-profile=nightly", "--promptfuzz-seed=3", "--promptfuzz-budget=9")
OWN = "\nsettings.register_profile('own', max_examples=3)\nsettings.load_profile('own')\n"


@pytest.mark.parametrize(("surrounding", "options"), [("plain", ()), ("plain", ALL), ("CI and a profile", ALL)])
def test_nothing_of_other_tests_changes(
    app: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, surrounding: str, options: tuple[str, ...]
) -> None:
    app.makeconftest(RECORDER + ("" if surrounding == "plain" else OWN))
    if surrounding != "plain":
        monkeypatch.setenv("CI", "1")

    def seen(*arguments: str) -> dict[str, object]:
        app.runpytest_subprocess("-p", "no:cacheprovider", "--collect-only", *arguments)
        found = json.loads((app.path / "seen.json").read_text())
        assert isinstance(found, dict)
        return {name: value for name, value in found.items() if "test_that" not in name}

    app.makepyfile(test_it=OTHERS)
    without = seen("-p", "no:promptfuzz")
    assert len(without) == 7
    assert seen(*options) == without


LIGHT = textwrap.dedent("""
    import sys

    def test_light():
        heavy = {"torch", "numpy", "scipy", "transformers", "hypothesis", "sqlite3"} & set(sys.modules)
        ours = {name for name in sys.modules if name.startswith("promptfuzz.")}
        assert not heavy
        assert {name.split(".")[1] for name in ours} <= {"errors", "ledger", "pytest_plugin"}
    """)


def test_the_plugin_is_light_where_nothing_uses_it(app: pytest.Pytester) -> None:
    app.makepyfile(test_it=LIGHT)
    app.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist").assert_outcomes(passed=1)


MISSING = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"hypothesis", "xdist"}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Missing())
"""


def test_it_works_without_hypothesis_and_xdist(app: pytest.Pytester) -> None:
    app.makeconftest(MISSING)
    app.makepyfile(
        test_it="import promptfuzz as pf\n\ndef test_it():\n    from app import LABEL\n    pf.assert_stable(LABEL)\n"
    )
    app.makepyfile(app=(app.path / "app.py").read_text().replace("from promptfuzz import strategies as pfst\n", ""))
    result = app.runpytest_subprocess(
        "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:xdist", "-p", "no:xdist.looponfail",
        "--promptfuzz-model=python:app:steady", "--promptfuzz-budget=40", "--promptfuzz-profile=ci", "-W", "error",
    )  # fmt: skip
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["0 findings, * of a budget of 40"])
